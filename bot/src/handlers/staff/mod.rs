//! What staff do: the till, the files, gifts, and the staff themselves. One file per subject.
//!
//! What is shown follows from the visitor's role; whether it may be done, each act asks again (S1).

pub mod adjust;
mod altered;
pub mod audit;
pub mod automations;
pub mod birthdays;
pub mod category_editor;
pub mod checkout;
pub mod coupon;
pub mod editors;
pub mod field_editor;
pub mod fields;
pub mod file;
pub mod find;
pub mod follow;
pub mod gift_editor;
pub mod gone;
pub mod grading;
pub mod late_birthday;
pub mod lists;
mod meant;
mod named;
pub mod notes;
pub mod offer_editor;
pub mod orders;
pub mod photos;
pub mod product_editor;
pub mod receipt;
pub mod refund;
pub mod results;
pub mod rules;
pub mod sell;
pub mod shelf;
pub mod stats;
pub mod tag_editor;
pub mod tags;
pub mod tasks;
pub mod team;
pub mod tiers;
pub mod typed;
pub mod wanted;

use domain::role::{Right, Role};
use domain::shop::Shop;
use teloxide::types as heard;

use super::customer::{menu, screen};
use super::visit::{Asked, Visit};
use crate::tap::{Start, Tap};
use crate::telegram::{Address, Button, Message, Trouble};

/// The shop and role of somebody on its staff who may do this. Anybody else is told kindly that it
/// is not for them.
pub(super) async fn on_staff<'a>(visit: &'a Visit<'_>, right: Right) -> anyhow::Result<Option<(&'a Shop, Role)>> {
    match (&visit.visitor.shop, visit.visitor.role) {
        (Some(shop), Some(role)) if role.may(right) => return Ok(Some((shop, role))),
        (Some(_), Some(_)) => turn_away(visit, &say::staff::not_allowed(visit.lang(), least_role(right))).await?,
        _ => turn_away(visit, &say::staff::only_for_staff(visit.lang())).await?,
    }
    Ok(None)
}

fn least_role(right: Right) -> Role {
    [Role::Clerk, Role::Manager]
        .into_iter()
        .find(|role| role.may(right))
        .unwrap_or(Role::Owner)
}

/// What was asked for is not done: over the chat for a tap, else as a message to them alone.
async fn turn_away(visit: &Visit<'_>, text: &str) -> anyhow::Result<()> {
    match visit.asked {
        Asked::Tap { .. } => visit.hint(&say::text::alert(text)).await?,
        Asked::Message { .. } => answer(visit, &to_menu(visit, text.to_owned())).await?,
    }
    Ok(())
}

/// The role was taken away between the screen and the act.
async fn no_longer_staff(visit: &Visit<'_>) -> anyhow::Result<()> {
    turn_away(visit, &say::staff::only_for_staff(visit.lang())).await
}

/// A button whose member, coupon or sale this shop does not have.
async fn outdated(visit: &Visit<'_>) -> anyhow::Result<()> {
    match visit.asked {
        Asked::Tap { .. } => menu::old_button(visit).await,
        Asked::Message { .. } => turn_away(visit, &say::common::nothing_here(visit.lang())).await,
    }
}

/// Answers staff where they stand: in place of what they tapped in the private chat, in a group so
/// that nobody else reads it.
async fn answer(visit: &Visit<'_>, message: &Message) -> anyhow::Result<()> {
    if visit.is_private() {
        visit.tap_seen().await?;
        visit.replace(message).await?;
        return Ok(());
    }
    let said = match visit.quietly(message).await {
        Err(Trouble::Refused(_)) => in_their_private_chat(visit, message).await,
        said => said,
    };
    visit.tap_seen().await?;
    Ok(said?)
}

/// What cannot be said quietly in a group is said in private; the group reads at most where it is.
async fn in_their_private_chat(visit: &Visit<'_>, message: &Message) -> Result<(), Trouble> {
    match Box::pin(visit.club.telegram.send(Address::chat(visit.user().0), message)).await {
        Err(Trouble::Unreachable(_) | Trouble::Refused(_)) => {
            let lang = visit.lang();
            let link = visit.visitor.shop.as_ref().map(|shop| {
                let link = Start::Shop(shop.id).link(&visit.club.me.username);
                vec![Button::link(say::common::open_private_label(lang), link)]
            });
            let short = Message::text(say::common::in_private(lang))
                .buttons(link.into_iter().collect())
                .silent();
            visit.say(&short).await.map(drop)
        }
        sent => sent.map(drop),
    }
}

/// Answers a tap of a staff member under a message in a group. Says whether it was one for staff.
pub async fn on_group_tap(visit: &Visit<'_>, tap: &Tap) -> anyhow::Result<bool> {
    match tap {
        Tap::Sell {
            member,
            minor,
            intention,
        } => sell::on_tap(visit, *member, *minor, intention).await?,
        Tap::Undo { order } => sell::undo(visit, *order).await?,
        Tap::TakeCoupon { coupon } => coupon::take(visit, *coupon, None).await?,
        Tap::TakeShownCoupon { coupon, shown_by } => coupon::take(visit, *coupon, Some(*shown_by)).await?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Whom a message in a group replies to.
enum RepliesTo<'a> {
    /// It is no reply.
    None,
    /// A channel, a bot, or an administrator who is anonymous.
    Nobody,
    Somebody(&'a heard::User),
}

fn replies_to(message: &heard::Message) -> RepliesTo<'_> {
    // In a forum every message replies to the one that opened its topic.
    let Some(reply) = message
        .reply_to_message()
        .filter(|reply| matches!(reply.kind, heard::MessageKind::Common(_)))
    else {
        return RepliesTo::None;
    };
    match reply
        .from
        .as_ref()
        .filter(|user| !user.is_bot && reply.sender_chat.is_none())
    {
        Some(user) => RepliesTo::Somebody(user),
        None => RepliesTo::Nobody,
    }
}

/// A screen whose only way on is the menu.
fn to_menu(visit: &Visit<'_>, text: String) -> Message {
    // Menus are for the private chat; a group has none.
    let rows = if visit.is_private() {
        vec![menu_row(visit)]
    } else {
        vec![]
    };
    screen(text, rows)
}

fn menu_row(visit: &Visit<'_>) -> Vec<Button> {
    vec![Button::tap(say::common::menu_label(visit.lang()), Tap::Menu.data())]
}

/// The invitation to the club, to be forwarded.
fn invitation(visit: &Visit<'_>, shop: &Shop) -> String {
    say::till::invitation(
        visit.lang(),
        &shop.name,
        &Start::Shop(shop.id).link(&visit.club.me.username),
    )
}
