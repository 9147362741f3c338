//! A club written all at once is like one that grew.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use chrono::{DateTime, TimeDelta, Utc};
use domain::find::Source;
use domain::mail::MailRules;
use domain::shop::{PointRules, Shop};
use domain::till::TillRules;
use domain::{Currency, Points, ShopId, UserId};
use storage::books::{self, Question};
use storage::on_both_engines;
use storage::seed::{self, Club};
use storage::testing::Fresh;
use storage::{find_keys, lots, members, shops};
use uuid::Uuid;

const MEMBERS: i64 = 300;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn shop() -> Shop {
    let currency: Currency = "EUR".parse().unwrap();
    Shop {
        id: ShopId(Uuid::from_u128(7)),
        name: "Corner Coffee".into(),
        lang: domain::Lang::En,
        time_zone: "UTC".parse().unwrap(),
        currency,
        rules: PointRules::proposed(currency),
        till: TillRules::proposed(currency),
        birthdays: domain::birthday::BirthdayRules::default(),
        mail: MailRules::PROPOSED,
    }
}

on_both_engines![the_books_of_a_seeded_club_match, a_seeded_member_is_found_and_can_spend];

async fn seeded(fresh: &Fresh) -> ShopId {
    let shop = shop();
    let mut tx = fresh.db.begin().await.unwrap();
    shops::add(&mut tx, &shop, None, now()).await.unwrap();
    tx.commit().await.unwrap();
    let club = Club {
        shop: shop.id,
        members: MEMBERS,
        points: 500,
        at: now(),
        expires_at: now() + TimeDelta::days(365),
    };
    seed::write(&fresh.db, &club).await.unwrap();
    shop.id
}

async fn the_books_of_a_seeded_club_match(fresh: Fresh) {
    seeded(&fresh).await;

    let mut tx = fresh.db.read().await.unwrap();
    for question in Question::ALL {
        assert_eq!(books::ask(&mut tx, question).await.unwrap(), [], "{}", question.rule());
    }
}

async fn a_seeded_member_is_found_and_can_spend(fresh: Fresh) {
    let shop = seeded(&fresh).await;
    let (user, first, last) = seed::person(MEMBERS);

    let mut tx = fresh.db.begin().await.unwrap();
    let member = members::find_by_user(&mut tx, shop, UserId(user))
        .await
        .unwrap()
        .unwrap();
    let keys = find_keys::of_member(&mut tx, shop, member.id, Source::Person)
        .await
        .unwrap();
    let lots = lots::of_member(&mut tx, shop, member.id).await.unwrap();
    let next = shops::next_number(&mut tx, shop).await.unwrap();

    assert_eq!(member.name, format!("{first} {last}"));
    let as_written: Vec<Vec<u8>> = domain::find::person_keys(&member.name, None)
        .iter()
        .map(|key| key.as_bytes().to_vec())
        .collect();
    assert_eq!(keys, as_written);
    assert_eq!(
        lots.iter().map(|stored| stored.lot.remaining).sum::<Points>(),
        member.points
    );
    assert_eq!(next, member.number + 1);
}
