//! What a purchase would come to, judged from what the tables say at this moment (C4).

use chrono::{DateTime, Utc};
use domain::coupon::CouponState;
use domain::letter::Applied;
use domain::order::{Item, Line};
use domain::reckon::{self, Basket, NotNow, Reckoning, Unreckoned};
use domain::shop::Shop;
use domain::{CouponId, Money, Points, ProductId, TagId};
use storage::coupons::{self, Coupon};
use storage::members::Member;
use storage::tiers::{self, MemberTier};
use storage::{StorageError, Tx, people, products, tags};

use crate::Loyalty;

/// What somebody wants to buy, and what with.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    pub items: &'a [Item],
    /// What bringing it costs.
    pub fee: Money,
    pub coupon: Option<CouponId>,
    /// Paid with points: at most so many, and never more than there are.
    pub points: Points,
}

/// Who buys, with the balance as it is, and where they stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Buyer<'a> {
    pub member: &'a Member,
    pub tier: &'a MemberTier,
}

/// A purchase with everything that counts for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoned {
    pub sum: Reckoning,
    pub coupon: Option<Box<Coupon>>,
    pub earned: Points,
}

impl Reckoned {
    /// What makes it cheaper than it says on the shelf.
    #[must_use]
    pub fn applied(&self) -> Applied {
        let sum = &self.sum;
        let coupon = self.coupon.as_ref();
        if sum.discount.is_zero() && sum.points_used.is_zero() && coupon.is_none() {
            return Applied::default();
        }
        Applied {
            everyday: sum.goods,
            member_off: sum.discount.less(sum.coupon_off),
            coupon: coupon.map(|coupon| (coupon.title.clone(), sum.coupon_off)),
            points: sum.points_used,
            points_worth: sum.points_worth,
        }
    }
}

/// Why a purchase cannot be made like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsold {
    /// An amount of nothing.
    Nothing,
    /// More than any till takes.
    TooMuch,
    /// Not in the catalogue any more.
    Gone {
        title: Option<String>,
    },
    /// Fewer are left than were asked for.
    SoldOut {
        title: String,
        left: i64,
    },
    /// The coupon does not count for it. `by` took it, where somebody did (C2).
    Coupon {
        coupon: Box<Coupon>,
        why: NotNow,
        by: Option<String>,
    },
    NoSuchCoupon,
}

/// A purchase before it counts, and what else could be applied to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    pub member: Member,
    pub reckoned: Reckoned,
    /// The member's coupons, and what each would take off, or why it does not count.
    pub coupons: Vec<(Coupon, Result<Money, NotNow>)>,
    /// How many points could pay for it, and how much.
    pub payable: (Points, Money),
}

/// More coupons than these are not offered at the till; the rest can be scanned.
const COUPONS: i64 = 20;

/// Of one thing in one purchase.
const MOST: u32 = 1_000;

impl Loyalty {
    /// What a purchase would come to. Nothing is written; whoever buys is judged again.
    pub async fn preview(
        &self,
        shop: &Shop,
        member: &Member,
        wish: Wish<'_>,
    ) -> Result<Result<Preview, Unsold>, StorageError> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let tier = tiers::member_tier(&mut tx, shop.id, member.id).await?;
        let lines = match self.lines(&mut tx, shop, &tier, wish.items).await? {
            Ok(lines) => lines,
            Err(why) => return Ok(Err(why)),
        };
        let buyer = Buyer { member, tier: &tier };
        let reckoned = match self.reckon(&mut tx, shop, buyer, &lines, wish, now).await? {
            Ok(reckoned) => reckoned,
            Err(why) => return Ok(Err(why)),
        };
        let spendable = can_pay_with(shop, member, Points::at_least_zero(i64::MAX));
        let whole = basket(shop, &lines, wish.fee, spendable);
        let terms = reckoned.coupon.as_ref().map(|coupon| &coupon.terms);
        let payable = match reckon::reckon(&Basket { coupon: terms, ..whole }) {
            Ok(sum) => (sum.points_used, sum.points_worth),
            Err(_) => (Points::ZERO, Money::ZERO),
        };
        let usable = coupons::usable(&mut tx, shop.id, member.id, now, COUPONS).await?;
        let tags = tags_asked_for(&mut tx, shop, member, &usable).await?;
        let mut open = Vec::new();
        for coupon in usable {
            let tried = Basket {
                coupon: Some(&coupon.terms),
                points: Points::ZERO,
                ..whole
            };
            let plain = Basket { coupon: None, ..tried };
            let counts = fits(buyer, &tags, &coupon, now).map_or_else(Err, |()| saved(&plain, &tried));
            open.push((coupon, counts));
        }
        Ok(Ok(Preview {
            member: member.clone(),
            reckoned,
            coupons: open,
            payable,
        }))
    }

    /// Judges everything about a purchase in the transaction that will make it.
    pub(crate) async fn reckon(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        buyer: Buyer<'_>,
        lines: &[Line],
        wish: Wish<'_>,
        now: DateTime<Utc>,
    ) -> Result<Result<Reckoned, Unsold>, StorageError> {
        let coupon = match wish.coupon {
            None => None,
            Some(id) => match coupons::find(tx, shop.id, id).await? {
                None => return Ok(Err(Unsold::NoSuchCoupon)),
                Some(coupon) => Some(Box::new(coupon)),
            },
        };
        let tags = tags_asked_for(tx, shop, buyer.member, coupon.as_deref()).await?;
        if let Some(coupon) = &coupon
            && let Err(why) = fits(buyer, &tags, coupon, now)
        {
            let refused = not_this(tx, coupon, why).await?;
            return Ok(Err(refused));
        }
        let points = can_pay_with(shop, buyer.member, wish.points);
        let basket = Basket {
            coupon: coupon.as_ref().map(|coupon| &coupon.terms),
            ..basket(shop, lines, wish.fee, points)
        };
        let sum = match reckon::reckon(&basket) {
            Ok(sum) => sum,
            Err(Unreckoned::Nothing) => return Ok(Err(Unsold::Nothing)),
            Err(Unreckoned::TooMuch) => return Ok(Err(Unsold::TooMuch)),
            Err(Unreckoned::Coupon(why)) => {
                return Ok(Err(match &coupon {
                    Some(coupon) => not_this(tx, coupon, why).await?,
                    None => Unsold::NoSuchCoupon,
                }));
            }
        };
        let earned = self
            .earned(tx, shop, buyer.tier, &sum.parts, basket.coupon, now)
            .await?;
        Ok(Ok(Reckoned { sum, coupon, earned }))
    }

    /// What is bought, with the prices that a member pays at this moment. What their tier takes off comes off
    /// what the catalogue says; an amount that was typed is what they are to pay.
    pub(crate) async fn lines(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        tier: &MemberTier,
        items: &[Item],
    ) -> Result<Result<Vec<Line>, Unsold>, StorageError> {
        let off = tier.current().map_or(0, |tier| tier.off);
        let mut lines = Vec::with_capacity(items.len());
        for item in items {
            lines.push(match item {
                Item::Amount(amount) => outside(None, None, String::new(), *amount),
                Item::Named {
                    product,
                    category,
                    title,
                    amount,
                } => outside(*product, *category, title.clone(), *amount),
                Item::Product { product, quantity } => {
                    let found = products::find(tx, shop.id, *product).await?;
                    let Some(found) = found.filter(|product| product.active) else {
                        return Ok(Err(Unsold::Gone { title: None }));
                    };
                    let quantity = (*quantity).clamp(1, MOST);
                    if let Some(left) = found.stock.filter(|left| *left < i64::from(quantity)) {
                        let title = found.title;
                        return Ok(Err(Unsold::SoldOut { title, left }));
                    }
                    found.line(quantity).with_percent_off(off)
                }
            });
        }
        if lines.iter().any(|line| line.everyday.is_zero()) {
            return Ok(Err(Unsold::Nothing));
        }
        Ok(Ok(lines))
    }

    /// Takes what is bought from the stock, in one order for everybody. `Err`: somebody was first.
    pub(crate) async fn take_stock(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        lines: &[Line],
    ) -> Result<Result<(), Unsold>, StorageError> {
        for (product, quantity, title) in by_product(lines) {
            if !products::take(tx, shop.id, product, quantity, self.now()).await? {
                let left = products::find(tx, shop.id, product)
                    .await?
                    .and_then(|product| product.stock);
                let (title, left) = (title.to_owned(), left.unwrap_or(0));
                return Ok(Err(Unsold::SoldOut { title, left }));
            }
        }
        Ok(Ok(()))
    }

    /// Takes what is bought from the stock, or leaves it as it was. Says whether all of it was there.
    pub(crate) async fn take_stock_or_nothing(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        lines: &[Line],
    ) -> Result<bool, StorageError> {
        let wanted = by_product(lines);
        for (at, (product, quantity, _)) in wanted.iter().enumerate() {
            if !products::take(tx, shop.id, *product, *quantity, self.now()).await? {
                for (product, quantity, _) in wanted.iter().take(at) {
                    products::put_back(tx, shop.id, *product, *quantity, None).await?;
                }
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Who took a coupon that was there a moment ago (C2).
    pub(crate) async fn lost_coupon(&self, tx: &mut Tx, shop: &Shop, coupon: &Coupon) -> Result<Unsold, StorageError> {
        let now = coupons::find(tx, shop.id, coupon.id).await?;
        not_this(tx, now.as_ref().unwrap_or(coupon), NotNow::Taken).await
    }

    /// Puts back what an order took, because it did not come about.
    pub(crate) async fn put_stock_back(&self, tx: &mut Tx, shop: &Shop, lines: &[Line]) -> Result<(), StorageError> {
        for (product, quantity, _) in by_product(lines) {
            products::put_back(tx, shop.id, product, quantity, Some(self.now())).await?;
        }
        Ok(())
    }
}

/// How many of `wanted` points a member could pay with. Who owes cannot spend (P7).
fn can_pay_with(shop: &Shop, member: &Member, wanted: Points) -> Points {
    if shop.till.points_pay && member.owed.is_zero() {
        member.points.min(wanted)
    } else {
        Points::ZERO
    }
}

/// Whether a coupon is for what its holder is at this moment, their tier and their tags (C4).
pub(crate) async fn is_for(
    tx: &mut Tx,
    shop: &Shop,
    holder: &Member,
    coupon: &Coupon,
) -> Result<Result<(), NotNow>, StorageError> {
    let tier = tiers::member_tier(tx, shop.id, holder.id).await?;
    let tags = tags_asked_for(tx, shop, holder, [coupon]).await?;
    Ok(meets(&tier, &tags, coupon))
}

/// A member's tags, if one of the coupons asks for a tag.
async fn tags_asked_for(
    tx: &mut Tx,
    shop: &Shop,
    member: &Member,
    coupons: impl IntoIterator<Item = &Coupon>,
) -> Result<Vec<TagId>, StorageError> {
    if coupons.into_iter().all(|coupon| coupon.terms.tags.is_empty()) {
        return Ok(Vec::new());
    }
    let tags = tags::of_member(tx, shop.id, member.id).await?;
    Ok(tags.into_iter().map(|tag| tag.id).collect())
}

/// Whether somebody of that tier and with those tags is whom a coupon is for.
fn meets(tier: &MemberTier, tags: &[TagId], coupon: &Coupon) -> Result<(), NotNow> {
    let reaches = |asked| tier.ladder.is_at_least(tier.current().map(|tier| tier.id), asked);
    if coupon.terms.tier.is_some_and(|asked| !reaches(asked)) {
        return Err(NotNow::Tier);
    }
    let asked = &coupon.terms.tags;
    if !asked.is_empty() && !tags.iter().any(|tag| asked.contains(tag)) {
        return Err(NotNow::Tag);
    }
    Ok(())
}

/// Whether a coupon is this member's to use now, before what it asks of the purchase.
fn fits(buyer: Buyer<'_>, tags: &[TagId], coupon: &Coupon, now: DateTime<Utc>) -> Result<(), NotNow> {
    if coupon.member != buyer.member.id && !coupon.terms.transferable {
        return Err(NotNow::OtherHolder);
    }
    if coupon.state != CouponState::Issued {
        return Err(match coupon.state {
            CouponState::Expired => NotNow::Over,
            _ => NotNow::Taken,
        });
    }
    if coupon.expires_at <= now {
        return Err(NotNow::Over);
    }
    meets(buyer.tier, tags, coupon)
}

const fn basket<'a>(shop: &Shop, lines: &'a [Line], fee: Money, points: Points) -> Basket<'a> {
    Basket {
        lines,
        fee,
        coupon: None,
        points,
        worth: shop.till.worth,
    }
}

/// A line of something that has no price in the catalogue.
fn outside(product: Option<ProductId>, category: Option<domain::CategoryId>, title: String, amount: Money) -> Line {
    Line {
        product,
        category,
        title,
        quantity: 1,
        everyday: amount,
        price: amount,
    }
}

/// How many of each product, in the order in which everybody takes them.
fn by_product(lines: &[Line]) -> Vec<(ProductId, u32, &str)> {
    let mut taken: Vec<(ProductId, u32, &str)> = Vec::new();
    for line in lines {
        let Some(product) = line.product else { continue };
        match taken.iter_mut().find(|(known, ..)| *known == product) {
            Some((_, quantity, _)) => *quantity = quantity.saturating_add(line.quantity),
            None => taken.push((product, line.quantity, &line.title)),
        }
    }
    taken.sort_by_key(|(product, ..)| *product);
    taken
}

/// What a coupon makes cheaper.
fn saved(plain: &Basket<'_>, with: &Basket<'_>) -> Result<Money, NotNow> {
    match (reckon::reckon(plain), reckon::reckon(with)) {
        (Ok(plain), Ok(with)) => Ok(plain.total.less(with.total)),
        (_, Err(Unreckoned::Coupon(why))) => Err(why),
        _ => Err(NotNow::NothingItCountsFor),
    }
}

async fn not_this(tx: &mut Tx, coupon: &Coupon, why: NotNow) -> Result<Unsold, StorageError> {
    let by = match coupon.closed_by {
        Some(user) => people::contact(tx, user).await?.map(|contact| contact.first_name),
        None => None,
    };
    Ok(Unsold::Coupon {
        coupon: Box::new(coupon.clone()),
        why,
        by,
    })
}
