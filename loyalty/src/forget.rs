//! Forgetting somebody (D3): the person goes out of every table, and the books stay as they are.

use chrono::{DateTime, TimeDelta, Utc};
use domain::action::Action;
use domain::job::Job;
use domain::reason::{Actor, Reason};
use domain::role::Right;
use domain::shop::Shop;
use domain::{CouponId, MemberId, OfferId, OrderId, Points, UserId};
use storage::forgotten::{self, Traits};
use storage::members::Member;
use storage::{
    StorageError, Tx, balances, claims, coupons, erase, former, gifts, groups, jobs, members, offers, open_orders,
    orders, rhythms,
};

use crate::book::{GivenBack, Posting, Share};
use crate::cancel_order::{CancelBy, CancelOrder};
use crate::{Change, Loyalty};

/// By then an update that is in hand has been answered.
const SOON_SECONDS: i64 = 10;

/// Who wants somebody to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgetBy {
    /// They themselves.
    Member,
    /// Somebody of the shop, because they were asked to.
    Staff(UserId),
}

/// What goes with a file that nobody gets back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lost {
    pub points: Points,
    pub coupons: usize,
    /// Unpaid orders, which are cancelled.
    pub orders: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Forgotten {
    /// Nothing of them is left. `user`: the account that it was.
    Done {
        lost: Lost,
        user: Option<UserId>,
    },
    /// There is no such file, or not any more.
    Nobody,
    /// Money of theirs is on its way back; that has to end first.
    MoneyUnderWay,
    NotAllowed,
}

impl Loyalty {
    /// What would be lost with a file. `None`: there is no such file.
    pub async fn would_lose(&self, shop: &Shop, member: MemberId) -> Result<Option<Lost>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(found) = members::find(&mut tx, shop.id, member).await? else {
            return Ok(None);
        };
        let open = erase::open(&mut tx, shop.id, member).await?;
        Ok(Some(lost(&found, &open)))
    }

    /// Takes somebody out of a shop, at once and for good. What they had open ends: unpaid orders and coupons are let go,
    /// places in lines go to who is next, points are gone.
    ///
    /// Who asks again is told again that nobody is there.
    pub async fn forget_member(&self, shop: &Shop, member: MemberId, by: ForgetBy) -> Result<Forgotten, StorageError> {
        let mut tx = self.db.begin().await?;
        if let ForgetBy::Staff(user) = by
            && self
                .allowed(&mut tx, shop.id, user, Right::ForgetMembers)
                .await?
                .is_err()
        {
            return Ok(Forgotten::NotAllowed);
        }
        if members::find(&mut tx, shop.id, member).await?.is_none() {
            return Ok(Forgotten::Nobody);
        }
        balances::lock(&mut tx, shop.id, member).await?;
        // Behind the lock: a sale that was under way is in it.
        let Some(found) = members::find(&mut tx, shop.id, member).await? else {
            return Ok(Forgotten::Nobody);
        };
        let open = erase::open(&mut tx, shop.id, member).await?;
        if open.owing {
            return Ok(Forgotten::MoneyUnderWay);
        }
        let lost = lost(&found, &open);
        let now = self.now();
        let gone = Going { shop, member, by, now };
        for order in &open.orders {
            self.drop_order(&mut tx, &gone, *order).await?;
        }
        // Before coupons come back: they would go to who is next in line, which may be this very member.
        for offer in &open.lines {
            self.drop_place(&mut tx, &gone, *offer).await?;
        }
        // What an order held is a coupon like any other now.
        for coupon in erase::open(&mut tx, shop.id, member).await?.coupons {
            self.drop_coupon(&mut tx, &gone, coupon).await?;
        }
        self.write_off(&mut tx, &gone).await?;
        self.erase(&mut tx, shop, &found, now).await?;
        let actor = match by {
            ForgetBy::Member => Actor::Shop,
            ForgetBy::Staff(user) => Actor::Staff(user),
        };
        self.note(&mut tx, shop.id, actor, Action::MemberForget, None, Change::default())
            .await?;
        self.empty_log_soon(&mut tx, now).await?;
        tx.commit().await?;
        self.db.empty_log().await?;
        Ok(Forgotten::Done { lost, user: found.user })
    }

    /// Forgets somebody whom the program has met and who is no member of the shop.
    pub async fn forget_visitor(&self, shop: &Shop, user: UserId) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let chats = chats_of(&mut tx, shop).await?;
        erase::account(&mut tx, shop.id, user, &chats).await?;
        self.empty_log_soon(&mut tx, self.now()).await?;
        tx.commit().await?;
        self.db.empty_log().await
    }

    /// The update that asked for it is still in hand, and its text goes when it is answered.
    async fn empty_log_soon(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StorageError> {
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::EmptyLog,
            dedupe: None,
            not_before: now + TimeDelta::seconds(SOON_SECONDS),
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    async fn drop_order(&self, tx: &mut Tx, gone: &Going<'_>, order: OrderId) -> Result<(), StorageError> {
        let (shop, now) = (gone.shop, gone.now);
        let Some(seen) = orders::find(tx, shop.id, order).await? else {
            return Ok(());
        };
        if open_orders::cancel(tx, shop.id, order, now).await? {
            let by = CancelBy::Time;
            self.let_go(tx, &CancelOrder { shop, order, by }, &seen, now).await?;
        }
        Ok(())
    }

    async fn drop_coupon(&self, tx: &mut Tx, gone: &Going<'_>, coupon: CouponId) -> Result<(), StorageError> {
        let (shop, now) = (gone.shop, gone.now);
        let Some(coupon) = coupons::find(tx, shop.id, coupon).await? else {
            return Ok(());
        };
        // Nobody's hand: the row says when and not who.
        if !coupons::revoke(tx, shop.id, coupon.id, UserId(0), now).await? {
            return Ok(());
        }
        if !coupon.price.is_zero() {
            let posting = Posting {
                reason: Reason::GiftCancelled {
                    title: coupon.title.clone(),
                },
                coupon: Some(coupon.id),
                ..gone.posting(format!("cancel:{}", coupon.id))
            };
            if self.give_back(tx, &posting, &coupon.cause, Share::Held).await? == GivenBack::Lapsed {
                return Err(StorageError::Corrupt {
                    table: "coupons",
                    what: format!("coupon {} does not give back what it cost", coupon.id),
                });
            }
        }
        if let Some(gift) = coupon.gift {
            gifts::put_one_back(tx, shop.id, gift).await?;
        }
        self.release_claim(tx, shop, coupon.id, now).await
    }

    async fn drop_place(&self, tx: &mut Tx, gone: &Going<'_>, offer: OfferId) -> Result<(), StorageError> {
        let shop = gone.shop;
        offers::lock(tx, shop.id, offer).await?;
        if let Some(waits) = claims::in_line(tx, shop.id, offer, gone.member).await? {
            claims::leave(tx, shop.id, waits.id).await?;
            self.refresh_post(tx, shop.id, offer, gone.now).await?;
        }
        Ok(())
    }

    async fn write_off(&self, tx: &mut Tx, gone: &Going<'_>) -> Result<(), StorageError> {
        let posting = gone.posting(format!("forget:{}", gone.member));
        self.close_account(tx, &posting).await
    }

    /// Takes the person out of the tables, and notes by what they are known again.
    async fn erase(&self, tx: &mut Tx, shop: &Shop, found: &Member, now: DateTime<Utc>) -> Result<(), StorageError> {
        let traits = Traits {
            user: found.user,
            phone: found.phone.as_deref(),
            email: found.email.as_deref(),
        };
        forgotten::add(tx, shop.id, &traits, now).await?;
        let formers = former::of(tx, shop.id, found.id).await?;
        let mut words: Vec<String> = [Some(found.name.clone()), found.username.clone(), found.email.clone()]
            .into_iter()
            .flatten()
            .filter(|word| word.chars().count() > 1)
            .collect();
        // A night that is under way writes nothing about them any more.
        rhythms::turn(tx, shop.id).await?;
        for file in formers.into_iter().chain([found.id]) {
            let card = self.ids.token();
            erase::member(tx, shop.id, file, found.user, card.as_str(), now).await?;
            words.push(file.to_string());
        }
        erase::waiting_lists(tx, shop.id, now).await?;
        erase::quiet_dialogs(tx, shop.id, &words, found.phone.as_deref()).await?;
        erase::letters_about(tx, shop.id, found.id, &found.name).await?;
        if let Some(user) = found.user {
            let chats = chats_of(tx, shop).await?;
            erase::account(tx, shop.id, user, &chats).await?;
        }
        Ok(())
    }
}

async fn chats_of(tx: &mut Tx, shop: &Shop) -> Result<Vec<i64>, StorageError> {
    let groups = groups::of_shop(tx, shop.id).await?;
    Ok(groups.iter().map(|group| group.chat).collect())
}

/// Somebody on their way out.
struct Going<'a> {
    shop: &'a Shop,
    member: MemberId,
    by: ForgetBy,
    now: DateTime<Utc>,
}

impl Going<'_> {
    fn posting(&self, cause: String) -> Posting<'_> {
        Posting {
            shop: self.shop,
            member: self.member,
            reason: Reason::Forgotten,
            cause,
            order: None,
            coupon: None,
            actor: match self.by {
                ForgetBy::Member => Actor::Shop,
                ForgetBy::Staff(user) => Actor::Staff(user),
            },
            at: self.now,
        }
    }
}

fn lost(found: &Member, open: &erase::Open) -> Lost {
    Lost {
        points: found.points + found.pending,
        coupons: open.coupons.len(),
        orders: open.orders.len(),
    }
}
