//! For whom a member orders: themselves, or somebody they buy for, with the size as last time (B8).

use domain::basket::Basket;
use domain::relative::{self, ForWhom, LONGEST_SIZE, Relative};
use domain::{RelativeId, ShopId, Token};

use super::basket::{drafted, of, show};
use super::{back_to, catalogue, family, join, member_or_invite, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Whom a basket is for. One who was taken out of the family meanwhile is nobody.
pub(super) fn chosen(basket: &mut Basket, family: &[Relative]) -> Option<ForWhom> {
    let found = family.iter().find(|one| Some(one.id) == basket.relative);
    basket.relative = found.map(|one| one.id);
    found.cloned().map(ForWhom::from)
}

/// The buttons by which that is said. None for whoever buys for nobody else.
pub(super) fn row(visit: &Visit<'_>, basket: &Basket, whom: Option<&ForWhom>, family: &[Relative]) -> Vec<Button> {
    if family.is_empty() {
        return vec![];
    }
    let lang = visit.lang();
    let intention = || basket.intention.clone();
    let ask = Tap::ForWhom { intention: intention() };
    let Some(whom) = whom else {
        return vec![Button::tap(say::basket::for_whom_label(lang, None), ask.data())];
    };
    let who = family::named(lang, whom.relation, &whom.name);
    let size = Tap::AskSizeFor {
        relative: whom.relative,
        intention: intention(),
    };
    vec![
        Button::tap(say::basket::for_whom_label(lang, Some(&who)), ask.data()),
        Button::tap(say::basket::size_label(lang, &whom.size), size.data()),
    ]
}

/// "Order for my father", under a reminder: what is chosen from here on is for them. Whoever has chosen something
/// already is shown it, and says for whom it is.
pub async fn begin(visit: &Visit<'_>, shop: ShopId, relative: RelativeId) -> anyhow::Result<()> {
    let Some(there) = join::at(visit, shop).await? else {
        return menu::old_button(visit).await;
    };
    let visit = &there;
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let family = loyalty.relatives(shop, visit.user()).await?;
    let Some(known) = family.iter().find(|known| known.id == relative) else {
        return menu::old_button(visit).await;
    };
    let mut basket = of(visit, shop, member.id).await?;
    if !basket.things.is_empty() && basket.relative != Some(known.id) {
        visit.tap_seen().await?;
        return Box::pin(show(visit, basket, vec![])).await;
    }
    basket.relative = Some(known.id);
    loyalty.keep_basket(shop.id, member.id, &basket).await?;
    visit
        .say(&screen(
            say::birthdays::ordering_for(visit.lang(), &family::called(visit.lang(), known)),
            vec![],
        ))
        .await?;
    Box::pin(catalogue::show(visit)).await
}

/// "For whom?": everybody they buy for, and themselves.
pub async fn ask(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    if drafted(visit, shop, member.id, intention).await?.is_none() {
        return menu::old_button(visit).await;
    }
    visit.tap_seen().await?;
    let lang = visit.lang();
    let family = visit.club.loyalty.relatives_to_order_for(shop, visit.user()).await?;
    let me = Tap::OrderForMe {
        intention: intention.clone(),
    };
    let mut rows = vec![vec![Button::tap(say::basket::for_me_label(lang), me.data())]];
    rows.extend(family.iter().map(|(known, _)| {
        let tap = Tap::OrderFor {
            relative: known.id,
            intention: intention.clone(),
        };
        vec![Button::tap(
            say::common::name_label(&family::called(lang, known)),
            tap.data(),
        )]
    }));
    rows.push(back_to(visit, &Tap::Basket));
    visit.replace(&screen(say::basket::ask_for_whom(lang), rows)).await?;
    Ok(())
}

pub async fn on_me(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let relative = None;
    match drafted(visit, shop, member.id, intention).await? {
        Some(basket) => show(visit, Basket { relative, ..basket }, vec![]).await,
        None => menu::old_button(visit).await,
    }
}

/// It is for somebody else. Whose size is not known is asked for it once: the first time.
pub async fn on_relative(visit: &Visit<'_>, relative: RelativeId, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let Some(mut basket) = drafted(visit, shop, member.id, intention).await? else {
        return menu::old_button(visit).await;
    };
    let family = loyalty.relatives_to_order_for(shop, visit.user()).await?;
    let Some((known, before)) = family.into_iter().find(|(known, _)| known.id == relative) else {
        return show(visit, basket, vec![]).await;
    };
    basket.relative = Some(known.id);
    if before || !known.size.is_empty() {
        return show(visit, basket, vec![]).await;
    }
    loyalty.keep_basket(shop.id, member.id, &basket).await?;
    ask_size_of(visit, &known).await
}

/// Another size than the one that is known, or one at all.
pub async fn ask_size(visit: &Visit<'_>, relative: RelativeId, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    if drafted(visit, shop, member.id, intention).await?.is_none() {
        return menu::old_button(visit).await;
    }
    let family = visit.club.loyalty.relatives(shop, visit.user()).await?;
    match family.iter().find(|known| known.id == relative) {
        Some(known) => ask_size_of(visit, known).await,
        None => menu::old_button(visit).await,
    }
}

async fn ask_size_of(visit: &Visit<'_>, known: &Relative) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let without = Button::tap(say::basket::no_size_label(lang), Tap::Basket.data());
    let text = say::basket::ask_size(lang, &family::called(lang, known));
    visit.replace(&screen(text, vec![vec![without]])).await?;
    visit.ask(&Dialog::SizeFor { relative: known.id }).await
}

/// A size was sent: it is theirs from here on, and the order's.
pub async fn on_size(visit: &Visit<'_>, relative: RelativeId, text: &str) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let Some(size) = relative::line(text, LONGEST_SIZE) else {
        let rows = vec![back_to(visit, &Tap::Basket)];
        let text = say::me::line_too_long(visit.lang(), LONGEST_SIZE);
        visit.say(&screen(text, rows)).await?;
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let family = loyalty.relatives(shop, visit.user()).await?;
    if let Some(known) = family.into_iter().find(|known| known.id == relative) {
        let sized = Relative { size, ..known };
        loyalty.save_relative(shop, visit.user(), &sized).await?;
    }
    let basket = of(visit, shop, member.id).await?;
    show(visit, basket, vec![]).await
}
