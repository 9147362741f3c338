//! The people a member buys for: entered by the member, for this purpose alone (B8).

use domain::question::Subject;
use domain::reason::About;
use domain::relative::{MOST_RELATIVES, Relative};
use domain::shop::Shop;
use domain::{Points, RelativeId, UserId};
use storage::{StorageError, balances, members, orders, relatives};

use crate::Loyalty;

/// Orders by which it is told for whom a member orders.
const LAST_ORDERS: i64 = 50;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelativeSaved {
    Done {
        reward: Points,
    },
    TooMany,
    /// Whoever asks is not a member here.
    NotAMember,
}

impl Loyalty {
    /// A name for a relative who is being entered.
    #[must_use]
    pub fn new_relative_id(&self) -> RelativeId {
        RelativeId(self.ids.uuid(self.now()))
    }

    /// The relatives of a member who asks for their own.
    pub async fn relatives(&self, shop: &Shop, user: UserId) -> Result<Vec<Relative>, StorageError> {
        let mut tx = self.db.read().await?;
        match members::find_by_user(&mut tx, shop.id, user).await? {
            Some(member) => relatives::of_member(&mut tx, shop.id, member.id).await,
            None => Ok(Vec::new()),
        }
    }

    /// The relatives of a member who orders something, those whom they ordered for last in front, and whether they did
    /// before.
    pub async fn relatives_to_order_for(
        &self,
        shop: &Shop,
        user: UserId,
    ) -> Result<Vec<(Relative, bool)>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(Vec::new());
        };
        let known = relatives::of_member(&mut tx, shop.id, member.id).await?;
        let last = orders::last_for(&mut tx, shop.id, member.id, LAST_ORDERS).await?;
        let place = |relative: &Relative| last.iter().position(|id| *id == relative.id).unwrap_or(usize::MAX);
        let mut known: Vec<_> = known.into_iter().map(|one| (place(&one), one)).collect();
        known.sort_by_key(|(place, _)| *place);
        Ok(known
            .into_iter()
            .map(|(place, one)| (one, place < usize::MAX))
            .collect())
    }

    /// Enters a relative, or changes what is known of them.
    pub async fn save_relative(
        &self,
        shop: &Shop,
        user: UserId,
        relative: &Relative,
    ) -> Result<RelativeSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(RelativeSaved::NotAMember);
        };
        // So that two taps at once do not both find room for the last one.
        balances::lock(&mut tx, shop.id, member.id).await?;
        let mut reward = Points::ZERO;
        if !relatives::change(&mut tx, shop.id, member.id, relative).await? {
            let most = i64::try_from(MOST_RELATIVES).unwrap_or(i64::MAX);
            if relatives::count(&mut tx, shop.id, member.id).await? >= most {
                return Ok(RelativeSaved::TooMany);
            }
            relatives::add(&mut tx, shop.id, member.id, relative, self.now()).await?;
            let subject = Subject::Family;
            reward = self
                .thank(&mut tx, shop, member.id, user, subject, About::Family)
                .await?;
        }
        tx.commit().await?;
        Ok(RelativeSaved::Done { reward })
    }

    /// Forgets a relative of the member who asks. Says whether there was such a one.
    pub async fn remove_relative(&self, shop: &Shop, user: UserId, relative: RelativeId) -> Result<bool, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(false);
        };
        // An order that is being made for them is seen below, or does not find them.
        balances::lock(&mut tx, shop.id, member.id).await?;
        let removed = relatives::remove(&mut tx, shop.id, member.id, relative).await?;
        // Whoever is taken out of the file is in no order of it either.
        orders::forget_relative(&mut tx, shop.id, member.id, relative).await?;
        tx.commit().await?;
        Ok(removed)
    }
}
