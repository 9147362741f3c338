//! What automations came to is summed once, and marketing stands still once.

use chrono::TimeDelta;
use domain::automation::{About, Trigger, Why};
use domain::brake::Toll;
use domain::holdout::Spent;
use domain::{BrakeId, Ids, MemberId, Money, OsIds, ShopId, TouchId, UserId};
use storage::results::{self, Gave, Part, Sums};
use storage::testing::Fresh;
use storage::touches::{self, Decided, NewTouch};
use storage::{Db, automations, brakes, on_both_engines};
use uuid::Uuid;

use crate::sealed::shop_with_two;
use crate::{at, ids};

on_both_engines![
    a_decision_is_looked_at_once_whoever_looks,
    sums_of_the_largest_amounts_are_kept,
    what_is_due_is_found_by_its_day,
    a_shop_stands_still_once,
];

const ANNA: MemberId = MemberId(Uuid::from_u128(0x101));

async fn decides(db: &Db, shop: ShopId, days: &[&str], decided: Decided) -> Vec<TouchId> {
    let mut tx = db.begin().await.unwrap();
    let automation = Trigger::Retain.proposed(Trigger::Retain.usual_id(), "EUR".parse().unwrap());
    automations::add(&mut tx, shop, &automation, None).await.unwrap();
    let chance = OsIds::default();
    let mut made = Vec::new();
    for day in days {
        let touch = NewTouch {
            id: TouchId(chance.uuid(at(0))),
            automation: automation.id,
            wave: 30,
            member: ANNA,
            about: About::Day(day.parse().unwrap()),
            decided,
            holdout: 10,
            at: at(0),
            measure_on: Some(day.parse().unwrap()),
        };
        assert!(touches::put(&mut tx, shop, &touch).await.unwrap());
        made.push(touch.id);
    }
    tx.commit().await.unwrap();
    made
}

async fn a_decision_is_looked_at_once_whoever_looks(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    decides(&fresh.db, shop, &["2030-04-01"], Decided::Send).await;
    let day = "2030-04-01".parse().unwrap();
    let mut looking = Vec::new();
    for _ in 0..4 {
        let db = fresh.db.clone();
        looking.push(tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            let due = results::due(&mut tx, shop, day, at(0), at(9_000_000), 10)
                .await
                .unwrap();
            let mut new = 0;
            for one in &due {
                if results::measured(&mut tx, shop, one, Gave::default()).await.unwrap() {
                    results::add(&mut tx, shop, one.part(), &one.sums(Gave::default()))
                        .await
                        .unwrap();
                    new += 1;
                }
            }
            tx.commit().await.unwrap();
            new
        }));
    }

    let mut new = 0;
    for look in looking {
        new += look.await.unwrap();
    }

    assert_eq!(new, 1);
    let mut tx = fresh.db.read().await.unwrap();
    let kept = results::of_shop(&mut tx, shop).await.unwrap();
    // It still waited to be sent: too late, and so compared with nobody.
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (kept[0].1.touches, kept[0].1.reached, kept[0].1.compared.people),
        (1, 0, 0)
    );
    assert_eq!(results::due_day(&mut tx, shop, day).await.unwrap(), None);
}

async fn sums_of_the_largest_amounts_are_kept(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    decides(&fresh.db, shop, &["2030-04-01"], Decided::HoldOut).await;
    let part = Part {
        automation: Trigger::Retain.usual_id(),
        wave: 30,
        holdout: 10,
        held: true,
    };
    let sums = Sums {
        touches: 1,
        compared: Spent::default().and(Money::MAX.minor()),
        ..Sums::default()
    };
    let mut tx = fresh.db.begin().await.unwrap();
    for _ in 0..1_000 {
        results::add(&mut tx, shop, part, &sums).await.unwrap();
    }
    results::add_drops(&mut tx, shop, part, Why::Cap, 2).await.unwrap();
    results::add_drops(&mut tx, shop, part, Why::Cap, 3).await.unwrap();

    let kept = results::of_automation(&mut tx, shop, part.automation).await.unwrap();

    let most = i128::from(Money::MAX.minor());
    assert_eq!(kept[0].1.compared.squares, most * most * 1_000);
    assert_eq!(kept[0].1.compared.sum, Money::MAX.minor() * 1_000);
    let drops = results::drops_of(&mut tx, shop, part.automation).await.unwrap();
    assert_eq!(drops, [(Why::Cap, 5)]);
}

async fn what_is_due_is_found_by_its_day(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    decides(&fresh.db, shop, &["2030-04-03", "2030-04-02"], Decided::HoldOut).await;
    decides(&fresh.db, shop, &["2030-04-05"], Decided::Drop(Why::Cap)).await;
    let mut tx = fresh.db.read().await.unwrap();

    let day = |text: &str| text.parse().unwrap();
    assert_eq!(results::due_day(&mut tx, shop, day("2030-04-01")).await.unwrap(), None);
    let first = results::due_day(&mut tx, shop, day("2030-04-09")).await.unwrap();
    assert_eq!(first, Some(day("2030-04-02")));
    let dropped = results::due(&mut tx, shop, day("2030-04-05"), at(0), at(1), 10)
        .await
        .unwrap();
    assert_eq!(dropped[0].dropped(), Some(Why::Cap));
    let sums = dropped[0].sums(Gave::default());
    assert_eq!(
        (sums.touches, sums.compared.people),
        (1, 0),
        "nobody is held out of what they would not get"
    );
    let automation = Trigger::Retain.usual_id();
    let under_way = results::under_way(&mut tx, shop, automation, at(-1), 100)
        .await
        .unwrap();
    assert_eq!((under_way.held, under_way.sent, under_way.waiting), (2, 0, 0));
}

async fn a_shop_stands_still_once(fresh: Fresh) {
    let shop = shop_with_two(&fresh.db, 1).await;
    let (today, usual) = (Toll::new(10, 5), Toll::new(100, 1));
    let id = |n: u128| BrakeId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n));
    let mut pulling = Vec::new();
    for n in 0..4 {
        let db = fresh.db.clone();
        pulling.push(tokio::spawn(async move {
            let mut tx = db.begin().await.unwrap();
            let is_new = brakes::pull(&mut tx, shop, id(n), today, usual, at(0)).await.unwrap();
            tx.commit().await.unwrap();
            is_new
        }));
    }
    let mut new = 0;
    for pull in pulling {
        new += u32::from(pull.await.unwrap());
    }
    assert_eq!(new, 1);

    let mut tx = fresh.db.begin().await.unwrap();
    assert!(brakes::is_pulled(&mut tx, shop).await.unwrap());
    let open = brakes::open(&mut tx, shop).await.unwrap().unwrap();
    assert_eq!((open.today, open.usual, open.released), (today, usual, None));
    let by = UserId(7);
    assert!(brakes::keep(&mut tx, shop, open.id, by, at(1)).await.unwrap());
    assert!(!brakes::keep(&mut tx, shop, open.id, by, at(2)).await.unwrap());
    assert!(brakes::release(&mut tx, shop, open.id, by, at(3)).await.unwrap());
    assert!(!brakes::release(&mut tx, shop, open.id, by, at(4)).await.unwrap());
    assert!(!brakes::is_pulled(&mut tx, shop).await.unwrap());
    assert_eq!(brakes::last_released(&mut tx, shop).await.unwrap(), Some(at(3)));
    let later = BrakeId(ids().uuid(at(0) + TimeDelta::days(1)));
    assert!(brakes::pull(&mut tx, shop, later, today, usual, at(5)).await.unwrap());
}
