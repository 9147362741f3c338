//! What a story is told with: a shop, its people, its clock.
//!
//! A story starts the real parts of the program on a real engine against the playground, and goes in by the
//! front door. It names each thing it expects: what it does not look at fails it at the end.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    reason = "a step that fails is a story that fails"
)]

pub mod browser;
pub mod clients;
pub mod crowd;
mod engines;
mod forged;
mod logbook;
mod people;
mod picture;
pub mod processes;
mod rooms;
mod shop;
mod stage;
mod traces;
pub mod visit;
pub mod zone;

pub use engines::{By, Engine, Ground, tell};
pub use forged::{Mark, every_tap};
pub use logbook::Logbook;
pub use people::{Someone, Tapped};
pub use picture::{codes, picture, scan};
pub use rooms::Room;
pub use shop::{Kept, TestShop, claim, open_shop, seen_from};
pub use stage::Stage;
