//! Makes one of two files of one person (D4): what belonged to the former one belongs to the other.
//!
//! Ledger rows stay with the file they were written for (P1). Lots go over as they are, with their dates and their
//! orders, and a pair of ledger rows says so.

use domain::{MemberId, ShopId};
use uuid::Uuid;

use crate::ask::{execute, list};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    // Empty ones too: points that are given back go to the lots they came from (P6). By the ledger, because a lot that is
    // empty is in no index of its member.
    LOTS = "UPDATE lots SET member_id = $4 WHERE shop_id = $1 AND member_id = $3 AND lot_id IN ( \
                SELECT v.lot_id FROM ledger e JOIN lot_moves v ON v.shop_id = e.shop_id AND v.entry_id = e.entry_id \
                WHERE e.shop_id = $1 AND e.member_id = $2)";
    FREE = "UPDATE balances SET \
                free_ever = free_ever + (SELECT f.free_ever FROM balances f WHERE f.shop_id = $1 AND f.member_id = $2), \
                free_today = CASE WHEN free_on = $4 THEN free_today ELSE 0 END + COALESCE(( \
                    SELECT f.free_today FROM balances f WHERE f.shop_id = $1 AND f.member_id = $2 AND f.free_on = $4), 0), \
                free_on = $4 \
            WHERE shop_id = $1 AND member_id = $3";
    ORDERS = "UPDATE orders SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    COUPONS = "UPDATE coupons SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    BOOSTS = "UPDATE boosts SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    ADJUSTMENTS = "UPDATE adjustments SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    // Whoever stands in a line twice keeps the place in front.
    LINE_OF_FORMER = "UPDATE claims SET state = 'left' WHERE shop_id = $1 AND member_id = $2 AND state = 'waiting' AND EXISTS ( \
                          SELECT 1 FROM claims o WHERE o.shop_id = $1 AND o.member_id = $3 AND o.offer_id = claims.offer_id \
                          AND o.state = 'waiting' AND (o.opens_at, o.asked_at) <= (claims.opens_at, claims.asked_at))";
    LINE_OF_OTHER = "UPDATE claims SET state = 'left' WHERE shop_id = $1 AND member_id = $3 AND state = 'waiting' AND EXISTS ( \
                         SELECT 1 FROM claims o WHERE o.shop_id = $1 AND o.member_id = $2 AND o.offer_id = claims.offer_id \
                         AND o.state = 'waiting')";
    CLAIMS = "UPDATE claims SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    NOTES = "UPDATE notes SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    TASKS = "UPDATE tasks SET member_id = $3 WHERE shop_id = $1 AND member_id = $2 AND member_id IS NOT NULL";
    PHOTOS = "UPDATE member_photos SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    RELATIVES = "UPDATE relatives SET member_id = $3 WHERE shop_id = $1 AND member_id = $2";
    BROUGHT = "UPDATE members SET invited_by = $3 WHERE shop_id = $1 AND invited_by = $2 AND invited_by IS NOT NULL";
    WISHES = "INSERT INTO wishes (shop_id, member_id, product_id, at) \
              SELECT w.shop_id, $3, w.product_id, w.at FROM wishes w WHERE w.shop_id = $1 AND w.member_id = $2 ON CONFLICT DO NOTHING";
    TAGS = "INSERT INTO member_tags (shop_id, member_id, tag_id, put_by, at) \
            SELECT t.shop_id, $3, t.tag_id, t.put_by, t.at FROM member_tags t WHERE t.shop_id = $1 AND t.member_id = $2 \
            ON CONFLICT DO NOTHING";
    QUESTIONS = "INSERT INTO questions (shop_id, member_id, subject, state, times, asked_at) \
                 SELECT q.shop_id, $3, q.subject, q.state, q.times, q.asked_at FROM questions q \
                 WHERE q.shop_id = $1 AND q.member_id = $2 ON CONFLICT DO NOTHING";
    DROP_WISHES = "DELETE FROM wishes WHERE shop_id = $1 AND member_id = $2";
    DROP_TAGS = "DELETE FROM member_tags WHERE shop_id = $1 AND member_id = $2";
    DROP_QUESTIONS = "DELETE FROM questions WHERE shop_id = $1 AND member_id = $2";
    DROP_FIELDS = "DELETE FROM field_values WHERE shop_id = $1 AND member_id = $2";
    DROP_BIRTHDAY = "DELETE FROM birthdays WHERE shop_id = $1 AND member_id = $2";
    DROP_STANDING = "DELETE FROM standings WHERE shop_id = $1 AND member_id = $2";
    DROP_KEYS = "DELETE FROM find_keys WHERE shop_id = $1 AND member_id = $2";
    DROP_BASKET = "DELETE FROM baskets WHERE shop_id = $1 AND member_id = $2";
    DROP_CODE = "DELETE FROM move_codes WHERE shop_id = $1 AND member_id = $2";
    DROP_PICTURES = "DELETE FROM pictures WHERE member_id = $1 AND member_id IS NOT NULL";
    OPEN_STANDING = "INSERT INTO standings (shop_id, member_id, spent, orders) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING";
    // The card stays: whoever shows it is led to the other file.
    // Whoever wants no more of something does not hear of it because of another file (M4).
    REFUSALS = "INSERT INTO refusals (shop_id, member_id, trigger_kind, at) \
                SELECT r.shop_id, $3, r.trigger_kind, r.at FROM refusals r WHERE r.shop_id = $1 AND r.member_id = $2 \
                ON CONFLICT DO NOTHING";
    // What one of the two was told, both were; what both were told stays with each.
    TOUCHES = "UPDATE touches SET member_id = $3 WHERE shop_id = $1 AND member_id = $2 AND NOT EXISTS ( \
                   SELECT 1 FROM touches t WHERE t.shop_id = $1 AND t.member_id = $3 AND t.automation_id = touches.automation_id \
                   AND t.about = touches.about AND t.wave = touches.wave)";
    ARCHIVE = "UPDATE members SET user_id = NULL, name = '–', own_name = FALSE, username = NULL, phone = NULL, plain_phone = NULL, email = NULL, gone_at = $3, \
                   marketing_at = NULL WHERE shop_id = $1 AND member_id = $2 AND gone_at IS NULL";
    HERITAGE = "UPDATE members SET leader = leader OR $3, invited_by = CASE WHEN invited_by IS NULL AND $4 <> member_id \
                    THEN $4 ELSE invited_by END \
                WHERE shop_id = $1 AND member_id = $2";
    INVITED_BY = "SELECT invited_by FROM members WHERE shop_id = $1 AND member_id = $2 AND invited_by IS NOT NULL";
    // Nobody brought themselves.
    NOT_BY_ONESELF = "UPDATE members SET invited_by = NULL WHERE shop_id = $1 AND member_id = $2 AND invited_by = $2";
}

/// Gives the lots that the ledger rows of `of` moved, and that are `from`'s, to another file.
pub async fn lots(tx: &mut Tx, shop: ShopId, of: MemberId, from: MemberId, into: MemberId) -> Result<(), StorageError> {
    execute!(tx, LOTS, shop.0, of.0, from.0, into.0)?;
    Ok(())
}

/// Adds up what both earned without buying (P10).
pub async fn free_earnings(
    tx: &mut Tx,
    shop: ShopId,
    from: MemberId,
    into: MemberId,
    day: chrono::NaiveDate,
) -> Result<(), StorageError> {
    execute!(tx, FREE, shop.0, from.0, into.0, day)?;
    Ok(())
}

/// Gives over what belongs to a file, but for its points, its fields, its birthday and its standing.
pub async fn belongings(tx: &mut Tx, shop: ShopId, from: MemberId, into: MemberId) -> Result<(), StorageError> {
    for sql in [
        LINE_OF_FORMER,
        LINE_OF_OTHER,
        CLAIMS,
        ORDERS,
        COUPONS,
        BOOSTS,
        ADJUSTMENTS,
        NOTES,
        TASKS,
        PHOTOS,
        RELATIVES,
        BROUGHT,
        WISHES,
        TAGS,
        QUESTIONS,
        REFUSALS,
        TOUCHES,
    ] {
        execute!(tx, sql, shop.0, from.0, into.0)?;
    }
    execute!(tx, NOT_BY_ONESELF, shop.0, into.0)?;
    execute!(tx, OPEN_STANDING, shop.0, into.0)?;
    Ok(())
}

/// Who brought a member, and whether others follow them, is so for the other file as well.
pub async fn heritage(
    tx: &mut Tx,
    shop: ShopId,
    from: MemberId,
    into: MemberId,
    leads: bool,
) -> Result<(), StorageError> {
    let by: Vec<(Uuid,)> = list!(tx, INVITED_BY, shop.0, from.0)?;
    // Of nobody's file: it changes nothing.
    let by = by.first().map_or(into.0, |(by,)| *by);
    execute!(tx, HERITAGE, shop.0, into.0, leads, by)?;
    Ok(())
}

/// Leaves of a file what the books refer to.
pub async fn archive(tx: &mut Tx, shop: ShopId, from: MemberId, at: Instant) -> Result<bool, StorageError> {
    for sql in [
        DROP_WISHES,
        DROP_TAGS,
        DROP_QUESTIONS,
        DROP_FIELDS,
        DROP_BIRTHDAY,
        DROP_STANDING,
        DROP_KEYS,
        DROP_BASKET,
        DROP_CODE,
    ] {
        execute!(tx, sql, shop.0, from.0)?;
    }
    execute!(tx, DROP_PICTURES, from.0)?;
    Ok(execute!(tx, ARCHIVE, shop.0, from.0, at)? == 1)
}
