//! Somebody from the shop's own list comes: by the invitation they were given, or by their phone number.

use domain::Token;
use loyalty::{Attach, Attached, FileProof};
use say::lists as words;

use super::{join, menu, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Keyboard, Message, Style};

/// The link on the invitation: says what is kept, and asks.
pub async fn arrive(visit: &Visit<'_>, token: &Token) -> anyhow::Result<()> {
    let Some((shop, file)) = visit.club.loyalty.invited_file(token).await? else {
        return not_there(visit).await;
    };
    let Some(there) = join::at(visit, shop).await? else {
        return not_there(visit).await;
    };
    let Some(shop) = &there.visitor.shop else {
        return not_there(visit).await;
    };
    if there.visitor.member.is_some() {
        return menu::show(&there).await;
    }
    let lang = there.lang();
    let tap = Tap::Attach { file: token.clone() };
    let rows = vec![
        vec![Button::tap(say::join::agree_label(lang), tap.data()).style(Style::Success)],
        vec![Button::tap(say::join::later_label(lang), Tap::NotNow.data())],
    ];
    let kept = words::kept_for_you(lang, &there.visitor.first_name, &shop.name, file.points);
    let agreement = say::join::agreement(lang, &there.visitor.first_name, &shop.name, shop.rules.welcome);
    there.say(&screen(format!("{kept}\n\n{agreement}"), rows)).await?;
    Ok(())
}

async fn not_there(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    visit.say(&Message::text(words::no_such_file(visit.lang()))).await?;
    join::start(visit).await
}

/// They agreed.
pub async fn agree(visit: &Visit<'_>, token: &Token) -> anyhow::Result<()> {
    attach(visit, FileProof::Invitation(token)).await
}

/// Their own number: whoever is no member yet may be on the shop's list. Says whether it was for that.
pub async fn on_phone(visit: &Visit<'_>, phone: &str) -> anyhow::Result<bool> {
    if visit.visitor.member.is_some() || visit.visitor.shop.is_none() {
        return Ok(false);
    }
    attach(visit, FileProof::Phone(phone)).await?;
    Ok(true)
}

async fn attach(visit: &Visit<'_>, proof: FileProof<'_>) -> anyhow::Result<()> {
    let Some(shop) = &visit.visitor.shop else {
        return join::start(visit).await;
    };
    let ask = Attach {
        shop,
        user: visit.user(),
        first_name: &visit.visitor.first_name,
        last_name: visit.visitor.last_name.as_deref(),
        username: visit.visitor.username.as_deref(),
        proof,
    };
    let lang = visit.lang();
    let text = match visit.club.loyalty.attach(&ask).await? {
        Attached::Done { member, kept, welcome } => words::attached(lang, &shop.name, kept, welcome, member.points),
        Attached::Already { .. } => return again(visit).await,
        Attached::NoSuchFile => words::no_such_file(lang),
        Attached::Several => words::several_files(lang),
    };
    visit.say(&Message::text(text).keyboard(Keyboard::Remove)).await?;
    again(visit).await
}

/// What they see from here on: the menu of a member, or the agreement.
async fn again(visit: &Visit<'_>) -> anyhow::Result<()> {
    match &visit.visitor.shop {
        Some(shop) => join::arrive(visit, shop.id).await,
        None => join::start(visit).await,
    }
}
