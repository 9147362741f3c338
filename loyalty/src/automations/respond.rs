//! What members do with a message: they open what it is about, say how it was, or want no more of its kind.

use domain::automation::{About, Automation, Trigger};
use domain::letter::Letter;
use domain::order::OrderState;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::task::{Subject, Told, Whom};
use domain::{CouponId, OrderId, ProductId, ShopId, TaskId, TouchId, UserId};
use storage::tasks::NewTask;
use storage::touches::{self, Touch};
use storage::{StorageError, Tx, automations, coupons, members, order_lines, orders, products, refusals, shops, staff};

use super::ready::cause;
use crate::Loyalty;

/// Up to which rating somebody of the staff is told.
const LOW: u8 = 2;

/// Where a message leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led {
    pub trigger: Trigger,
    /// How many waves of its automation come before it.
    pub nth: usize,
    /// The order that it is about, while it can be paid.
    pub order: Option<OrderId>,
    /// The thing that it is about, while it is sold.
    pub product: Option<ProductId>,
    /// What it brought.
    pub coupon: Option<CouponId>,
}

/// What rating came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rated {
    /// Thank you; when it was low, those who can do something about it know.
    Done { low: bool },
    /// They said so before.
    Before,
    /// It is nothing of theirs.
    Unknown,
}

impl Loyalty {
    /// A member opens what a message is about. `None`: it is nothing of theirs.
    pub async fn open_touch(&self, shop: ShopId, touch: TouchId, user: UserId) -> Result<Option<Led>, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some((shop, touch, automation)) = self.own_touch(&mut tx, shop, touch, user).await? else {
            return Ok(None);
        };
        let trigger = automation.trigger;
        let nth = automation.waves.iter().filter(|wave| wave.days < touch.wave).count();
        touches::opened(&mut tx, shop.id, touch.id, self.now()).await?;
        let order = match touch.about {
            About::Order(order) => orders::find(&mut tx, shop.id, order).await?,
            About::Member | About::Day(_) | About::Last(..) | About::Wish(..) => None,
        };
        let product = thing_of(&mut tx, shop.id, touch.about).await?;
        let coupon = coupons::find_by_cause(&mut tx, shop.id, &cause(touch.id)).await?;
        tx.commit().await?;
        Ok(Some(Led {
            trigger,
            nth,
            order: order
                .filter(|order| order.state == OrderState::Unpaid)
                .map(|order| order.id),
            product,
            coupon: coupon.map(|coupon| coupon.id),
        }))
    }

    /// A member wants no more messages like this one: from the very next send on, and none of its kind (M4).
    pub async fn refuse_touch(
        &self,
        shop: ShopId,
        touch: TouchId,
        user: UserId,
    ) -> Result<Option<(Shop, Trigger)>, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some((shop, touch, automation)) = self.own_touch(&mut tx, shop, touch, user).await? else {
            return Ok(None);
        };
        let trigger = automation.trigger;
        refusals::add(&mut tx, shop.id, touch.member, trigger, self.now()).await?;
        if touches::refused(&mut tx, shop.id, touch.id, self.now()).await? {
            self.watch(&mut tx, shop.id).await?;
        }
        tx.commit().await?;
        Ok(Some((shop, trigger)))
    }

    /// A member says how a visit was, from 1 to 5. When it was not good, managers hear of it at once.
    pub async fn rate(&self, shop: ShopId, touch: TouchId, user: UserId, rating: u8) -> Result<Rated, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some((shop, touch, automation)) = self.own_touch(&mut tx, shop, touch, user).await? else {
            return Ok(Rated::Unknown);
        };
        if automation.trigger != Trigger::ThankYou || !(1..=5).contains(&rating) {
            return Ok(Rated::Unknown);
        }
        if touch.rating.is_some() || !touches::rated(&mut tx, shop.id, touch.id, rating).await? {
            return Ok(Rated::Before);
        }
        touches::opened(&mut tx, shop.id, touch.id, self.now()).await?;
        let low = rating <= LOW;
        if low {
            self.tell_of_a_low_rating(&mut tx, &shop, &touch, rating).await?;
        }
        tx.commit().await?;
        Ok(Rated::Done { low })
    }

    async fn tell_of_a_low_rating(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        touch: &Touch,
        rating: u8,
    ) -> Result<(), StorageError> {
        let Some(member) = members::find(tx, shop.id, touch.member).await? else {
            return Ok(());
        };
        let now = self.now();
        let employees = staff::list(tx, shop.id).await?;
        let owner = employees
            .into_iter()
            .find(|employee| employee.role == Role::Owner)
            .map(|employee| employee.user);
        let new = NewTask {
            id: TaskId(self.ids.uuid(now)),
            whom: Whom::Member(member.id),
            told: &Told {
                subject: Subject::LowRating { stars: rating },
                who: None,
                quote: None,
            },
            said: None,
            // It can be about whoever is at the counter.
            owner,
            made_by: None,
            made_at: now,
            // Until then those who hear of it now have the time to take it.
            due_at: shop.mail_starts(shop.day(now).succ_opt().unwrap_or(shop.day(now))),
            cause: &cause(touch.id),
        };
        self.put_task(tx, shop, &new).await?;
        let letter = Letter::LowRating {
            shop: shop.id,
            member: member.id,
            name: member.name,
            rating,
            task: Some(new.id),
        };
        self.write_to_staff(tx, shop, Right::RunAutomations, None, &letter)
            .await
    }

    /// A message that went to this person.
    pub(super) async fn own_touch(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        touch: TouchId,
        user: UserId,
    ) -> Result<Option<(Shop, Touch, Automation)>, StorageError> {
        let (Some(shop), Some(touch), Some(member)) = (
            shops::find(tx, shop).await?,
            touches::find(tx, shop, touch).await?,
            members::find_by_user(tx, shop, user).await?,
        ) else {
            return Ok(None);
        };
        if touch.member != member.id {
            return Ok(None);
        }
        let automation = automations::find(tx, shop.id, touch.automation).await?;
        Ok(automation.map(|automation| (shop, touch, automation)))
    }
}

/// The one thing that a message is about, if members can still have it.
async fn thing_of(tx: &mut Tx, shop: ShopId, about: About) -> Result<Option<ProductId>, StorageError> {
    let product = match about {
        About::Wish(product, _) => Some(product),
        About::Last(order, category) => {
            let lines = order_lines::of_order(tx, shop, order).await?;
            let mut things: Vec<ProductId> = lines
                .into_iter()
                .filter(|line| line.category == Some(category))
                .filter_map(|line| line.product)
                .collect();
            things.dedup();
            // Of several nobody knows which one it is.
            things.pop().filter(|_| things.is_empty())
        }
        About::Member | About::Order(_) | About::Day(_) => None,
    };
    let Some(product) = product else { return Ok(None) };
    let found = products::find(tx, shop, product).await?;
    Ok(found.filter(|product| product.active).map(|product| product.id))
}
