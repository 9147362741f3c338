//! A wave that is no message: somebody of the staff is to get in touch.

use chrono::{DateTime, TimeDelta, Utc};
use domain::automation::{Automation, Wave};
use domain::letter::Letter;
use domain::role::Right;
use domain::shop::Shop;
use domain::task::{Subject, Told, Whom};
use domain::{LetterId, MemberId, TaskId, TouchId};
use storage::tasks::{self, NewTask};
use storage::{StorageError, Tx, outbox, runs, staff, touches};

use super::ready::cause;
use crate::Loyalty;

/// So long after the first of a morning's tasks staff hear of all of them, in one letter.
const GATHER: TimeDelta = TimeDelta::minutes(10);

impl Loyalty {
    /// Puts a member on the list of whom to get in touch with. What is done about it, no letter says: it is told once a
    /// day that there is something to do.
    pub(super) async fn ask_staff(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        (automation, wave): (&Automation, &Wave),
        (touch, member): (TouchId, MemberId),
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let now = self.now();
        let told = Told {
            subject: Subject::Automation {
                trigger: automation.trigger,
                title: automation.title.clone(),
                days: wave.days,
            },
            who: None,
            quote: None,
        };
        let new = NewTask {
            id: TaskId(self.ids.uuid(now)),
            whom: Whom::Member(member),
            told: &told,
            said: None,
            owner: None,
            made_by: None,
            made_at: now,
            due_at: at,
            cause: &cause(touch),
        };
        tasks::add(tx, shop.id, &new).await?;
        touches::sent(tx, shop.id, touch, now).await?;
        if runs::first(tx, &format!("tasks:{}:{}", shop.id, shop.day(at)), now).await? {
            let letter = Letter::TasksWait {
                shop: shop.name.clone(),
                count: 1,
            };
            for employee in staff::list(tx, shop.id).await? {
                if employee.role.may(Right::RunTill) {
                    let id = LetterId(self.ids.uuid(now));
                    outbox::put_to(tx, id, shop.id, employee.user, &letter, at + GATHER).await?;
                }
            }
        }
        Ok(())
    }
}
