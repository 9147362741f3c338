//! The words in files that an export writes (D6): plain, because a spreadsheet shows them as they are.

use domain::Lang;
use domain::coupon::CouponState;
use domain::offer::ClaimState;
use domain::order::{Channel, OrderState};

/// A table of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Members,
    Points,
    Purchases,
    /// What purchases are made of.
    Parts,
    Coupons,
    Relatives,
    Wishes,
    Categories,
    Products,
    Offers,
    Claims,
}

/// What a table is called: on its sheet, and in the name of its file.
#[must_use]
pub fn table(lang: Lang, table: Table) -> String {
    match table {
        Table::Members => words!(lang, "exports.table.members"),
        Table::Points => words!(lang, "exports.table.points"),
        Table::Purchases => words!(lang, "exports.table.purchases"),
        Table::Parts => words!(lang, "exports.table.parts"),
        Table::Coupons => words!(lang, "exports.table.coupons"),
        Table::Relatives => words!(lang, "exports.table.relatives"),
        Table::Wishes => words!(lang, "exports.table.wishes"),
        Table::Categories => words!(lang, "exports.table.categories"),
        Table::Products => words!(lang, "exports.table.products"),
        Table::Offers => words!(lang, "exports.table.offers"),
        Table::Claims => words!(lang, "exports.table.claims"),
    }
}

/// The headings of a table.
#[must_use]
pub fn headings(lang: Lang, table: Table) -> Vec<String> {
    let text = match table {
        Table::Members => words!(lang, "exports.headings.members"),
        Table::Points => words!(lang, "exports.headings.points"),
        Table::Purchases => words!(lang, "exports.headings.purchases"),
        Table::Parts => words!(lang, "exports.headings.parts"),
        Table::Coupons => words!(lang, "exports.headings.coupons"),
        Table::Relatives => words!(lang, "exports.headings.relatives"),
        Table::Wishes => words!(lang, "exports.headings.wishes"),
        Table::Categories => words!(lang, "exports.headings.categories"),
        Table::Products => words!(lang, "exports.headings.products"),
        Table::Offers => words!(lang, "exports.headings.offers"),
        Table::Claims => words!(lang, "exports.headings.claims"),
    };
    text.split('|').map(|heading| heading.trim().to_owned()).collect()
}

#[must_use]
pub fn order_state(lang: Lang, state: OrderState) -> String {
    match state {
        OrderState::Unpaid => words!(lang, "exports.order.unpaid"),
        OrderState::Paid => words!(lang, "exports.order.paid"),
        OrderState::Fulfilled => words!(lang, "exports.order.fulfilled"),
        OrderState::Cancelled => words!(lang, "exports.order.cancelled"),
    }
}

/// Where an order was made.
#[must_use]
pub fn channel(lang: Lang, channel: Channel) -> String {
    match channel {
        Channel::Till => words!(lang, "exports.channel.till"),
        Channel::Chat => words!(lang, "exports.channel.chat"),
        Channel::Online => words!(lang, "exports.channel.online"),
    }
}

#[must_use]
pub fn coupon_state(lang: Lang, state: CouponState) -> String {
    match state {
        CouponState::Issued => words!(lang, "exports.coupon.issued"),
        CouponState::Held => words!(lang, "exports.coupon.held"),
        CouponState::Used => words!(lang, "exports.coupon.used"),
        CouponState::Expired => words!(lang, "exports.coupon.expired"),
        CouponState::Revoked => words!(lang, "exports.coupon.revoked"),
    }
}

#[must_use]
pub fn claim_state(lang: Lang, state: ClaimState) -> String {
    match state {
        ClaimState::Waiting => words!(lang, "exports.claim.waiting"),
        ClaimState::Claimed => words!(lang, "exports.claim.claimed"),
        ClaimState::Released => words!(lang, "exports.claim.released"),
        ClaimState::Left => words!(lang, "exports.claim.left"),
    }
}

#[must_use]
pub fn yes_or_no(lang: Lang, yes: bool) -> String {
    if yes {
        words!(lang, "exports.yes")
    } else {
        words!(lang, "exports.no")
    }
}
