//! A letter becomes a message when it is sent: its words from `say`, its buttons from here.

use chrono::Datelike;
use domain::automation::{Told, Trigger};
use domain::letter::Letter;
use domain::offer::Post;
use domain::{Lang, OfferId};
use say::tasks::{Act, act_label};
use storage::outbox::Claimed;

use crate::club::Club;
use crate::handlers::customer::me;
use crate::handlers::staff::{adjust, results};
use crate::tap::{Start, Tap};
use crate::telegram::{Button, Message, Picture, Style};

/// The message for a letter.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one arm for each letter")]
pub fn message(club: &Club, claim: &Claimed, letter: &Letter) -> Message {
    let lang = claim.lang;
    let message = Message::text(say::letters::letter(lang, letter));
    match letter {
        Letter::AdjustmentAsked { id, shop, .. } => message.buttons(adjust::decision_rows(lang, *shop, *id)),
        Letter::Bought { .. } | Letter::Refunded { .. } | Letter::PointsAdjusted { .. } => {
            message.buttons(vec![vec![Button::tap(
                say::menu::statement_label(lang),
                Tap::Statement { page: 0 }.data(),
            )]])
        }
        // A group is not to be disturbed (M7). The second button answers only whoever taps it.
        Letter::Newcomers { .. } => message.silent().buttons(vec![
            vec![Button::link(
                say::join::join_label(lang),
                Start::Shop(claim.shop).link(&club.me.username),
            )],
            vec![Button::tap(say::menu::points_label(lang), Tap::GroupPoints.data())],
        ]),
        Letter::OfferYours { coupon, .. } | Letter::BirthdayGift { coupon, .. } => {
            message.buttons(vec![vec![Button::tap(
                say::offers::coupon_label(lang),
                Tap::Coupon { coupon: *coupon }.data(),
            )]])
        }
        Letter::Birthday { gift, .. } => match gift {
            Some(gift) => message.buttons(vec![vec![Button::tap(
                say::offers::coupon_label(lang),
                Tap::Coupon { coupon: gift.coupon }.data(),
            )]]),
            None => message,
        },
        Letter::FamilyDay { relative, relation, .. } => {
            let (shop, relative) = (claim.shop, *relative);
            message.buttons(vec![
                vec![
                    Button::tap(
                        say::birthdays::order_for_label(lang, *relation),
                        Tap::OrderForRelative { shop, relative }.data(),
                    )
                    .style(Style::Primary),
                ],
                vec![Button::tap(
                    say::birthdays::no_reminder_label(lang),
                    Tap::DropReminder { shop, relative }.data(),
                )],
            ])
        }
        Letter::BirthdaysInGroup { day, gifts, .. } => {
            let tap = Tap::OpenBirthdayGift {
                day: i64::from(day.num_days_from_ce()),
            };
            let open = Button::tap(say::birthdays::open_gift_label(lang), tap.data()).style(Style::Primary);
            if *gifts {
                message.buttons(vec![vec![open]])
            } else {
                message
            }
        }
        Letter::OfferMissed { .. } => message.buttons(vec![vec![Button::tap(
            say::offers::menu_label(lang),
            Tap::Offers { page: 0 }.data(),
        )]]),
        Letter::OfferPosted { offer, post, photo } => {
            let message = offer_post(lang, *offer, post);
            match photo {
                Some(photo) => message.picture(Picture::FileId(photo.clone())),
                None => message,
            }
        }
        Letter::Question { subject, options, .. } => message.buttons(me::answer_rows(lang, subject, options)),
        Letter::OrderNews { order, .. } => message.buttons(vec![vec![Button::tap(
            say::orders::open_label(lang),
            Tap::OpenOrder { order: *order }.data(),
        )]]),
        Letter::OrderEnded { .. } => message.buttons(vec![vec![Button::tap(
            say::orders::catalogue_label(lang),
            Tap::Catalogue.data(),
        )]]),
        Letter::Braked { shop, brake, .. } => message.buttons(results::brake_rows(lang, *shop, *brake)),
        Letter::TaskDue { shop, task, .. } => message.buttons(vec![vec![
            Button::tap(
                act_label(lang, Act::Open),
                Tap::OpenTask {
                    shop: *shop,
                    task: *task,
                }
                .data(),
            )
            .style(Style::Primary),
        ]]),
        Letter::TasksWait { .. } => message.buttons(vec![vec![Button::tap(
            act_label(lang, Act::Menu),
            Tap::OpenTasks { shop: claim.shop }.data(),
        )]]),
        Letter::LowRating { shop, member, task, .. } => {
            let file = Button::tap(say::till::open_file_label(lang), Tap::File { member: *member }.data());
            let task =
                task.map(|task| Button::tap(act_label(lang, Act::Open), Tap::OpenTask { shop: *shop, task }.data()));
            message.buttons(task.into_iter().chain([file]).map(|button| vec![button]).collect())
        }
        Letter::AdjustmentDecided { .. }
        | Letter::Touch { .. }
        | Letter::PaymentTooLate { .. }
        | Letter::PaymentToReturn { .. }
        | Letter::FileMoved { .. }
        | Letter::CouponUsed { .. }
        | Letter::CodesLocked { .. }
        | Letter::StaffJoined { .. }
        | Letter::GroupNeedsRights { .. }
        | Letter::GroupLost { .. }
        | Letter::TierLost { .. } => message,
        Letter::TierReached { .. } | Letter::TierEnding { .. } | Letter::FilesJoined { .. } => {
            message.buttons(vec![vec![Button::tap(say::menu::card_label(lang), Tap::Card.data())]])
        }
    }
}

/// What an automation has to say, with the way to it and the way out of it (M4).
#[must_use]
pub fn automated(lang: Lang, told: &Told) -> Message {
    let (shop, touch) = (told.shop, told.touch);
    let mut rows = Vec::new();
    if told.trigger == Trigger::ThankYou {
        let stars = (1..=5).map(|stars| {
            let tap = Tap::RateTouch {
                shop,
                touch,
                stars: i64::from(stars),
            };
            Button::tap(say::automations::rate_label(lang, stars), tap.data())
        });
        rows.push(stars.collect());
    }
    if let Some(label) = say::automations::open_label(lang, told) {
        rows.push(vec![
            Button::tap(label, Tap::OpenTouch { shop, touch }.data()).style(Style::Primary),
        ]);
    }
    if told.trigger == Trigger::Wish {
        let label = say::me::act_label(lang, say::me::Act::Unwish);
        rows.push(vec![Button::tap(label, Tap::UnwishTouch { shop, touch }.data())]);
    }
    rows.push(vec![Button::tap(
        say::automations::refuse_label(lang),
        Tap::RefuseTouch { shop, touch }.data(),
    )]);
    Message::text(say::automations::message(lang, told)).buttons(rows)
}

/// The post about an offer, without its picture. When it is over there is nothing to tap any more.
#[must_use]
pub fn offer_post(lang: Lang, offer: OfferId, post: &Post) -> Message {
    let message = Message::text(say::offers::post(lang, post)).silent();
    if post.over {
        return message;
    }
    let tap = Tap::WantOffer { offer };
    message.buttons(vec![vec![
        Button::tap(say::offers::post_label(lang), tap.data()).style(Style::Primary),
    ]])
}
