//! What people answer to the questions about an offer, and what it makes of the offer.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use domain::offer::{Audience, Flaw, Offer, cost};
use domain::shop::Shop;
use domain::terms::Only;
use domain::typed_money;
use domain::{Lang, Money, ProductId, TierId};
use say::offer_editor as words;

use super::draft::{Draft, Kind, Shelf, Step};
use crate::handlers::staff::editors::{count, title};
use crate::handlers::staff::typed;

const LONGEST_TITLE: usize = 64;
/// As much as fits under a picture beside the terms.
const LONGEST_DESCRIPTION: usize = 200;
const MOST_THINGS: i64 = 1_000_000;
const MOST_PER_MEMBER: i64 = 1_000;
const MOST_DAYS: i64 = 365;
const MOST_TIMES: i64 = 10;
/// Days that points can be worth more for.
const MOST_BOOSTED: i64 = 31;

/// An answer that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Title(String),
    Description(String),
    Photo(Option<String>),
    Kind(Kind),
    Everyday(Money),
    Price(Money),
    Off(Money),
    Percent(u8),
    AtMost(Money),
    Times(u32),
    MinSpend(Option<Money>),
    Audience(Audience),
    From(Option<NaiveDateTime>),
    Until(NaiveDate),
    Stock(Option<i64>),
    Limit(Option<i64>),
    Budget(Option<Money>),
    Validity(u32),
    /// The one thing that a better price is for, with what it costs everybody.
    Product(Option<ProductId>, Option<Money>),
    Only(Only),
    Shelf(Shelf),
    Tier(Option<TierId>),
    Lasts(u32),
}

impl Answer {
    /// Puts it into an offer that is out.
    pub fn change(self, offer: &mut Offer, shop: &Shop) {
        match self {
            Self::Title(title) => offer.title = title,
            Self::Description(description) => offer.description = description,
            Self::Photo(photo) => offer.photo = photo,
            Self::Until(until) => offer.ends_at = shop.day_ends(until),
            Self::Stock(stock) => offer.stock = stock,
            Self::Limit(limit) => offer.per_member = limit,
            Self::Budget(budget) => offer.budget = budget,
            Self::Validity(days) => offer.coupon_days = days,
            // What people have claimed on stays as it was.
            Self::Kind(_)
            | Self::Everyday(_)
            | Self::Price(_)
            | Self::Off(_)
            | Self::Percent(_)
            | Self::AtMost(_)
            | Self::Times(_)
            | Self::MinSpend(_)
            | Self::Audience(_)
            | Self::From(_)
            | Self::Product(..)
            | Self::Only(_)
            | Self::Shelf(_)
            | Self::Tier(_)
            | Self::Lasts(_) => {}
        }
    }
}

/// Who answers, and what they know.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub lang: Lang,
    pub shop: &'a Shop,
    pub now: DateTime<Utc>,
    /// What is settled already.
    pub draft: &'a Draft,
}

impl Reader<'_> {
    /// What typed words answer to a question.
    ///
    /// # Errors
    /// What is wrong with them, in words.
    pub fn read(&self, step: Step, text: &str) -> Result<Answer, String> {
        let lang = self.lang;
        let number = |least: i64, most: i64| typed::whole_number(text, lang).filter(|n| (least..=most).contains(n));
        match step {
            Step::Title => title(text, LONGEST_TITLE)
                .map(Answer::Title)
                .ok_or_else(|| words::bad_title(lang, count(LONGEST_TITLE))),
            Step::Description => (text.trim().chars().count() <= LONGEST_DESCRIPTION)
                .then(|| Answer::Description(text.trim().to_owned()))
                .ok_or_else(|| words::bad_description(lang, count(LONGEST_DESCRIPTION))),
            Step::Photo => Err(say::gift_editor::bad_photo(lang)),
            Step::Kind | Step::Audience | Step::Things | Step::Tier | Step::Preview => {
                Err(say::common::please_choose(lang))
            }
            Step::Everyday => self.money(text).map(Answer::Everyday),
            Step::Price => {
                let price = self.money(text)?;
                if price >= self.draft.everyday {
                    return Err(self.flaw(Flaw::PriceTooHigh));
                }
                Ok(Answer::Price(price))
            }
            Step::Off => self.money(text).map(Answer::Off),
            Step::Percent => {
                let text = text.trim().trim_end_matches(['%', '％']);
                let percent = typed::whole_number(text, lang).filter(|percent| *percent > 0);
                match percent.map(u8::try_from) {
                    Some(Ok(percent)) if percent <= 100 => Ok(Answer::Percent(percent)),
                    Some(_) => Err(self.flaw(Flaw::PercentTooHigh)),
                    None => Err(words::bad_percent(lang)),
                }
            }
            Step::AtMost => self.money(text).map(Answer::AtMost),
            Step::Times => number(2, MOST_TIMES)
                .and_then(|times| u32::try_from(times * 100).ok())
                .map(Answer::Times)
                .ok_or_else(|| words::bad_times(lang, MOST_TIMES)),
            Step::MinSpend => self.money(text).map(|least| Answer::MinSpend(Some(least))),
            Step::From => self.moment(text).map(|from| Answer::From(Some(from))),
            Step::Until => self.until(text),
            Step::Stock => number(1, MOST_THINGS)
                .map(|stock| Answer::Stock(Some(stock)))
                .ok_or_else(|| words::bad_stock(lang, MOST_THINGS)),
            Step::Limit => number(1, MOST_PER_MEMBER)
                .map(|limit| Answer::Limit(Some(limit)))
                .ok_or_else(|| say::gift_editor::bad_limit(lang, MOST_PER_MEMBER)),
            Step::Budget => {
                let budget = self.money(text)?;
                if budget < cost(&self.draft.terms()) {
                    return Err(self.flaw(Flaw::BudgetTooSmall));
                }
                Ok(Answer::Budget(Some(budget)))
            }
            Step::Lasts => typed::number_of_days(text, lang)
                .filter(|days| (1..=MOST_BOOSTED).contains(days))
                .and_then(|days| u32::try_from(days - 1).ok())
                .map(Answer::Lasts)
                .ok_or_else(|| words::bad_lasts(lang, MOST_BOOSTED)),
            Step::Validity => typed::number_of_days(text, lang)
                .filter(|days| *days <= MOST_DAYS)
                .and_then(|days| u32::try_from(days).ok())
                .map(Answer::Validity)
                .ok_or_else(|| say::gift_editor::bad_validity(lang, MOST_DAYS)),
        }
    }

    /// What is wrong with an offer, in words.
    #[must_use]
    pub fn flaw(&self, flaw: Flaw) -> String {
        let currency = self.shop.currency;
        match flaw {
            Flaw::EndsTooEarly => words::ends_too_early(self.lang, self.first_day()),
            Flaw::PriceTooHigh => words::price_too_high(self.lang, self.draft.everyday, currency),
            Flaw::Nothing => words::nothing_off(self.lang),
            Flaw::PercentTooHigh => words::percent_too_high(self.lang),
            Flaw::BudgetTooSmall => words::budget_too_small(self.lang, cost(&self.draft.terms()), currency),
            Flaw::ForNobody => say::common::please_choose(self.lang),
        }
    }

    fn today(&self) -> NaiveDate {
        self.shop.day(self.now)
    }

    /// The first day on offer, or today.
    #[must_use]
    pub fn first_day(&self) -> NaiveDate {
        self.draft
            .from
            .map_or(self.today(), |from| from.date().max(self.today()))
    }

    fn money(&self, text: &str) -> Result<Money, String> {
        typed_money::read(text, self.lang, self.shop.currency)
            .map_err(|why| say::till::unclear(self.lang, text.trim(), &why, self.shop.currency))
    }

    /// A day, and an hour if one is named: "5 March 18:00". Without one the day begins.
    fn moment(&self, text: &str) -> Result<NaiveDateTime, String> {
        let text = text.trim();
        let (day, time) = match text.rsplit_once(char::is_whitespace) {
            Some((day, last)) if last.contains([':', '：']) => {
                let time = NaiveTime::parse_from_str(&last.replace('：', ":"), "%H:%M");
                (day, time.map_err(|_| words::bad_moment(self.lang))?)
            }
            _ => (text, NaiveTime::MIN),
        };
        typed::day(day, self.lang, self.today())
            .map(|day| day.and_time(time))
            .ok_or_else(|| words::bad_moment(self.lang))
    }

    fn until(&self, text: &str) -> Result<Answer, String> {
        let first = self.first_day();
        let until = typed::day(text, self.lang, first).ok_or_else(|| say::gift_editor::bad_date(self.lang))?;
        if until < first {
            return Err(self.flaw(Flaw::EndsTooEarly));
        }
        Ok(Answer::Until(until))
    }
}

/// What a button that means "none" answers to a question, where none is an answer.
#[must_use]
pub fn none(step: Step) -> Option<Answer> {
    match step {
        Step::Description => Some(Answer::Description(String::new())),
        Step::Photo => Some(Answer::Photo(None)),
        Step::MinSpend => Some(Answer::MinSpend(None)),
        Step::Audience => Some(Answer::Audience(Audience::Everybody)),
        Step::Tier => Some(Answer::Tier(None)),
        Step::From => Some(Answer::From(None)),
        Step::Stock => Some(Answer::Stock(None)),
        Step::Limit => Some(Answer::Limit(None)),
        Step::Budget => Some(Answer::Budget(None)),
        _ => None,
    }
}
