//! What customers do in the private chat. One file per subject.

pub mod attach;
pub mod basket;
pub mod birthday;
pub mod card;
pub mod catalogue;
pub mod coupons;
pub mod email;
pub mod family;
pub mod for_whom;
pub mod gifts;
pub mod invite;
pub mod join;
pub mod me;
pub mod menu;
pub mod messages;
pub mod name;
pub mod offers;
pub mod ordering;
pub mod orders;
pub mod points;
pub mod privacy;
pub mod settings;
pub mod tier;
pub mod window;
pub mod wishes;

use domain::shop::Shop;
use storage::people::Membership;

use super::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// The member who asks, and their shop. Whoever is no member yet is asked to join instead.
pub(super) async fn member_or_invite<'a>(visit: &'a Visit<'_>) -> anyhow::Result<Option<(&'a Shop, &'a Membership)>> {
    if let Some(member) = visit.member() {
        return Ok(Some(member));
    }
    visit.tap_seen().await?;
    join::start(visit).await?;
    Ok(None)
}

/// The row under a list that leads to its other pages. `page` counts from 0.
pub(super) fn pager(visit: &Visit<'_>, page: i64, more: bool, tap: impl Fn(i64) -> Tap) -> Vec<Button> {
    let mut row = Vec::new();
    if page > 0 {
        row.push(Button::tap(
            say::common::previous_label(visit.lang()),
            tap(page - 1).data(),
        ));
    }
    if more {
        row.push(Button::tap(say::common::next_label(visit.lang()), tap(page + 1).data()));
    }
    row
}

/// A page number out of a button, within what a list can have.
pub(super) fn page_in_range(page: i64) -> i64 {
    page.clamp(0, 10_000)
}

/// A button that leads back to where most things begin.
pub(super) fn back_to(visit: &Visit<'_>, tap: &Tap) -> Vec<Button> {
    vec![Button::tap(say::common::back_label(visit.lang()), tap.data())]
}

/// A screen of words with rows of buttons; rows without buttons are left out.
pub(super) fn screen(text: String, rows: Vec<Vec<Button>>) -> Message {
    Message::text(text).buttons(rows.into_iter().filter(|row| !row.is_empty()).collect())
}
