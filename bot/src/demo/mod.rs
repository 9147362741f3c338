//! The club without Telegram: the real program against the playground, in one process.

pub mod playground;
mod stage;
mod tour;

pub use tour::tour;
