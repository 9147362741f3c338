//! Whoever runs the bot behind the playground, as the page can ask them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

/// What the page offers beyond people and chats: time that can be moved, a bot that can be stopped, shops to choose.
///
/// A host that changed by itself says so with [`Playground::touch`](crate::Playground::touch). Without a host the
/// playground has a clock of its own that can be moved, and nothing else.
pub trait Host: Send + Sync {
    /// Where the played place is; the page shows every time as it was there at that moment.
    fn zone(&self) -> Tz {
        Tz::UTC
    }

    /// Moves the clock forward, doing what is due in between.
    fn move_clock(&self, to: DateTime<Utc>) -> BoxFuture<'_, Result<(), HostError>>;

    /// What happened in the time by which the clock was moved last, in words for people.
    fn brought(&self) -> Option<String> {
        None
    }

    /// What can be done to the bot.
    fn can(&self) -> Vec<BotAct>;

    /// Whether the bot is running.
    fn running(&self) -> bool;

    /// Does one of the things that [`Host::can`] names.
    fn act(&self, act: BotAct) -> BoxFuture<'_, Result<(), HostError>>;

    /// The places that can be played.
    fn shops(&self) -> Vec<ShopChoice> {
        Vec::new()
    }

    /// The key of the place that is played.
    fn shop(&self) -> Option<String> {
        None
    }

    /// Plays another place, which may take a while.
    fn choose_shop(&self, key: &str) -> BoxFuture<'_, Result<(), HostError>>;

    /// What the host is busy with, in words for people.
    fn busy(&self) -> Option<String> {
        None
    }

    /// What went wrong with the host last, in words for people.
    fn error(&self) -> Option<String> {
        None
    }

    /// The steps of the guided tour.
    fn tour(&self) -> Vec<TourStep> {
        Vec::new()
    }
}

/// What can be done to a bot from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BotAct {
    /// Ends what is in hand, stops, and starts again.
    Restart,
    /// Ends at once, as a power cut does.
    Kill,
    Start,
}

/// A place that can be played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShopChoice {
    pub key: String,
    pub title: String,
    pub about: String,
    pub members: u32,
}

/// One step of the guided tour. Words in `backticks` are to be typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TourStep {
    pub title: String,
    pub text: String,
    /// Whose screen the step is on.
    pub person: i64,
    pub chat: i64,
    /// Words of the message that the step is about, if it is about one.
    pub look_at: Option<String>,
    /// What has to be seen for the step to be done.
    pub done_when: Option<Sight>,
}

/// Something on a person's screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sight {
    pub person: i64,
    pub chat: i64,
    /// A part of the text of a message or button.
    pub has: String,
}

/// Why the host did not do what it was asked, in words for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HostError(pub String);
