//! What is typed about an automation.

use domain::automation::{Automation, Brings, VALID_DAYS};
use domain::birthday::Birthday;
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::{Terms, Worth};
use domain::{AutomationId, Lang, Points, ShopId, TierId, name, typed_money};
use say::automation_editor::{self as words, Asked};
use serde::{Deserialize, Serialize};

use super::{change, show};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::staff::{on_staff, typed};
use crate::handlers::visit::Visit;
use crate::tap::Tap;

/// A question about an automation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomationQuestion {
    pub shop: ShopId,
    pub id: AutomationId,
    pub of: Of,
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    Title,
    Holiday,
    /// Of the wave that is named by its days.
    Days(u32),
    Points(u32),
    Coupon(u32),
    /// For members of a tier, in place of what the wave brings to all.
    TierPoints(u32, TierId),
    TierCoupon(u32, TierId),
    /// The shop's own words for a wave, in a language.
    Text(u32, Lang),
}

/// What an answer changes.
enum Answer {
    Title(String),
    Holiday(Birthday),
    Days(u32),
    Brings(Brings),
}

impl Of {
    fn parse(what: &str, days: Option<u32>, tier: Option<TierId>) -> Option<Self> {
        Some(match (what, days, tier) {
            ("title", ..) => Self::Title,
            ("holiday", ..) => Self::Holiday,
            ("days", Some(days), None) => Self::Days(days),
            ("points", Some(days), None) => Self::Points(days),
            ("coupon", Some(days), None) => Self::Coupon(days),
            ("points", Some(days), Some(tier)) => Self::TierPoints(days, tier),
            ("coupon", Some(days), Some(tier)) => Self::TierCoupon(days, tier),
            _ => return None,
        })
    }

    const fn asked(self) -> Asked {
        match self {
            Self::Title | Self::Text(..) => Asked::Title,
            Self::Holiday => Asked::Holiday,
            Self::Days(_) => Asked::Days,
            Self::Points(_) | Self::TierPoints(..) => Asked::Points,
            Self::Coupon(_) | Self::TierCoupon(..) => Asked::Coupon,
        }
    }

    /// Where its question leads back to.
    fn back(self, id: AutomationId) -> Tap {
        match self {
            Self::Title | Self::Holiday => Tap::Automation { id },
            Self::Days(days) | Self::Points(days) | Self::Coupon(days) | Self::Text(days, _) => Tap::Wave {
                id,
                days: i64::from(days),
            },
            Self::TierPoints(days, tier) | Self::TierCoupon(days, tier) => Tap::WaveTier {
                id,
                days: i64::from(days),
                tier,
            },
        }
    }

    fn read(self, text: &str, lang: Lang, shop: &Shop, today: chrono::NaiveDate) -> Option<Answer> {
        match self {
            Self::Title | Self::Text(..) => {
                let title = name::one_line(text);
                (!title.is_empty()).then_some(Answer::Title(title))
            }
            Self::Holiday => Birthday::read_lunar(text)
                .or_else(|| Birthday::read(text, lang, today))
                .map(|day| Answer::Holiday(day.without_year())),
            Self::Days(_) => typed::whole_number(text, lang)
                .or_else(|| typed::number_of_days(text, lang))
                .and_then(|days| u32::try_from(days).ok())
                .map(Answer::Days),
            Self::Points(_) | Self::TierPoints(..) => typed::whole_number(text, lang)
                .and_then(Points::new)
                .map(|points| Answer::Brings(Brings::Points { points })),
            Self::Coupon(_) | Self::TierCoupon(..) => typed_money::read(text, lang, shop.currency).ok().map(|off| {
                Answer::Brings(Brings::Coupon {
                    terms: Terms::of(Worth::Amount { off }),
                    valid_days: VALID_DAYS,
                })
            }),
        }
    }
}

/// Puts a question. `days`: of which wave.
pub async fn ask(visit: &Visit<'_>, id: AutomationId, what: &str, days: Option<i64>) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let days = days.and_then(|days| u32::try_from(days).ok());
    let Some(of) = Of::parse(what, days, None) else {
        return show(visit, id).await;
    };
    put(visit, shop, id, of, None).await
}

/// The same about what a wave brings to a tier.
pub async fn ask_for_tier(
    visit: &Visit<'_>,
    id: AutomationId,
    days: i64,
    tier: TierId,
    what: &str,
) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let Some(of) = Of::parse(what, u32::try_from(days).ok(), Some(tier)) else {
        return show(visit, id).await;
    };
    put(visit, shop, id, of, None).await
}

async fn put(visit: &Visit<'_>, shop: &Shop, id: AutomationId, of: Of, refusal: Option<String>) -> anyhow::Result<()> {
    let question = words::ask(visit.lang(), of.asked(), shop.currency);
    let text: Vec<String> = refusal.into_iter().chain([question]).collect();
    visit
        .show(&screen(text.join("\n\n"), vec![back_to(visit, &of.back(id))]))
        .await?;
    visit
        .ask(&Dialog::Automation(AutomationQuestion { shop: shop.id, id, of }))
        .await
}

/// The answer.
///
/// `html`: the same with its formatting.
pub async fn on_words(visit: &Visit<'_>, question: &AutomationQuestion, text: &str, html: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let AutomationQuestion { id, of, .. } = *question;
    if question.shop != shop.id {
        return show(visit, id).await;
    }
    if let Of::Text(wave, of) = of {
        return super::texts::on_text(visit, id, wave, of, html).await;
    }
    let lang = visit.lang();
    let today = shop.day(visit.club.loyalty.clock.now());
    let Some(answer) = of.read(text, lang, shop, today) else {
        let refusal = words::unclear(lang, of.asked());
        return put(visit, shop, id, of, Some(refusal)).await;
    };
    change(visit, id, words::saved(lang), move |automation| {
        apply(automation, of, answer);
    })
    .await
}

fn apply(automation: &mut Automation, of: Of, answer: Answer) {
    let (wave, tier) = match of {
        Of::Title | Of::Holiday | Of::Text(..) => (None, None),
        Of::Days(days) | Of::Points(days) | Of::Coupon(days) => (Some(days), None),
        Of::TierPoints(days, tier) | Of::TierCoupon(days, tier) => (Some(days), Some(tier)),
    };
    let wave = automation.waves.iter_mut().find(|known| Some(known.days) == wave);
    match (answer, wave, tier) {
        (Answer::Title(title), ..) => automation.title = Some(title),
        (Answer::Holiday(day), ..) => automation.holiday = Some(day),
        (Answer::Days(days), Some(wave), _) => wave.days = days,
        (Answer::Brings(brings), Some(wave), Some(tier)) => wave.bring_to(tier, Some(brings)),
        (Answer::Brings(brings), Some(wave), None) => wave.brings = brings,
        // The wave is gone meanwhile: nothing changes.
        (Answer::Days(_) | Answer::Brings(_), None, _) => {}
    }
}
