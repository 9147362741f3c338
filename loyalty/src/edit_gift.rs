//! Gifts are made and changed by managers.

use domain::action::Action;
use domain::gift::Gift;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::{GiftId, ShopId, UserId};
use storage::{StorageError, gifts};

use crate::{Change, FromFile, Loyalty};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GiftSaved {
    Done(Gift),
    NoSuchGift,
    NotAllowed,
}

impl Loyalty {
    /// Adds a gift. `gift.id` names it: adding it again changes nothing.
    pub async fn add_gift(&self, shop: &Shop, by: UserId, gift: &Gift) -> Result<GiftSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditGifts).await?.is_err() {
            return Ok(GiftSaved::NotAllowed);
        }
        if gifts::add(&mut tx, shop.id, gift, None).await? {
            self.note(
                &mut tx,
                shop.id,
                Actor::Staff(by),
                Action::GiftAdd,
                None,
                Change::made(in_the_log(gift)),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(GiftSaved::Done(gift.clone()))
    }

    /// Changes a gift as it stands at this moment: `how` sees the current one, so that a stock which
    /// customers are taking from is not written over with an old number unless that is meant.
    pub async fn change_gift(
        &self,
        shop: &Shop,
        by: UserId,
        gift: GiftId,
        how: impl FnOnce(&mut Gift) + Send,
    ) -> Result<GiftSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::EditGifts).await?.is_err() {
            return Ok(GiftSaved::NotAllowed);
        }
        let Some(before) = gifts::lock(&mut tx, shop.id, gift).await? else {
            return Ok(GiftSaved::NoSuchGift);
        };
        let mut after = before.clone();
        how(&mut after);
        after.id = before.id;
        gifts::change(&mut tx, shop.id, &after).await?;
        if after.stock != before.stock {
            gifts::restock(&mut tx, shop.id, gift, after.stock).await?;
        }
        let (was, became) = (in_the_log(&before), in_the_log(&after));
        self.note(
            &mut tx,
            shop.id,
            Actor::Staff(by),
            Action::GiftChange,
            None,
            Change::between(was, became),
        )
        .await?;
        tx.commit().await?;
        Ok(GiftSaved::Done(after))
    }

    /// Adds the gift that a file calls `slug`, or changes it but for the stock, which customers have
    /// been taking from. `listed`: whether it is on the list; `None` leaves that as it is.
    pub async fn gift_from_file(
        &self,
        shop: ShopId,
        slug: &str,
        gift: &Gift,
        listed: Option<bool>,
    ) -> Result<FromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let before = match gifts::find_by_slug(&mut tx, shop, slug).await? {
            Some(id) => gifts::find(&mut tx, shop, id).await?,
            None => None,
        };
        let outcome = if let Some(before) = before {
            let after = Gift {
                id: before.id,
                stock: before.stock,
                photo: gift.photo.clone().or(before.photo.clone()),
                active: listed.unwrap_or(before.active),
                ..gift.clone()
            };
            if after == before {
                return Ok(FromFile::Unchanged);
            }
            gifts::change(&mut tx, shop, &after).await?;
            FromFile::Changed
        } else {
            let new = Gift {
                active: listed.unwrap_or(true),
                ..gift.clone()
            };
            gifts::add(&mut tx, shop, &new, Some(slug)).await?;
            FromFile::New
        };
        tx.commit().await?;
        Ok(outcome)
    }

    /// A name for a gift that is being made.
    #[must_use]
    pub fn new_gift_id(&self) -> GiftId {
        GiftId(self.ids.uuid(self.now()))
    }
}

fn in_the_log(gift: &Gift) -> serde_json::Value {
    serde_json::json!({
        "title": gift.title,
        "price": gift.price,
        "stock": gift.stock,
        "per_member": gift.per_member,
        "per_day": gift.per_day,
        "from": gift.from,
        "until": gift.until,
        "coupon_days": gift.coupon_days,
        "active": gift.active,
    })
}
