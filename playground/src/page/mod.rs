//! The page on which people try a bot: a messenger in the browser, served beside the Bot API.
//!
//! A browser looks at differences ([`look`]) whenever it hears of a change ([`live`]), and acts for people ([`acts`]).

mod acts;
mod calls;
mod chats;
mod files;
pub(crate) mod http;
mod live;
mod look;
mod message;
mod panes;
mod refusal;
mod spot;
mod told;

use refusal::Refused;
