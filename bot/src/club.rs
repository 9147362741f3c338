//! What a handler gets: Telegram, the club's acts, pictures, and who the bot is.

use loyalty::Loyalty;

use crate::codes::Codes;
use crate::settings::Secret;
use crate::studio::Studio;
use crate::telegram::{Me, Telegram};

/// Everything that answering an update takes. Cheap to clone.
#[derive(Clone)]
pub struct Club {
    pub telegram: Telegram,
    pub loyalty: Loyalty,
    pub studio: Studio,
    pub me: Me,
    pub codes: Codes,
    /// The payment provider's token, if money can be paid through Telegram.
    pub provider: Option<Secret>,
}
