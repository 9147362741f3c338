//! The rules of a members' club, without I/O.
//!
//! Nothing here knows SQL, Telegram, HTTP or words. Time and chance come in through [`Clock`] and
//! [`Ids`], so that every rule can be told as a table.

pub mod action;
pub mod automation;
pub mod basket;
pub mod birthday;
pub mod brake;
pub mod clock;
pub mod coupon;
pub mod earn;
pub mod earn_rule;
pub mod email;
pub mod field;
pub mod find;
pub mod gift;
pub mod grade;
pub mod holdout;
pub mod hush;
pub mod ids;
pub mod import;
pub mod job;
pub mod lang;
pub mod letter;
pub mod lot;
pub mod mail;
pub mod money;
pub mod name;
pub mod offer;
pub mod order;
pub mod points;
pub mod product;
pub mod question;
pub mod reason;
pub mod reckon;
pub mod reference;
pub mod refund;
pub mod relative;
pub mod rhythm;
pub mod role;
pub mod setting;
pub mod shop;
pub mod tag;
pub mod task;
pub mod template;
pub mod terms;
pub mod tier;
pub mod till;
pub mod typed_day;
pub mod typed_money;
pub mod visits;
pub mod when;

pub use clock::{Clock, StoppedClock, WallClock};
pub use ids::{
    AdjustmentId, AutomationId, BrakeId, CategoryId, CouponId, EntryId, FieldId, GiftId, Ids, LetterId, LotId,
    MemberId, NoteId, OfferId, OrderId, OsIds, PhotoId, ProductId, RelativeId, RuleId, SeededIds, ShopId, TagId,
    TaskId, TierId, Token, TouchId, UserId,
};
pub use lang::Lang;
pub use money::{Currency, Money};
pub use points::{Delta, Points};
