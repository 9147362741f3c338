//! A wave in the shop's own words, language by language, as members will read them (M8).

use domain::role::Right;
use domain::shop::Shop;
use domain::template::Template;
use domain::{AutomationId, Lang};
use loyalty::WordsSaved;
use say::automation_editor::{self as words, Act, act_label};

use super::questions::{AutomationQuestion, Of};
use super::{sample, show};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::staff::{no_longer_staff, on_staff, outdated};
use crate::handlers::visit::Visit;
use crate::letters;
use crate::tap::Tap;
use crate::telegram::{Button, Message};

/// The languages, with which words each has.
pub async fn texts(visit: &Visit<'_>, id: AutomationId, days: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    visit.tap_seen().await?;
    let (lang, wave) = (visit.lang(), u32::try_from(days).unwrap_or(u32::MAX));
    let Ok(own) = visit.club.loyalty.own_words(shop, visit.user(), id, wave).await? else {
        return outdated(visit).await;
    };
    let mut rows: Vec<Vec<Button>> = Lang::ALL
        .into_iter()
        .map(|of| {
            let is_own = own.iter().any(|(known, _)| *known == of);
            let label = words::text_label(lang, &say::common::language_label(of), is_own);
            vec![Button::tap(label, Tap::AskText { id, days, lang: of }.data())]
        })
        .collect();
    rows.push(back_to(visit, &Tap::Wave { id, days }));
    visit.show(&screen(words::texts(lang), rows)).await?;
    Ok(())
}

/// Shows the words in one language, and asks for others.
pub async fn ask_text(visit: &Visit<'_>, id: AutomationId, days: i64, of: Lang) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    put(visit, shop, id, days, of, None).await
}

async fn put(
    visit: &Visit<'_>,
    shop: &Shop,
    id: AutomationId,
    days: i64,
    of: Lang,
    news: Option<String>,
) -> anyhow::Result<()> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let wave = u32::try_from(days).unwrap_or(u32::MAX);
    let Some(automation) = loyalty.automation(shop, visit.user(), id).await? else {
        return outdated(visit).await;
    };
    if automation.wave(wave).is_none() {
        return show(visit, id).await;
    }
    let own = loyalty
        .own_words(shop, visit.user(), id, wave)
        .await?
        .unwrap_or_default();
    let own: Option<Template> = own.into_iter().find_map(|(known, text)| (known == of).then_some(text));
    let mut told = sample(of, shop, &automation, wave, visit).await?;
    told.words.clone_from(&own);
    visit.say(&letters::automated(of, &told).buttons(Vec::new())).await?;
    let mut rows = Vec::new();
    if own.is_some() {
        rows.push(vec![Button::tap(
            act_label(lang, Act::Usual),
            Tap::UsualText { id, days, lang: of }.data(),
        )]);
    }
    rows.push(back_to(visit, &Tap::Texts { id, days }));
    let question = words::ask_text(lang, &say::common::language_label(of), &automation.blanks());
    let text: Vec<String> = news.into_iter().chain([question]).collect();
    visit.say(&Message::text(text.join("\n\n")).buttons(rows)).await?;
    visit
        .ask(&Dialog::Automation(AutomationQuestion {
            shop: shop.id,
            id,
            of: Of::Text(wave, of),
        }))
        .await
}

/// Other words, with their formatting as HTML.
pub async fn on_text(visit: &Visit<'_>, id: AutomationId, wave: u32, of: Lang, html: &str) -> anyhow::Result<()> {
    save(visit, id, wave, of, Some(html)).await
}

/// The usual words again.
pub async fn usual(visit: &Visit<'_>, id: AutomationId, days: i64, of: Lang) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    save(visit, id, u32::try_from(days).unwrap_or(u32::MAX), of, None).await
}

async fn save(visit: &Visit<'_>, id: AutomationId, wave: u32, of: Lang, html: Option<&str>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let lang = visit.lang();
    let saved = visit
        .club
        .loyalty
        .set_own_words(shop, visit.user(), id, (wave, of), html)
        .await?;
    let news = match saved {
        WordsSaved::Done => words::saved(lang),
        WordsSaved::Flawed(flaw) => words::flawed_text(lang, &flaw),
        WordsSaved::Gone => return outdated(visit).await,
        WordsSaved::NotAllowed => return no_longer_staff(visit).await,
    };
    put(visit, shop, id, i64::from(wave), of, Some(news)).await
}
