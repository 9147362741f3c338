//! A member's own e-mail address: looked at, said, and taken back.

use loyalty::EmailSet;
use say::me::{self as words, Act, act_label};

use super::{back_to, me, member_or_invite, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// The address that is kept; the next words are another one.
pub async fn show(visit: &Visit<'_>) -> anyhow::Result<()> {
    page(visit, None).await
}

async fn page(visit: &Visit<'_>, refused: Option<String>) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let own = visit.club.loyalty.own_file(shop, visit.user()).await?;
    let known = own.and_then(|own| own.member.email);
    let mut text = words::ask_email(lang, known.as_deref());
    if let Some(refused) = refused {
        text = format!("{refused}\n\n{text}");
    }
    let mut rows = Vec::new();
    if known.is_some() {
        rows.push(vec![Button::tap(act_label(lang, Act::Remove), Tap::ForgetEmail.data())]);
    }
    rows.push(back_to(visit, &Tap::Me));
    visit.tap_seen().await?;
    visit.show(&screen(text, rows)).await?;
    visit.ask(&Dialog::Email).await
}

pub async fn on_words(visit: &Visit<'_>, text: &str) -> anyhow::Result<()> {
    set(visit, Some(text)).await
}

pub async fn forget(visit: &Visit<'_>) -> anyhow::Result<()> {
    set(visit, None).await
}

async fn set(visit: &Visit<'_>, typed: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    match visit.club.loyalty.set_email(shop, visit.user(), typed).await? {
        EmailSet::Done => {
            visit.end_dialog().await?;
            let text = if typed.is_some() {
                words::kept(lang, domain::Points::ZERO)
            } else {
                words::removed(lang)
            };
            me::said(visit, text).await
        }
        EmailSet::NoEmail => page(visit, Some(words::no_email(lang))).await,
        EmailSet::NoMember => super::menu::old_button(visit).await,
    }
}
