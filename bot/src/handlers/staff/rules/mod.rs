//! Points rules: made by buttons and typed answers, tried on the past, saved and ended.

mod answers;
mod questions;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use domain::earn_rule::EarnRule;
use domain::role::Right;
use domain::shop::Shop;
use domain::{CategoryId, MemberId, RuleId, TierId};
use loyalty::RuleSaved;
use say::rules as words;
use say::rules::Tried;
use serde::{Deserialize, Serialize};

use self::answers::Answer;
use super::editors::{DONE, NONE, below};
use super::{menu_row, no_longer_staff, on_staff, outdated};
use crate::handlers::customer::{back_to, page_in_range, pager, screen};
use crate::handlers::dialog::Dialog;
use crate::handlers::visit::Visit;
use crate::tap::Tap;
use crate::telegram::{Button, Style};

/// Rules of one page.
const PAGE: i64 = 8;
/// What a ready-made rule gives.
const DOUBLE: u32 = 200;

/// What is asked about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleQuestion {
    Rate,
    Category,
    Tier,
    From,
    Until,
    Days,
    Title,
}

impl RuleQuestion {
    const ALL: [Self; 7] = [
        Self::Rate,
        Self::Category,
        Self::Tier,
        Self::From,
        Self::Until,
        Self::Days,
        Self::Title,
    ];

    /// The word for it in a button.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Rate => "rate",
            Self::Category => "cat",
            Self::Tier => "tier",
            Self::From => "from",
            Self::Until => "until",
            Self::Days => "days",
            Self::Title => "title",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|question| question.as_str() == word)
    }
}

/// A rule as it would be saved, and the question about it that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDraft {
    pub shop: domain::ShopId,
    pub rule: EarnRule,
    pub question: Option<RuleQuestion>,
    /// The message of theirs that was the last answer: read again, it is not the next one.
    pub answered: Option<i32>,
}

/// `/rules`: all rules, those that ended too.
pub async fn list(visit: &Visit<'_>, page: i64) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    visit.tap_seen().await?;
    let (lang, page) = (visit.lang(), page_in_range(page));
    let (rules, more) = visit.club.loyalty.rules(shop.id, page * PAGE, PAGE).await?;
    let mut rows = vec![vec![
        Button::tap(words::new_label(lang), Tap::NewRule.data()).style(Style::Primary),
    ]];
    rows.extend(rules.iter().map(|rule| {
        let label = say::common::name_label(&rule.title);
        vec![Button::tap(label, Tap::Rule { rule: rule.id }.data())]
    }));
    rows.push(pager(visit, page, more, |page| Tap::Rules { page }));
    rows.push(menu_row(visit));
    let text = if rules.is_empty() && page == 0 {
        words::none_yet(lang)
    } else {
        words::list(lang, &rules, today(visit, shop))
    };
    visit.show(&screen(text, rows)).await?;
    Ok(())
}

fn today(visit: &Visit<'_>, shop: &Shop) -> NaiveDate {
    shop.day(visit.club.loyalty.clock.now())
}

/// "New rule": what kind of one.
pub async fn new(visit: &Visit<'_>) -> anyhow::Result<()> {
    if on_staff(visit, Right::EditRules).await?.is_none() {
        return Ok(());
    }
    visit.tap_seen().await?;
    let lang = visit.lang();
    let choice = |label: String, word: &str| {
        let choice = word.to_owned();
        vec![Button::tap(label, Tap::RuleChoice { choice }.data())]
    };
    let rows = vec![
        choice(words::weekend_label(lang), "weekend"),
        choice(words::week_label(lang), "week"),
        choice(words::weekday_label(lang), "weekday"),
        choice(words::category_label(lang), "category"),
        choice(words::always_label(lang), "other"),
        back_to(visit, &Tap::Rules { page: 0 }),
    ];
    visit.show(&screen(words::choose(lang), rows)).await?;
    Ok(())
}

/// A ready-made rule.
pub async fn on_choice(visit: &Visit<'_>, choice: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    let today = today(visit, shop);
    let rule = EarnRule {
        id: visit.club.loyalty.new_rule_id(),
        title: words::title_label(visit.lang(), None),
        times: DOUBLE,
        tier: None,
        category: None,
        from: None,
        until: None,
        weekdays: None,
        active: true,
    };
    let (rule, question) = match choice {
        "weekend" => {
            let (from, until) = weekend(today);
            let rule = EarnRule {
                from: Some(from),
                until: Some(until),
                ..rule
            };
            (rule, None)
        }
        "week" => {
            let rule = EarnRule {
                from: Some(today),
                until: Some(today + Days::new(6)),
                ..rule
            };
            (rule, None)
        }
        "weekday" => (rule, Some(RuleQuestion::Days)),
        "category" => (rule, Some(RuleQuestion::Category)),
        "other" => (rule, Some(RuleQuestion::Rate)),
        _ => return outdated(visit).await,
    };
    go_on(visit, shop, rule, question, None).await
}

/// What is left of this week's weekend, or all of it.
fn weekend(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let to = |day: Weekday| {
        let ahead = day
            .num_days_from_monday()
            .saturating_sub(today.weekday().num_days_from_monday());
        today + Days::new(u64::from(ahead))
    };
    (to(Weekday::Sat), to(Weekday::Sun))
}

/// A rule that is there, to be looked at and changed.
pub async fn show(visit: &Visit<'_>, rule: RuleId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    match visit.club.loyalty.rule(shop.id, rule).await? {
        Some(rule) => go_on(visit, shop, rule, None, None).await,
        None => gone(visit).await,
    }
}

async fn gone(visit: &Visit<'_>) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let rows = vec![back_to(visit, &Tap::Rules { page: 0 })];
    visit.show(&screen(words::gone(visit.lang()), rows)).await?;
    Ok(())
}

/// The draft that is open for this shop.
async fn draft(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Option<RuleDraft>> {
    Ok(match visit.open_dialog().await? {
        Some(Dialog::Rule(draft)) if draft.shop == shop.id => Some(draft),
        _ => None,
    })
}

/// One thing about the rule is to be changed.
pub async fn on_field(visit: &Visit<'_>, field: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    let (Some(draft), Some(question)) = (draft(visit, shop).await?, RuleQuestion::parse(field)) else {
        return outdated(visit).await;
    };
    go_on(visit, shop, draft.rule, Some(question), None).await
}

/// A button under a question.
pub async fn on_answer(visit: &Visit<'_>, answer: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    let Some(draft) = draft(visit, shop).await? else {
        return outdated(visit).await;
    };
    let Some((question, word)) = answer
        .split_once('=')
        .and_then(|(question, word)| Some((RuleQuestion::parse(question)?, word)))
        .filter(|(question, _)| draft.question == Some(*question))
    else {
        return outdated(visit).await;
    };
    if word == DONE {
        return go_on(visit, shop, draft.rule, None, None).await;
    }
    let names = named(visit, shop).await?;
    match answers::tapped(question, word, &draft.rule, &names) {
        // Several days can be chosen, one after the other.
        Some(Answer::Days(days)) if word != NONE => {
            let rule = Answer::Days(days).put(draft.rule);
            go_on(visit, shop, rule, Some(question), None).await
        }
        Some(answer) => answered(visit, shop, draft.rule, question, answer, &names).await,
        None => outdated(visit).await,
    }
}

/// A typed answer. Read again, it is not the answer to the next question as well.
pub async fn on_words(visit: &Visit<'_>, draft: RuleDraft, text: &str) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    let Some(question) = draft.question.filter(|_| draft.shop == shop.id) else {
        return crate::handlers::customer::menu::on_words(visit, text).await;
    };
    if visit.repeats(draft.answered) {
        return go_on(visit, shop, draft.rule, Some(question), None).await;
    }
    match answers::typed(question, text, visit.lang(), today(visit, shop)) {
        Ok(answer) => {
            let names = named(visit, shop).await?;
            answered(visit, shop, draft.rule, question, answer, &names).await
        }
        Err(wrong) => go_on(visit, shop, draft.rule, Some(question), Some(&wrong)).await,
    }
}

async fn answered(
    visit: &Visit<'_>,
    shop: &Shop,
    rule: EarnRule,
    question: RuleQuestion,
    answer: Answer,
    names: &Named,
) -> anyhow::Result<()> {
    if let Err(wrong) = answer.goes_with(&rule, visit.lang(), today(visit, shop)) {
        return go_on(visit, shop, rule, Some(question), Some(&wrong)).await;
    }
    let lang = visit.lang();
    let made_for = |rule: &EarnRule| words::title_label(lang, names.category(rule));
    let mut changed = answer.put(rule.clone());
    // A name that was made for it follows what it is about.
    if rule.title == made_for(&rule) && question != RuleQuestion::Title {
        changed.title = made_for(&changed);
    }
    go_on(visit, shop, changed, None, None).await
}

/// What a rule can be about and for, by their names.
struct Named {
    categories: Vec<(CategoryId, String)>,
    tiers: Vec<(TierId, String)>,
}

async fn named(visit: &Visit<'_>, shop: &Shop) -> anyhow::Result<Named> {
    let loyalty = &visit.club.loyalty;
    Ok(Named {
        categories: loyalty.rule_categories(shop.id).await?,
        tiers: loyalty.rule_tiers(shop.id).await?,
    })
}

impl Named {
    fn category(&self, rule: &EarnRule) -> Option<&str> {
        let found = self.categories.iter().find(|(id, _)| Some(*id) == rule.category);
        found.map(|(_, title)| title.as_str())
    }

    fn tier(&self, rule: &EarnRule) -> Option<&str> {
        let found = self.tiers.iter().find(|(id, _)| Some(*id) == rule.tier);
        found.map(|(_, title)| title.as_str())
    }
}

/// Puts the next question, or shows the rule with what it would have given; what was wrong stands above.
async fn go_on(
    visit: &Visit<'_>,
    shop: &Shop,
    rule: EarnRule,
    question: Option<RuleQuestion>,
    wrong: Option<&str>,
) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let names = named(visit, shop).await?;
    let mut message = match question {
        Some(question) => questions::message(visit.lang(), question, &rule, &names, today(visit, shop)),
        None => preview(visit, shop, &rule, &names).await?,
    };
    message.text = below(wrong, message.text);
    visit.show(&message).await?;
    let draft = RuleDraft {
        shop: shop.id,
        rule,
        question,
        answered: visit.message(),
    };
    // Kept when it is put: who dies in between puts it again.
    visit.ask(&Dialog::Rule(draft)).await
}

/// The rule as it would be saved, and what it would have given.
async fn preview(
    visit: &Visit<'_>,
    shop: &Shop,
    rule: &EarnRule,
    names: &Named,
) -> anyhow::Result<crate::telegram::Message> {
    let (lang, loyalty) = (visit.lang(), &visit.club.loyalty);
    let tried = loyalty.rehearse(shop, rule).await?;
    let days = today(visit, shop) - tried.since;
    let tried = Tried {
        days: days.num_days(),
        looked_at: tried.looked_at,
        orders: tried.orders,
        members: tried.members,
        points: tried.points,
        money: tried.money,
        currency: shop.currency,
    };
    let kept = loyalty.rule(shop.id, rule.id).await?;
    let mut rows = Vec::new();
    if rule.active && kept.as_ref() != Some(rule) {
        let save = Button::tap(words::save_label(lang), Tap::SaveRule { rule: rule.id }.data());
        rows.push(vec![save.style(Style::Success)]);
    }
    if rule.active {
        let fields: Vec<Button> = words::Field::ALL
            .into_iter()
            .map(|field| {
                let word = questions::of_field(field).as_str().to_owned();
                Button::tap(words::field_label(lang, field), Tap::RuleField { field: word }.data())
            })
            .collect();
        rows.extend(fields.chunks(2).map(<[Button]>::to_vec));
    }
    if let Some(kept) = &kept {
        if kept.active {
            let end = Tap::AskEndRule { rule: rule.id };
            rows.push(vec![Button::tap(words::end_label(lang), end.data())]);
        }
        rows.push(back_to(visit, &Tap::Rules { page: 0 }));
    } else {
        let discard = Button::tap(words::discard_label(lang), Tap::Dismiss.data());
        rows.push(vec![discard.style(Style::Danger)]);
    }
    Ok(screen(
        words::draft(lang, rule, names.category(rule), names.tier(rule), &tried),
        rows,
    ))
}

/// "Save" under the rule. Tapped again, it is the same rule.
pub async fn save(visit: &Visit<'_>, rule: RuleId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    let loyalty = &visit.club.loyalty;
    let Some(draft) = draft(visit, shop).await?.filter(|draft| draft.rule.id == rule) else {
        // Saved before, or thrown away.
        return match loyalty.rule(shop.id, rule).await? {
            Some(rule) => saved(visit, shop, &rule).await,
            None => gone(visit).await,
        };
    };
    match loyalty.save_rule(shop, visit.user(), &draft.rule).await? {
        RuleSaved::Done(rule) => saved(visit, shop, &rule).await?,
        RuleSaved::NoSuchRule => gone(visit).await?,
        RuleSaved::NotAllowed => no_longer_staff(visit).await?,
    }
    visit.end_dialog().await?;
    Ok(())
}

async fn saved(visit: &Visit<'_>, shop: &Shop, rule: &EarnRule) -> anyhow::Result<()> {
    visit.tap_seen().await?;
    let lang = visit.lang();
    let runs = rule.active && rule.from.is_none_or(|from| from <= today(visit, shop));
    let rows = vec![
        vec![Button::tap(words::new_label(lang), Tap::NewRule.data())],
        back_to(visit, &Tap::Rules { page: 0 }),
    ];
    visit
        .replace(&screen(words::saved(lang, &rule.title, runs), rows))
        .await?;
    Ok(())
}

pub async fn ask_end(visit: &Visit<'_>, rule: RuleId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    let Some(found) = visit.club.loyalty.rule(shop.id, rule).await? else {
        return gone(visit).await;
    };
    visit.tap_seen().await?;
    let lang = visit.lang();
    let end = Button::tap(words::end_label(lang), Tap::EndRule { rule }.data()).style(Style::Danger);
    let rows = vec![vec![end], back_to(visit, &Tap::Rule { rule })];
    visit
        .replace(&screen(words::end_question(lang, &found.title), rows))
        .await?;
    Ok(())
}

pub async fn end(visit: &Visit<'_>, rule: RuleId) -> anyhow::Result<()> {
    let Some((shop, _)) = on_staff(visit, Right::EditRules).await? else {
        return Ok(());
    };
    match visit.club.loyalty.end_rule(shop, visit.user(), rule).await? {
        RuleSaved::Done(rule) => {
            visit.tap_seen().await?;
            let rows = vec![back_to(visit, &Tap::Rules { page: 0 })];
            visit
                .replace(&screen(words::ended(visit.lang(), &rule.title), rows))
                .await?;
            visit.end_dialog().await?;
            Ok(())
        }
        RuleSaved::NoSuchRule => gone(visit).await,
        RuleSaved::NotAllowed => no_longer_staff(visit).await,
    }
}

/// What gives a member more today, in their words; the best first.
pub async fn running(visit: &Visit<'_>, shop: &Shop, member: MemberId) -> anyhow::Result<Vec<String>> {
    /// More at once would hide the balance.
    const MOST: usize = 3;
    let rules = visit.club.loyalty.rules_for(shop, member).await?;
    if rules.is_empty() {
        return Ok(Vec::new());
    }
    let names = named(visit, shop).await?;
    let told = rules
        .iter()
        .take(MOST)
        .map(|rule| words::for_members(visit.lang(), rule, names.category(rule)));
    Ok(told.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn this_weekend_is_what_is_left_of_it() {
        for (today, from, until) in [
            ("2027-03-08", "2027-03-13", "2027-03-14"),
            ("2027-03-12", "2027-03-13", "2027-03-14"),
            ("2027-03-13", "2027-03-13", "2027-03-14"),
            ("2027-03-14", "2027-03-14", "2027-03-14"),
        ] {
            assert_eq!(weekend(day(today)), (day(from), day(until)), "{today}");
        }
    }
}
