//! What is private is sealed, opens in its place and nowhere else, and is found by its hash.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::field::{Circle, Field, FieldKind, FieldValue};
use domain::find::{self, Range, Search, Source};
use domain::mail::MailRules;
use domain::reason::Actor;
use domain::relative::{Relation, Relative};
use domain::role::Role;
use domain::shop::{PointRules, Shop};
use domain::till::TillRules;
use domain::{Currency, FieldId, Ids, MemberId, NoteId, OsIds, RelativeId, SeededIds, ShopId, UserId};
use sqlx::AssertSqlSafe;
use storage::find_keys::{self, Step, Within};
use storage::keyring::{Key, Keyring};
use storage::members::{self, NewMember};
use storage::notes::{self, NewNote};
use storage::seal::{self, Column, Place, Why};
use storage::sealed::{self, Cursor, Rotation};
use storage::testing::{Fresh, readable_in};
use storage::{Db, StorageError, Tx, balances, fields, on_both_engines, relatives, shops};
use uuid::Uuid;

use crate::at;

on_both_engines![
    a_sealed_value_opens_in_its_place_and_nowhere_else,
    a_phone_number_is_found_and_not_readable,
    a_moved_phone_number_is_refused,
    a_former_key_opens_what_it_sealed_and_finds_it,
    one_seed_and_one_key_make_no_nonce_twice,
    without_a_key_nothing_is_sealed,
    a_change_of_the_key_goes_on_where_it_was_broken_off,
    what_a_lost_key_sealed_is_emptied_and_nothing_else,
    a_file_is_in_no_table_comes_to_another_key_and_goes_with_a_lost_one,
    what_an_earlier_program_wrote_into_files_is_sealed,
];

const PHONE: &str = "6281234567";

fn member(n: u128) -> MemberId {
    MemberId(Uuid::from_u128(0x100 + n))
}

/// A shop with two members, and its id.
pub async fn shop_with_two(db: &Db, n: u128) -> ShopId {
    let currency: Currency = "EUR".parse().unwrap();
    let shop = Shop {
        id: ShopId(Uuid::from_u128(n)),
        name: "Corner Coffee".into(),
        lang: domain::Lang::En,
        time_zone: "UTC".parse().unwrap(),
        currency,
        rules: PointRules::proposed(currency),
        till: TillRules::proposed(currency),
        birthdays: domain::birthday::BirthdayRules::default(),
        mail: MailRules::PROPOSED,
    };
    let mut tx = db.begin().await.unwrap();
    shops::add(&mut tx, &shop, None, at(0)).await.unwrap();
    for (which, name) in [(1, "Anna"), (2, "Budi")] {
        let card = format!("CARD{n}{which}");
        let new = NewMember {
            shop: shop.id,
            id: member(which),
            number: 1000 + i64::try_from(which).unwrap(),
            user: None,
            name,
            username: None,
            card: &card,
            agreed_at: at(0),
        };
        assert!(members::add(&mut tx, &new).await.unwrap());
        balances::open(&mut tx, shop.id, member(which)).await.unwrap();
        let keys = find::person_keys(name, None);
        find_keys::set(&mut tx, shop.id, member(which), Source::Person, &keys)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    shop.id
}

async fn keep_phone(db: &Db, shop: ShopId, which: u128, phone: Option<&str>) {
    let mut tx = db.begin().await.unwrap();
    members::set_phone(&mut tx, shop, member(which), phone).await.unwrap();
    tx.commit().await.unwrap();
}

async fn found(db: &Db, shop: ShopId, words: &[&str]) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let words = Search::read(&words.join(" ")).words;
    let names: Vec<_> = words.iter().filter(|word| word.as_ending().is_none()).collect();
    let digits = words.iter().find_map(|word| word.as_ending());
    let leads = match (digits, names.first()) {
        (Some(digits), _) => find_keys::ending_with(&tx, shop, digits),
        (None, Some(name)) => vec![name.begins()],
        (None, None) => vec![],
    };
    let within = Within {
        shop,
        up_to: Source::Phone,
        but: None,
    };
    let mut found = Vec::new();
    for lead in leads {
        let other = names.first().map_or_else(|| lead.clone(), |name| name.begins());
        let only = |range| [range, Range::NOTHING, Range::NOTHING, Range::NOTHING];
        let others = [only(other.clone()), only(other)];
        let step = Step {
            lead,
            others,
            before: [Range::NOTHING, Range::NOTHING],
            before_with: [Range::NOTHING, Range::NOTHING],
        };
        let looked = find_keys::look(&mut tx, &within, &step, None, 10, 100).await.unwrap();
        for id in looked.found {
            found.push(members::find(&mut tx, shop, id).await.unwrap().unwrap().name);
        }
    }
    found
}

async fn phone(db: &Db, shop: ShopId, which: u128) -> Option<String> {
    let mut tx = db.read().await.unwrap();
    members::find(&mut tx, shop, member(which))
        .await
        .unwrap()
        .unwrap()
        .phone
}

async fn run(db: &Db, sql: &str) {
    let mut tx = db.begin().await.unwrap();
    let sql = AssertSqlSafe(sql.to_owned());
    match &mut tx {
        Tx::Sqlite(conn) => drop(sqlx::query(sql).execute(&mut **conn).await.unwrap()),
        Tx::Postgres(conn) => drop(sqlx::query(sql).execute(&mut **conn).await.unwrap()),
    }
    tx.commit().await.unwrap();
}

async fn a_sealed_value_opens_in_its_place_and_nowhere_else(fresh: Fresh) {
    let (shop, other) = (ShopId(Uuid::from_u128(1)), ShopId(Uuid::from_u128(2)));
    let row = Uuid::from_u128(3);
    let place = Place::new(Column::Phone, shop, row);
    let tx = fresh.db.begin().await.unwrap();

    let sealed = seal::seal(&tx, &place, PHONE).unwrap();
    let again = seal::seal(&tx, &place, PHONE).unwrap();

    assert_eq!(seal::open(&tx, &place, &sealed).unwrap(), PHONE);
    assert_ne!(sealed, again);
    assert_eq!(seal::key_of(&sealed), Some(fresh.key.id()));
    for elsewhere in [
        Place::new(Column::Delivery, shop, row),
        Place::new(Column::Phone, other, row),
        Place::new(Column::Phone, shop, Uuid::from_u128(4)),
        Place::of_two(Column::Phone, shop, row, Uuid::from_u128(4)),
    ] {
        let refused = seal::open(&tx, &elsewhere, &sealed).unwrap_err();
        let StorageError::Unopened { why, .. } = refused else {
            panic!("{refused:?}")
        };
        assert_eq!(why, Why::Changed);
        assert_eq!(seal::open_or_tell(&tx, &elsewhere, &sealed), None);
    }
    for at in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[at] ^= 1;
        assert!(seal::open(&tx, &place, &changed).is_err(), "byte {at}");
        assert!(seal::open(&tx, &place, &sealed[..at]).is_err(), "{at} bytes");
    }
    assert!(seal::seal(&tx, &place, "").is_ok_and(|empty| seal::open(&tx, &place, &empty).unwrap().is_empty()));
    tx.commit().await.unwrap();
}

async fn a_phone_number_is_found_and_not_readable(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    let other = shop_with_two(&fresh.db, 2).await;

    keep_phone(&fresh.db, shop, 1, Some(PHONE)).await;

    assert_eq!(phone(&fresh.db, shop, 1).await.as_deref(), Some(PHONE));
    for ending in [PHONE, "81234567", "4567"] {
        assert_eq!(found(&fresh.db, shop, &[ending]).await, ["Anna"], "{ending}");
        assert_eq!(found(&fresh.db, shop, &["ann", ending]).await, ["Anna"], "{ending}");
        assert!(found(&fresh.db, shop, &["bud", ending]).await.is_empty(), "{ending}");
        assert!(found(&fresh.db, other, &[ending]).await.is_empty(), "{ending}");
    }
    for part in ["567", "8123", "456", "14567"] {
        assert!(found(&fresh.db, shop, &[part]).await.is_empty(), "{part}");
    }
    let mut tx = fresh.db.read().await.unwrap();
    assert_eq!(members::with_phone(&mut tx, shop, PHONE, 5).await.unwrap().len(), 1);
    assert_eq!(members::with_phone(&mut tx, shop, &PHONE[2..], 5).await.unwrap(), []);
    tx.commit().await.unwrap();

    // Another name changes nothing about it, and forgetting it leaves nothing to find.
    let mut tx = fresh.db.begin().await.unwrap();
    let keys = find::person_keys("Anne", None);
    find_keys::set(&mut tx, shop, member(1), Source::Person, &keys)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(found(&fresh.db, shop, &["anne", "4567"]).await, ["Anna"]);
    keep_phone(&fresh.db, shop, 1, None).await;
    assert_eq!(phone(&fresh.db, shop, 1).await, None);
    assert!(found(&fresh.db, shop, &["4567"]).await.is_empty());
    assert_eq!(found(&fresh.db, shop, &["anne"]).await, ["Anna"]);
}

async fn a_moved_phone_number_is_refused(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    keep_phone(&fresh.db, shop, 1, Some(PHONE)).await;

    run(
        &fresh.db,
        "UPDATE members SET phone = (SELECT phone FROM members WHERE name = 'Anna')",
    )
    .await;

    assert_eq!(phone(&fresh.db, shop, 1).await.as_deref(), Some(PHONE));
    assert_eq!(phone(&fresh.db, shop, 2).await, None);
}

async fn a_former_key_opens_what_it_sealed_and_finds_it(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    keep_phone(&fresh.db, shop, 1, Some(PHONE)).await;
    let chance: Arc<dyn Ids> = Arc::new(OsIds::default());
    let new = Key::make(chance.as_ref()).unwrap();

    let both = fresh
        .db
        .with_keys(Keyring::new(new.clone(), [fresh.key.clone()], chance.clone()));
    keep_phone(&both, shop, 2, Some("4915117654321")).await;
    let lost = fresh.db.with_keys(Keyring::new(new, [], chance));

    assert_eq!(phone(&both, shop, 1).await.as_deref(), Some(PHONE));
    assert_eq!(found(&both, shop, &["4567"]).await, ["Anna"]);
    assert_eq!(found(&both, shop, &["4321"]).await, ["Budi"]);
    assert_eq!(phone(&lost, shop, 1).await, None);
    assert_eq!(phone(&lost, shop, 2).await.as_deref(), Some("4915117654321"));
}

async fn one_seed_and_one_key_make_no_nonce_twice(fresh: Fresh) {
    let place = Place::new(Column::Phone, ShopId(Uuid::from_u128(1)), Uuid::from_u128(3));
    let mut sealed = Vec::new();

    for text in [PHONE, "6281234568"] {
        let seeded = Keyring::new(fresh.key.clone(), [], Arc::new(SeededIds::new(7)));
        let tx = fresh.db.with_keys(seeded).begin().await.unwrap();
        sealed.push(seal::seal(&tx, &place, text).unwrap());
    }

    let nonce = |at: usize| &sealed[at][5..29];
    assert_ne!(nonce(0), nonce(1));
}

async fn without_a_key_nothing_is_sealed(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    let keyless = fresh.db.with_keys(Keyring::empty());

    let mut tx = keyless.begin().await.unwrap();
    let refused = members::set_phone(&mut tx, shop, member(1), Some(PHONE)).await;

    assert!(matches!(refused, Err(StorageError::NoKey)), "{refused:?}");
    drop(tx);
    assert_eq!(phone(&fresh.db, shop, 1).await, None);
}

/// The same database with a new key before those it had.
async fn with_new_key(db: &Db) -> Db {
    let chance: Arc<dyn Ids> = Arc::new(OsIds::default());
    let new = Key::make(chance.as_ref()).unwrap();
    let mut tx = db.begin().await.unwrap();
    sealed::note_key(&mut tx, new.id(), at(0)).await.unwrap();
    tx.commit().await.unwrap();
    db.with_keys(Keyring::new(new, db.keys().all().to_vec(), chance))
}

async fn a_change_of_the_key_goes_on_where_it_was_broken_off(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    let other = shop_with_two(&fresh.db, 2).await;
    for (shop, which) in [(shop, 1), (shop, 2), (other, 1), (other, 2)] {
        keep_phone(&fresh.db, shop, which, Some(&format!("62812345600{which}"))).await;
    }
    let note = NewNote {
        id: NoteId(Uuid::from_u128(9)),
        member: member(1),
        body: "43 wide",
        private: true,
        author: UserId(7),
        at: at(0),
        cause: "note:1",
    };
    let mut tx = fresh.db.begin().await.unwrap();
    assert!(notes::add(&mut tx, shop, &note).await.unwrap());
    tx.commit().await.unwrap();
    let db = with_new_key(&fresh.db).await;
    keep_phone(&db, shop, 2, Some("628123456777")).await;

    let (mut resealed, mut pages) = (0, 0);
    loop {
        // A page that is not committed is as if it had not been looked at.
        let mut killed = db.begin().await.unwrap();
        sealed::rotate(&mut killed, at(1), 1).await.unwrap();
        drop(killed);
        let mut tx = db.begin().await.unwrap();
        let rotation = sealed::rotate(&mut tx, at(1), 1).await.unwrap();
        tx.commit().await.unwrap();
        pages += 1;
        match rotation {
            Rotation::Page { resealed: more } => resealed += more,
            Rotation::Waits => break,
            over => panic!("{over:?}"),
        }
        assert!(pages < 100, "it comes to no end");
    }
    // Meanwhile another copy of the program seals with the former key once more.
    keep_phone(&fresh.db, other, 2, Some("628123456888")).await;

    assert_eq!(resealed, 4);
    let mut later = at(0) + TimeDelta::days(31);
    let retired = loop {
        let mut tx = db.begin().await.unwrap();
        let rotation = sealed::rotate(&mut tx, later, 10).await.unwrap();
        tx.commit().await.unwrap();
        later += TimeDelta::minutes(1);
        match rotation {
            Rotation::Page { resealed: more } => resealed += more,
            Rotation::Retired(keys) => break keys,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((resealed, retired), (5, vec![fresh.key.id()]));
    let new = db.keys().current().unwrap().clone();
    let alone = db.with_keys(Keyring::new(new.clone(), [], Arc::new(OsIds::default())));
    assert_eq!(phone(&alone, shop, 1).await.as_deref(), Some("628123456001"));
    assert_eq!(found(&alone, shop, &["6777"]).await, ["Budi"]);
    assert_eq!(found(&alone, other, &["6888"]).await, ["Budi"]);
    assert!(found(&fresh.db, shop, &["6001"]).await.is_empty());
    let mut tx = alone.begin().await.unwrap();
    assert_eq!(
        notes::find(&mut tx, shop, note.id).await.unwrap().unwrap().body,
        "43 wide"
    );
    assert_eq!(sealed::keys(&mut tx).await.unwrap(), [new.id()]);
    assert_eq!(sealed::rotate(&mut tx, later, 10).await.unwrap(), Rotation::Over);
}

fn drink() -> Field {
    Field {
        id: FieldId(Uuid::from_u128(0x300)),
        title: "Usual drink".into(),
        group: None,
        kind: FieldKind::Text,
        seen_by: Circle::EVERYBODY,
        edited_by: Circle::EVERYBODY,
        asked: false,
        why: None,
        place: 1,
        active: true,
    }
}

fn mother() -> Relative {
    Relative {
        id: RelativeId(Uuid::from_u128(0x400)),
        relation: Relation::Mother,
        name: "Zwetschge".into(),
        birthday: None,
        size: "38".into(),
        taste: "Quittengelee".into(),
    }
}

/// Anna says what she drinks, and whom she buys for.
async fn keep_file(db: &Db, shop: ShopId) {
    let (field, who) = (drink(), member(1));
    let mut tx = db.begin().await.unwrap();
    fields::add(&mut tx, shop, &field, None).await.unwrap();
    let value = FieldValue::Text("Holunder".into());
    fields::set(&mut tx, shop, who, field.id, &value, Actor::Member(UserId(8)), at(0))
        .await
        .unwrap();
    fields::find_anew(&mut tx, shop, who, &[field]).await.unwrap();
    assert!(relatives::add(&mut tx, shop, who, &mother(), at(0)).await.unwrap());
    tx.commit().await.unwrap();
}

/// Whether Anna is found by the beginning of a word by whoever finds by as much.
async fn has_word(db: &Db, shop: ShopId, typed: &str, up_to: Source) -> bool {
    let within = Within { shop, up_to, but: None };
    let words = Search::read(typed).words;
    let mut tx = db.read().await.unwrap();
    let ways = find_keys::ways(&tx, shop, &words[0]);
    find_keys::has(&mut tx, &within, member(1), &ways).await.unwrap()
}

async fn has_drink(db: &Db, shop: ShopId) -> bool {
    has_word(db, shop, "hol", Source::open_to(Role::Clerk)).await
}

/// What she drinks, and her relatives' names and tastes.
async fn file(db: &Db, shop: ShopId) -> (Option<FieldValue>, Vec<(String, String)>) {
    let mut tx = db.read().await.unwrap();
    let said = fields::value_of(&mut tx, shop, member(1), drink().id).await.unwrap();
    let relatives = relatives::of_member(&mut tx, shop, member(1)).await.unwrap();
    let relatives = relatives.into_iter().map(|one| (one.name, one.taste)).collect();
    (said.map(|said| said.value), relatives)
}

/// Changes the key until nothing is left under a former one.
async fn comes_to_its_key(db: &Db) -> usize {
    let mut resealed = 0;
    loop {
        let mut tx = db.begin().await.unwrap();
        let rotation = sealed::rotate(&mut tx, at(1), 10).await.unwrap();
        tx.commit().await.unwrap();
        match rotation {
            Rotation::Page { resealed: more } => resealed += more,
            _ => return resealed,
        }
    }
}

async fn a_file_is_in_no_table_comes_to_another_key_and_goes_with_a_lost_one(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    keep_file(&fresh.db, shop).await;
    let words = (
        Some(FieldValue::Text("Holunder".into())),
        vec![("Zwetschge".to_owned(), "Quittengelee".to_owned())],
    );
    for word in ["Holunder", "hol", "unde", "Zwetschge", "Quittengelee"] {
        assert_eq!(readable_in(&fresh.db, word).await, Vec::<String>::new(), "{word}");
    }
    assert_eq!(file(&fresh.db, shop).await, words);
    let (clerk, nobody) = (Source::open_to(Role::Clerk), Source::Tags);
    for (typed, up_to, is_found) in [
        ("HOL", clerk, true),
        ("holunder", clerk, true),
        ("holunder", nobody, false),
        ("ho", clerk, false),
        ("under", clerk, false),
    ] {
        assert_eq!(has_word(&fresh.db, shop, typed, up_to).await, is_found, "{typed}");
    }
    let other = shop_with_two(&fresh.db, 2).await;
    assert!(!has_drink(&fresh.db, other).await);

    let both = with_new_key(&fresh.db).await;
    assert!(has_drink(&both, shop).await, "before its turn comes");
    assert_eq!(comes_to_its_key(&both).await, 3);
    assert!(has_drink(&both, shop).await);
    assert!(!has_drink(&fresh.db, shop).await);
    let new = both.keys().current().unwrap().clone();
    let alone = both.with_keys(Keyring::new(new.clone(), [], Arc::new(OsIds::default())));
    assert_eq!(file(&alone, shop).await, words);
    assert!(has_drink(&alone, shop).await);
    let unread = vec![("🔒".to_owned(), "🔒".to_owned())];
    assert_eq!(file(&fresh.db, shop).await, (None, unread));

    // Whoever changes a size without the key does not write over the name.
    let mut tx = fresh.db.begin().await.unwrap();
    let mut known = relatives::of_member(&mut tx, shop, member(1)).await.unwrap().remove(0);
    known.size = "39".into();
    assert!(relatives::change(&mut tx, shop, member(1), &known).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(file(&alone, shop).await, words);

    let mut at = Some(Cursor::START);
    let mut emptied = 0;
    while let Some(from) = at {
        let mut tx = fresh.db.begin().await.unwrap();
        let (more, next) = sealed::empty(&mut tx, new.id(), from, 1).await.unwrap();
        tx.commit().await.unwrap();
        (emptied, at) = (emptied + more, next);
    }
    assert_eq!(emptied, 3);
    assert!(!has_drink(&alone, shop).await);
    assert_eq!(file(&alone, shop).await, (None, vec![(String::new(), String::new())]));
}

async fn what_an_earlier_program_wrote_into_files_is_sealed(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    keep_file(&fresh.db, shop).await;
    let words = file(&fresh.db, shop).await;
    let mut tx = fresh.db.begin().await.unwrap();
    let plain = [
        r#"UPDATE field_values SET value = '{"kind":"text","value":"Holunder"}', sealed = FALSE"#,
        "UPDATE relatives SET name = 'Zwetschge', taste = 'Quittengelee', sealed = FALSE",
    ];
    for sql in plain {
        match &mut tx {
            Tx::Sqlite(conn) => drop(sqlx::query(sql).execute(&mut **conn).await.unwrap()),
            Tx::Postgres(conn) => drop(sqlx::query(sql).execute(&mut **conn).await.unwrap()),
        }
    }
    let keys = find::text_keys(&["Holunder"]);
    find_keys::set(&mut tx, shop, member(1), Source::Fields(Role::Clerk), &keys)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(readable_in(&fresh.db, "Holunder").await, ["field_values.value"]);
    assert_eq!(readable_in(&fresh.db, "holunder").await, ["find_keys.key"]);
    assert!(has_drink(&fresh.db, shop).await, "as it was");
    assert_eq!(file(&fresh.db, shop).await, words, "read as it is");

    let mut tx = fresh.db.begin().await.unwrap();
    while sealed::seal_plain(&mut tx, 1).await.unwrap() > 0 {}
    tx.commit().await.unwrap();

    for word in ["Holunder", "holunder", "Zwetschge", "Quittengelee"] {
        assert_eq!(readable_in(&fresh.db, word).await, Vec::<String>::new(), "{word}");
    }
    assert_eq!(file(&fresh.db, shop).await, words);
    assert!(has_drink(&fresh.db, shop).await);
}

async fn what_a_lost_key_sealed_is_emptied_and_nothing_else(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    keep_phone(&fresh.db, shop, 1, Some(PHONE)).await;
    let both = with_new_key(&fresh.db).await;
    keep_phone(&both, shop, 2, Some("4915117654321")).await;
    let new = both.keys().current().unwrap().clone();
    let db = both.with_keys(Keyring::new(new, [], Arc::new(OsIds::default())));
    let unopened = async || {
        let mut tx = db.read().await.unwrap();
        let (mut all, mut at) = (Vec::new(), Some(Cursor::START));
        while let Some(from) = at {
            let (more, next) = sealed::unopened(&mut tx, from, 1).await.unwrap();
            all.extend(more.into_iter().map(|(place, why)| (place.row(), why)));
            at = next;
        }
        all
    };
    assert_eq!(unopened().await, [(member(1).0.to_string(), Why::Key(fresh.key.id()))]);

    let mut at = Some(Cursor::START);
    let mut emptied = 0;
    while let Some(from) = at {
        let mut tx = db.begin().await.unwrap();
        let (more, next) = sealed::empty(&mut tx, fresh.key.id(), from, 1).await.unwrap();
        tx.commit().await.unwrap();
        (emptied, at) = (emptied + more, next);
    }

    assert_eq!((emptied, unopened().await), (1, Vec::new()));
    assert_eq!(phone(&fresh.db, shop, 1).await, None);
    assert!(found(&fresh.db, shop, &["4567"]).await.is_empty());
    assert_eq!(found(&db, shop, &["4321"]).await, ["Budi"]);
    assert_eq!(found(&db, shop, &["anna"]).await, ["Anna"]);
}
