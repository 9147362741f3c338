//! Work that is done later, as values.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{OrderId, ShopId};

/// Something the worker does by itself.
///
/// A variant stays for as long as a row of `jobs` may hold it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    /// One page of a shop's night run (P11). A page that is not the last puts the next one.
    Night {
        shop: ShopId,
        day: NaiveDate,
        step: NightStep,
    },
    /// Removes a post of the bot's from a group (M7).
    RemovePost { chat: i64, message: i32 },

    /// Ends an order that was not paid in time (C5).
    LapseOrder { shop: ShopId, order: OrderId },
    /// Has Telegram give back the Stars of a payment.
    ReturnStars { shop: ShopId, charge: String },
}

/// The steps of a night run, in their order (P11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NightStep {
    /// Before the coupons: one that an order gives back may be over (C5).
    LapseOrders,
    ActivatePending,
    ExpirePoints,
    ExpireCoupons,
}

impl NightStep {
    pub const FIRST: Self = Self::LapseOrders;

    #[must_use]
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::LapseOrders => Some(Self::ActivatePending),
            Self::ActivatePending => Some(Self::ExpirePoints),
            Self::ExpirePoints => Some(Self::ExpireCoupons),
            Self::ExpireCoupons => None,
        }
    }
}
