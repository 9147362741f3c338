//! The club without Telegram: the real program against the playground, in one process.

mod address;
mod board;
mod brought;
mod clock;
mod home;
mod host;
mod house;
mod live;
mod machine;
mod pictures;
pub mod playground;
pub mod seed;
mod serve;
pub mod shops;
mod shown;
mod stage;
mod steps;
mod time;
mod tour;
mod turn;
mod world;

pub use clock::MovedClock;
pub use host::Demo;
pub use serve::{Showing, Wanted, begin, serve};
pub use tour::tour;
