//! The tags beside members' names in the groups of their shop: the tier that everybody can see.
//!
//! One member's tag is set when they come to stand elsewhere. When what a tier shows changes, or a group comes in which
//! it is to be seen, the tags of all who hold it are set anew by pages, of which the next begins when the one before is
//! done.

use chrono::TimeDelta;
use domain::job::Job;
use domain::shop::Shop;
use domain::tier::Ladder;
use domain::{MemberId, ShopId, TierId, UserId};
use storage::{StorageError, Tx, groups, jobs, members, standings, tiers};
use uuid::Uuid;

use crate::Loyalty;

/// Members whose tags one page sets. Telegram is asked for each of them in each group.
const PAGE: i64 = 20;
/// Members that a page looks at for those without a tier of their own.
const LOOKS: i64 = 200;
/// From the end of one page to the next: with that a group hears of about two members a second.
const PAUSE_SECONDS: i64 = 10;

/// The tag of one member in the groups of their shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagToSet {
    pub user: UserId,
    pub tag: Option<String>,
    pub chats: Vec<i64>,
}

/// One page of the members of a tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagPage {
    pub shop: ShopId,
    pub walk: Uuid,
    /// `None`: those without a tier of their own.
    pub tier: Option<TierId>,
    pub tag: Option<String>,
    /// The last member of the page before.
    pub after: MemberId,
}

impl Loyalty {
    /// Has the tag beside a member's name set anew.
    pub(crate) async fn put_tag_job(&self, tx: &mut Tx, shop: &Shop, member: MemberId) -> Result<(), StorageError> {
        let now = self.now();
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::SetTag { shop: shop.id, member },
            dedupe: None,
            not_before: now,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// Has the tags of all members set anew for whom a change of the tiers makes it another one. Where it is
    /// the same, and where no group could show it, nothing is done.
    pub(crate) async fn put_tag_jobs(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        before: &Ladder,
        after: &Ladder,
    ) -> Result<(), StorageError> {
        let held = after.tiers().iter().map(|tier| Some(tier.id)).chain([None]);
        let changed: Vec<Option<TierId>> = held
            .filter(|held| shown(before, *held) != shown(after, *held))
            .collect();
        if changed.is_empty() || chats(tx, shop).await?.is_empty() {
            return Ok(());
        }
        self.begin_walks(tx, shop, after, &changed).await
    }

    /// Has the tags of all members set who have one: a group has come in which they are to be seen.
    pub(crate) async fn show_tags(&self, tx: &mut Tx, shop: ShopId) -> Result<(), StorageError> {
        let ladder = tiers::ladder(tx, shop).await?;
        let held = ladder.tiers().iter().map(|tier| Some(tier.id)).chain([None]);
        let tagged: Vec<Option<TierId>> = held.filter(|held| shown(&ladder, *held).is_some()).collect();
        self.begin_walks(tx, shop, &ladder, &tagged).await
    }

    /// One walk for the members of each tier named, with what the ladder shows of it.
    async fn begin_walks(
        &self,
        tx: &mut Tx,
        shop: ShopId,
        ladder: &Ladder,
        held: &[Option<TierId>],
    ) -> Result<(), StorageError> {
        for tier in held {
            let page = TagPage {
                shop,
                walk: self.ids.uuid(self.now()),
                tier: *tier,
                tag: shown(ladder, *tier).map(str::to_owned),
                after: MemberId(Uuid::nil()),
            };
            self.put_page(tx, page, TimeDelta::zero()).await?;
        }
        Ok(())
    }

    /// However often a page is done, the one after it is put once.
    async fn put_page(&self, tx: &mut Tx, page: TagPage, wait: TimeDelta) -> Result<(), StorageError> {
        let now = self.now();
        let TagPage {
            shop,
            walk,
            tier,
            tag,
            after,
        } = page;
        let job = jobs::NewJob {
            id: self.ids.uuid(now),
            job: Job::SetTags {
                shop,
                walk,
                tier,
                tag,
                after,
            },
            dedupe: Some(format!("tags:{walk}:{after}")),
            not_before: now + wait,
        };
        jobs::put(tx, &job).await?;
        Ok(())
    }

    /// The members of a page, and the page after it. `None`: there is nobody left, or the tag has become another one
    /// meanwhile, and other pages set that.
    pub async fn tag_page(&self, page: &TagPage) -> Result<Option<(Vec<MemberId>, TagPage)>, StorageError> {
        let mut tx = self.db.read().await?;
        let ladder = tiers::ladder(&mut tx, page.shop).await?;
        if shown(&ladder, page.tier) != page.tag.as_deref() {
            return Ok(None);
        }
        let limit = if page.tier.is_some() { PAGE } else { LOOKS };
        let found = standings::holders(&mut tx, page.shop, page.tier, page.after, limit).await?;
        let Some((mut last, mut holders)) = found else {
            return Ok(None);
        };
        let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
        if holders.len() > most {
            holders.truncate(most);
            last = holders.last().copied().unwrap_or(last);
        }
        let next = TagPage {
            after: last,
            ..page.clone()
        };
        Ok(Some((holders, next)))
    }

    /// A page is done: the next one comes after a while. Where Telegram was not asked for anything, at once.
    pub async fn turn_tag_page(&self, next: TagPage, asked: bool) -> Result<(), StorageError> {
        let wait = if asked {
            TimeDelta::seconds(PAUSE_SECONDS)
        } else {
            TimeDelta::zero()
        };
        let mut tx = self.db.begin().await?;
        self.put_page(&mut tx, next, wait).await?;
        tx.commit().await
    }

    /// Has the tag beside somebody's name set who has come into a group, if they are a member with one.
    pub async fn tag_newcomer(&self, shop: &Shop, user: UserId) -> Result<(), StorageError> {
        let mut tx = self.db.begin().await?;
        let Some(member) = members::find_by_user(&mut tx, shop.id, user).await? else {
            return Ok(());
        };
        let tier = tiers::of_member(&mut tx, shop.id, member.id).await?;
        if tier.is_some_and(|tier| tier.tag.is_some()) {
            self.put_tag_job(&mut tx, shop, member.id).await?;
        }
        tx.commit().await
    }

    /// What is to stand beside a member's name, and where. `None`: they are not on Telegram.
    pub async fn tag_of(&self, shop: ShopId, member: MemberId) -> Result<Option<TagToSet>, StorageError> {
        let mut tx = self.db.read().await?;
        let Some(user) = members::find(&mut tx, shop, member)
            .await?
            .and_then(|member| member.user)
        else {
            return Ok(None);
        };
        let tier = tiers::of_member(&mut tx, shop, member).await?;
        Ok(Some(TagToSet {
            user,
            tag: tier.and_then(|tier| tier.tag),
            chats: chats(&mut tx, shop).await?,
        }))
    }
}

/// What stands beside the name of whoever holds a tier, or none of their own.
fn shown(ladder: &Ladder, held: Option<TierId>) -> Option<&str> {
    ladder.tier_of(held).and_then(|tier| tier.tag.as_deref())
}

/// The groups in which tags can be set.
async fn chats(tx: &mut Tx, shop: ShopId) -> Result<Vec<i64>, StorageError> {
    let groups = groups::of_shop(tx, shop).await?;
    let able = groups.iter().filter(|group| group.present && group.admin);
    Ok(able.map(|group| group.chat).collect())
}
