//! Offers: what members get that others do not, who may have it now, and what may be offered at all (C8).

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::grade::KindName;
use crate::terms::{Names, Terms, Worth};
use crate::{Currency, FieldId, Money, OfferId, TagId, TierId, name};

/// An offer in the member zone. Whoever claims it gets a coupon on its terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: OfferId,
    pub title: String,
    pub description: String,
    /// Telegram's file id of its picture.
    pub photo: Option<String>,
    pub terms: Terms,
    pub audience: Audience,
    pub opens_at: DateTime<Utc>,
    /// The first instant at which it is over. There always is one (C8).
    pub ends_at: DateTime<Utc>,
    /// Tiers that may earlier do.
    pub early: bool,
    /// How many are left. `None`: as many as people want.
    pub stock: Option<i64>,
    pub per_member: Option<i64>,
    /// The most that the shop gives away, and what is given away already (C7).
    pub budget: Option<Money>,
    pub spent: Money,
    /// Days that its coupon can be used, the day of claiming not counted.
    pub coupon_days: u32,
    pub active: bool,
}

/// What came of somebody's asking for an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimState {
    Waiting,
    Claimed,
    /// Its coupon came back unused.
    Released,
    /// Went out of the line without one.
    Left,
}

impl ClaimState {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "waiting" => Some(Self::Waiting),
            "claimed" => Some(Self::Claimed),
            "released" => Some(Self::Released),
            "left" => Some(Self::Left),
            _ => None,
        }
    }
}

/// Whom an offer is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    #[default]
    Everybody,
    Tiers(Vec<TierId>),
    /// Kinds of customers (T5).
    Kinds(Vec<KindName>),
    /// Whoever has one of the tags, put on by hand or by rule.
    Tags(Vec<TagId>),
    /// Whoever is in one of the tiers, is one of the kinds, has one of the tags or one of the choices in a field.
    Either {
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tiers: Vec<TierId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        kinds: Vec<KindName>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<TagId>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        choices: Vec<Choice>,
    },
}

/// A choice of one of the shop's own fields (D2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub field: FieldId,
    pub choice: String,
}

/// Who is named by an audience.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    pub tiers: Vec<TierId>,
    pub kinds: Vec<KindName>,
    pub tags: Vec<TagId>,
    pub choices: Vec<Choice>,
}

/// What has to be known of somebody to judge by an audience, besides their tier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asks {
    pub kinds: bool,
    pub tags: bool,
    pub choices: bool,
}

impl Asks {
    /// What both of two audiences ask.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            kinds: self.kinds || other.kinds,
            tags: self.tags || other.tags,
            choices: self.choices || other.choices,
        }
    }
}

/// What decides whether an offer is for somebody, and from when on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asker {
    pub tier: Option<TierId>,
    /// How much earlier than others their tier may claim.
    pub early_minutes: u32,
    /// What kinds of customer they are; known only where an offer asks.
    pub kinds: Vec<KindName>,
    /// The tags that they have; known only where an offer asks.
    pub tags: Vec<TagId>,
    /// What stands in the fields by which people can be chosen; known only where an offer asks.
    pub choices: Vec<Choice>,
}

/// Why a member cannot have an offer now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// Taken off the list.
    Withdrawn,
    Over {
        ended_at: DateTime<Utc>,
    },
    NotForYou,
    /// This member has had as many as one person may.
    LimitReached {
        limit: i64,
    },
    /// Their time has not come. They can wait in line.
    NotYet {
        opens_at: DateTime<Utc>,
    },
    /// All are taken, or all is given away that the shop gives. They can wait in line.
    Gone,
}

/// What is wrong with an offer that is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It ends before it begins.
    EndsTooEarly,
    /// The member's price is not below the everyday price.
    PriceTooHigh,
    /// Nothing is sold for nothing, and nothing off is no offer.
    Nothing,
    PercentTooHigh,
    /// The budget does not suffice for one.
    BudgetTooSmall,
    /// It is for no tier, no kind and no tag at all.
    ForNobody,
}

/// What the post about an offer in the group says at a moment. Nobody is named in it (M7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub title: String,
    pub terms: Terms,
    pub names: Names,
    pub currency: Currency,
    /// When it opens to everybody, as long as it has not.
    pub opens: Option<NaiveDateTime>,
    /// The last day.
    pub until: NaiveDate,
    pub left: Option<i64>,
    pub claimed: i64,
    pub waiting: i64,
    /// It has ended, or was ended.
    pub over: bool,
}

impl Audience {
    /// For whoever is named. Nobody named: everybody.
    #[must_use]
    pub fn of(tiers: Vec<TierId>, kinds: Vec<KindName>, tags: Vec<TagId>) -> Self {
        Self::from(Named {
            tiers,
            kinds,
            tags,
            choices: Vec::new(),
        })
    }

    /// Who is named.
    #[must_use]
    pub fn named(&self) -> Named {
        Named {
            tiers: self.tiers().to_vec(),
            kinds: self.kinds().to_vec(),
            tags: self.tags().to_vec(),
            choices: self.choices().to_vec(),
        }
    }

    /// The tiers that are named.
    #[must_use]
    pub fn tiers(&self) -> &[TierId] {
        match self {
            Self::Everybody | Self::Kinds(_) | Self::Tags(_) => &[],
            Self::Tiers(tiers) | Self::Either { tiers, .. } => tiers,
        }
    }

    /// The kinds of customers that are named.
    #[must_use]
    pub fn kinds(&self) -> &[KindName] {
        match self {
            Self::Everybody | Self::Tiers(_) | Self::Tags(_) => &[],
            Self::Kinds(kinds) | Self::Either { kinds, .. } => kinds,
        }
    }

    /// The tags that are named.
    #[must_use]
    pub fn tags(&self) -> &[TagId] {
        match self {
            Self::Everybody | Self::Tiers(_) | Self::Kinds(_) => &[],
            Self::Tags(tags) | Self::Either { tags, .. } => tags,
        }
    }

    /// The choices in own fields that are named.
    #[must_use]
    pub fn choices(&self) -> &[Choice] {
        match self {
            Self::Everybody | Self::Tiers(_) | Self::Kinds(_) | Self::Tags(_) => &[],
            Self::Either { choices, .. } => choices,
        }
    }

    #[must_use]
    pub fn has(&self, asker: &Asker) -> bool {
        *self == Self::Everybody
            || self.tier_of(asker).is_some()
            || self.kind_of(asker).is_some()
            || self.is_tagged(asker)
            || self.is_chosen(asker)
    }

    /// What has to be known to judge by it.
    #[must_use]
    pub fn asks(&self) -> Asks {
        Asks {
            kinds: !self.kinds().is_empty(),
            tags: !self.tags().is_empty(),
            choices: !self.choices().is_empty(),
        }
    }

    /// As a member of which tier it is for somebody.
    #[must_use]
    pub fn tier_of(&self, asker: &Asker) -> Option<TierId> {
        asker.tier.filter(|tier| self.tiers().contains(tier))
    }

    /// As what kind of customer it is for somebody. A leader is thanked for that before what they buy.
    #[must_use]
    pub fn kind_of(&self, asker: &Asker) -> Option<KindName> {
        let kinds = self.kinds();
        asker.kinds.iter().rev().find(|kind| kinds.contains(kind)).copied()
    }

    /// Whether it is for somebody by a tag of theirs.
    #[must_use]
    pub fn is_tagged(&self, asker: &Asker) -> bool {
        asker.tags.iter().any(|tag| self.tags().contains(tag))
    }

    /// Whether it is for somebody by what stands in a field of theirs.
    #[must_use]
    pub fn is_chosen(&self, asker: &Asker) -> bool {
        let chosen = |choice: &Choice| self.choices().iter().any(|named| named.is_same(choice));
        asker.choices.iter().any(chosen)
    }

    /// Whether it is for somebody by their tags and by nothing else. Then a coupon of it works as long as they have
    /// one of them (C4).
    #[must_use]
    pub fn is_for_tags_of(&self, asker: &Asker) -> bool {
        let otherwise = self.tier_of(asker).is_some() || self.kind_of(asker).is_some() || self.is_chosen(asker);
        self.is_tagged(asker) && !otherwise
    }

    fn is_nobody(&self) -> bool {
        let Asks { kinds, tags, choices } = self.asks();
        *self != Self::Everybody && self.tiers().is_empty() && !kinds && !tags && !choices
    }
}

impl From<Named> for Audience {
    /// Nobody named: everybody.
    fn from(named: Named) -> Self {
        let Named {
            tiers,
            kinds,
            tags,
            choices,
        } = named;
        match (tiers.is_empty(), kinds.is_empty(), tags.is_empty(), choices.is_empty()) {
            (true, true, true, true) => Self::Everybody,
            (false, true, true, true) => Self::Tiers(tiers),
            (true, false, true, true) => Self::Kinds(kinds),
            (true, true, false, true) => Self::Tags(tags),
            _ => Self::Either {
                tiers,
                kinds,
                tags,
                choices,
            },
        }
    }
}

impl Choice {
    /// Choices are compared as people read them.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.field == other.field && name::folded(&self.choice) == name::folded(&other.choice)
    }
}

impl Offer {
    /// When somebody may claim it.
    #[must_use]
    pub fn opens_for(&self, asker: &Asker) -> DateTime<Utc> {
        if self.early {
            self.opens_at - TimeDelta::minutes(i64::from(asker.early_minutes))
        } else {
            self.opens_at
        }
    }

    /// Whether somebody who claimed `taken` before may claim it now.
    ///
    /// What they cannot change is said before what waiting changes.
    ///
    /// # Errors
    /// The first reason that stands against it.
    pub fn claimable(&self, asker: &Asker, taken: i64, now: DateTime<Utc>) -> Result<(), Unavailable> {
        self.open_to(asker, taken, now)?;
        let opens_at = self.opens_for(asker);
        if now < opens_at {
            return Err(Unavailable::NotYet { opens_at });
        }
        if self.is_left() { Ok(()) } else { Err(Unavailable::Gone) }
    }

    /// Whether somebody may stand in line for it.
    ///
    /// # Errors
    /// The first reason against it that no waiting changes.
    pub fn open_to(&self, asker: &Asker, taken: i64, now: DateTime<Utc>) -> Result<(), Unavailable> {
        if !self.active {
            return Err(Unavailable::Withdrawn);
        }
        if now >= self.ends_at {
            return Err(Unavailable::Over { ended_at: self.ends_at });
        }
        if !self.audience.has(asker) {
            return Err(Unavailable::NotForYou);
        }
        match self.per_member.filter(|limit| taken >= *limit) {
            Some(limit) => Err(Unavailable::LimitReached { limit }),
            None => Ok(()),
        }
    }

    /// Whether stock and budget suffice for one more (C6, C7).
    #[must_use]
    pub fn is_left(&self) -> bool {
        let in_budget = self
            .budget
            .is_none_or(|budget| self.spent.minor() + self.cost().minor() <= budget.minor());
        in_budget && self.stock.is_none_or(|stock| stock > 0)
    }

    /// How many are left within stock and budget. `None`: as many as people want.
    #[must_use]
    pub fn left(&self) -> Option<i64> {
        let within = self.budget.map(|budget| {
            let left = budget.less(self.spent).minor();
            left.checked_div(self.cost().minor()).unwrap_or(i64::MAX)
        });
        match (self.stock, within.filter(|within| *within < i64::MAX)) {
            (Some(stock), Some(within)) => Some(stock.min(within)),
            (stock, within) => stock.or(within),
        }
    }

    /// What one coupon of it costs the shop at most.
    #[must_use]
    pub fn cost(&self) -> Money {
        cost(&self.terms)
    }

    /// What is wrong with it, if something is.
    #[must_use]
    pub fn flaw(&self) -> Option<Flaw> {
        if self.ends_at <= self.opens_at {
            return Some(Flaw::EndsTooEarly);
        }
        if self.audience.is_nobody() {
            return Some(Flaw::ForNobody);
        }
        match self.terms.worth {
            Worth::Price { price, .. } if price.is_zero() => return Some(Flaw::Nothing),
            Worth::Price { everyday, price, .. } if price >= everyday => return Some(Flaw::PriceTooHigh),
            Worth::Amount { off } if off.is_zero() => return Some(Flaw::Nothing),
            Worth::Percent { percent, .. } if percent > 100 => return Some(Flaw::PercentTooHigh),
            Worth::Percent { percent, at_most } if percent == 0 || at_most.is_zero() => return Some(Flaw::Nothing),
            Worth::Times { percent, .. } if percent <= 100 => return Some(Flaw::Nothing),
            _ => {}
        }
        self.budget
            .is_some_and(|budget| budget < self.cost())
            .then_some(Flaw::BudgetTooSmall)
    }
}

/// What one coupon on these terms costs the shop at most, as far as that is an amount (C7).
#[must_use]
pub fn cost(terms: &Terms) -> Money {
    match terms.worth {
        Worth::Price { everyday, price, .. } => everyday.less(price),
        Worth::Amount { off } => off,
        Worth::Percent { at_most, .. } => at_most,
        Worth::Gift | Worth::Times { .. } | Worth::FreeDelivery => Money::ZERO,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn money(minor: i64) -> Money {
        Money::new(minor).unwrap()
    }

    fn price(everyday: i64, price: i64) -> Terms {
        Terms::of(Worth::Price {
            product: None,
            everyday: money(everyday),
            price: money(price),
        })
    }

    fn sneakers() -> Offer {
        Offer {
            id: OfferId(Uuid::nil()),
            title: "Sneakers".into(),
            description: String::new(),
            photo: None,
            terms: price(8_000, 6_000),
            audience: Audience::Tiers(vec![GOLD, SILVER]),
            opens_at: at("2027-03-01T17:00:00Z"),
            ends_at: at("2027-03-08T00:00:00Z"),
            early: true,
            stock: Some(20),
            per_member: Some(1),
            budget: Some(money(40_000)),
            spent: Money::ZERO,
            coupon_days: 7,
            active: true,
        }
    }

    const GOLD: TierId = TierId(Uuid::from_u128(1));
    const SILVER: TierId = TierId(Uuid::from_u128(2));
    const STUDENT: TagId = TagId(Uuid::from_u128(3));
    const NURSE: TagId = TagId(Uuid::from_u128(4));

    #[test]
    fn t5_an_offer_for_kinds_is_for_whoever_is_one_of_them() {
        let thanks = Audience::Kinds(vec![KindName::KeyAccount, KindName::Leader]);
        let one = |kinds: &[KindName]| Asker {
            kinds: kinds.to_vec(),
            ..Asker::default()
        };

        for (kinds, expected) in [
            (&[][..], None),
            (&[KindName::Occasional], None),
            (&[KindName::KeyAccount], Some(KindName::KeyAccount)),
            (&[KindName::KeyAccount, KindName::Leader], Some(KindName::Leader)),
            (&[KindName::Prospect, KindName::Leader], Some(KindName::Leader)),
        ] {
            assert_eq!(thanks.kind_of(&one(kinds)), expected, "{kinds:?}");
            assert_eq!(thanks.has(&one(kinds)), expected.is_some(), "{kinds:?}");
        }
    }

    #[test]
    fn c8_an_offer_for_tiers_and_kinds_is_for_whoever_is_one_of_either() {
        let thanks = Audience::of(vec![GOLD], vec![KindName::Leader], vec![]);
        let asker = |tier: Option<TierId>, kind: KindName| Asker {
            tier,
            kinds: vec![kind],
            ..Asker::default()
        };

        assert!(thanks.asks().kinds && !thanks.asks().tags);
        for (tier, kind, expected) in [
            (Some(GOLD), KindName::Occasional, true),
            (None, KindName::Leader, true),
            (Some(GOLD), KindName::Leader, true),
            (Some(SILVER), KindName::KeyAccount, false),
            (None, KindName::Prospect, false),
        ] {
            assert_eq!(thanks.has(&asker(tier, kind)), expected, "{tier:?} {kind:?}");
        }
        assert_eq!(Audience::of(vec![], vec![], vec![]), Audience::Everybody);
        assert_eq!(Audience::of(vec![GOLD], vec![], vec![]), Audience::Tiers(vec![GOLD]));
        assert_eq!(
            Audience::of(vec![], vec![KindName::Leader], vec![]),
            Audience::Kinds(vec![KindName::Leader])
        );
        for audience in [
            thanks,
            Audience::Everybody,
            Audience::of(vec![GOLD], vec![], vec![]),
            Audience::of(vec![], vec![], vec![STUDENT]),
            Audience::of(vec![], vec![KindName::Leader], vec![STUDENT]),
        ] {
            let text = serde_json::to_string(&audience).unwrap();
            assert_eq!(serde_json::from_str::<Audience>(&text).unwrap(), audience, "{text}");
        }
    }

    #[test]
    fn c8_an_offer_for_tags_is_for_whoever_has_one_of_them() {
        let students = Audience::of(vec![], vec![], vec![STUDENT, NURSE]);
        let or_gold = Audience::of(vec![GOLD], vec![KindName::Leader], vec![STUDENT]);
        let asker = |tier: Option<TierId>, tags: &[TagId]| Asker {
            tier,
            tags: tags.to_vec(),
            ..Asker::default()
        };

        assert!(students.asks().tags && !students.asks().kinds);
        for (tier, tags, of_tags, of_either, by_tag) in [
            (None, &[][..], false, false, false),
            (None, &[NURSE], true, false, false),
            (None, &[STUDENT], true, true, true),
            (Some(SILVER), &[STUDENT], true, true, true),
            (Some(GOLD), &[], false, true, false),
            (Some(GOLD), &[STUDENT], true, true, false),
        ] {
            let asker = asker(tier, tags);
            assert_eq!(students.has(&asker), of_tags, "{asker:?}");
            assert_eq!(or_gold.has(&asker), of_either, "{asker:?}");
            assert_eq!(or_gold.is_for_tags_of(&asker), by_tag, "{asker:?}");
        }
    }

    #[test]
    fn d2_an_audience_of_choices_is_whoever_has_one_of_them() {
        let (foot, hair) = (FieldId(Uuid::from_u128(5)), FieldId(Uuid::from_u128(6)));
        let choice = |field, choice: &str| Choice {
            field,
            choice: choice.into(),
        };
        let wide = Audience::from(Named {
            tags: vec![STUDENT],
            choices: vec![choice(foot, "Wide"), choice(foot, "Very wide")],
            ..Named::default()
        });
        let asker = |tags: &[TagId], choices: &[Choice]| Asker {
            tags: tags.to_vec(),
            choices: choices.to_vec(),
            ..Asker::default()
        };

        assert!(wide.asks().choices && !wide.is_nobody());
        for (tags, choices, expected, by_tag) in [
            (&[][..], &[][..], false, false),
            (&[], &[choice(foot, "wide")], true, false),
            (&[], &[choice(foot, "Narrow")], false, false),
            (&[], &[choice(hair, "Wide")], false, false),
            (&[STUDENT], &[choice(foot, "Narrow")], true, true),
            (&[STUDENT], &[choice(foot, "Very wide")], true, false),
        ] {
            let asker = asker(tags, choices);
            assert_eq!(wide.has(&asker), expected, "{asker:?}");
            assert_eq!(wide.is_for_tags_of(&asker), by_tag, "{asker:?}");
        }
        let text = serde_json::to_string(&wide).unwrap();
        assert_eq!(serde_json::from_str::<Audience>(&text).unwrap(), wide, "{text}");
        assert_eq!(Audience::from(wide.named()), wide);
    }

    #[test]
    fn an_audience_from_before_there_were_tags_is_read() {
        let kept = format!(r#"{{"either":{{"tiers":["{GOLD}"],"kinds":["leader"]}}}}"#);
        let read: Audience = serde_json::from_str(&kept).unwrap();

        assert_eq!(read, Audience::of(vec![GOLD], vec![KindName::Leader], vec![]));
    }

    fn asker(tier: TierId, early_minutes: u32) -> Asker {
        Asker {
            tier: Some(tier),
            early_minutes,
            ..Asker::default()
        }
    }

    #[test]
    fn c8_tiers_that_may_earlier_do() {
        let (gold, silver) = (asker(GOLD, 60), asker(SILVER, 0));
        let claimable = |asker, now| sneakers().claimable(asker, 0, at(now));

        assert_eq!(
            claimable(&gold, "2027-03-01T15:59:59Z"),
            Err(Unavailable::NotYet {
                opens_at: at("2027-03-01T16:00:00Z")
            })
        );
        assert_eq!(claimable(&gold, "2027-03-01T16:00:00Z"), Ok(()));
        assert_eq!(
            claimable(&silver, "2027-03-01T16:59:59Z"),
            Err(Unavailable::NotYet {
                opens_at: at("2027-03-01T17:00:00Z")
            })
        );
        assert_eq!(claimable(&silver, "2027-03-01T17:00:00Z"), Ok(()));
        assert_eq!(claimable(&silver, "2027-03-07T23:59:59Z"), Ok(()));
        assert_eq!(
            claimable(&silver, "2027-03-08T00:00:00Z"),
            Err(Unavailable::Over {
                ended_at: at("2027-03-08T00:00:00Z")
            })
        );
        let all_at_once = Offer {
            early: false,
            ..sneakers()
        };
        assert_eq!(all_at_once.opens_for(&gold), all_at_once.opens_at);
    }

    #[test]
    fn c6_what_cannot_be_changed_is_said_first() {
        let now = at("2027-03-02T00:00:00Z");
        let gold = asker(GOLD, 60);
        let withdrawn = Offer {
            active: false,
            stock: Some(0),
            ..sneakers()
        };
        let sold_out = Offer {
            stock: Some(0),
            ..sneakers()
        };

        assert_eq!(withdrawn.claimable(&gold, 1, now), Err(Unavailable::Withdrawn));
        assert_eq!(
            sold_out.claimable(&Asker::default(), 1, now),
            Err(Unavailable::NotForYou)
        );
        assert_eq!(
            sold_out.claimable(&gold, 1, now),
            Err(Unavailable::LimitReached { limit: 1 })
        );
        assert_eq!(sold_out.claimable(&gold, 0, now), Err(Unavailable::Gone));
        assert_eq!(sold_out.open_to(&gold, 0, now), Ok(()));
    }

    #[test]
    fn c7_a_budget_ends_below_at_and_above() {
        let now = at("2027-03-02T00:00:00Z");
        for (spent, left, open) in [
            (36_000, 2, true),
            (38_000, 1, true),
            (38_001, 0, false),
            (40_000, 0, false),
        ] {
            let offer = Offer {
                spent: money(spent),
                ..sneakers()
            };

            assert_eq!(offer.left(), Some(left), "{spent}");
            assert_eq!(offer.claimable(&asker(GOLD, 0), 0, now).is_ok(), open, "{spent}");
        }
        let free = Offer {
            terms: Terms::of(Worth::FreeDelivery),
            stock: None,
            ..sneakers()
        };
        assert_eq!(free.left(), None);
    }

    #[test]
    fn c8_what_cannot_be_offered_is_named() {
        let offer = |terms| Offer { terms, ..sneakers() };
        let percent = |percent, at_most| {
            Terms::of(Worth::Percent {
                percent,
                at_most: money(at_most),
            })
        };
        let times = |percent| Terms::of(Worth::Times { percent, days: 0 });
        for (offer, flaw) in [
            (sneakers(), None),
            (offer(price(8_000, 7_999)), None),
            (offer(price(8_000, 8_000)), Some(Flaw::PriceTooHigh)),
            (offer(price(8_000, 0)), Some(Flaw::Nothing)),
            (offer(percent(100, 500)), None),
            (offer(percent(101, 500)), Some(Flaw::PercentTooHigh)),
            (offer(percent(0, 500)), Some(Flaw::Nothing)),
            (offer(percent(20, 0)), Some(Flaw::Nothing)),
            (
                offer(Terms::of(Worth::Amount { off: Money::ZERO })),
                Some(Flaw::Nothing),
            ),
            (offer(times(100)), Some(Flaw::Nothing)),
            (offer(times(101)), None),
            (
                Offer {
                    ends_at: sneakers().opens_at,
                    ..sneakers()
                },
                Some(Flaw::EndsTooEarly),
            ),
            (
                Offer {
                    budget: Some(money(1_999)),
                    ..sneakers()
                },
                Some(Flaw::BudgetTooSmall),
            ),
            (
                Offer {
                    audience: Audience::Tiers(Vec::new()),
                    ..sneakers()
                },
                Some(Flaw::ForNobody),
            ),
        ] {
            assert_eq!(offer.flaw(), flaw, "{:?}", offer.terms);
        }
    }
}
