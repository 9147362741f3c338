//! The tags of a shop: made, given a rule, tried on the members there are, and read from a file (T5).

use std::collections::HashSet;

use domain::action::Action;
use domain::field::{Field, Viewer};
use domain::product::Category;
use domain::reason::Actor;
use domain::role::{Right, Role};
use domain::shop::Shop;
use domain::tag::{MOST_CONDITIONS, MOST_TAGS, Tag, TagRule};
use domain::tier::Tier;
use domain::{CategoryId, FieldId, MemberId, ShopId, TagId, TierId, UserId, name};
use storage::{StorageError, Tx, categories, fields, tag_facts, tags, tiers};
use uuid::Uuid;

use crate::tagging::{PAGE, Rules};
use crate::{Change, FromFile, Loyalty};

/// Pages of members that a rule is tried on at most: nobody at a button waits for a million of them.
const MOST_PAGES: usize = 40;
/// Categories that a shop can have before the last ones are not looked at.
const MOST_CATEGORIES: i64 = 1_000;
/// What is called nothing any more.
const UNKNOWN: &str = "–";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagSaved {
    Done(Tag),
    TooMany,
    /// There is one by this name.
    SameTitle,
    NotAllowed,
}

/// What a file's tag came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagFromFile {
    Done(FromFile),
    TooMany,
    /// Another tag in use is called so.
    SameTitle,
}

/// What the conditions of tags can name, what is out of use too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagNames {
    /// Lowest first.
    pub tiers: Vec<Tier>,
    pub categories: Vec<Category>,
    pub fields: Vec<Field>,
}

impl TagNames {
    #[must_use]
    pub fn tier(&self, tier: TierId) -> &str {
        let found = self.tiers.iter().find(|known| known.id == tier);
        found.map_or(UNKNOWN, |tier| &tier.title)
    }

    #[must_use]
    pub fn category(&self, category: CategoryId) -> &str {
        let found = self.categories.iter().find(|known| known.id == category);
        found.map_or(UNKNOWN, |category| &category.title)
    }

    #[must_use]
    pub fn has_field(&self, field: FieldId) -> bool {
        self.fields.iter().any(|known| known.id == field)
    }

    #[must_use]
    pub fn field(&self, field: FieldId) -> &str {
        let found = self.fields.iter().find(|known| known.id == field);
        found.map_or(UNKNOWN, |field| &field.title)
    }
}

/// Whom a tag would be on if it were saved as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TagTried {
    pub looked_at: i64,
    /// Who would have it, and who of them does not have it yet.
    pub fitting: i64,
    pub new: i64,
    /// Who has it and would not keep it.
    pub losing: i64,
    /// Whether all members were looked at.
    pub all: bool,
}

impl Loyalty {
    /// All tags of a shop, retired ones too.
    pub async fn tags(&self, shop: ShopId) -> Result<Vec<Tag>, StorageError> {
        let mut tx = self.db.look().await?;
        tags::list(&mut tx, shop).await
    }

    /// The same, with what their conditions can name.
    pub async fn tags_and_names(&self, shop: ShopId) -> Result<(Vec<Tag>, TagNames), StorageError> {
        let mut tx = self.db.read().await?;
        let names = TagNames {
            tiers: tiers::ladder(&mut tx, shop).await?.tiers().to_vec(),
            categories: categories::all(&mut tx, shop, MOST_CATEGORIES).await?,
            fields: fields::list(&mut tx, shop).await?,
        };
        Ok((tags::list(&mut tx, shop).await?, names))
    }

    /// A name for a tag that is being made.
    #[must_use]
    pub fn new_tag_id(&self) -> TagId {
        TagId(self.ids.uuid(self.now()))
    }

    /// How many members have a tag; 10,000 stands for all that is more.
    pub async fn worn_by(&self, shop: ShopId, tag: TagId) -> Result<i64, StorageError> {
        let mut tx = self.db.look().await?;
        tags::worn_by(&mut tx, shop, tag).await
    }

    /// Makes a tag, or changes it. One with a rule is given to everybody whom it fits, page by page.
    pub async fn save_tag(&self, shop: ShopId, by: UserId, tag: &Tag) -> Result<TagSaved, StorageError> {
        let mut tx = self.db.begin().await?;
        // Making one by hand is the clerk's; a rule goes over the whole club.
        let right = if tag.rule.is_some() {
            Right::EditFields
        } else {
            Right::RunTill
        };
        let Ok(role) = self.allowed(&mut tx, shop, by, right).await? else {
            return Ok(TagSaved::NotAllowed);
        };
        let all = tags::list(&mut tx, shop).await?;
        if tag.active && named_like(&all, tag).is_some() {
            return Ok(TagSaved::SameTitle);
        }
        if tag.rule.as_ref().is_some_and(|rule| rule.all.len() > MOST_CONDITIONS) {
            return Ok(TagSaved::TooMany);
        }
        let known = all.iter().find(|known| known.id == tag.id);
        if asks_what_they_do_not_see(&mut tx, shop, role, known, tag).await? {
            return Ok(TagSaved::NotAllowed);
        }
        let (action, change) = match known {
            Some(known) if known == tag => return Ok(TagSaved::Done(tag.clone())),
            Some(_) if !role.may(Right::EditFields) => return Ok(TagSaved::NotAllowed),
            Some(known) => {
                tags::change(&mut tx, shop, tag).await?;
                let change = Change::between(in_the_log(known), in_the_log(tag));
                (Action::TagChange, change)
            }
            None if all.len() >= MOST_TAGS => return Ok(TagSaved::TooMany),
            None => {
                tags::add(&mut tx, shop, tag, None).await?;
                (Action::TagAdd, Change::made(in_the_log(tag)))
            }
        };
        self.note(&mut tx, shop, Actor::Staff(by), action, None, change).await?;
        self.tag_anew(&mut tx, shop, known, tag).await?;
        tx.commit().await?;
        Ok(TagSaved::Done(tag.clone()))
    }

    /// Adds the tag that a file calls `slug`, or changes it. One of its name becomes this one, whether it was made in
    /// the chat or the file called it otherwise. `listed`: whether it is in use; `None` leaves that as it is.
    pub async fn tag_from_file(
        &self,
        shop: ShopId,
        slug: &str,
        tag: &Tag,
        listed: Option<bool>,
    ) -> Result<TagFromFile, StorageError> {
        let mut tx = self.db.begin().await?;
        let all = tags::list(&mut tx, shop).await?;
        let by_slug = tags::find_by_slug(&mut tx, shop, slug).await?;
        let known = match by_slug {
            Some(id) => all.iter().find(|known| known.id == id),
            None => named_like(&all, tag),
        };
        let new = Tag {
            id: known.map_or(tag.id, |known| known.id),
            active: listed.or(known.map(|known| known.active)).unwrap_or(true),
            ..tag.clone()
        };
        if new.active && named_like(&all, &new).is_some() {
            return Ok(TagFromFile::SameTitle);
        }
        let outcome = if let Some(known) = known {
            if by_slug.is_none() {
                tags::name_in_file(&mut tx, shop, known.id, slug).await?;
            } else if *known == new {
                return Ok(TagFromFile::Done(FromFile::Unchanged));
            }
            tags::change(&mut tx, shop, &new).await?;
            FromFile::Changed
        } else if all.len() >= MOST_TAGS {
            return Ok(TagFromFile::TooMany);
        } else {
            tags::add(&mut tx, shop, &new, Some(slug)).await?;
            FromFile::New
        };
        self.tag_anew(&mut tx, shop, known, &new).await?;
        tx.commit().await?;
        Ok(TagFromFile::Done(outcome))
    }

    /// Has whoever wears a tag found by what it is called now, and everybody looked at when what it goes by is another
    /// thing than it was.
    async fn tag_anew(&self, tx: &mut Tx, shop: ShopId, before: Option<&Tag>, after: &Tag) -> Result<(), StorageError> {
        if before.is_some_and(|before| before.title != after.title || before.active != after.active) {
            self.renew_keys_of_tag(tx, shop, after.id).await?;
        }
        let is_the_same = before.is_some_and(|before| before.rule == after.rule && before.active == after.active);
        if after.rule.is_some() && after.active && !is_the_same {
            self.begin_tagging(tx, shop).await?;
        }
        Ok(())
    }

    /// Whom a tag with a rule would be on, by what is known at this moment. In a club that is larger than the pages
    /// reach, of those who joined first.
    pub async fn rehearse_tag(&self, shop: &Shop, tag: &Tag) -> Result<TagTried, StorageError> {
        let now = self.now();
        let mut tx = self.db.read().await?;
        let rules = Rules::with(&mut tx, shop, vec![tag.clone()]).await?;
        drop(tx);
        let asked = rules.asked(shop, now);
        let mut tried = TagTried::default();
        let mut after = MemberId(Uuid::nil());
        for _ in 0..MOST_PAGES {
            let mut tx = self.db.read().await?;
            let Some(upto) = tag_facts::page_upto(&mut tx, shop.id, after, PAGE).await? else {
                tried.all = true;
                break;
            };
            let known = tag_facts::of_span(&mut tx, shop.id, after, upto, &asked).await?;
            let wearing = tags::wearing(&mut tx, shop.id, tag.id, after, upto).await?;
            drop(tx);
            let wearing: HashSet<MemberId> = wearing.into_iter().collect();
            for (member, known) in &known {
                let fits = rules.fitting(shop, known, now).contains(&tag.id);
                let wears = wearing.contains(member);
                tried.looked_at += 1;
                tried.fitting += i64::from(fits);
                tried.new += i64::from(fits && !wears);
                tried.losing += i64::from(wears && !fits);
            }
            after = upto;
        }
        Ok(tried)
    }
}

/// Whether a tag would newly go by a field that whoever saves it may not see (S5).
async fn asks_what_they_do_not_see(
    tx: &mut Tx,
    shop: ShopId,
    role: Role,
    before: Option<&Tag>,
    after: &Tag,
) -> Result<bool, StorageError> {
    let asked = |tag: &Tag| tag.rule.iter().flat_map(TagRule::fields).collect::<Vec<_>>();
    let before = before.map(asked).unwrap_or_default();
    for field in asked(after).into_iter().filter(|field| !before.contains(field)) {
        let field = fields::find(tx, shop, field).await?;
        if field.is_some_and(|field| !field.is_seen_by(Viewer::Staff(role))) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Another tag in use that people would read as the same one.
fn named_like<'a>(all: &'a [Tag], tag: &Tag) -> Option<&'a Tag> {
    let folded = name::folded(&tag.title);
    all.iter()
        .find(|known| known.id != tag.id && known.active && name::folded(&known.title) == folded)
}

fn in_the_log(tag: &Tag) -> serde_json::Value {
    serde_json::json!({ "title": tag.title, "rule": tag.rule, "active": tag.active })
}
