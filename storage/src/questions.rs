//! Whether and how a shop asks its members, and what each was asked (D1).

use domain::question::{Asking, Outcome, Put};
use domain::{MemberId, Points, ShopId};

use crate::ask::{execute, find, list};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ASKING = "SELECT asks, every_days, points FROM asking WHERE shop_id = $1";
    SET_ASKING = "INSERT INTO asking (shop_id, asks, every_days, points) VALUES ($1, $2, $3, $4) \
                  ON CONFLICT (shop_id) DO UPDATE SET asks = excluded.asks, every_days = excluded.every_days, \
                      points = excluded.points";
    PUT = "INSERT INTO questions (shop_id, member_id, subject, state, times, asked_at) VALUES ($1, $2, $3, 'open', 1, $4) \
           ON CONFLICT (shop_id, member_id, subject) DO UPDATE SET state = 'open', times = questions.times + 1, \
               asked_at = excluded.asked_at";
    // What a member says without having been asked is an answer, too.
    SETTLE = "INSERT INTO questions (shop_id, member_id, subject, state, times, asked_at) VALUES ($1, $2, $3, $4, 0, $5) \
              ON CONFLICT (shop_id, member_id, subject) DO UPDATE SET state = excluded.state";
    // One for each field at most, and a few more.
    OF_MEMBER = "SELECT subject, state, times, asked_at FROM questions WHERE shop_id = $1 AND member_id = $2 \
                 ORDER BY asked_at DESC, subject LIMIT 300";
}

/// How a shop asks its members.
pub async fn asking(tx: &mut Tx, shop: ShopId) -> Result<Asking, StorageError> {
    let row: Option<(bool, i64, i64)> = find!(tx, ASKING, shop.0)?;
    let Some((asks, every_days, points)) = row else {
        return Ok(Asking::default());
    };
    Ok(Asking {
        asks,
        every_days: u32::try_from(every_days).map_err(|_| StorageError::corrupt("asking", &every_days))?,
        points: Points::new(points).ok_or_else(|| StorageError::corrupt("asking", &points))?,
    })
}

pub async fn set_asking(tx: &mut Tx, shop: ShopId, asking: &Asking) -> Result<(), StorageError> {
    let every_days = i64::from(asking.every_days);
    execute!(tx, SET_ASKING, shop.0, asking.asks, every_days, asking.points.get())?;
    Ok(())
}

/// Notes that a question is put to a member.
pub async fn put(tx: &mut Tx, shop: ShopId, member: MemberId, subject: &str, at: Instant) -> Result<(), StorageError> {
    execute!(tx, PUT, shop.0, member.0, subject, at)?;
    Ok(())
}

/// Notes what became of a question, or what a member said without having been asked.
pub async fn settle(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    subject: &str,
    outcome: Outcome,
    at: Instant,
) -> Result<(), StorageError> {
    execute!(tx, SETTLE, shop.0, member.0, subject, outcome.as_str(), at)?;
    Ok(())
}

/// What a member was asked, latest first.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Put>, StorageError> {
    let rows: Vec<(String, String, i64, Instant)> = list!(tx, OF_MEMBER, shop.0, member.0)?;
    rows.into_iter()
        .map(|(subject, state, times, asked_at)| {
            Ok(Put {
                outcome: Outcome::parse(&state).ok_or_else(|| StorageError::corrupt("questions", &state))?,
                subject,
                times,
                asked_at,
            })
        })
        .collect()
}
