//! What is said in a group: little, to the one who asked, and nothing personal where others read (M7).

pub mod membership;

use chrono::{NaiveDate, TimeDelta};
use domain::shop::Shop;
use domain::{Lang, OfferId, ShopId};
use teloxide::types as heard;

use super::command::Command;
use super::customer;
use super::customer::points::{checked_in_in_words, standing};
use super::staff;
use super::visit::{Asked, Place, Visit};
use crate::club::Club;
use crate::tap::{Start, Tap};
use crate::telegram::{Address, Button, Message, Trouble};

/// How long a short public answer stays.
const STAYS: TimeDelta = TimeDelta::minutes(10);

/// Gifts of the one page that a group gets.
const GIFTS: i64 = 5;

/// The commands for groups. Other bots' commands, and those for the private chat, are met with silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupCommand {
    Points,
    Gifts,
    Offers,
    CheckIn,
    Help,
    Start,
    Sell,
    Coupon,
    Catalogue,
    Follow,
}

impl GroupCommand {
    #[must_use]
    pub fn of(command: &Command) -> Option<Self> {
        Some(match command.name.as_str() {
            "points" => Self::Points,
            "gifts" => Self::Gifts,
            "offers" => Self::Offers,
            "checkin" => Self::CheckIn,
            "help" => Self::Help,
            "start" => Self::Start,
            "sell" => Self::Sell,
            "coupon" => Self::Coupon,
            "shop" => Self::Catalogue,
            "follow" => Self::Follow,
            _ => return None,
        })
    }
}

/// A command in a group that belongs to a shop.
pub async fn on_command(
    visit: &Visit<'_>,
    message: &heard::Message,
    command: GroupCommand,
    words: &str,
) -> anyhow::Result<()> {
    match command {
        GroupCommand::Points => points(visit).await,
        GroupCommand::Gifts => gifts(visit).await,
        GroupCommand::Offers => offers(visit).await,
        GroupCommand::CheckIn => check_in(visit).await,
        GroupCommand::Help => help(visit).await,
        GroupCommand::Start => start(visit, message, words).await,
        GroupCommand::Sell => staff::sell::in_group(visit, message, words).await,
        GroupCommand::Catalogue => Box::pin(catalogue(visit)).await,
        GroupCommand::Follow => Box::pin(staff::follow::in_group(visit, message, words)).await,
        GroupCommand::Coupon => staff::coupon::in_group(visit, message, words).await,
    }
}

/// A button under a message in a group.
pub async fn on_tap(visit: &Visit<'_>, tap: &Tap) -> anyhow::Result<()> {
    match tap {
        Tap::Points | Tap::GroupPoints => points(visit).await,
        Tap::Gifts { .. } | Tap::Gift { .. } => gifts(visit).await,
        Tap::CheckIn => check_in(visit).await,
        Tap::Offers { .. } | Tap::Offer { .. } => offers(visit).await,
        Tap::WantOffer { offer } | Tap::ClaimOffer { offer } => want_offer(visit, *offer).await,
        Tap::OpenBirthdayGift { day } => birthday_gift(visit, *day).await,
        Tap::Help => help(visit).await,
        // What somebody agrees to is read in the private chat.
        Tap::Join { shop } => open_private(visit, &Start::Shop(*shop)).await,
        tap if staff::on_group_tap(visit, tap).await? => Ok(()),
        _ => {
            visit.hint(&say::alert(&say::common::old_button(visit.lang()))).await?;
            Ok(())
        }
    }
}

/// A message in a group of which nobody in particular is the sender, or which no shop has yet.
pub async fn without_visit(club: &Club, message: &heard::Message) -> anyhow::Result<()> {
    if message.chat.is_private() || message.chat.is_channel() {
        return Ok(());
    }
    if let Some(newcomers) = message.new_chat_members() {
        return membership::on_newcomers(club, message, newcomers).await;
    }
    let Some(command) = message.text().and_then(|text| Command::read(text, &club.me.username)) else {
        return Ok(());
    };
    if message
        .sender_chat
        .as_ref()
        .is_some_and(|sender| sender.id == message.chat.id)
    {
        return on_anonymous(club, message, &command).await;
    }
    match &message.from {
        Some(user) if command.name == "start" && message.sender_chat.is_none() && !user.is_bot => {
            membership::on_start(club, message, user, &command.words).await
        }
        _ => Ok(()),
    }
}

/// An administrator who writes as the group: there is nobody to answer but everybody.
async fn on_anonymous(club: &Club, message: &heard::Message, command: &Command) -> anyhow::Result<()> {
    // Telegram sends it by itself when the bot is added by a link.
    let asks = GroupCommand::of(command).is_some_and(|command| command != GroupCommand::Start);
    let (true, Some(group)) = (asks, club.loyalty.group(message.chat.id.0).await?) else {
        return Ok(());
    };
    let lang = club
        .loyalty
        .shop(group.shop)
        .await?
        .map_or_else(Lang::default, |shop| shop.lang);
    let topic = if message.is_topic_message {
        message.thread_id.map(|thread| thread.0.0)
    } else {
        None
    };
    let hint = Message::text(say::staff::anonymous(lang))
        .buttons(vec![vec![private_button(club, lang, &Start::Shop(group.shop))]])
        .reply_to(message.id.0)
        .silent();
    fleeting(
        club,
        Address {
            chat: message.chat.id.0,
            topic,
        },
        &hint,
    )
    .await?;
    Ok(())
}

async fn points(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = visit.member() else {
        return invite(visit).await;
    };
    let statement = visit.club.loyalty.statement(shop, member.id, 0, 0).await?;
    let text = say::points::balance(visit.lang(), &shop.name, &standing(shop, &statement));
    alone(visit, &text, &Start::Points(shop.id)).await
}

async fn gifts(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = visit.member() else {
        return invite(visit).await;
    };
    let (views, _) = visit.club.loyalty.gifts_for(shop, Some(member), 0, GIFTS).await?;
    let text = if views.is_empty() {
        say::gifts::none_yet(visit.lang(), &shop.name)
    } else {
        let cards: Vec<say::gifts::Card<'_>> = views
            .iter()
            .map(|view| say::gifts::Card {
                gift: &view.gift,
                offered: view.offered,
            })
            .collect();
        say::gifts::list(visit.lang(), member.points, &cards)
    };
    alone(visit, &text, &Start::Gifts(shop.id)).await
}

async fn offers(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = visit.member() else {
        return invite(visit).await;
    };
    let text = customer::offers::in_words(visit, shop, member.id).await?;
    alone(visit, &text, &Start::Offers(shop.id)).await
}

/// The button under an offer's post. Only the tapper hears of it; what they get comes in private, and
/// whoever nothing reaches there is led to it.
async fn want_offer(visit: &Visit<'_>, offer: OfferId) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        visit.tap_seen().await?;
        return Ok(());
    };
    let (text, out_of_reach) = customer::offers::claim_in_group(visit, offer).await?;
    if out_of_reach {
        return open_private(visit, &Start::Offer(shop.id, offer)).await;
    }
    visit.hint(&say::alert(&text)).await?;
    Ok(())
}

/// The button under the congratulations: it leads those whom they are for to what they got, and nobody else. The code is
/// read in the private chat alone (B6).
async fn birthday_gift(visit: &Visit<'_>, day: i64) -> anyhow::Result<()> {
    let lang = visit.lang();
    let day = i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    let gift = match (visit.member(), day) {
        (Some((shop, member)), Some(day)) => {
            let gift = visit.club.loyalty.gift_in_post(shop.id, member.id, day).await?;
            gift.map(|code| Start::Coupon(shop.id, code))
        }
        _ => None,
    };
    if let Some(coupon) = gift {
        return open_private(visit, &coupon).await;
    }
    let text = say::alert(&say::birthdays::not_your_gift_alert(lang));
    visit.hint(&text).await?;
    Ok(())
}

async fn check_in(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, member)) = visit.member() else {
        return invite(visit).await;
    };
    let outcome = visit
        .club
        .loyalty
        .check_in(shop, member.id, visit.user(), visit.arrived_at)
        .await?;
    alone(visit, &checked_in_in_words(visit, outcome), &Start::Points(shop.id)).await
}

/// What is sold is looked at in the private chat: prices are a member's own.
async fn catalogue(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = visit.member() else {
        return invite(visit).await;
    };
    let text = say::orders::in_private(visit.lang(), &shop.name);
    alone(visit, &text, &Start::Catalogue(shop.id)).await
}

async fn help(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        return Ok(());
    };
    alone(visit, &say::menu::help_in_group(visit.lang()), &Start::Shop(shop.id)).await
}

/// `/start` in a group: Telegram sends it by itself when the bot is added by a link.
async fn start(visit: &Visit<'_>, message: &heard::Message, payload: &str) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        return Ok(());
    };
    match Start::read(payload) {
        // Said already, when the bot came.
        Some(Start::Shop(named)) if named == shop.id => Ok(()),
        Some(Start::Shop(_)) => {
            let title = message.chat.title().unwrap_or_default();
            let text = say::setup::group_of_another_shop(visit.lang(), title);
            alone(visit, &text, &Start::Shop(shop.id)).await
        }
        _ => help(visit).await,
    }
}

/// Somebody who is no member asks for what members have: the way in.
async fn invite(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        visit.tap_seen().await?;
        return Ok(());
    };
    let way_in = Start::Shop(shop.id);
    if let Asked::Tap { .. } = visit.asked {
        return open_private(visit, &way_in).await;
    }
    alone(visit, &say::common::not_a_member_yet(visit.lang(), &shop.name), &way_in).await
}

/// Opens the private chat for whoever tapped.
async fn open_private(visit: &Visit<'_>, at: &Start) -> anyhow::Result<()> {
    let Asked::Tap { id, .. } = &visit.asked else {
        return Ok(());
    };
    visit
        .club
        .telegram
        .open_by_tap(id, &at.link(&visit.club.me.username))
        .await?;
    Ok(())
}

/// Answers the asker alone: by a message that only they see; else over the button that was tapped;
/// else with the way into the private chat, which is all that the group reads.
async fn alone(visit: &Visit<'_>, text: &str, in_private: &Start) -> anyhow::Result<()> {
    let button = private_button(visit.club, visit.lang(), in_private);
    let whole = Message::text(text).buttons(vec![vec![button.clone()]]);
    let id = match &visit.asked {
        Asked::Tap { id, .. } => {
            match visit.quietly(&whole).await {
                Err(Trouble::Refused(_) | Trouble::Unreachable(_)) => {
                    visit
                        .club
                        .telegram
                        .answer_tap(id, Some(&say::alert(text)), true)
                        .await?;
                }
                said => {
                    said?;
                    visit.tap_seen().await?;
                }
            }
            return Ok(());
        }
        Asked::Message { id } => *id,
    };
    let Place::Group { group, topic } = &visit.place else {
        visit.say(&whole).await?;
        return Ok(());
    };
    // Only an administrator may write to one member without being tapped.
    if group.admin {
        match visit.quietly(&whole).await {
            Err(Trouble::Refused(_) | Trouble::Unreachable(_)) => {}
            said => return Ok(said?),
        }
    }
    let mut short = Message::text(say::common::in_private(visit.lang()))
        .buttons(vec![vec![button]])
        .silent();
    // A command that only the bot saw has no number that could be replied to.
    if id != 0 {
        short = short.reply_to(id);
    }
    fleeting(
        visit.club,
        Address {
            chat: visit.chat,
            topic: *topic,
        },
        &short,
    )
    .await?;
    Ok(())
}

/// Posts something that removes itself.
async fn fleeting(club: &Club, to: Address, message: &Message) -> anyhow::Result<()> {
    let posted = Box::pin(club.telegram.send(to, message)).await?;
    club.loyalty.remove_post_later(to.chat, posted, STAYS).await?;
    Ok(())
}

fn private_button(club: &Club, lang: Lang, at: &Start) -> Button {
    Button::link(say::common::open_private_label(lang), at.link(&club.me.username))
}

/// What stands under a post of the shop's: the way in, and the asker's own balance.
fn post_buttons(club: &Club, shop: &Shop) -> Vec<Vec<Button>> {
    vec![
        vec![join_button(club, shop.lang, shop.id)],
        vec![Button::tap(say::menu::points_label(shop.lang), Tap::GroupPoints.data())],
    ]
}

fn join_button(club: &Club, lang: Lang, shop: ShopId) -> Button {
    Button::link(say::join::join_label(lang), Start::Shop(shop).link(&club.me.username))
}
