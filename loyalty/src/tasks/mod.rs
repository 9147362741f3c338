//! What staff are to do: made from what a customer said or needs, thought of in time, and not forgotten.

mod change;
mod look;
mod make;
mod remind;

pub use change::{TaskChanged, TaskTurn};
pub use look::{MyTasks, TaskPage};
pub use make::{MakeTask, TaskMade};
