//! What automations did and really brought, and marketing that stands still: for managers.

use domain::automation::{Trigger, Why};
use domain::holdout::{Arm, Difference, Missing, PerMember, Verdict};
use domain::{Currency, Lang, Money, Points};

use crate::automations::name;
use crate::number::{money, number};
use crate::text::{GAP, bullets, counted, days, escape, lines, points};

/// What those did whom messages reached, and what came with these.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Did {
    pub reached: i64,
    pub opened: i64,
    pub back: i64,
    pub bought: i64,
    pub lost: i64,
    pub refused: i64,
    pub held: i64,
    pub points: i64,
    pub coupons: i64,
    pub used: i64,
}

/// Those who were to get something beside those who were left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    pub treated: Arm,
    pub held: Arm,
    pub verdict: Verdict,
    pub money: Option<PerMember>,
    pub currency: Currency,
    /// Somebody is left out, or was.
    pub holds_out: bool,
}

/// One wave, by its days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfWave {
    pub days: i64,
    pub reached: i64,
    pub bought: i64,
}

/// What an automation did.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    pub trigger: Trigger,
    pub title: Option<&'a str>,
    /// `None`: nothing whose time is over.
    pub did: Option<Did>,
    pub compared: Compared,
    pub waves: &'a [OfWave],
    pub drops: &'a [(Why, i64)],
    /// Sent and left out, with their time not over.
    pub sent: i64,
    pub held: i64,
    /// As many as this are "more than so many".
    pub many: i64,
}

/// An automation in a few words.
#[derive(Debug, Clone, Copy)]
pub struct InShort<'a> {
    pub trigger: Trigger,
    pub title: Option<&'a str>,
    pub reached: i64,
    pub bought: i64,
    pub compared: Compared,
}

/// The whole screen of an automation.
#[must_use]
pub fn results(lang: Lang, told: &Told<'_>) -> String {
    let under_way = (told.sent + told.held > 0).then(|| {
        words!(
            lang,
            "results.under_way",
            sent = up_to(lang, told.sent, told.many),
            held = up_to(lang, told.held, told.many)
        )
    });
    let body = told
        .did
        .as_ref()
        .map_or_else(|| words!(lang, "results.nothing"), |did| did_lines(lang, did, told));
    lines([
        Some(words!(
            lang,
            "results.heading",
            name = name(lang, told.trigger, told.title)
        )),
        Some(body),
        GAP,
        told.did.is_some().then(|| verdict(lang, &told.compared)),
        GAP,
        under_way,
    ])
}

fn up_to(lang: Lang, n: i64, many: i64) -> String {
    if n < many {
        number(lang, n)
    } else {
        words!(lang, "results.above", n = number(lang, many))
    }
}

fn did_lines(lang: Lang, did: &Did, told: &Told<'_>) -> String {
    let n = |count| number(lang, count);
    let mut rows = vec![
        words!(
            lang,
            "results.reached",
            reached = n(did.reached),
            opened = n(did.opened)
        ),
        words!(lang, "results.back", back = n(did.back), bought = n(did.bought)),
        words!(lang, "results.gone", lost = n(did.lost), refused = n(did.refused)),
    ];
    if did.held > 0 {
        rows.push(words!(lang, "results.held", held = n(did.held)));
    }
    if !told.drops.is_empty() {
        let separator = words!(lang, "names.comma");
        let reasons: Vec<String> = told
            .drops
            .iter()
            .map(|(why, people)| because(lang, *why, *people))
            .collect();
        rows.push(words!(lang, "results.dropped", dropped = reasons.join(&separator)));
    }
    rows.extend(cost(lang, did));
    if told.waves.len() > 1 {
        rows.extend(told.waves.iter().map(|wave| of_wave(lang, told.trigger, wave)));
    }
    bullets(rows.into_iter()).trim_start().to_owned()
}

fn of_wave(lang: Lang, trigger: Trigger, wave: &OfWave) -> String {
    let (reached, bought) = (number(lang, wave.reached), number(lang, wave.bought));
    if wave.days == 0 {
        return words!(lang, "results.wave_on_the_day", reached = reached, bought = bought);
    }
    let days = days(lang, wave.days);
    if trigger.is_ahead() {
        words!(
            lang,
            "results.wave_before",
            days = days,
            reached = reached,
            bought = bought
        )
    } else {
        words!(
            lang,
            "results.wave_after",
            days = days,
            reached = reached,
            bought = bought
        )
    }
}

fn cost(lang: Lang, did: &Did) -> Option<String> {
    let given = (did.points > 0).then(|| points(lang, Points::at_least_zero(did.points)));
    let coupons = (did.coupons > 0).then(|| {
        let coupons = counted(lang, "results.cost_coupons", did.coupons);
        words!(
            lang,
            "results.cost_used",
            coupons = coupons,
            used = number(lang, did.used)
        )
    });
    let gifts: Vec<String> = given.into_iter().chain(coupons).collect();
    (!gifts.is_empty()).then(|| words!(lang, "results.cost", gifts = gifts.join(&words!(lang, "names.comma"))))
}

fn because(lang: Lang, why: Why, people: i64) -> String {
    let n = number(lang, people);
    match why {
        Why::Gone => words!(lang, "results.why.gone", n = n),
        Why::Unreachable => words!(lang, "results.why.unreachable", n = n),
        Why::NoConsent => words!(lang, "results.why.no_consent", n = n),
        Why::Refused => words!(lang, "results.why.refused", n = n),
        Why::NotMeant => words!(lang, "results.why.not_meant", n = n),
        Why::Cap => words!(lang, "results.why.cap", n = n),
        Why::Brake => words!(lang, "results.why.brake", n = n),
        Why::Over => words!(lang, "results.why.over", n = n),
        Why::Late => words!(lang, "results.why.late", n = n),
        Why::Off => words!(lang, "results.why.off", n = n),
    }
}

/// What an automation really brought.
fn verdict(lang: Lang, compared: &Compared) -> String {
    match compared.verdict {
        Verdict::NotEnoughYet(_) if !compared.holds_out => words!(lang, "results.nobody_held"),
        Verdict::NotEnoughYet(missing) => not_enough(lang, missing),
        Verdict::NoEffectShown(difference) => {
            let told = difference.told();
            lines([
                Some(both(lang, compared, told.per)),
                Some(words!(
                    lang,
                    "results.no_effect",
                    low = number(lang, (-told.low).max(0)),
                    high = number(lang, told.high.max(0)),
                    per = number(lang, told.per)
                )),
            ])
        }
        Verdict::Brings(difference) => {
            let (fewest, _, most) = difference.extra(compared.treated.people());
            let so_far = if fewest == most {
                words!(lang, "results.so_far_about", high = purchases(lang, most))
            } else {
                words!(
                    lang,
                    "results.so_far",
                    low = number(lang, fewest),
                    high = purchases(lang, most)
                )
            };
            let (low, high, per) = span(lang, difference);
            lines([
                Some(both(lang, compared, difference.told().per)),
                Some(match low {
                    Some(low) => words!(lang, "results.brings", low = low, high = high, per = per),
                    None => words!(lang, "results.brings_about", high = high, per = per),
                }),
                Some(so_far),
                compared.money.filter(|told| told.low > 0).map(|told| {
                    let amount = |minor| money(lang, Money::new(minor).unwrap_or(Money::MAX), compared.currency);
                    words!(
                        lang,
                        "results.brings_money",
                        low = amount(told.low),
                        high = amount(told.high)
                    )
                }),
            ])
        }
        Verdict::Harms(difference) => {
            let (low, high, per) = span(lang, difference);
            lines([
                Some(both(lang, compared, difference.told().per)),
                Some(match low {
                    Some(low) => words!(lang, "results.harms", low = low, high = high, per = per),
                    None => words!(lang, "results.harms_about", high = high, per = per),
                }),
            ])
        }
    }
}

fn not_enough(lang: Lang, missing: Missing) -> String {
    let n = |count| number(lang, count);
    let rows = [
        (missing.treated > 0).then(|| words!(lang, "results.missing_treated", n = n(missing.treated))),
        (missing.held > 0).then(|| words!(lang, "results.missing_held", n = n(missing.held))),
        (missing.buyers > 0).then(|| words!(lang, "results.missing_buyers", n = n(missing.buyers))),
    ];
    words!(lang, "results.not_enough") + &bullets(rows.into_iter().flatten())
}

/// How many of each side bought.
fn both(lang: Lang, compared: &Compared, per: i64) -> String {
    words!(
        lang,
        "results.compared",
        per = number(lang, per),
        with = number(lang, compared.treated.of(per)),
        without = number(lang, compared.held.of(per))
    )
}

/// The fewest, the most, and of how many messages; without the fewest where they are the same.
fn span(lang: Lang, difference: Difference) -> (Option<String>, String, String) {
    let told = difference.told();
    let (fewest, most) = (told.low.abs().min(told.high.abs()), told.low.abs().max(told.high.abs()));
    let low = (fewest < most).then(|| number(lang, fewest));
    (low, purchases(lang, most), number(lang, told.per))
}

/// "8 purchases".
fn purchases(lang: Lang, n: i64) -> String {
    counted(lang, "results.purchases", n)
}

/// On an automation's screen.
#[must_use]
pub fn open_label(lang: Lang) -> String {
    words!(lang, "results.open_label")
}

/// All automations in a few words each.
#[must_use]
pub fn in_short(lang: Lang, all: &[InShort<'_>]) -> String {
    if all.is_empty() {
        return words!(lang, "results.stats_nothing");
    }
    let rows = all.iter().map(|one| {
        words!(
            lang,
            "results.stats_row",
            name = name(lang, one.trigger, one.title),
            reached = number(lang, one.reached),
            bought = number(lang, one.bought),
            verdict = verdict_in_short(lang, &one.compared)
        )
    });
    words!(lang, "results.stats_heading") + &bullets(rows)
}

fn verdict_in_short(lang: Lang, compared: &Compared) -> String {
    match compared.verdict {
        Verdict::NotEnoughYet(_) if !compared.holds_out => words!(lang, "results.stats_nobody_held"),
        Verdict::NotEnoughYet(_) => words!(lang, "results.stats_not_enough"),
        Verdict::NoEffectShown(_) => words!(lang, "results.stats_no_effect"),
        Verdict::Brings(difference) => match span(lang, difference) {
            (Some(low), high, per) => words!(lang, "results.stats_brings", low = low, high = high, per = per),
            (None, high, per) => words!(lang, "results.stats_brings_about", high = high, per = per),
        },
        Verdict::Harms(_) => words!(lang, "results.stats_harms"),
    }
}

/// Above the number of those who bought after a message. Plain.
#[must_use]
pub fn note_line(lang: Lang) -> String {
    words!(lang, "results.stats_note")
}

/// "40 messages".
fn messages(lang: Lang, n: i64) -> String {
    counted(lang, "results.brake.messages", n)
}

/// To managers: marketing is paused, and why. `usual`: of `per`.
#[must_use]
pub fn braked(lang: Lang, shop: &str, sent: i64, lost: i64, (usual, per): (i64, i64)) -> String {
    words!(
        lang,
        "results.brake.letter",
        shop = escape(shop),
        sent = messages(lang, sent),
        lost = number(lang, lost),
        usual = number(lang, usual),
        per = number(lang, per)
    )
}

/// Above the automations, while marketing is paused.
#[must_use]
pub fn paused(lang: Lang, sent: i64, lost: i64) -> String {
    words!(
        lang,
        "results.brake.paused",
        sent = messages(lang, sent),
        lost = number(lang, lost)
    )
}

#[must_use]
pub fn go_on_label(lang: Lang) -> String {
    words!(lang, "results.brake.go_on_label")
}

#[must_use]
pub fn stay_label(lang: Lang) -> String {
    words!(lang, "results.brake.stay_label")
}

#[must_use]
pub fn goes_on(lang: Lang) -> String {
    words!(lang, "results.brake.goes_on")
}

#[must_use]
pub fn goes_on_already(lang: Lang) -> String {
    words!(lang, "results.brake.goes_on_already")
}

#[must_use]
pub fn stays(lang: Lang) -> String {
    words!(lang, "results.brake.stays")
}

#[must_use]
pub fn no_such_pause(lang: Lang) -> String {
    words!(lang, "results.brake.unknown")
}
