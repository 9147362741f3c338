//! `/automations`: what goes out by itself, seen, switched on and off, tried on oneself, and changed (M4–M6).

mod audience;
mod category;
mod questions;
mod texts;
mod tiers;
mod waves;

use domain::automation::{Automation, Brings, Gift, Matter, News, NewsKind, Told, Trigger};
use domain::role::Right;
use domain::shop::Shop;
use domain::{AutomationId, Lang, Money, Points, TouchId};
use loyalty::AutomationSaved;
use say::automation_editor::{self as words, Act, Sketch, act_label};

pub use audience::{choose, choose_in, everybody, on_choice, on_kind, on_tag, on_tier};
pub use category::{choose as choose_category, everything, named, one as category};
pub use questions::{AutomationQuestion, ask, ask_for_tier, on_words};
pub use texts::{ask_text, texts, usual};
pub use tiers::{as_all, choose_tier, tier};
pub use waves::{add_wave, brings_words, drop_wave, wave};

use super::meant::Meant;
use super::{menu_row, on_staff, outdated, results};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::visit::Visit;
use crate::letters;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// Shares of the members that can be left out, in percent.
const HOLDOUTS: [u8; 4] = [0, 5, 10, 20];

/// All of them.
pub async fn list(visit: &Visit<'_>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    visit.tap_seen().await?;
    let lang = visit.lang();
    let Ok(all) = visit.club.loyalty.automations(shop, visit.user()).await? else {
        return outdated(visit).await;
    };
    let all = named(visit, shop, all).await?;
    let mut rows: Vec<Vec<Button>> = all
        .iter()
        .map(|automation| {
            let label = words::choice_label(
                lang,
                automation.trigger,
                automation.title.as_deref(),
                automation.since.is_some(),
            );
            vec![Button::tap(label, Tap::Automation { id: automation.id }.data())]
        })
        .collect();
    rows.push(vec![Button::tap(act_label(lang, Act::New), Tap::NewAutomation.data())]);
    rows.push(vec![Button::tap(
        say::settings::topic_label(lang, domain::setting::Topic::Mail),
        Tap::ShopSettings {
            topic: domain::setting::Topic::Mail,
        }
        .data(),
    )]);
    if !visit.visitor.role.is_some_and(|role| role.may(Right::RunShop)) {
        // When and how much is the owner's to settle.
        rows.pop();
    }
    rows.push(menu_row(visit));
    let on = all.iter().filter(|automation| automation.since.is_some()).count();
    let mut text = words::list(lang, i64::try_from(on)?, shop);
    if let Some(brake) = visit.club.loyalty.braked(shop).await? {
        let (sent, lost) = (i64::from(brake.today.sent()), i64::from(brake.today.lost()));
        text = format!("{}\n\n{text}", say::results::paused(lang, sent, lost));
        rows.insert(0, vec![results::go_on(lang, shop.id, brake.id)]);
    }
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

/// One of them.
pub async fn show(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    visit.tap_seen().await?;
    let Some(automation) = visit.club.loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    show_it(visit, shop, &automation, None).await
}

async fn show_it(visit: &Visit<'_>, shop: &Shop, automation: &Automation, news: Option<String>) -> anyhow::Result<()> {
    let lang = visit.lang();
    let foreseen = if automation.since.is_some() {
        Vec::new()
    } else {
        let foreseen = visit.club.loyalty.foresee(shop, visit.user(), automation).await?;
        foreseen.unwrap_or_default()
    };
    let foreseen: Vec<words::Foreseen> = foreseen
        .iter()
        .map(|seen| words::Foreseen {
            days: seen.wave,
            reachable: seen.reachable,
            consenting: seen.consenting,
            more: seen.more,
        })
        .collect();
    let meant = Meant::of(visit, shop).await?;
    let names = meant.names(lang, &automation.audience, str::to_owned);
    let tiers = meant.open_tiers();
    let about = category::of(visit, shop, automation).await?;
    let shown = named(visit, shop, vec![automation.clone()]).await?;
    let sketch = Sketch {
        automation: shown.first().unwrap_or(automation),
        names: &names,
        lost: meant.has_lost(&automation.audience),
        tiers: &tiers,
        about: about
            .as_ref()
            .map(|category| (category.title.as_str(), category.active)),
        currency: shop.currency,
        foreseen: &foreseen,
    };
    let mut rows = act_rows(lang, automation);
    rows.extend(results_row(visit, shop, automation).await?);
    rows.push(back_to(visit, &Tap::Automations));
    let text: Vec<String> = news.into_iter().chain([words::detail(lang, &sketch)]).collect();
    visit.show(&screen(text.join("\n\n"), rows)).await?;
    Ok(())
}

/// What can be done about one.
fn act_rows(lang: Lang, automation: &Automation) -> Vec<Vec<Button>> {
    let (id, on) = (automation.id, automation.since.is_some());
    let ask = |act, what: &str| {
        let what = what.to_owned();
        Button::tap(act_label(lang, act), Tap::AskAutomation { id, what }.data())
    };
    let switch = if on {
        Button::tap(
            act_label(lang, Act::SwitchOff),
            Tap::SwitchAutomation { id, on: 0 }.data(),
        )
        .style(Style::Danger)
    } else {
        Button::tap(
            act_label(lang, Act::SwitchOn),
            Tap::SwitchAutomation { id, on: 1 }.data(),
        )
        .style(Style::Primary)
    };
    let mut rows = vec![vec![
        switch,
        Button::tap(act_label(lang, Act::Try), Tap::TryAutomation { id }.data()),
    ]];
    let waves: Vec<Button> = automation
        .waves
        .iter()
        .map(|wave| {
            let tap = Tap::Wave {
                id,
                days: i64::from(wave.days),
            };
            Button::tap(words::wave_label(lang, automation.trigger, wave.days), tap.data())
        })
        .collect();
    rows.extend(waves.chunks(2).map(<[Button]>::to_vec));
    rows.push(vec![
        Button::tap(act_label(lang, Act::AddWave), Tap::AddWave { id }.data()),
        Button::tap(act_label(lang, Act::Audience), Tap::AutomationFor { id }.data()),
    ]);
    let mut asked = vec![ask(Act::Title, "title")];
    if automation.trigger == Trigger::Holiday {
        asked.insert(0, ask(Act::Holiday, "holiday"));
    }
    if automation.trigger.takes_category() {
        asked.insert(
            0,
            Button::tap(act_label(lang, Act::Category), Tap::AutomationAbout { id }.data()),
        );
    }
    rows.push(asked);
    let holdouts = HOLDOUTS
        .into_iter()
        .filter(|percent| *percent != automation.holdout)
        .map(|percent| {
            let tap = Tap::HoldOut {
                id,
                percent: i64::from(percent),
            };
            Button::tap(words::holdout_label(lang, percent), tap.data())
        });
    rows.push(holdouts.collect());
    rows
}

/// The way to what it brought, once it can have brought something.
async fn results_row(visit: &Visit<'_>, shop: &Shop, automation: &Automation) -> anyhow::Result<Option<Vec<Button>>> {
    let id = automation.id;
    let did = automation.since.is_some() || visit.club.loyalty.has_results(shop, id).await?;
    let label = say::results::open_label(visit.lang());
    Ok(did.then(|| vec![Button::tap(label, Tap::Results { automation: id }.data())]))
}

/// Which kinds another one can be of.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::RunAutomations).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    let lang = visit.lang();
    let mut rows: Vec<Vec<Button>> = Trigger::ALL
        .into_iter()
        .map(|trigger| {
            let label = words::choice_label(lang, trigger, None, false);
            vec![Button::tap(label, Tap::AddAutomation { kind: trigger }.data())]
        })
        .collect();
    rows.push(back_to(visit, &Tap::Automations));
    visit.show(&screen(words::new(lang), rows)).await?;
    Ok(())
}

/// Another one of a kind.
pub async fn add(visit: &Visit<'_>, trigger: Trigger) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let saved = visit.club.loyalty.add_automation(shop, visit.user(), trigger).await?;
    saved_or_not(visit, shop, saved, words::made(visit.lang())).await
}

/// On or off.
pub async fn switch(visit: &Visit<'_>, id: AutomationId, on: bool) -> anyhow::Result<()> {
    let now = visit.club.loyalty.clock.now();
    let news = words::switched(visit.lang(), on);
    change(visit, id, news, move |automation| {
        automation.since = on.then(|| automation.since.unwrap_or(now));
    })
    .await
}

/// How many get nothing, so that it can be seen what it brings.
pub async fn hold_out(visit: &Visit<'_>, id: AutomationId, percent: i64) -> anyhow::Result<()> {
    let percent = u8::try_from(percent).unwrap_or(u8::MAX);
    let news = words::saved(visit.lang());
    change(visit, id, news, move |automation| automation.holdout = percent).await
}

/// Changes one, and shows what became of it.
async fn change(
    visit: &Visit<'_>,
    id: AutomationId,
    news: String,
    how: impl FnOnce(&mut Automation) + Send,
) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let saved = visit
        .club
        .loyalty
        .change_automation(shop, visit.user(), id, how)
        .await?;
    saved_or_not(visit, shop, saved, news).await
}

async fn saved_or_not(visit: &Visit<'_>, shop: &Shop, saved: AutomationSaved, news: String) -> anyhow::Result<()> {
    let lang = visit.lang();
    match saved {
        AutomationSaved::Done(automation) => {
            visit.end_dialog().await?;
            visit.tap_seen().await?;
            show_it(visit, shop, &automation, Some(news)).await
        }
        AutomationSaved::Flawed(flaw) => {
            visit.hint(&words::flawed_alert(lang, flaw)).await?;
            Ok(())
        }
        AutomationSaved::TooMany => {
            visit.hint(&words::too_many_alert(lang)).await?;
            Ok(())
        }
        AutomationSaved::Gone => outdated(visit).await,
        AutomationSaved::NotAllowed => super::no_longer_staff(visit).await,
    }
}

/// Sends each of its messages to whoever asks, as a member would get it. Nothing is given.
pub async fn try_out(visit: &Visit<'_>, id: AutomationId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let Some(automation) = visit.club.loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    for wave in &automation.waves {
        let mut told = sample(lang, shop, &automation, wave.days, visit).await?;
        let own = visit.club.loyalty.own_words(shop, visit.user(), id, wave.days).await?;
        told.words = own
            .unwrap_or_default()
            .into_iter()
            .find_map(|(of, words)| (of == lang).then_some(words));
        // Its buttons are a member's: here they would lead nowhere.
        let message = letters::automated(lang, &told).buttons(Vec::new());
        visit.say(&message).await?;
    }
    let rows = vec![vec![Button::tap(
        say::common::back_label(lang),
        Tap::Automation { id }.data(),
    )]];
    visit.say(&Message::text(words::tried(lang)).buttons(rows)).await?;
    Ok(())
}

/// A message to somebody who is made up, but for the name.
async fn sample(
    lang: Lang,
    shop: &Shop,
    automation: &Automation,
    days: u32,
    visit: &Visit<'_>,
) -> anyhow::Result<Told> {
    let today = shop.day(visit.club.loyalty.clock.now());
    let later = |days: u32| today + chrono::Days::new(u64::from(days));
    let gift = match automation.wave(days).map(|wave| &wave.brings) {
        None | Some(Brings::Words) => None,
        Some(Brings::Points { points }) => Some(Gift::Points {
            points: *points,
            balance: *points + Points::at_least_zero(120),
        }),
        Some(Brings::Coupon { terms, valid_days }) => Some(Gift::Coupon {
            coupon: domain::CouponId(uuid::Uuid::nil()),
            code: words::sample_code(),
            terms: terms.clone(),
            until: later(*valid_days),
        }),
    };
    let price = |times: i64| Money::new(shop.rules.earn_per.minor().saturating_mul(times)).unwrap_or_default();
    let matter = match automation.trigger {
        Trigger::Remind => Matter::Order {
            order: domain::OrderId(uuid::Uuid::nil()),
            what: words::sample_thing(lang),
            total: price(12),
            open: days == 1,
        },
        Trigger::Expiring => Matter::Expiring(vec![
            (later(days), Points::at_least_zero(30)),
            (later(days + 7), Points::at_least_zero(12)),
        ]),
        Trigger::Replenish => Matter::Again(words::sample_thing(lang)),
        Trigger::Wish => Matter::Wished(vec![News {
            title: words::sample_thing(lang),
            price: price(10),
            kind: NewsKind::Cheaper { before: price(12) },
        }]),
        Trigger::Activate | Trigger::Retain | Trigger::Welcome | Trigger::ThankYou | Trigger::Holiday => {
            Matter::Nothing
        }
    };
    Ok(Told {
        shop: shop.id,
        touch: TouchId(uuid::Uuid::nil()),
        trigger: automation.trigger,
        title: automation.title.clone(),
        nth: automation.waves.iter().filter(|wave| wave.days < days).count(),
        days,
        shop_name: shop.name.clone(),
        currency: shop.currency,
        first_name: visit.visitor.first_name.clone(),
        category: category::of(visit, shop, automation)
            .await?
            .map(|category| category.title),
        words: None,
        gift,
        matter,
    })
}
