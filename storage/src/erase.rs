//! Takes a person out of every table (D3). What the books need stays and says nothing about anybody.
//!
//! A table that begins to hold something about people has its place here.

use domain::reason::Reason;
use domain::{LetterId, MemberId, OrderId, ShopId, UserId};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, list};
use crate::{Instant, StorageError, Tx, dialogs, import_rows, imports, outbox, statements};

statements! {
    // Who somebody was, and the secret on their card.
    NAMELESS = "UPDATE members SET user_id = NULL, name = '–', own_name = FALSE, username = NULL, phone = NULL, plain_phone = NULL, email = NULL, card = $3, \
                    gone_at = $4, marketing_at = NULL, leader = FALSE \
                WHERE shop_id = $1 AND member_id = $2 AND (gone_at IS NULL OR gone_at <= $4)";
    KEYS = "DELETE FROM find_keys WHERE shop_id = $1 AND member_id = $2";
    FIELDS = "DELETE FROM field_values WHERE shop_id = $1 AND member_id = $2";
    NOTES = "DELETE FROM notes WHERE shop_id = $1 AND member_id = $2";
    TASKS = "DELETE FROM tasks WHERE shop_id = $1 AND member_id = $2 AND member_id IS NOT NULL";
    TASKS_ABOUT_VISITOR = "DELETE FROM tasks WHERE shop_id = $1 AND user_id = $2 AND user_id IS NOT NULL";
    TAGS = "DELETE FROM member_tags WHERE shop_id = $1 AND member_id = $2";
    PHOTOS = "DELETE FROM member_photos WHERE shop_id = $1 AND member_id = $2";
    BIRTHDAY = "DELETE FROM birthdays WHERE shop_id = $1 AND member_id = $2";
    GREETINGS = "DELETE FROM greetings WHERE shop_id = $1 AND member_id = $2";
    BIRTHDAY_LINE = "DELETE FROM birthday_lines WHERE shop_id = $1 AND member_id = $2";
    RELATIVES = "DELETE FROM relatives WHERE shop_id = $1 AND member_id = $2";
    WISHES = "DELETE FROM wishes WHERE shop_id = $1 AND member_id = $2";
    QUESTIONS = "DELETE FROM questions WHERE shop_id = $1 AND member_id = $2";
    TOUCHES = "DELETE FROM touches WHERE shop_id = $1 AND member_id = $2";
    RHYTHMS = "DELETE FROM rhythms WHERE shop_id = $1 AND member_id = $2";
    REFUSALS = "DELETE FROM refusals WHERE shop_id = $1 AND member_id = $2";
    BASKET = "DELETE FROM baskets WHERE shop_id = $1 AND member_id = $2";
    MOVE_CODE = "DELETE FROM move_codes WHERE shop_id = $1 AND member_id = $2";
    PICTURES = "DELETE FROM pictures WHERE member_id = $1 AND member_id IS NOT NULL";
    // The sums stay: they are what the orders come to.
    STANDING = "UPDATE standings SET tier_id = NULL, since = NULL, term_ends = NULL, drop_on = NULL, look_on = NULL, \
                    won_at = NULL, before_id = NULL, before_ends = NULL, shaken = FALSE \
                WHERE shop_id = $1 AND member_id = $2";
    // How much moved, when and why stays for ever (P1); whose hand it was and what was written about them goes.
    LEDGER_ACTOR = "UPDATE ledger SET actor_id = 0 WHERE shop_id = $1 AND member_id = $2 AND actor = 'member'";
    LEDGER_WORDS = "UPDATE ledger SET reason = $3 WHERE shop_id = $1 AND member_id = $2 AND kind = 'adjusted'";
    ADJUSTMENTS = "UPDATE adjustments SET note = '', state = CASE state WHEN 'asked' THEN 'refused' ELSE state END, \
                       decided_at = COALESCE(decided_at, $3) \
                   WHERE shop_id = $1 AND member_id = $2";
    LINES = "UPDATE order_lines SET title = '–' WHERE shop_id = $1 AND product_id IS NULL AND order_id IN ( \
                 SELECT order_id FROM orders WHERE shop_id = $1 AND member_id = $2)";
    PAYMENTS = "UPDATE payments SET user_id = 0 WHERE shop_id = $1 AND order_id IN ( \
                    SELECT order_id FROM orders WHERE shop_id = $1 AND member_id = $2)";
    ORDERS = "UPDATE orders SET note = '', delivery = NULL, plain_delivery = NULL, for_whom = NULL, relative_id = NULL WHERE shop_id = $1 AND member_id = $2";
    COUPONS = "UPDATE coupons SET closed_by = NULL WHERE shop_id = $1 AND member_id = $2 AND closed_by = $3";
    OWING = "SELECT p.order_id FROM payments p JOIN orders o ON o.shop_id = p.shop_id AND o.order_id = p.order_id \
             WHERE o.shop_id = $1 AND o.member_id = $2 AND p.owed_at IS NOT NULL AND p.returned_at IS NULL LIMIT 1";
    UNPAID = "SELECT order_id FROM orders WHERE shop_id = $1 AND member_id = $2 AND state = 'unpaid' ORDER BY order_id LIMIT 100";
    OPEN_COUPONS = "SELECT coupon_id FROM coupons WHERE shop_id = $1 AND member_id = $2 AND state = 'issued' \
                    ORDER BY coupon_id LIMIT 1000";
    IN_LINE = "SELECT offer_id FROM claims WHERE shop_id = $1 AND member_id = $2 AND state = 'waiting' ORDER BY offer_id LIMIT 1000";
    DEEDS = "SELECT audit_id, was, became FROM audit WHERE shop_id = $1 AND member_id = $2 AND member_id IS NOT NULL \
             AND audit_id > $3 ORDER BY audit_id LIMIT $4";
    BARE_DEED = "UPDATE audit SET was = $3, became = $4 WHERE shop_id = $1 AND audit_id = $2";
    OWN_DEEDS = "UPDATE audit SET actor_id = 0 WHERE shop_id = $1 AND actor_id = $2 AND actor = 'member'";
    LETTERS = "DELETE FROM outbox WHERE chat_id = $2 AND shop_id = $1";
    // What advertises names nobody: it is put into words when it is sent.
    WAITING = "SELECT id, letter FROM outbox WHERE closed_at IS NULL AND lane < 2 AND shop_id = $1 ORDER BY not_before, id LIMIT 10000";
    ORDERS_OF = "SELECT order_id FROM orders WHERE shop_id = $1 AND member_id = $2 AND order_id = $3";
    DEAD_UPDATES = "UPDATE inbox SET body = '', error = NULL, chat_id = 0, user_id = 0 WHERE outcome = 'dead' AND user_id = $1";
    DIALOGS = "DELETE FROM dialogs WHERE user_id = $1";
    DIALOGS_OF_STAFF = "SELECT d.chat_id, d.user_id, d.state FROM dialogs d JOIN staff s ON s.user_id = d.user_id \
                        WHERE s.shop_id = $1 AND s.removed_at IS NULL";
    END_DIALOG = "DELETE FROM dialogs WHERE chat_id = $1 AND user_id = $2";
    RUNS = "DELETE FROM runs WHERE name >= $1 AND name < $2";
    TRIES = "DELETE FROM code_tries WHERE shop_id = $1 AND user_id = $2";
    LOCKS = "DELETE FROM code_locks WHERE shop_id = $1 AND user_id = $2";
    PERSON = "DELETE FROM people WHERE user_id = $1 \
              AND NOT EXISTS (SELECT 1 FROM members m WHERE m.user_id = $1) \
              AND NOT EXISTS (SELECT 1 FROM staff s WHERE s.user_id = $1 AND s.removed_at IS NULL)";
    STEP_OUT = "UPDATE people SET shop_id = NULL WHERE user_id = $1 AND shop_id = $2 AND NOT EXISTS ( \
                    SELECT 1 FROM staff s WHERE s.shop_id = $2 AND s.user_id = $1 AND s.removed_at IS NULL)";
}

/// Rows of the log that are looked at in one go.
const DEEDS_AT_ONCE: i64 = 500;
/// Rows of a list that are thrown away in one go. What a longer one holds goes within a minute.
const ROWS_AT_ONCE: i64 = 20_000;
/// Digits by which a phone number is known again, whatever stands before them.
const ENDING: usize = 7;

/// What has to be let go before somebody goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Open {
    pub orders: Vec<OrderId>,
    pub coupons: Vec<domain::CouponId>,
    /// Offers in whose line they stand.
    pub lines: Vec<domain::OfferId>,
    /// Money of theirs is on its way back.
    pub owing: bool,
}

/// What somebody still has open.
pub async fn open(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Open, StorageError> {
    let orders: Vec<(Uuid,)> = list!(tx, UNPAID, shop.0, member.0)?;
    let coupons: Vec<(Uuid,)> = list!(tx, OPEN_COUPONS, shop.0, member.0)?;
    let lines: Vec<(Uuid,)> = list!(tx, IN_LINE, shop.0, member.0)?;
    let owing: Vec<(Uuid,)> = list!(tx, OWING, shop.0, member.0)?;
    Ok(Open {
        orders: orders.into_iter().map(|(id,)| OrderId(id)).collect(),
        coupons: coupons.into_iter().map(|(id,)| domain::CouponId(id)).collect(),
        lines: lines.into_iter().map(|(id,)| domain::OfferId(id)).collect(),
        owing: !owing.is_empty(),
    })
}

/// Takes out of a shop's tables what they say about a member. `card` takes the place of the secret on the card.
pub async fn member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    user: Option<UserId>,
    card: &str,
    at: Instant,
) -> Result<(), StorageError> {
    for sql in [
        KEYS,
        FIELDS,
        NOTES,
        TASKS,
        TAGS,
        PHOTOS,
        BIRTHDAY,
        GREETINGS,
        BIRTHDAY_LINE,
        RELATIVES,
        WISHES,
        QUESTIONS,
        TOUCHES,
        REFUSALS,
        RHYTHMS,
        BASKET,
        MOVE_CODE,
        STANDING,
        LEDGER_ACTOR,
        LINES,
        PAYMENTS,
        ORDERS,
    ] {
        execute!(tx, sql, shop.0, member.0)?;
    }
    let wordless = Reason::Adjusted { note: String::new() };
    execute!(tx, LEDGER_WORDS, shop.0, member.0, Json(wordless))?;
    execute!(tx, ADJUSTMENTS, shop.0, member.0, at)?;
    execute!(tx, PICTURES, member.0)?;
    if let Some(user) = user {
        execute!(tx, COUPONS, shop.0, member.0, user.0)?;
    }
    bare_deeds(tx, shop, member, user).await?;
    import_rows::forget_member(tx, shop, member).await?;
    execute!(tx, NAMELESS, shop.0, member.0, card, at)?;
    Ok(())
}

/// Takes out of the machine's tables what they say about an account, as far as this shop is why it is there. An account
/// that belongs to another shop, or works in one, stays known.
pub async fn account(tx: &mut Tx, shop: ShopId, user: UserId, groups: &[i64]) -> Result<(), StorageError> {
    for sql in [LETTERS, OWN_DEEDS, TRIES, LOCKS, TASKS_ABOUT_VISITOR] {
        execute!(tx, sql, shop.0, user.0)?;
    }
    for group in groups {
        for run in ["newcomer", "request"] {
            let name = format!("{run}:{group}:{user}:");
            // The next letter after the colon.
            let end = format!("{run}:{group}:{user};");
            execute!(tx, RUNS, name, end)?;
        }
    }
    execute!(tx, DEAD_UPDATES, user.0)?;
    execute!(tx, STEP_OUT, user.0, shop.0)?;
    if execute!(tx, PERSON, user.0)? == 1 {
        execute!(tx, DIALOGS, user.0)?;
    }
    Ok(())
}

/// Takes a name out of letters to others that wait to be sent. Those that were sent say nothing any more.
pub async fn letters_about(tx: &mut Tx, shop: ShopId, member: MemberId, name: &str) -> Result<(), StorageError> {
    let rows: Vec<(Uuid, Json<Value>)> = list!(tx, WAITING, shop.0)?;
    for (id, Json(kept)) in rows {
        let id = LetterId(id);
        let mut letter = outbox::opened(tx, shop, id, kept)?;
        let about = match letter.order() {
            Some(order) => {
                let own: Vec<(Uuid,)> = list!(tx, ORDERS_OF, shop.0, member.0, order.0)?;
                !own.is_empty()
            }
            None => false,
        };
        if letter.forget(name, about) {
            outbox::amend_whatever(tx, shop, id, &letter).await?;
        }
    }
    Ok(())
}

/// Keeps of the log who did what and when, with numbers and names of things, and takes out all other words.
async fn bare_deeds(tx: &mut Tx, shop: ShopId, member: MemberId, user: Option<UserId>) -> Result<(), StorageError> {
    let mut after = Uuid::nil();
    loop {
        type Row = (Uuid, Option<Json<Value>>, Option<Json<Value>>);
        let rows: Vec<Row> = list!(tx, DEEDS, shop.0, member.0, after, DEEDS_AT_ONCE)?;
        let Some((last, ..)) = rows.last() else { return Ok(()) };
        after = *last;
        for (id, was, became) in rows {
            let bare = |json: Option<Json<Value>>| json.map(|Json(json)| Json(bared(json, user)));
            execute!(tx, BARE_DEED, shop.0, id, bare(was), bare(became))?;
        }
    }
}

/// What is said of a person whatever it is, numbers and choices too.
const OF_THE_PERSON: &[&str] = &["birthday", "value"];

/// Words that are of the shop and not about anybody.
const OF_THE_SHOP: &[&str] = &["currency", "title", "role", "state", "until", "worth", "kind"];

fn bared(json: Value, user: Option<UserId>) -> Value {
    match json {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| match value {
                _ if OF_THE_PERSON.contains(&name.as_str()) => (name, Value::Null),
                Value::String(word) if OF_THE_SHOP.contains(&name.as_str()) => (name, Value::String(word)),
                value => (name, bared(value, user)),
            })
            .collect(),
        Value::Array(values) => values.into_iter().map(|value| bared(value, user)).collect(),
        Value::Number(number) if user.is_some_and(|user| number.as_i64() == Some(user.0)) => Value::Null,
        Value::String(_) => Value::String(String::new()),
        other => other,
    }
}

/// Throws away lists that wait to be taken over: somebody who is to be forgotten may stand in one under whatever name.
/// The owner is asked to send theirs again, and reading it leaves that person out.
pub async fn waiting_lists(tx: &mut Tx, shop: ShopId, at: Instant) -> Result<(), StorageError> {
    imports::drop_waiting(tx, shop, at, ROWS_AT_ONCE).await
}

/// Ends questions to staff in which one of these words stands, who a member is or what they are called, or the end of
/// their phone number, however its digits are grouped.
pub async fn quiet_dialogs(
    tx: &mut Tx,
    shop: ShopId,
    words: &[String],
    phone: Option<&str>,
) -> Result<(), StorageError> {
    let ending = phone.and_then(|digits| digits.get(digits.len().checked_sub(ENDING)?..));
    let rows: Vec<(i64, i64, Json<Value>)> = list!(tx, DIALOGS_OF_STAFF, shop.0)?;
    for (chat, user, Json(state)) in rows {
        // One that does not open is begun again anyway.
        let state = dialogs::opened(tx, chat, UserId(user), state)?.unwrap_or_default();
        let state = state.to_string();
        let digits: String = state.chars().filter(char::is_ascii_digit).collect();
        if words.iter().any(|word| state.contains(word)) || ending.is_some_and(|ending| digits.contains(ending)) {
            execute!(tx, END_DIALOG, chat, user)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn d3_of_a_deed_numbers_and_names_of_things_are_left() {
        let deed = json!({
            "total": 12_800, "currency": "EUR", "note": "for Anna", "reason": "Anna called", "asked_by": 7, "user": 8,
            "lines": [{ "title": "Boots", "quantity": 1 }, "Anna"], "undone": true,
            "birthday": { "month": 4, "day": 17 }, "value": { "kind": "number", "value": 43_500 },
        });

        let left = bared(deed, Some(UserId(8)));

        assert_eq!(
            left,
            json!({
                "total": 12_800, "currency": "EUR", "note": "", "reason": "", "asked_by": 7, "user": null,
                "lines": [{ "title": "Boots", "quantity": 1 }, ""], "undone": true,
                "birthday": null, "value": null,
            })
        );
    }
}
