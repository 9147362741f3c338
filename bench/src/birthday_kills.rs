//! The birthday morning of a large club whose bot is killed again and again: each is greeted once, or told late.

use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{Datelike, TimeDelta};
use domain::{Clock, UserId, WallClock};
use loyalty::Loyalty;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use storage::{coupons, seed};

use crate::clubs::Ground;
use crate::load::Load;
use crate::mail::Tally;
use crate::playing::{Cast, Place};
use crate::processes::{By, Measured, start_playground};

/// Greetings from the first hour of the day on, with a gift.
pub const SHOP_FILE: &str = "\n[birthdays]\ngreetings = true\nhour = 0\n\n\
                             [[tiers]]\nslug = \"all\"\ntitle = \"All\"\nbirthday_off = \"5\"\n";
/// One of so many kills comes while the bot starts; the others by what is done.
const AT_START: u32 = 4;
const LONGEST_START: Duration = Duration::from_millis(600);
const GLANCE: Duration = Duration::from_millis(5);
/// A bot that does nothing is killed all the same.
const LONGEST_IDLE: Duration = Duration::from_secs(15);
/// In the end nothing more comes for so long. A job in the hand of a dead process is taken up within minutes.
const SILENCE: Duration = Duration::from_mins(6);
/// Nobody is written to again but around a kill: the letter was on its way.
const AROUND: i64 = 2_000;

#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub celebrants: usize,
    pub kills: usize,
    pub seed: u64,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Greeted {
    /// Kills after the first greeting and before the last one.
    pub in_the_middle: usize,
    pub tally: Tally,
    pub never: usize,
    /// Got another greeting that was on its way when the bot was killed, and for no such reason.
    pub again: usize,
    pub again_without_a_kill: usize,
    /// Those who do not have exactly one gift.
    pub wrong_gifts: usize,
    pub took: Duration,
}

pub async fn measure(ground: &Ground, plan: Plan) -> anyhow::Result<Greeted> {
    let celebrants = i64::try_from(plan.celebrants)?;
    ground.fill(celebrants).await?;
    let loyalty = ground.loyalty().await?;
    let now = WallClock.now();
    let today = ground.shop.day(now);
    let day = (i64::from(today.month()), i64::from(today.day()));
    seed::write_birthdays(&loyalty.db, ground.shop.id, celebrants, day, now - TimeDelta::days(60)).await?;
    loyalty.db.close().await?;
    let cast = Cast {
        people: 0,
        first: celebrants + 1,
        stride: 1,
        readers: plan.celebrants,
        a_second: None,
    };
    let (_playground, place) = start_playground(cast).await?;
    let load = Load::reach(&place, 0, &ground.payload()).await?;
    let mut morning = Morning {
        ground,
        place,
        load,
        chance: StdRng::seed_from_u64(plan.seed),
        kills: Vec::new(),
        greeted: Greeted::default(),
    };
    let started = Instant::now();
    let mut bot = morning.starts()?;
    for nth in 0..plan.kills {
        let left = plan.celebrants - morning.reached().await?;
        morning.moment_comes(left / (plan.kills - nth).max(1)).await?;
        bot.kill().await?;
        morning.was_killed(plan.celebrants).await?;
        bot = morning.starts()?;
    }
    morning.comes_to_rest(plan.celebrants).await?;
    morning.greeted.took = started.elapsed();
    // The last one may have begun just now, and nobody waits for it longer than a start takes.
    drop(tokio::time::timeout(LONGEST_START * 5, std::future::pending::<()>()).await);
    bot.stop().await?;
    morning.is_counted(plan).await?;
    Ok(morning.greeted)
}

struct Morning<'a> {
    ground: &'a Ground,
    place: Place,
    load: Load,
    chance: StdRng,
    /// In milliseconds.
    kills: Vec<i64>,
    greeted: Greeted,
}

impl Morning<'_> {
    fn starts(&self) -> anyhow::Result<Measured> {
        self.ground.regulars.start(&self.place, By::Polling)
    }

    async fn reached(&mut self) -> anyhow::Result<usize> {
        Ok(self.load.mail(false).await?.reached)
    }

    /// Some instant: while the bot starts, or after about as many more greetings as leave some for each kill.
    async fn moment_comes(&mut self, share: usize) -> anyhow::Result<()> {
        let mut ticks = tokio::time::interval(GLANCE);
        let started = Instant::now();
        if self.chance.random_range(0..AT_START) == 0 {
            let after = LONGEST_START.mul_f64(self.chance.random());
            while started.elapsed() < after {
                ticks.tick().await;
            }
            return Ok(());
        }
        let until = self.reached().await? + self.chance.random_range(0..=2 * share);
        while started.elapsed() < LONGEST_IDLE && self.reached().await? < until {
            ticks.tick().await;
        }
        Ok(())
    }

    async fn was_killed(&mut self, celebrants: usize) -> anyhow::Result<()> {
        self.kills.push(WallClock.now().timestamp_millis());
        let reached = self.reached().await?;
        self.greeted.in_the_middle += usize::from(0 < reached && reached < celebrants);
        if self.kills.len().is_multiple_of(10) {
            eprintln!("{} kills, {reached} are greeted", self.kills.len());
        }
        Ok(())
    }

    async fn comes_to_rest(&mut self, celebrants: usize) -> anyhow::Result<()> {
        let mut ticks = tokio::time::interval(GLANCE * 20);
        let (mut before, mut since) = (0, Instant::now());
        while since.elapsed() < SILENCE {
            ticks.tick().await;
            let reached = self.reached().await?;
            if reached == celebrants {
                break;
            }
            if reached > before {
                (before, since) = (reached, Instant::now());
            }
        }
        Ok(())
    }

    async fn is_counted(&mut self, plan: Plan) -> anyhow::Result<()> {
        self.greeted.tally = self.load.mail(false).await?;
        self.greeted.never = plan.celebrants - self.greeted.tally.reached;
        for (one, other) in self.load.written_to_again().await? {
            let on_its_way = self
                .kills
                .iter()
                .any(|kill| one <= kill + AROUND && other >= kill - AROUND);
            self.greeted.again += usize::from(on_its_way);
            self.greeted.again_without_a_kill += usize::from(!on_its_way);
        }
        let loyalty = self.ground.loyalty().await?;
        self.greeted.wrong_gifts = self.wrong_gifts(&loyalty, plan.celebrants).await?;
        Ok(loyalty.db.close().await?)
    }

    async fn wrong_gifts(&self, loyalty: &Loyalty, celebrants: usize) -> anyhow::Result<usize> {
        let shop = self.ground.shop.id;
        let mut wrong = 0;
        for at in (1..).take(celebrants) {
            let user = UserId(seed::person(at).0);
            let member = loyalty
                .member_by_user(shop, user)
                .await?
                .context("a member is missing")?;
            let mut tx = loyalty.db.look().await?;
            let all = coupons::of_member(&mut tx, shop, member.id, 0, 10).await?;
            tx.commit().await?;
            let gifts = all.iter().filter(|coupon| coupon.cause.starts_with("birthday:"));
            wrong += usize::from(gifts.count() != 1);
        }
        Ok(wrong)
    }
}
