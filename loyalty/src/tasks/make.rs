//! A task comes about.

use chrono::{DateTime, Utc};
use domain::action::Action;
use domain::job::Job;
use domain::reason::Actor;
use domain::role::Right;
use domain::shop::Shop;
use domain::task::{Said, Told, Whom};
use domain::{MemberId, TaskId, UserId};
use storage::tasks::{self, NewTask, Task};
use storage::{StorageError, Tx, jobs, members};

use crate::{Change, Loyalty};

/// Somebody of the staff wants something not to be forgotten.
#[derive(Debug, Clone)]
pub struct MakeTask<'a> {
    pub whom: Whom,
    pub told: Told,
    pub said: Option<Said>,
    pub due_at: DateTime<Utc>,
    pub by: UserId,
    /// The message that asked for it: read twice, it is one task.
    pub cause: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskMade {
    /// It belongs to whoever made it.
    Done(Box<Task>),
    /// There is no such member any more.
    Gone,
    NotAllowed,
}

impl Loyalty {
    pub async fn make_task(&self, shop: &Shop, ask: MakeTask<'_>) -> Result<TaskMade, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop.id, ask.by, Right::RunTill).await?.is_err() {
            return Ok(TaskMade::NotAllowed);
        }
        let whom = match ask.whom {
            Whom::Member(member) => match members::find(&mut tx, shop.id, member).await? {
                Some(found) => Whom::Member(found.id),
                None => return Ok(TaskMade::Gone),
            },
            visitor @ Whom::Visitor(_) => visitor,
        };
        let new = NewTask {
            id: TaskId(self.ids.uuid(self.now())),
            whom,
            told: &ask.told,
            said: ask.said,
            owner: Some(ask.by),
            made_by: Some(ask.by),
            made_at: self.now(),
            due_at: ask.due_at,
            cause: ask.cause,
        };
        let id = if self.put_task(&mut tx, shop, &new).await? {
            self.note(
                &mut tx,
                shop.id,
                Actor::Staff(ask.by),
                Action::TaskAdd,
                member_of(whom),
                Change::default(),
            )
            .await?;
            Some(new.id)
        } else {
            tasks::find_by_cause(&mut tx, shop.id, ask.cause).await?
        };
        let made = match id {
            Some(id) => tasks::find(&mut tx, shop.id, id).await?,
            None => None,
        };
        tx.commit().await?;
        Ok(made.map_or(TaskMade::Gone, |task| TaskMade::Done(Box::new(task))))
    }

    /// Writes a task down, to be thought of when it is due. Says whether it is new.
    pub(crate) async fn put_task(&self, tx: &mut Tx, shop: &Shop, new: &NewTask<'_>) -> Result<bool, StorageError> {
        let is_new = tasks::add(tx, shop.id, new).await?;
        if is_new {
            self.think_of_task(tx, shop, new.id, new.due_at, new.due_at).await?;
        }
        Ok(is_new)
    }

    /// Has somebody told of a task that is due at `due`, at a time: once for each of both, however often it is put.
    pub(super) async fn think_of_task(
        &self,
        tx: &mut Tx,
        shop: &Shop,
        task: TaskId,
        due: DateTime<Utc>,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let job = jobs::NewJob {
            id: self.ids.uuid(self.now()),
            job: Job::RemindOfTask {
                shop: shop.id,
                task,
                due,
            },
            dedupe: Some(format!("task:{task}:{}:{}", due.timestamp(), at.timestamp())),
            not_before: at,
        };
        jobs::put(tx, &job).await.map(drop)
    }
}

/// The member whose file a task belongs to.
pub(super) const fn member_of(whom: Whom) -> Option<MemberId> {
    match whom {
        Whom::Member(member) => Some(member),
        Whom::Visitor(_) => None,
    }
}
