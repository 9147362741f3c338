//! An offer on its way: the questions about it, in their order, and what is settled so far.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, TimeZone, Utc};
use domain::offer::{Audience, Offer, cost};
use domain::shop::Shop;
use domain::terms::{Only, Terms, Worth};
use domain::{Money, OfferId, ProductId, ShopId, TierId};
use say::offer_editor::Condition;
use serde::{Deserialize, Serialize};

use super::answers::Answer;

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

    /// What is settled about an offer that is being made.
    #[must_use]
    pub fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Making { draft, .. } => Some(draft),
            Self::Changing { .. } => None,
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
    // What most offers do without is asked only when somebody wants it, from the look at the whole.
    Things,
    Tier,
    Lasts,
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
    Gift,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Price,
        Self::Amount,
        Self::Percent,
        Self::Times,
        Self::Delivery,
        Self::Gift,
    ];

    /// The word for it in a button.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Amount => "amount",
            Self::Percent => "percent",
            Self::Times => "times",
            Self::Delivery => "delivery",
            Self::Gift => "gift",
        }
    }
}

impl Step {
    pub const ALL: [Self; 22] = [
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
        Self::Things,
        Self::Tier,
        Self::Lasts,
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
            Self::Things => "only",
            Self::Tier => "tier",
            Self::Lasts => "lasts",
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
#[serde(default)]
pub struct Draft {
    pub title: String,
    description: String,
    pub photo: Option<String>,
    pub kind: Kind,
    pub everyday: Money,
    pub price: Money,
    off: Money,
    percent: u8,
    at_most: Money,
    /// In percent of the usual rate.
    times: u32,
    /// Days after the one on which the coupon is used that the points stay worth more.
    lasts: u32,
    /// The one thing that a better price is for.
    pub product: Option<ProductId>,
    pub only: Only,
    min_spend: Option<Money>,
    tier: Option<TierId>,
    transferable: bool,
    with_member_prices: bool,
    pub audience: Audience,
    /// In the shop's own time. `None`: at once.
    pub from: Option<NaiveDateTime>,
    until: Option<NaiveDate>,
    stock: Option<i64>,
    per_member: Option<i64>,
    budget: Option<Money>,
    coupon_days: Option<u32>,
    /// What of the catalogue is being shown.
    pub shelf: Shelf,
    /// The open question was put from the look at the whole, and leads back there.
    aside: bool,
}

/// A page of the catalogue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// Single products and not categories.
    pub products: bool,
    pub page: i64,
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
            Step::Things | Step::Tier | Step::Lasts => false,
            _ => true,
        }
    }

    /// Whether something can be said about the coupons of this kind of offer.
    #[must_use]
    pub fn can(&self, condition: Condition) -> bool {
        match condition {
            // What is handed over for nothing is no purchase.
            Condition::Things | Condition::MinSpend => self.kind != Kind::Gift,
            Condition::Lasts => self.kind == Kind::Times,
            Condition::MemberPrices => matches!(self.kind, Kind::Amount | Kind::Percent),
            Condition::Tier | Condition::Audience | Condition::Holder => true,
        }
    }

    /// Puts a question out of turn.
    pub fn turn_aside(&mut self) {
        self.aside = true;
    }

    /// The question after this one.
    pub fn next(&mut self, step: Step) -> Step {
        if std::mem::take(&mut self.aside) {
            return Step::Preview;
        }
        let mut later = Step::ALL.into_iter().skip_while(|other| *other != step).skip(1);
        later.find(|step| self.asks(*step)).unwrap_or(Step::Preview)
    }

    /// The question before this one. `None` before the first.
    #[must_use]
    pub fn previous(&self, step: Step) -> Option<Step> {
        if self.aside {
            return Some(Step::Preview);
        }
        let earlier = Step::ALL.into_iter().take_while(|other| *other != step);
        earlier.filter(|step| self.asks(*step)).last()
    }

    /// Goes back to the question before this one.
    pub fn back(&mut self, step: Step) -> Step {
        let before = self.previous(step).unwrap_or(step);
        self.aside = false;
        before
    }

    /// How far it is, and of how many questions. `None`: the question is put out of turn.
    #[must_use]
    pub fn progress(&self, step: Step) -> Option<(i64, i64)> {
        if self.aside {
            return None;
        }
        let asked = || {
            Step::ALL
                .into_iter()
                .filter(|other| *other != Step::Preview && self.asks(*other))
        };
        let count = |n: usize| i64::try_from(n).unwrap_or(0);
        let before = asked().take_while(|other| *other != step).count();
        Some((count(before + 1), count(asked().count())))
    }

    #[must_use]
    pub fn terms(&self) -> Terms {
        let worth = match self.kind {
            Kind::Price => Worth::Price {
                product: self.product,
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
                days: self.lasts,
            },
            Kind::Delivery => Worth::FreeDelivery,
            Kind::Gift => Worth::Gift,
        };
        Terms {
            min_spend: self.min_spend,
            only: self.only.clone(),
            tier: self.tier,
            transferable: self.transferable,
            with_member_prices: self.with_member_prices,
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
            Answer::Kind(kind) => self.become_kind(kind),
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
            Answer::Product(product, everyday) => {
                self.product = product;
                self.everyday = everyday.unwrap_or(self.everyday);
            }
            Answer::Only(only) => self.only = only,
            Answer::Shelf(page) => self.shelf = page,
            Answer::Tier(tier) => self.tier = tier,
            Answer::Lasts(days) => self.lasts = days,
        }
    }

    /// What was said about coupons of another kind does not hold for this one.
    fn become_kind(&mut self, kind: Kind) {
        if kind != self.kind {
            (self.min_spend, self.product, self.only) = (None, None, Only::Everything);
            (self.lasts, self.with_member_prices) = (0, false);
        }
        self.kind = kind;
    }

    /// Says the contrary of what is settled where there are only two answers. Says whether there are.
    pub fn flip(&mut self, condition: Condition) -> bool {
        let settled = match condition {
            Condition::Holder => &mut self.transferable,
            Condition::MemberPrices => &mut self.with_member_prices,
            _ => return false,
        };
        *settled = !*settled;
        true
    }
}

/// An hour of the shop's clocks. One that does not exist is the next that does.
fn instant(shop: &Shop, local: NaiveDateTime) -> DateTime<Utc> {
    match shop.time_zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => shop.day_starts(local.date()),
    }
}
