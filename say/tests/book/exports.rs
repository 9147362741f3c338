//! The words in files that an export writes.

use domain::Lang;
use domain::coupon::CouponState;
use domain::offer::ClaimState;
use domain::order::{Channel, OrderState};
use say::exports::{self, Table};

use super::{Page, said};

pub fn about_exports(lang: Lang) -> Vec<Page> {
    let mut pages = Vec::new();
    let mut page = |function, text| {
        pages.push(Page {
            module: "exports",
            function,
            text,
        });
    };
    for table in [
        Table::Members,
        Table::Points,
        Table::Purchases,
        Table::Parts,
        Table::Coupons,
        Table::Relatives,
        Table::Wishes,
        Table::Categories,
        Table::Products,
        Table::Offers,
        Table::Claims,
    ] {
        page("table", said(exports::table(lang, table)));
        page("headings", said(exports::headings(lang, table)));
    }
    for state in OrderState::ALL {
        page("order_state", exports::order_state(lang, state));
    }
    for channel in Channel::ALL {
        page("channel", exports::channel(lang, channel));
    }
    for state in [
        CouponState::Issued,
        CouponState::Held,
        CouponState::Used,
        CouponState::Expired,
        CouponState::Revoked,
    ] {
        page("coupon_state", exports::coupon_state(lang, state));
    }
    for state in [
        ClaimState::Waiting,
        ClaimState::Claimed,
        ClaimState::Released,
        ClaimState::Left,
    ] {
        page("claim_state", exports::claim_state(lang, state));
    }
    for yes in [true, false] {
        page("yes_or_no", exports::yes_or_no(lang, yes));
    }
    pages
}
