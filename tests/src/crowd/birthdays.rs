//! A birthday morning: many members are greeted while the program is killed again and again.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use domain::birthday::Birthday;
use domain::{Clock, MemberId, WallClock};
use loyalty::{Enroll, Enrolled, Loyalty};
use playground::{NewPerson, Person, Seen};
use storage::birthdays::Kept;
use storage::people::Presented;

use super::{Crowd, Scene, club};

const GREETING: &str = "appy birthday";

/// Those whose day it is.
pub struct Celebrants {
    people: Vec<(Person, MemberId)>,
}

impl Scene {
    /// So many members have their birthday today, and the shop greets from the first hour on, with a gift. The program
    /// does not run yet.
    pub async fn has_a_birthday_morning(&self, many: usize) -> Celebrants {
        self.house
            .reads_more(
                "\n[birthdays]\ngreetings = true\nhour = 0\n\n\
             [[tiers]]\nslug = \"all\"\ntitle = \"All\"\nbirthday_off = \"5\"\n",
            )
            .await;
        let db = storage::Db::open(self.house.database_url()).await.unwrap();
        let db = db.with_keys(self.house.keyring());
        let club = Loyalty::new(
            db,
            std::sync::Arc::new(WallClock),
            std::sync::Arc::new(domain::OsIds::default()),
        );
        let mut people = Vec::new();
        for n in 0..many {
            people.push(self.crowd.has_a_celebrant(&club, n).await);
        }
        club.db.close().await.unwrap();
        Celebrants { people }
    }
}

impl Crowd {
    async fn has_a_celebrant(&self, club: &Loyalty, n: usize) -> (Person, MemberId) {
        let person = self.playground.add_person(NewPerson {
            first_name: format!("Celebrant {n:03}"),
            username: Some(format!("celebrant_{n:03}")),
            language_code: Some("en".to_owned()),
            ..NewPerson::default()
        });
        // From then on the bot may write to them.
        person.says(&self.bot, "/start");
        let user = domain::UserId(person.id());
        let shop = club.shop(self.shop).await.unwrap().unwrap();
        let now = WallClock.now();
        let mut tx = club.db.begin().await.unwrap();
        let presented = Presented {
            id: user,
            first_name: &person.name(),
            last_name: None,
            username: None,
            lang: domain::Lang::En,
            in_private: true,
        };
        storage::people::meet(&mut tx, &presented, now).await.unwrap();
        tx.commit().await.unwrap();
        let enrolled = club
            .enroll(&Enroll {
                shop: &shop,
                user,
                first_name: &person.name(),
                last_name: None,
                username: None,
                since: now,
            })
            .await
            .unwrap();
        let member = match enrolled {
            Enrolled::Welcome { member, .. } => member,
            other @ Enrolled::Already { .. } => panic!("{other:?}"),
        };
        let today = shop.day(now);
        let kept = Kept {
            birthday: Birthday::gregorian(chrono::Datelike::month(&today), chrono::Datelike::day(&today), None),
            set_at: now - TimeDelta::days(60),
            changed_at: None,
            at_once: false,
        };
        let mut tx = club.db.begin().await.unwrap();
        storage::birthdays::set(&mut tx, shop.id, member.id, &kept)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        (person, member.id)
    }

    /// Waits until each of them is greeted.
    pub async fn everybody_is_greeted(&self, celebrants: &Celebrants) {
        self.waits("everybody to be greeted", async || match self.greeted(celebrants) {
            greeted if greeted == celebrants.people.len() => Ok(()),
            greeted => Err(format!("{greeted} are greeted")),
        })
        .await;
    }

    /// How many of them are greeted.
    #[must_use]
    pub fn greeted(&self, celebrants: &Celebrants) -> usize {
        let greeted = celebrants.people.iter().filter(|(person, _)| {
            let seen = person.sees(&self.bot);
            seen.iter().any(is_greeting)
        });
        greeted.count()
    }

    /// Everybody was greeted once and has one gift. Whoever was greeted twice was so around a break: the letter was on
    /// its way. Says how many those are.
    pub async fn each_was_greeted_once(
        &self,
        celebrants: &Celebrants,
        url: &str,
        breaks: &[Range<DateTime<Utc>>],
    ) -> usize {
        let mut twice = 0;
        for (person, _) in &celebrants.people {
            let at: Vec<DateTime<Utc>> = person
                .sees(&self.bot)
                .iter()
                .filter(|seen| is_greeting(seen))
                .map(|seen| seen.date)
                .collect();
            for pair in at.windows(2) {
                // Times of messages are whole seconds.
                let around = |end: &Range<DateTime<Utc>>| {
                    pair[0] <= end.end + TimeDelta::seconds(1) && pair[1] >= end.start - TimeDelta::seconds(1)
                };
                assert!(breaks.iter().any(around), "{} was greeted at {at:?}", person.name());
                twice += 1;
            }
        }
        let club = club(url).await;
        let mut tx = club.db.look().await.unwrap();
        for (person, member) in &celebrants.people {
            let coupons = storage::coupons::of_member(&mut tx, self.shop, *member, 0, 10)
                .await
                .unwrap();
            let gifts = coupons.iter().filter(|coupon| coupon.cause.starts_with("birthday:"));
            assert_eq!(gifts.count(), 1, "{}", person.name());
        }
        drop(tx);
        club.db.close().await.unwrap();
        twice
    }
}

fn is_greeting(seen: &Seen) -> bool {
    seen.from_bot && seen.words().contains(GREETING)
}
