//! What a wave brings to a tier in place of what it brings to all.

use domain::automation::{Automation, Wave};
use domain::role::Right;
use domain::shop::Shop;
use domain::tier::Tier;
use domain::{AutomationId, TierId};
use say::automation_editor::{self as words, Act, act_label};

use super::waves::open_tiers;
use super::{change, show, wave};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::staff::{on_staff, outdated};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// All tiers, each with whether it gets something else.
pub async fn choose_tier(visit: &Visit<'_>, id: AutomationId, days: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    let Some(automation) = visit.club.loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let Some(of) = named(&automation, days) else {
        return show(visit, id).await;
    };
    visit.tap_seen().await?;
    let tiers = open_tiers(visit, shop).await?;
    let mut rows: Vec<Vec<Button>> = tiers
        .iter()
        .map(|tier| {
            let gets_more = of.by_tier.iter().any(|(other, _)| *other == tier.id);
            let label = words::tier_label(&tier.title, gets_more);
            let tap = Tap::WaveTier {
                id,
                days,
                tier: tier.id,
            };
            vec![Button::tap(label, tap.data())]
        })
        .collect();
    rows.push(back_to(visit, &Tap::Wave { id, days }));
    visit.show(&screen(words::choose_tier(visit.lang()), rows)).await?;
    Ok(())
}

/// What one tier gets.
pub async fn tier(visit: &Visit<'_>, id: AutomationId, days: i64, tier: TierId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    let Some(automation) = visit.club.loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let Some((of, tier)) = named(&automation, days).zip(open_tier(visit, shop, tier).await?) else {
        return wave(visit, id, days).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let ask = |act, what: &str| {
        let tap = Tap::AskWaveTier {
            id,
            days,
            tier: tier.id,
            what: what.to_owned(),
        };
        Button::tap(act_label(lang, act), tap.data())
    };
    let mut rows = vec![vec![ask(Act::Points, "points"), ask(Act::Coupon, "coupon")]];
    if of.by_tier.iter().any(|(other, _)| *other == tier.id) {
        let tap = Tap::WaveTierAsAll {
            id,
            days,
            tier: tier.id,
        };
        rows.push(vec![Button::tap(act_label(lang, Act::AsAll), tap.data())]);
    }
    rows.push(back_to(visit, &Tap::WaveTiers { id, days }));
    let text = words::for_tier(lang, automation.trigger, of, &tier, shop.currency);
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// Takes back what a tier gets of its own.
pub async fn as_all(visit: &Visit<'_>, id: AutomationId, days: i64, tier: TierId) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| {
        if let Some(wave) = automation.waves.iter_mut().find(|wave| i64::from(wave.days) == days) {
            wave.bring_to(tier, None);
        }
    })
    .await
}

fn named(automation: &Automation, days: i64) -> Option<&Wave> {
    u32::try_from(days).ok().and_then(|days| automation.wave(days))
}

async fn open_tier(visit: &Visit<'_>, shop: &Shop, tier: TierId) -> anyhow::Result<Option<Tier>> {
    let tiers = open_tiers(visit, shop).await?;
    Ok(tiers.into_iter().find(|known| known.id == tier))
}
