//! What members would like to have.

use domain::{MemberId, ProductId, ShopId, UserId};
use storage::wishes::{self, Wished};
use storage::{StorageError, balances, members, products};

use crate::Loyalty;

/// Wishes of one member.
pub const MOST_WISHES: i64 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WishMade {
    Done,
    TooMany,
    /// It is no longer sold.
    Gone,
    NotAMember,
}

impl Loyalty {
    /// Puts something on the wish list of the member who asks, or takes it off.
    pub async fn wish(
        &self,
        shop: ShopId,
        user: UserId,
        product: ProductId,
        wished: bool,
    ) -> Result<WishMade, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop, user).await? else {
            return Ok(WishMade::NotAMember);
        };
        if !wished {
            wishes::remove(&mut tx, shop, member.id, product).await?;
            tx.commit().await?;
            return Ok(WishMade::Done);
        }
        let found = products::find(&mut tx, shop, product).await?;
        if !found.is_some_and(|product| product.active) {
            return Ok(WishMade::Gone);
        }
        // So that two taps at once do not both find room for the last one.
        balances::lock(&mut tx, shop, member.id).await?;
        let is_new = !wishes::is_wished(&mut tx, shop, member.id, product).await?;
        if is_new && wishes::count(&mut tx, shop, member.id).await? >= MOST_WISHES {
            return Ok(WishMade::TooMany);
        }
        wishes::add(&mut tx, shop, member.id, product, self.now()).await?;
        tx.commit().await?;
        Ok(WishMade::Done)
    }

    pub async fn is_wished(&self, shop: ShopId, member: MemberId, product: ProductId) -> Result<bool, StorageError> {
        let mut tx = self.db.look().await?;
        wishes::is_wished(&mut tx, shop, member, product).await
    }

    /// A page of what a member wishes for, newest first, and whether there is more.
    pub async fn wishes(
        &self,
        shop: ShopId,
        member: MemberId,
        skip: i64,
        limit: i64,
    ) -> Result<(Vec<Wished>, bool), StorageError> {
        let mut tx = self.db.look().await?;
        let mut found = wishes::of_member(&mut tx, shop, member, skip, limit + 1).await?;
        let size = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > size;
        found.truncate(size);
        Ok((found, more))
    }
}
