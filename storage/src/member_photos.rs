//! Photos of members' things.

use domain::{MemberId, PhotoId, ShopId, UserId};
use uuid::Uuid;

use crate::ask::{execute, find, list, value};
use crate::{Instant, StorageError, Tx, statements};

statements! {
    ADD = "INSERT INTO member_photos (shop_id, photo_id, member_id, file, caption, added_by, at, cause) \
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    FIND = "SELECT photo_id, member_id, file, caption, added_by, at FROM member_photos WHERE shop_id = $1 AND photo_id = $2";
    FIND_BY_CAUSE = "SELECT photo_id FROM member_photos WHERE shop_id = $1 AND cause = $2";
    // Newest first: ids are made in the order of time.
    OF_MEMBER = "SELECT photo_id, member_id, file, caption, added_by, at FROM member_photos \
                 WHERE shop_id = $1 AND member_id = $2 ORDER BY photo_id DESC LIMIT $3 OFFSET $4";
    COUNT = "SELECT COUNT(*) FROM member_photos WHERE shop_id = $1 AND member_id = $2";
    REMOVE = "DELETE FROM member_photos WHERE shop_id = $1 AND photo_id = $2";
}

/// A photo that is kept on a member's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberPhoto {
    pub id: PhotoId,
    pub member: MemberId,
    /// Telegram's file id.
    pub file: String,
    /// May be empty.
    pub caption: String,
    pub added_by: UserId,
    pub at: Instant,
}

type Row = (Uuid, Uuid, String, String, i64, Instant);

fn photo((id, member, file, caption, added_by, at): Row) -> MemberPhoto {
    MemberPhoto {
        id: PhotoId(id),
        member: MemberId(member),
        file,
        caption,
        added_by: UserId(added_by),
        at,
    }
}

/// Says whether the photo is new: its cause, the message it came in, may have been read before.
pub async fn add(tx: &mut Tx, shop: ShopId, photo: &MemberPhoto, cause: &str) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        ADD,
        shop.0,
        photo.id.0,
        photo.member.0,
        &photo.file,
        &photo.caption,
        photo.added_by.0,
        photo.at,
        cause,
    )?;
    Ok(rows == 1)
}

pub async fn find(tx: &mut Tx, shop: ShopId, id: PhotoId) -> Result<Option<MemberPhoto>, StorageError> {
    let row: Option<Row> = find!(tx, FIND, shop.0, id.0)?;
    Ok(row.map(photo))
}

pub async fn find_by_cause(tx: &mut Tx, shop: ShopId, cause: &str) -> Result<Option<PhotoId>, StorageError> {
    let id: Option<Uuid> = value!(tx, FIND_BY_CAUSE, shop.0, cause)?;
    Ok(id.map(PhotoId))
}

/// The photos of a member's things, newest first.
pub async fn of_member(
    tx: &mut Tx,
    shop: ShopId,
    member: MemberId,
    skip: i64,
    limit: i64,
) -> Result<Vec<MemberPhoto>, StorageError> {
    let rows: Vec<Row> = list!(tx, OF_MEMBER, shop.0, member.0, limit, skip)?;
    Ok(rows.into_iter().map(photo).collect())
}

pub async fn count(tx: &mut Tx, shop: ShopId, member: MemberId) -> Result<i64, StorageError> {
    let count: Option<i64> = value!(tx, COUNT, shop.0, member.0)?;
    Ok(count.unwrap_or(0))
}

/// Says whether the photo was there.
pub async fn remove(tx: &mut Tx, shop: ShopId, id: PhotoId) -> Result<bool, StorageError> {
    Ok(execute!(tx, REMOVE, shop.0, id.0)? == 1)
}
