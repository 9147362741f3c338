//! The tags of a shop, and who has them.

use domain::tag::{Tag, TagRule};
use domain::{MemberId, ShopId, TagId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO tags (shop_id, tag_id, slug, title, rule, active) VALUES ($1, $2, $3, $4, $5, $6) \
           ON CONFLICT DO NOTHING";
    CHANGE = "UPDATE tags SET title = $3, rule = $4, active = $5 WHERE shop_id = $1 AND tag_id = $2";
    FIND = "SELECT tag_id, title, rule, active FROM tags WHERE shop_id = $1 AND tag_id = $2";
    FIND_BY_SLUG = "SELECT tag_id FROM tags WHERE shop_id = $1 AND slug = $2";
    NAME_IN_FILE = "UPDATE tags SET slug = $3 WHERE shop_id = $1 AND tag_id = $2";
    // The acts keep their number small; the limit is for a table that something else wrote.
    LIST = "SELECT tag_id, title, rule, active FROM tags WHERE shop_id = $1 ORDER BY tag_id LIMIT 200";
    RULED = "SELECT tag_id, title, rule, active FROM tags WHERE shop_id = $1 AND active AND rule IS NOT NULL \
             ORDER BY tag_id LIMIT 200";
    PUT_ON = "INSERT INTO member_tags (shop_id, member_id, tag_id, put_by, at) VALUES ($1, $2, $3, $4, $5) \
              ON CONFLICT DO NOTHING";
    TAKE_OFF = "DELETE FROM member_tags WHERE shop_id = $1 AND member_id = $2 AND tag_id = $3";
    OF_MEMBER = "SELECT t.tag_id, t.title, t.rule, t.active FROM member_tags m \
                 JOIN tags t ON t.shop_id = m.shop_id AND t.tag_id = m.tag_id \
                 WHERE m.shop_id = $1 AND m.member_id = $2 AND t.active ORDER BY t.tag_id";
    WEARERS = "SELECT member_id FROM member_tags WHERE shop_id = $1 AND tag_id = $2 ORDER BY member_id LIMIT $3";
    // How many members have it, as far as that matters.
    WORN = "SELECT COUNT(*) FROM (SELECT 1 FROM member_tags WHERE shop_id = $1 AND tag_id = $2 LIMIT $3) m";
    WEARING = "SELECT member_id FROM member_tags \
               WHERE shop_id = $1 AND tag_id = $2 AND member_id > $3 AND member_id <= $4";
    BY_RULE_IN_RANGE = "SELECT m.member_id, m.tag_id FROM member_tags m \
                        JOIN tags t ON t.shop_id = m.shop_id AND t.tag_id = m.tag_id AND t.rule IS NOT NULL AND t.active \
                        WHERE m.shop_id = $1 AND m.member_id > $2 AND m.member_id <= $3";
    BY_RULE_OF_MEMBER = "SELECT m.member_id, m.tag_id FROM member_tags m \
                         JOIN tags t ON t.shop_id = m.shop_id AND t.tag_id = m.tag_id AND t.rule IS NOT NULL AND t.active \
                         WHERE m.shop_id = $1 AND m.member_id = $2";
}

/// More members than this are many: how many more does not matter.
const MANY: i64 = 10_000;

type Row = (Uuid, String, Option<Json<TagRule>>, bool);

fn tag((id, title, rule, active): Row) -> Tag {
    Tag {
        id: TagId(id),
        title,
        rule: rule.map(|Json(rule)| rule),
        active,
    }
}

/// Says whether the tag is new: one with this `slug` may be there already.
pub async fn add(tx: &mut Tx, shop: ShopId, tag: &Tag, slug: Option<&str>) -> Result<bool, StorageError> {
    let rule = tag.rule.as_ref().map(Json);
    Ok(execute!(tx, ADD, shop.0, tag.id.0, slug, &tag.title, rule, tag.active)? == 1)
}

/// Writes everything about a tag. Says whether there is such a tag.
pub async fn change(tx: &mut Tx, shop: ShopId, tag: &Tag) -> Result<bool, StorageError> {
    let rule = tag.rule.as_ref().map(Json);
    Ok(execute!(tx, CHANGE, shop.0, tag.id.0, &tag.title, rule, tag.active)? == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: TagId) -> Result<Option<Tag>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    Ok(row.map(tag))
}

/// The tag that a file calls `slug`.
pub async fn find_by_slug(tx: &mut Tx, shop: ShopId, slug: &str) -> Result<Option<TagId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_SLUG, shop.0, slug)?;
    Ok(id.map(TagId))
}

/// Has a file call a tag `slug` that no file calls anything. Says whether it does so from here on.
pub async fn name_in_file(tx: &mut Tx, shop: ShopId, id: TagId, slug: &str) -> Result<bool, StorageError> {
    Ok(execute!(tx, NAME_IN_FILE, shop.0, id.0, slug)? == 1)
}

/// All tags of a shop, retired ones too, oldest first.
pub async fn list(tx: &mut Tx, shop: ShopId) -> Result<Vec<Tag>, StorageError> {
    let rows: Vec<Row> = list!(tx, LIST, shop.0)?;
    Ok(rows.into_iter().map(tag).collect())
}

/// The tags that a shop's rules put on and take off.
pub async fn ruled(tx: &mut Tx, shop: ShopId) -> Result<Vec<Tag>, StorageError> {
    let rows: Vec<Row> = list!(tx, RULED, shop.0)?;
    Ok(rows.into_iter().map(tag).collect())
}

/// Puts a tag on a member: by somebody, or by its rule. Says whether they did not have it.
pub async fn put_on(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    id: TagId,
    by: Option<UserId>,
    at: Instant,
) -> Result<bool, StorageError> {
    Ok(execute!(tx, PUT_ON, shop.0, member.0, id.0, by.map(|by| by.0), at)? == 1)
}

/// Says whether they had it.
pub async fn take_off(tx: &mut Tx, shop: ShopId, member: MemberId, id: TagId) -> Result<bool, StorageError> {
    Ok(execute!(tx, TAKE_OFF, shop.0, member.0, id.0)? == 1)
}

/// The tags that a member has.
pub async fn of_member(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<Tag>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_MEMBER, shop.0, member.0)?;
    Ok(rows.into_iter().map(tag).collect())
}

/// How many members have a tag; 10,000 stands for all that is more.
pub async fn worn_by(tx: &mut Tx, shop: ShopId, id: TagId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, WORN, shop.0, id.0, MANY)?;
    Ok(count.unwrap_or(0))
}

/// Who of a span of members has a tag.
pub async fn wearing(
    tx: &mut Tx,
    shop: ShopId,
    id: TagId,
    after: MemberId,
    upto: MemberId,
) -> Result<Vec<MemberId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, WEARING, shop.0, id.0, after.0, upto.0)?;
    Ok(rows.into_iter().map(|(member,)| MemberId(member)).collect())
}

/// Up to `limit` members who have a tag.
pub async fn wearers(tx: &mut Tx, shop: ShopId, id: TagId, limit: i64) -> Result<Vec<MemberId>, StorageError> {
    let rows: Vec<(Uuid,)> = list!(tx, WEARERS, shop.0, id.0, limit)?;
    Ok(rows.into_iter().map(|(member,)| MemberId(member)).collect())
}

/// Who of a span of members has which tag with a rule.
pub async fn by_rule_in(
    tx: &mut Tx,
    shop: ShopId,
    after: MemberId,
    upto: MemberId,
) -> Result<Vec<(MemberId, TagId)>, StorageError> {
    let rows: Vec<(Uuid, Uuid)> = list!(tx, BY_RULE_IN_RANGE, shop.0, after.0, upto.0)?;
    Ok(pairs(rows))
}

/// Which tags with a rule a member has.
pub async fn by_rule_of(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<Vec<TagId>, StorageError> {
    let rows: Vec<(Uuid, Uuid)> = list!(tx, BY_RULE_OF_MEMBER, shop.0, member.0)?;
    Ok(pairs(rows).into_iter().map(|(_, tag)| tag).collect())
}

fn pairs(rows: Vec<(Uuid, Uuid)>) -> Vec<(MemberId, TagId)> {
    let pair = |(member, tag)| (MemberId(member), TagId(tag));
    rows.into_iter().map(pair).collect()
}
