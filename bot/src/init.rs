//! `regulars init --from shop.toml`: a shop without the chat.
//!
//! The file is judged as a whole before anything is written, and can be read again: its entries are
//! found by their short names.

mod automations;
mod birthdays;
mod catalogue;
mod fields;
mod file;
mod flaws;
mod mail;
mod offers;
mod people;
mod rules;
mod section;
mod tags;
mod tiers;

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context, bail};
use domain::gift::Gift;
use domain::mail::MailRules;
use domain::product::Product;
use domain::shop::{PointRules, Shop};
use domain::tier::Tier;
use domain::till::TillRules;
use domain::{CategoryId, FieldId, ProductId, ShopId, TagId, TierId};
use loyalty::{Claim, FromFile, Loyalty};

use self::offers::Ids;

pub use file::ShopFile;
pub use flaws::{Flaw, Flaws};

/// What was read, and what became of it.
type Rows = Vec<(String, FromFile)>;

/// What reading a file changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitReport {
    pub rows: Rows,
}

impl fmt::Display for InitReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (what, outcome)) in self.rows.iter().enumerate() {
            let outcome = match outcome {
                FromFile::New => "new",
                FromFile::Changed => "changed",
                FromFile::Unchanged => "unchanged",
                FromFile::Removed => "removed in the chat since, left so",
            };
            let line_break = if at == 0 { "" } else { "\n" };
            write!(f, "{line_break}{what}: {outcome}")?;
        }
        Ok(())
    }
}

/// Opens or changes the shop that a file describes.
///
/// # Errors
/// [`Flaws`] when anything is wrong with the file; then nothing was written.
pub async fn run(loyalty: &Loyalty, path: &Path) -> anyhow::Result<InitReport> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let file = file::read(&text).map_err(|flaws| Flaws {
        file: path.to_owned(),
        flaws,
    })?;
    write(loyalty, &file).await
}

/// Reads what the text of a file says.
///
/// # Errors
/// [`Flaws`] when anything is wrong with it.
#[cfg(feature = "demo")]
pub(crate) fn read(text: &str) -> Result<ShopFile, Flaws> {
    file::read(text).map_err(|flaws| Flaws {
        file: "shop.toml".into(),
        flaws,
    })
}

pub(crate) async fn write(loyalty: &Loyalty, file: &ShopFile) -> anyhow::Result<InitReport> {
    let before = loyalty.shop_by_slug(&file.slug).await?;
    if let Some(shop) = &before
        && !loyalty.takes_currency(shop, file.currency).await?
    {
        bail!(
            "\"currency\" must stay {:?}: sales of {} are recorded in it; nothing was written",
            shop.currency.code(),
            shop.name
        );
    }
    if let Some(shop) = &before {
        fields::keep_their_types(loyalty, shop, file).await?;
        automations::keep_their_kinds(loyalty, shop, file).await?;
    }
    // An amount in another currency means nothing: what is not in the file then begins anew.
    let kept = before
        .filter(|shop| shop.currency == file.currency)
        .map(|shop| (shop.rules, shop.till, shop.mail));
    let rules = file
        .points
        .over(kept.map_or_else(|| PointRules::proposed(file.currency), |(rules, ..)| rules));
    let claim = Claim {
        name: file.name.clone(),
        lang: file.lang,
        time_zone: file.time_zone,
        currency: file.currency,
        tiers: None,
        till: file
            .till
            .over(kept.map_or_else(|| TillRules::for_points(&rules), |(_, till, _)| till)),
        mail: file.mail.over(kept.map_or(MailRules::PROPOSED, |(.., mail)| mail)),
        rules,
    };
    let mut rows = Vec::new();
    let (shop, outcome) = loyalty.open_from_file(&file.slug, &claim, file.owner).await?;
    rows.push((
        format!("Shop {} ({}), owner {}", shop.name, file.slug, file.owner),
        outcome,
    ));
    let birthdays = file.birthdays.over(shop.birthdays);
    let outcome = loyalty.birthdays_from_file(shop.id, birthdays).await?;
    if outcome != FromFile::Unchanged {
        rows.push(("Birthdays".to_owned(), outcome));
    }
    let shop = Shop { birthdays, ..shop };
    for somebody in &file.staff {
        let outcome = loyalty
            .staff_from_file(shop.id, somebody.user, somebody.role, &somebody.name)
            .await?;
        rows.push((format!("Staff {}, {}", somebody.name, somebody.role.as_str()), outcome));
    }
    rows.extend(write_gifts(loyalty, &shop, file).await?);
    rows.extend(write_catalogue(loyalty, shop.id, file).await?);
    rows.extend(write_tiers(loyalty, &shop, file).await?);
    rows.extend(fields::write(loyalty, &shop, file).await?);
    // Tags, offers, rules and automations name what came before them.
    let mut known = Known::of(loyalty, shop.id, file).await?;
    rows.extend(tags::write(loyalty, &shop, file, &known).await?);
    known.learn_tags(loyalty, shop.id, file).await?;
    rows.extend(write_offers(loyalty, &shop, file, &known).await?);
    rows.extend(write_rules(loyalty, &shop, file, &known).await?);
    rows.extend(automations::write(loyalty, &shop, file, &known).await?);
    Ok(InitReport { rows })
}

/// What the file's slugs stand for in the shop.
#[derive(Default)]
struct Known<'f> {
    categories: HashMap<&'f str, CategoryId>,
    products: HashMap<&'f str, ProductId>,
    tiers: HashMap<&'f str, TierId>,
    fields: HashMap<&'f str, FieldId>,
    tags: HashMap<&'f str, TagId>,
}

impl<'f> Known<'f> {
    async fn of(loyalty: &Loyalty, shop: ShopId, file: &'f ShopFile) -> anyhow::Result<Self> {
        let mut known = Self::default();
        for part in &file.categories {
            let slug = part.slug.as_str();
            let id = loyalty.category_in_file(shop, slug).await?;
            known.categories.extend(id.map(|id| (slug, id)));
        }
        for part in &file.products {
            let slug = part.slug.as_str();
            let id = loyalty.product_in_file(shop, slug).await?;
            known.products.extend(id.map(|id| (slug, id)));
        }
        for part in &file.tiers {
            let slug = part.slug.as_str();
            let id = loyalty.tier_in_file(shop, slug).await?;
            known.tiers.extend(id.map(|id| (slug, id)));
        }
        for part in &file.fields {
            let slug = part.slug.as_str();
            let field = loyalty.field_in_file(shop, slug).await?;
            known.fields.extend(field.map(|field| (slug, field.id)));
        }
        Ok(known)
    }

    /// The same for tags, which name the others.
    async fn learn_tags(&mut self, loyalty: &Loyalty, shop: ShopId, file: &'f ShopFile) -> anyhow::Result<()> {
        for part in &file.tags {
            let slug = part.slug.as_str();
            let id = loyalty.tag_in_file(shop, slug).await?;
            self.tags.extend(id.map(|id| (slug, id)));
        }
        Ok(())
    }
}

impl Ids for Known<'_> {
    fn category(&self, slug: &str) -> Option<CategoryId> {
        self.categories.get(slug).copied()
    }

    fn product(&self, slug: &str) -> Option<ProductId> {
        self.products.get(slug).copied()
    }

    fn tier(&self, slug: &str) -> Option<TierId> {
        self.tiers.get(slug).copied()
    }

    fn tag(&self, slug: &str) -> Option<TagId> {
        self.tags.get(slug).copied()
    }

    fn field(&self, slug: &str) -> Option<FieldId> {
        self.fields.get(slug).copied()
    }
}

async fn write_gifts(loyalty: &Loyalty, shop: &Shop, file: &ShopFile) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    for part in &file.gifts {
        let gift = Gift {
            id: loyalty.new_gift_id(),
            title: part.title.clone(),
            description: part.description.clone(),
            price: part.price,
            stock: part.stock,
            per_member: part.per_member,
            per_day: part.per_day,
            from: part.from,
            until: part.until,
            coupon_days: part.coupon_days,
            photo: None,
            active: true,
        };
        let outcome = loyalty.gift_from_file(shop.id, &part.slug, &gift, part.listed).await?;
        rows.push((
            format!("Gift {} ({}), {} points", part.title, part.slug, part.price.get()),
            outcome,
        ));
    }
    Ok(rows)
}

async fn write_rules(loyalty: &Loyalty, shop: &Shop, file: &ShopFile, known: &Known<'_>) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    for part in &file.rules {
        let category = part.category.as_deref().and_then(|slug| known.category(slug));
        let tier = part.tier.as_deref().and_then(|slug| known.tier(slug));
        let rule = part.rule(loyalty.new_rule_id(), category, tier);
        let outcome = loyalty.rule_from_file(shop.id, &part.slug, &rule, part.running).await?;
        rows.push((
            format!("Rule {} ({}), {} %", rule.title, part.slug, rule.times),
            outcome,
        ));
    }
    Ok(rows)
}

async fn write_offers(loyalty: &Loyalty, shop: &Shop, file: &ShopFile, known: &Known<'_>) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    for part in &file.offers {
        let offer = part.offer(loyalty.new_offer_id(), shop, loyalty.clock.now(), known)?;
        let outcome = if offer.flaw().is_some() {
            // An offer whose last day has passed is nothing to begin with.
            FromFile::Unchanged
        } else {
            loyalty.offer_from_file(shop, &part.slug, &offer).await?
        };
        rows.push((
            format!("Offer {} ({}), until {}", part.title, part.slug, part.until),
            outcome,
        ));
    }
    Ok(rows)
}

async fn write_tiers(loyalty: &Loyalty, shop: &Shop, file: &ShopFile) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    let known = loyalty.ladder(shop.id).await?;
    let grades = loyalty.grading_from_file(shop, &file.grades.edits()).await?;
    if grades != FromFile::Unchanged {
        rows.push(("Grades".to_owned(), grades));
    }
    let outcome = loyalty
        .tier_rules_from_file(shop, &file.tier_rules.over(known.rules))
        .await?;
    if outcome != FromFile::Unchanged {
        rows.push(("Tier rules".to_owned(), outcome));
    }
    for part in &file.tiers {
        let tier = Tier {
            id: loyalty.new_tier_id(),
            title: part.title.clone(),
            from_money: part.from_money,
            from_orders: part.from_orders,
            times: part.times,
            off: part.off,
            early_minutes: part.early_minutes,
            birthday: part.birthday.clone(),
            tag: part.tag.clone(),
            colour: part.colour,
            active: true,
        };
        let outcome = loyalty.tier_from_file(shop, &part.slug, &tier, part.listed).await?;
        rows.push((format!("Tier {} ({})", part.title, part.slug), outcome));
    }
    Ok(rows)
}

async fn write_catalogue(loyalty: &Loyalty, shop: ShopId, file: &ShopFile) -> anyhow::Result<Rows> {
    let mut rows = Vec::new();
    let mut ids = HashMap::new();
    for part in &file.categories {
        let (id, outcome) = loyalty.category_from_file(shop, &part.slug, &part.title).await?;
        ids.insert(part.slug.as_str(), id);
        rows.push((format!("Category {} ({})", part.title, part.slug), outcome));
    }
    for part in &file.products {
        let product = Product {
            id: loyalty.new_product_id(),
            category: part.category.as_deref().and_then(|slug| ids.get(slug).copied()),
            title: part.title.clone(),
            description: part.description.clone(),
            price: part.price,
            member_price: part.member_price,
            stars: part.stars,
            stock: part.stock,
            members_only: part.members_only,
            photo: None,
            active: true,
        };
        let outcome = loyalty.product_from_file(shop, &part.slug, &product, part.sold).await?;
        rows.push((format!("Product {} ({})", part.title, part.slug), outcome));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
