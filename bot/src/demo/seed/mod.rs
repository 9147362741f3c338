//! Makes a shop with a year behind it. One seed and one moment make one club.

mod crowd;
mod history;
mod life;
mod names;
pub(super) mod nights;

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::gift::Gift;
use domain::role::Role;
use domain::shop::{PointRules, Shop};
use domain::till::TillRules;
use domain::{GiftId, Lang, SeededIds, ShopId, StoppedClock, UserId};
use loyalty::Loyalty;
use storage::Db;

pub use crowd::Figure;
pub use life::{Life, lives};

use self::history::{Scene, presented, with_role};
use super::shops::{DemoShop, OnShelf, Part};
use crate::init::{self, ShopFile};

/// The seed of all that `regulars demo` makes.
pub const SEED: u64 = 1853;
/// How long the shop has been open.
const OPEN_FOR: TimeDelta = TimeDelta::days(366);
/// Gifts that a page of the list holds at most.
const ALL_GIFTS: i64 = 100;

/// A shop that is there.
#[derive(Debug, Clone)]
pub struct Seeded {
    pub shop: Shop,
    /// Staff, newcomers and members: everybody who has a part, and then the crowd.
    pub people: Vec<Figure>,
}

/// Opens the shop a year before `now` and lets the year pass.
///
/// # Errors
/// When the shop's file is wrong or the database fails.
pub async fn seed(db: &Db, demo: &DemoShop, now: DateTime<Utc>, seed: u64) -> anyhow::Result<Seeded> {
    let file = init::read(demo.file)?;
    let clock = StoppedClock::at(now - OPEN_FOR);
    let acts = Loyalty::new(db.clone(), Arc::new(clock.clone()), Arc::new(SeededIds::new(seed)));
    staff_arrives(&acts, demo).await?;
    init::write(&acts, &file).await?;
    let shop = acts
        .shop_by_slug(&file.slug)
        .await?
        .with_context(|| format!("{} was not opened", file.slug))?;
    let lives = lives(demo, &file, &as_begun(&file), now, seed);
    let staff: Vec<(UserId, Role)> = acts
        .staff(shop.id)
        .await?
        .into_iter()
        .map(|employee| (employee.user, employee.role))
        .collect();
    let owner = with_role(&staff, Role::Owner).context("the shop has no owner")?;
    let scene = Scene {
        db: db.clone(),
        gifts: gifts(&acts, &shop, &file).await?,
        clerk: with_role(&staff, Role::Clerk).unwrap_or(owner),
        manager: with_role(&staff, Role::Manager).unwrap_or(owner),
        shop: shop.clone(),
        seed,
    };
    scene.play(&lives, now).await?;
    clock.set(now);
    for gift in demo.shelf {
        set_dates(&acts, &scene, gift, now).await?;
    }
    Ok(Seeded {
        people: people(demo, &lives),
        shop,
    })
}

/// The shop as it is found in its tables, with the people that its seed made.
///
/// # Errors
/// When the shop is not there.
pub async fn found(acts: &Loyalty, demo: &DemoShop, now: DateTime<Utc>, seed: u64) -> anyhow::Result<Seeded> {
    let file = init::read(demo.file)?;
    let shop = acts
        .shop_by_slug(&file.slug)
        .await?
        .with_context(|| format!("{} is not in its own tables", file.slug))?;
    let lives = lives(demo, &file, &as_begun(&file), now, seed);
    Ok(Seeded {
        people: people(demo, &lives),
        shop,
    })
}

/// The shop as its file has it, whatever was changed in the chat since.
fn as_begun(file: &ShopFile) -> Shop {
    let rules = file.points.over(PointRules::proposed(file.currency));
    Shop {
        id: ShopId(uuid::Uuid::nil()),
        name: file.name.clone(),
        lang: file.lang,
        time_zone: file.time_zone,
        currency: file.currency,
        till: TillRules::for_points(&rules),
        rules,
    }
}

fn people(demo: &DemoShop, lives: &[Life]) -> Vec<Figure> {
    let with_part = demo.cast.iter().map(Figure::from);
    let crowd = lives.iter().map(|life| &life.who).filter(|who| who.id >= demo.crowd);
    with_part.chain(crowd.cloned()).collect()
}

/// The staff has talked to the bot from the first day on.
async fn staff_arrives(acts: &Loyalty, demo: &DemoShop) -> anyhow::Result<()> {
    for actor in demo.cast.iter().filter(|actor| matches!(actor.part, Part::Staff)) {
        let who = Figure::from(actor);
        let in_private = storage::people::Presented {
            in_private: true,
            ..presented(&who)
        };
        acts.meet(&in_private, Lang::for_tag(&who.language), None).await?;
    }
    Ok(())
}

async fn gifts(acts: &Loyalty, shop: &Shop, file: &ShopFile) -> anyhow::Result<HashMap<String, GiftId>> {
    let (all, _) = acts.all_gifts(shop.id, 0, ALL_GIFTS).await?;
    let by_title: HashMap<&str, GiftId> = all.iter().map(|gift| (gift.title.as_str(), gift.id)).collect();
    let named = file.gifts.iter();
    Ok(named
        .filter_map(|part| Some((part.slug.clone(), *by_title.get(part.title.as_str())?)))
        .collect())
}

/// When a gift is to be had, in days from now, which no file can say.
async fn set_dates(acts: &Loyalty, scene: &Scene, shelf: &OnShelf, now: DateTime<Utc>) -> anyhow::Result<()> {
    let Some(gift) = scene.gifts.get(shelf.slug) else {
        return Ok(());
    };
    if shelf.from.is_none() && shelf.until.is_none() && shelf.offered {
        return Ok(());
    }
    let today = scene.shop.day(now);
    let day = |days: Option<i64>| days.and_then(|days| today.checked_add_days(Days::new(days.unsigned_abs())));
    let (from, until, offered) = (day(shelf.from), day(shelf.until), shelf.offered);
    let change = move |gift: &mut Gift| {
        gift.from = from;
        gift.until = until;
        gift.active = offered;
    };
    acts.change_gift(&scene.shop, scene.manager, *gift, change).await?;
    Ok(())
}
