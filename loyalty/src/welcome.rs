//! Greeting newcomers in the group: one post for all who come together (M7).

use chrono::{DateTime, TimeDelta, Utc};
use domain::letter::Letter;
use domain::shop::Shop;
use domain::{LetterId, UserId, name};
use storage::{StorageError, Tx, outbox, runs};

use crate::Loyalty;

/// How long a welcome waits for others to join it.
const GATHER_SECONDS: i64 = 8;
/// Names that a post mentions; more are counted.
const NAMED: usize = 5;

impl Loyalty {
    /// Somebody joined a shop's group. Greeted once for each time they join.
    pub async fn greet_newcomer(
        &self,
        shop: &Shop,
        chat: i64,
        user: UserId,
        first_name: &str,
        joined: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let now = self.now();
        let mut tx = self.db.begin().await?;
        if !runs::first(&mut tx, &format!("newcomer:{chat}:{user}:{}", joined.timestamp()), now).await? {
            return Ok(());
        }
        let first_name = name::clean(first_name);
        let gathering = format!("newcomers:{chat}:{}", now.timestamp() / GATHER_SECONDS);
        if !join_post(&mut tx, shop, &gathering, &first_name).await? {
            let letter = outbox::NewLetter {
                id: LetterId(self.ids.uuid(now)),
                shop: shop.id,
                chat,
                lang: shop.lang,
                letter: Letter::Newcomers {
                    names: vec![first_name.clone()],
                    more: 0,
                },
                dedupe: Some(gathering.clone()),
                not_before: now + TimeDelta::seconds(GATHER_SECONDS),
            };
            // Somebody else who came at the same instant may have opened the post meanwhile. If it is on
            // its way already, this newcomer opens one of their own.
            if !outbox::put(&mut tx, &letter).await? && !join_post(&mut tx, shop, &gathering, &first_name).await? {
                let own = outbox::NewLetter { dedupe: None, ..letter };
                outbox::put(&mut tx, &own).await?;
            }
        }
        tx.commit().await
    }
}

/// Adds a name to the post that gathers newcomers. Says whether there was one that still waits.
async fn join_post(tx: &mut Tx, shop: &Shop, gathering: &str, first_name: &str) -> Result<bool, StorageError> {
    let Some((id, Letter::Newcomers { mut names, mut more })) = outbox::waiting(tx, shop.id, gathering).await? else {
        return Ok(false);
    };
    if names.len() < NAMED {
        names.push(first_name.to_owned());
    } else {
        more += 1;
    }
    outbox::amend(tx, shop.id, id, &Letter::Newcomers { names, more }).await
}
