//! Who gets what on which day, reckoned from what the shop promises and not from how the program does it: dates and
//! counts.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate, TimeDelta};
use domain::automation::Trigger;

use super::lives::{EVENINGS, FIRST, Happens, LAST, Life, Zone, day};

/// Each kind with the days of its messages, in the order in which they go first (M5). A holiday's count backwards.
pub const WAVES: [(Kind, &[i64]); 8] = [
    (Kind::Remind, &[1, 7, 30]),
    (Kind::Expiring, &[2, 14]),
    (Kind::Activate, &[7, 30]),
    (Kind::Retain, &[30, 90, 180]),
    (Kind::Welcome, &[1, 4]),
    (Kind::ThankYou, &[1]),
    (Kind::Christmas, &[0, 5]),
    (Kind::NewYear, &[0]),
];
/// What a member gets within seven days at most.
pub const PER_WEEK: usize = 2;
/// How long points live.
const MONTHS: u32 = 12;
const WELCOME: i64 = 50;
/// What somebody gets for being reminded for a week, and for being missed for three months.
const REMINDED: (i64, i64) = (7, 20);
const MISSED: (i64, i64) = (90, 50);
/// The first day of the first lunar month, as published.
const NEW_YEARS: [&str; 2] = ["2027-02-06", "2028-01-26"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Remind,
    Expiring,
    Activate,
    Retain,
    Welcome,
    ThankYou,
    Christmas,
    NewYear,
}

/// A message that is to come.
pub struct Expected {
    pub who: &'static str,
    pub on: NaiveDate,
    /// Of the shop's clock.
    pub hour: u32,
    pub what: String,
}

/// What is to come, and the days on which something is decided, whatever comes of it.
pub struct Expectations {
    pub told: Vec<Expected>,
    pub decided: BTreeSet<NaiveDate>,
    pub greeted: BTreeSet<NaiveDate>,
}

impl Kind {
    pub const fn trigger(self) -> Trigger {
        match self {
            Self::Remind => Trigger::Remind,
            Self::Expiring => Trigger::Expiring,
            Self::Activate => Trigger::Activate,
            Self::Retain => Trigger::Retain,
            Self::Welcome => Trigger::Welcome,
            Self::ThankYou => Trigger::ThankYou,
            Self::Christmas | Self::NewYear => Trigger::Holiday,
        }
    }

    /// What tells of something of the member's own needs no consent (M4).
    const fn advertises(self) -> bool {
        !matches!(self, Self::Remind | Self::Expiring | Self::ThankYou)
    }

    /// Days in which it is not said again, and the next order's present does not come.
    const fn rests(self, wave: i64) -> i64 {
        match self {
            Self::Remind if wave == 1 => 3,
            Self::Remind => 60,
            Self::Expiring => 14,
            Self::ThankYou => 30,
            _ => 0,
        }
    }
}

/// How a message of a wave begins, in the shop's own words.
pub fn words(kind: Kind, wave: i64) -> String {
    format!("{kind:?} {wave}")
}

pub fn expected(zone: &Zone, lives: &[Life]) -> Expectations {
    let mut all = Expectations {
        told: Vec::new(),
        decided: BTreeSet::new(),
        greeted: BTreeSet::new(),
    };
    for life in lives {
        live(life, zone, &mut all);
        let mut greet = |on: NaiveDate, what: &str| {
            all.greeted.insert(on);
            all.told.push(Expected {
                who: life.name,
                on,
                hour: chrono::Timelike::hour(&zone.greeting_time(on)),
                what: what.to_owned(),
            });
        };
        for on in &life.birthdays {
            greet(*on, "greeting");
        }
        for on in &life.family_days {
            greet(*on - TimeDelta::days(7), "family");
        }
    }
    all
}

/// What is known of a member on a day.
#[derive(Default)]
struct Stand {
    joined: Option<NaiveDate>,
    consents: bool,
    /// Left, or cannot be reached.
    away: bool,
    refuses: Vec<Trigger>,
    bought: Vec<NaiveDate>,
    /// By the day, and whether it is paid.
    orders: Vec<(NaiveDate, bool)>,
    /// By the last day.
    points: Vec<(NaiveDate, i64)>,
    had: Vec<(NaiveDate, Kind, i64)>,
}

fn live(life: &Life, zone: &Zone, all: &mut Expectations) {
    let mut stand = Stand {
        consents: life.wants_offers,
        ..Stand::default()
    };
    for today in day(FIRST).iter_days().take_while(|today| *today <= day(LAST)) {
        for (kind, waves) in WAVES {
            for wave in waves {
                for _ in 0..stand.moments(kind, *wave, today) {
                    all.decided.insert(today);
                    if stand.gets(kind, *wave, today) {
                        let (on, hour) = goes_out(zone, today);
                        stand.had.push((today, kind, *wave));
                        stand.is_given(kind, *wave, on);
                        all.told.push(Expected {
                            who: life.name,
                            on,
                            hour,
                            what: words(kind, *wave),
                        });
                    }
                }
            }
        }
        for (_, what) in life.does.iter().filter(|(on, _)| *on == today) {
            stand.does(*what, today);
        }
    }
}

/// At the shop's hour. What could not go out until the evening waits for the end of the quiet hours (M5).
fn goes_out(zone: &Zone, today: NaiveDate) -> (NaiveDate, u32) {
    if EVENINGS.map(day).contains(&today) {
        (today + TimeDelta::days(1), 9)
    } else {
        (today, zone.writes_at)
    }
}

impl Stand {
    /// How many of a member's moments lie so many days back, or ahead.
    fn moments(&self, kind: Kind, wave: i64, today: NaiveDate) -> usize {
        let back = today - TimeDelta::days(wave);
        let ahead = today + TimeDelta::days(wave);
        let Some(joined) = self.joined else { return 0 };
        let is = |so: bool| usize::from(so);
        match kind {
            Kind::Remind => {
                let open = |(on, paid): &&(NaiveDate, bool)| {
                    *on == back && !paid && self.bought.iter().all(|bought| bought < on)
                };
                self.orders.iter().filter(open).count()
            }
            Kind::Expiring => is(self.points.iter().any(|(last, left)| *last == ahead && *left > 0)),
            Kind::Activate => is(joined == back && self.bought.is_empty()),
            Kind::Retain => is(self.bought.last() == Some(&back)),
            Kind::Welcome => is(joined == back),
            Kind::ThankYou => self.bought.iter().filter(|on| **on == back).count(),
            Kind::Christmas => {
                let (month, date) = (chrono::Datelike::month(&ahead), chrono::Datelike::day(&ahead));
                is((month, date) == (12, 24))
            }
            Kind::NewYear => is(NEW_YEARS.map(day).contains(&ahead)),
        }
    }

    fn gets(&self, kind: Kind, wave: i64, today: NaiveDate) -> bool {
        if self.away || self.refuses.contains(&kind.trigger()) || (kind.advertises() && !self.consents) {
            return false;
        }
        let rests = kind.rests(wave);
        let lately = |(on, what, of): &&(NaiveDate, Kind, i64)| {
            let ago = (today - *on).num_days();
            assert!(
                (*what, *of) != (kind, wave) || rests == 0 || ago != rests,
                "on {today} it depends on the minute whether {kind:?} {wave} rests"
            );
            (*what, *of) == (kind, wave) && ago < rests
        };
        if self.had.iter().any(|had| lately(&had)) {
            return false;
        }
        let within = |days: i64| {
            self.had
                .iter()
                .filter(|(on, ..)| (today - *on).num_days() < days)
                .count()
        };
        assert!(
            (within(7) < PER_WEEK) == (within(8) < PER_WEEK),
            "on {today} it depends on the minute whether {kind:?} {wave} is too much"
        );
        within(7) < PER_WEEK
    }

    /// What a message brings lies there from the day on which it arrives.
    fn is_given(&mut self, kind: Kind, wave: i64, on: NaiveDate) {
        match kind {
            Kind::Remind if wave == REMINDED.0 => self.earns(on, REMINDED.1),
            Kind::Retain if wave == MISSED.0 => self.earns(on, MISSED.1),
            _ => {}
        }
    }

    fn earns(&mut self, on: NaiveDate, points: i64) {
        self.points
            .push((on.checked_add_months(Months::new(MONTHS)).unwrap(), points));
    }

    /// The soonest to end first (P4).
    fn spends(&mut self, points: i64) {
        self.points.sort_unstable();
        let mut due = points;
        for (_, left) in &mut self.points {
            let part = due.min(*left);
            *left -= part;
            due -= part;
        }
        assert_eq!(due, 0, "there are not enough points");
    }

    fn buys(&mut self, on: NaiveDate, points: i64) {
        self.bought.push(on);
        self.earns(on, points);
    }

    fn does(&mut self, what: Happens, today: NaiveDate) {
        match what {
            Happens::Joins => {
                self.joined = Some(today);
                self.earns(today, WELCOME);
            }
            Happens::Buys(euros) => self.buys(today, euros),
            Happens::Orders => self.orders.push((today, false)),
            Happens::Pays => {
                self.orders.last_mut().unwrap().1 = true;
                self.buys(today, 10);
            }
            Happens::SpendsThirty => self.spends(30),
            Happens::WantsNoOffers => self.consents = false,
            Happens::Refuses(trigger) => self.refuses.push(trigger),
            Happens::Leaves | Happens::BlocksTheBot => self.away = true,
        }
    }
}
