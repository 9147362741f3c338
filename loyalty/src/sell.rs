//! A purchase at the till: recorded, points given, the customer told.

use std::slice;

use chrono::{DateTime, Days, Utc};
use domain::action::Action;
use domain::letter::Letter;
use domain::order::{Channel, Item, OrderState};
use domain::reason::{Actor, Reason};
use domain::role::Right;
use domain::shop::Shop;
use domain::terms::Worth;
use domain::tier::Missing;
use domain::{CouponId, MemberId, Money, OrderId, Points, UserId, lot};
use storage::buyers::{self, AtTheTill};
use storage::coupons::Coupon;
use storage::members::Member;
use storage::orders::{self, Order};
use storage::{StorageError, Tx, balances, boosts, coupons, ledger, order_lines};

use crate::account::Account;
use crate::book::{Posting, Spent};
use crate::earned::boost_of;
use crate::enroll::read_member;
use crate::reckon::{Buyer, Reckoned, Unsold, Wish};
use crate::standing::CountedPurchase;
use crate::{Change, Loyalty};

/// A clerk enters what a member buys.
#[derive(Debug, Clone)]
pub struct Sell<'a> {
    pub shop: &'a Shop,
    pub clerk: UserId,
    pub member: MemberId,
    pub items: &'a [Item],
    pub coupon: Option<CouponId>,
    /// Paid with points: at most so many.
    pub points: Points,
    /// What the clerk was shown that it comes to. Nobody pays another sum than they agreed to. `None`:
    /// nothing was shown.
    pub agreed: Option<Money>,
    /// What was bought, in the clerk's words.
    pub note: &'a str,
    /// Names the one sale that is meant: the clerk's message or the intention behind a button.
    pub cause: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sold {
    /// Recorded. Repeated, it is the same order.
    Done {
        order: Box<Order>,
        /// What earlier refunds still owed and this purchase covered (P7).
        covered: Points,
        member: Box<Member>,
    },
    /// It cannot be sold like this. Nothing was written.
    Refused(Unsold),
    /// It comes to another sum than was shown. Nothing was written.
    Changed,
    /// An amount of nothing.
    Nothing,
    /// Nobody sells to themselves.
    ToYourself,
    NoSuchMember,
    NotAllowed,
}

impl<'a> Sell<'a> {
    /// An amount alone, with nothing applied to it.
    #[must_use]
    pub fn amount(shop: &'a Shop, clerk: UserId, member: MemberId, amount: &'a Item, cause: &'a str) -> Self {
        Self {
            shop,
            clerk,
            member,
            items: slice::from_ref(amount),
            coupon: None,
            points: Points::ZERO,
            agreed: None,
            note: "",
            cause,
        }
    }
}

impl Loyalty {
    pub async fn sell(&self, ask: &Sell<'_>) -> Result<Sold, StorageError> {
        if let Some(answer) = self.try_sell(ask, false).await? {
            return Ok(answer);
        }
        // The balance counted points whose time is over, or somebody else moved it meanwhile.
        self.catch_up(ask.shop, ask.member).await?;
        self.try_sell(ask, true).await?.ok_or_else(|| StorageError::Corrupt {
            table: "balances",
            what: format!("member {} has more points than lots", ask.member),
        })
    }

    /// `None` when the balance counts points that have to be expired first, or was moved since it was read. `locked`:
    /// nobody else may move it from the first.
    async fn try_sell(&self, ask: &Sell<'_>, locked: bool) -> Result<Option<Sold>, StorageError> {
        let shop = ask.shop;
        let mut tx = self.db.begin().await?;
        let buyer = match self.at_the_till(&mut tx, ask, locked).await? {
            Ok(buyer) => buyer,
            Err(answer) => return Ok(Some(answer)),
        };
        let AtTheTill { member, tier, .. } = buyer;
        let now = self.now();
        let wish = Wish {
            items: ask.items,
            fee: Money::ZERO,
            coupon: ask.coupon,
            points: ask.points,
        };
        let lines = match self.lines(&mut tx, shop, &tier, ask.items).await? {
            Ok(lines) => lines,
            Err(why) => return self.refused(tx, ask, member, why).await,
        };
        let buyer = Buyer {
            member: &member,
            tier: &tier,
        };
        let reckoned = match self.reckon(&mut tx, shop, buyer, &lines, wish, now).await? {
            Ok(reckoned) => reckoned,
            Err(why) => return self.refused(tx, ask, member, why).await,
        };
        let order = at_the_till(self, ask, &reckoned, now);
        let actor = Actor::Staff(ask.clerk);
        let mut account = Account::seen(shop.id, member.id, member.balance());
        match self.pay_with_points(&mut tx, shop, &order, actor, &mut account).await? {
            Spent::Done { .. } => {}
            Spent::Stale => return Ok(None),
            // It was reckoned with what there is.
            Spent::Repeated | Spent::Short { .. } => return Ok(Some(Sold::Changed)),
        }
        let covered = self.credit_purchase(shop, &order, actor, &mut account, now);
        // The balance comes first, as in every act.
        if !account.take_turn(&mut tx, member.balance()).await? {
            return Ok(None);
        }
        if !orders::add(&mut tx, shop.id, &order, ask.cause).await? {
            drop(tx);
            return self.sold_before(ask, member).await.map(Some);
        }
        if ask.agreed.is_some_and(|agreed| agreed != order.total) {
            return Ok(Some(Sold::Changed));
        }
        if !matches!(ask.items, [Item::Amount(_)]) {
            order_lines::add(&mut tx, shop.id, order.id, &reckoned.sum.lines).await?;
        }
        if let Some(coupon) = &reckoned.coupon {
            if !coupons::use_for(&mut tx, shop.id, coupon.id, order.id, Some(ask.clerk), now).await? {
                let taken = self.lost_coupon(&mut tx, shop, coupon).await?;
                return Ok(Some(Sold::Refused(taken)));
            }
            self.open_boost(&mut tx, shop, member.id, coupon, now).await?;
        }
        if let Err(why) = self.take_stock(&mut tx, shop, &reckoned.sum.lines).await? {
            return Ok(Some(Sold::Refused(why)));
        }
        let Some(balance) = account.settle(&mut tx).await? else {
            return Ok(Some(Sold::Changed));
        };
        self.note(
            &mut tx,
            shop.id,
            actor,
            Action::SaleRecord,
            Some(member.id),
            Change::made(in_the_log(shop, &order)),
        )
        .await?;
        let member = Box::new(member.with(balance));
        let counted = self.count_purchase(&mut tx, shop, &order, tier.ladder).await?;
        let next = counted.as_ref().and_then(CountedPurchase::next);
        self.tell_of_purchase(&mut tx, shop, &order, &reckoned, &member, (covered, next))
            .await?;
        let asks = counted.as_ref().is_none_or(CountedPurchase::asks);
        self.rise(&mut tx, shop, order.member, counted).await?;
        if asks {
            self.ask_gently(&mut tx, shop, order.member).await?;
        }
        tx.commit().await?;
        Ok(Some(Sold::Done {
            order: Box::new(order),
            covered,
            member,
        }))
    }

    /// Who buys, if this clerk may sell to them.
    async fn at_the_till(
        &self,
        tx: &mut Tx,
        ask: &Sell<'_>,
        locked: bool,
    ) -> Result<Result<AtTheTill, Sold>, StorageError> {
        let shop = ask.shop.id;
        if locked {
            // What is read behind the lock is what others have left.
            balances::find_locked(tx, shop, ask.member).await?;
        }
        let Some(found) = buyers::at_the_till(tx, shop, ask.clerk, ask.member).await? else {
            return Ok(Err(match self.allowed(tx, shop, ask.clerk, Right::RunTill).await? {
                Ok(_) => Sold::NoSuchMember,
                Err(_) => Sold::NotAllowed,
            }));
        };
        Ok(if !found.role.is_some_and(|role| role.may(Right::RunTill)) {
            Err(Sold::NotAllowed)
        } else if found.member.user == Some(ask.clerk) {
            Err(Sold::ToYourself)
        } else {
            Ok(found)
        })
    }

    /// Takes the points that an order is paid with off its member's account.
    pub(crate) async fn pay_with_points(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        order: &Order,
        actor: Actor,
        account: &mut Account,
    ) -> Result<Spent, StorageError> {
        if order.points_paid.is_zero() {
            let balance = account.balance();
            return Ok(Spent::Done { balance });
        }
        let posting = Posting {
            shop,
            member: order.member,
            reason: Reason::PaidWith {
                worth: order.points_worth,
            },
            cause: paying_cause(order.id),
            order: Some(order.id),
            coupon: None,
            actor,
            at: order.at,
        };
        self.spend_from(tx, &posting, account, order.points_paid).await
    }

    /// Credits what an order earns to its member's account, and gives what that covered of what was owed (P7).
    pub(crate) fn credit_purchase(
        &self,
        shop: &Shop,
        order: &Order,
        actor: Actor,
        account: &mut Account,
        now: DateTime<Utc>,
    ) -> Points {
        if order.earned.is_zero() {
            return Points::ZERO;
        }
        let posting = Posting {
            shop,
            member: order.member,
            reason: Reason::Purchase { total: order.total },
            cause: earning_cause(order.id),
            order: Some(order.id),
            coupon: None,
            actor,
            at: now,
        };
        self.credit_to(&posting, account, order.earned, lot::pending_until(shop, now))
    }

    /// Opens the better rate that a coupon stands for, until the end of its last day.
    pub(crate) async fn open_boost(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        member: MemberId,
        coupon: &Coupon,
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let (Some(boost), Worth::Times { days, .. }) = (boost_of(&coupon.terms), &coupon.terms.worth) else {
            return Ok(());
        };
        let today = shop.day(now);
        let last_day = today.checked_add_days(Days::new(u64::from(*days))).unwrap_or(today);
        boosts::open(tx, shop.id, coupon.id, member, &boost, now, shop.day_ends(last_day)).await
    }

    /// Tells the member of a purchase: what it covered of what they owed, and what is missing to the next tier.
    pub(crate) async fn tell_of_purchase(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        order: &Order,
        reckoned: &Reckoned,
        member: &Member,
        (covered, next): (Points, Option<(String, Missing)>),
    ) -> Result<(), StorageError> {
        let coupon = reckoned.coupon.as_deref();
        if let Some(user) = member.user {
            let letter = Letter::Bought {
                shop: shop.name.clone(),
                total: order.total,
                currency: shop.currency,
                earned: order.earned,
                covered,
                spendable_from: lot::pending_until(shop, order.at).map(|at| shop.day(at)),
                balance: member.points,
                applied: reckoned.applied(),
                next,
            };
            self.write_to(tx, shop, user, letter).await?;
        }
        let Some(coupon) = coupon.filter(|coupon| coupon.member != member.id) else {
            return Ok(());
        };
        // It was shown by somebody else than its holder, who may (C3).
        let holder = read_member(tx, shop, coupon.member).await?;
        let Some(user) = holder.user else { return Ok(()) };
        let letter = Letter::CouponUsed {
            shop: shop.name.clone(),
            title: coupon.title.clone(),
            code: coupon.code.to_string(),
        };
        self.write_to(tx, shop, user, letter).await
    }

    /// A sale that came again is the same sale, even if it could not be made any more.
    async fn refused(
        &self,
        mut tx: Tx,
        ask: &Sell<'_>,
        member: Member,
        why: Unsold,
    ) -> Result<Option<Sold>, StorageError> {
        let before = orders::find_by_cause(&mut tx, ask.shop.id, ask.cause).await?;
        drop(tx);
        if before.is_some() {
            return self.sold_before(ask, member).await.map(Some);
        }
        Ok(Some(match why {
            Unsold::Nothing => Sold::Nothing,
            why => Sold::Refused(why),
        }))
    }

    async fn sold_before(&self, ask: &Sell<'_>, member: Member) -> Result<Sold, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(order) = orders::find_by_cause(&mut tx, ask.shop.id, ask.cause).await? else {
            return Ok(Sold::NoSuchMember);
        };
        let entry = ledger::find_by_cause(&mut tx, ask.shop.id, &earning_cause(order.id)).await?;
        Ok(Sold::Done {
            order: Box::new(order),
            covered: entry.map_or(Points::ZERO, |entry| entry.owed.size()),
            member: Box::new(member),
        })
    }
}

fn at_the_till(loyalty: &Loyalty, ask: &Sell<'_>, reckoned: &Reckoned, now: DateTime<Utc>) -> Order {
    let sum = &reckoned.sum;
    Order {
        id: OrderId(loyalty.ids.uuid(now)),
        member: ask.member,
        state: OrderState::Fulfilled,
        channel: Channel::Till,
        external: None,
        goods: sum.goods,
        discount: sum.discount,
        fee: sum.fee,
        points_paid: sum.points_used,
        points_worth: sum.points_worth,
        total: sum.total,
        refunded: Money::ZERO,
        earned: reckoned.earned,
        clawed: Points::ZERO,
        returned: Points::ZERO,
        coupon: reckoned.coupon.as_ref().map(|coupon| coupon.id),
        note: ask.note.to_owned(),
        delivery: None,
        for_whom: None,
        clerk: Some(ask.clerk),
        at: now,
        due_at: None,
        paid_at: Some(now),
        charge: None,
        closed_at: Some(now),
        undone_at: None,
    }
}

fn in_the_log(shop: &Shop, order: &Order) -> serde_json::Value {
    let mut became = serde_json::json!({
        "total": order.total, "currency": shop.currency, "earned": order.earned, "note": order.note,
    });
    if let Some(fields) = became.as_object_mut() {
        if !order.discount.is_zero() {
            fields.insert("discount".into(), order.discount.minor().into());
        }
        if !order.points_paid.is_zero() {
            fields.insert("points".into(), order.points_paid.get().into());
        }
        if let Some(coupon) = order.coupon {
            fields.insert("coupon".into(), coupon.to_string().into());
        }
    }
    became
}

/// What makes the points of a purchase be credited once (P3).
fn earning_cause(order: OrderId) -> String {
    format!("order:{order}")
}

/// What makes the points that a purchase is paid with be taken once.
pub(crate) fn paying_cause(order: OrderId) -> String {
    format!("pay:{order}")
}
