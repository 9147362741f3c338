//! Who is a member of a shop for two years, and what they do on which day: dates in plain words.

use chrono::{Days, Months, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use domain::automation::Trigger;
use domain::birthday::Birthday;
use domain::relative::Relation;

/// The first day that is lived through, and the last one of two years.
pub const FIRST: &str = "2026-12-01";
pub const LAST: &str = "2028-12-01";

/// The bot was off when this day's messages were to go out, and came back at half past nine in the evening. Christmas is
/// one of them.
pub const EVENINGS: [&str; 2] = ["2027-03-10", "2027-12-24"];

/// Most become members on one day: what is due on the same nights is lived through at once.
const JOINED: &str = "2026-12-02";

/// Where a shop is, and when it writes.
pub struct Zone {
    pub tz: Tz,
    /// The hour of birthdays: one that clocks skip or show twice where that can be.
    pub greets_at: u32,
    pub writes_at: u32,
    /// The days on which clocks change: forward and back, or back and forward, in each of two years.
    pub changes: [&'static str; 4],
    /// What clocks show instead of the hour of birthdays on days on which they skip it.
    pub skipped: &'static [(&'static str, u32, u32)],
}

pub const BERLIN: Zone = Zone {
    tz: chrono_tz::Europe::Berlin,
    greets_at: 2,
    writes_at: 10,
    changes: ["2027-03-28", "2027-10-31", "2028-03-26", "2028-10-29"],
    skipped: &[("2027-03-28", 3, 0), ("2028-03-26", 3, 0)],
};

/// Clocks go forward at midnight: there is no 00:00 on that day. They go back at midnight as well, so the Saturday
/// before has two hours between 23:00 and midnight.
pub const SANTIAGO: Zone = Zone {
    tz: chrono_tz::America::Santiago,
    greets_at: 0,
    writes_at: 12,
    changes: ["2027-04-03", "2027-09-05", "2028-04-01", "2028-09-03"],
    skipped: &[("2027-09-05", 1, 0), ("2028-09-03", 1, 0)],
};

/// Clocks change by half an hour.
pub const LORD_HOWE: Zone = Zone {
    tz: chrono_tz::Australia::Lord_Howe,
    greets_at: 2,
    writes_at: 9,
    changes: ["2027-04-04", "2027-10-03", "2028-04-02", "2028-10-01"],
    skipped: &[("2027-10-03", 2, 30), ("2028-10-01", 2, 30)],
};

impl Zone {
    pub fn changes(&self) -> [NaiveDate; 4] {
        self.changes.map(day)
    }

    /// What clocks show when birthdays of a day are told of.
    pub fn greeting_time(&self, on: NaiveDate) -> NaiveTime {
        let skipped = self.skipped.iter().find(|(known, ..)| day(known) == on);
        let (hour, minute) = skipped.map_or((self.greets_at, 0), |(_, hour, minute)| (*hour, *minute));
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }
}

/// Something that a member does in the afternoon of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happens {
    Joins,
    /// For so many euros, and as many points.
    Buys(i64),
    /// A mug for ten euros, to be paid when it is collected.
    Orders,
    /// What was ordered last.
    Pays,
    /// A coffee, for thirty points.
    SpendsThirty,
    WantsNoOffers,
    Refuses(Trigger),
    Leaves,
    BlocksTheBot,
}

pub struct Life {
    pub name: &'static str,
    pub wants_offers: bool,
    pub does: Vec<(NaiveDate, Happens)>,
    pub born: Option<Birthday>,
    /// The days on which that birthday is.
    pub birthdays: Vec<NaiveDate>,
    /// Wants to hear nothing of it.
    pub in_silence: bool,
    /// Those they buy for.
    pub family: Vec<(Relation, Birthday)>,
    /// A week before each of these days they are reminded of it.
    pub family_days: Vec<NaiveDate>,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn life(name: &'static str, wants_offers: bool, does: &[(&str, Happens)]) -> Life {
    Life {
        name,
        wants_offers,
        does: does.iter().map(|(on, what)| (day(on), *what)).collect(),
        born: None,
        birthdays: Vec::new(),
        in_silence: false,
        family: Vec::new(),
        family_days: Vec::new(),
    }
}

fn celebrates(name: &'static str, born: Option<Birthday>, birthdays: &[&str]) -> Life {
    Life {
        born,
        birthdays: birthdays.iter().map(|on| day(on)).collect(),
        ..life(name, false, &[(JOINED, Happens::Joins)])
    }
}

/// All members, each of a sort of its own. Lunar days are those of published tables: the new years of 2027 and 2028 are on 6
/// February and 26 January, and 2028 has a leap fifth month.
pub fn lives(zone: &Zone) -> Vec<Life> {
    use Happens::{BlocksTheBot, Buys, Joins, Leaves, Orders, Pays, Refuses, SpendsThirty, WantsNoOffers};
    let mut lives = vec![
        life("Never bought", true, &[(JOINED, Joins)]),
        life("Bought once", true, &[(JOINED, Joins), ("2026-12-10", Buys(40))]),
        life(
            "Paid between",
            true,
            &[
                (JOINED, Joins),
                ("2027-02-01", Orders),
                ("2027-02-02", Pays),
                ("2027-05-25", Orders),
                // Stands in the shop before the last reminder.
                ("2027-06-08", Buys(20)),
                ("2027-09-01", Orders),
            ],
        ),
        life(
            "Wants no offers",
            false,
            &[(JOINED, Joins), ("2026-12-10", Buys(15)), ("2027-05-25", Orders)],
        ),
        life(
            "Changes their mind",
            true,
            &[
                (JOINED, Joins),
                ("2026-12-10", Buys(30)),
                ("2027-05-25", WantsNoOffers),
                ("2027-12-21", Buys(30)),
            ],
        ),
        life(
            "Refuses a kind",
            true,
            &[
                (JOINED, Joins),
                ("2026-12-10", Buys(30)),
                ("2027-02-01", Refuses(Trigger::Retain)),
            ],
        ),
        life(
            "Leaves",
            true,
            &[(JOINED, Joins), ("2026-12-10", Buys(30)), ("2027-02-01", Leaves)],
        ),
        life(
            "Blocks the bot",
            true,
            &[(JOINED, Joins), ("2026-12-10", Buys(30)), ("2027-02-01", BlocksTheBot)],
        ),
        // Two orders of one day are spoken of once, and one of them brings something.
        life(
            "Too much at once",
            true,
            &[
                (JOINED, Joins),
                ("2027-04-26", Buys(12)),
                ("2027-05-25", Orders),
                ("2027-05-25", Orders),
            ],
        ),
        life(
            "Spends all points",
            true,
            &[
                (JOINED, Joins),
                ("2026-12-10", Buys(10)),
                ("2027-02-01", SpendsThirty),
                ("2027-02-01", SpendsThirty),
            ],
        ),
        buys_again_and_again(),
    ];
    lives.extend(those_who_celebrate());
    lives.extend(around_the_changes(zone));
    lives
}

fn those_who_celebrate() -> Vec<Life> {
    vec![
        celebrates(
            "Born on a leap day",
            Birthday::gregorian(2, 29, Some(1996)),
            &["2027-02-28", "2028-02-29"],
        ),
        celebrates(
            "Born at mid-autumn",
            Birthday::lunar(8, 15, false, None),
            &["2027-09-15", "2028-10-03"],
        ),
        celebrates(
            "Born in a leap month",
            Birthday::lunar(5, 1, true, None),
            &["2027-06-05", "2028-06-23"],
        ),
        // The twelfth month has 29 days in both years.
        celebrates(
            "Born on a 30th",
            Birthday::lunar(12, 30, false, None),
            &["2027-02-05", "2028-01-25"],
        ),
        Life {
            in_silence: true,
            ..celebrates("Wants no words", Birthday::gregorian(5, 5, None), &[])
        },
        Life {
            family: vec![
                (Relation::Father, Birthday::gregorian(3, 10, None).unwrap()),
                (Relation::Mother, Birthday::lunar(1, 1, false, None).unwrap()),
            ],
            family_days: ["2027-03-10", "2028-03-10", "2027-02-06", "2028-01-26"]
                .map(day)
                .to_vec(),
            ..life("Has a family", false, &[(JOINED, Happens::Joins)])
        },
    ]
}

/// Comes every 24 days, is away for half a year, comes back, and is away again.
fn buys_again_and_again() -> Life {
    let mut does = vec![(day(JOINED), Happens::Joins)];
    for (from, times) in [("2026-12-10", 5), ("2027-12-21", 3)] {
        let visits = (0..times).map(|turn| day(from) + TimeDelta::days(24 * turn));
        does.extend(visits.map(|on| (on, Happens::Buys(25))));
    }
    Life {
        does,
        ..life("Buys often", true, &[])
    }
}

/// On each day on which clocks change somebody has a birthday, and something else is due.
fn around_the_changes(zone: &Zone) -> Vec<Life> {
    let changes = zone.changes();
    let mut lives = Vec::new();
    for (name, on) in ["First change", "Second change", "Third change", "Fourth change"]
        .into_iter()
        .zip(changes)
    {
        let born = Birthday::gregorian(chrono::Datelike::month(&on), chrono::Datelike::day(&on), None);
        let years = [2027, 2028].map(|year| chrono::Datelike::with_year(&on, year).unwrap());
        lives.push(Life {
            birthdays: years.to_vec(),
            ..celebrates(name, born, &[])
        });
    }
    let [first, second, third, fourth] = changes;
    let before = |on: NaiveDate, days: u64| on.checked_sub_days(Days::new(days)).unwrap();
    let whole = |name, does: Vec<(NaiveDate, Happens)>| Life {
        does,
        ..life(name, true, &[])
    };
    lives.push(whole(
        "Comes with the changes",
        vec![
            (before(first, 1), Happens::Joins),
            (before(second, 30), Happens::Buys(18)),
            (before(fourth, 1), Happens::Buys(18)),
        ],
    ));
    lives.push(whole(
        "Orders before a change",
        vec![(before(third, 40), Happens::Joins), (before(third, 1), Happens::Orders)],
    ));
    // Points end two days after a change.
    let joined = (third + TimeDelta::days(2))
        .checked_sub_months(Months::new(12))
        .unwrap();
    lives.push(Life {
        wants_offers: false,
        ..whole("Has points that end", vec![(joined, Happens::Joins)])
    });
    lives
}
