//! The rules of the house that no compiler knows: arrows between crates, one place for each engine, one place
//! for words, documents that name what is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace is above")
        .to_owned()
}

/// Files below a folder of the workspace with this ending, as paths from the root with their texts.
fn files(ending: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    walk(&path, found);
                }
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root(), &mut found);
    let mut texts: Vec<(String, String)> = found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == ending))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(root()).unwrap().to_string_lossy().into_owned(), text)
        })
        .collect();
    texts.sort();
    assert!(!texts.is_empty(), "there is no .{ending} file");
    texts
}

/// Who depends on whom, as cargo resolves it.
struct Graph {
    names: BTreeMap<String, String>,
    deps: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn read() -> Self {
        let output = Command::new(env!("CARGO"))
            .args([
                "metadata",
                "--format-version",
                "1",
                "--locked",
                "--offline",
                "--all-features",
            ])
            .current_dir(root())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let list = |value: &Value| value.as_array().unwrap().clone();
        let names = list(&metadata["packages"])
            .iter()
            .map(|package| (text(&package["id"]), text(&package["name"])))
            .collect();
        let deps = list(&metadata["resolve"]["nodes"])
            .iter()
            .map(|node| {
                // What only the tests of a crate need is no arrow of the crate.
                let real = |dep: &Value| {
                    list(&dep["dep_kinds"])
                        .iter()
                        .any(|kind| kind["kind"].as_str() != Some("dev"))
                };
                let deps = list(&node["deps"])
                    .iter()
                    .filter(|dep| real(dep))
                    .map(|dep| text(&dep["pkg"]))
                    .collect();
                (text(&node["id"]), deps)
            })
            .collect();
        Self { names, deps }
    }

    fn dependents_of(&self, name: &str) -> BTreeSet<&str> {
        let is_it = |id: &String| self.names[id] == name;
        let found: BTreeSet<&str> = self
            .deps
            .iter()
            .filter(|(_, deps)| deps.iter().any(is_it))
            .map(|(id, _)| self.names[id].as_str())
            .collect();
        assert!(!found.is_empty(), "nobody depends on {name}");
        found
    }

    fn direct(&self, name: &str) -> BTreeSet<&str> {
        let (id, _) = self
            .names
            .iter()
            .find(|(_, known)| *known == name)
            .expect("a crate of that name");
        self.deps[id].iter().map(|dep| self.names[dep].as_str()).collect()
    }

    fn all(&self, name: &str) -> BTreeSet<&str> {
        let mut open = vec![name];
        let mut seen = BTreeSet::new();
        while let Some(next) = open.pop() {
            for dep in self.direct(next) {
                if seen.insert(dep) {
                    open.push(dep);
                }
            }
        }
        seen
    }
}

#[test]
fn dependencies_point_the_way_the_house_says() {
    let graph = Graph::read();

    assert_eq!(graph.dependents_of("sqlx"), BTreeSet::from(["storage"]));
    assert_eq!(graph.dependents_of("teloxide"), BTreeSet::from(["bot"]));
    assert_eq!(graph.dependents_of("axum"), BTreeSet::from(["bot"]));
    for outside in ["tokio", "sqlx", "teloxide", "axum", "reqwest", "hyper"] {
        assert!(!graph.all("domain").contains(outside), "domain reaches {outside}");
        assert!(!graph.all("say").contains(outside), "say reaches {outside}");
    }
    for outside in ["sqlx", "teloxide", "axum", "playground", "bot", "say", "draw"] {
        assert!(!graph.direct("loyalty").contains(outside), "loyalty reaches {outside}");
    }
    for inside in ["bot", "loyalty", "storage", "say", "domain"] {
        assert!(
            !graph.all("playground").contains(inside),
            "the playground knows {inside}"
        );
    }
    for above in ["loyalty", "bot", "say", "draw", "playground"] {
        assert!(!graph.all("storage").contains(above), "storage knows {above}");
    }
    for ours in ["domain", "storage", "loyalty", "say", "draw", "bot", "playground"] {
        assert!(!graph.all("sheet").contains(ours), "sheet knows {ours}");
    }
    assert_eq!(graph.dependents_of("calamine"), BTreeSet::from(["sheet"]));
}

/// Code without its comments, line by line.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn the_engine_is_chosen_in_one_place() {
    const CHOOSES: [&str; 7] = [
        "storage/src/connect.rs",
        "storage/src/group.rs",
        "storage/src/lib.rs",
        "storage/src/readers.rs",
        "storage/src/testing.rs",
        "storage/src/traces.rs",
        "storage/src/tx.rs",
    ];
    let mut found = Vec::new();
    for (path, text) in files("rs") {
        // The tests of storage are about engines, and stories are told on both.
        if CHOOSES.contains(&path.as_str()) || path.starts_with("storage/tests/") || path.starts_with("tests/") {
            continue;
        }
        for (at, line) in code(&text) {
            let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            if ["Sqlite", "Postgres", "is_sqlite", "is_postgres"]
                .iter()
                .any(|engine| words.contains(engine))
            {
                found.push(format!("{path}:{at}: {line}"));
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn words_are_said_in_one_crate() {
    let mut found = Vec::new();
    let mut said = 0;
    for (path, text) in files("rs") {
        for (at, line) in code(&text) {
            let translates = line
                .match_indices("t!(")
                .any(|(place, _)| !line[..place].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"'));
            match translates {
                true if path.starts_with("say/") => said += 1,
                true => found.push(format!("{path}:{at}: {line}")),
                false => {}
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
    assert!(said > 0, "say says nothing, or in a way that this does not see");
}

#[test]
fn documents_name_files_that_are_there() {
    let all: BTreeSet<String> = files("rs").into_iter().map(|(path, _)| path).collect();
    let is_there = |path: &str| {
        let bare = path.trim_start_matches("./").trim_end_matches('/');
        let somewhere = || all.iter().any(|known| known.ends_with(&format!("/{bare}")));
        root().join(bare).exists() || (!bare.contains('/') && somewhere())
    };
    let mut looked_at = 0;
    let mut gone = Vec::new();
    for document in ["README.md", "ARCHITECTURE.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        for span in text.split('`').skip(1).step_by(2) {
            for path in braces(span).iter().filter(|path| is_path(path)) {
                looked_at += 1;
                if !is_there(path) {
                    gone.push(format!("{document}: {path}"));
                }
            }
        }
    }
    assert_eq!(gone, Vec::<String>::new());
    assert!(looked_at > 0, "the documents name no file");
}

/// Whether a span of code names a file of the workspace.
fn is_path(span: &str) -> bool {
    let plain = !span.is_empty() && span.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let top = span.trim_start_matches("./").split('/').next().unwrap_or_default();
    let below_the_root = span.contains('/') && !span.starts_with('/') && root().join(top).is_dir() && !top.is_empty();
    plain && (below_the_root || Path::new(span).extension().is_some_and(|extension| extension == "rs"))
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn braces(span: &str) -> Vec<String> {
    let Some((before, (inside, after))) = span
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    else {
        return vec![span.to_owned()];
    };
    inside
        .split(',')
        .map(|part| format!("{before}{}{after}", part.trim()))
        .collect()
}

#[test]
fn every_method_that_the_bot_calls_is_in_the_specification() {
    let spec = fs::read_to_string(root().join("playground/spec/bot-api-10.3.json")).unwrap();
    let spec: Value = serde_json::from_str(&spec).unwrap();
    let payloads = fs::read_to_string(root().join("bot/src/telegram/payloads.rs")).unwrap();

    let called: BTreeSet<&str> = payloads
        .lines()
        .filter(|line| line.contains("\" -> ") || line.contains("const NAME"))
        .filter_map(|line| line.split('"').nth(1))
        .collect();

    assert!(called.len() > 10, "{called:?}");
    let known = spec["methods"].as_object().unwrap();
    let unknown: Vec<&&str> = called.iter().filter(|method| !known.contains_key(**method)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn every_rule_of_the_first_chapter_is_held_by_a_test_with_its_code() {
    const RULES: [&str; 28] = [
        "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "p10", "p11", "p12", "c1", "c2", "c3", "c4", "c5", "c6",
        "s1", "s2", "s3", "s5", "s6", "s7", "d5", "m1", "m2", "m3",
    ];
    let mut held = BTreeSet::new();
    for (_, text) in files("rs") {
        for (_, line) in code(&text) {
            let Some((_, name)) = line.split_once("fn ") else {
                continue;
            };
            let words: Vec<&str> = name.split('_').take_while(|word| is_code(word)).collect();
            held.extend(words.into_iter().map(str::to_owned));
        }
    }
    let missing: Vec<&str> = RULES.into_iter().filter(|rule| !held.contains(*rule)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

fn is_code(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| "pctbmsd".contains(c)) && word.len() > 1 && chars.all(|c| c.is_ascii_digit())
}
