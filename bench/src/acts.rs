//! Redemptions and sales without Telegram around them, beside what the engine's commits cost alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use domain::shop::Shop;
use domain::{Clock, GiftId, MemberId, UserId, WallClock};
use loyalty::{Loyalty, Redeem, Redeemed};
use storage::seed;

use crate::clubs::Ground;
use crate::load::number;
use crate::processes::own_cpu;
use crate::sales::Counter;

/// How many act at once.
pub const CROWDS: [usize; 2] = [16, 64];
const MEMBERS: i64 = 2_000;

/// What one engine reached.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    /// One row per transaction, one transaction after the other.
    pub commits_alone: f64,
    /// One row per transaction, by as many at once as act.
    pub commits: Vec<f64>,
    pub redemptions: Vec<f64>,
    /// With a coupon, and a part paid with points.
    pub sales: Vec<f64>,
    /// Of this process, per redemption.
    pub cpu: Vec<Duration>,
}

/// Each rate is the median of three, taken in turns so that a slow minute slows them all.
pub async fn measure(ground: &Ground, time: Duration) -> anyhow::Result<Rates> {
    ground.fill(MEMBERS).await?;
    let loyalty = ground.loyalty().await?;
    seed::make_plain_table(&loyalty.db).await?;
    let till = Arc::new(Till::open(&loyalty, &ground.shop).await?);
    till.redeem(16, time / 4).await?;
    let counter = Arc::new(Counter::open(&loyalty, &ground.shop).await?);
    let members: Vec<MemberId> = till.members.iter().map(|(member, _)| *member).collect();
    let mut alone = Vec::new();
    let mut sales = vec![Vec::new(); CROWDS.len()];
    let mut commits = vec![Vec::new(); CROWDS.len()];
    let mut redemptions = vec![Vec::new(); CROWDS.len()];
    let mut cpu = vec![Vec::new(); CROWDS.len()];
    for _ in 0..3 {
        alone.push(till.commit(1, time).await?);
        for (at, crowd) in CROWDS.into_iter().enumerate() {
            let into = |lists: &mut Vec<Vec<f64>>, rate| lists.get_mut(at).map(|list| list.push(rate));
            into(&mut commits, till.commit(crowd, time).await?);
            let (before, first) = (own_cpu()?, till.turns.load(Ordering::Relaxed));
            let rate = till.redeem(crowd, time).await?;
            let worked = own_cpu()?.saturating_sub(before).as_secs_f64() / (rate * time.as_secs_f64());
            into(&mut redemptions, rate);
            into(&mut cpu, worked);
            // More than can be used, unless a sale costs less than a third of a redemption.
            let redeemed = usize::try_from(till.turns.load(Ordering::Relaxed) - first)?;
            counter.hand_out(&members, redeemed * 3).await?;
            into(&mut sales, counter.sell(crowd, time).await?);
        }
    }
    loyalty.db.close().await?;
    Ok(Rates {
        commits_alone: median(alone),
        commits: commits.into_iter().map(median).collect(),
        redemptions: redemptions.into_iter().map(median).collect(),
        sales: sales.into_iter().map(median).collect(),
        cpu: cpu
            .into_iter()
            .map(|list| Duration::from_secs_f64(median(list)))
            .collect(),
    })
}

fn median(mut list: Vec<f64>) -> f64 {
    list.sort_unstable_by(f64::total_cmp);
    list.get(list.len() / 2).copied().unwrap_or_default()
}

/// Where many stand and want gifts.
struct Till {
    loyalty: Loyalty,
    shop: Shop,
    members: Vec<(MemberId, UserId)>,
    gifts: Vec<GiftId>,
    /// Everybody's turn is one higher than the last one's.
    turns: AtomicI64,
}

impl Till {
    async fn open(loyalty: &Loyalty, shop: &Shop) -> anyhow::Result<Self> {
        let (gifts, _) = loyalty.gifts_for(shop, None, 0, 100).await?;
        let mut members = Vec::new();
        for at in 1..=MEMBERS {
            let user = UserId(seed::person(at).0);
            let member = loyalty.member_by_user(shop.id, user).await?;
            members.push((member.context("a member is missing")?.id, user));
        }
        Ok(Self {
            loyalty: loyalty.clone(),
            shop: shop.clone(),
            members,
            gifts: gifts.into_iter().map(|view| view.gift.id).collect(),
            turns: AtomicI64::new(0),
        })
    }

    /// Redemptions a second.
    async fn redeem(self: &Arc<Self>, at_once: usize, time: Duration) -> anyhow::Result<f64> {
        let till = Arc::clone(self);
        many(at_once, time, move || {
            let till = Arc::clone(&till);
            async move { till.redeem_one().await }
        })
        .await
    }

    async fn redeem_one(&self) -> anyhow::Result<()> {
        let turn = usize::try_from(self.turns.fetch_add(1, Ordering::Relaxed))?;
        let (member, user) = *self.members.get(turn % self.members.len()).context("nobody is there")?;
        let gift = *self.gifts.get(turn % self.gifts.len()).context("there is no gift")?;
        let ask = Redeem {
            shop: &self.shop,
            member,
            user,
            gift,
            agreed: None,
            intention: &self.loyalty.ids.token(),
        };
        match self.loyalty.redeem(&ask).await? {
            Redeemed::Done { .. } => Ok(()),
            other => bail!("a redemption was refused: {other:?}"),
        }
    }

    /// Transactions of one row a second.
    async fn commit(self: &Arc<Self>, at_once: usize, time: Duration) -> anyhow::Result<f64> {
        let till = Arc::clone(self);
        many(at_once, time, move || {
            let till = Arc::clone(&till);
            async move {
                let turn = till.turns.fetch_add(1, Ordering::Relaxed);
                Ok(seed::commit_plain_row(&till.loyalty.db, turn, WallClock.now()).await?)
            }
        })
        .await
    }
}

/// How often a second something is done by so many, each again and again for a while.
pub async fn many<F>(
    at_once: usize,
    time: Duration,
    act: impl Fn() -> F + Clone + Send + Sync + 'static,
) -> anyhow::Result<f64>
where
    F: Future<Output = anyhow::Result<()>> + Send,
{
    let started = Instant::now();
    let tasks: Vec<_> = (0..at_once)
        .map(|_| {
            let act = act.clone();
            tokio::spawn(async move {
                let mut done = 0_usize;
                while started.elapsed() < time {
                    act().await?;
                    done += 1;
                }
                anyhow::Ok(done)
            })
        })
        .collect();
    let mut done = 0;
    for task in tasks {
        done += task.await??;
    }
    Ok(number(done) / started.elapsed().as_secs_f64())
}
