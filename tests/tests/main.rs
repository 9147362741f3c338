//! Every story, one file per act.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a step that fails is a story that fails"
)]

mod cancel;
mod check_in;
mod coupon;
mod demo;
mod find;
mod gift;
mod grades;
mod group;
mod hostile;
mod house;
mod init;
mod join;
mod letters;
mod machine;
mod path;
mod points;
mod redeem;
mod refund;
mod sell;
mod setup;
mod shops;
mod staff;
mod tiers;
