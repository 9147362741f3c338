//! What staff are to do, and until when.

use domain::task::{Said, TaskState, Told, Whom};
use domain::{MemberId, ShopId, TaskId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, statements};

macro_rules! tasks {
    ($which:literal) => {
        concat!(
            "SELECT t.task_id, t.member_id, m.name AS member_name, t.user_id, t.words, t.said_chat, t.said_message, \
                 t.owner, o.name AS owner_name, t.made_by, b.name AS maker_name, t.made_at, t.due_at, t.state, t.ended_at \
             FROM tasks t \
             LEFT JOIN members m ON m.shop_id = t.shop_id AND m.member_id = t.member_id \
             LEFT JOIN staff o ON o.shop_id = t.shop_id AND o.user_id = t.owner \
             LEFT JOIN staff b ON b.shop_id = t.shop_id AND b.user_id = t.made_by ",
            $which
        )
    };
}

statements! {
    ADD = "INSERT INTO tasks (shop_id, task_id, member_id, user_id, words, said_chat, said_message, owner, made_by, made_at, due_at, state, cause) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12) ON CONFLICT DO NOTHING";
    FIND = tasks!("WHERE t.shop_id = $1 AND t.task_id = $2");
    FIND_BY_CAUSE = "SELECT task_id FROM tasks WHERE shop_id = $1 AND cause = $2";
    OPEN_OF = tasks!("WHERE t.shop_id = $1 AND t.owner = $2 AND t.state = 'open' ORDER BY t.due_at, t.task_id LIMIT $3 OFFSET $4");
    OPEN = tasks!("WHERE t.shop_id = $1 AND t.state = 'open' ORDER BY t.due_at, t.task_id LIMIT $2 OFFSET $3");
    ABOUT = tasks!("WHERE t.shop_id = $1 AND t.member_id = $2 AND t.state = 'open' ORDER BY t.due_at, t.task_id LIMIT $3");
    ALL_ABOUT = tasks!("WHERE t.shop_id = $1 AND t.member_id = $2 ORDER BY t.due_at, t.task_id LIMIT $3 OFFSET $4");
    // As many as a button can say.
    COUNT_OPEN_OF = "SELECT COUNT(*) FROM (SELECT 1 FROM tasks WHERE shop_id = $1 AND owner = $2 AND state = 'open' AND due_at <= $3 LIMIT 100) t";
    COUNT_FREE = "SELECT COUNT(*) FROM (SELECT 1 FROM tasks WHERE shop_id = $1 AND state = 'open' AND owner IS NULL AND due_at <= $2 LIMIT 100) t";
    PUT_OFF = "UPDATE tasks SET due_at = $3 WHERE shop_id = $1 AND task_id = $2 AND state = 'open'";
    GIVE = "UPDATE tasks SET owner = $3 WHERE shop_id = $1 AND task_id = $2 AND state = 'open'";
    END = "UPDATE tasks SET state = $3, ended_at = $4, ended_by = $5 WHERE shop_id = $1 AND task_id = $2 AND state = 'open'";
    REOPEN = "UPDATE tasks SET state = 'open', ended_at = NULL, ended_by = NULL WHERE shop_id = $1 AND task_id = $2 AND state <> 'open'";
    ADOPT = "UPDATE tasks SET member_id = $3, user_id = NULL WHERE shop_id = $1 AND user_id = $2 AND user_id IS NOT NULL";
    RELEASE = "UPDATE tasks SET owner = NULL WHERE shop_id = $1 AND owner = $2 AND state = 'open'";
    PRUNE = "DELETE FROM tasks WHERE (shop_id, task_id) IN ( \
                 SELECT shop_id, task_id FROM tasks WHERE ended_at < $1 ORDER BY ended_at LIMIT $2)";
}

/// Something that is to be done, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub whom: Whom,
    /// What whom it is about is called.
    pub who: String,
    /// `None`: it does not open, because its key is lost.
    pub told: Option<Told>,
    pub said: Option<Said>,
    /// Whose it is. `None`: whoever takes it.
    pub owner: Option<UserId>,
    pub owner_name: Option<String>,
    /// `None`: the club itself.
    pub made_by: Option<UserId>,
    pub maker_name: Option<String>,
    pub made_at: Instant,
    pub due_at: Instant,
    pub state: TaskState,
    pub ended_at: Option<Instant>,
}

/// A task to be.
#[derive(Debug, Clone)]
pub struct NewTask<'a> {
    pub id: TaskId,
    pub whom: Whom,
    pub told: &'a Told,
    pub said: Option<Said>,
    pub owner: Option<UserId>,
    pub made_by: Option<UserId>,
    pub made_at: Instant,
    pub due_at: Instant,
    /// What made it: of two with the same one only the first is there.
    pub cause: &'a str,
}

#[derive(sqlx::FromRow)]
struct Row {
    task_id: Uuid,
    member_id: Option<Uuid>,
    member_name: Option<String>,
    user_id: Option<i64>,
    words: String,
    said_chat: Option<i64>,
    said_message: Option<i64>,
    owner: Option<i64>,
    owner_name: Option<String>,
    made_by: Option<i64>,
    maker_name: Option<String>,
    made_at: Instant,
    due_at: Instant,
    state: String,
    ended_at: Option<Instant>,
}

const fn words_of(shop: ShopId, task: TaskId) -> Place {
    Place::new(Column::Task, shop, task.0)
}

fn task(tx: &Tx, shop: ShopId, row: Row) -> Result<Task, StorageError> {
    let id = TaskId(row.task_id);
    let words = seal::open_text_or_tell(tx, &words_of(shop, id), &row.words);
    let told: Option<Told> = words.and_then(|words| serde_json::from_str(&words).ok());
    let whom = match (row.member_id, row.user_id) {
        (Some(member), _) => Whom::Member(MemberId(member)),
        (None, Some(user)) => Whom::Visitor(UserId(user)),
        (None, None) => return Err(StorageError::corrupt("tasks", &"a task about nobody")),
    };
    let who = told.as_ref().and_then(|told| told.who.clone());
    Ok(Task {
        id,
        whom,
        who: row.member_name.or(who).unwrap_or_default(),
        told,
        said: match (row.said_chat, row.said_message.map(i32::try_from)) {
            (Some(chat), Some(Ok(message))) => Some(Said { chat, message }),
            _ => None,
        },
        owner: row.owner.map(UserId),
        owner_name: row.owner_name,
        made_by: row.made_by.map(UserId),
        maker_name: row.maker_name,
        made_at: row.made_at,
        due_at: row.due_at,
        state: TaskState::parse(&row.state).ok_or_else(|| StorageError::corrupt("tasks", &row.state))?,
        ended_at: row.ended_at,
    })
}

fn tasks(tx: &Tx, shop: ShopId, rows: Vec<Row>) -> Result<Vec<Task>, StorageError> {
    rows.into_iter().map(|row| task(tx, shop, row)).collect()
}

/// Says whether the task is new: its cause may have made one already.
pub async fn add(tx: &mut Tx, shop: ShopId, new: &NewTask<'_>) -> Result<bool, StorageError> {
    let words = serde_json::to_string(new.told).map_err(|error| StorageError::corrupt("tasks", &error))?;
    let words = seal::seal_text(tx, &words_of(shop, new.id), &words)?;
    let (member, user) = match new.whom {
        Whom::Member(member) => (Some(member.0), None),
        Whom::Visitor(user) => (None, Some(user.0)),
    };
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        new.id.0,
        member,
        user,
        words,
        new.said.map(|said| said.chat),
        new.said.map(|said| i64::from(said.message)),
        new.owner.map(|owner| owner.0),
        new.made_by.map(|by| by.0),
        new.made_at,
        new.due_at,
        new.cause,
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: TaskId) -> Result<Option<Task>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    row.map(|row| task(tx, shop, row)).transpose()
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<TaskId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    Ok(id.map(TaskId))
}

/// What is open, what is due first first: one person's, or everybody's.
pub async fn open(
    tx: &mut Tx,
    shop: ShopId,
    owner: Option<UserId>,
    skip: i64,
    limit: i64,
) -> Result<Vec<Task>, StorageError> {
    let rows: Vec<Row> = match owner {
        Some(owner) => list!(tx, OPEN_OF, shop.0, owner.0, limit, skip)?,
        None => list!(tx, OPEN, shop.0, limit, skip)?,
    };
    tasks(tx, shop, rows)
}

/// What is open about a member, what is due first first.
pub async fn about(tx: &mut Tx, shop: ShopId, member: MemberId, limit: i64) -> Result<Vec<Task>, StorageError> {
    let rows: Vec<Row> = list!(tx, ABOUT, shop.0, member.0, limit)?;
    tasks(tx, shop, rows)
}

/// All about a member, ended ones too.
pub async fn all_about(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    skip: i64,
    limit: i64,
) -> Result<Vec<Task>, StorageError> {
    let rows: Vec<Row> = list!(tx, ALL_ABOUT, shop.0, member.0, limit, skip)?;
    tasks(tx, shop, rows)
}

/// How many tasks of somebody are open and due by then; a hundred at most.
pub async fn count_due(tx: &mut Tx, shop: ShopId, owner: UserId, by: Instant) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT_OPEN_OF, shop.0, owner.0, by)?;
    Ok(count.unwrap_or(0))
}

/// How many open tasks that are due by then belong to nobody; a hundred at most.
pub async fn count_free(tx: &mut Tx, shop: ShopId, by: Instant) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT_FREE, shop.0, by)?;
    Ok(count.unwrap_or(0))
}

/// Says whether it is still open.
pub async fn put_off(tx: &mut Tx, shop: ShopId, id: TaskId, due: Instant) -> Result<bool, StorageError> {
    Ok(execute!(tx, PUT_OFF, shop.0, id.0, due)? == 1)
}

/// Says whether it is still open.
pub async fn give(tx: &mut Tx, shop: ShopId, id: TaskId, owner: Option<UserId>) -> Result<bool, StorageError> {
    Ok(execute!(tx, GIVE, shop.0, id.0, owner.map(|owner| owner.0))? == 1)
}

/// Says whether it was still open.
pub async fn end(
    tx: &mut Tx,
    shop: ShopId,
    id: TaskId,
    state: TaskState,
    by: UserId,
    at: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, END, shop.0, id.0, state.as_str(), at, by.0)? == 1)
}

/// Says whether it had ended.
pub async fn reopen(tx: &mut Tx, shop: ShopId, id: TaskId) -> Result<bool, StorageError> {
    Ok(execute!(tx, REOPEN, shop.0, id.0)? == 1)
}

/// What somebody had is whoever's takes it. Gives how much that is.
pub async fn release(tx: &mut Tx, shop: ShopId, owner: UserId) -> Result<u64, StorageError> {
    Ok(execute!(tx, RELEASE, shop.0, owner.0)?)
}

/// What is about somebody who had no file belongs to theirs.
pub async fn adopt(tx: &mut Tx, shop: ShopId, user: UserId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, ADOPT, shop.0, user.0, member.0)?;
    Ok(())
}

/// Forgets tasks that ended before this instant, at most `limit`. Gives how many.
pub async fn prune(tx: &mut Tx, before: Instant, limit: i64) -> Result<u64, StorageError> {
    Ok(execute!(tx, PRUNE, before, limit)?)
}
