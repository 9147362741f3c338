//! Whoever has a task is told when it is due, and managers are when nobody did it.

use chrono::{DateTime, Utc};
use domain::letter::Letter;
use domain::role::Right;
use domain::shop::Shop;
use domain::task::{RAISED_AFTER, TaskNews, TaskState};
use domain::{ShopId, TaskId};
use storage::tasks::{self, Task};
use storage::{StorageError, Tx, runs, shops, staff};

use crate::Loyalty;

impl Loyalty {
    /// A task's time has come, or is long over. Nobody is told of what was done, or put off, meanwhile.
    pub async fn remind_of_task(&self, shop: ShopId, task: TaskId, due: DateTime<Utc>) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let now = self.now();
        let (Some(shop), Some(task)) = (
            shops::find(&mut tx, shop).await?,
            tasks::find(&mut tx, shop, task).await?,
        ) else {
            return Ok(());
        };
        if task.state != TaskState::Open || task.due_at.timestamp() != due.timestamp() {
            return Ok(());
        }
        let raised_at = due + RAISED_AFTER;
        // A job is done again when its process ended before it could say so.
        let once = |news: &str| format!("task:{}:{}:{news}", task.id, due.timestamp());
        if runs::first(&mut tx, &once("due"), now).await? {
            let letter = task_letter(&shop, &task, TaskNews::Due);
            self.tell_its_owner(&mut tx, &shop, &task, letter).await?;
            self.think_of_task(&mut tx, &shop, task.id, due, raised_at).await?;
        }
        if now >= raised_at && runs::first(&mut tx, &once("overdue"), now).await? {
            let letter = task_letter(&shop, &task, TaskNews::Overdue);
            self.write_to_staff(&mut tx, &shop, Right::OverseeTasks, None, &letter)
                .await?;
        }
        tx.commit().await
    }

    /// What belongs to nobody is told to everybody who can take it.
    pub(super) async fn tell_its_owner(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        task: &Task,
        letter: Letter,
    ) -> Result<(), StorageError> {
        let owner = match task.owner {
            Some(owner) => staff::role(tx, shop.id, owner).await?.map(|_| owner),
            None => None,
        };
        match owner {
            Some(owner) => self.write_to(tx, shop, owner, letter).await,
            None => self.write_to_staff(tx, shop, Right::RunTill, None, &letter).await,
        }
    }
}

/// What is told of a task.
pub(super) fn task_letter(shop: &Shop, task: &Task, news: TaskNews) -> Letter {
    Letter::TaskDue {
        shop: shop.id,
        task: task.id,
        who: task.who.clone(),
        told: task.told.clone(),
        due: task.due_at.with_timezone(&shop.time_zone).naive_local(),
        news,
        owner: task.owner_name.clone().filter(|_| news == TaskNews::Overdue),
    }
}
