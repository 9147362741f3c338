//! An owner changes one setting of the shop.

use domain::action::Action;
use domain::reason::Actor;
use domain::role::Right;
use domain::setting::Setting;
use domain::shop::Shop;
use domain::{ShopId, UserId};
use storage::{StorageError, shops};

use crate::{Change, Loyalty};

/// What changing a setting came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingChanged {
    /// It counts from here on. Where it was so before, nothing is written down.
    Done {
        shop: Box<Shop>,
    },
    /// A value that the setting cannot have.
    OutOfBounds,
    NotAllowed,
}

impl Loyalty {
    /// Gives a setting another value. `None`: it is left out.
    ///
    /// What was earned, ordered or asked before keeps what it was promised (P5, C5).
    pub async fn change_setting(
        &self,
        id: ShopId,
        by: UserId,
        setting: Setting,
        value: Option<i64>,
    ) -> Result<SettingChanged, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, id, by, Right::RunShop).await?.is_err() {
            return Ok(SettingChanged::NotAllowed);
        }
        let Some(mut shop) = shops::lock(&mut tx, id).await? else {
            return Ok(SettingChanged::NotAllowed);
        };
        let before = shop.clone();
        if setting.put(&mut shop, value).is_err() {
            return Ok(SettingChanged::OutOfBounds);
        }
        if shop != before {
            shops::change(&mut tx, &shop).await?;
            let change = Change::between(in_the_log(setting, &before), in_the_log(setting, &shop));
            self.note(&mut tx, id, Actor::Staff(by), Action::ShopChange, None, change)
                .await?;
        }
        tx.commit().await?;
        Ok(SettingChanged::Done { shop: Box::new(shop) })
    }
}

fn in_the_log(setting: Setting, shop: &Shop) -> serde_json::Value {
    let mut said = serde_json::json!({ (setting.code()): setting.of(shop) });
    // So many points mean nothing without the sum that they are worth, which follows the rate at which they are earned.
    if setting == Setting::Worth {
        said["worth_money"] = serde_json::json!(shop.till.worth.money);
    }
    said
}
