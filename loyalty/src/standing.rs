//! Where members stand: counted with each purchase and refund, and looked at on the nights they are due (T1–T3).

use chrono::NaiveDate;
use domain::MemberId;
use domain::grade::{Buyer, CutPoints};
use domain::letter::Letter;
use domain::shop::Shop;
use domain::tier::{Event, Facts, Ladder, Missing, Standing, Sums};
use storage::orders::Order;
use storage::standings::{self, Bought, Stored};
use storage::tiers::{self, Counted};
use storage::{StorageError, Tx, members};
use uuid::Uuid;

use crate::Loyalty;

/// Members that one transaction looks at.
const LOOKS: i64 = 40;
/// Orders that leave the window in one transaction, and members whose sums are made anew in one.
const COUNTS: i64 = 200;
/// Buyers that are read at a time.
const BUYERS: i64 = 2_000;
/// Buyers of whom fifths are found at most: by more of them no cut would move by much.
const GRADED: usize = 50_000;

/// A purchase that was counted, and what it leads to.
pub(crate) struct CountedPurchase {
    stored: Stored,
    ladder: Ladder,
    raised: Option<(Standing, Event)>,
    today: NaiveDate,
    tags: bool,
    asks: bool,
}

impl CountedPurchase {
    /// What is missing to the next tier. Of one that the purchase reaches, its own letter says that.
    pub(crate) fn next(&self) -> Option<(String, Missing)> {
        if let Some((_, Event::Reached(_))) = self.raised {
            return None;
        }
        let (next, missing) = self.ladder.next(self.stored.standing.tier, self.stored.sums)?;
        Some((next.title.clone(), missing))
    }

    /// Whether the shop asks its members questions.
    pub(crate) const fn asks(&self) -> bool {
        self.asks
    }
}

impl Loyalty {
    /// Counts an order that has been paid, in the transaction that says so and behind the lock of the balance.
    /// `None`: it was paid with points alone, and counts for nothing.
    pub(crate) async fn count_purchase(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        order: &Order,
        ladder: Ladder,
    ) -> Result<Option<CountedPurchase>, StorageError> {
        let Some(paid_at) = order.paid_at.filter(|_| !order.total.is_zero()) else {
            return Ok(None);
        };
        let Bought { stored, tags, asks } = standings::bought(tx, shop.id, order.member, order.total, paid_at).await?;
        let today = shop.day(paid_at);
        let facts = self.facts(tx, shop, order.member, &ladder, &stored, today).await?;
        let raised = ladder.raise(&stored.standing, &facts, Some(paid_at), today);
        Ok(Some(CountedPurchase {
            stored,
            ladder,
            raised,
            today,
            tags,
            asks,
        }))
    }

    /// A tier that a purchase reaches is reached at once (T2).
    pub(crate) async fn rise(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        counted: Option<CountedPurchase>,
    ) -> Result<(), StorageError> {
        let Some(counted) = counted else {
            return self.retag(tx, shop, member).await;
        };
        if let Some((standing, event)) = &counted.raised {
            let moves = (&counted.stored, standing);
            self.stand(tx, shop, member, &counted.ladder, moves, Some(*event), counted.today)
                .await?;
        }
        if counted.tags {
            self.retag(tx, shop, member).await?;
        }
        Ok(())
    }

    /// Counts what has been given back of an order, or that it no longer is paid. A tier that was won by it is looked
    /// at again on the night that follows (T2).
    pub(crate) async fn count_refund(&self, tx: &mut Tx, shop: &Shop, order: &Order) -> Result<(), StorageError> {
        let back = order.paid().back(order.refunded).money;
        standings::gave_back(tx, shop.id, order.id, back).await?;
        standings::recount(tx, shop.id, order.member).await?;
        let tomorrow = shop.day(self.now()).succ_opt().unwrap_or(NaiveDate::MAX);
        standings::shake(tx, shop.id, order.member, order.paid_at.unwrap_or(order.at), tomorrow).await?;
        self.retag(tx, shop, order.member).await
    }

    /// What a standing is judged by on a day.
    async fn facts(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        ladder: &Ladder,
        stored: &Stored,
        today: NaiveDate,
    ) -> Result<Facts, StorageError> {
        let standing = &stored.standing;
        let at_the_end = if ladder.nears_its_end(standing, today) {
            let from = shop.day_starts(ladder.decides_from(standing, today));
            standings::sums_between(tx, shop.id, member, from, self.now()).await?
        } else {
            Sums::default()
        };
        let when_won = match standing.won.filter(|won| won.shaken) {
            Some(won) => {
                let from = shop.day_starts(ladder.rules.window_starts(shop.day(won.at)));
                standings::sums_between(tx, shop.id, member, from, won.at).await?
            }
            None => Sums::default(),
        };
        Ok(Facts {
            now: stored.sums,
            at_the_end,
            when_won,
        })
    }

    /// Writes where a member stands from here on, and tells them what happened.
    #[expect(clippy::too_many_arguments, reason = "before and after, and what it is told with")]
    async fn stand(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        ladder: &Ladder,
        (before, after): (&Stored, &Standing),
        event: Option<Event>,
        today: NaiveDate,
    ) -> Result<(), StorageError> {
        standings::set(tx, shop.id, member, after, after.look_on(&ladder.rules, today)).await?;
        if let Some(letter) = event.and_then(|event| letter(shop, ladder, before.sums, event))
            && let Some(user) = members::find(tx, shop.id, member).await?.and_then(|member| member.user)
        {
            self.write_to(tx, shop, user, letter).await?;
        }
        if after.tier != before.standing.tier {
            self.put_tag_job(tx, shop, member).await?;
        }
        Ok(())
    }

    /// A tier that a member reaches by sums that were just made anew is reached at once.
    pub(crate) async fn raise_now(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        ladder: &Ladder,
    ) -> Result<(), StorageError> {
        let stored = standings::read(tx, shop.id, member).await?;
        let today = shop.day(self.now());
        let facts = self.facts(tx, shop, member, ladder, &stored, today).await?;
        if let Some((after, event)) = ladder.raise(&stored.standing, &facts, None, today) {
            self.stand(tx, shop, member, ladder, (&stored, &after), Some(event), today)
                .await?;
        }
        Ok(())
    }

    /// Has all sums of a shop made anew, and members go up where that or a change of the tiers makes them.
    pub(crate) async fn begin_recount(&self, tx: &mut Tx, shop: &Shop) -> Result<(), StorageError> {
        let ladder = tiers::ladder(tx, shop.id).await?;
        let from = shop.day_starts(ladder.rules.window_starts(shop.day(self.now())));
        let upto = Some(MemberId(Uuid::nil()));
        tiers::set_counted(tx, shop.id, Counted { from, upto }).await
    }

    /// A page of the sums that are made anew. Says whether there may be more.
    pub(crate) async fn recount_page(&self, tx: &mut Tx, shop: &Shop) -> Result<bool, StorageError> {
        let Some(counted) = tiers::counted(tx, shop.id).await? else {
            self.begin_recount(tx, shop).await?;
            return Ok(true);
        };
        let Some(after) = counted.upto else { return Ok(false) };
        let page = standings::count_anew(tx, shop.id, after, counted.from, COUNTS).await?;
        let upto = page.as_ref().map(|(upto, _)| *upto);
        let from = counted.from;
        tiers::set_counted(tx, shop.id, Counted { from, upto }).await?;
        let Some((_, members)) = page else { return Ok(false) };
        let ladder = tiers::ladder(tx, shop.id).await?;
        let today = shop.day(self.now());
        for (member, stored) in members {
            // What is won by a change of the rules is won whatever is given back later, and what was won before is
            // judged by other rules now.
            let settled = Standing {
                won: None,
                ..stored.standing.clone()
            };
            let facts = self.facts(tx, shop, member, &ladder, &stored, today).await?;
            let (after, event) = match ladder.raise(&settled, &facts, None, today) {
                Some((after, event)) => (after, Some(event)),
                None => (settled, None),
            };
            if after.tier.is_some() {
                self.stand(tx, shop, member, &ladder, (&stored, &after), event, today)
                    .await?;
            }
        }
        Ok(true)
    }

    /// A page of the orders that leave the window. Says whether there are more.
    pub(crate) async fn slide_page(&self, tx: &mut Tx, shop: &Shop) -> Result<bool, StorageError> {
        let Some(counted) = tiers::counted(tx, shop.id)
            .await?
            .filter(|counted| counted.upto.is_none())
        else {
            return Ok(false);
        };
        let rules = tiers::ladder(tx, shop.id).await?.rules;
        let to = shop.day_starts(rules.window_starts(shop.day(self.now())));
        if to <= counted.from {
            return Ok(false);
        }
        let from = standings::leave(tx, shop.id, counted.from, to, COUNTS).await?;
        tiers::set_counted(tx, shop.id, Counted { from, upto: None }).await?;
        Ok(from < to)
    }

    /// A page of the standings that are to be looked at. Says how many there were.
    pub(crate) async fn look_page(&self, tx: &mut Tx, shop: &Shop) -> Result<usize, StorageError> {
        let today = shop.day(self.now());
        let mut due = standings::due(tx, shop.id, today, LOOKS).await?;
        due.sort_unstable();
        if due.is_empty() {
            return Ok(0);
        }
        let ladder = tiers::ladder(tx, shop.id).await?;
        for member in &due {
            let stored = standings::locked(tx, shop.id, *member).await?;
            let facts = self.facts(tx, shop, *member, &ladder, &stored, today).await?;
            let (after, event) = ladder.look(&stored.standing, &facts, today);
            self.stand(tx, shop, *member, &ladder, (&stored, &after), event, today)
                .await?;
        }
        Ok(due.len())
    }

    /// Cuts the grades anew, by fifths of the buyers where there are enough of them (T4).
    pub(crate) async fn cut_grades(&self, shop: &Shop) -> Result<(), StorageError> {
        let cuts = CutPoints::of_fifths(&self.graded_buyers(shop).await?);
        let mut tx = self.db.read().await?;
        let before = tiers::grading(&mut tx, shop.id).await?;
        drop(tx);
        if before.fifths != cuts {
            let mut tx = self.db.begin().await?;
            tiers::set_fifths(&mut tx, shop.id, cuts.as_ref()).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// The buyers to find fifths among: all, or of very many every second, third and so on in the order in which they
    /// joined, which parts them as well.
    async fn graded_buyers(&self, shop: &Shop) -> Result<Vec<Buyer>, StorageError> {
        let today = shop.day(self.now());
        let mut tx = self.db.read().await?;
        let step = usize::try_from(standings::buyers(&mut tx, shop.id).await?).unwrap_or(0) / GRADED + 1;
        tx.commit().await?;
        let (mut graded, mut passed) = (Vec::new(), 0);
        let mut after = MemberId(Uuid::nil());
        loop {
            // A transaction for each page: a long one would hold up whoever clears away what was written before.
            let mut tx = self.db.read().await?;
            let page = standings::buyers_after(&mut tx, shop.id, after, BUYERS).await?;
            tx.commit().await?;
            let Some((last, ..)) = page.last() else {
                return Ok(graded);
            };
            after = *last;
            for (_, last_at, sums) in page {
                if passed % step == 0 {
                    let days = (today - shop.day(last_at)).num_days();
                    graded.push(Buyer { days, sums });
                }
                passed += 1;
            }
        }
    }
}

/// What a member is told. A tier that was earned again is no news.
fn letter(shop: &Shop, ladder: &Ladder, sums: Sums, event: Event) -> Option<Letter> {
    let title = |tier| ladder.find(tier).map(|tier| tier.title.clone());
    match event {
        Event::Reached(reached) => {
            let tier = ladder.find(reached)?;
            let next = ladder.next(Some(reached), sums);
            Some(Letter::TierReached {
                shop: shop.name.clone(),
                title: tier.title.clone(),
                times: tier.times,
                off: tier.off,
                early_minutes: tier.early_minutes,
                next: next.map(|(next, missing)| (next.title.clone(), missing)),
                currency: shop.currency,
            })
        }
        Event::Ending { tier, missing, on } => Some(Letter::TierEnding {
            shop: shop.name.clone(),
            title: title(tier)?,
            missing,
            on,
            currency: shop.currency,
        }),
        Event::Renewed(_) => None,
        Event::Lost { tier, now } => Some(Letter::TierLost {
            shop: shop.name.clone(),
            title: title(tier)?,
            now: now.and_then(title),
        }),
    }
}
