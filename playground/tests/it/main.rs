//! The pretend Telegram seen from outside: a bot's HTTP calls on one side, people on the other.
#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod delivery;
mod ephemeral;
mod faults;
mod forums;
mod groups;
mod inline;
mod joining;
mod limits;
mod messages;
mod page;
mod past;
mod payments;
mod profile;
mod stage;
mod taps;
mod validation;
mod webhooks;
