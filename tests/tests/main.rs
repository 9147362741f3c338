//! Every story, one file per act.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a step that fails is a story that fails"
)]

mod adjust;
mod asking;
mod automations;
mod basket;
mod birthday_gifts;
mod birthday_week;
mod cancel;
mod catalogue;
mod check_in;
mod claims;
mod coupon;
mod demo;
mod exports;
mod family_days;
mod files;
mod find;
mod for_whom;
mod forgotten;
mod gift;
mod grades;
mod greetings;
mod group;
mod hostile;
mod house;
mod init;
mod join;
mod keepsakes;
mod letters;
mod lists;
mod machine;
mod offer_editor;
mod offers;
mod orders;
mod own_lists;
mod path;
mod payments;
mod people;
mod pick;
mod points;
mod receipt;
mod redeem;
mod refund;
mod results;
mod rhythms;
mod rights;
mod rules;
mod rush;
mod sealed;
mod seeded;
mod sell;
mod settings;
mod settled;
mod setup;
mod shelf;
mod shops;
mod staff;
mod stats;
mod tagged_offers;
mod tags;
mod tasks;
mod tiers;
mod till;
mod two_years;
mod wallet;
mod window;
mod wish_news;
mod worths;
mod year;
