//! What staff write to members for their birthdays: one line each, which goes out with the greeting and is gone then.

use chrono::NaiveDate;
use domain::{MemberId, ShopId, UserId};

use crate::ask::{execute, find};
use crate::seal::{self, Column, Place};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    SET = "INSERT INTO birthday_lines (shop_id, member_id, line, for_day, by_user, at) VALUES ($1, $2, $3, $4, $5, $6) \
           ON CONFLICT (shop_id, member_id) DO UPDATE SET line = excluded.line, for_day = excluded.for_day, \
               by_user = excluded.by_user, at = excluded.at";
    FIND = "SELECT line, for_day FROM birthday_lines WHERE shop_id = $1 AND member_id = $2";
    TAKE = "DELETE FROM birthday_lines WHERE shop_id = $1 AND member_id = $2 RETURNING line, for_day";
    DROP_OLD = "DELETE FROM birthday_lines WHERE shop_id = $1 AND for_day < $2";
}

/// A line, and the birthday that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub line: String,
    pub for_day: NaiveDate,
}

const fn place(shop: ShopId, member: MemberId) -> Place {
    Place::new(Column::BirthdayLine, shop, member.0)
}

/// One that does not open is none.
fn opened(tx: &Tx, shop: ShopId, member: MemberId, row: Option<(String, NaiveDate)>) -> Option<Line> {
    let (kept, for_day) = row?;
    let line = seal::open_text_or_tell(tx, &place(shop, member), &kept)?;
    Some(Line { line, for_day })
}

/// Writes the line for a member, in place of another one.
pub async fn set(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    line: &Line,
    by: UserId,
    at: Instant,
) -> Result<(), StorageError> {
    let sealed = seal::seal_text(tx, &place(shop, member), &line.line)?;
    execute!(tx, SET, shop.0, member.0, sealed, line.for_day, by.0, at)?;
    Ok(())
}

pub async fn find(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Line>, StorageError> {
    let row = find!(tx, FIND, shop.0, member.0)?;
    Ok(opened(tx, shop, member, row))
}

/// The line for a member, which is there no more.
pub async fn take(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Option<Line>, StorageError> {
    let row = find!(tx, TAKE, shop.0, member.0)?;
    Ok(opened(tx, shop, member, row))
}

/// Forgets lines for birthdays before this day, which were not greeted after all.
pub async fn drop_before(tx: &mut Tx, shop: ShopId, day: NaiveDate) -> Result<(), StorageError> {
    execute!(tx, DROP_OLD, shop.0, day)?;
    Ok(())
}
