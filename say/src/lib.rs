//! Everything the bot says, in every language it speaks. Words only: who hears them is decided elsewhere.
//!
//! A sentence is a function, in the file of its subject, named after what it tells. It takes the
//! language first and then typed values, never ready-made parts of a sentence.
//! To add one:
//!
//! 1. Write its text under `<subject>:` in `locales/en.yml`, `zh-CN.yml` and `id.yml`, with the same
//!    placeholders (`%{name}`). Short, warm, concrete; an error says what to do next.
//! 2. Write the function: `words!(lang, "<subject>.<name>", name = escape(name))`. Each key has one function.
//!    What is counted comes from [`text::points`] and its neighbours, money and days from [`number`] and [`date`].
//! 3. Name it in `say/tests/book/`. The tests there call every function in every language
//!    and fail when one is missing, a key has no function, or a text is too long for Telegram.
//!
//! What a function returns follows from its name:
//!
//! | name | what it is | names and texts from people |
//! |---|---|---|
//! | `…_label` | a button: plain, short | cut by [`text::short`] |
//! | `…_alert` | the answer to a tap: plain, at most 200 characters | cut by [`text::short`] |
//! | `…_line` in [`card`] and [`figures`] | drawn on a picture: plain | as they are |
//! | anything else | a message: Telegram's HTML | escaped |
//!
//! [`text::alert`] makes an alert of any message. `cargo run -p say --example book -- zh-CN` prints everything
//! for whoever wants to read it through.

#[macro_use]
extern crate rust_i18n;

/// The text of a key in a language, with its placeholders filled.
macro_rules! words {
    ($lang:expr, $key:expr $(, $name:ident = $value:expr)* $(,)?) => {
        t!($key, locale = $lang.tag() $(, $name = $value)*).into_owned()
    };
}

i18n!("../locales", fallback = "en");

pub mod adjust;
pub mod altered;
pub mod automation_editor;
pub mod automations;
pub mod basket;
pub mod birthdays;
pub mod card;
pub mod category_editor;
pub mod checkout;
pub mod commands;
pub mod common;
pub mod coupons;
pub mod date;
pub mod exports;
pub mod field_editor;
pub mod figures;
pub mod file;
pub mod gift_editor;
pub mod gifts;
pub mod grading;
pub mod join;
pub mod letters;
pub mod lists;
pub mod me;
pub mod menu;
pub mod number;
pub mod offer_editor;
pub mod offers;
pub mod orders;
pub mod pick;
pub mod points;
pub mod privacy;
pub mod product_editor;
pub mod receipt;
pub mod results;
pub mod rules;
pub mod settings;
pub mod setup;
pub mod shelf;
pub mod staff;
pub mod tag_editor;
pub mod tasks;
pub mod terms;
pub mod text;
pub mod tiers;
pub mod till;
pub mod window;

#[cfg(test)]
mod locales;

pub use text::{alert, escape};
