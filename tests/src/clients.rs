//! Bots in other languages, on client libraries that know nothing of this project: see `tests/clients`.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use playground::{Bot, Playground};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::processes::signal;

/// How long a bot may take to stop, on a machine that has much else to do.
const LONGEST_STOP: Duration = Duration::from_secs(20);

/// A client library of the Bot API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Library {
    /// Python; every answer is parsed into pydantic models.
    Aiogram,
    /// JavaScript; its bot holds every answer to the list of types.
    Grammy,
}

/// How a bot gets its updates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Updates {
    Polling,
    Webhook,
}

impl fmt::Display for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Polling => "polling",
            Self::Webhook => "webhook",
        })
    }
}

/// A running bot. Dropped, it is killed; in a story that fails, what it complained of is shown.
pub struct Client {
    child: Child,
    complaints: watch::Receiver<Vec<String>>,
    listener: JoinHandle<()>,
}

impl Client {
    /// Starts the library's bot as `bot` of the playground.
    #[must_use]
    pub fn starts(library: Library, updates: Updates, playground: &Playground, bot: &Bot) -> Self {
        let mut child = command(library)
            .env("BOT_API", playground.api_url())
            .env("BOT_TOKEN", bot.token())
            .env("BOT_UPDATES", updates.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let (heard, complaints) = watch::channel(Vec::new());
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listener = tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                heard.send_modify(|complaints| complaints.push(line));
            }
        });
        Self {
            child,
            complaints,
            listener,
        }
    }

    /// Fails the story as soon as the bot ends by itself.
    pub async fn lives_on(&mut self) {
        let status = self.child.wait().await.unwrap();
        (&mut self.listener).await.unwrap();
        panic!("the bot ended by itself: {status}");
    }

    /// Waits until it complains of this.
    pub async fn complains_of(&mut self, part: &str, within: Duration) {
        let heard = self
            .complaints
            .wait_for(|lines| lines.iter().any(|line| line.contains(part)));
        let heard = tokio::time::timeout(within, heard).await;
        assert!(
            heard.is_ok_and(|heard| heard.is_ok()),
            "the bot did not complain of {part:?}"
        );
    }

    /// Asks it to stop. It has to end well, and not to have complained of anything.
    pub async fn ends_content(mut self) {
        if let Some(number) = self.child.id() {
            signal(number, "TERM").await;
        }
        let ended = async {
            let status = self.child.wait().await.unwrap();
            (&mut self.listener).await.unwrap();
            status
        };
        let status = tokio::time::timeout(LONGEST_STOP, ended)
            .await
            .expect("the bot did not stop");
        assert_eq!(self.complaints.borrow().clone(), Vec::<String>::new());
        assert!(status.success(), "{status}");
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            for line in &*self.complaints.borrow() {
                eprintln!("{line}");
            }
        }
    }
}

/// The interpreter with its libraries, and no setting of the one who runs the stories.
fn command(library: Library) -> Command {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (libraries, sources) = (root.join("target/clients"), root.join("tests/clients"));
    let mut command = match library {
        Library::Aiogram => {
            let mut python = Command::new(installed(libraries.join("aiogram/bin/python")));
            python
                .env_clear()
                // Sources are left as they are.
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .arg(sources.join("aiogram/bot.py"));
            python
        }
        Library::Grammy => {
            let modules = installed(libraries.join("grammy/node_modules"));
            let node = std::env::var_os("PATH").unwrap_or_default();
            let mut command = Command::new("node");
            command
                .env_clear()
                .env("PATH", node)
                .env("NODE_PATH", modules)
                .env("BOT_API_FACTS", root.join("playground/spec/bot-api-10.3.json"))
                // What a library's own dependencies still use is not the playground's matter.
                .arg("--no-deprecation")
                .arg(sources.join("grammy/bot.js"));
            command
        }
    };
    command.current_dir(root);
    command
}

fn installed(path: PathBuf) -> PathBuf {
    assert!(
        path.exists(),
        "{} is missing; `./x test` and `./x story` install it",
        path.display()
    );
    path
}
