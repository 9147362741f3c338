//! What a member does not want to hear of: each kind by itself, from the very next message on (M4).

use domain::automation::Trigger;
use domain::shop::Shop;
use domain::{MemberId, UserId};
use storage::{StorageError, members, refusals};

use crate::Loyalty;

impl Loyalty {
    /// The kinds of messages that a member does not want.
    pub async fn refused_by(&self, shop: &Shop, member: MemberId) -> Result<Vec<Trigger>, StorageError> {
        let mut tx = self.db.look().await?;
        refusals::of_member(&mut tx, shop.id, member).await
    }

    /// A member wants no more messages of a kind, or wants them again. Says whether they are a member here.
    pub async fn want(&self, shop: &Shop, user: UserId, trigger: Trigger, wanted: bool) -> Result<bool, StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(false);
        };
        if wanted {
            refusals::take_back(&mut tx, shop.id, member.id, trigger).await?;
        } else {
            refusals::add(&mut tx, shop.id, member.id, trigger, self.now()).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
