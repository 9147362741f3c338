//! What people answer to the questions about a rule, and what it makes of the rule.

use chrono::{NaiveDate, Weekday};
use domain::earn_rule::{EarnRule, MOST, Weekdays};
use domain::{CategoryId, Lang, TierId};
use say::rules as words;

use super::{Named, RuleQuestion};
use crate::handlers::staff::editors::{NONE, count, title};
use crate::handlers::staff::typed;

const LONGEST_TITLE: usize = 40;

/// An answer that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Rate(u32),
    Category(Option<CategoryId>),
    Tier(Option<TierId>),
    From(Option<NaiveDate>),
    Until(Option<NaiveDate>),
    Days(Option<Weekdays>),
    Title(String),
}

impl Answer {
    #[must_use]
    pub fn put(self, mut rule: EarnRule) -> EarnRule {
        match self {
            Self::Rate(times) => rule.times = times,
            Self::Category(category) => rule.category = category,
            Self::Tier(tier) => rule.tier = tier,
            Self::From(from) => rule.from = from,
            Self::Until(until) => rule.until = until,
            Self::Days(days) => rule.weekdays = days,
            Self::Title(title) => rule.title = title,
        }
        rule
    }

    /// Whether it makes sense beside the rest of the rule.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn goes_with(&self, rule: &EarnRule, lang: Lang, today: NaiveDate) -> Result<(), String> {
        match self {
            Self::From(Some(from)) => match rule.until {
                Some(until) if until < *from => Err(words::bad_begin(lang, until)),
                _ => Ok(()),
            },
            Self::Until(Some(until)) => {
                let first = rule.from.map_or(today, |from| from.max(today));
                if *until < first {
                    Err(words::bad_end(lang, first))
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }
}

/// What a button answers. `None`: no button of this question.
#[must_use]
pub fn tapped(question: RuleQuestion, word: &str, rule: &EarnRule, names: &Named) -> Option<Answer> {
    let day = || word.parse::<NaiveDate>().ok();
    match (question, word) {
        (RuleQuestion::Rate, _) => rate(word, Lang::En).map(Answer::Rate),
        (RuleQuestion::Category, NONE) => Some(Answer::Category(None)),
        (RuleQuestion::Category, _) => {
            let chosen = word.parse().ok()?;
            let known = names.categories.iter().any(|(category, _)| *category == chosen);
            known.then_some(Answer::Category(Some(chosen)))
        }
        (RuleQuestion::Tier, NONE) => Some(Answer::Tier(None)),
        (RuleQuestion::Tier, _) => {
            let chosen = word.parse().ok()?;
            let known = names.tiers.iter().any(|(tier, _)| *tier == chosen);
            known.then_some(Answer::Tier(Some(chosen)))
        }
        (RuleQuestion::From, NONE) => Some(Answer::From(None)),
        (RuleQuestion::From, _) => Some(Answer::From(Some(day()?))),
        (RuleQuestion::Until, NONE) => Some(Answer::Until(None)),
        (RuleQuestion::Until, _) => Some(Answer::Until(Some(day()?))),
        (RuleQuestion::Days, NONE) => Some(Answer::Days(None)),
        (RuleQuestion::Days, _) => {
            let tapped = Weekdays::of(&[word.parse::<Weekday>().ok()?]).bits();
            let before = rule.weekdays.map_or(0, Weekdays::bits);
            Some(Answer::Days(Weekdays::from_bits(before ^ tapped)))
        }
        (RuleQuestion::Title, _) => None,
    }
}

/// What typed words answer.
///
/// # Errors
/// What is wrong with them, in words.
pub fn typed(question: RuleQuestion, text: &str, lang: Lang, today: NaiveDate) -> Result<Answer, String> {
    let day = || typed::day(text, lang, today).ok_or_else(|| words::bad_day(lang));
    match question {
        RuleQuestion::Rate => rate(text, lang)
            .map(Answer::Rate)
            .ok_or_else(|| words::bad_rate(lang, MOST)),
        RuleQuestion::From => Ok(Answer::From(Some(day()?))),
        RuleQuestion::Until => Ok(Answer::Until(Some(day()?))),
        RuleQuestion::Title => title(text, LONGEST_TITLE)
            .map(Answer::Title)
            .ok_or_else(|| words::bad_title(lang, count(LONGEST_TITLE))),
        RuleQuestion::Category | RuleQuestion::Tier | RuleQuestion::Days => Err(say::common::please_choose(lang)),
    }
}

/// "150", "150 %", "2x", "1.5×": in percent.
fn rate(text: &str, lang: Lang) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let percent = if let Some(times) = text.strip_suffix(['x', '×', '倍']) {
        let (whole, part) = times.trim().split_once(['.', ',']).unwrap_or((times.trim(), ""));
        let part: u32 = match part.len() {
            0 => 0,
            1 => part.parse::<u32>().ok()?.checked_mul(10)?,
            2 => part.parse().ok()?,
            _ => return None,
        };
        whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(part)?
    } else {
        let number = text.strip_suffix(['%', '％']).unwrap_or(&text);
        u32::try_from(typed::whole_number(number, lang)?).ok()?
    };
    (domain::earn::USUAL + 1..=MOST).contains(&percent).then_some(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_as_people_type_it() {
        for (text, read) in [
            ("200", Some(200)),
            ("150%", Some(150)),
            ("150 ％", Some(150)),
            ("2x", Some(200)),
            ("1.5×", Some(150)),
            ("1,25 x", Some(125)),
            ("3倍", Some(300)),
            ("101", Some(101)),
            ("1000", Some(1_000)),
            ("100", None),
            ("1001", None),
            ("11x", None),
            ("-50", None),
            ("double", None),
            ("", None),
            ("99999999999x", None),
        ] {
            assert_eq!(rate(text, Lang::En), read, "{text}");
        }
    }

    #[test]
    fn an_end_before_the_start_is_refused_in_words() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2027-03-12");
        let rule = EarnRule {
            id: domain::RuleId(uuid::Uuid::nil()),
            title: "More".into(),
            times: 200,
            tier: None,
            category: None,
            from: Some(day("2027-03-15")),
            until: Some(day("2027-03-20")),
            weekdays: None,
            active: true,
        };
        for (answer, fits) in [
            (Answer::Until(Some(day("2027-03-14"))), false),
            (Answer::Until(Some(day("2027-03-15"))), true),
            (Answer::From(Some(day("2027-03-20"))), true),
            (Answer::From(Some(day("2027-03-21"))), false),
            (Answer::Until(None), true),
        ] {
            assert_eq!(answer.goes_with(&rule, Lang::En, today).is_ok(), fits, "{answer:?}");
        }
        let open = EarnRule { from: None, ..rule };
        let yesterday = Answer::Until(Some(day("2027-03-11")));
        assert!(yesterday.goes_with(&open, Lang::En, today).is_err());
    }
}
