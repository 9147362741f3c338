//! Makes a shop with a year behind it. One seed and one moment make one club.

mod crowd;
mod history;
mod known;
mod life;
mod named;
mod names;
pub(super) mod nights;

use std::sync::Arc;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::automation::Automation;
use domain::mail::MailRules;
use domain::question::Asking;
use domain::role::Role;
use domain::shop::{PointRules, Shop};
use domain::till::TillRules;
use domain::{Lang, SeededIds, ShopId, StoppedClock, UserId};
use loyalty::{AutomationSaved, Loyalty};
use storage::Db;

pub use crowd::Figure;
pub use life::{Life, lives};

use self::history::{Scene, presented, with_role};
use self::named::Named;
use super::shops::{DemoShop, Part};
use crate::init::{self, ShopFile};

/// The seed of all that `regulars demo` makes.
pub const SEED: u64 = 1853;
/// How long the shop has been open.
const OPEN_FOR: TimeDelta = TimeDelta::days(366);
/// How long what is offered to members has been there.
const OFFERED_FOR: TimeDelta = TimeDelta::days(6);

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
    let file = demo.file_at(now)?;
    let clock = StoppedClock::at(now - OPEN_FOR);
    let acts = Loyalty::new(db.clone(), Arc::new(clock), Arc::new(SeededIds::new(seed)));
    staff_arrives(&acts, demo).await?;
    let without_offers = ShopFile {
        offers: Vec::new(),
        ..file.clone()
    };
    init::write(&acts, &without_offers).await?;
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
    let manager = with_role(&staff, Role::Manager).unwrap_or(owner);
    let mut scene = Scene {
        db: db.clone(),
        named: Named::make(&acts, demo, &shop, &file, manager).await?,
        clerk: with_role(&staff, Role::Clerk).unwrap_or(owner),
        manager,
        shop: shop.clone(),
        now,
        seed,
    };
    let mut members = scene.everybody_joins(&lives).await?;
    let began = lives.first().map_or(now, |life| life.joined);
    let offered = now - OFFERED_FOR;
    scene.lasts(&mut members, began, offered).await?;
    let acts = scene.acts(offered);
    init::write(&acts, &file).await?;
    scene.named.find_offers(&acts, shop.id, &file).await?;
    scene.lasts(&mut members, offered, now).await?;
    scene.everybody_is_reached(&lives, now).await?;
    let acts = scene.acts(now);
    nights::close_jobs(&acts, now).await?;
    ask_from_here_on(&acts, &shop, manager).await?;
    goes_out_from_here_on(&acts, demo, &shop, manager).await?;
    Ok(Seeded {
        people: people(demo, &lives),
        shop,
    })
}

/// Members are asked what the shop wants to know of them. In the year before, each question would have been a letter.
async fn ask_from_here_on(acts: &Loyalty, shop: &Shop, manager: UserId) -> anyhow::Result<()> {
    let asking = Asking {
        asks: true,
        ..acts.asking(shop.id).await?
    };
    let asked = acts.set_asking(shop.id, manager, &asking).await?;
    anyhow::ensure!(
        asked.is_ok(),
        "whoever manages the shop may not say how members are asked"
    );
    Ok(())
}

/// The year before, each message would have been a letter to somebody who was not there yet.
async fn goes_out_from_here_on(acts: &Loyalty, demo: &DemoShop, shop: &Shop, manager: UserId) -> anyhow::Result<()> {
    let now = acts.clock.now();
    for trigger in demo.automations {
        let switch_on = |automation: &mut Automation| automation.since = Some(now);
        let saved = acts
            .change_automation(shop, manager, trigger.usual_id(), switch_on)
            .await?;
        anyhow::ensure!(
            matches!(saved, AutomationSaved::Done(_)),
            "whoever manages the shop may not say what goes out by itself"
        );
    }
    Ok(())
}

/// The shop as it is found in its tables, with the people that its seed made.
///
/// # Errors
/// When the shop is not there.
pub async fn found(acts: &Loyalty, demo: &DemoShop, now: DateTime<Utc>, seed: u64) -> anyhow::Result<Seeded> {
    let file = demo.file_at(now)?;
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
        birthdays: file.birthdays.over(domain::birthday::BirthdayRules::default()),
        mail: file.mail.over(MailRules::PROPOSED),
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
