//! Rows of every age are carried through the migrations that came after them, on both engines.
#![expect(clippy::unwrap_used, reason = "a failed step is a failed test")]

use std::sync::Arc;

use domain::coupon::CouponState;
use domain::job::Job;
use domain::letter::Letter;
use domain::{Ids, OsIds, Points, ShopId, UserId};
use sqlx::AssertSqlSafe;
use storage::books::{self, Question};
use storage::keyring::{Key, Keyring};
use storage::testing::{self, Empty};
use storage::{
    Db, Instant, Tx, audit, coupons, inbox, jobs, leases, ledger, members, outbox, pauses, people, pictures, runs,
    sealed, slots,
};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_every_age_are_carried_through_on_sqlite() {
    rows_of_every_age_are_carried_through(testing::empty_sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_every_age_are_carried_through_on_postgres() {
    rows_of_every_age_are_carried_through(testing::empty_postgres().await).await;
}

async fn rows_of_every_age_are_carried_through(empty: Empty) {
    for version in testing::migrations() {
        empty.migrate_to(version).await;
        let sample = format!("{}/../migrations/samples/{version:04}.sql", env!("CARGO_MANIFEST_DIR"));
        let rows = std::fs::read_to_string(&sample).unwrap_or_else(|error| panic!("{sample}: {error}"));
        empty.run(&rows).await;
    }

    let chance: Arc<dyn Ids> = Arc::new(OsIds::default());
    let key = Key::make(chance.as_ref()).unwrap();
    let keys = Keyring::new(key, [], chance);
    let db = Db::open(&empty.url).await.unwrap().with_keys(keys);
    let mut tx = db.begin().await.unwrap();
    while sealed::seal_plain(&mut tx, 1).await.unwrap() > 0 {}
    tx.commit().await.unwrap();

    machine_rows_read_as_they_were_written(&db).await;
    club_rows_read_as_they_were_written(&db).await;
    assert_eq!(tables_without_rows(&db).await, Vec::<String>::new());
    db.close().await.unwrap();
}

/// A table that no sample fills is not tested.
async fn tables_without_rows(db: &Db) -> Vec<String> {
    let mut tx = db.look().await.unwrap();
    let names: Vec<String> = match &mut tx {
        Tx::Sqlite(conn) => {
            let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            sqlx::query_scalar(sql).fetch_all(&mut **conn).await
        }
        Tx::Postgres(conn) => {
            let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
            sqlx::query_scalar(sql).fetch_all(&mut **conn).await
        }
    }
    .unwrap();
    let mut without = Vec::new();
    for name in names {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM {name}"));
        let rows: i64 = match &mut tx {
            Tx::Sqlite(conn) => sqlx::query_scalar(sql).fetch_one(&mut **conn).await,
            Tx::Postgres(conn) => sqlx::query_scalar(sql).fetch_one(&mut **conn).await,
        }
        .unwrap();
        if rows == 0 {
            without.push(name);
        }
    }
    without
}

async fn machine_rows_read_as_they_were_written(db: &Db) {
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let now = at("2027-01-01T10:00:01Z");
    let holder: Uuid = "01900000-0000-7000-8000-0000000000bb".parse().unwrap();
    let mut tx = db.begin().await.unwrap();

    assert_eq!(
        pauses::all(&mut tx, now).await.unwrap(),
        [
            (Some(-100), at("2027-01-01T10:05:00Z")),
            (None, at("2027-01-01T10:00:30Z")),
        ]
    );
    assert_eq!(
        pictures::find(&mut tx, "c0ffee").await.unwrap().as_deref(),
        Some("AgACAgIAAx")
    );
    assert!(runs::is_done(&mut tx, "night:2027-01-01").await.unwrap());
    let until = at("2027-01-01T10:00:07Z");
    assert!(!leases::take(&mut tx, "poller", Uuid::nil(), now, until).await.unwrap());
    assert!(leases::take(&mut tx, "poller", holder, now, until).await.unwrap());

    assert_eq!(slots::hold(&mut tx, holder, now, until, false).await.unwrap().len(), 32);
    assert_eq!(
        inbox::counts(&mut tx).await.unwrap(),
        inbox::Counts { open: 1, dead: 1 }
    );
    let taken = inbox::take(&mut tx, holder, now, 10).await.unwrap();
    assert_eq!(
        taken,
        [inbox::Taken {
            id: 100,
            chat: 7,
            user: 7,
            body: r#"{"update_id":100}"#.into(),
            attempts: 1,
            failures: 0,
            at: at("2027-01-01T10:00:00Z"),
        }]
    );
    let claimed = outbox::claim(&mut tx, holder, now, until, 10).await.unwrap();
    let letter = Letter::CouponUsed {
        shop: "Corner".into(),
        title: "Coffee".into(),
        code: "ABCD-EFGH-JKMN".into(),
    };
    assert_eq!(claimed.iter().map(|claim| &claim.letter).collect::<Vec<_>>(), [&letter]);

    let lease_is_over = at("2027-01-01T10:00:06Z");
    let done = jobs::claim(&mut tx, holder, lease_is_over, until, 10).await.unwrap();
    assert_eq!(
        done.iter()
            .map(|claim| (&claim.job, claim.attempts))
            .collect::<Vec<_>>(),
        [(&Job::RemovePost { chat: -100, message: 9 }, 2),]
    );
}

async fn club_rows_read_as_they_were_written(db: &Db) {
    let shop = ShopId("01900000-0000-7000-8000-0000000000aa".parse().unwrap());
    let mut tx = db.read().await.unwrap();

    for question in Question::ALL {
        assert_eq!(books::ask(&mut tx, question).await.unwrap(), [], "{}", question.rule());
    }
    let anna = people::who(&mut tx, UserId(8), None).await.unwrap().unwrap();
    assert_eq!(
        anna.shop.map(|shop| (shop.id, shop.name)),
        Some((shop, "Corner Coffee".into()))
    );
    assert_eq!(anna.member.as_ref().map(|member| member.points), Points::new(12));
    let member = anna.member.unwrap().id;
    let found = members::search(&mut tx, shop, &["3456".into()], 5).await.unwrap();
    assert_eq!(
        found
            .iter()
            .map(|member| (member.id, member.phone.as_deref()))
            .collect::<Vec<_>>(),
        [(member, Some("628123456"))]
    );
    let coupons = coupons::of_member(&mut tx, shop, member, 0, 5).await.unwrap();
    assert_eq!(
        coupons.iter().map(|coupon| coupon.state).collect::<Vec<_>>(),
        [CouponState::Held, CouponState::Used]
    );
    let entries = ledger::page(&mut tx, shop, member, 0, 5).await.unwrap();
    assert_eq!(entries.len(), 3);
    let log = audit::page(&mut tx, shop, 0, 5).await.unwrap();
    assert_eq!(
        log.iter().map(|done| done.action.as_str()).collect::<Vec<_>>(),
        ["sale.record"]
    );
}
