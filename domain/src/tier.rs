//! Tiers: what regulars are worth to a shop, and when they go up and down (T1–T3).

use chrono::{DateTime, Days, Months, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::birthday::BirthdayGift;
use crate::{Currency, Money, TierId, earn};

/// The longest tag that Telegram shows beside a name, in characters.
pub const LONGEST_TAG: usize = 16;

/// The highest multiplier of points, in percent.
pub const MOST_TIMES: u32 = 1_000;

/// What a member of a tier gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tier {
    pub id: TierId,
    pub title: String,
    /// From which sum on, for each basis, so that changing the basis changes no number's meaning.
    pub from_money: Money,
    pub from_orders: i64,
    /// Points of a purchase, in percent of the usual rate.
    pub times: u32,
    /// Percent off everyday prices.
    pub off: u8,
    /// How much earlier offers are open.
    pub early_minutes: u32,
    /// What a birthday brings.
    pub birthday: Option<BirthdayGift>,
    /// Shown beside the name in the group.
    pub tag: Option<String>,
    pub colour: Colour,
    /// Can be reached. Members of a tier that no longer can keep it until their term ends.
    pub active: bool,
}

/// The colours a card comes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    #[default]
    Shop,
    Bronze,
    Silver,
    Gold,
    Night,
    Rose,
    Sea,
}

/// What a tier is reached by (T1): never the points that can be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Money that was paid and stayed paid.
    Money,
    /// Orders of which money stayed paid.
    Orders,
}

/// By which rules a shop's members go up and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierRules {
    pub basis: Basis,
    /// Purchases of so many months count.
    pub window_months: u32,
    /// How long a tier lasts once it is reached.
    pub term_months: u32,
    /// How long it lasts on when its term has ended without being earned again.
    pub grace_days: u32,
    /// How long before the end of its term a member is told.
    pub warning_days: u32,
}

/// What a member paid within the window.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sums {
    pub money: Money,
    pub orders: i64,
}

/// What is missing to a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    Money(Money),
    Orders(i64),
}

/// A shop's tiers, lowest first, with the rules they go by. The withdrawn ones are among them: some
/// members still hold them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    pub rules: TierRules,
    tiers: Vec<Tier>,
}

/// Where a member stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// `None`: below the first tier.
    pub tier: Option<TierId>,
    pub since: Option<NaiveDate>,
    /// The first day on which it has to be earned again. `None`: it never ends.
    pub term_ends: Option<NaiveDate>,
    /// The day on which the tier goes, as the member was told (T2). `None`: they were told nothing.
    pub drop_on: Option<NaiveDate>,
    /// How the tier was won, as long as a refund can undo it.
    pub won: Option<Won>,
}

/// The purchase by which a tier was won. Should that not hold, all is as it was before (T2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Won {
    pub at: DateTime<Utc>,
    pub before: Option<TierId>,
    pub before_ends: Option<NaiveDate>,
    /// Something that was paid until then has been given back since.
    pub shaken: bool,
}

/// What is looked at to judge a standing on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Within the window of that day.
    pub now: Sums,
    /// What counts when the term ends: all since [`Ladder::decides_from`].
    pub at_the_end: Sums,
    /// What was paid until the tier was won, less what was given back of it.
    pub when_won: Sums,
}

/// What a look at a standing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Reached(TierId),
    /// It goes on that day unless what is missing is spent before. Nothing can be done about a tier that
    /// was withdrawn.
    Ending {
        tier: TierId,
        missing: Option<Missing>,
        on: NaiveDate,
    },
    /// Earned again, for another term.
    Renewed(TierId),
    Lost {
        tier: TierId,
        now: Option<TierId>,
    },
}

impl Tier {
    /// The threshold as a bare number of the basis.
    #[must_use]
    pub const fn threshold(&self, basis: Basis) -> i64 {
        match basis {
            Basis::Money => self.from_money.minor(),
            Basis::Orders => self.from_orders,
        }
    }

    /// What is missing to this tier. `None`: it is reached.
    #[must_use]
    pub fn missing(&self, basis: Basis, sums: Sums) -> Option<Missing> {
        match basis {
            Basis::Money if sums.money < self.from_money => Some(Missing::Money(self.from_money.less(sums.money))),
            Basis::Orders if sums.orders < self.from_orders => Some(Missing::Orders(self.from_orders - sums.orders)),
            Basis::Money | Basis::Orders => None,
        }
    }
}

impl Colour {
    pub const ALL: [Self; 7] = [
        Self::Shop,
        Self::Bronze,
        Self::Silver,
        Self::Gold,
        Self::Night,
        Self::Rose,
        Self::Sea,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Bronze => "bronze",
            Self::Silver => "silver",
            Self::Gold => "gold",
            Self::Night => "night",
            Self::Rose => "rose",
            Self::Sea => "sea",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|colour| colour.as_str() == text)
    }
}

impl Basis {
    pub const ALL: [Self; 2] = [Self::Money, Self::Orders];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Orders => "orders",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|basis| basis.as_str() == text)
    }
}

impl Default for TierRules {
    fn default() -> Self {
        Self {
            basis: Basis::Money,
            window_months: 12,
            term_months: 12,
            grace_days: 14,
            warning_days: 30,
        }
    }
}

impl TierRules {
    /// The first day of the window that ends with `day`. The same day some months ago is no longer in it, so that
    /// what won a tier does not win the next term as well.
    #[must_use]
    pub fn window_starts(&self, day: NaiveDate) -> NaiveDate {
        let before = day.checked_sub_months(Months::new(self.window_months));
        before.and_then(|before| before.succ_opt()).unwrap_or(day)
    }

    fn term_from(&self, day: NaiveDate) -> NaiveDate {
        day.checked_add_months(Months::new(self.term_months))
            .unwrap_or(NaiveDate::MAX)
    }

    /// When members whose term ends on `day` are told.
    fn warned_from(&self, day: NaiveDate) -> NaiveDate {
        day.checked_sub_days(Days::new(u64::from(self.warning_days)))
            .unwrap_or(day)
    }

    /// When a tier goes whose term ends on `term_ends` and whose member is told on `told`: after the
    /// grace, and never before the time that a warning gives.
    fn drops_on(&self, term_ends: NaiveDate, told: NaiveDate) -> NaiveDate {
        let after = |day: NaiveDate, days: u32| day.checked_add_days(Days::new(u64::from(days))).unwrap_or(day);
        after(term_ends, self.grace_days).max(after(told, self.warning_days))
    }
}

impl Standing {
    /// The next day on whose night something is to be looked at.
    #[must_use]
    pub fn look_on(&self, rules: &TierRules, today: NaiveDate) -> Option<NaiveDate> {
        let tomorrow = today.succ_opt().unwrap_or(today);
        if self.won.is_some_and(|won| won.shaken) {
            return Some(tomorrow);
        }
        let ends = self.term_ends?;
        let next = match self.drop_on {
            Some(drop_on) if ends <= today => drop_on,
            Some(_) => ends,
            None => match rules.warned_from(ends) {
                warned if warned <= today => ends,
                warned => warned,
            },
        };
        Some(next.max(tomorrow))
    }
}

impl Ladder {
    #[must_use]
    pub fn new(rules: TierRules, mut tiers: Vec<Tier>) -> Self {
        tiers.sort_by_key(|tier| (tier.threshold(rules.basis), tier.from_money, tier.from_orders, tier.id));
        Self { rules, tiers }
    }

    /// All tiers, lowest first, withdrawn ones too.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }

    /// The tiers that can be reached, lowest first.
    #[must_use]
    pub fn active(&self) -> impl DoubleEndedIterator<Item = &Tier> {
        self.tiers.iter().filter(|tier| tier.active)
    }

    #[must_use]
    pub fn find(&self, tier: TierId) -> Option<&Tier> {
        self.tiers.iter().find(|known| known.id == tier)
    }

    /// The tier that a member with this one is in: without any, the one that everybody is in.
    #[must_use]
    pub fn tier_of(&self, tier: Option<TierId>) -> Option<&Tier> {
        tier.and_then(|tier| self.find(tier))
            .or_else(|| self.reached(Sums::default()))
    }

    /// The highest tier that these sums reach.
    #[must_use]
    pub fn reached(&self, sums: Sums) -> Option<&Tier> {
        self.active()
            .rev()
            .find(|tier| tier.missing(self.rules.basis, sums).is_none())
    }

    /// The highest tier that a sum of the basis reaches.
    #[must_use]
    pub fn reached_by(&self, sum: i64) -> Option<&Tier> {
        self.active().rev().find(|tier| sum >= tier.threshold(self.rules.basis))
    }

    #[must_use]
    pub fn is_above(&self, one: TierId, other: TierId) -> bool {
        self.rank(Some(one)) > self.rank(Some(other))
    }

    /// The next tier above, and what is missing to it.
    #[must_use]
    pub fn next(&self, tier: Option<TierId>, sums: Sums) -> Option<(&Tier, Missing)> {
        let rank = self.rank(self.tier_of(tier).map(|tier| tier.id));
        let above = self.active().find(|next| self.rank(Some(next.id)) > rank)?;
        Some((above, above.missing(self.rules.basis, sums)?))
    }

    /// Whether whoever is in `held` is in `asked` or above it.
    #[must_use]
    pub fn is_at_least(&self, held: Option<TierId>, asked: TierId) -> bool {
        let held = self.tier_of(held).map(|tier| tier.id);
        self.find(asked).is_some() && self.rank(held) >= self.rank(Some(asked))
    }

    /// The first day from which purchases count when the term of `standing` ends, on which `today` is
    /// judged. The window stands still during the grace, so that what a warning asks for is enough.
    #[must_use]
    pub fn decides_from(&self, standing: &Standing, today: NaiveDate) -> NaiveDate {
        let ends = standing.term_ends.unwrap_or(today);
        self.rules.window_starts(ends)
    }

    /// Whether the end of a term is near enough to be looked at.
    #[must_use]
    pub fn nears_its_end(&self, standing: &Standing, today: NaiveDate) -> bool {
        standing
            .term_ends
            .is_some_and(|ends| today >= self.rules.warned_from(ends))
    }

    /// Goes up, at once, when the sums reach a higher tier (T2). Within the grace, earns the tier again.
    ///
    /// `won` is when that was, should it be a purchase that a refund can undo.
    #[must_use]
    pub fn raise(
        &self,
        standing: &Standing,
        facts: &Facts,
        won: Option<DateTime<Utc>>,
        today: NaiveDate,
    ) -> Option<(Standing, Event)> {
        let held = self.tier_of(standing.tier);
        let reached = self.reached(facts.now)?;
        if self.rank(Some(reached.id)) > self.rank(held.map(|tier| tier.id)) {
            let won = won.map(|at| Won {
                at,
                before: held.map(|tier| tier.id),
                before_ends: standing.term_ends,
                shaken: false,
            });
            return Some((self.entered(reached, won, today), Event::Reached(reached.id)));
        }
        let told = standing.drop_on.is_some() && standing.term_ends.is_some_and(|ends| ends <= today);
        let held = held.filter(|tier| told && self.keeps(tier, facts))?;
        Some((self.renewed(standing, today), Event::Renewed(held.id)))
    }

    /// The standing of somebody whom the shop says to be in a tier: they have a whole term of it.
    #[must_use]
    pub fn granted(&self, tier: TierId, today: NaiveDate) -> Option<Standing> {
        self.find(tier).map(|tier| self.entered(tier, None, today))
    }

    /// What becomes of a standing on a night (T2, T3).
    #[must_use]
    pub fn look(&self, standing: &Standing, facts: &Facts, today: NaiveDate) -> (Standing, Option<Event>) {
        if let Some((standing, event)) = self.raise(standing, facts, None, today) {
            return (standing, Some(event));
        }
        let Some(tier) = self.tier_of(standing.tier) else {
            return (standing.clone(), None);
        };
        if let Some(won) = standing.won.filter(|won| won.shaken) {
            return self.after_a_refund(standing, tier, won, facts, today);
        }
        let Some(ends) = standing.term_ends.filter(|_| self.nears_its_end(standing, today)) else {
            return (standing.clone(), None);
        };
        if self.keeps(tier, facts) {
            if today < ends {
                return (standing.clone(), None);
            }
            return (self.renewed(standing, today), Some(Event::Renewed(tier.id)));
        }
        match standing.drop_on {
            None => {
                let on = self.rules.drops_on(ends, today);
                let event = Event::Ending {
                    tier: tier.id,
                    missing: tier.missing(self.rules.basis, facts.at_the_end).filter(|_| tier.active),
                    on,
                };
                let told = Standing {
                    drop_on: Some(on),
                    ..standing.clone()
                };
                (told, Some(event))
            }
            Some(on) if today < on => (standing.clone(), None),
            Some(_) => {
                let below = self.below(tier);
                let now = below.map(|tier| tier.id);
                (self.fallen_to(below, today), Some(Event::Lost { tier: tier.id, now }))
            }
        }
    }

    fn after_a_refund(
        &self,
        standing: &Standing,
        tier: &Tier,
        won: Won,
        facts: &Facts,
        today: NaiveDate,
    ) -> (Standing, Option<Event>) {
        let is_earned_by = |sums| tier.missing(self.rules.basis, sums).is_none();
        if is_earned_by(facts.when_won) || is_earned_by(facts.now) {
            let won = Won { shaken: false, ..won };
            let settled = Standing {
                won: Some(won),
                ..standing.clone()
            };
            return (settled, None);
        }
        let before = won.before.and_then(|tier| self.find(tier));
        let reached = self.reached(facts.now);
        let before_counts = self.rank(before.map(|tier| tier.id)) >= self.rank(reached.map(|tier| tier.id));
        let back = match before {
            Some(before) if before_counts && won.before_ends.is_none_or(|ends| ends > today) => Standing {
                tier: Some(before.id),
                since: Some(today),
                term_ends: won.before_ends,
                drop_on: None,
                won: None,
            },
            before if before_counts => self.fallen_to(before, today),
            _ => self.fallen_to(reached, today),
        };
        let event = Event::Lost {
            tier: tier.id,
            now: back.tier,
        };
        (back, Some(event))
    }

    /// Whether a tier is earned again: a withdrawn one cannot be.
    fn keeps(&self, tier: &Tier, facts: &Facts) -> bool {
        tier.active && tier.missing(self.rules.basis, facts.at_the_end).is_none()
    }

    fn entered(&self, tier: &Tier, won: Option<Won>, today: NaiveDate) -> Standing {
        Standing {
            tier: Some(tier.id),
            since: Some(today),
            term_ends: self.term_of(tier, today),
            drop_on: None,
            won,
        }
    }

    fn fallen_to(&self, tier: Option<&Tier>, today: NaiveDate) -> Standing {
        match tier {
            Some(tier) => self.entered(tier, None, today),
            None => Standing {
                since: Some(today),
                ..Standing::default()
            },
        }
    }

    /// The next term follows the one that ended, so that its days stay the same from year to year.
    fn renewed(&self, standing: &Standing, today: NaiveDate) -> Standing {
        let next = standing.term_ends.map(|ends| self.rules.term_from(ends));
        Standing {
            term_ends: next.map(|next| {
                if next <= today {
                    self.rules.term_from(today)
                } else {
                    next
                }
            }),
            drop_on: None,
            won: None,
            ..standing.clone()
        }
    }

    /// What everybody reaches never ends.
    fn term_of(&self, tier: &Tier, from: NaiveDate) -> Option<NaiveDate> {
        (tier.threshold(self.rules.basis) > 0 || !tier.active).then(|| self.rules.term_from(from))
    }

    fn below(&self, tier: &Tier) -> Option<&Tier> {
        let rank = self.rank(Some(tier.id));
        self.active().rev().find(|below| self.rank(Some(below.id)) < rank)
    }

    /// Higher is better; 0 is no tier.
    fn rank(&self, tier: Option<TierId>) -> usize {
        let at = tier.and_then(|tier| self.tiers.iter().position(|known| known.id == tier));
        at.map_or(0, |at| at + 1)
    }
}

/// The four tiers that a new shop is offered, with the names given, lowest first. The first one is
/// everybody's.
#[must_use]
pub fn proposed(currency: Currency, ids: [TierId; 4], titles: [String; 4]) -> Vec<Tier> {
    let unit = earn::proposed(currency).0.minor();
    let steps = [
        (0, 0, 100, 0, Colour::Shop),
        (200, 5, 125, 0, Colour::Silver),
        (500, 12, 150, 15, Colour::Gold),
        (1_500, 30, 200, 30, Colour::Night),
    ];
    let named = ids.into_iter().zip(titles).zip(steps);
    named
        .map(|((id, title), (units, orders, times, early_minutes, colour))| Tier {
            id,
            from_money: Money::new(units * unit).unwrap_or(Money::MAX),
            from_orders: orders,
            times,
            off: 0,
            early_minutes,
            birthday: None,
            tag: (units > 0).then(|| title.chars().take(LONGEST_TAG).collect()),
            colour,
            active: true,
            title,
        })
        .collect()
}

#[cfg(test)]
mod tests;
