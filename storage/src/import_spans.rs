//! What lists make, and how it is taken back: by statements over a range of lines, so that a million rows cost a few
//! hundred statements and no memory.

use domain::reason::{Actor, Reason};
use domain::{MemberId, Points, ShopId, TierId};
use sqlx::types::Json;

use crate::ask::{execute, value};
use crate::import_rows::{GREGORIAN, Span};
use crate::{Instant, StorageError, Tx, statements};

/// A statement about what the lines of a span brought that are undone: whatever a column of theirs names.
macro_rules! of_undone {
    ($statement:literal, $column:literal) => {
        concat!(
            $statement,
            " IN (SELECT ",
            $column,
            " FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'undone')"
        )
    };
}

statements! {
    OPEN_STANDING = "INSERT INTO standings (shop_id, member_id, spent, orders) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING";
    NUMBERS = "UPDATE shops SET last_number = last_number + $2 WHERE shop_id = $1 RETURNING last_number - $2";
    MEMBERS = "INSERT INTO members (shop_id, member_id, number, user_id, name, username, phone, email, card, agreed_at) \
               SELECT shop_id, member_id, nth + $5, user_id, name, username, phone, email, card, COALESCE(joined_at, $6) \
               FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'new' \
               ORDER BY line";
    BALANCES = "INSERT INTO balances (shop_id, member_id, points, pending, owed) \
                SELECT shop_id, member_id, points, 0, 0 \
                FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'new' \
                ORDER BY line";
    LEDGER = "INSERT INTO ledger (shop_id, entry_id, member_id, amount, owed, kind, reason, cause, actor, actor_id, at) \
              SELECT shop_id, row_id, member_id, points, 0, $5, $6, $7 || CAST(line AS TEXT), $8, $9, $10 \
              FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
              AND fate = 'new' AND points > 0 ORDER BY line";
    LOTS = "INSERT INTO lots (shop_id, lot_id, member_id, remaining, expires_at, earned_at) \
            SELECT shop_id, row_id, member_id, points, $5, $6 \
            FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
            AND fate = 'new' AND points > 0 ORDER BY line";
    MOVES = "INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) \
             SELECT shop_id, row_id, row_id, points \
             FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
             AND fate = 'new' AND points > 0 ORDER BY line";
    STANDINGS = "INSERT INTO standings (shop_id, member_id, spent, orders, tier_id, since, term_ends, look_on) \
                 SELECT shop_id, member_id, 0, 0, tier_id, $6, $7, $8 \
                 FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                 AND fate = 'new' AND tier_id = $5";
    BIRTHDAYS = "INSERT INTO birthdays (shop_id, member_id, calendar, month, day, leap, year, set_at) \
                 SELECT shop_id, member_id, COALESCE(birth_calendar, $5), birth_month, birth_day, COALESCE(birth_leap, FALSE), \
                     birth_year, $6 \
                 FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                 AND fate = 'new' AND birth_month IS NOT NULL";
    // Touching the rows makes acts on these members wait until this transaction ends, on both engines.
    LOCK = "UPDATE balances SET points = points WHERE shop_id = $1 AND member_id IN ( \
                SELECT member_id FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4)";
    // Who did nothing since: nothing moved their points, bought, claimed or came into the chat.
    TAKE_BACK = "UPDATE import_rows SET fate = 'undone' \
                 WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 AND fate = 'new' \
                 AND EXISTS (SELECT 1 FROM members m JOIN balances b ON b.shop_id = m.shop_id AND b.member_id = m.member_id \
                     WHERE m.shop_id = $1 AND m.member_id = import_rows.member_id AND m.gone_at IS NULL \
                     AND (m.user_id IS NULL OR m.user_id = import_rows.user_id) \
                     AND b.points = import_rows.points AND b.pending = 0 AND b.owed = 0) \
                 AND NOT EXISTS (SELECT 1 FROM people p WHERE p.user_id = import_rows.user_id AND p.seen_at >= $5) \
                 AND NOT EXISTS (SELECT 1 FROM ledger e WHERE e.shop_id = $1 AND e.member_id = import_rows.member_id \
                     AND e.entry_id <> import_rows.row_id) \
                 AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.shop_id = $1 AND o.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM coupons c WHERE c.shop_id = $1 AND c.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM claims w WHERE w.shop_id = $1 AND w.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM adjustments a WHERE a.shop_id = $1 AND a.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM notes n WHERE n.shop_id = $1 AND n.member_id = import_rows.member_id AND n.at > $5) \
                 AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.shop_id = $1 AND t.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM relatives r WHERE r.shop_id = $1 AND r.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM wishes w WHERE w.shop_id = $1 AND w.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM member_photos h WHERE h.shop_id = $1 AND h.member_id = import_rows.member_id) \
                 AND NOT EXISTS (SELECT 1 FROM field_values v WHERE v.shop_id = $1 AND v.member_id = import_rows.member_id \
                     AND v.set_at > $5)";
    UNDO_LEDGER = "INSERT INTO ledger (shop_id, entry_id, member_id, amount, owed, kind, reason, cause, actor, actor_id, at) \
                   SELECT shop_id, undo_id, member_id, -points, 0, $5, $6, $7 || CAST(line AS TEXT), $8, $9, $10 \
                   FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                   AND fate = 'undone' AND points > 0 ORDER BY line";
    UNDO_MOVES = "INSERT INTO lot_moves (shop_id, entry_id, lot_id, amount) \
                  SELECT shop_id, undo_id, row_id, -points \
                  FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                  AND fate = 'undone' AND points > 0 ORDER BY line";
    UNDO_LOTS = of_undone!("UPDATE lots SET remaining = 0 WHERE shop_id = $1 AND lot_id", "row_id");
    UNDO_BALANCES = of_undone!("UPDATE balances SET points = 0 WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_STANDINGS = of_undone!("DELETE FROM standings WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_KEYS = of_undone!("DELETE FROM find_keys WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_BIRTHDAYS = of_undone!("DELETE FROM birthdays WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_GREETINGS = of_undone!("DELETE FROM greetings WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_LINES = of_undone!("DELETE FROM birthday_lines WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_FIELDS = of_undone!("DELETE FROM field_values WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_TAGS = of_undone!("DELETE FROM member_tags WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_NOTES = of_undone!("DELETE FROM notes WHERE shop_id = $1 AND member_id", "member_id");
    UNDO_MEMBERS = of_undone!("UPDATE members SET name = '–', username = NULL, user_id = NULL, phone = NULL, email = NULL, \
                        removed_at = $5, gone_at = $5 \
                    WHERE shop_id = $1 AND member_id", "member_id");
    COUNT_FATE = "SELECT COUNT(*) FROM import_rows WHERE shop_id = $1 AND import_id = $2 AND line > $3 AND line <= $4 \
                  AND fate = $5";
    OPENED_BEFORE = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM ledger \
                     WHERE shop_id = $1 AND member_id = $2 AND kind IN ('opening', 'opening_undone')";
}

/// What stands in the ledger beside the rows of a file.
#[derive(Debug, Clone)]
pub struct Said<'a> {
    pub reason: &'a Reason,
    /// Before the line, a row's cause.
    pub cause: &'a str,
    pub actor: Actor,
    pub at: Instant,
}

/// Takes so many member numbers. Gives the one before the first.
pub async fn take_numbers(tx: &mut Tx, shop: ShopId, many: i64) -> Result<i64, StorageError> {
    let before: Option<i64> = value!(tx, NUMBERS, shop.0, many)?;
    before.ok_or_else(|| StorageError::corrupt("shops", &"a shop that takes a file over is not there"))
}

/// Makes the members of these lines, with what they bring: their balance, its ledger row and its lot.
pub async fn make_members(
    tx: &mut Tx,
    span: &Span,
    numbers_after: i64,
    expires_at: Option<Instant>,
    said: &Said<'_>,
) -> Result<(), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(tx, MEMBERS, shop.0, import, after, upto, numbers_after, said.at)?;
    execute!(tx, BALANCES, shop.0, import, after, upto)?;
    write_ledger(tx, LEDGER, span, said).await?;
    execute!(tx, LOTS, shop.0, import, after, upto, expires_at, said.at)?;
    execute!(tx, MOVES, shop.0, import, after, upto)?;
    execute!(tx, BIRTHDAYS, shop.0, import, after, upto, GREGORIAN, said.at)?;
    Ok(())
}

async fn write_ledger(tx: &mut Tx, sql: &'static str, span: &Span, said: &Said<'_>) -> Result<(), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(
        tx,
        sql,
        shop.0,
        import,
        after,
        upto,
        said.reason.kind(),
        Json(said.reason),
        said.cause,
        said.actor.as_str(),
        said.actor.user().map(|user| user.0),
        said.at
    )?;
    Ok(())
}

/// Has the new members of these lines stand in the tier that the file says they are in.
pub async fn make_standings(
    tx: &mut Tx,
    span: &Span,
    tier: TierId,
    since: chrono::NaiveDate,
    term_ends: Option<chrono::NaiveDate>,
    look_on: Option<chrono::NaiveDate>,
) -> Result<(), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(
        tx, STANDINGS, shop.0, import, after, upto, tier.0, since, term_ends, look_on
    )?;
    Ok(())
}

/// Has somebody stand somewhere, if they do not yet.
pub async fn open_standing(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<(), StorageError> {
    execute!(tx, OPEN_STANDING, shop.0, member.0)?;
    Ok(())
}

/// Takes the members of these lines back who did nothing since `done_at`. Says how many, and how many stay.
pub async fn take_back(
    tx: &mut Tx,
    span: &Span,
    done_at: Instant,
    said: &Said<'_>,
) -> Result<(i64, i64), StorageError> {
    let Span {
        shop,
        import,
        after,
        upto,
    } = *span;
    execute!(tx, LOCK, shop.0, import, after, upto)?;
    execute!(tx, TAKE_BACK, shop.0, import, after, upto, done_at)?;
    write_ledger(tx, UNDO_LEDGER, span, said).await?;
    for sql in [
        UNDO_MOVES,
        UNDO_LOTS,
        UNDO_BALANCES,
        UNDO_STANDINGS,
        UNDO_KEYS,
        UNDO_BIRTHDAYS,
        UNDO_GREETINGS,
        UNDO_LINES,
        UNDO_FIELDS,
        UNDO_TAGS,
        UNDO_NOTES,
    ] {
        execute!(tx, sql, shop.0, import, after, upto)?;
    }
    execute!(tx, UNDO_MEMBERS, shop.0, import, after, upto, said.at)?;
    let gone: Option<i64> = value!(tx, COUNT_FATE, shop.0, import, after, upto, "undone")?;
    let stay: Option<i64> = value!(tx, COUNT_FATE, shop.0, import, after, upto, "new")?;
    Ok((gone.unwrap_or(0), stay.unwrap_or(0)))
}

/// The opening balance that a member has had so far.
pub async fn opened_with(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Points, StorageError> {
    let points: Option<i64> = value!(tx, OPENED_BEFORE, shop.0, member.0)?;
    Ok(Points::at_least_zero(points.unwrap_or(0)))
}
