//! The waves of an automation: when each goes out, and what it brings.

use domain::AutomationId;
use domain::automation::{Automation, Brings, LONGEST_WAIT, Wave};
use domain::role::Right;
use domain::shop::Shop;
use domain::tier::Tier;
use say::automation_editor::{self as words, Act, act_label};

use super::{change, named, show};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::staff::{on_staff, outdated};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// One wave.
pub async fn wave(visit: &Visit<'_>, id: AutomationId, days: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    visit.tap_seen().await?;
    let Some(automation) = visit.club.loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    let Some(wave) = u32::try_from(days).ok().and_then(|days| automation.wave(days)) else {
        return show(visit, id).await;
    };
    let lang = visit.lang();
    let ask = |what: &str| Tap::AskWave {
        id,
        days,
        what: what.to_owned(),
    };
    let mut brings = vec![
        Button::tap(act_label(lang, Act::Points), ask("points").data()),
        Button::tap(act_label(lang, Act::Coupon), ask("coupon").data()),
    ];
    if wave.brings != Brings::Words {
        brings.push(Button::tap(
            act_label(lang, Act::Words),
            Tap::BringsWords { id, days }.data(),
        ));
    }
    let tiers = open_tiers(visit, shop).await?;
    let mut rows = vec![
        vec![Button::tap(act_label(lang, Act::Days), ask("days").data())],
        brings,
    ];
    if !tiers.is_empty() {
        let tap = Tap::WaveTiers { id, days };
        rows.push(vec![Button::tap(act_label(lang, Act::ForTier), tap.data())]);
    }
    rows.push(vec![Button::tap(
        act_label(lang, Act::Texts),
        Tap::Texts { id, days }.data(),
    )]);
    if automation.waves.len() > 1 {
        rows.push(vec![
            Button::tap(act_label(lang, Act::DropWave), Tap::DropWave { id, days }.data()).style(Style::Danger),
        ]);
    }
    rows.push(back_to(visit, &Tap::Automation { id }));
    let shown = named(visit, shop, vec![automation.clone()]).await?;
    let title = shown.first().and_then(|automation| automation.title.as_deref());
    let text = words::wave(lang, (automation.trigger, title), wave, (&tiers, shop.currency));
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// The tiers that can be reached, lowest first.
pub(super) async fn open_tiers(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Vec<Tier>> {
    Ok(visit.club.loyalty.tiers_for_offers(shop.id).await?)
}

/// Another wave, some time after the last one, with words alone.
pub async fn add_wave(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| {
        let days = next_days(automation);
        automation.waves.push(Wave {
            days,
            brings: Brings::Words,
            by_tier: Vec::new(),
            was: Vec::new(),
        });
    })
    .await
}

fn next_days(automation: &Automation) -> u32 {
    let last = automation.waves.iter().map(|wave| wave.days).max().unwrap_or_default();
    (last.max(1) * 2).min(LONGEST_WAIT)
}

pub async fn drop_wave(visit: &Visit<'_>, id: AutomationId, days: i64) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| {
        automation.waves.retain(|wave| i64::from(wave.days) != days);
    })
    .await
}

pub async fn brings_words(visit: &Visit<'_>, id: AutomationId, days: i64) -> anyhow::Result<()> {
    let news = words::saved(visit.lang());
    change(visit, id, news, |automation| {
        if let Some(wave) = automation.waves.iter_mut().find(|wave| i64::from(wave.days) == days) {
            wave.brings = Brings::Words;
        }
    })
    .await
}
