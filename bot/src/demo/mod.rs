//! The club without Telegram: the real program against the playground, in one process.

mod stage;
mod tour;

pub use tour::tour;
