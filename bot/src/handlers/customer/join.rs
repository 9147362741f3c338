//! Becoming a member: what is kept and why is said before (D3), the welcome comes once (P3).

use domain::shop::Shop;
use domain::{MemberId, ShopId};
use loyalty::{Enroll, Enrolled};

use super::{menu, screen, window};
use crate::handlers::setup;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// `/start` without anything behind it, or with something that opens nothing.
pub async fn start(visit: &Visit<'_>) -> anyhow::Result<()> {
    if setup::resume(visit).await? {
        return Ok(());
    }
    if visit.visitor.shop.is_some() {
        return here(visit).await;
    }
    let shops = visit.club.loyalty.shops_of(visit.user()).await?;
    if !shops.is_empty() {
        visit.say(&choice(visit, &shops)).await?;
        return Ok(());
    }
    visit
        .say(&screen(say::common::no_shop_yet(visit.lang()), vec![]))
        .await?;
    Ok(())
}

/// Somebody came by a link of a shop's, or chose it.
pub async fn arrive(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    match at(visit, shop).await? {
        Some(there) => here(&there).await,
        None => start(visit).await,
    }
}

/// The same visit in the shop named, which the private chat is about from here on. `None`: there is
/// no such shop.
///
/// A question that is open was about the shop before, and is not answered in this one (S6).
pub async fn at<'a>(visit: &Visit<'a>, shop: ShopId) -> anyhow::Result<Option<Visit<'a>>> {
    let moves = visit.visitor.shop.as_ref().is_some_and(|before| before.id != shop);
    if moves && !setup::is_opening(visit.open_dialog().await?.as_ref()) {
        visit.end_dialog().await?;
    }
    let visitor = visit.club.loyalty.step_into(&visit.visitor, shop).await?;
    Ok(visitor.map(|visitor| Visit {
        club: visit.club,
        visitor,
        place: visit.place.clone(),
        chat: visit.chat,
        asked: visit.asked.clone(),
        arrived_at: visit.arrived_at,
    }))
}

/// Members and staff see their menu, others the agreement.
async fn here(visit: &Visit<'_>) -> anyhow::Result<()> {
    if visit.visitor.member.is_some() || visit.visitor.role.is_some() {
        return menu::show(visit).await;
    }
    match &visit.visitor.shop {
        Some(shop) => ask(visit, shop).await,
        None => start_over(visit).await,
    }
}

/// Says what membership is and what is kept about a member, and asks.
pub async fn ask(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<()> {
    ask_invited(visit, shop, None).await
}

/// The same for somebody who came by a member's link.
pub async fn ask_invited(visit: &Visit<'_>, shop: &Shop, by: Option<MemberId>) -> anyhow::Result<()> {
    visit.say(&agreement(visit, shop, by).await?).await?;
    Ok(())
}

/// "Become a member" was tapped by somebody who looked around.
pub async fn show_agreement(visit: &Visit<'_>, by: Option<MemberId>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    match &visit.visitor.shop {
        Some(shop) if visit.member().is_none() => {
            visit.show(&agreement(visit, shop, by).await?).await?;
            Ok(())
        }
        Some(_) => menu::show(visit).await,
        None => start_over(visit).await,
    }
}

async fn agreement(visit: &Visit<'_>, shop: &Shop, by: Option<MemberId>) -> anyhow::Result<Message> {
    let lang = visit.lang();
    let join = by.map_or(Tap::Join { shop: shop.id }, |by| Tap::JoinInvited { shop: shop.id, by });
    let later = by.map_or(Tap::NotNow, |by| Tap::NotNowInvited { by });
    let welcome = visit.club.loyalty.welcome_for(shop, visit.user()).await?;
    let text = say::join::agreement(lang, &visit.visitor.first_name, &shop.name, welcome);
    let mut rows = vec![
        vec![Button::tap(say::join::agree_label(lang), join.data()).style(Style::Success)],
        vec![Button::tap(say::join::later_label(lang), later.data())],
        vec![Button::tap(
            say::menu::language_menu_label(lang),
            Tap::AskLanguage.data(),
        )],
    ];
    let (seen, _, for_members) = visit.club.loyalty.window(shop.id, 0, 1).await?;
    if !seen.is_empty() || for_members > 0 {
        let label = say::join::window_label(lang);
        rows.insert(1, vec![Button::tap(label, window::to_page(0, by).data())]);
    }
    // Whoever is on the shop's own list shows it by their number.
    if visit.club.loyalty.has_files_to_attach(shop.id).await? {
        let label = say::lists::on_your_list_label(lang);
        rows.insert(1, vec![Button::tap(label, Tap::SharePhone.data())]);
    }
    Ok(screen(text, rows))
}

async fn start_over(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit
        .say(&screen(say::common::no_shop_yet(visit.lang()), vec![]))
        .await?;
    Ok(())
}

/// "Another shop": all that they belong to, the one they stand in too.
pub async fn choose(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let shops = visit.club.loyalty.shops_of(visit.user()).await?;
    if shops.is_empty() {
        return start(visit).await;
    }
    visit.show(&choice(visit, &shops)).await?;
    Ok(())
}

fn choice(visit: &Visit<'_>, shops: &[(ShopId, String)]) -> Message {
    let rows = shops
        .iter()
        .map(|(shop, name)| {
            vec![Button::tap(
                say::common::name_label(name),
                Tap::EnterShop { shop: *shop }.data(),
            )]
        })
        .collect();
    screen(say::common::choose_shop(visit.lang()), rows)
}

/// "I agree" was tapped, in the private chat or in the greeting of a join request.
pub async fn agree(visit: &Visit<'_>, shop: ShopId) -> anyhow::Result<()> {
    agree_invited(visit, shop, None).await
}

/// The same after a member's link.
pub async fn agree_invited(visit: &Visit<'_>, shop: ShopId, by: Option<MemberId>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let Some(visit) = at(visit, shop).await? else {
        return start(visit).await;
    };
    let Some(shop) = &visit.visitor.shop else {
        return start_over(&visit).await;
    };
    let ask = Enroll {
        shop,
        user: visit.user(),
        first_name: &visit.visitor.first_name,
        last_name: visit.visitor.last_name.as_deref(),
        username: visit.visitor.username.as_deref(),
        since: visit.arrived_at,
    };
    let lang = visit.lang();
    let mut rows = menu::customer_rows(lang);
    let text = match visit.club.loyalty.enroll(&ask).await? {
        Enrolled::Welcome { member, welcome } => {
            if let Some(by) = by {
                visit.club.loyalty.came_by(shop.id, member.id, by).await?;
            }
            // Asked once, when it is nearest: being a member does not say yes to it (M4).
            let yes = Tap::LetMarketing { yes: 1 };
            let label = say::privacy::marketing_yes_label(lang);
            rows.insert(0, vec![Button::tap(label, yes.data())]);
            say::join::joined(lang, &member.name, &shop.name, member.number, welcome)
        }
        Enrolled::Already { member } => say::join::already_member(lang, &member.name, member.number, member.points),
    };
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// "Not now": the door stays open, and whose link it was is not forgotten.
pub async fn not_now(visit: &Visit<'_>, by: Option<MemberId>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let rows = visit.visitor.shop.as_ref().map(|shop| {
        let join = by.map_or(Tap::Join { shop: shop.id }, |by| Tap::JoinInvited { shop: shop.id, by });
        vec![Button::tap(say::join::agree_label(visit.lang()), join.data())]
    });
    visit
        .replace(&screen(say::join::later(visit.lang()), rows.into_iter().collect()))
        .await?;
    Ok(())
}
