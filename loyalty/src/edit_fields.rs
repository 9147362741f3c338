//! A shop's own fields are made and changed by managers (D2), and so is how members are asked (D1).

use domain::action::Action;
use domain::field::{Field, FieldKind, MOST_FIELDS};
use domain::question::Asking;
use domain::reason::Actor;
use domain::role::Right;
use domain::{FieldId, ShopId, UserId};
use storage::{StorageError, Tx, fields, questions};

use crate::{Change, FromFile, Loyalty, NotAllowed};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldSaved {
    Done(Field),
    /// The shop has as many fields as it can.
    TooMany,
    /// What stands in a field was said for its type, which stays.
    OtherKind,
    NotAllowed,
}

/// What reading a field from a file came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldFromFile {
    Done(FromFile),
    /// The shop has as many fields as it can.
    TooMany,
    /// As in the chat, a type stays.
    OtherKind,
}

impl Loyalty {
    /// All fields of a shop in their order, retired ones too.
    pub async fn fields(&self, shop: ShopId) -> Result<Vec<Field>, StorageError> {
        let mut tx = self.db.look().await?;
        fields::list(&mut tx, shop).await
    }

    /// A name for a field that is being made.
    #[must_use]
    pub fn new_field_id(&self) -> FieldId {
        FieldId(self.ids.uuid(self.now()))
    }

    /// How many members have something in a field; 10,000 stands for all that is more.
    pub async fn filled_by(&self, shop: ShopId, field: FieldId) -> Result<i64, StorageError> {
        let mut tx = self.db.look().await?;
        fields::filled_by(&mut tx, shop, field).await
    }

    /// Makes a field, or changes it. A new one stands last.
    pub async fn save_field(&self, shop: ShopId, by: UserId, field: &Field) -> Result<FieldSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop, by, Right::EditFields).await?.is_err() {
            return Ok(FieldSaved::NotAllowed);
        }
        let mut field = field.clone().settled();
        let all = fields::list(&mut tx, shop).await?;
        let change = match all.iter().find(|known| known.id == field.id) {
            Some(known) if *known == field => return Ok(FieldSaved::Done(field)),
            Some(known) if known.kind.as_str() != field.kind.as_str() => return Ok(FieldSaved::OtherKind),
            Some(known) => {
                field.place = known.place;
                fields::change(&mut tx, shop, &field).await?;
                self.found_anew(&mut tx, shop, known, &field).await?;
                (
                    Action::FieldChange,
                    Change::between(in_the_log(known), in_the_log(&field)),
                )
            }
            None if all.len() >= MOST_FIELDS => return Ok(FieldSaved::TooMany),
            None => {
                field.place = next_place(&all);
                fields::add(&mut tx, shop, &field, None).await?;
                (Action::FieldAdd, Change::made(in_the_log(&field)))
            }
        };
        let (action, change) = change;
        self.note(&mut tx, shop, Actor::Staff(by), action, None, change).await?;
        tx.commit().await?;
        Ok(FieldSaved::Done(field))
    }

    /// Adds the field that a file calls `slug`, or changes it but for its type and its place. `listed`: whether it is in
    /// use; `None` leaves that as it is.
    pub async fn field_from_file(
        &self,
        shop: ShopId,
        slug: &str,
        field: &Field,
        listed: Option<bool>,
    ) -> Result<FieldFromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let known = match fields::find_by_slug(&mut tx, shop, slug).await? {
            Some(id) => fields::find(&mut tx, shop, id).await?,
            None => None,
        };
        let mut new = field.clone().settled();
        let outcome = if let Some(known) = known {
            if known.kind.as_str() != new.kind.as_str() {
                return Ok(FieldFromFile::OtherKind);
            }
            (new.id, new.place, new.active) = (known.id, known.place, listed.unwrap_or(known.active));
            if new == known {
                return Ok(FieldFromFile::Done(FromFile::Unchanged));
            }
            fields::change(&mut tx, shop, &new).await?;
            self.found_anew(&mut tx, shop, &known, &new).await?;
            FromFile::Changed
        } else {
            new.active = listed.unwrap_or(true);
            if !self.add_field(&mut tx, shop, new, slug).await? {
                return Ok(FieldFromFile::TooMany);
            }
            FromFile::New
        };
        tx.commit().await?;
        Ok(FieldFromFile::Done(outcome))
    }

    /// Has members found by a field by those who may see it now.
    async fn found_anew(&self, tx: &mut Tx, shop: ShopId, before: &Field, after: &Field) -> Result<(), StorageError> {
        if before.active == after.active && before.seen_by.staff == after.seen_by.staff {
            return Ok(());
        }
        self.renew_keys_of_field(tx, shop, after.id, before.seen_by.staff).await
    }

    /// Takes a ready-made set: each field by a name of its own, so that one that is there already stays as it is.
    /// Gives how many were added; members are asked from here on if the set asks anything.
    pub async fn take_fields(
        &self,
        shop: ShopId,
        by: UserId,
        set: &[(&str, Field)],
    ) -> Result<Result<usize, NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop, by, Right::EditFields).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let mut added = 0;
        for (slug, field) in set {
            let field = field.clone().settled();
            if self.add_field(&mut tx, shop, field.clone(), slug).await? {
                added += 1;
                let change = Change::made(in_the_log(&field));
                self.note(&mut tx, shop, Actor::Staff(by), Action::FieldAdd, None, change)
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(Ok(added))
    }

    /// Adds a field that a file or a set calls `slug`, behind the others. Says whether it is new and there was room.
    pub(crate) async fn add_field(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        field: Field,
        slug: &str,
    ) -> Result<bool, StorageError> {
        let all = fields::list(tx, shop).await?;
        if all.len() >= MOST_FIELDS || fields::find_by_slug(tx, shop, slug).await?.is_some() {
            return Ok(false);
        }
        let field = Field {
            place: next_place(&all),
            ..field
        };
        fields::add(tx, shop, &field, Some(slug)).await
    }

    /// Moves a field one place up among those that are not retired.
    pub async fn move_field_up(
        &self,
        shop: ShopId,
        by: UserId,
        field: FieldId,
    ) -> Result<Result<(), NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop, by, Right::EditFields).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let all = fields::list(&mut tx, shop).await?;
        let active: Vec<&Field> = all.iter().filter(|field| field.active).collect();
        let pair = active.windows(2).find_map(|pair| match pair {
            [above, below] if below.id == field => Some(((*above).clone(), (*below).clone())),
            _ => None,
        });
        if let Some((mut above, mut below)) = pair {
            std::mem::swap(&mut above.place, &mut below.place);
            fields::change(&mut tx, shop, &above).await?;
            fields::change(&mut tx, shop, &below).await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// How a shop asks its members.
    pub async fn asking(&self, shop: ShopId) -> Result<Asking, StorageError> {
        let mut tx = self.db.look().await?;
        questions::asking(&mut tx, shop).await
    }

    pub async fn set_asking(
        &self,
        shop: ShopId,
        by: UserId,
        asking: &Asking,
    ) -> Result<Result<(), NotAllowed>, StorageError> {
        let mut tx = self.db.begin().await?;
        if self.allowed(&mut tx, shop, by, Right::EditFields).await?.is_err() {
            return Ok(Err(NotAllowed));
        }
        let before = questions::asking(&mut tx, shop).await?;
        if before != *asking {
            questions::set_asking(&mut tx, shop, asking).await?;
            let logged = |asking: &Asking| serde_json::json!({ "asks": asking.asks, "every_days": asking.every_days, "points": asking.points.get() });
            let change = Change::between(logged(&before), logged(asking));
            self.note(&mut tx, shop, Actor::Staff(by), Action::AskingChange, None, change)
                .await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }
}

fn next_place(all: &[Field]) -> i64 {
    all.iter().map(|field| field.place).max().unwrap_or(0) + 1
}

fn in_the_log(field: &Field) -> serde_json::Value {
    let options: &[String] = match &field.kind {
        FieldKind::Choice { .. } | FieldKind::Size { .. } => field.kind.options(),
        _ => &[],
    };
    serde_json::json!({
        "title": field.title,
        "kind": field.kind.as_str(),
        "options": options,
        "seen_from": field.seen_by.staff.as_str(),
        "seen_own": field.seen_by.member,
        "edited_from": field.edited_by.staff.as_str(),
        "edited_own": field.edited_by.member,
        "asked": field.asked,
        "active": field.active,
    })
}
