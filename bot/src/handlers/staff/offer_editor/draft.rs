//! An offer on its way: the questions about it, and what their answers make of it.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use domain::offer::{Audience, Flaw, Offer, cost};
use domain::shop::Shop;
use domain::terms::{Terms, Worth};
use domain::typed_money;
use domain::{Lang, Money, OfferId, ShopId, name};
use say::offer_editor as words;
use serde::{Deserialize, Serialize};

use crate::handlers::staff::gift_editor::typed;

const LONGEST_TITLE: usize = 64;
/// As much as fits under a picture beside the terms.
const LONGEST_DESCRIPTION: usize = 200;
const MOST_THINGS: i64 = 1_000_000;
const MOST_PER_MEMBER: i64 = 1_000;
const MOST_DAYS: i64 = 365;
const MOST_TIMES: i64 = 10;

/// What a coupon of a new offer lasts if nothing else is said.
const USUAL_DAYS: u32 = 14;

/// Where the making or changing of an offer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "doing", rename_all = "snake_case")]
pub enum OfferQuestion {
    /// An offer is being made for this shop, one question after the other.
    Making {
        shop: ShopId,
        step: Step,
        draft: Box<Draft>,
    },
    /// One thing about an offer is being changed.
    Changing { step: Step },
}

impl OfferQuestion {
    #[must_use]
    pub const fn step(&self) -> Step {
        match self {
            Self::Making { step, .. } | Self::Changing { step } => *step,
        }
    }

    /// The offer that waits to be published, if it was made for this shop.
    #[must_use]
    pub fn finished_for(self, shop: ShopId) -> Option<Box<Draft>> {
        match self {
            Self::Making {
                shop: of,
                step: Step::Preview,
                draft,
            } if of == shop => Some(draft),
            _ => None,
        }
    }
}

/// What is asked about an offer, in this order. Not everything is asked about every kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Title,
    Description,
    Photo,
    Kind,
    Everyday,
    Price,
    Off,
    Percent,
    AtMost,
    Times,
    MinSpend,
    Audience,
    From,
    Until,
    Stock,
    Limit,
    Budget,
    Validity,
    /// All is answered; the offer is looked at before it is published.
    Preview,
}

/// What members get.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Price,
    Amount,
    Percent,
    Times,
    Delivery,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Price, Self::Amount, Self::Percent, Self::Times, Self::Delivery];

    /// The word for it in a button.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Amount => "amount",
            Self::Percent => "percent",
            Self::Times => "times",
            Self::Delivery => "delivery",
        }
    }
}

impl Step {
    pub const ALL: [Self; 19] = [
        Self::Title,
        Self::Description,
        Self::Photo,
        Self::Kind,
        Self::Everyday,
        Self::Price,
        Self::Off,
        Self::Percent,
        Self::AtMost,
        Self::Times,
        Self::MinSpend,
        Self::Audience,
        Self::From,
        Self::Until,
        Self::Stock,
        Self::Limit,
        Self::Budget,
        Self::Validity,
        Self::Preview,
    ];

    /// The word for it in a button.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "text",
            Self::Photo => "photo",
            Self::Kind => "kind",
            Self::Everyday => "every",
            Self::Price => "price",
            Self::Off => "off",
            Self::Percent => "pct",
            Self::AtMost => "max",
            Self::Times => "times",
            Self::MinSpend => "min",
            Self::Audience => "who",
            Self::From => "from",
            Self::Until => "until",
            Self::Stock => "stock",
            Self::Limit => "limit",
            Self::Budget => "budget",
            Self::Validity => "days",
            Self::Preview => "look",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == word)
    }

    /// Whether an offer that is out can be changed in this.
    #[must_use]
    pub const fn can_change(self) -> bool {
        matches!(
            self,
            Self::Title
                | Self::Description
                | Self::Photo
                | Self::Until
                | Self::Stock
                | Self::Limit
                | Self::Budget
                | Self::Validity
        )
    }
}

/// What is settled about an offer that is being made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub title: String,
    description: String,
    pub photo: Option<String>,
    kind: Kind,
    everyday: Money,
    price: Money,
    off: Money,
    percent: u8,
    at_most: Money,
    /// In percent of the usual rate.
    times: u32,
    min_spend: Option<Money>,
    audience: Audience,
    /// In the shop's own time. `None`: at once.
    from: Option<NaiveDateTime>,
    until: Option<NaiveDate>,
    stock: Option<i64>,
    per_member: Option<i64>,
    budget: Option<Money>,
    coupon_days: Option<u32>,
}

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
}

impl Draft {
    /// Whether a step is asked about this kind of offer.
    fn asks(&self, step: Step) -> bool {
        match step {
            Step::Everyday | Step::Price => self.kind == Kind::Price,
            Step::Off => self.kind == Kind::Amount,
            Step::Percent | Step::AtMost => self.kind == Kind::Percent,
            Step::Times => self.kind == Kind::Times,
            Step::MinSpend => matches!(self.kind, Kind::Amount | Kind::Percent | Kind::Delivery),
            Step::Budget => !cost(&self.terms()).is_zero(),
            _ => true,
        }
    }

    #[must_use]
    pub fn next(&self, step: Step) -> Step {
        let mut later = Step::ALL.into_iter().skip_while(|other| *other != step).skip(1);
        later.find(|step| self.asks(*step)).unwrap_or(Step::Preview)
    }

    /// `None` before the first.
    #[must_use]
    pub fn previous(&self, step: Step) -> Option<Step> {
        let earlier = Step::ALL.into_iter().take_while(|other| *other != step);
        earlier.filter(|step| self.asks(*step)).last()
    }

    /// How far it is, and of how many questions.
    #[must_use]
    pub fn progress(&self, step: Step) -> (i64, i64) {
        let asked = || {
            Step::ALL
                .into_iter()
                .filter(|other| *other != Step::Preview && self.asks(*other))
        };
        let count = |n: usize| i64::try_from(n).unwrap_or(0);
        let before = asked().take_while(|other| *other != step).count();
        (count(before + 1), count(asked().count()))
    }

    fn terms(&self) -> Terms {
        let worth = match self.kind {
            Kind::Price => Worth::Price {
                product: None,
                everyday: self.everyday,
                price: self.price,
            },
            Kind::Amount => Worth::Amount { off: self.off },
            Kind::Percent => Worth::Percent {
                percent: self.percent,
                at_most: self.at_most,
            },
            Kind::Times => Worth::Times {
                percent: self.times,
                days: 0,
            },
            Kind::Delivery => Worth::FreeDelivery,
        };
        Terms {
            min_spend: self.min_spend.filter(|_| self.asks(Step::MinSpend)),
            ..Terms::of(worth)
        }
    }

    /// The offer as it would be published at `now`.
    #[must_use]
    pub fn offer(&self, id: OfferId, shop: &Shop, now: DateTime<Utc>) -> Offer {
        let opens_at = self.from.map_or(now, |from| instant(shop, from));
        Offer {
            id,
            title: self.title.clone(),
            description: self.description.clone(),
            photo: self.photo.clone(),
            terms: self.terms(),
            audience: self.audience.clone(),
            opens_at,
            ends_at: self.until.map_or(opens_at, |until| shop.day_ends(until)),
            early: true,
            stock: self.stock,
            per_member: self.per_member,
            budget: self.budget,
            spent: Money::ZERO,
            coupon_days: self.coupon_days.unwrap_or(USUAL_DAYS),
            active: true,
        }
    }

    pub fn put(&mut self, answer: Answer) {
        match answer {
            Answer::Title(title) => self.title = title,
            Answer::Description(description) => self.description = description,
            Answer::Photo(photo) => self.photo = photo,
            Answer::Kind(kind) => self.kind = kind,
            Answer::Everyday(everyday) => self.everyday = everyday,
            Answer::Price(price) => self.price = price,
            Answer::Off(off) => self.off = off,
            Answer::Percent(percent) => self.percent = percent,
            Answer::AtMost(at_most) => self.at_most = at_most,
            Answer::Times(times) => self.times = times,
            Answer::MinSpend(least) => self.min_spend = least,
            Answer::Audience(audience) => self.audience = audience,
            Answer::From(from) => self.from = from,
            Answer::Until(until) => self.until = Some(until),
            Answer::Stock(stock) => self.stock = stock,
            Answer::Limit(limit) => self.per_member = limit,
            Answer::Budget(budget) => self.budget = budget,
            Answer::Validity(days) => self.coupon_days = Some(days),
        }
    }
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
            | Self::From(_) => {}
        }
    }
}

/// An hour of the shop's clocks. One that does not exist is the next that does.
fn instant(shop: &Shop, local: NaiveDateTime) -> DateTime<Utc> {
    match shop.time_zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => shop.day_starts(local.date()),
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
            Step::Title => title(text)
                .map(Answer::Title)
                .ok_or_else(|| words::bad_title(lang, count(LONGEST_TITLE))),
            Step::Description => (text.trim().chars().count() <= LONGEST_DESCRIPTION)
                .then(|| Answer::Description(text.trim().to_owned()))
                .ok_or_else(|| words::bad_description(lang, count(LONGEST_DESCRIPTION))),
            Step::Photo => Err(say::gift_editor::bad_photo(lang)),
            Step::Kind | Step::Audience | Step::Preview => Err(say::common::please_choose(lang)),
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
        Step::From => Some(Answer::From(None)),
        Step::Stock => Some(Answer::Stock(None)),
        Step::Limit => Some(Answer::Limit(None)),
        Step::Budget => Some(Answer::Budget(None)),
        _ => None,
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

fn title(typed: &str) -> Option<String> {
    let title = name::clean(typed);
    (title.chars().any(char::is_alphanumeric) && title.chars().count() <= LONGEST_TITLE).then_some(title)
}
