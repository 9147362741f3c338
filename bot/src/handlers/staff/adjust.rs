//! Giving and taking points on a member's file, and the second person's answer (S4).

use domain::role::Right;
use domain::shop::Shop;
use domain::{AdjustmentId, Delta, MemberId, ShopId, Token, name};
use loyalty::{Adjust, Adjusted, Decided, Decision};
use say::adjust as words;
use serde::{Deserialize, Serialize};

use super::typed;
use super::{no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::{Asked, Visit};
use crate::tap::Tap;
use crate::telegram::{Button, Message, Style};

const MOST_POINTS: i64 = 1_000_000;
/// It stands in a line of the statement.
const LONGEST_REASON: usize = 120;

/// The words of [`Tap::DecideAdjustment`].
pub const YES: &str = "y";
pub const NO: &str = "n";

/// Points to be given or taken, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustDraft {
    pub shop: ShopId,
    pub member: MemberId,
    pub amount: Option<Delta>,
    pub reason: Option<String>,
    /// However often it is confirmed, it is done once.
    pub intention: Token,
    /// The message of theirs that was the last answer.
    pub answered: Option<i32>,
}

/// "Give or take points" on a file: how many.
pub async fn ask(visit: &Visit<'_>, member: MemberId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::AdjustPoints).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.member(shop.id, member).await? else {
        return outdated(visit).await;
    };
    if found.user == Some(visit.user()) {
        return super::turn_away(visit, &words::own(visit.lang())).await;
    }
    let draft = AdjustDraft {
        shop: shop.id,
        member,
        amount: None,
        reason: None,
        intention: visit.club.loyalty.ids.token(),
        answered: None,
    };
    go_on(visit, shop, draft, None).await
}

/// A typed answer: the amount, then the reason.
pub async fn on_words(visit: &Visit<'_>, draft: AdjustDraft, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::AdjustPoints).await? else {
        return Ok(());
    };
    if draft.shop != shop.id {
        return outdated(visit).await;
    }
    let lang = visit.lang();
    let read_before = matches!(visit.asked, Asked::Message { id } if draft.answered == Some(id));
    if read_before || draft.reason.is_some() {
        return go_on(visit, shop, draft, None).await;
    }
    if draft.amount.is_none() {
        return match amount(text, lang) {
            Some(amount) => {
                let amount = Some(amount);
                go_on(visit, shop, AdjustDraft { amount, ..draft }, None).await
            }
            None => go_on(visit, shop, draft, Some(&words::bad_amount(lang, MOST_POINTS))).await,
        };
    }
    let reason = name::clean(text);
    if reason.chars().any(char::is_alphanumeric) && reason.chars().count() <= LONGEST_REASON {
        let reason = Some(reason);
        return go_on(visit, shop, AdjustDraft { reason, ..draft }, None).await;
    }
    let most = i64::try_from(LONGEST_REASON).unwrap_or(i64::MAX);
    go_on(visit, shop, draft, Some(&words::bad_reason(lang, most))).await
}

/// "50", "+50 points", "−50".
fn amount(text: &str, lang: domain::Lang) -> Option<Delta> {
    let text = text.trim();
    let taken = text.strip_prefix(['-', '−', '–', '－']);
    let size = taken.or_else(|| text.strip_prefix(['+', '＋'])).unwrap_or(text);
    let size = typed::whole_number(size, lang).filter(|size| (1..=MOST_POINTS).contains(size))?;
    Some(Delta::new(if taken.is_some() { -size } else { size }))
}

/// Puts the next question; what was wrong stands above.
async fn go_on(visit: &Visit<'_>, shop: &Shop, draft: AdjustDraft, wrong: Option<&str>) -> anyhow::Result<()> {
    let Some(member) = visit.club.loyalty.member(shop.id, draft.member).await? else {
        return outdated(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let (text, mut rows) = match (draft.amount, &draft.reason) {
        (None, _) => (words::ask_amount(lang, &member.name, member.points), Vec::new()),
        (Some(_), None) => (words::ask_reason(lang, &member.name), Vec::new()),
        (Some(amount), Some(reason)) => {
            let tap = Tap::Adjust {
                intention: draft.intention.clone(),
            };
            let button = Button::tap(words::confirm_label(lang, amount), tap.data());
            let style = if amount.get() < 0 {
                Style::Danger
            } else {
                Style::Success
            };
            let text = words::confirm(lang, &member.name, amount, reason);
            (text, vec![vec![button.style(style)]])
        }
    };
    rows.push(vec![Button::tap(
        say::common::cancel_label(lang),
        Tap::File { member: member.id }.data(),
    )]);
    let text = wrong.map_or_else(|| text.clone(), |wrong| format!("{wrong}\n\n{text}"));
    visit.show(&screen(text, rows)).await?;
    let answered = match visit.asked {
        Asked::Message { id } => Some(id),
        Asked::Tap { .. } => None,
    };
    visit.ask(&Dialog::Adjust(AdjustDraft { answered, ..draft })).await
}

/// "Give 50 points". Tapped again, it is the same adjustment.
pub async fn confirm(visit: &Visit<'_>, intention: &Token) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::AdjustPoints).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let cause = format!("adjust:{}", intention.as_str());
    let draft = match visit.open_dialog().await? {
        Some(Dialog::Adjust(draft)) if draft.shop == shop.id && draft.intention == *intention => Some(draft),
        _ => None,
    };
    let (asked, adjusted) = match &draft {
        Some(AdjustDraft {
            member,
            amount: Some(amount),
            reason: Some(reason),
            ..
        }) => {
            let ask = Adjust {
                shop,
                by: visit.user(),
                member: *member,
                amount: *amount,
                note: reason,
                cause: &cause,
            };
            (*amount, loyalty.adjust(&ask).await?)
        }
        // Confirmed before, or put away.
        _ => match loyalty.adjusted_before(shop, visit.user(), &cause).await? {
            Some(before) => before,
            None => return outdated(visit).await,
        },
    };
    let lang = visit.lang();
    let (text, member) = match adjusted {
        Adjusted::Done { moved, member } => (
            words::done(lang, &member.name, asked, moved, member.points),
            Some(member.id),
        ),
        Adjusted::Waiting { until, member } => {
            let until = until.with_timezone(&shop.time_zone).naive_local();
            (words::waiting(lang, until), Some(member.id))
        }
        Adjusted::Refused => (words::refused_before(lang), None),
        Adjusted::NobodyToAsk { limit } => (words::nobody_to_ask(lang, limit), draft.map(|draft| draft.member)),
        Adjusted::Own => (words::own(lang), None),
        Adjusted::Nothing | Adjusted::NoSuchMember => return outdated(visit).await,
        Adjusted::NotAllowed => return no_longer_staff(visit).await,
    };
    visit.tap_seen().await?;
    let back = member.map_or(Tap::Menu, |member| Tap::File { member });
    visit.replace(&screen(text, vec![back_to(visit, &back)])).await?;
    visit.end_dialog().await?;
    Ok(())
}

/// The second person's buttons under the letter.
#[must_use]
pub fn decision_rows(lang: domain::Lang, shop: ShopId, request: AdjustmentId) -> Vec<Vec<Button>> {
    let tap = |decision: &str| {
        let tap = Tap::DecideAdjustment {
            shop,
            request,
            decision: decision.to_owned(),
        };
        tap.data()
    };
    vec![vec![
        Button::tap(words::approve_label(lang), tap(YES)).style(Style::Success),
        Button::tap(words::refuse_label(lang), tap(NO)).style(Style::Danger),
    ]]
}

/// A second person decides. The letter may be about another shop than the chat is.
pub async fn decide(visit: &Visit<'_>, shop: ShopId, request: AdjustmentId, decision: &str) -> anyhow::Result<()> {
    let loyalty = &visit.club.loyalty;
    let decision = match decision {
        YES => Decision::Approve,
        NO => Decision::Refuse,
        _ => return outdated(visit).await,
    };
    let Some(shop) = loyalty.shop(shop).await? else {
        return outdated(visit).await;
    };
    let lang = visit.lang();
    let text = match loyalty
        .decide_adjustment(&shop, visit.user(), request, decision)
        .await?
    {
        Decided::Done { moved, member } => words::done(lang, &member.name, moved, moved, member.points),
        Decided::Refused { member } => words::you_refused(lang, &member.name),
        Decided::ByAnother => words::decided_by_another(lang),
        Decided::TooLate => words::too_late(lang),
        Decided::Own => words::own_request(lang),
        Decided::NoSuchRequest => words::no_such_request(lang),
        Decided::NotAllowed => return no_longer_staff(visit).await,
    };
    visit.tap_seen().await?;
    visit.replace(&Message::text(text)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::Lang;

    use super::*;

    #[test]
    fn an_amount_has_its_sign() {
        for (text, read) in [
            ("50", Some(50)),
            ("+50", Some(50)),
            ("-50", Some(-50)),
            ("−1,000 points", Some(-1_000)),
            ("1000000", Some(1_000_000)),
            ("1000001", None),
            ("0", None),
            ("-0", None),
            ("--5", None),
            ("some", None),
        ] {
            assert_eq!(amount(text, Lang::En), read.map(Delta::new), "{text}");
        }
    }
}
