//! Where a set-up stands. It lives in a table, so a restart does not lose it.

use chrono_tz::Tz;
use domain::birthday::BirthdayRules;
use domain::mail::MailRules;
use domain::shop::{PointRules, Shop};
use domain::till::TillRules;
use domain::{Currency, Lang, Money, Points, ShopId};
use loyalty::Claim;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A question of the set-up, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Language,
    Name,
    TimeZone,
    Currency,
    Rate,
    Welcome,
    /// All answers, before they count.
    Summary,
}

impl Step {
    pub const QUESTIONS: [Self; 6] = [
        Self::Language,
        Self::Name,
        Self::TimeZone,
        Self::Currency,
        Self::Rate,
        Self::Welcome,
    ];

    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Language => Self::Name,
            Self::Name => Self::TimeZone,
            Self::TimeZone => Self::Currency,
            Self::Currency => Self::Rate,
            Self::Rate => Self::Welcome,
            Self::Welcome | Self::Summary => Self::Summary,
        }
    }

    #[must_use]
    pub const fn previous(self) -> Self {
        match self {
            Self::Language | Self::Name => Self::Language,
            Self::TimeZone => Self::Name,
            Self::Currency => Self::TimeZone,
            Self::Rate => Self::Currency,
            Self::Welcome => Self::Rate,
            Self::Summary => Self::Welcome,
        }
    }

    /// As it stands in buttons.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Language => "lang",
            Self::Name => "name",
            Self::TimeZone => "zone",
            Self::Currency => "cur",
            Self::Rate => "rate",
            Self::Welcome => "wel",
            Self::Summary => "sum",
        }
    }

    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::QUESTIONS
            .into_iter()
            .chain([Self::Summary])
            .find(|step| step.code() == code)
    }

    /// Which question it is, counted from 1.
    #[must_use]
    pub fn number(self) -> i64 {
        i64::try_from(Self::QUESTIONS.iter().take_while(|step| **step != self).count()).map_or(1, |before| before + 1)
    }
}

/// What has been answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub lang: Option<Lang>,
    pub name: Option<String>,
    pub time_zone: Option<String>,
    pub currency: Option<Currency>,
    /// What has to be paid for one point.
    pub per: Option<Money>,
    pub welcome: Option<Points>,
}

impl Draft {
    #[must_use]
    pub fn zone(&self) -> Option<Tz> {
        self.time_zone.as_deref()?.parse().ok()
    }

    /// A new shop, if everything is answered.
    #[must_use]
    pub fn claim(&self) -> Option<Claim> {
        let currency = self.currency?;
        let rules = PointRules {
            earn_per: self.per?,
            earn_points: Points::at_least_zero(1),
            welcome: self.welcome?,
            ..PointRules::proposed(currency)
        };
        Some(Claim {
            name: self.name.clone()?,
            lang: self.lang?,
            time_zone: self.zone()?,
            currency,
            tiers: self
                .lang
                .map(|lang| std::array::from_fn(|step| say::tiers::usual_title(lang, step))),
            till: TillRules::for_points(&rules),
            mail: MailRules::PROPOSED,
            rules,
        })
    }

    /// The shop that the answers describe.
    #[must_use]
    pub fn shop(&self) -> Option<Shop> {
        let claim = self.claim()?;
        Some(Shop {
            id: ShopId(Uuid::nil()),
            name: claim.name,
            lang: claim.lang,
            time_zone: claim.time_zone,
            currency: claim.currency,
            rules: claim.rules,
            till: claim.till,
            birthdays: BirthdayRules::default(),
            mail: claim.mail,
        })
    }

    /// A shop with what was answered in place of what was. The rest stays as it is at this moment.
    #[must_use]
    pub fn over(&self, shop: &Shop) -> Claim {
        let mut rules = shop.rules;
        if let Some(per) = self.per {
            (rules.earn_per, rules.earn_points) = (per, Points::at_least_zero(1));
        }
        rules.welcome = self.welcome.unwrap_or(rules.welcome);
        let currency = self.currency.unwrap_or(shop.currency);
        Claim {
            name: self.name.clone().unwrap_or_else(|| shop.name.clone()),
            lang: self.lang.unwrap_or(shop.lang),
            time_zone: self.zone().unwrap_or(shop.time_zone),
            currency,
            tiers: None,
            mail: shop.mail,
            // Amounts in another currency mean nothing.
            till: if currency == shop.currency {
                shop.till
            } else {
                TillRules::for_points(&rules)
            },
            rules,
        }
    }
}

/// A set-up that is going on in somebody's private chat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The shop of which one thing is being changed. `None`: a new one is being opened.
    pub shop: Option<ShopId>,
    pub step: Step,
    pub draft: Draft,
    /// The question asks for words of their own, not for a choice.
    pub typing: bool,
    /// What was typed and fits several time zones.
    pub typed: Option<String>,
    /// The message that shows the question.
    pub message: Option<i32>,
    /// The message of theirs that was the last answer: read again, it is not the next one.
    pub answered: Option<i32>,
}

impl Setup {
    #[must_use]
    pub fn new() -> Self {
        Self {
            shop: None,
            step: Step::Language,
            draft: Draft::default(),
            typing: false,
            typed: None,
            message: None,
            answered: None,
        }
    }

    #[must_use]
    pub fn of_shop(shop: ShopId, step: Step, message: Option<i32>) -> Self {
        Self {
            shop: Some(shop),
            step,
            message,
            ..Self::new()
        }
    }

    /// The same set-up at another question.
    #[must_use]
    pub fn at(self, step: Step) -> Self {
        Self {
            step,
            typing: false,
            typed: None,
            ..self
        }
    }

    #[must_use]
    pub fn asking_for_words(self) -> Self {
        Self {
            typing: true,
            typed: None,
            ..self
        }
    }

    /// Takes a currency. A rate in another one means nothing.
    #[must_use]
    pub fn with_currency(mut self, currency: Currency) -> Self {
        if self.draft.currency != Some(currency) {
            self.draft.per = None;
        }
        self.draft.currency = Some(currency);
        self
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered() -> Draft {
        Draft {
            lang: Some(Lang::Id),
            name: Some("Kopi Pojok".into()),
            time_zone: Some("Asia/Jakarta".into()),
            currency: "IDR".parse().ok(),
            per: Money::new(1_000_000),
            welcome: Points::new(100),
        }
    }

    #[test]
    fn the_questions_lead_to_the_summary_and_back() {
        let mut step = Step::Language;
        for expected in Step::QUESTIONS {
            assert_eq!(step, expected);
            assert_eq!(Step::of_code(step.code()), Some(step));
            step = step.next();
        }
        assert_eq!(step, Step::Summary);
        for expected in Step::QUESTIONS.into_iter().rev() {
            step = step.previous();
            assert_eq!(step, expected);
        }
        assert_eq!(Step::Language.number(), 1);
        assert_eq!(Step::Welcome.number(), 6);
    }

    #[test]
    fn a_shop_is_complete_when_everything_is_answered() {
        let claim = answered().claim().unwrap();

        assert_eq!(
            (claim.rules.earn_per.minor(), claim.rules.earn_points.get()),
            (1_000_000, 1)
        );
        assert_eq!(claim.rules.welcome.get(), 100);
        for draft in [
            Draft {
                lang: None,
                ..answered()
            },
            Draft {
                name: None,
                ..answered()
            },
            Draft {
                time_zone: Some("Asia/Nowhere".into()),
                ..answered()
            },
            Draft {
                currency: None,
                ..answered()
            },
            Draft {
                per: None,
                ..answered()
            },
            Draft {
                welcome: None,
                ..answered()
            },
        ] {
            assert_eq!(draft.claim(), None, "{draft:?}");
        }
    }

    #[test]
    fn a_change_leaves_the_rest_as_it_is() {
        let mut shop = answered().shop().unwrap();
        shop.rules.earn_points = Points::new(2).unwrap();

        let renamed = Draft {
            name: Some("Kopi Sudut".into()),
            ..Draft::default()
        }
        .over(&shop);

        assert_eq!(renamed.name, "Kopi Sudut");
        assert_eq!(
            (renamed.rules, renamed.currency, renamed.lang),
            (shop.rules, shop.currency, shop.lang)
        );
    }

    #[test]
    fn another_currency_asks_for_the_rate_again() {
        let setup = Setup {
            draft: answered(),
            ..Setup::new()
        };

        assert_eq!(
            setup.clone().with_currency("IDR".parse().unwrap()).draft.per,
            answered().per
        );
        assert_eq!(setup.with_currency("EUR".parse().unwrap()).draft.per, None);
    }

    #[test]
    fn a_set_up_survives_the_table() {
        let setup = Setup {
            draft: answered(),
            message: Some(7),
            ..Setup::new()
        }
        .at(Step::Rate)
        .asking_for_words();

        let kept = serde_json::to_value(&setup).unwrap();

        assert_eq!(serde_json::from_value::<Setup>(kept).unwrap(), setup);
    }
}
