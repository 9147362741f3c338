//! What happens to each member in the year, before any of it happens.

use std::collections::HashMap;

use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::shop::Shop;
use domain::{Money, Points, earn};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};

use super::crowd::{Figure, crowd};
use crate::demo::shops::{Day, Deed, DemoShop, Goods, Part};
use crate::init::ShopFile;

/// What came before the last months happened on one day of the week: then there are few nights on
/// which something expires.
const WEEK: i64 = 7;
/// Days between a purchase and the moment from which its points count on.
const PATIENCE: i64 = 8;
/// So many days ago what is offered to members was there.
const LATELY: i64 = 5;
/// The end of a day has to come before the demo's now.
const LAST_MINUTES: TimeDelta = TimeDelta::minutes(5);

/// One member, from joining on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Life {
    pub who: Figure,
    pub joined: DateTime<Utc>,
    /// In order.
    pub deeds: Vec<(DateTime<Utc>, Deed)>,
}

impl Life {
    /// Whether nothing happens in it of which people are told by letter.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        !self.deeds.iter().any(|(_, deed)| deed.is_told_by_letter())
    }
}

/// Everybody's life, in the order in which they join.
#[must_use]
pub fn lives(demo: &DemoShop, file: &ShopFile, shop: &Shop, now: DateTime<Utc>, seed: u64) -> Vec<Life> {
    let mut chance = StdRng::seed_from_u64(seed);
    let mut year = Year {
        demo,
        shop,
        now,
        prices: file.gifts.iter().map(|gift| (gift.slug.as_str(), gift.price)).collect(),
        left: stock(demo, file),
    };
    let mut lives: Vec<Life> = demo
        .cast
        .iter()
        .filter_map(|actor| match actor.part {
            Part::Member { since, deeds } => Some(year.life(actor.into(), since, deeds.to_vec(), &mut chance)),
            Part::Staff | Part::Newcomer => None,
        })
        .collect();
    for who in crowd(demo, &mut chance) {
        let (since, mut deeds) = year.of_the_crowd(&mut chance);
        year.is_known(since, &mut deeds, &mut chance);
        lives.push(year.life(who, since, deeds, &mut chance));
    }
    lives.sort_by_key(|life| (life.joined, life.who.id));
    lives
}

/// What the crowd may take of each gift: not what the cast takes, and not the last one.
fn stock<'f>(demo: &DemoShop, file: &'f ShopFile) -> HashMap<&'f str, i64> {
    let by_cast = |slug: &str| {
        let deeds = demo.cast.iter().flat_map(|actor| match actor.part {
            Part::Member { deeds, .. } => deeds,
            Part::Staff | Part::Newcomer => &[],
        });
        deeds
            .filter(|(_, deed)| matches!(deed, Deed::Redeems(wish) if *wish == slug))
            .count()
    };
    file.gifts
        .iter()
        .filter_map(|gift| {
            let taken = i64::try_from(by_cast(&gift.slug)).unwrap_or(i64::MAX);
            Some((gift.slug.as_str(), gift.stock? - taken - 1))
        })
        .collect()
}

struct Year<'a> {
    demo: &'a DemoShop,
    shop: &'a Shop,
    now: DateTime<Utc>,
    prices: HashMap<&'a str, Points>,
    left: HashMap<&'a str, i64>,
}

impl Year<'_> {
    /// Gives each deed its time.
    fn life(&self, who: Figure, since: i64, deeds: Vec<(i64, Deed)>, chance: &mut StdRng) -> Life {
        let joined = self.hour(since, chance);
        let mut last = joined;
        let mut timed = Vec::with_capacity(deeds.len());
        for (days_ago, deed) in deeds {
            let moment = match deed {
                Deed::Undone => last + TimeDelta::minutes(3),
                _ => self.hour(days_ago, chance).max(last + TimeDelta::minutes(1)),
            };
            if moment < self.now {
                timed.push((moment, deed));
                last = moment;
            }
        }
        Life {
            who,
            joined,
            deeds: timed,
        }
    }

    /// Some time in the opening hours so many days ago.
    fn hour(&self, days_ago: i64, chance: &mut StdRng) -> DateTime<Utc> {
        let today = self.shop.day(self.now);
        let back = Days::new(days_ago.unsigned_abs());
        let morning = self.shop.day_starts(today.checked_sub_days(back).unwrap_or(today)) + TimeDelta::hours(9);
        let minutes = TimeDelta::seconds(chance.random_range(0..11 * 60 * 60));
        (morning + minutes).min(self.now - LAST_MINUTES - TimeDelta::hours(days_ago.min(1)))
    }

    /// How long somebody of the crowd has been a member, and what they did when (days ago).
    fn of_the_crowd(&mut self, chance: &mut StdRng) -> (i64, Vec<(i64, Deed)>) {
        let habits = &self.demo.habits;
        let months = self.shop.rules.expiry_months.unwrap_or(12);
        // Whoever came later than this has nothing that expires.
        let young = (i64::from(months) * 30 - 15).clamp(30, 350);
        let roll = chance.random_range(0..100);
        if roll < habits.gone {
            let since = chance.random_range(young / WEEK + 4..=355 / WEEK) * WEEK;
            let deeds = (0..chance.random_range(0..=2))
                .map(|visit| (since - visit * WEEK, self.buys(chance)))
                .collect();
            return (since, deeds);
        }
        let (since, buys) = if roll < habits.gone + habits.regulars {
            let (least, most) = habits.regular_buys;
            (chance.random_range(90..=355), chance.random_range(least..=most))
        } else if roll < habits.gone + habits.regulars + habits.occasional {
            let (least, most) = habits.occasional_buys;
            (chance.random_range(20..=young), chance.random_range(least..=most))
        } else {
            (chance.random_range(0..=young), u32::from(chance.random_ratio(1, 5)))
        };
        let since = if since > young { since / WEEK * WEEK } else { since };
        (since, self.visits((since, young), buys, chance))
    }

    fn visits(&mut self, (since, young): (i64, i64), buys: u32, chance: &mut StdRng) -> Vec<(i64, Deed)> {
        let mut days: Vec<i64> = (0..buys).map(|_| chance.random_range(0..=since)).collect();
        days.sort_unstable_by(|one, other| other.cmp(one));
        let mut points = Counted::new(self.shop.rules.welcome, since);
        let mut deeds = Vec::new();
        for day in days {
            let day = if day > young { day / WEEK * WEEK } else { day };
            let deed = self.buys(chance);
            deeds.push((day, deed));
            if let Deed::Buys(total, _) = deed {
                if chance.random_ratio(1, 60) {
                    deeds.push((day, Deed::Undone));
                    continue;
                }
                let total = Money::new(total).unwrap_or_default();
                points.earn(earn::for_purchase(&self.shop.rules, total), day);
            }
            if chance.random_ratio(1, 12) {
                deeds.push((day, Deed::ChecksIn));
            }
            self.wishes(&mut points, day - 1, &mut deeds, chance);
        }
        deeds.sort_by_key(|(day, _)| -day);
        deeds
    }

    /// Whoever can have something they like takes it, mostly.
    fn wishes(&mut self, points: &mut Counted, day: i64, deeds: &mut Vec<(i64, Deed)>, chance: &mut StdRng) {
        let Some(slug) = self.demo.habits.wishes.choose(chance).copied() else {
            return;
        };
        let price = self.prices.get(slug).copied().unwrap_or(Points::ZERO);
        let left = self.left.get_mut(slug);
        let there_is = left.as_ref().is_none_or(|left| **left > 0);
        if day < 0 || price.is_zero() || !there_is || !chance.random_ratio(2, 3) || !points.spend(price, day) {
            return;
        }
        if let Some(left) = left {
            *left -= 1;
        }
        deeds.push((day, Deed::Redeems(slug)));
        let later = day - chance.random_range(0..=4);
        match chance.random_range(0..20) {
            0 if later >= 0 => deeds.push((later, Deed::Cancels)),
            1..14 if later >= 0 => deeds.push((later, Deed::Uses)),
            _ => {}
        }
    }

    /// What the shop comes to know of somebody, on the day on which they join or one of those on which they come.
    fn is_known(&self, since: i64, deeds: &mut Vec<(i64, Deed)>, chance: &mut StdRng) {
        let known = &self.demo.known;
        let days: Vec<i64> = std::iter::once(since)
            .chain(deeds.iter().map(|(day, _)| *day))
            .collect();
        let mut comes_out = Vec::new();
        if chance.random_ratio(known.born, 100) {
            // No month is shorter.
            let year = chance.random_ratio(1, 2).then(|| chance.random_range(1950..2005));
            comes_out.push(Deed::Born(Day::On(
                chance.random_range(1..=12),
                chance.random_range(1..=28),
                year,
            )));
        }
        for (field, values) in known.fields {
            if chance.random_ratio(known.filled, 100)
                && let Some(value) = values.choose(chance)
            {
                comes_out.push(Deed::Fills(field, value));
            }
        }
        let mut of = |share: u32, words: &[&'static str], deed: fn(&'static str) -> Deed| {
            let chosen = words.choose(chance).filter(|_| chance.random_ratio(share, 100));
            comes_out.extend(chosen.map(|words| deed(words)));
        };
        of(known.noted, known.notes, Deed::Noted);
        of(known.tagged, self.demo.tags, Deed::Tagged);
        of(known.wishing, known.wishes, Deed::Wishes);
        for deed in comes_out {
            deeds.push((days.choose(chance).copied().unwrap_or(since), deed));
        }
        if since > LATELY && chance.random_ratio(known.claiming, 1_000) {
            deeds.push((chance.random_range(0..LATELY), Deed::Claims(self.demo.tour.offer)));
        }
        deeds.sort_by_key(|(day, _)| -day);
    }

    fn buys(&self, chance: &mut StdRng) -> Deed {
        let nothing = Goods {
            note: "",
            least: 100,
            most: 100,
            step: 1,
        };
        let what = self.demo.goods.choose(chance).unwrap_or(&nothing);
        let total = chance.random_range(what.least / what.step..=what.most / what.step) * what.step;
        Deed::Buys(total, what.note)
    }
}

/// Points as somebody expects to have them.
struct Counted {
    earned: Vec<(i64, Points)>,
    spent: Points,
}

impl Counted {
    fn new(welcome: Points, since: i64) -> Self {
        Self {
            earned: vec![(since + PATIENCE, welcome)],
            spent: Points::ZERO,
        }
    }

    fn earn(&mut self, points: Points, day: i64) {
        self.earned.push((day, points));
    }

    /// Whether what was earned long enough before covers it.
    fn spend(&mut self, price: Points, day: i64) -> bool {
        let there = self.earned.iter().filter(|(earned, _)| *earned >= day + PATIENCE);
        let there: Points = there.map(|(_, points)| *points).sum();
        if there < self.spent + price {
            return false;
        }
        self.spent += price;
        true
    }
}
