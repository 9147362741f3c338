//! What there is to do.

use domain::role::Right;
use domain::shop::Shop;
use domain::{MemberId, TaskId, UserId};
use storage::tasks::{self, Task};
use storage::{StorageError, members};

use crate::{Loyalty, NotAllowed, cut};

/// Tasks of a page.
const PAGE: i64 = 8;
/// Tasks that stand on a file; more are in the list.
const ON_A_FILE: i64 = 3;

/// Whose tasks a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MyTasks {
    Mine,
    Everybodys,
}

/// A page of what is open, what is due first first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPage {
    pub tasks: Vec<Task>,
    pub more: bool,
}

impl Loyalty {
    pub async fn tasks(
        &self,
        shop: &Shop,
        by: UserId,
        whose: MyTasks,
        page: i64,
    ) -> Result<Result<TaskPage, NotAllowed>, StorageError> {
        let mut tx = self.db.look().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunTill).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let owner = (whose == MyTasks::Mine).then_some(by);
        let found = tasks::open(&mut tx, shop.id, owner, page * PAGE, PAGE + 1).await?;
        let (tasks, more) = cut(found, PAGE);
        Ok(Ok(TaskPage { tasks, more }))
    }

    /// One of them, ended ones too. `None`: it is forgotten, or its reader is not on the staff.
    pub async fn task(&self, shop: &Shop, by: UserId, id: TaskId) -> Result<Option<Task>, StorageError> {
        let mut tx = self.db.look().await?;
        if self.allowed(&mut tx, shop.id, by, Right::RunTill).await?.is_err() {
            return Ok(None);
        }
        tasks::find(&mut tx, shop.id, id).await
    }

    /// How many of somebody's tasks are due by the end of the day; a hundred at most.
    pub async fn tasks_due(&self, shop: &Shop, owner: UserId) -> Result<i64, StorageError> {
        let mut tx = self.db.look().await?;
        let tonight = shop.day_ends(shop.day(self.now()));
        tasks::count_due(&mut tx, shop.id, owner, tonight).await
    }

    /// What is open about a member, for their file.
    pub async fn tasks_about(&self, shop: &Shop, member: MemberId) -> Result<Vec<Task>, StorageError> {
        let mut tx = self.db.look().await?;
        match members::find(&mut tx, shop.id, member).await? {
            Some(member) => tasks::about(&mut tx, shop.id, member.id, ON_A_FILE).await,
            None => Ok(Vec::new()),
        }
    }
}
