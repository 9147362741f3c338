//! A playground, a program on a fresh SQLite file, and a clock that both go by.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, SeededIds, StoppedClock};
use playground::{Bot, ChatId, Options, Person, Playground};
use storage::Db;

use crate::app::{Parts, Program};
use crate::keys::{self, Source};
use crate::settings::{Settings, Typed};

/// Where a tour takes place. Its folder goes with it.
pub struct Stage {
    pub telegram: Playground,
    pub bot: Bot,
    pub program: Program,
    clock: StoppedClock,
    folder: PathBuf,
}

impl Stage {
    /// Builds everything in a folder of its own, at the time given.
    pub async fn set(now: DateTime<Utc>) -> anyhow::Result<Self> {
        let clock = StoppedClock::at(now);
        let telegram = {
            let clock = clock.clone();
            Playground::start(Options::new(Arc::new(move || clock.now()))).await?
        };
        let bot = telegram.add_bot("Regulars", "regulars_bot");
        let folder = std::env::temp_dir().join(format!("regulars-tour-{}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let settings = Settings::read(&Typed {
            teloxide_token: Some(bot.token()),
            teloxide_api_url: Some(telegram.api_url()),
            ..Typed::default()
        })?;
        let url = format!("sqlite:{}", folder.join("regulars.db").display());
        let db = Db::open(&url).await?;
        let ids = Arc::new(SeededIds::new(1));
        let db = keys::unlock(&db, &Source::for_play(&url), &clock, ids.clone()).await?;
        let program = Program::start(Parts {
            settings,
            db,
            clock: Arc::new(clock.clone()),
            ids,
        })
        .await?;
        Ok(Self {
            telegram,
            bot,
            program,
            clock,
            folder,
        })
    }

    /// Somebody's private chat with the bot.
    pub fn private(&self, who: &Person) -> ChatId {
        self.telegram.chat_of(who, &self.bot)
    }

    /// People take a moment; then everything that follows from what they did happens.
    pub async fn settle(&self) -> anyhow::Result<()> {
        self.telegram.all_taken().await;
        self.program.idle().await;
        self.clock.advance(TimeDelta::seconds(2));
        while self.program.courier_round().await? + self.program.worker_round().await? > 0 {
            self.clock.advance(TimeDelta::seconds(2));
        }
        Ok(())
    }

    /// Lets time pass, and what is due by then happen.
    pub async fn wait(&self, time: TimeDelta) -> anyhow::Result<()> {
        self.clock.advance(time);
        self.program.scheduler_round().await?;
        self.settle().await
    }

    /// Stops the program and removes its files.
    pub async fn strike(self) -> anyhow::Result<()> {
        self.program.stop().await?;
        self.telegram.stop();
        remove(&self.folder);
        Ok(())
    }
}

fn remove(folder: &Path) {
    if let Err(error) = std::fs::remove_dir_all(folder) {
        tracing::warn!(%error, folder = %folder.display(), "the tour's files were left behind");
    }
}

/// Prints conversations as they go on: of each chat what was not printed yet.
#[derive(Default)]
pub struct Paper {
    printed: Vec<(ChatId, usize)>,
}

impl Paper {
    /// A heading, and what came new in the chats named.
    pub fn scene(&mut self, stage: &Stage, title: &str, chats: &[(&str, ChatId)]) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n═══ {title}")?;
        for (name, chat) in chats {
            let whole = stage.telegram.transcript(*chat);
            let from = self.printed_of(*chat);
            let new = whole.get(*from..).unwrap_or_default().trim_matches('\n');
            if !new.is_empty() {
                writeln!(out, "\n── {name}\n{new}")?;
            }
            *from = whole.len();
        }
        Ok(())
    }

    fn printed_of(&mut self, chat: ChatId) -> &mut usize {
        let at = self
            .printed
            .iter()
            .position(|(known, _)| *known == chat)
            .unwrap_or_else(|| {
                self.printed.push((chat, 0));
                self.printed.len() - 1
            });
        &mut self.printed[at].1
    }
}
