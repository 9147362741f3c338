//! Photos of a member's things, kept by staff on the file.

use domain::action::Action;
use domain::reason::Actor;
use domain::role::Right;
use domain::{MemberId, PhotoId, ShopId, UserId};
use storage::member_photos::{self, MemberPhoto};
use storage::{StorageError, members};

use crate::{Change, Loyalty, NotAllowed};

/// Photos on one file.
pub const MOST_PHOTOS: i64 = 12;

/// A photo that is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct KeepPhoto<'a> {
    pub member: MemberId,
    /// Telegram's file id.
    pub file: &'a str,
    pub caption: &'a str,
    pub by: UserId,
    /// The message it came in: read twice, it is one photo.
    pub cause: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhotoKept {
    Done,
    TooMany,
    Gone,
    NotAllowed,
}

impl Loyalty {
    pub async fn keep_photo(&self, shop: ShopId, ask: &KeepPhoto<'_>) -> Result<PhotoKept, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop, ask.by, Right::RunTill).await?.is_err() {
            return Ok(PhotoKept::NotAllowed);
        }
        if members::find(&mut tx, shop, ask.member).await?.is_none() {
            return Ok(PhotoKept::Gone);
        }
        if member_photos::find_by_cause(&mut tx, shop, ask.cause).await?.is_some() {
            return Ok(PhotoKept::Done);
        }
        if member_photos::count(&mut tx, shop, ask.member).await? >= MOST_PHOTOS {
            return Ok(PhotoKept::TooMany);
        }
        let at = self.now();
        let photo = MemberPhoto {
            id: PhotoId(self.ids.uuid(at)),
            member: ask.member,
            file: ask.file.to_owned(),
            caption: ask.caption.to_owned(),
            added_by: ask.by,
            at,
        };
        if member_photos::add(&mut tx, shop, &photo, ask.cause).await? {
            let change = Change::made(serde_json::json!({ "caption": ask.caption }));
            self.note(
                &mut tx,
                shop,
                Actor::Staff(ask.by),
                Action::PhotoAdd,
                Some(ask.member),
                change,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(PhotoKept::Done)
    }

    /// The photo on this place of a member's file, newest first, and how many there are.
    pub async fn photo(
        &self,
        shop: ShopId,
        by: UserId,
        member: MemberId,
        place: i64,
    ) -> Result<Result<(Option<MemberPhoto>, i64), NotAllowed>, StorageError> {
        let mut tx = self.db.read().await?;
        if self.allowed(&mut tx, shop, by, Right::RunTill).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let photo = member_photos::of_member(&mut tx, shop, member, place, 1).await?.pop();
        let count = member_photos::count(&mut tx, shop, member).await?;
        Ok(Ok((photo, count)))
    }

    /// Takes a photo off the file. Gives whose it was.
    pub async fn drop_photo(
        &self,
        shop: ShopId,
        by: UserId,
        photo: PhotoId,
    ) -> Result<Result<Option<MemberId>, NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop, by, Right::RunTill).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let Some(found) = member_photos::find(&mut tx, shop, photo).await? else {
            return Ok(Ok(None));
        };
        member_photos::remove(&mut tx, shop, photo).await?;
        let change = Change::ended(serde_json::json!({ "caption": found.caption }));
        self.note(
            &mut tx,
            shop,
            Actor::Staff(by),
            Action::PhotoRemove,
            Some(found.member),
            change,
        )
        .await?;
        tx.commit().await?;
        Ok(Ok(Some(found.member)))
    }
}
