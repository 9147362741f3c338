//! What a shop settles with one value each: looked at by topic, and changed by a button or in words.

use domain::setting::{Measure, Setting, Topic};
use domain::shop::Shop;
use domain::typed_money::{self, Unclear};
use domain::{Lang, ShopId};
use loyalty::SettingChanged;

use super::own_shop;
use crate::handlers::customer::{back_to, menu, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::staff::typed;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::Button;

/// The settings of a topic.
pub async fn topic(visit: &Visit<'_>, topic: Topic) -> anyhow::Result<()> {
    let Some(shop) = own_shop(visit).await? else {
        return Ok(());
    };
    visit.end_dialog().await?;
    visit.tap_seen().await?;
    show(visit, topic, shop, None).await
}

async fn show(visit: &Visit<'_>, topic: Topic, shop: &Shop, news: Option<String>) -> anyhow::Result<()> {
    let lang = visit.lang();
    let buttons: Vec<Button> = topic
        .settings()
        .iter()
        .map(|setting| {
            Button::tap(
                say::settings::label(lang, *setting),
                Tap::ShopSetting { setting: *setting }.data(),
            )
        })
        .collect();
    let mut rows: Vec<Vec<Button>> = buttons.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::ChangeShop));
    let text: Vec<String> = news
        .into_iter()
        .chain([say::settings::page(lang, topic, shop)])
        .collect();
    visit.show(&screen(text.join("\n\n"), rows)).await?;
    Ok(())
}

/// Asks for another value of a setting.
pub async fn ask(visit: &Visit<'_>, setting: Setting) -> anyhow::Result<()> {
    let Some(shop) = own_shop(visit).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    put_question(visit, setting, shop, None).await
}

async fn put_question(visit: &Visit<'_>, setting: Setting, shop: &Shop, refusal: Option<String>) -> anyhow::Result<()> {
    let lang = visit.lang();
    let values: Vec<Button> = proposed(setting, shop)
        .into_iter()
        .map(|value| value_button(lang, setting, value, shop))
        .collect();
    let mut rows: Vec<Vec<Button>> = values.chunks(2).map(<[Button]>::to_vec).collect();
    rows.push(back_to(visit, &Tap::ShopSettings { topic: setting.topic() }));
    let text: Vec<String> = refusal
        .into_iter()
        .chain([say::settings::ask(lang, setting, shop)])
        .collect();
    visit.show(&screen(text.join("\n\n"), rows)).await?;
    visit
        .ask(&Dialog::ShopSetting {
            shop: shop.id,
            code: setting.code().to_owned(),
        })
        .await
}

fn value_button(lang: Lang, setting: Setting, value: Option<i64>, shop: &Shop) -> Button {
    let label = say::settings::value_label(lang, setting, value, shop);
    Button::tap(label, Tap::ChangeSetting { setting, value }.data())
}

/// The values that are on buttons: what shops settle most.
fn proposed(setting: Setting, shop: &Shop) -> Vec<Option<i64>> {
    let of_rate = |times: i64| shop.rules.earn_per.minor().saturating_mul(times);
    let worth = |times: i64| shop.rules.earn_points.get().max(1).saturating_mul(times);
    let values = match setting {
        Setting::CheckIn => vec![0, 1, 2, 5],
        Setting::FreePerDay => vec![20, 50, 100, 200],
        Setting::FreeInTotal => vec![500, 1_000, 2_000],
        Setting::Expiry => vec![6, 12, 24],
        Setting::Pending | Setting::BirthdayDays => vec![0, 7, 14, 30],
        Setting::AloneUpTo => vec![100, 500, 1_000, 5_000],
        Setting::PointsPay | Setting::Greetings => vec![1, 0],
        Setting::Worth => vec![worth(10), worth(20), worth(50), worth(100)],
        Setting::DeliveryFee => vec![0, of_rate(3), of_rate(5)],
        Setting::Hold => vec![24, 48, 72, 168],
        Setting::GreetingHour => vec![8, 9, 10, 12],
        Setting::FamilyDays => vec![7, 14, 3, 0],
        Setting::MailHour => vec![9, 10, 12, 18],
        Setting::QuietFrom => vec![20, 21, 22, 23],
        Setting::QuietUntil => vec![7, 8, 9, 10],
        Setting::MailPerWeek => vec![1, 2, 3, 5],
        Setting::PostsPerDay => vec![2, 3, 5, 10],
    };
    let mut proposed: Vec<Option<i64>> = values.into_iter().map(Some).collect();
    if setting.can_be_left_out() {
        proposed.push(None);
    }
    proposed
}

/// A value was tapped.
pub async fn on_value(visit: &Visit<'_>, setting: Setting, value: Option<i64>) -> anyhow::Result<()> {
    let Some(shop) = own_shop(visit).await? else {
        return Ok(());
    };
    change(visit, setting, shop, value).await
}

/// Words in answer to the question.
pub async fn on_words(visit: &Visit<'_>, asked_in: ShopId, code: &str, text: &str) -> anyhow::Result<()> {
    let Some(shop) = own_shop(visit).await? else {
        return Ok(());
    };
    let Some(setting) = Setting::parse(code).filter(|_| asked_in == shop.id) else {
        return super::change(visit).await;
    };
    let lang = visit.lang();
    let why = match read(setting, text, lang, shop) {
        Ok(value) => return change(visit, setting, shop, Some(value)).await,
        Err(why) => why,
    };
    if setting.measure() != Measure::Money {
        let refusal = say::settings::out_of_bounds(lang, setting, shop);
        return put_question(visit, setting, shop, Some(refusal)).await;
    }
    let unclear = say::till::unclear(lang, &say::text::short(text, super::LONGEST_NAME), &why, shop.currency);
    let Unclear::Ambiguous { readings } = why else {
        return put_question(visit, setting, shop, Some(unclear)).await;
    };
    let mut rows: Vec<Vec<Button>> = readings
        .iter()
        .map(|amount| vec![value_button(lang, setting, Some(amount.minor()), shop)])
        .collect();
    rows.push(back_to(visit, &Tap::ShopSettings { topic: setting.topic() }));
    visit.show(&screen(unclear, rows)).await?;
    Ok(())
}

/// The value that words stand for, in what the setting counts.
fn read(setting: Setting, text: &str, lang: Lang, shop: &Shop) -> Result<i64, Unclear> {
    let counted = typed::whole_number(text, lang);
    let value = match setting.measure() {
        Measure::Points | Measure::YesOrNo | Measure::TimesAWeek | Measure::TimesADay => counted,
        Measure::HourOfDay => typed::hour_of_day(text, lang),
        Measure::Days => typed::number_of_days(text, lang),
        Measure::Months => counted.or_else(|| typed::number_of_months(text, lang)),
        Measure::Hours => counted.or_else(|| typed::number_of_hours(text, lang)),
        Measure::Money => match typed_money::read(text, lang, shop.currency) {
            Ok(amount) => Some(amount.minor()),
            Err(_) if counted == Some(0) => counted,
            Err(unclear) => return Err(unclear),
        },
    };
    value.ok_or(Unclear::NotANumber)
}

async fn change(visit: &Visit<'_>, setting: Setting, shop: &Shop, value: Option<i64>) -> anyhow::Result<()> {
    let lang = visit.lang();
    match visit
        .club
        .loyalty
        .change_setting(shop.id, visit.user(), setting, value)
        .await?
    {
        SettingChanged::Done { shop } => {
            visit.tap_seen().await?;
            show(
                visit,
                setting.topic(),
                &shop,
                Some(say::settings::settled(lang, setting)),
            )
            .await?;
            Ok(visit.end_dialog().await?)
        }
        SettingChanged::OutOfBounds => {
            visit.tap_seen().await?;
            let refusal = say::settings::out_of_bounds(lang, setting, shop);
            put_question(visit, setting, shop, Some(refusal)).await
        }
        SettingChanged::NotAllowed => menu::unknown_command(visit).await,
    }
}
