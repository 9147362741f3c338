//! What an automation would have done, before it is switched on.

use chrono::Days;
use domain::UserId;
use domain::automation::{Automation, Trigger};
use domain::role::Right;
use domain::shop::Shop;
use storage::{StorageError, foreseen};

use super::morning::span_of;
use crate::{Loyalty, NotAllowed};

/// Days that are looked at.
pub const FORESEEN_DAYS: u64 = 90;
/// Many are many: how many more does not matter.
const MANY: i64 = 20_000;

/// How many messages a wave would have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Foreseen {
    /// The days by which the wave is named.
    pub wave: u32,
    /// To whom a message in private gets.
    pub reachable: i64,
    /// Those among them who let the shop write about more than what is theirs.
    pub consenting: i64,
    /// There are more than this.
    pub more: bool,
}

impl Loyalty {
    /// What an automation would have done in the last days, wave by wave; of points that expire and what runs out, what
    /// it would do in the next ones. Caps and the audience are left out of account.
    pub async fn foresee(
        &self,
        shop: &Shop,
        by: UserId,
        automation: &Automation,
    ) -> Result<Result<Vec<Foreseen>, NotAllowed>, StorageError> {
        let mut tx = self.db.look().await?;
        if self
            .allowed(&mut tx, shop.id, by, Right::RunAutomations)
            .await?
            .is_err()
        {
            return Ok(Err(NotAllowed));
        }
        let today = shop.day(self.now());
        let is_hidden = !self.is_shown(&mut tx, shop.id, automation).await?;
        let mut waves = Vec::with_capacity(automation.waves.len());
        for wave in &automation.waves {
            let mut seen = Foreseen {
                wave: wave.days,
                reachable: 0,
                consenting: 0,
                more: false,
            };
            // A holiday is once, however many days are looked at.
            let looked_at = if is_hidden {
                0
            } else if automation.trigger == Trigger::Holiday {
                1
            } else {
                FORESEEN_DAYS
            };
            for back in 0..looked_at {
                let told = if automation.trigger.is_foreseen_ahead() {
                    today.checked_add_days(Days::new(back))
                } else {
                    today.checked_sub_days(Days::new(back))
                };
                let Some((told, moment)) = told.and_then(|day| Some((day, automation.trigger.moment(day, wave.days)?)))
                else {
                    continue;
                };
                let (reachable, consenting) = foreseen::count(
                    &mut tx,
                    shop.id,
                    automation.into(),
                    span_of(shop, moment),
                    shop.mail_starts(told),
                )
                .await?;
                seen.reachable += reachable;
                seen.consenting += consenting;
                if seen.reachable > MANY {
                    seen.more = true;
                    break;
                }
            }
            waves.push(seen);
        }
        Ok(Ok(waves))
    }
}
