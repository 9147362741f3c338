//! A task is done, put off, given to somebody else, or dropped.

use chrono::{DateTime, Utc};
use domain::action::Action;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::task::{RAISED_AFTER, TaskNews, TaskState};
use domain::{TaskId, UserId};
use serde_json::json;
use storage::tasks::{self, Task};
use storage::{StorageError, Tx, staff};

use super::make::member_of;
use super::remind::task_letter;
use crate::{Change, Loyalty};

/// What somebody of the staff does about a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskTurn {
    Done,
    /// It is not worth doing, or was made by mistake.
    Drop,
    /// It was not done after all.
    Reopen,
    PutOff(DateTime<Utc>),
    /// To somebody, who hears of it at once, or to nobody in particular.
    Give(Option<UserId>),
}

/// What that came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskChanged {
    /// This is how it stands now. What was so before stays so.
    Done(Box<Task>),
    /// It ended before.
    Ended(Box<Task>),
    Gone,
    NotAllowed,
}

impl Loyalty {
    /// Changes a task. Done twice, it is done once.
    pub async fn change_task(
        &self,
        shop: &Shop,
        by: UserId,
        id: TaskId,
        turn: TaskTurn,
    ) -> Result<TaskChanged, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunTill).await?.is_err() {
            return Ok(TaskChanged::NotAllowed);
        }
        let Some(before) = tasks::find(&mut tx, shop.id, id).await? else {
            return Ok(TaskChanged::Gone);
        };
        if let Some((action, change)) = self.take_turn(&mut tx, shop, by, &before, turn).await? {
            let about = member_of(before.whom);
            self.note(&mut tx, shop.id, Actor::Staff(by), action, about, change)
                .await?;
        }
        let after = tasks::find(&mut tx, shop.id, id).await?;
        tx.commit().await?;
        let had_ended = before.state != TaskState::Open;
        Ok(match after {
            Some(after) if had_ended && after.state != TaskState::Open => TaskChanged::Ended(Box::new(after)),
            Some(after) => TaskChanged::Done(Box::new(after)),
            None => TaskChanged::Gone,
        })
    }

    /// `None`: nothing changed.
    async fn take_turn(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        by: UserId,
        before: &Task,
        turn: TaskTurn,
    ) -> Result<Option<(Action, Change)>, StorageError> {
        let (id, now) = (before.id, self.now());
        let changed = match turn {
            TaskTurn::Done | TaskTurn::Drop => {
                let state = if turn == TaskTurn::Done {
                    TaskState::Done
                } else {
                    TaskState::Dropped
                };
                let ended = tasks::end(tx, shop.id, id, state, by, now).await?;
                ended.then(|| (Action::TaskEnd, Change::made(json!({ "state": state }))))
            }
            TaskTurn::Reopen => {
                if !tasks::reopen(tx, shop.id, id).await? {
                    return Ok(None);
                }
                if before.due_at > now {
                    self.think_of_task(tx, shop, id, before.due_at, before.due_at).await?;
                }
                self.raise_later(tx, shop, before).await?;
                Some((Action::TaskReopen, Change::default()))
            }
            TaskTurn::PutOff(due) => {
                if before.due_at == due || !tasks::put_off(tx, shop.id, id, due).await? {
                    return Ok(None);
                }
                self.think_of_task(tx, shop, id, due, due).await?;
                let local = |at: DateTime<Utc>| json!({ "due": at.with_timezone(&shop.time_zone).naive_local() });
                let change = Change::between(local(before.due_at), local(due));
                Some((Action::TaskChange, change))
            }
            TaskTurn::Give(to) => {
                let name = match to {
                    Some(to) => match name_of(tx, shop, to).await? {
                        Some(name) => Some(name),
                        None => return Ok(None),
                    },
                    None => None,
                };
                if before.owner == to || !tasks::give(tx, shop.id, id, to).await? {
                    return Ok(None);
                }
                if let Some(to) = to.filter(|to| *to != by) {
                    let letter = task_letter(shop, before, TaskNews::Given);
                    self.write_to(tx, shop, to, letter).await?;
                }
                self.raise_later(tx, shop, before).await?;
                let change = Change::between(json!({ "owner": before.owner_name }), json!({ "owner": name }));
                Some((Action::TaskChange, change))
            }
        };
        Ok(changed)
    }
}

impl Loyalty {
    /// Managers hear of it when it is not done a day after its time, or after now.
    async fn raise_later(&self, tx: &mut Tx, shop: &Shop, task: &Task) -> Result<(), StorageError> {
        let at = task.due_at.max(self.now()) + RAISED_AFTER;
        self.think_of_task(tx, shop, task.id, task.due_at, at).await
    }
}

/// What somebody on the staff is called.
async fn name_of(tx: &mut Tx, shop: &Shop, user: UserId) -> Result<Option<String>, StorageError> {
    let employees = staff::list(tx, shop.id).await?;
    let found = employees.into_iter().find(|employee| employee.user == user);
    Ok(found.map(|employee| employee.name))
}
