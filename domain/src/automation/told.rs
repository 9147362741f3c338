//! What a message says when it goes out.

use chrono::NaiveDate;

use super::Trigger;
use crate::template::Template;
use crate::terms::Terms;
use crate::{CouponId, Currency, Money, OrderId, Points, ShopId, TouchId};

/// What a message says, at the moment at which it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub shop: ShopId,
    pub touch: TouchId,
    pub trigger: Trigger,
    /// What the shop calls the automation, if it has a name of its own.
    pub title: Option<String>,
    /// How many waves of the automation come before this one.
    pub nth: usize,
    /// The days of its wave.
    pub days: u32,
    pub shop_name: String,
    pub currency: Currency,
    pub first_name: String,
    /// What the automation is about, if it is about one category.
    pub category: Option<String>,
    /// The shop's own words for it, in the language of whoever reads it.
    pub words: Option<Template>,
    pub gift: Option<Gift>,
    pub matter: Matter,
}

/// What a message brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gift {
    Points {
        points: Points,
        balance: Points,
    },
    Coupon {
        coupon: CouponId,
        code: String,
        terms: Terms,
        /// The last day on which it can be used.
        until: NaiveDate,
    },
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Matter {
    Nothing,
    Order {
        order: OrderId,
        /// What was ordered, in one line.
        what: String,
        total: Money,
        /// It can still be paid.
        open: bool,
    },
    /// Points by the last day on which they can be spent.
    Expiring(Vec<(NaiveDate, Points)>),
    /// What is bought again and again: what it was last, in one line.
    Again(String),
    /// Things that the member wishes for, that which it is about first.
    Wished(Vec<News>),
}

/// What changed about something that a member wishes for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub title: String,
    /// What it costs the member now.
    pub price: Money,
    pub kind: NewsKind,
}

/// How it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewsKind {
    /// It cost the member more before.
    Cheaper { before: Money },
    /// It was sold out.
    Back,
    /// So many are left.
    Scarce { left: i64 },
}
