//! The daily check-in.

use chrono::{DateTime, Utc};
use domain::reason::{Actor, Reason};
use domain::shop::Shop;
use domain::{MemberId, Points, UserId, earn};
use storage::{StorageError, balances, former, ledger};

use crate::Loyalty;
use crate::book::Posting;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckedIn {
    /// `given` is less than `wanted` when a cap was reached (P10).
    Done {
        given: Points,
        wanted: Points,
        balance: Points,
    },
    /// Once a day (P3).
    AlreadyToday { balance: Points },
    /// Nothing more can be earned without buying, today or at all (P10).
    CapReached,
    /// The shop gives nothing for it.
    Off,
}

impl Loyalty {
    /// Gives the day's check-in points, once per member and day of the shop. What was given `since` they
    /// asked is answered as if it were given now: their own tap came twice, or was handled twice.
    pub async fn check_in(
        &self,
        shop: &Shop,
        member: MemberId,
        user: UserId,
        since: DateTime<Utc>,
    ) -> Result<CheckedIn, StorageError> {
        let wanted = shop.rules.check_in;
        if wanted.is_zero() {
            return Ok(CheckedIn::Off);
        }
        let now = self.now();
        let day = shop.day(now);
        let cause = format!("checkin:{member}:{day}");
        let mut tx = self.db.begin().await?;
        let before = balances::lock(&mut tx, shop.id, member).await?;
        if let Some(entry) = ledger::find_by_cause(&mut tx, shop.id, &cause).await? {
            let (given, balance) = (entry.amount.size(), before.points);
            return Ok(if entry.at >= since {
                CheckedIn::Done { given, wanted, balance }
            } else {
                CheckedIn::AlreadyToday { balance }
            });
        }
        // A file that became part of this one may have been here today.
        for former in former::of(&mut tx, shop.id, member).await? {
            let theirs = format!("checkin:{former}:{day}");
            if ledger::find_by_cause(&mut tx, shop.id, &theirs).await?.is_some() {
                let balance = before.points;
                return Ok(CheckedIn::AlreadyToday { balance });
            }
        }
        let free = balances::free_earnings(&mut tx, shop.id, member, day).await?;
        let given = earn::within_caps(&shop.rules, wanted, free.today, free.ever);
        if given.is_zero() {
            return Ok(CheckedIn::CapReached);
        }
        let posting = Posting {
            shop,
            member,
            reason: Reason::CheckIn,
            cause,
            order: None,
            coupon: None,
            actor: Actor::Member(user),
            at: now,
        };
        let credited = self.credit(&mut tx, &posting, given, None).await?;
        balances::add_free_earnings(&mut tx, shop.id, member, day, given).await?;
        self.ask_gently(&mut tx, shop, member).await?;
        tx.commit().await?;
        let balance = credited.map_or(before.points, |credited| credited.balance.points);
        Ok(CheckedIn::Done { given, wanted, balance })
    }
}
