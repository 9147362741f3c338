//! What is wrong with a file: everything at once, each with its place and what to write instead.

use std::fmt;
use std::path::PathBuf;

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// Both count from 1, as editors do.
    pub line: usize,
    pub column: usize,
    pub said: String,
}

/// All mistakes of a file, in the order of its lines. Nothing of such a file is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaws {
    pub file: PathBuf,
    pub flaws: Vec<Flaw>,
}

impl fmt::Display for Flaws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for flaw in &self.flaws {
            writeln!(
                f,
                "{}:{}:{}: {}",
                self.file.display(),
                flaw.line,
                flaw.column,
                flaw.said
            )?;
        }
        let what = if self.flaws.len() == 1 { "mistake" } else { "mistakes" };
        write!(f, "{} {what}; nothing was written", self.flaws.len())
    }
}

impl std::error::Error for Flaws {}

/// Mistakes by the byte at which they stand, while a text is being read.
#[derive(Debug, Default)]
pub struct Found(Vec<(usize, String)>);

impl Found {
    pub fn add(&mut self, at: usize, said: impl Into<String>) {
        self.0.push((at, said.into()));
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The mistakes with lines and columns of `text`.
    #[must_use]
    pub fn in_lines(self, text: &str) -> Vec<Flaw> {
        let mut flaws: Vec<Flaw> = self
            .0
            .into_iter()
            .map(|(at, said)| {
                let before = text.get(..at).unwrap_or(text);
                let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
                Flaw {
                    line: before.matches('\n').count() + 1,
                    column: before[line_start..].chars().count() + 1,
                    said,
                }
            })
            .collect();
        flaws.sort();
        flaws
    }
}

/// The one of `known` that `typed` was probably meant to be.
#[must_use]
pub fn meant<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::osa_distance(&typed, &word.to_lowercase()), word))
        .filter(|(distance, word)| *distance <= 1 + word.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}
