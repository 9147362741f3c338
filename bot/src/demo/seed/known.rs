//! What the shop comes to know of its people, besides what they buy.

use anyhow::Context;
use chrono::{Datelike, Days};
use domain::birthday::Birthday;
use domain::field::Viewer;
use domain::reason::Actor;
use domain::relative::Relative;
use domain::role::Role;
use domain::task::{Subject, Told, Whom};
use loyalty::{Fill, Loyalty, MakeTask, WriteNote};

use super::history::{Member, Scene};
use crate::demo::shops::{Day, Deed, Kin};

impl Member<'_> {
    /// They tell of themselves, or somebody at the counter writes something down about them.
    pub(super) async fn is_known_for(&self, scene: &Scene, deed: Deed) -> anyhow::Result<()> {
        let (acts, shop) = (&self.acts, &scene.shop);
        match deed {
            Deed::Born(day) => {
                let born = birthday(scene, day).context("no year has such a day")?;
                let by = Actor::Member(self.user());
                acts.set_birthday(shop, self.id, by, Some(born)).await?;
            }
            Deed::Fills(slug, typed) => self.fills(scene, slug, typed).await?,
            Deed::Noted(body) => self.is_noted(scene, body, false).await?,
            Deed::NotedInPrivate(body) => self.is_noted(scene, body, true).await?,
            Deed::FollowsUp(days, what) => self.is_followed_up(scene, days, what).await?,
            Deed::Tagged(title) => {
                let tag = scene.named.tags.get(title).context("there is no such tag")?;
                acts.put_tag(shop.id, scene.clerk, self.id, *tag, true).await?;
            }
            Deed::BuysFor(kin) => {
                let relative = relative(scene, acts, kin);
                acts.save_relative(shop, self.user(), &relative).await?;
            }
            Deed::Wishes(slug) => {
                let product = scene.named.products.get(slug).context("there is no such product")?;
                acts.wish(shop.id, self.user(), *product, true).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn fills(&self, scene: &Scene, slug: &str, typed: &str) -> anyhow::Result<()> {
        let field = scene.named.fields.get(slug).context("there is no such field")?;
        let value = field.kind.read(typed, scene.shop.lang);
        let by = if field.asked {
            Actor::Member(self.user())
        } else if field.is_edited_by(Viewer::Staff(Role::Clerk)) {
            Actor::Staff(scene.clerk)
        } else {
            Actor::Staff(scene.manager)
        };
        let ask = Fill {
            member: self.id,
            field: field.id,
            value: Some(value.map_err(|why| anyhow::anyhow!("{typed} cannot stand in {slug}: {why:?}"))?),
            by,
        };
        self.acts.fill(&scene.shop, &ask).await?;
        Ok(())
    }

    async fn is_followed_up(&self, scene: &Scene, days: u64, what: &str) -> anyhow::Result<()> {
        let shop = &scene.shop;
        let day = shop.day(scene.now).checked_add_days(Days::new(days));
        let ask = MakeTask {
            whom: Whom::Member(self.id),
            told: Told {
                subject: Subject::Words { what: what.to_owned() },
                who: None,
                quote: None,
            },
            said: None,
            due_at: shop.at_hour(day.context("no calendar goes so far")?, shop.mail.hour),
            by: scene.clerk,
            cause: &format!("seed:{}:{}", self.life.who.id, self.next),
        };
        self.acts.make_task(shop, ask).await?;
        Ok(())
    }

    async fn is_noted(&self, scene: &Scene, body: &str, private: bool) -> anyhow::Result<()> {
        let cause = format!("seed:{}:{}", self.life.who.id, self.next);
        let ask = WriteNote {
            member: self.id,
            body,
            private,
            by: if private { scene.manager } else { scene.clerk },
            cause: &cause,
        };
        self.acts.write_note(&scene.shop, &ask).await?;
        Ok(())
    }
}

fn birthday(scene: &Scene, day: Day) -> Option<Birthday> {
    match day {
        Day::On(month, day, year) => Birthday::gregorian(month, day, year),
        Day::Lunar(month, day) => Birthday::lunar(month, day, false, None),
        Day::In(days) => {
            let next = scene.shop.day(scene.now).checked_add_days(Days::new(days))?;
            Birthday::gregorian(next.month(), next.day(), None)
        }
    }
}

fn relative(scene: &Scene, acts: &Loyalty, kin: &Kin) -> Relative {
    Relative {
        id: acts.new_relative_id(),
        relation: kin.relation,
        name: kin.name.to_owned(),
        birthday: kin.born.and_then(|day| birthday(scene, day)),
        size: kin.size.to_owned(),
        taste: kin.taste.to_owned(),
    }
}
