//! Messages that come by themselves: opening what one is about, saying how a visit was, and choosing what may come.

use domain::automation::Trigger;
use domain::{ShopId, TouchId};
use loyalty::{Led, Rated};

use super::{back_to, card, catalogue, coupons, gifts, join, member_or_invite, menu, orders, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Shows what a message is about. The chat is about its shop from then on.
pub async fn open(visit: &Visit<'_>, shop: ShopId, touch: TouchId) -> anyhow::Result<()> {
    let Some(led) = visit.club.loyalty.open_touch(shop, touch, visit.user()).await? else {
        return menu::old_button(visit).await;
    };
    let Some(there) = join::at(visit, shop).await? else {
        return join::start(visit).await;
    };
    let visit = &there;
    let Led {
        trigger,
        nth,
        order,
        product,
        coupon,
    } = led;
    if let (None, Some(product)) = (coupon, product) {
        return catalogue::product(visit, product).await;
    }
    match (coupon, trigger, order) {
        (Some(coupon), ..) => coupons::detail(visit, coupon).await,
        (None, Trigger::Remind, Some(order)) => orders::page(visit, order).await,
        (None, Trigger::Welcome, _) if nth == 0 => card::show(visit).await,
        (None, Trigger::Expiring | Trigger::Welcome, _) => gifts::list(visit, 0).await,
        (None, ..) => catalogue::show(visit).await,
    }
}

/// Takes how a visit was.
pub async fn rate(visit: &Visit<'_>, shop: ShopId, touch: TouchId, stars: i64) -> anyhow::Result<()> {
    let lang = visit.lang();
    let stars = u8::try_from(stars).unwrap_or_default();
    let rated = visit.club.loyalty.rate(shop, touch, visit.user(), stars).await?;
    let name = visit.club.loyalty.shop(shop).await?.map(|shop| shop.name);
    let text = match rated {
        Rated::Done { low } => say::automations::rated(lang, low, &name.unwrap_or_default()),
        Rated::Before => say::automations::rated_before(lang),
        Rated::Unknown => return menu::old_button(visit).await,
    };
    visit.tap_seen().await?;
    visit.show(&screen(text, vec![back_to(visit, &Tap::Menu)])).await?;
    Ok(())
}

/// Takes what a message is about off the wish list.
pub async fn unwish(visit: &Visit<'_>, shop: ShopId, touch: TouchId) -> anyhow::Result<()> {
    let unwished = visit.club.loyalty.unwish_touch(shop, touch, visit.user()).await?;
    if unwished.is_none() {
        return menu::old_button(visit).await;
    }
    visit.hint(&say::me::wished_alert(visit.lang(), false)).await?;
    Ok(())
}

/// No more of these, from the very next one on (M4).
pub async fn refuse(visit: &Visit<'_>, shop: ShopId, touch: TouchId) -> anyhow::Result<()> {
    let lang = visit.lang();
    let Some((shop, trigger)) = visit.club.loyalty.refuse_touch(shop, touch, visit.user()).await? else {
        return menu::old_button(visit).await;
    };
    visit.tap_seen().await?;
    let mut rows = Vec::new();
    if visit.visitor.shop.as_ref().map(|here| here.id) == Some(shop.id) {
        rows.push(vec![Button::tap(
            say::automations::want_again_label(lang),
            Tap::Want { kind: trigger, yes: 1 }.data(),
        )]);
        rows.push(vec![Button::tap(
            say::automations::kinds_label(lang),
            Tap::Kinds.data(),
        )]);
    }
    // A message of its own: what came with the other one, such as a code, stays to be read.
    visit
        .say(&screen(say::automations::refused(lang, &shop.name, trigger), rows))
        .await?;
    Ok(())
}

/// What the shop may write, kind by kind.
pub async fn kinds(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    show_kinds(visit, None).await
}

async fn show_kinds(visit: &Visit<'_>, news: Option<String>) -> anyhow::Result<()> {
    let Some((shop, member)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let refused = loyalty.refused_by(shop, member.id).await?;
    let offers = loyalty.lets_marketing(shop.id, member.id).await?;
    let mut rows: Vec<Vec<Button>> = Trigger::ALL
        .into_iter()
        .filter(|trigger| offers || !trigger.is_marketing())
        .map(|trigger| {
            let comes = !refused.contains(&trigger);
            let tap = Tap::Want {
                kind: trigger,
                yes: i64::from(!comes),
            };
            vec![Button::tap(
                say::automations::kind_label(lang, trigger, comes),
                tap.data(),
            )]
        })
        .collect();
    rows.push(back_to(visit, &Tap::Settings));
    let text: Vec<String> = news
        .into_iter()
        .chain([say::automations::kinds(lang, &shop.name, offers)])
        .collect();
    visit.show(&screen(text.join("\n\n"), rows)).await?;
    Ok(())
}

/// Switches a kind.
pub async fn want(visit: &Visit<'_>, kind: Trigger, yes: bool) -> anyhow::Result<()> {
    let Some((shop, _)) = member_or_invite(visit).await? else {
        return Ok(());
    };
    visit.club.loyalty.want(shop, visit.user(), kind, yes).await?;
    visit.tap_seen().await?;
    let news = if yes {
        say::automations::wanted(visit.lang(), &shop.name, kind)
    } else {
        say::automations::refused(visit.lang(), &shop.name, kind)
    };
    show_kinds(visit, Some(news)).await
}
