//! Whether a member lets the shop write to them about offers: apart from being a member (M4).

use domain::action::Action;
use domain::shop::Shop;
use domain::{MemberId, ShopId};
use storage::{StorageError, members};

use crate::Loyalty;

impl Loyalty {
    /// Whether a member lets the shop write about offers.
    pub async fn lets_marketing(&self, shop: ShopId, member: MemberId) -> Result<bool, StorageError> {
        let mut tx = self.db.look().await?;
        Ok(members::marketing(&mut tx, shop, member).await?.is_some())
    }

    /// A member says yes or no to messages about offers. It holds from this moment on.
    pub async fn let_marketing(&self, shop: &Shop, member: MemberId, yes: bool) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let before = members::marketing(&mut tx, shop.id, member).await?;
        if before.is_some() != yes {
            members::let_marketing(&mut tx, shop.id, member, yes.then(|| self.now())).await?;
            if !yes {
                self.opted_out(&mut tx, shop.id, member).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    /// How a shop is reached about what it keeps of people.
    pub async fn contact_of(&self, shop: ShopId) -> Result<Option<String>, StorageError> {
        let mut tx = self.db.look().await?;
        storage::contacts::find(&mut tx, shop).await
    }

    /// The owner says how the shop is reached. `None`: not at all.
    pub async fn set_contact(
        &self,
        shop: &Shop,
        by: domain::UserId,
        contact: Option<&str>,
    ) -> Result<Result<(), crate::NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self
            .allowed(&mut tx, shop.id, by, domain::role::Right::RunShop)
            .await?
            .is_err()
        {
            return Ok(Err(crate::NotAllowed));
        }
        let before = storage::contacts::find(&mut tx, shop.id).await?;
        if before.as_deref() != contact {
            storage::contacts::set(&mut tx, shop.id, contact).await?;
            let change = crate::Change::between(
                serde_json::json!({ "contact": before }),
                serde_json::json!({ "name": shop.name, "contact": contact }),
            );
            let actor = domain::reason::Actor::Staff(by);
            self.note(&mut tx, shop.id, actor, Action::ShopChange, None, change)
                .await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }
}
