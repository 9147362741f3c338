//! Two years of a shop in three time zones, with everything on that goes out by itself: each message comes to whom it
//! belongs, on its day and at its hour, once. What is to come is reckoned by dates alone ([`oracle`]).

mod lives;
mod oracle;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use domain::automation::{Automation, Trigger};
use domain::birthday::{Birthday, Told};
use domain::relative::{Relation, Relative};
use domain::setting::Setting;
use domain::{AutomationId, Clock, Lang, OrderId, ProductId};
use loyalty::{AutomationSaved, ForgetBy, OrderPaid, RelativeSaved, WordsSaved};
use playground::Seen;
use stories::{Someone, Stage, TestShop, on_both_engines};

use crate::automations::wants_offers;
use crate::greetings::{is_born, settles};
use crate::orders::{has_ordered, sells};
use lives::{BERLIN, EVENINGS, FIRST, Happens, LAST, LORD_HOWE, Life, SANTIAGO, Zone, day, lives};
use oracle::{Expectations, Kind, PER_WEEK, WAVES, expected, words};

on_both_engines![
    p3_m2_m4_m5_b1_b5_b8_two_years_in_berlin,
    p3_m2_m4_m5_b1_b5_b8_two_years_in_santiago_where_midnight_is_skipped,
    p3_m2_m4_m5_b1_b5_b8_two_years_on_lord_howe_where_clocks_change_by_half_an_hour,
];

/// So many days of a pause are caught up with, so no day is left out if that many at most lie between two nights.
const CAUGHT_UP: i64 = 3;
/// The days in which that is so.
const WATCHED: i64 = 120;
/// When members do what they do, and when a program comes back that was off at the shop's hour.
const AFTERNOON: NaiveTime = NaiveTime::from_hms_opt(15, 0, 0).unwrap();
const EVENING: NaiveTime = NaiveTime::from_hms_opt(21, 30, 0).unwrap();
/// Nothing that advertises goes out from nine in the evening until nine in the morning.
const AWAKE: std::ops::Range<u32> = 9..21;
const A_MINUTE: TimeDelta = TimeDelta::minutes(1);

async fn p3_m2_m4_m5_b1_b5_b8_two_years_in_berlin(stage: Arc<Stage>) {
    two_years(stage, &BERLIN).await;
}

async fn p3_m2_m4_m5_b1_b5_b8_two_years_in_santiago_where_midnight_is_skipped(stage: Arc<Stage>) {
    two_years(stage, &SANTIAGO).await;
}

async fn p3_m2_m4_m5_b1_b5_b8_two_years_on_lord_howe_where_clocks_change_by_half_an_hour(stage: Arc<Stage>) {
    two_years(stage, &LORD_HOWE).await;
}

async fn two_years(stage: Arc<Stage>, zone: &Zone) {
    let shop = TestShop::opens(stage, "The Shop", zone.tz).await;
    everything_is_on(&shop, zone).await;
    let lives = lives(zone);
    let expected = expected(zone, &lives);
    let nights = nights(zone, &lives, &expected);
    let mut walk = Walk::begins(shop, zone, &lives).await;

    for today in &nights {
        walk.lives(*today, &lives, &expected).await;
    }

    let told = expected.told.iter();
    let told = told.map(|told| line(told.who, told.on, told.hour, &told.what));
    equal(told.collect(), walk.lines());
    walk.nobody_is_woken_or_gets_too_much();
    println!("{} messages in {} nights", walk.heard.len(), nights.len());
    walk.shop.stage.everybody_looks();
}

/// Every automation is on with words of the shop's own, by which they are known, and so is what belongs to birthdays.
async fn everything_is_on(shop: &TestShop, zone: &Zone) {
    settles(shop, Setting::MailHour, i64::from(zone.writes_at)).await;
    settles(shop, Setting::Greetings, 1).await;
    settles(shop, Setting::GreetingHour, i64::from(zone.greets_at)).await;
    settles(shop, Setting::FamilyDays, 7).await;
    for (kind, waves) in WAVES {
        let holiday = match kind {
            Kind::Christmas => Birthday::gregorian(12, 24, None),
            Kind::NewYear => Birthday::lunar(1, 1, false, None),
            _ => None,
        };
        let id = switched_on(shop, kind, waves, holiday).await;
        for wave in waves {
            let (settled, by) = (shop.shop().await, shop.owner.user());
            let which = (u32::try_from(*wave).unwrap(), Lang::En);
            let text = format!("{}: hello {{name}}", words(kind, *wave));
            let saved = shop.loyalty().set_own_words(&settled, by, id, which, Some(&text)).await;
            assert_eq!(saved.unwrap(), WordsSaved::Done);
        }
    }
}

async fn switched_on(shop: &TestShop, kind: Kind, waves: &[i64], holiday: Option<Birthday>) -> AutomationId {
    let (settled, by, now) = (shop.shop().await, shop.owner.user(), shop.clock.now());
    let loyalty = shop.loyalty();
    let id = match kind.trigger() {
        Trigger::Holiday => {
            let added = loyalty.add_automation(&settled, by, Trigger::Holiday).await.unwrap();
            let AutomationSaved::Done(added) = added else {
                panic!("{added:?}")
            };
            added.id
        }
        usual => usual.usual_id(),
    };
    let on = loyalty.change_automation(&settled, by, id, |automation: &mut Automation| {
        automation.since = Some(now);
        automation.holdout = 0;
        automation.holiday = holiday;
        if holiday.is_some() {
            let like = automation.waves[0].clone();
            let days = waves.iter().map(|days| u32::try_from(*days).unwrap());
            automation.waves = days
                .map(|days| domain::automation::Wave { days, ..like.clone() })
                .collect();
        }
    });
    let on = on.await.unwrap();
    let AutomationSaved::Done(on) = on else {
        panic!("{on:?}")
    };
    let mut days: Vec<i64> = on.waves.iter().map(|wave| i64::from(wave.days)).collect();
    days.sort_unstable();
    assert_eq!(days, waves, "{kind:?} is not what the shop is promised");
    id
}

/// The nights that are lived through: all on which something is decided, those about the changes of clocks, and in the first
/// months so many others that no day is left out.
fn nights(zone: &Zone, lives: &[Life], expected: &Expectations) -> BTreeSet<NaiveDate> {
    let mut nights: BTreeSet<NaiveDate> = expected.decided.union(&expected.greeted).copied().collect();
    nights.extend(expected.told.iter().map(|told| told.on));
    nights.extend(lives.iter().flat_map(|life| life.does.iter().map(|(on, _)| *on)));
    for change in zone.changes() {
        nights.extend((-1..=1).map(|days| change + TimeDelta::days(days)));
    }
    nights.extend([FIRST, LAST].map(day));
    let mut between = day(FIRST);
    while between < day(FIRST) + TimeDelta::days(WATCHED) {
        nights.insert(between);
        between += TimeDelta::days(CAUGHT_UP + 1);
    }
    nights
}

fn line(who: &str, on: NaiveDate, hour: u32, what: &str) -> String {
    format!("{on} {hour:02}h {who}: {what}")
}

/// What differs is shown alone: a list of hundreds says nothing.
fn equal(mut expected: Vec<String>, mut heard: Vec<String>) {
    expected.sort();
    heard.sort();
    let without = |all: &[String], others: &[String]| {
        let mut rest = others.to_vec();
        let mut alone = all.to_vec();
        alone.retain(|line| match rest.iter().position(|other| other == line) {
            Some(at) => {
                rest.remove(at);
                false
            }
            None => true,
        });
        alone
    };
    let (missing, too_much) = (without(&expected, &heard), without(&heard, &expected));
    assert!(
        missing.is_empty() && too_much.is_empty(),
        "did not come: {missing:#?}\ncame: {too_much:#?}"
    );
}

/// A message that somebody got.
struct Heard {
    who: &'static str,
    at: DateTime<Utc>,
    what: String,
}

struct Walk<'a> {
    shop: TestShop,
    zone: &'a Zone,
    mug: ProductId,
    people: HashMap<&'static str, Someone>,
    ordered: HashMap<&'static str, OrderId>,
    heard: Vec<Heard>,
    /// Yesterday's messages wait for the morning.
    waits: bool,
}

impl<'a> Walk<'a> {
    async fn begins(shop: TestShop, zone: &'a Zone, lives: &[Life]) -> Self {
        let mug = sells(&shop, "Mug", 1_000, |_| ()).await;
        let people = lives.iter().map(|life| (life.name, shop.stage.person(life.name)));
        Self {
            mug,
            people: people.collect(),
            zone,
            ordered: HashMap::new(),
            heard: Vec::new(),
            waits: false,
            shop,
        }
    }

    /// A day from midnight to midnight.
    async fn lives(&mut self, today: NaiveDate, lives: &[Life], expected: &Expectations) {
        let is_evening = EVENINGS.map(day).contains(&today);
        let is_change = self.zone.changes().contains(&today);
        self.shop.wakes_on(&today.to_string()).await;
        if is_change || expected.greeted.contains(&today) {
            self.hour_comes(today, self.zone.greeting_time(today)).await;
        }
        if self.waits {
            self.hour_comes(today, NaiveTime::from_hms_opt(AWAKE.start, 0, 0).unwrap())
                .await;
            self.waits = false;
        }
        let writes_at = NaiveTime::from_hms_opt(self.zone.writes_at, 0, 0).unwrap();
        if !is_evening && (is_change || expected.decided.contains(&today)) {
            self.hour_comes(today, writes_at).await;
        } else if !is_evening {
            self.comes_to(today, writes_at).await;
        }
        for life in lives {
            let does = life.does.iter().filter(|(on, _)| *on == today);
            for (_, what) in does {
                self.listens();
                if is_evening {
                    self.shop
                        .clock
                        .set(self.instant(today, AFTERNOON).max(self.shop.clock.now()));
                } else {
                    self.comes_to(today, AFTERNOON).await;
                }
                self.does(life, *what).await;
            }
        }
        if is_evening {
            self.comes_to(today, EVENING).await;
            self.waits = true;
        }
        self.listens();
        if is_change {
            assert_eq!(self.shop.loyalty().check().await.unwrap().findings, [], "{today}");
        }
    }

    /// A minute before nothing goes out that is not due.
    async fn hour_comes(&mut self, today: NaiveDate, time: NaiveTime) {
        let at = self.instant(today, time);
        if at - A_MINUTE > self.shop.clock.now() {
            self.shop.clock.set(at - A_MINUTE);
            self.works_and_sends().await;
        }
        self.comes_to(today, time).await;
    }

    async fn comes_to(&mut self, today: NaiveDate, time: NaiveTime) {
        let at = self.instant(today, time).max(self.shop.clock.now());
        self.shop.clock.set(at);
        self.works_and_sends().await;
    }

    async fn works_and_sends(&self) {
        self.shop.stage.works().await;
        // The letters of a morning leave one after the other.
        self.shop.clock.advance(TimeDelta::seconds(5));
        self.shop.stage.post().await;
    }

    /// The first time that clocks show this.
    fn instant(&self, today: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = today.and_time(time).and_local_timezone(self.zone.tz);
        local
            .earliest()
            .unwrap_or_else(|| panic!("there is no {time} on {today}"))
            .to_utc()
    }

    async fn does(&mut self, life: &Life, what: Happens) {
        let (shop, who) = (&self.shop, &self.people[life.name]);
        let (settled, loyalty) = (shop.shop().await, shop.loyalty());
        match what {
            Happens::Joins => self.joins(life).await,
            Happens::Buys(euros) => drop(shop.sells(who, euros * 100).await),
            Happens::Orders => {
                let order = has_ordered(shop, who, self.mug).await;
                self.ordered.insert(life.name, order);
            }
            Happens::Pays => {
                let order = self.ordered[life.name];
                let paid = loyalty.pay_order_at_till(&settled, shop.clerk.user(), order).await;
                assert!(matches!(paid, Ok(OrderPaid::Done(_))), "{paid:?}");
            }
            Happens::SpendsThirty => drop(shop.has_redeemed(who, shop.coffee).await),
            Happens::WantsNoOffers => {
                let member = shop.file(who).await.id;
                loyalty.let_marketing(&settled, member, false).await.unwrap();
            }
            Happens::Refuses(trigger) => assert!(loyalty.want(&settled, who.user(), trigger, false).await.unwrap()),
            Happens::Leaves => {
                let member = shop.file(who).await.id;
                loyalty.forget_member(&settled, member, ForgetBy::Member).await.unwrap();
            }
            Happens::BlocksTheBot => who.blocks_the_bot().await,
        }
    }

    async fn joins(&self, life: &Life) {
        let (shop, who) = (&self.shop, &self.people[life.name]);
        shop.enrolls(who).await;
        if life.wants_offers {
            wants_offers(shop, who).await;
        }
        if let Some(born) = life.born {
            is_born(shop, who, born).await;
        }
        let (settled, loyalty) = (shop.shop().await, shop.loyalty());
        if life.in_silence {
            assert!(loyalty.tell_birthday(&settled, who.user(), Told::Never).await.unwrap());
        }
        for (relation, born) in &life.family {
            self.buys_for(who, *relation, *born).await;
        }
    }

    async fn buys_for(&self, who: &Someone, relation: Relation, born: Birthday) {
        let relative = Relative {
            id: self.shop.loyalty().new_relative_id(),
            relation,
            name: String::new(),
            birthday: Some(born),
            size: String::new(),
            taste: String::new(),
        };
        let settled = self.shop.shop().await;
        let saved = self.shop.loyalty().save_relative(&settled, who.user(), &relative).await;
        assert!(matches!(saved, Ok(RelativeSaved::Done { .. })), "{saved:?}");
    }

    /// Takes down what came since.
    fn listens(&mut self) {
        for (name, who) in &self.people {
            let heard = who.reads().into_iter().filter_map(|seen| {
                Some(Heard {
                    who: name,
                    at: seen.date,
                    what: what_it_is(&seen)?,
                })
            });
            self.heard.extend(heard);
        }
    }

    fn lines(&self) -> Vec<String> {
        let lines = self.heard.iter().map(|heard| {
            let at = heard.at.with_timezone(&self.zone.tz);
            line(heard.who, at.date_naive(), at.hour(), &heard.what)
        });
        lines.collect()
    }

    /// Beside what is expected: whatever it is, it keeps the quiet hours and the limit (M5).
    fn nobody_is_woken_or_gets_too_much(&self) {
        let mut of: HashMap<&str, Vec<NaiveDate>> = HashMap::new();
        for heard in self.heard.iter().filter(|heard| is_of_an_automation(&heard.what)) {
            let at = heard.at.with_timezone(&self.zone.tz);
            assert!(AWAKE.contains(&at.hour()), "{} heard {} at {at}", heard.who, heard.what);
            of.entry(heard.who).or_default().push(at.date_naive());
        }
        for (who, mut days) in of {
            days.sort_unstable();
            for week in days.windows(PER_WEEK + 1) {
                assert!(
                    week[PER_WEEK] - week[0] >= TimeDelta::days(7),
                    "{who} heard too much: {week:?}"
                );
            }
        }
    }
}

fn is_of_an_automation(what: &str) -> bool {
    WAVES
        .iter()
        .any(|(kind, waves)| waves.iter().any(|wave| words(*kind, *wave) == what))
}

/// What of that which goes out by itself a message is.
fn what_it_is(seen: &Seen) -> Option<String> {
    let text = seen.words();
    let begins = text.split_once(':').map_or(text, |(begins, _)| begins);
    let birthday = |part: &str, what: &str| text.contains(part).then(|| what.to_owned());
    if is_of_an_automation(begins) {
        return Some(begins.to_owned());
    }
    birthday("Belated", "late greeting")
        .or_else(|| birthday("Happy birthday", "greeting"))
        .or_else(|| birthday("has a birthday", "family"))
}
