//! What the short names in a shop's data stand for.

use std::collections::HashMap;

use domain::field::Field;
use domain::shop::Shop;
use domain::tag::Tag;
use domain::{CategoryId, GiftId, OfferId, ProductId, ShopId, TagId, UserId};
use loyalty::{Loyalty, TagSaved};
use storage::StorageError;

use crate::demo::shops::DemoShop;
use crate::init::ShopFile;

/// Gifts and offers that a page of a list holds at most.
const ALL: i64 = 100;

/// Everything that people of the shop's data have to do with, by its short name.
#[derive(Default)]
pub struct Named {
    pub gifts: HashMap<String, GiftId>,
    pub products: HashMap<String, ProductId>,
    /// By what clerks write when something of it is bought.
    pub shelves: HashMap<&'static str, CategoryId>,
    pub fields: HashMap<&'static str, Field>,
    pub tags: HashMap<&'static str, TagId>,
    /// From the day on which they were put up.
    pub offers: HashMap<String, OfferId>,
}

impl Named {
    /// Makes the shop's fields and tags, and finds what its file has made.
    pub async fn make(
        acts: &Loyalty,
        demo: &DemoShop,
        shop: &Shop,
        file: &ShopFile,
        manager: UserId,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            gifts: gifts(acts, shop.id, file).await?,
            products: products(acts, shop.id, file).await?,
            shelves: shelves(acts, demo, shop.id).await?,
            fields: fields(acts, demo, shop, manager).await?,
            tags: tags(acts, demo, shop.id, manager).await?,
            offers: HashMap::new(),
        })
    }

    /// Finds the offers that the file has made.
    pub async fn find_offers(&mut self, acts: &Loyalty, shop: ShopId, file: &ShopFile) -> Result<(), StorageError> {
        let (all, _) = acts.all_offers(shop, 0, ALL).await?;
        for part in &file.offers {
            if let Some(offer) = all.iter().find(|offer| offer.title == part.title) {
                self.offers.insert(part.slug.clone(), offer.id);
            }
        }
        Ok(())
    }
}

async fn gifts(acts: &Loyalty, shop: ShopId, file: &ShopFile) -> Result<HashMap<String, GiftId>, StorageError> {
    let (all, _) = acts.all_gifts(shop, 0, ALL).await?;
    let by_title: HashMap<&str, GiftId> = all.iter().map(|gift| (gift.title.as_str(), gift.id)).collect();
    let named = file.gifts.iter();
    Ok(named
        .filter_map(|part| Some((part.slug.clone(), *by_title.get(part.title.as_str())?)))
        .collect())
}

async fn products(acts: &Loyalty, shop: ShopId, file: &ShopFile) -> Result<HashMap<String, ProductId>, StorageError> {
    let mut products = HashMap::new();
    for part in &file.products {
        if let Some(product) = acts.product_in_file(shop, &part.slug).await? {
            products.insert(part.slug.clone(), product);
        }
    }
    Ok(products)
}

async fn shelves(
    acts: &Loyalty,
    demo: &DemoShop,
    shop: ShopId,
) -> Result<HashMap<&'static str, CategoryId>, StorageError> {
    let mut shelves = HashMap::new();
    for (note, slug) in demo.shelves {
        if let Some(category) = acts.category_in_file(shop, slug).await? {
            shelves.insert(*note, category);
        }
    }
    Ok(shelves)
}

async fn fields(
    acts: &Loyalty,
    demo: &DemoShop,
    shop: &Shop,
    manager: UserId,
) -> anyhow::Result<HashMap<&'static str, Field>> {
    let mut fields = HashMap::new();
    for set in demo.fields {
        let mut ready = say::field_editor::ready(shop.lang, *set);
        for (_, field) in &mut ready {
            field.id = acts.new_field_id();
        }
        let taken = acts.take_fields(shop.id, manager, &ready).await?;
        anyhow::ensure!(taken.is_ok(), "whoever manages the shop may not say what it keeps");
        fields.extend(ready.into_iter().map(|(slug, field)| (slug, field.settled())));
    }
    Ok(fields)
}

async fn tags(
    acts: &Loyalty,
    demo: &DemoShop,
    shop: ShopId,
    manager: UserId,
) -> Result<HashMap<&'static str, TagId>, StorageError> {
    let mut tags = HashMap::new();
    for title in demo.tags {
        let tag = Tag {
            id: acts.new_tag_id(),
            title: (*title).to_owned(),
            rule: None,
            active: true,
        };
        if let TagSaved::Done(tag) = acts.save_tag(shop, manager, &tag).await? {
            tags.insert(*title, tag.id);
        }
    }
    Ok(tags)
}
