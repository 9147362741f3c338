//! A gift on its way: the questions about it, and what their answers make of it.

use chrono::NaiveDate;
use domain::gift::Gift;
use domain::{GiftId, Lang, Points, ShopId};
use serde::{Deserialize, Serialize};

use crate::handlers::staff::editors::{count, description, title};
use crate::handlers::staff::typed;

const LONGEST_TITLE: usize = 64;
/// As much as fits under a picture beside the rules.
const LONGEST_DESCRIPTION: usize = 500;
const MOST_POINTS: i64 = 10_000_000;
const MOST_THINGS: i64 = 1_000_000;
const MOST_PER_MEMBER: i64 = 1_000;
const MOST_DAYS: i64 = 730;

/// What a coupon of a new gift lasts if nothing else is said.
const USUAL_DAYS: u32 = 30;

/// Where the making or changing of a gift stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "doing", rename_all = "snake_case")]
pub enum GiftQuestion {
    /// A gift is being made for this shop, one question after the other.
    Making { shop: ShopId, step: Step, draft: Draft },
    /// One thing about a gift is being changed. `from`: the first day of a new period, whose last
    /// day is being asked for.
    Changing { step: Step, from: Option<NaiveDate> },
}

impl GiftQuestion {
    #[must_use]
    pub const fn step(&self) -> Step {
        match self {
            Self::Making { step, .. } | Self::Changing { step, .. } => *step,
        }
    }

    /// The gift that waits to be saved, if it was made for this shop.
    #[must_use]
    pub fn finished_for(self, shop: ShopId) -> Option<Draft> {
        match self {
            Self::Making {
                shop: of,
                step: Step::Preview,
                draft,
            } if of == shop => Some(draft),
            _ => None,
        }
    }

    /// The first day on offer, as far as it is settled.
    #[must_use]
    pub const fn first_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Making { draft, .. } => draft.from,
            Self::Changing { from, .. } => *from,
        }
    }
}

/// What is asked about a gift, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Title,
    Description,
    Price,
    Photo,
    Stock,
    Limit,
    From,
    Until,
    Validity,
    /// Asked only of a gift that is there: few shops count by the day.
    PerDay,
    /// All is answered; the gift is looked at before it is saved.
    Preview,
}

impl Step {
    /// What is asked about a new gift, in this order.
    pub const ALL: [Self; 10] = [
        Self::Title,
        Self::Description,
        Self::Price,
        Self::Photo,
        Self::Stock,
        Self::Limit,
        Self::From,
        Self::Until,
        Self::Validity,
        Self::Preview,
    ];

    /// The word for it in a button.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Description => "text",
            Self::Price => "price",
            Self::Photo => "photo",
            Self::Stock => "stock",
            Self::Limit => "limit",
            Self::From => "from",
            Self::Until => "until",
            Self::Validity => "days",
            Self::PerDay => "day",
            Self::Preview => "look",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .chain([Self::PerDay])
            .find(|step| step.as_str() == word)
    }

    /// Counted from 1.
    #[must_use]
    pub fn number(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).map_or(1, |at| at + 1)
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL.get(self.number()).copied().unwrap_or(Self::Preview)
    }

    /// `None` before the first.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::ALL.get(self.number().checked_sub(2)?).copied()
    }
}

/// What is settled about a gift that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    title: String,
    description: String,
    price: Points,
    stock: Option<i64>,
    per_member: Option<i64>,
    #[serde(default)]
    per_day: Option<i64>,
    from: Option<NaiveDate>,
    until: Option<NaiveDate>,
    coupon_days: u32,
    photo: Option<String>,
}

impl Draft {
    #[must_use]
    pub fn empty() -> Self {
        Self {
            title: String::new(),
            description: String::new(),
            price: Points::ZERO,
            stock: None,
            per_member: None,
            per_day: None,
            from: None,
            until: None,
            coupon_days: USUAL_DAYS,
            photo: None,
        }
    }

    #[must_use]
    pub fn gift(&self, id: GiftId) -> Gift {
        Gift {
            id,
            title: self.title.clone(),
            description: self.description.clone(),
            price: self.price,
            stock: self.stock,
            per_member: self.per_member,
            per_day: self.per_day,
            from: self.from,
            until: self.until,
            coupon_days: self.coupon_days,
            photo: self.photo.clone(),
            active: true,
        }
    }

    #[must_use]
    pub fn with(&self, id: GiftId, answer: &Answer) -> Self {
        let mut gift = self.gift(id);
        answer.put(&mut gift);
        Self {
            title: gift.title,
            description: gift.description,
            price: gift.price,
            stock: gift.stock,
            per_member: gift.per_member,
            per_day: gift.per_day,
            from: gift.from,
            until: gift.until,
            coupon_days: gift.coupon_days,
            photo: gift.photo,
        }
    }
}

/// An answer that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Title(String),
    Description(String),
    Price(Points),
    Photo(Option<String>),
    Stock(Option<i64>),
    Limit(Option<i64>),
    PerDay(Option<i64>),
    From(Option<NaiveDate>),
    Until(Option<NaiveDate>),
    Period(Option<NaiveDate>, Option<NaiveDate>),
    Validity(u32),
}

impl Answer {
    pub fn put(&self, gift: &mut Gift) {
        match self.clone() {
            Self::Title(title) => gift.title = title,
            Self::Description(description) => gift.description = description,
            Self::Price(price) => gift.price = price,
            Self::Photo(photo) => gift.photo = photo,
            Self::Stock(stock) => gift.stock = stock,
            Self::Limit(limit) => gift.per_member = limit,
            Self::PerDay(limit) => gift.per_day = limit,
            Self::From(from) => gift.from = from,
            Self::Until(until) => gift.until = until,
            Self::Period(from, until) => (gift.from, gift.until) = (from, until),
            Self::Validity(days) => gift.coupon_days = days,
        }
    }
}

/// What typed words answer to a question. `from` is the first day, once it is known.
///
/// # Errors
/// What is wrong with them, in words.
pub fn read(step: Step, typed: &str, lang: Lang, today: NaiveDate, from: Option<NaiveDate>) -> Result<Answer, String> {
    use say::gift_editor as words;
    let number = |least: i64, most: i64| typed::whole_number(typed, lang).filter(|n| (least..=most).contains(n));
    match step {
        Step::Title => title(typed, LONGEST_TITLE)
            .map(Answer::Title)
            .ok_or_else(|| words::bad_title(lang, count(LONGEST_TITLE))),
        Step::Description => description(typed, LONGEST_DESCRIPTION)
            .map(Answer::Description)
            .ok_or_else(|| words::bad_description(lang, count(LONGEST_DESCRIPTION))),
        Step::Price => number(1, MOST_POINTS)
            .map(|price| Answer::Price(Points::at_least_zero(price)))
            .ok_or_else(|| words::bad_price(lang, MOST_POINTS)),
        Step::Photo => Err(words::bad_photo(lang)),
        Step::Stock => number(0, MOST_THINGS)
            .map(|stock| Answer::Stock(Some(stock)))
            .ok_or_else(|| words::bad_stock(lang, MOST_THINGS)),
        Step::Limit => number(1, MOST_PER_MEMBER)
            .map(|limit| Answer::Limit(Some(limit)))
            .ok_or_else(|| words::bad_limit(lang, MOST_PER_MEMBER)),
        Step::PerDay => number(1, MOST_PER_MEMBER)
            .map(|limit| Answer::PerDay(Some(limit)))
            .ok_or_else(|| words::bad_limit(lang, MOST_PER_MEMBER)),
        Step::From => {
            let day = typed::day(typed, lang, today).ok_or_else(|| words::bad_date(lang))?;
            Ok(Answer::From(Some(day)))
        }
        Step::Until => {
            let first = from.unwrap_or(today);
            let day = typed::day(typed, lang, first.max(today)).ok_or_else(|| words::bad_date(lang))?;
            if day < first {
                Err(words::bad_period(lang, first))
            } else {
                Ok(Answer::Until(Some(day)))
            }
        }
        Step::Validity => typed::number_of_days(typed, lang)
            .filter(|days| *days <= MOST_DAYS)
            .and_then(|days| u32::try_from(days).ok())
            .map(Answer::Validity)
            .ok_or_else(|| words::bad_validity(lang, MOST_DAYS)),
        // Nothing is asked there but whether to save it.
        Step::Preview => Err(say::common::please_choose(lang)),
    }
}

/// What a button that means "none" answers to a question, where none is an answer.
#[must_use]
pub fn none(step: Step) -> Option<Answer> {
    match step {
        Step::Description => Some(Answer::Description(String::new())),
        Step::Photo => Some(Answer::Photo(None)),
        Step::Stock => Some(Answer::Stock(None)),
        Step::Limit => Some(Answer::Limit(None)),
        Step::PerDay => Some(Answer::PerDay(None)),
        Step::From => Some(Answer::From(None)),
        Step::Until => Some(Answer::Until(None)),
        Step::Title | Step::Price | Step::Validity | Step::Preview => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_questions_come_in_order_and_can_be_gone_back() {
        let mut step = Step::Title;
        let mut asked = vec![step];
        while step != Step::Preview {
            step = step.next();
            asked.push(step);
        }

        assert_eq!(asked, Step::ALL);
        assert_eq!(Step::Preview.next(), Step::Preview);
        assert_eq!(Step::Title.previous(), None);
        for step in Step::ALL {
            assert_eq!(
                step.next().previous().unwrap_or(Step::Title),
                if step == Step::Preview { Step::Validity } else { step }
            );
            assert_eq!(Step::parse(step.as_str()), Some(step));
        }
    }

    #[test]
    fn answers_are_read_and_put_into_the_gift() {
        let today = day("2027-03-12");
        let id = GiftId(Uuid::from_u128(9));
        let mut draft = Draft::empty();
        for (step, typed) in [
            (Step::Title, " Free\ncoffee "),
            (Step::Description, "Any size.\nTo go, too.\u{202e}"),
            (Step::Price, "200 points"),
            (Step::Stock, "0"),
            (Step::Limit, "2"),
            (Step::From, "15.3.2027"),
            (Step::Until, "31 March"),
            (Step::Validity, "2 weeks"),
        ] {
            let answer = read(step, typed, Lang::En, today, draft.from).unwrap();
            draft = draft.with(id, &answer);
        }
        draft = draft.with(id, &Answer::Photo(Some("file".into())));

        assert_eq!(
            draft.gift(id),
            Gift {
                id,
                title: "Free coffee".into(),
                description: "Any size.\nTo go, too.".into(),
                price: Points::at_least_zero(200),
                stock: Some(0),
                per_member: Some(2),
                per_day: None,
                from: Some(day("2027-03-15")),
                until: Some(day("2027-03-31")),
                coupon_days: 14,
                photo: Some("file".into()),
                active: true,
            }
        );
    }

    #[test]
    fn what_cannot_be_used_is_refused_in_words() {
        let today = day("2027-03-12");
        let long = "x".repeat(501);
        for (step, typed, from) in [
            (Step::Title, "…", None),
            (Step::Title, &long[..65], None),
            (Step::Description, long.as_str(), None),
            (Step::Price, "0", None),
            (Step::Price, "free", None),
            (Step::Price, "10,000,001", None),
            (Step::Photo, "a picture", None),
            (Step::Stock, "-1", None),
            (Step::Limit, "0", None),
            (Step::From, "soon", None),
            (Step::Until, "2027-03-14", Some(day("2027-03-15"))),
            (Step::Until, "2027-03-11", None),
            (Step::Validity, "10 years", None),
        ] {
            assert!(read(step, typed, Lang::En, today, from).is_err(), "{step:?} {typed}");
        }
    }

    #[test]
    fn a_question_survives_a_restart() {
        let question = GiftQuestion::Making {
            shop: ShopId(Uuid::from_u128(1)),
            step: Step::Until,
            draft: Draft::empty().with(GiftId(Uuid::nil()), &Answer::From(Some(day("2027-03-15")))),
        };

        let kept = serde_json::to_value(&question).unwrap();

        assert_eq!(serde_json::from_value::<GiftQuestion>(kept).unwrap(), question);
    }
}
