//! Whom an automation is for: everybody, or whoever is in a tier, is a kind of customer or has a tag.

use domain::automation::Automation;
use domain::grade::KindName;
use domain::offer::Audience;
use domain::role::Right;
use domain::shop::Shop;
use domain::{AutomationId, TagId, TierId};
use say::automation_editor as words;
use say::offer_editor::kind_label;

use super::change;
use crate::handlers::customer::{back_to, screen};
use crate::handlers::staff::{on_staff, outdated};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// Those of whom there can be so many that buttons for all of them fit.
const MOST: usize = 24;

/// What those are called for whom an automation is.
pub async fn names(visit: &Visit<'_>, shop: &Shop, automation: &Automation) -> anyhow::Result<Vec<String>> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let audience = &automation.audience;
    if *audience == Audience::Everybody {
        return Ok(Vec::new());
    }
    let tiers = loyalty.ladder(shop.id).await?;
    let tags = loyalty.tags(shop.id).await?;
    let of_tiers = tiers.tiers().iter().filter(|tier| audience.tiers().contains(&tier.id));
    let of_tags = tags.iter().filter(|tag| audience.tags().contains(&tag.id));
    let mut names: Vec<String> = of_tiers.map(|tier| tier.title.clone()).collect();
    names.extend(audience.kinds().iter().map(|kind| kind_label(lang, *kind)));
    names.extend(of_tags.map(|tag| tag.title.clone()));
    Ok(names)
}

/// Tiers, kinds and tags, each with whether it is meant.
pub async fn choose(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let Some(automation) = loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let audience = &automation.audience;
    let tiers = loyalty.ladder(shop.id).await?;
    let tags = loyalty.tags(shop.id).await?;
    let mut buttons = vec![Button::tap(
        words::everybody_label(lang, *audience == Audience::Everybody),
        Tap::ForEverybody { id }.data(),
    )];
    buttons.extend(tiers.tiers().iter().map(|tier| {
        let label = words::meant_label(&tier.title, audience.tiers().contains(&tier.id));
        Button::tap(label, Tap::ForTier { id, tier: tier.id }.data())
    }));
    buttons.extend(KindName::ALL.into_iter().map(|kind| {
        let label = words::meant_label(&kind_label(lang, kind), audience.kinds().contains(&kind));
        let tap = Tap::ForKind {
            id,
            kind: kind.as_str().to_owned(),
        };
        Button::tap(label, tap.data())
    }));
    buttons.extend(tags.iter().filter(|tag| tag.active).map(|tag| {
        let label = words::meant_label(&tag.title, audience.tags().contains(&tag.id));
        Button::tap(label, Tap::ForTag { id, tag: tag.id }.data())
    }));
    buttons.truncate(MOST);
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::Automation { id }));
    visit.show(&screen(words::choose_audience(lang), rows)).await?;
    Ok(())
}

pub async fn everybody(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| automation.audience = Audience::Everybody).await
}

pub async fn on_tier(visit: &Visit<'_>, id: AutomationId, tier: TierId) -> anyhow::Result<()> {
    turn(visit, id, move |tiers, _, _| toggle(tiers, tier)).await
}

pub async fn on_kind(visit: &Visit<'_>, id: AutomationId, kind: &str) -> anyhow::Result<()> {
    match KindName::parse(kind) {
        Some(kind) => turn(visit, id, move |_, kinds, _| toggle(kinds, kind)).await,
        None => outdated(visit).await,
    }
}

pub async fn on_tag(visit: &Visit<'_>, id: AutomationId, tag: TagId) -> anyhow::Result<()> {
    turn(visit, id, move |_, _, tags| toggle(tags, tag)).await
}

/// Changes who is named.
async fn turn(
    visit: &Visit<'_>,
    id: AutomationId,
    how: impl FnOnce(&mut Vec<TierId>, &mut Vec<KindName>, &mut Vec<TagId>) + Send,
) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| {
        let audience = &automation.audience;
        let mut tiers = audience.tiers().to_vec();
        let mut kinds = audience.kinds().to_vec();
        let mut tags = audience.tags().to_vec();
        how(&mut tiers, &mut kinds, &mut tags);
        automation.audience = Audience::of(tiers, kinds, tags);
    })
    .await
}

fn toggle<T: PartialEq>(all: &mut Vec<T>, one: T) {
    match all.iter().position(|other| *other == one) {
        Some(place) => drop(all.remove(place)),
        None => all.push(one),
    }
}
