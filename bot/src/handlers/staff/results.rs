//! What an automation did and brought, and the answer to a pause of marketing.

use domain::automation::Automation;
use domain::holdout::{PerMember, Verdict};
use domain::role::Right;
use domain::shop::Shop;
use domain::{AutomationId, BrakeId, Lang, ShopId};
use loyalty::{BrakeAnswered, Came, MANY_UNDER_WAY, Results};
use say::results::{self as words, Compared, Did, OfWave, Told};

use super::{automations, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

/// Marketing goes on, or stays paused, in a button.
const GO_ON: i64 = 1;
const STAY: i64 = 0;

/// What an automation did.
pub async fn show(visit: &Visit<'_>, automation: AutomationId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::RunAutomations).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let Some(automation) = loyalty.automation(shop, visit.user(), automation).await? else {
        return outdated(visit).await;
    };
    let Ok(results) = loyalty.results(shop, visit.user(), &automation).await? else {
        return no_longer_staff(visit).await;
    };
    visit.tap_seen().await?;
    let shown = automations::named(visit, shop, vec![automation.clone()]).await?;
    let text = told(visit.lang(), shop, shown.first().unwrap_or(&automation), &results);
    let back = Tap::Automation { id: automation.id };
    visit.show(&screen(text, vec![back_to(visit, &back)])).await?;
    Ok(())
}

fn told(lang: Lang, shop: &Shop, automation: &Automation, results: &Results) -> String {
    let waves: Vec<OfWave> = results
        .waves
        .iter()
        .map(|(days, came)| OfWave {
            days: *days,
            reached: came.treated.reached,
            bought: came.treated.bought,
        })
        .collect();
    words::results(
        lang,
        &Told {
            trigger: automation.trigger,
            title: automation.title.as_deref(),
            did: did(&results.all),
            compared: compared(shop, automation, &results.all),
            waves: &waves,
            drops: &results.drops,
            sent: results.under_way.sent,
            held: results.under_way.held,
            many: MANY_UNDER_WAY,
        },
    )
}

fn did(came: &Came) -> Option<Did> {
    let did = came.treated;
    (!came.is_nothing()).then_some(Did {
        reached: did.reached,
        opened: did.opened,
        back: did.back,
        bought: did.bought,
        lost: did.lost,
        refused: did.refused,
        held: came.held.touches,
        points: did.gave.points,
        coupons: did.gave.coupons,
        used: did.gave.used,
    })
}

/// Those who were to get it beside those who were left out.
#[must_use]
pub fn compared(shop: &Shop, automation: &Automation, came: &Came) -> Compared {
    let (treated, held) = came.sides(automation.holdout);
    Compared {
        treated: treated.arm(),
        held: held.arm(),
        verdict: Verdict::of(treated.arm(), held.arm()),
        money: PerMember::of(treated, held),
        currency: shop.currency,
        holds_out: automation.holdout > 0 || held.people > 0,
    }
}

/// The two answers to a pause.
#[must_use]
pub fn brake_rows(lang: Lang, shop: ShopId, brake: BrakeId) -> Vec<Vec<Button>> {
    let stay = Tap::Brake {
        shop,
        brake,
        go_on: STAY,
    };
    vec![vec![
        go_on(lang, shop, brake),
        Button::tap(words::stay_label(lang), stay.data()).style(Style::Danger),
    ]]
}

/// Lets marketing go on.
#[must_use]
pub fn go_on(lang: Lang, shop: ShopId, brake: BrakeId) -> Button {
    let tap = Tap::Brake {
        shop,
        brake,
        go_on: GO_ON,
    };
    Button::tap(words::go_on_label(lang), tap.data()).style(Style::Success)
}

/// A manager says whether marketing goes on. The letter may be about another shop than the chat is.
pub async fn answer_brake(visit: &Visit<'_>, shop: ShopId, brake: BrakeId, go_on: i64) -> anyhow::Result<()> {
    let loyalty = &visit.club.loyalty;
    let Some(shop) = loyalty.shop(shop).await? else {
        return outdated(visit).await;
    };
    let lang = visit.lang();
    let answered = loyalty.answer_brake(&shop, visit.user(), brake, go_on == GO_ON).await?;
    let message = match answered {
        BrakeAnswered::GoesOn => Message::text(words::goes_on(lang)),
        BrakeAnswered::GoesOnAlready => Message::text(words::goes_on_already(lang)),
        // Whoever changes their mind has the button.
        BrakeAnswered::Stays => {
            Message::text(words::stays(lang)).buttons(vec![vec![self::go_on(lang, shop.id, brake)]])
        }
        BrakeAnswered::Unknown => Message::text(words::no_such_pause(lang)),
        BrakeAnswered::NotAllowed => return no_longer_staff(visit).await,
    };
    visit.tap_seen().await?;
    visit.replace(&message).await?;
    Ok(())
}
