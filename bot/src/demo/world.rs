//! The shop's people and their group in the playground, as if they had long been there.

use std::collections::HashMap;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use domain::UserId;
use playground::{Bot, ChatId, Group, Person, Playground, Rights};

use super::seed::Figure;
use super::shops::{DemoShop, Part};

/// What the demo knows of its playground.
pub struct World {
    pub bot: Bot,
    pub group: Group,
    people: HashMap<i64, Person>,
}

impl World {
    /// Makes everybody and everything but the bot's place in the group.
    ///
    /// # Errors
    /// When the shop has no owner.
    pub fn make(telegram: &Playground, demo: &DemoShop, people: &[Figure], now: DateTime<Utc>) -> anyhow::Result<Self> {
        let bot = telegram.add_bot(demo.title, "regulars_bot");
        bot.set_inline("Name, number or last digits");
        let people: HashMap<i64, Person> = people
            .iter()
            .map(|figure| {
                let person = telegram.add_person(figure.person());
                if figure.talks {
                    person.has_known(&bot);
                }
                (figure.id, person)
            })
            .collect();
        let owner = people.get(&demo.tour.owner).context("nobody owns this shop")?;
        let group = telegram.add_supergroup(demo.group, owner);
        group.has_long_had(people.values());
        furnish_staff_room(telegram, demo, &people, owner);
        for said in demo.talk {
            if let Some(person) = people.get(&said.by) {
                group.recalls(person, now - TimeDelta::minutes(said.minutes_ago), said.text);
            }
        }
        Ok(Self { bot, group, people })
    }

    /// The owner brings the bot into the group, as they do it in Telegram.
    pub fn bot_comes(&self, demo: &DemoShop) {
        if let Some(owner) = self.people.get(&demo.tour.owner) {
            owner.adds_bot(&self.bot, &self.group, Rights::all(), None);
        }
    }

    /// Who works here, for their command menus.
    pub fn staff(demo: &DemoShop) -> impl Iterator<Item = UserId> {
        let staff = demo.cast.iter().filter(|actor| matches!(actor.part, Part::Staff));
        staff.map(|actor| UserId(actor.id))
    }
}

/// The staff have a group of their own, where what they say is not for the bot.
fn furnish_staff_room(telegram: &Playground, demo: &DemoShop, people: &HashMap<i64, Person>, owner: &Person) {
    let room = telegram.add_supergroup(demo.staff_room.title, owner);
    room.has_long_had(World::staff(demo).filter_map(|user| people.get(&user.0)));
    room.set_forum(true);
    for topic in demo.staff_room.topics {
        let opened = topic.name.and_then(|name| room.open_topic(name));
        let place = opened.map_or(ChatId::from(&room), |thread| ChatId::from(&room).topic(thread));
        for (by, words) in topic.talk {
            if let Some(person) = people.get(by) {
                // They are in, and the topic is open.
                drop(person.try_says(place, words));
            }
        }
    }
}
