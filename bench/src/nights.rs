//! A usual night in a large club: tiers and sums, what it takes, and how the till fares meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::job::NightStep;
use domain::order::Item;
use domain::role::Role;
use domain::shop::Shop;
use domain::tier::proposed;
use domain::{Clock, MemberId, Money, OsIds, StoppedClock, UserId, WallClock};
use loyalty::{Loyalty, Sell, Sold};
use storage::Db;
use storage::seed::{self, Orders, Terms};
use storage::tiers::{self, Counted};
use uuid::Uuid;

use crate::clubs::Ground;

/// Orders of each member, over a year and a day.
const ORDERS: i64 = 10;
/// What each of them came to.
const TOTAL: i64 = 2_500;
/// Who buys while the night runs.
const BUYERS: i64 = 500;
const AT_ONCE: usize = 4;
const CLERK: UserId = UserId(2);

/// What a club's nights took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nights {
    /// Making all sums from nothing.
    pub first: Duration,
    /// A usual night.
    pub usual: Duration,
    /// Orders that left the window in it, and standings that were looked at.
    pub pages: usize,
    /// A sale, 99 of 100 within: without a night, and during one.
    pub alone: Duration,
    pub meanwhile: Duration,
    /// Of this process at its peak, in MiB.
    pub memory: f64,
}

pub async fn measure(ground: &Ground, members: i64, time: Duration) -> anyhow::Result<Nights> {
    ground.fill(members).await?;
    let db = Db::open(&ground.regulars.database_url).await?;
    let clock = StoppedClock::at(WallClock.now());
    let loyalty = Loyalty::new(db, Arc::new(clock.clone()), Arc::new(OsIds::default()));
    let shop = &ground.shop;
    let orders = Orders {
        shop: shop.id,
        members,
        each: ORDERS,
        total: TOTAL,
        until: clock.now(),
    };
    seed::write_orders(&loyalty.db, &orders).await?;
    employ(&loyalty, shop, clock.now()).await?;

    let today = shop.day(clock.now());
    forget_sums(&loyalty, shop, today).await?;
    let (first, _) = night(&loyalty, shop, today, NightStep::CountAnew).await?;
    stand(&loyalty, shop, members, today).await?;
    let till = Arc::new(Till::open(&loyalty, shop).await?);
    till.sell_for(time / 4).await?;
    let alone = till.sell_for(time).await?;

    let tomorrow = today.checked_add_days(Days::new(1)).context("the end of days")?;
    clock.set(shop.day_starts(tomorrow) + TimeDelta::minutes(1));
    let selling = till.sell_until_told();
    let (usual, pages) = night(&loyalty, shop, tomorrow, NightStep::FIRST).await?;
    let meanwhile = selling.stop().await?;
    loyalty.db.close().await?;
    Ok(Nights {
        first,
        usual,
        pages,
        alone,
        meanwhile,
        memory: peak_memory(),
    })
}

/// Does the pages of a night one after the other, as the worker does them. Says how long that took, and how many.
async fn night(loyalty: &Loyalty, shop: &Shop, day: NaiveDate, first: NightStep) -> anyhow::Result<(Duration, usize)> {
    let started = Instant::now();
    let (mut step, mut pages) = (first, 0);
    loop {
        let page = loyalty.night_page(shop.id, day, step).await?;
        pages += 1;
        if page.changed == 0 {
            match step.next() {
                Some(next) => step = next,
                None => return Ok((started.elapsed(), pages)),
            }
        }
    }
}

/// Has all sums made anew, as after a change of the window: the orders were written past the till.
async fn forget_sums(loyalty: &Loyalty, shop: &Shop, today: NaiveDate) -> anyhow::Result<()> {
    let mut tx = loyalty.db.begin().await?;
    let rules = tiers::ladder(&mut tx, shop.id).await?.rules;
    let counted = Counted {
        from: shop.day_starts(rules.window_starts(today)),
        upto: Some(MemberId(Uuid::nil())),
    };
    tiers::set_counted(&mut tx, shop.id, counted).await?;
    Ok(tx.commit().await?)
}

/// Puts the members into a tier, with terms that end on every day of the year.
async fn stand(loyalty: &Loyalty, shop: &Shop, members: i64, today: NaiveDate) -> anyhow::Result<()> {
    let ids = std::array::from_fn(|_| loyalty.new_tier_id());
    let proposed = proposed(
        shop.currency,
        ids,
        ["Regular", "Silver", "Gold", "Platinum"].map(str::to_owned),
    );
    let silver = proposed.get(1).context("there is no second tier")?.id;
    let mut tx = loyalty.db.begin().await?;
    for tier in &proposed {
        tiers::add(&mut tx, shop.id, tier, None).await?;
    }
    tx.commit().await?;
    let terms = Terms {
        shop: shop.id,
        members,
        tier: silver,
        today,
    };
    Ok(seed::write_terms(&loyalty.db, &terms).await?)
}

async fn employ(loyalty: &Loyalty, shop: &Shop, at: DateTime<Utc>) -> anyhow::Result<()> {
    let mut tx = loyalty.db.begin().await?;
    storage::staff::add(&mut tx, shop.id, CLERK, Role::Clerk, "Clerk", None, at).await?;
    tx.commit().await?;
    Ok(())
}

/// Where a few buy again and again.
struct Till {
    loyalty: Loyalty,
    shop: Shop,
    members: Vec<MemberId>,
    turns: AtomicI64,
}

/// Sales that go on until they are told to stop.
struct Selling {
    over: Arc<AtomicBool>,
    tasks: Vec<tokio::task::JoinHandle<anyhow::Result<Vec<Duration>>>>,
}

impl Till {
    async fn open(loyalty: &Loyalty, shop: &Shop) -> anyhow::Result<Self> {
        let mut members = Vec::new();
        for at in 1..=BUYERS {
            let user = UserId(seed::person(at).0);
            let member = loyalty.member_by_user(shop.id, user).await?;
            members.push(member.context("a member is missing")?.id);
        }
        Ok(Self {
            loyalty: loyalty.clone(),
            shop: shop.clone(),
            members,
            turns: AtomicI64::new(0),
        })
    }

    async fn sell_one(&self) -> anyhow::Result<Duration> {
        let turn = self.turns.fetch_add(1, Ordering::Relaxed);
        let member = *self
            .members
            .get(usize::try_from(turn)? % self.members.len())
            .context("nobody is there")?;
        let cause = format!("bench:{turn}");
        let amount = Item::Amount(Money::new(TOTAL).unwrap_or_default());
        let ask = Sell::amount(&self.shop, CLERK, member, &amount, &cause);
        let started = Instant::now();
        match self.loyalty.sell(&ask).await? {
            Sold::Done { .. } => Ok(started.elapsed()),
            other => bail!("a sale was refused: {other:?}"),
        }
    }

    fn sell_until_told(self: &Arc<Self>) -> Selling {
        let over = Arc::new(AtomicBool::new(false));
        let tasks = (0..AT_ONCE)
            .map(|_| {
                let (till, over) = (Arc::clone(self), Arc::clone(&over));
                tokio::spawn(async move {
                    let mut times = Vec::new();
                    while !over.load(Ordering::Relaxed) {
                        times.push(till.sell_one().await?);
                    }
                    anyhow::Ok(times)
                })
            })
            .collect();
        Selling { over, tasks }
    }

    /// The time within which 99 of 100 sales are done.
    async fn sell_for(self: &Arc<Self>, time: Duration) -> anyhow::Result<Duration> {
        let selling = self.sell_until_told();
        let (told, wait) = tokio::sync::oneshot::channel::<()>();
        // Nobody tells it anything: it waits for as long as it may.
        drop(tokio::time::timeout(time, wait).await);
        drop(told);
        selling.stop().await
    }
}

impl Selling {
    async fn stop(self) -> anyhow::Result<Duration> {
        self.over.store(true, Ordering::Relaxed);
        let mut times = Vec::new();
        for task in self.tasks {
            times.extend(task.await??);
        }
        times.sort_unstable();
        let at = times.len().saturating_sub(1) * 99 / 100;
        times.get(at).copied().context("nothing was sold")
    }
}

/// In MiB, as the kernel counts it.
fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1_024.0
}
