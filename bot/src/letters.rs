//! A letter becomes a message when it is sent: its words from `say`, its buttons from here.

use domain::letter::Letter;
use storage::outbox::Claimed;

use crate::club::Club;
use crate::tap::{Start, Tap};
use crate::telegram::{Button, Message};

/// The message for a letter.
#[must_use]
pub fn message(club: &Club, claim: &Claimed) -> Message {
    let lang = claim.lang;
    let message = Message::text(say::letters::letter(lang, &claim.letter));
    match &claim.letter {
        Letter::Bought { .. } | Letter::Refunded { .. } => message.buttons(vec![vec![Button::tap(
            say::menu::statement_label(lang),
            Tap::Statement { page: 0 }.data(),
        )]]),
        // A group is not to be disturbed (M7). The second button answers only whoever taps it.
        Letter::Newcomers { .. } => message.silent().buttons(vec![
            vec![Button::link(
                say::join::join_label(lang),
                Start::Shop(claim.shop).link(&club.me.username),
            )],
            vec![Button::tap(say::menu::points_label(lang), Tap::GroupPoints.data())],
        ]),
        Letter::OrderNews { order, .. } => message.buttons(vec![vec![Button::tap(
            say::orders::open_label(lang),
            Tap::OpenOrder { order: *order }.data(),
        )]]),
        Letter::OrderEnded { .. } => message.buttons(vec![vec![Button::tap(
            say::orders::catalogue_label(lang),
            Tap::Catalogue.data(),
        )]]),
        Letter::PaymentTooLate { .. }
        | Letter::PaymentToReturn { .. }
        | Letter::CouponUsed { .. }
        | Letter::CodesLocked { .. }
        | Letter::StaffJoined { .. }
        | Letter::GroupNeedsRights { .. }
        | Letter::GroupLost { .. } => message,
    }
}
