//! What the shop calls a member: looked at, said, and left to Telegram again.

use loyalty::{LONGEST_OWN_NAME, NameSet};
use say::me::{self as words, Act, act_label};

use super::{back_to, me, member_or_invite, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// The name that is kept; the next words are another one.
pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    page(visit, None).await
}

async fn page(visit: &Visit<'_>, refused: Option<String>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let own = visit.club.loyalty.said_name(shop, member.id).await?;
    let mut text = words::ask_name(lang, &member.name, own);
    if let Some(refused) = refused {
        text = format!("{refused}\n\n{text}");
    }
    let mut rows = Vec::new();
    if own {
        rows.push(vec![Button::tap(
            act_label(lang, Act::TelegramName),
            Tap::TelegramName.data(),
        )]);
    }
    rows.push(back_to(visit, &Tap::Me));
    visit.tap_seen().await?;
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::Name).await
}

pub async fn on_words(visit: &Visit<'_>, text: &str) -> anyhow::Result<()> {
    set(visit, Some(text)).await
}

pub async fn as_telegram(visit: &Visit<'_>) -> anyhow::Result<()> {
    set(visit, None).await
}

async fn set(visit: &Visit<'_>, typed: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    match visit.club.loyalty.correct_name(shop, visit.user(), typed).await? {
        NameSet::Done { name } => {
            visit.end_dialog().await?;
            let text = if typed.is_some() {
                words::name_kept(lang, &name)
            } else {
                words::kept(lang, domain::Points::ZERO)
            };
            me::said(visit, text).await
        }
        NameSet::NoName => page(visit, Some(words::no_name(lang, LONGEST_OWN_NAME))).await,
        NameSet::NoMember => menu::old_button(visit).await,
    }
}
