//! The groups that a shop lives in: bound once, kept through everything (D5).

use chrono::{DateTime, TimeDelta, Utc};
use domain::action::Action;
use domain::job::Job;
use domain::letter::Letter;
use domain::reason::Actor;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::{ShopId, UserId};
use storage::groups::{self, Group};
use storage::{StorageError, Tx, jobs, offers, outbox, runs, shops, staff};

use crate::{Change, Loyalty};

/// How the bot's being added to a group went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    /// The group is the shop's. `returned`: it was before.
    Done { shop: Shop, returned: bool },
    /// Whoever added the bot is on no shop's staff (S1).
    NotStaff,
    /// They are on the staff, and it takes an owner.
    NotOwner,
    /// The group belongs to another shop.
    AnotherShops,
    /// They run several shops and none was named.
    WhichShop { own: Vec<Shop> },
}

/// A change of what the bot is in a group.
#[derive(Debug, Clone, Copy)]
pub struct GroupSeen<'a> {
    pub chat: i64,
    pub title: &'a str,
    /// The bot has the rights it needs.
    pub admin: bool,
    /// Who changed it.
    pub by: UserId,
    /// The shop that the link named, if it did.
    pub shop: Option<ShopId>,
}

/// How the bot stopped being able to serve a group.
#[derive(Debug, Clone, Copy)]
pub struct GroupLost<'a> {
    pub chat: i64,
    pub title: &'a str,
    /// It is still in it, without the rights it needs.
    pub present: bool,
    /// Who did it.
    pub by: UserId,
    pub at: DateTime<Utc>,
}

impl Loyalty {
    /// Binds a group to the shop of whoever added the bot, or finds it as it was.
    pub async fn bind_group(&self, seen: &GroupSeen<'_>) -> Result<Bound, StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if let Some(group) = groups::find(&mut tx, seen.chat).await? {
            groups::bind(&mut tx, group.chat, group.shop, seen.title, seen.admin, seen.by, now).await?;
            if seen.admin && !(group.present && group.admin) {
                self.show_tags(&mut tx, group.shop).await?;
            }
            let shop = shops::find(&mut tx, group.shop).await?;
            tx.commit().await?;
            return Ok(match shop {
                Some(shop) if seen.shop.is_none_or(|named| named == shop.id) => Bound::Done { shop, returned: true },
                _ => Bound::AnotherShops,
            });
        }
        let at_work: Vec<(ShopId, Role)> = staff::shops_of(&mut tx, seen.by)
            .await?
            .into_iter()
            .filter(|(shop, _)| seen.shop.is_none_or(|named| named == *shop))
            .collect();
        let own: Vec<ShopId> = at_work
            .iter()
            .filter(|(_, role)| role.may(Right::RunShop))
            .map(|(shop, _)| *shop)
            .collect();
        let shop = match own.as_slice() {
            [] if at_work.is_empty() => return Ok(Bound::NotStaff),
            [] => return Ok(Bound::NotOwner),
            [shop] => *shop,
            several => {
                return Ok(Bound::WhichShop {
                    own: read_shops(&mut tx, several).await?,
                });
            }
        };
        if !groups::bind(&mut tx, seen.chat, shop, seen.title, seen.admin, seen.by, now).await? {
            return Ok(Bound::AnotherShops);
        }
        let became = serde_json::json!({ "chat": seen.chat, "title": seen.title });
        if seen.admin {
            self.show_tags(&mut tx, shop).await?;
        }
        self.note(
            &mut tx,
            shop,
            Actor::Staff(seen.by),
            Action::GroupBind,
            None,
            Change::made(became),
        )
        .await?;
        let found = shops::find(&mut tx, shop).await?;
        tx.commit().await?;
        found
            .map(|shop| Bound::Done { shop, returned: false })
            .ok_or_else(|| StorageError::Corrupt {
                table: "staff",
                what: "a shop that is not there".into(),
            })
    }

    /// The group with this id, or the one that it became.
    pub async fn group(&self, chat: i64) -> Result<Option<Group>, StorageError> {
        let mut tx = self.db.read().await?;
        groups::find(&mut tx, chat).await
    }

    pub async fn groups_of(&self, shop: ShopId) -> Result<Vec<Group>, StorageError> {
        let mut tx = self.db.read().await?;
        groups::of_shop(&mut tx, shop).await
    }

    /// Notes whether the bot is in a group with the rights it needs. The group stays bound (D5).
    pub async fn group_presence(&self, chat: i64, present: bool, admin: bool) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let before = groups::find(&mut tx, chat).await?;
        groups::set_presence(&mut tx, chat, present, admin).await?;
        if let Some(group) = before.filter(|group| present && admin && !(group.present && group.admin)) {
            self.show_tags(&mut tx, group.shop).await?;
        }
        tx.commit().await
    }

    /// The bot was taken out of a group, or lost the rights it needs there. The group stays bound
    /// (D5), and the owners are told: once for what happened at `at`.
    pub async fn group_lost(&self, lost: &GroupLost<'_>) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(group) = groups::find(&mut tx, lost.chat).await? else {
            return Ok(());
        };
        groups::set_presence(&mut tx, group.chat, lost.present, false).await?;
        let once = format!("group-lost:{}:{}", group.chat, lost.at.timestamp());
        if let Some(shop) = shops::find(&mut tx, group.shop).await?
            && runs::first(&mut tx, &once, self.now()).await?
        {
            let title = lost.title.to_owned();
            let letter = if lost.present {
                Letter::GroupNeedsRights { title }
            } else {
                Letter::GroupLost { title }
            };
            self.write_to_staff(&mut tx, &shop, Right::RunShop, None, &letter)
                .await?;
            if !lost.present {
                let by = match staff::role(&mut tx, shop.id, lost.by).await? {
                    Some(_) => Actor::Staff(lost.by),
                    None => Actor::Shop,
                };
                let became = serde_json::json!({ "chat": group.chat, "title": lost.title });
                self.note(&mut tx, shop.id, by, Action::GroupLost, None, Change::made(became))
                    .await?;
            }
        }
        tx.commit().await
    }

    /// Lets a post of the bot's in a group be removed after a while (M7).
    pub async fn remove_post_later(&self, chat: i64, message: i32, after: TimeDelta) -> Result<(), StorageError> {
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::RemovePost { chat, message },
            dedupe: Some(format!("remove:{chat}:{message}")),
            not_before: now + after,
        };
        let mut tx = self.db.begin().await?;
        jobs::put(&mut tx, &job).await?;
        tx.commit().await
    }

    /// A group became a supergroup: it keeps its shop, and what waits for it goes to the new id (D5).
    pub async fn move_group(&self, from: i64, to: i64) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        groups::move_to(&mut tx, from, to).await?;
        outbox::move_chat(&mut tx, from, to).await?;
        if let Some(group) = groups::find(&mut tx, to).await? {
            offers::move_posts(&mut tx, group.shop, from, to).await?;
        }
        tx.commit().await
    }
}

async fn read_shops(tx: &mut Tx, ids: &[ShopId]) -> Result<Vec<Shop>, StorageError> {
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(shops::find(tx, *id).await?);
    }
    Ok(found)
}
