//! What goes out by itself: chosen in the morning, judged again when it is sent, answered by the member.

mod brake;
mod edit;
mod foresee;
mod from_file;
mod manners;
mod measure;
mod morning;
mod ready;
mod respond;
mod results;
mod rhythms;
mod texts;
mod wishes;

pub use brake::BrakeAnswered;
pub use edit::AutomationSaved;
pub use foresee::{FORESEEN_DAYS, Foreseen};
pub use from_file::{AutomationEdit, AutomationFromFile};
pub use morning::MorningPage;
pub use ready::Ready;
pub use respond::{Led, Rated};
pub use results::{Came, MANY_UNDER_WAY, Results};
pub(crate) use rhythms::rhythms_in;
pub use texts::WordsSaved;
