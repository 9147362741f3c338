//! What people look at. Nothing here changes anything.

use chrono::{DateTime, Utc};
use domain::gift::{Gift, Taken, Unavailable};
use domain::letter::Applied;
use domain::lot::Lot;
use domain::order::Line;
use domain::shop::Shop;
use domain::terms::{Names, Terms};
use domain::{CouponId, GiftId, MemberId, Money, OrderId, Points, ShopId, UserId};
use storage::coupons::{self, Coupon};
use storage::ledger::{self, Entry};
use storage::members::{self, Member};
use storage::orders::{self, Order};
use storage::people::Membership;
use storage::{StorageError, Tx, former, gifts, lots, named, order_lines};

use crate::{Loyalty, cut};

/// A balance with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub points: Points,
    pub pending: Points,
    pub owed: Points,
    /// Lots that can be spent, soonest to expire first (P4).
    pub lots: Vec<Lot>,
    /// Points on their way, with the instant they can be spent (P9).
    pub coming: Vec<(DateTime<Utc>, Points)>,
    /// Rows of this page, newest first.
    pub entries: Vec<Entry>,
    pub more: bool,
}

impl Statement {
    /// What expires next, and when.
    #[must_use]
    pub fn next_expiry(&self) -> Option<(DateTime<Utc>, Points)> {
        let at = self.lots.iter().find_map(|lot| lot.expires_at)?;
        let points = self
            .lots
            .iter()
            .filter(|lot| lot.expires_at == Some(at))
            .map(|lot| lot.remaining)
            .sum();
        Some((at, points))
    }
}

/// A gift as one member sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftView {
    pub gift: Gift,
    /// Whether they can have it now, and if not, why.
    pub offered: Result<(), Unavailable>,
}

/// A page of a member's coupons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wallet {
    pub coupons: Vec<Coupon>,
    pub more: bool,
}

/// A coupon with whom it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponView {
    pub coupon: Coupon,
    pub holder: Member,
}

/// An order with everything that is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderView {
    pub order: Order,
    pub lines: Vec<Line>,
    pub member: Member,
    /// The coupon that was used for it.
    pub coupon: Option<Coupon>,
    /// It is brought, and where to is not for whoever looks (S5).
    pub place_hidden: bool,
}

impl OrderView {
    /// What made it cheaper. What no line's price explains came off by the coupon.
    #[must_use]
    pub fn applied(&self) -> Applied {
        let order = &self.order;
        if order.discount.is_zero() && order.points_paid.is_zero() && self.coupon.is_none() {
            return Applied::default();
        }
        let by_prices = self.lines.iter().map(|line| {
            let off = line.everyday.less(line.price).minor();
            off.saturating_mul(i64::from(line.quantity))
        });
        let by_prices = Money::new(by_prices.sum()).unwrap_or(Money::MAX).min(order.discount);
        let (member_off, off) = match &self.coupon {
            Some(_) => (by_prices, order.discount.less(by_prices)),
            None => (order.discount, Money::ZERO),
        };
        Applied {
            everyday: order.goods,
            member_off,
            coupon: self.coupon.as_ref().map(|coupon| (coupon.title.clone(), off)),
            points: order.points_paid,
            points_worth: order.points_worth,
        }
    }
}

impl Loyalty {
    /// An order with its lines, its member and its coupon.
    pub async fn order_view(&self, shop: ShopId, order: OrderId) -> Result<Option<OrderView>, StorageError> {
        let mut tx = self.db.read().await?;
        match orders::find(&mut tx, shop, order).await? {
            Some(order) => view(&mut tx, shop, order).await,
            None => Ok(None),
        }
    }

    /// The order that a cause made.
    pub async fn order_by_cause(&self, shop: ShopId, cause: &str) -> Result<Option<OrderView>, StorageError> {
        let mut tx = self.db.read().await?;
        match orders::find_by_cause(&mut tx, shop, cause).await? {
            Some(order) => view(&mut tx, shop, order).await,
            None => Ok(None),
        }
    }

    /// A coupon and whom it belongs to.
    pub async fn coupon_and_holder(
        &self,
        shop: ShopId,
        coupon: CouponId,
    ) -> Result<Option<(Coupon, Member)>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(coupon) = coupons::find(&mut tx, shop, coupon).await? else {
            return Ok(None);
        };
        let holder = members::find_whoever(&mut tx, shop, coupon.member).await?;
        Ok(holder.map(|holder| (coupon, holder)))
    }

    /// A member's balance, lots and a page of rows (P12).
    pub async fn statement(
        &self,
        shop: &Shop,
        member: MemberId,
        skip: i64,
        limit: i64,
    ) -> Result<Statement, StorageError> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let balance = storage::balances::read(&mut tx, shop.id, member).await?;
        let held = lots::of_member(&mut tx, shop.id, member).await?;
        let mut entries = ledger::page(&mut tx, shop.id, member, skip, limit + 1).await?;
        tx.commit().await?;
        let more = entries.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        entries.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let mut coming: Vec<(DateTime<Utc>, Points)> = held
            .iter()
            .filter_map(|stored| Some((stored.pending_until?, stored.lot.remaining)))
            .collect();
        coming.sort();
        let mut open: Vec<Lot> = held
            .into_iter()
            .filter(|stored| stored.pending_until.is_none())
            .map(|stored| stored.lot)
            .filter(|lot| lot.expires_at.is_none_or(|at| at > now))
            .collect();
        open.sort_by_key(|lot| (lot.expires_at.is_none(), lot.expires_at, lot.earned_at, lot.id));
        // What expired today is not shown as theirs, even before the night run has written it down.
        let points = open.iter().map(|lot| lot.remaining).sum();
        Ok(Statement {
            points,
            pending: balance.pending,
            owed: balance.owed,
            lots: open,
            coming,
            entries,
            more,
        })
    }

    /// A page of the gift area as a member sees it; `true` when there are more. Whoever redeems is
    /// judged again, so what is shown need not be of one instant.
    pub async fn gifts_for(
        &self,
        shop: &Shop,
        member: Option<&Membership>,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<GiftView>, bool), StorageError> {
        let today = shop.day(self.now());
        let mut tx = self.db.look().await?;
        let listed = gifts::listed(&mut tx, shop.id, today, skip, limit + 1).await?;
        let (listed, more) = cut(listed, limit);
        let mut views = Vec::with_capacity(listed.len());
        for gift in listed {
            let taken = match member.filter(|_| gift.is_limited()) {
                Some(member) => gifts::taken(&mut tx, shop.id, member.id, gift.id, shop.day_starts(today)).await?,
                None => Taken::default(),
            };
            let (points, owed) = member.map_or((Points::ZERO, Points::ZERO), |member| (member.points, member.owed));
            let offered = gift.offered(today, points, owed, taken);
            views.push(GiftView { gift, offered });
        }
        Ok((views, more))
    }

    /// One gift as a member sees it.
    pub async fn gift_for(
        &self,
        shop: &Shop,
        member: Option<&Membership>,
        gift: GiftId,
    ) -> Result<Option<GiftView>, StorageError> {
        let mut tx = self.db.look().await?;
        let Some(gift) = gifts::find(&mut tx, shop.id, gift).await? else {
            return Ok(None);
        };
        let today = shop.day(self.now());
        let taken = match member {
            Some(member) => gifts::taken(&mut tx, shop.id, member.id, gift.id, shop.day_starts(today)).await?,
            None => Taken::default(),
        };
        let (points, owed) = member.map_or((Points::ZERO, Points::ZERO), |member| (member.points, member.owed));
        let offered = gift.offered(today, points, owed, taken);
        Ok(Some(GiftView { gift, offered }))
    }

    /// A page of all gifts, as staff see them; `true` when there are more.
    pub async fn all_gifts(&self, shop: ShopId, skip: i64, limit: i64) -> Result<(Vec<Gift>, bool), StorageError> {
        let mut tx = self.db.look().await?;
        let page = gifts::all(&mut tx, shop, skip, limit + 1).await?;
        Ok(cut(page, limit))
    }

    /// A page of a member's coupons.
    pub async fn wallet(&self, shop: ShopId, member: MemberId, skip: i64, limit: i64) -> Result<Wallet, StorageError> {
        let mut tx = self.db.look().await?;
        let coupons = coupons::of_member(&mut tx, shop, member, skip, limit + 1).await?;
        let (coupons, more) = cut(coupons, limit);
        Ok(Wallet { coupons, more })
    }

    /// What the things in a coupon's terms are called, for each of several.
    pub async fn names_in(&self, shop: ShopId, terms: &[&Terms]) -> Result<Vec<Names>, StorageError> {
        let mut tx = self.db.look().await?;
        let mut names = Vec::with_capacity(terms.len());
        for terms in terms {
            names.push(named::in_terms(&mut tx, shop, terms).await?);
        }
        Ok(names)
    }

    /// A member's own coupon.
    pub async fn own_coupon(
        &self,
        shop: ShopId,
        member: MemberId,
        coupon: CouponId,
    ) -> Result<Option<Coupon>, StorageError> {
        let mut tx = self.db.look().await?;
        let found = coupons::find(&mut tx, shop, coupon).await?;
        Ok(found.filter(|coupon| coupon.member == member))
    }

    /// A member, by the file they have now or by one that became part of it (D4).
    pub async fn member(&self, shop: ShopId, member: MemberId) -> Result<Option<Member>, StorageError> {
        let mut tx = self.db.look().await?;
        match former::now(&mut tx, shop, member).await? {
            Some(now) => members::find(&mut tx, shop, now).await,
            None => Ok(None),
        }
    }

    pub async fn member_by_user(&self, shop: ShopId, user: UserId) -> Result<Option<Member>, StorageError> {
        let mut tx = self.db.look().await?;
        members::find_by_user(&mut tx, shop, user).await
    }

    /// Whose card was scanned, in whichever shop.
    pub async fn card_holder(&self, card: &str) -> Result<Option<(ShopId, MemberId)>, StorageError> {
        let mut tx = self.db.look().await?;
        let Some((shop, member)) = members::find_by_card(&mut tx, card).await? else {
            return Ok(None);
        };
        let now = former::now(&mut tx, shop, member).await?;
        Ok(now.map(|member| (shop, member)))
    }

    /// What an order is made of. An amount alone has no lines.
    pub async fn order_lines(&self, shop: ShopId, order: OrderId) -> Result<Vec<Line>, StorageError> {
        let mut tx = self.db.look().await?;
        order_lines::of_order(&mut tx, shop, order).await
    }

    pub async fn order(&self, shop: ShopId, order: OrderId) -> Result<Option<Order>, StorageError> {
        let mut tx = self.db.look().await?;
        orders::find(&mut tx, shop, order).await
    }
}

pub(crate) async fn view(tx: &mut Tx, shop: ShopId, order: Order) -> Result<Option<OrderView>, StorageError> {
    let lines = order_lines::of_order(tx, shop, order.id).await?;
    let coupon = match order.coupon {
        Some(coupon) => coupons::find(tx, shop, coupon).await?,
        None => None,
    };
    let member = members::find_whoever(tx, shop, order.member).await?;
    Ok(member.map(|member| OrderView {
        order,
        lines,
        member,
        coupon,
        place_hidden: false,
    }))
}
