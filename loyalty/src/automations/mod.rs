//! What goes out by itself: chosen in the morning, judged again when it is sent, answered by the member.

mod edit;
mod foresee;
mod manners;
mod morning;
mod ready;
mod respond;

pub use edit::AutomationSaved;
pub use foresee::{FORESEEN_DAYS, Foreseen};
pub use morning::MorningPage;
pub use ready::Ready;
pub use respond::{Led, Rated};
