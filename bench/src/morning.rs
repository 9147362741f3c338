//! A morning in a club of millions: how long it takes to choose those whose moment it is, and how fast their letters are
//! written.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use domain::automation::Trigger;
use domain::birthday::{Birthday, kept_on};
use domain::ids::first_id_at;
use domain::job::Job;
use domain::shop::Shop;
use domain::{Clock, MemberId, OsIds, StoppedClock, WallClock};
use loyalty::{Loyalty, MorningPage};
use storage::moments::{self, Span, Subject};
use storage::seed::{self, MorningClub};
use storage::testing::{self, Value};
use storage::{Db, Tx, automations, birthdays, jobs};
use uuid::Uuid;

use crate::clubs::Ground;
use crate::load::number;
use crate::processes::own_mib;

/// As many as a morning takes in one transaction.
const PAGE: i64 = 100;
/// How often each first page is read; the median counts.
const TURNS: usize = 9;
/// Pages of a trigger that has more moments than are looked at: a holiday of everybody's.
const MOST_PAGES: usize = 1_000;
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// What happens at night is not part of it.
const ITS_HOUR: TimeDelta = TimeDelta::hours(10);

/// How long it takes to choose.
#[derive(Debug, Clone)]
pub struct Choice {
    pub of: String,
    pub moments: usize,
    /// There are more.
    pub more: bool,
    pub first_page: Duration,
    pub whole: Duration,
}

/// The writing of a morning's letters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Written {
    pub letters: i32,
    pub pages: usize,
    pub took: Duration,
    /// Nothing was left to write.
    pub whole: bool,
    /// Of this process before it, and the most during it, in MiB.
    pub before: f64,
    pub most: f64,
}

#[derive(Debug)]
pub struct Morning {
    pub filled: Duration,
    pub disk: i64,
    pub choices: Vec<Choice>,
    pub written: Written,
}

pub async fn measure(ground: &Ground, members: i64, time: Duration) -> anyhow::Result<Morning> {
    let db = Db::open(&ground.regulars.database_url).await?;
    let shop = &ground.shop;
    let today = shop.day(WallClock.now());
    let started = Instant::now();
    let club = MorningClub { shop, members, today };
    seed::write_morning(&db, &club).await?;
    let filled = started.elapsed();
    let mut tx = db.look().await?;
    let disk = testing::size(&mut tx).await?;
    goes_by_index(&mut tx, shop, today).await?;
    let mut choices = Vec::new();
    for trigger in Trigger::ALL {
        for wave in &trigger.proposed(trigger.usual_id(), shop.currency).waves {
            let day = trigger.moment(today, wave.days).context("the end of days")?;
            choices.push(choose(&mut tx, shop, trigger, day, wave.days).await?);
        }
    }
    // Members were born on the first 28 days of each month.
    let kept = today.with_day(15).unwrap_or(today);
    choices.push(choose_birthdays(&mut tx, shop, kept).await?);
    tx.commit().await?;

    let clock = StoppedClock::at(shop.day_starts(today) + ITS_HOUR);
    let loyalty = Loyalty::new(db, Arc::new(clock.clone()), Arc::new(OsIds::default()));
    everything_is_on(&loyalty, shop, clock.now()).await?;
    let written = write_morning(&loyalty, shop, today, time).await?;
    loyalty.db.close().await?;
    Ok(Morning {
        filled,
        disk,
        choices,
        written,
    })
}

fn span(shop: &Shop, day: NaiveDate) -> Span {
    Span {
        day,
        starts: shop.day_starts(day),
        ends: shop.day_ends(day),
    }
}

/// Reads the moments of a day by pages, as a morning does.
async fn choose(tx: &mut Tx, shop: &Shop, trigger: Trigger, day: NaiveDate, wave: u32) -> anyhow::Result<Choice> {
    let span = span(shop, day);
    let subject = Subject {
        trigger,
        category: None,
    };
    let mut first_pages = Vec::new();
    for _ in 0..TURNS {
        let started = Instant::now();
        moments::page(tx, shop.id, subject, span, None, PAGE).await?;
        first_pages.push(started.elapsed());
    }
    let (mut after, mut seen, mut more) = (None, 0, true);
    let started = Instant::now();
    for _ in 0..MOST_PAGES {
        let page = moments::page(tx, shop.id, subject, span, after, PAGE).await?;
        seen += page.len();
        more = page.len() == usize::try_from(PAGE)?;
        after = page.last().map(|moment| moment.place);
        if !more {
            break;
        }
    }
    Ok(Choice {
        of: format!("{} {wave}", trigger.as_str()),
        moments: seen,
        more,
        first_page: median(first_pages),
        whole: started.elapsed(),
    })
}

async fn choose_birthdays(tx: &mut Tx, shop: &Shop, today: NaiveDate) -> anyhow::Result<Choice> {
    let mut first_pages = Vec::new();
    for _ in 0..TURNS {
        let started = Instant::now();
        if let Some(kept) = kept_on(today).first() {
            birthdays::on(tx, shop.id, *kept, MemberId(Uuid::nil()), PAGE).await?;
        }
        first_pages.push(started.elapsed());
    }
    let (mut seen, started) = (0, Instant::now());
    for kept in kept_on(today) {
        seen += birthdays_of(tx, shop, kept).await?;
    }
    Ok(Choice {
        of: "birthdays".to_owned(),
        moments: seen,
        more: false,
        first_page: median(first_pages),
        whole: started.elapsed(),
    })
}

async fn birthdays_of(tx: &mut Tx, shop: &Shop, kept: Birthday) -> anyhow::Result<usize> {
    let (mut after, mut seen) = (MemberId(Uuid::nil()), 0);
    loop {
        let page = birthdays::on(tx, shop.id, kept, after, PAGE).await?;
        seen += page.len();
        match page.last() {
            Some(last) if page.len() == usize::try_from(PAGE)? => after = last.member,
            _ => return Ok(seen),
        }
    }
}

/// Fails if the engine would read through a table, or through all of an index, with the rows that there are.
async fn goes_by_index(tx: &mut Tx, shop: &Shop, today: NaiveDate) -> anyhow::Result<()> {
    let span = span(shop, today - TimeDelta::days(30));
    let ahead = self::span(shop, today + TimeDelta::days(14));
    let (id, from, to) = (
        Value::Id(shop.id.0),
        Value::Id(first_id_at(span.starts)),
        Value::Id(first_id_at(span.ends)),
    );
    let page = Value::Number(PAGE);
    let bought = [id, Value::At(span.ends), Value::At(span.starts), from, page];
    let expiring = [
        id,
        Value::At(ahead.ends),
        Value::At(ahead.starts),
        Value::Id(Uuid::max()),
        page,
    ];
    let born = [
        id,
        Value::Text("gregorian"),
        Value::Number(5),
        Value::Number(5),
        Value::Flag(false),
        Value::Id(Uuid::nil()),
        page,
    ];
    let of_ids = [id, from, to, page];
    let questions: [((&str, &str), &[Value]); 8] = [
        (("moments", "JOINED"), &of_ids),
        (("moments", "NEVER_BOUGHT"), &of_ids),
        (("moments", "CONSENTING"), &[id, Value::Id(Uuid::nil()), page]),
        (("moments", "UNPAID"), &of_ids),
        (("moments", "BOUGHT"), &bought),
        (("moments", "BOUGHT_LAST"), &bought),
        (("moments", "EXPIRING"), &expiring),
        (("birthdays", "ON"), &born),
    ];
    for (statement, values) in questions {
        let plan = testing::plan(tx, statement, values).await?;
        eprintln!("{}::{}\n  {}", statement.0, statement.1, plan.join("\n  "));
        let reads_through = plan
            .iter()
            .any(|step| step.contains("Seq Scan") || step.starts_with("SCAN "));
        ensure!(!reads_through, "{} of {} goes by no index", statement.1, statement.0);
    }
    Ok(())
}

/// All that every shop has, with the waves that are proposed.
async fn everything_is_on(loyalty: &Loyalty, shop: &Shop, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut tx = loyalty.db.begin().await?;
    for trigger in Trigger::USUAL {
        let mut automation = trigger.proposed(trigger.usual_id(), shop.currency);
        automation.since = Some(now - TimeDelta::days(30));
        automations::add(&mut tx, shop.id, &automation, None).await?;
    }
    Ok(tx.commit().await?)
}

/// Writes the letters of a morning page by page, as the worker does, for as long as there is time.
pub async fn write_morning(loyalty: &Loyalty, shop: &Shop, day: NaiveDate, time: Duration) -> anyhow::Result<Written> {
    let mut written = Written {
        before: own_mib()?,
        ..Written::default()
    };
    let holder = loyalty.ids.uuid(loyalty.clock.now());
    let started = Instant::now();
    let mut page = MorningPage {
        shop: shop.id,
        day,
        step: None,
        put: 0,
    };
    loyalty.morning_page(page).await?;
    while started.elapsed() < time {
        let now = loyalty.clock.now();
        let mut tx = loyalty.db.begin().await?;
        let claimed = jobs::claim(&mut tx, holder, now, now + LEASE, 1).await?;
        tx.commit().await?;
        let Some(claim) = claimed.into_iter().next() else {
            written.whole = true;
            break;
        };
        if let Job::Morning { shop, day, step, put } = &claim.job {
            page = MorningPage {
                shop: *shop,
                day: *day,
                step: *step,
                put: *put,
            };
            loyalty.morning_page(page).await?;
        }
        let mut tx = loyalty.db.begin().await?;
        jobs::done(&mut tx, &claim, now).await?;
        tx.commit().await?;
        written.pages += 1;
        written.letters = page.put;
        written.most = written.most.max(own_mib()?);
    }
    written.took = started.elapsed();
    Ok(written)
}

impl Written {
    pub fn per_second(&self) -> f64 {
        f64::from(self.letters) / self.took.as_secs_f64().max(f64::EPSILON)
    }

    /// How many a second are decided about, whatever comes of it.
    pub fn moments_per_second(&self) -> f64 {
        number(self.pages) * 100.0 / self.took.as_secs_f64().max(f64::EPSILON)
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
