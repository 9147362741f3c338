//! What a handler gets: Telegram, the club's acts, pictures, and who the bot is.

use loyalty::Loyalty;

use crate::codes::Codes;
use crate::hush::Hush;
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
    pub hush: Hush,
    /// The payment provider's token, if money can be paid through Telegram.
    pub provider: Option<Secret>,
    /// Where the web server is reached from outside, if it is.
    pub outside: Option<reqwest::Url>,
}

impl Club {
    /// The address of a page of the program's, for those outside.
    #[must_use]
    pub fn page(&self, path: &str) -> Option<String> {
        let outside = self.outside.as_ref()?;
        outside.join(&format!("/{path}")).ok().map(String::from)
    }
}
