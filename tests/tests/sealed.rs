//! What is private about people is readable for the shop, and for nobody who has the tables alone.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use bot::key_commands::{self, KeyCommand};
use bot::keys::{self, Source};
use bot::settings::{Secret, Typed};
use domain::role::Role;
use domain::till::TillRules;
use domain::{Money, OsIds};
use loyalty::{Find, Loyalty};
use storage::Db;
use storage::keyring::{Key, KeyId, Keyring};
use storage::sealed::{self, Cursor};
use storage::testing::readable_in;
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, sells};

on_both_engines![
    a_phone_number_is_in_no_table_and_is_found_by_its_last_digits,
    a_removed_phone_number_finds_nobody,
    a_new_name_keeps_the_phone_number_findable,
    s6_a_phone_number_is_found_in_its_shop_alone,
    an_address_is_in_no_table_while_its_order_is_open_and_after,
    d2_b8_what_a_member_says_of_themselves_and_their_family_is_in_no_table,
    the_key_changes_while_people_act,
    a_missing_key_stops_the_start_and_says_what_is_lost,
];

/// Somebody who is a member, and has shared this number.
async fn shares(shop: &TestShop, name: &str, phone: &str) -> Someone {
    let who = shop.stage.newcomer(playground::NewPerson {
        first_name: name.into(),
        phone: Some(phone.into()),
        ..playground::NewPerson::default()
    });
    shop.enrolls(&who).await;
    who.says("/settings").await;
    who.taps("Share my number").await;
    who.shares_phone().await;
    shop.stage.everybody_looks();
    who
}

/// What the clerk is shown first.
async fn finds(shop: &TestShop, typed: &str) -> String {
    shop.clerk.says(&format!("/find {typed}")).await;
    shop.clerk.looks().html
}

async fn a_phone_number_is_in_no_table_and_is_found_by_its_last_digits(shop: TestShop) {
    shares(&shop, "Zoe", "+62 812 3456 7890").await;
    shares(&shop, "Budiman", "+62 812 3456 7777").await;
    let manager = shop.employs("Mia", Role::Manager).await;
    shop.stage.everybody_looks();

    for typed in ["7890", "67890", "+62 812 3456 7890", "zoe 7890"] {
        let seen = finds(&shop, typed).await;
        assert!(seen.starts_with("👤 <b>Zoe</b>"), "{typed}: {seen}");
    }
    manager.says("/find 7890").await;
    assert!(manager.looks().html.contains("+6281234567890"));
    for typed in ["890", "3456", "budiman 7890"] {
        let seen = finds(&shop, typed).await;
        assert!(seen.starts_with("I found nobody"), "{typed}: {seen}");
    }
    let db = shop.loyalty().db;
    for part in ["6281234567890", "34567890", "567890"] {
        assert_eq!(readable_in(&db, part).await, Vec::<String>::new(), "{part}");
    }
    let names = readable_in(&db, "Budiman").await;
    assert!(names.contains(&"members.name".to_owned()), "it looks: {names:?}");
}

async fn a_removed_phone_number_finds_nobody(shop: TestShop) {
    let zoe = shares(&shop, "Zoe", "+62 812 3456 7890").await;

    zoe.says("/privacy").await;
    zoe.taps("Remove my number").await;
    shop.stage.everybody_looks();

    assert!(finds(&shop, "7890").await.starts_with("I found nobody"));
    assert!(finds(&shop, "zoe").await.starts_with("👤 <b>Zoe</b>"));
}

async fn a_new_name_keeps_the_phone_number_findable(shop: TestShop) {
    let zoe = shares(&shop, "Zoe", "+62 812 3456 7890").await;

    zoe.person.rename("Zora", None);
    zoe.says("/points").await;
    shop.stage.everybody_looks();

    assert!(finds(&shop, "7890").await.starts_with("👤 <b>Zora</b>"));
    assert!(finds(&shop, "zora 67890").await.starts_with("👤 <b>Zora</b>"));
    assert!(finds(&shop, "zoe").await.starts_with("I found nobody"));
}

async fn s6_a_phone_number_is_found_in_its_shop_alone(shop: TestShop) {
    shares(&shop, "Zoe", "+62 812 3456 7890").await;
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;

    other.clerk.says("/find 7890").await;

    assert!(other.clerk.looks().html.starts_with("I found nobody"));
}

async fn an_address_is_in_no_table_while_its_order_is_open_and_after(shop: TestShop) {
    let anna = &shop.anna;
    let settled = shop.shop().await;
    let claim = loyalty::Claim {
        till: TillRules {
            delivery_fee: Money::new(400),
            ..settled.till
        },
        mail: settled.mail,
        tiers: None,
        rules: settled.rules,
        name: settled.name,
        lang: settled.lang,
        time_zone: settled.time_zone,
        currency: settled.currency,
    };
    let changed = shop.loyalty().change_shop(shop.id, shop.owner.user(), &claim).await;
    changed.unwrap().expect("the owner may");
    sells(&shop, "Mug", 1_000, |_| ()).await;
    let db = shop.loyalty().db;

    anna.says("/shop").await;
    anna.taps("Mug · €10").await;
    drop(anna.reads());
    anna.taps("Have it brought (€4)").await;
    drop(anna.reads());
    anna.says("Linienstr. 7, 2nd floor").await;
    assert_eq!(readable_in(&db, "Linienstr").await, Vec::<String>::new(), "typed");
    anna.taps("Order for €14").await;
    assert_eq!(readable_in(&db, "Linienstr").await, Vec::<String>::new(), "ordered");

    assert!(
        anna.looks()
            .html
            .contains("🚚 To be brought to: Linienstr. 7, 2nd floor")
    );
    everybody_is_told(&shop).await;
    assert_eq!(readable_in(&db, "Linienstr").await, Vec::<String>::new(), "told");
}

async fn d2_b8_what_a_member_says_of_themselves_and_their_family_is_in_no_table(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    owner.says("/field").await;
    owner.taps("New field").await;
    owner.taps("text").await;
    owner.says("Usual drink").await;
    owner.taps("Who sees it").await;
    owner.taps("the member and managers").await;
    owner.taps("Who changes it").await;
    owner.taps("the member and managers").await;
    owner.taps("Save").await;
    anna.says("/me").await;
    anna.taps("Usual drink").await;
    anna.says("Holunderblütensirup").await;
    anna.says("/family").await;
    anna.taps("Add somebody").await;
    anna.taps("Mother").await;
    anna.taps("Name").await;
    anna.says("Zwetschge").await;
    let db = shop.loyalty().db;
    for word in ["Holunder", "holunder", "unders", "Zwetschge"] {
        assert_eq!(readable_in(&db, word).await, Vec::<String>::new(), "{word}");
    }
    owner.says("/find holunder").await;
    assert!(owner.looks().html.starts_with("👤 <b>Anna</b>"));
    clerk.says("/find holunder").await;
    assert!(clerk.looks().html.starts_with("I found nobody"));

    // What managers write down stands in the log without what it is.
    owner.says("/find anna").await;
    owner.taps("Details").await;
    owner.taps("Usual drink").await;
    owner.says("Quittenschorle").await;

    for word in ["Quitten", "quitten"] {
        assert_eq!(readable_in(&db, word).await, Vec::<String>::new(), "{word}");
    }
    owner.says("/find anna").await;
    let file = owner.looks().html;
    assert!(file.contains("Usual drink: Quittenschorle"), "{file}");
    assert!(file.contains("Mother Zwetschge"), "{file}");
    clerk.says("/find anna").await;
    assert!(!clerk.looks().html.contains("Quittenschorle"));
    assert!(shop.deeds(owner).await.contains(&"field.fill".to_owned()));
    shop.stage.everybody_looks();
}

/// The keys of all that is sealed.
async fn used(db: &Db) -> Vec<KeyId> {
    let mut tx = db.read().await.unwrap();
    let (mut used, mut at) = (Vec::new(), Some(Cursor::START));
    while let Some(from) = at {
        let (values, next) = sealed::page(&mut tx, from, 2).await.unwrap();
        used.extend(values.iter().filter_map(sealed::Found::key));
        at = next;
    }
    used.sort_unstable();
    used.dedup();
    used
}

async fn the_key_changes_while_people_act(shop: TestShop) {
    shares(&shop, "Zoe", "+62 812 3456 7890").await;
    let ben = shares(&shop, "Ben", "+62 812 3456 1111").await;
    ben.says("/me").await;
    ben.taps("✉️ E-mail").await;
    ben.says("ben@example.org").await;
    shop.stage.everybody_looks();
    let former = used(&shop.loyalty().db).await;

    shop.stage.changes_the_key().await;
    let db = shop.loyalty().db;
    let current = db.keys().current().map(Key::id).unwrap();
    shares(&shop, "Mia", "+62 812 3456 2222").await;
    for (typed, name) in [
        ("7890", "Zoe"),
        ("1111", "Ben"),
        ("ben@example.org", "Ben"),
        ("2222", "Mia"),
    ] {
        let seen = finds(&shop, typed).await;
        assert!(
            seen.starts_with(&format!("👤 <b>{name}</b>")),
            "before: {typed}: {seen}"
        );
    }
    assert_eq!(used(&db).await.len(), 2);
    shop.stage.ticks().await;

    assert_eq!((former.len(), used(&db).await), (1, vec![current]));
    ben.says("/privacy").await;
    ben.taps("Remove my number").await;
    shop.stage.everybody_looks();
    let alone = db.with_keys(Keyring::new(
        db.keys().current().unwrap().clone(),
        [],
        Arc::new(OsIds::default()),
    ));
    let alone = Loyalty::new(alone, Arc::new(shop.clock.clone()), Arc::new(OsIds::default()));
    for (typed, found) in [("7890", 1), ("1111", 0), ("ben@example.org", 1), ("2222", 1)] {
        let ask = Find {
            shop: shop.id,
            by: shop.clerk.user(),
            typed,
            find_by: loyalty::FindBy::Anything,
            after: None,
            limit: 5,
        };
        let with = alone.find(&ask).await.unwrap().unwrap().members;
        assert_eq!(
            with.iter()
                .filter(|member| member.phone.is_some() || member.email.is_some())
                .count(),
            found,
            "{typed}"
        );
    }
}

async fn a_missing_key_stops_the_start_and_says_what_is_lost(shop: TestShop) {
    shares(&shop, "Zoe", "+62 812 3456 7890").await;
    let db = shop.loyalty().db;
    let (key, other) = (
        db.keys().current().unwrap().clone(),
        Key::make(&OsIds::default()).unwrap(),
    );
    let url = Secret::new(shop.stage.database_url());
    let unlocked = async |typed: Typed| {
        let source = Source::of(&typed, &url).unwrap();
        keys::unlock(&db, &source, &shop.clock, Arc::new(OsIds::default())).await
    };
    let with = |key: &Key, former: &[&Key]| Typed {
        key: Some(key.expose().to_string()),
        former_keys: Some(
            former
                .iter()
                .map(|key| key.expose().to_string())
                .collect::<Vec<_>>()
                .join(","),
        ),
        ..Typed::default()
    };

    let none = unlocked(Typed::default()).await.unwrap_err().to_string();
    let wrong = unlocked(with(&other, &[])).await.unwrap_err().to_string();
    let right = unlocked(with(&key, &[])).await;

    for said in [&none, &wrong] {
        assert!(said.contains(&format!("the key {} is missing", key.id())), "{said}");
        assert!(said.contains("phone numbers") && said.contains("points"), "{said}");
        assert!(said.contains(&format!("regulars key forget {}", key.id())), "{said}");
        assert!(!said.contains(other.expose().as_str()), "s7: {said}");
    }
    assert!(right.is_ok());
    assert!(unlocked(with(&other, &[&key])).await.is_ok());
    let mut tx = db.read().await.unwrap();
    assert_eq!(sealed::keys(&mut tx).await.unwrap(), [key.id(), other.id()]);
}

/// A command that is given to a program beside this database.
async fn asks(command: KeyCommand, typed: &Typed) -> String {
    match key_commands::run(command, typed).await {
        Ok(code) if code == ExitCode::SUCCESS => "done".into(),
        Ok(_) => "something is missing".into(),
        Err(error) => format!("{error:#}"),
    }
}

#[tokio::test]
async fn a_key_file_is_made_once_kept_from_others_and_begins_with_the_newest_key() {
    let folder = tempfile::tempdir().unwrap();
    let url = Secret::new(format!("sqlite:{}", folder.path().join("club.db").display()));
    let typed = Typed {
        database_url: Some(url.expose().to_owned()),
        ..Typed::default()
    };
    let file = folder.path().join("club.key");
    let clock = domain::StoppedClock::at("2027-01-01T09:00:00Z".parse().unwrap());
    let starts = async || {
        let db = Db::open(url.expose()).await.unwrap();
        let source = Source::of(&typed, &url).unwrap();
        let unlocked = keys::unlock(&db, &source, &clock, Arc::new(OsIds::default())).await;
        let ids = unlocked.map(|db| db.keys().all().iter().map(Key::id).collect::<Vec<_>>());
        db.close().await.unwrap();
        ids.map_err(|error| error.to_string())
    };

    assert!(
        asks(KeyCommand::Rotate, &typed)
            .await
            .contains("the first start makes it")
    );
    let first = starts().await.unwrap();
    assert_eq!(starts().await.unwrap(), first);
    only_the_owner_reads(&file);
    assert_eq!(asks(KeyCommand::Rotate, &typed).await, "done");
    only_the_owner_reads(&file);
    clock.advance(chrono::TimeDelta::days(1));
    let second = starts().await.unwrap();
    assert_eq!(second[1..], first);
    assert_eq!(asks(KeyCommand::List, &typed).await, "done");
    assert!(
        asks(KeyCommand::Forget { id: first[0] }, &typed)
            .await
            .contains("nothing that it sealed is lost")
    );

    std::fs::rename(&file, folder.path().join("elsewhere")).unwrap();
    let refused = starts().await.unwrap_err();
    assert!(refused.contains(&second[0].to_string()) && !file.exists(), "{refused}");
    assert_eq!(asks(KeyCommand::List, &typed).await, "something is missing");
}

#[cfg(unix)]
fn only_the_owner_reads(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(not(unix))]
fn only_the_owner_reads(file: &Path) {
    assert!(file.exists());
}
