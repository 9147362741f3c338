//! The groups that shops live in.

use chrono::NaiveDate;
use domain::{ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    BIND = "INSERT INTO groups (chat_id, shop_id, title, present, admin, bound_by, bound_at) \
            VALUES ($1, $2, $3, TRUE, $4, $5, $6) \
            ON CONFLICT (chat_id) DO UPDATE SET title = excluded.title, present = TRUE, admin = excluded.admin \
            WHERE groups.shop_id = excluded.shop_id";
    FIND = "SELECT g.chat_id, g.shop_id, g.title, g.present, g.admin FROM groups g WHERE g.chat_id = $1 \
            UNION ALL \
            SELECT g.chat_id, g.shop_id, g.title, g.present, g.admin FROM former_groups f \
            JOIN groups g ON g.chat_id = f.became WHERE f.chat_id = $1 LIMIT 1";
    OF_SHOP = "SELECT chat_id, shop_id, title, present, admin FROM groups WHERE shop_id = $1 ORDER BY bound_at, chat_id LIMIT 50";
    SET_PRESENCE = "UPDATE groups SET present = $2, admin = $3 WHERE chat_id = $1";
    // Guarded, so that of two posts at once one is the last.
    COUNT_POST = "UPDATE groups SET posts_on = $2, posts = CASE WHEN posts_on = $2 THEN posts + 1 ELSE 1 END \
                  WHERE chat_id = $1 AND (posts_on IS NULL OR posts_on <> $2 OR posts < $3)";
    POSTS = "SELECT posts FROM groups WHERE chat_id = $1 AND posts_on = $2";
    MOVE = "UPDATE groups SET chat_id = $2 WHERE chat_id = $1 AND NOT EXISTS (SELECT 1 FROM groups WHERE chat_id = $2)";
    REMEMBER = "INSERT INTO former_groups (chat_id, became) VALUES ($1, $2) ON CONFLICT (chat_id) DO UPDATE SET became = excluded.became";
}

/// A group and the shop it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub chat: i64,
    pub shop: ShopId,
    pub title: String,
    /// The bot is in it now.
    pub present: bool,
    /// The bot has the rights of an admin in it now.
    pub admin: bool,
}

type Row = (i64, Uuid, String, bool, bool);

fn group((chat, shop, title, present, admin): Row) -> Group {
    Group {
        chat,
        shop: ShopId(shop),
        title,
        present,
        admin,
    }
}

/// Binds a group to a shop. Says whether it is this shop's now: a group stays with the shop that
/// had it first (D5).
pub async fn bind(
    tx: &mut Tx,
    chat: i64,
    shop: ShopId,
    title: &str,
    admin: bool,
    by: UserId,
    at: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, BIND, chat, shop.0, title, admin, by.0, at)? == 1)
}

/// The group with this id, or the one it became.
pub async fn find(tx: &mut Tx, chat: i64) -> Result<Option<Group>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, chat)?;
    Ok(row.map(group))
}

pub async fn of_shop(tx: &mut Tx, shop: ShopId) -> Result<Vec<Group>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_SHOP, shop.0)?;
    Ok(rows.into_iter().map(group).collect())
}

pub async fn set_presence(tx: &mut Tx, chat: i64, present: bool, admin: bool) -> Result<(), StorageError> {
    execute!(tx, SET_PRESENCE, chat, present, admin)?;
    Ok(())
}

/// Counts a post of a day, if there are fewer than `most` so far. Says whether there were.
pub async fn count_post(tx: &mut Tx, chat: i64, day: NaiveDate, most: i64) -> Result<bool, StorageError> {
    Ok(execute!(tx, COUNT_POST, chat, day, most)? == 1)
}

/// How many posts a group had on a day.
pub async fn posts(tx: &mut Tx, chat: i64, day: NaiveDate) -> Result<i64, StorageError> {
    let posts: Option<i64> = value!(tx, POSTS, chat, day)?;
    Ok(posts.unwrap_or(0))
}

/// Gives a group its new id. Doing it again changes nothing.
pub async fn move_to(tx: &mut Tx, from: i64, to: i64) -> Result<(), StorageError> {
    execute!(tx, MOVE, from, to)?;
    execute!(tx, REMEMBER, from, to)?;
    Ok(())
}
