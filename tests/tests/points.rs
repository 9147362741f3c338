//! Points as they come, wait, are explained, and end.

use std::pin::pin;
use std::time::Duration;

use chrono::TimeDelta;
use domain::job::NightStep;
use domain::reason::{Actor, Reason};
use domain::{LotId, Points};
use loyalty::Redeemed;
use storage::balances::{self, Change};
use storage::{coupons, gifts};
use stories::{Kept, TestShop, on_both_engines};
use tokio::time::timeout;

on_both_engines![
    the_balance_says_what_expires_next,
    p1_a_balance_that_does_not_match_the_ledger_is_found,
    p1_every_balance_is_what_the_ledger_says_after_a_busy_week,
    p5_points_expire_when_their_last_day_ends_in_the_shop,
    p5_a_lot_expires_once,
    p5_a_month_after_the_31st_ends_with_the_month,
    p5_a_new_policy_does_not_shorten_the_life_of_earned_points,
    p5_expired_points_are_not_spent_before_the_night_run_has_come,
    p8_points_are_the_floor_of_the_whole_purchase,
    p9_points_of_a_purchase_wait_for_the_return_window,
    p9_points_that_wait_for_different_days_are_told_apart,
    p9_the_expiry_of_pending_points_begins_when_they_can_be_spent,
    p11_each_shop_wakes_at_its_own_midnight,
    p11_a_night_that_was_missed_is_caught_up,
    p11_a_second_run_changes_nothing,
    p11_points_become_spendable_before_others_expire,
    p11_the_night_run_and_a_redemption_at_once_leave_the_books_right,
    p11_the_night_run_takes_turns_with_a_coupon_that_is_given_back,
    p12_the_statement_explains_every_row,
    p12_every_row_names_who_caused_it,
    p12_a_long_statement_has_pages,
    p12_every_lot_is_on_a_page_of_the_statement,
];

async fn the_balance_says_what_expires_next(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 3_000).await;

    anna.says("/points").await;

    anna.hears("You have <b>80 points</b> at Corner Café.\n\n30 points can be spent until 23 Dec 2026.");
}

async fn p1_a_balance_that_does_not_match_the_ledger_is_found(shop: TestShop) {
    let member = shop.file(&shop.anna).await.id;
    let falsify = async |by: i64| {
        let mut tx = shop.loyalty().db.begin().await.expect("a transaction");
        let change = Change {
            points: by,
            ..Change::default()
        };
        balances::change(&mut tx, shop.id, member, change)
            .await
            .expect("a change");
        tx.commit().await.expect("an end");
        shop.loyalty().check().await.expect("a report").findings
    };

    let found = falsify(5).await;

    let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
    assert_eq!(
        rules,
        [
            "a balance is the sum of the member's lots",
            "points, pending and owed add up to the ledger"
        ]
    );
    assert_eq!((found[0].kept, found[0].recomputed), (55, 50));
    assert!(falsify(-5).await.is_empty());
}

async fn p1_every_balance_is_what_the_ledger_says_after_a_busy_week(shop: TestShop) {
    let mut members = vec![shop.anna.clone()];
    for name in ["Ben", "Chris"] {
        members.push(shop.member_called(name).await);
    }

    for day in 24..=30 {
        for member in &members {
            let order = shop.sells(member, 1_234 * day).await;
            member.says("/checkin").await;
            drop(shop.redeems(member, shop.coffee).await);
            if day % 3 == 0 {
                let so_far = domain::Money::new(1_000).expect("an amount");
                let how = loyalty::How::UpTo { so_far };
                let ask = loyalty::Refund {
                    shop: &shop.shop().await,
                    by: shop.owner.user(),
                    order: order.id,
                    how,
                };
                shop.loyalty().refund(&ask).await.expect("an answer");
            }
        }
        shop.wakes_on(&format!("2026-11-{day}")).await;
        shop.stage.post().await;
    }

    for member in &members {
        let kept = shop.kept(member).await;
        let sum: i64 = shop.movements(member).await.iter().map(|(points, _)| points).sum();
        assert_eq!(kept.points + kept.pending - kept.owed, sum);
        let held: i64 = shop.lots(member).await.iter().map(|(points, _)| points).sum();
        assert_eq!(kept.points, held);
        drop(member.reads());
    }
}

async fn p5_points_expire_when_their_last_day_ends_in_the_shop(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 3_000).await;

    shop.wakes_on("2026-12-23").await;
    assert_eq!(shop.points(anna).await, 80);
    shop.clock
        .set(shop.shop().await.day_ends("2026-12-23".parse().unwrap()) - TimeDelta::seconds(1));
    shop.stage.ticks().await;
    assert_eq!(shop.points(anna).await, 80, "the last day is not over");
    shop.wakes_on("2026-12-24").await;

    assert_eq!(shop.points(anna).await, 50);
    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (30, "purchase"), (-30, "expired")]
    );
}

async fn p5_a_lot_expires_once(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 3_000).await;

    for day in ["2026-12-24", "2026-12-25", "2026-12-26"] {
        shop.wakes_on(day).await;
    }

    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (30, "purchase"), (-30, "expired")]
    );
}

async fn p5_a_month_after_the_31st_ends_with_the_month(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.wakes_on("2027-01-31").await;

    shop.sells(anna, 3_000).await;

    assert_eq!(shop.lots(anna).await[0], (30, "2027-02-28".parse().ok()));
}

async fn p5_a_new_policy_does_not_shorten_the_life_of_earned_points(shop: TestShop) {
    let anna = &shop.anna;
    let before = shop.lots(anna).await;

    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.wakes_on("2027-02-01").await;

    assert_eq!(before, [(50, "2027-11-23".parse().ok())]);
    assert_eq!(shop.lots(anna).await, before);
    assert_eq!(shop.points(anna).await, 50);
}

async fn p5_expired_points_are_not_spent_before_the_night_run_has_come(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 5_000).await;
    shop.clock
        .set(shop.shop().await.day_ends("2026-12-23".parse().unwrap()));

    let answer = shop.redeems(anna, shop.mug).await;

    assert!(matches!(answer, Redeemed::Refused { .. }), "{answer:?}");
    anna.says("/points").await;
    anna.hears("You have <b>50 points</b> at Corner Café.\n\n50 points can be spent until 23 Nov 2027.");
    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (50, "purchase"), (-50, "expired")]
    );
}

async fn p8_points_are_the_floor_of_the_whole_purchase(shop: TestShop) {
    let anna = &shop.anna;

    let earned = [
        shop.sells(anna, 99).await,
        shop.sells(anna, 199).await,
        shop.sells(anna, 12_850).await,
    ]
    .map(|order| order.earned.get());

    assert_eq!(earned, [0, 1, 128]);
    assert_eq!(shop.points(anna).await, 50 + 1 + 128);
    shop.keeps(|rules| {
        (rules.earn_per, rules.earn_points) = (domain::Money::new(300).unwrap(), Points::new(2).unwrap());
    })
    .await;
    assert_eq!(shop.sells(anna, 450).await.earned.get(), 3);
}

async fn p9_points_of_a_purchase_wait_for_the_return_window(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.keeps(|rules| rules.pending_days = 14).await;

    clerk.says("/sell 128.50 anna").await;
    clerk.hears(
        "✅ <b>Anna</b> paid <b>€128.50</b> and earned 128 points.\nSpendable from 7 Dec 2026.\nBalance: 50 points",
    );
    shop.stage.post().await;
    anna.hears(
        "🧾 Thank you! Your purchase of <b>€128.50</b> at Corner Café earned you <b>128 points</b>.\n\
         Spendable from 7 Dec 2026.\nYou have 50 points. What they can get: /gifts",
    );
    anna.says("/points").await;
    anna.hears(
        "You have <b>50 points</b> at Corner Café.\n\nFrom 7 Dec 2026 you can spend another 128 points.\n\
         50 points can be spent until 23 Nov 2027.",
    );
    assert!(matches!(shop.redeems(anna, shop.mug).await, Redeemed::Refused { .. }));
    shop.wakes_on("2026-12-06").await;
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 50,
            pending: 128,
            owed: 0
        }
    );
    shop.wakes_on("2026-12-07").await;

    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 178,
            pending: 0,
            owed: 0
        }
    );
    shop.has_redeemed(anna, shop.mug).await;
}

async fn p9_points_that_wait_for_different_days_are_told_apart(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.pending_days = 14).await;
    shop.sells(anna, 6_000).await;
    shop.sells(anna, 4_000).await;
    shop.wakes_on("2026-11-25").await;
    shop.sells(anna, 3_000).await;

    anna.says("/points").await;
    anna.hears(
        "You have <b>50 points</b> at Corner Café.\n\nFrom 7 Dec 2026 you can spend another 100 points.\n\
         And by 9 Dec 2026 another 30 points.\n50 points can be spent until 23 Nov 2027.",
    );
    shop.wakes_on("2026-12-07").await;
    anna.says("/points").await;
    anna.hears(
        "You have <b>150 points</b> at Corner Café.\n\nFrom 9 Dec 2026 you can spend another 30 points.\n\
         50 points can be spent until 23 Nov 2027.",
    );
}

async fn p9_the_expiry_of_pending_points_begins_when_they_can_be_spent(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| (rules.pending_days, rules.expiry_months) = (14, Some(1)))
        .await;

    shop.sells(anna, 10_000).await;

    assert_eq!(shop.lots(anna).await[0], (100, "2027-01-07".parse().ok()));
    shop.wakes_on("2027-01-07").await;
    assert_eq!(shop.points(anna).await, 150);
    shop.wakes_on("2027-01-08").await;
    assert_eq!(shop.points(anna).await, 50);
}

async fn p11_each_shop_wakes_at_its_own_midnight(shop: TestShop) {
    let far = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    for each in [&shop, &far] {
        each.keeps(|rules| rules.expiry_months = Some(1)).await;
        each.sells(&each.anna, 3_000).await;
    }
    shop.stage.ticks().await;

    // Midnight in Jakarta is six in the evening in Berlin.
    far.wakes_on("2026-12-24").await;
    assert_eq!((far.points(&far.anna).await, shop.points(&shop.anna).await), (50, 80));
    shop.wakes_on("2026-12-24").await;

    assert_eq!((far.points(&far.anna).await, shop.points(&shop.anna).await), (50, 50));
}

async fn p11_a_night_that_was_missed_is_caught_up(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| (rules.pending_days, rules.expiry_months) = (2, Some(1)))
        .await;
    shop.sells(anna, 3_000).await;
    shop.stage.ticks().await;
    shop.stage.stops().await;

    shop.clock.advance(TimeDelta::days(90));
    shop.stage.starts_another().await;
    shop.stage.ticks().await;

    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (30, "purchase"), (-30, "expired")]
    );
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 50,
            pending: 0,
            owed: 0
        }
    );
}

async fn p11_a_second_run_changes_nothing(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    shop.sells(anna, 3_000).await;
    shop.wakes_on("2026-12-24").await;
    let before = shop.entries(anna).await;

    let begun = shop.stage.ticks().await;
    for step in [
        domain::job::NightStep::ActivatePending,
        domain::job::NightStep::ExpirePoints,
        domain::job::NightStep::ExpireCoupons,
    ] {
        let page = shop
            .loyalty()
            .night_page(shop.id, "2026-12-24".parse().unwrap(), step)
            .await
            .expect("a page");
        assert_eq!(page.changed, 0, "{step:?}");
    }
    shop.stage.works().await;

    assert_eq!(begun, 0, "the night of this day has been");
    assert_eq!(shop.entries(anna).await, before);
}

async fn p11_points_become_spendable_before_others_expire(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| (rules.pending_days, rules.expiry_months) = (40, Some(1)))
        .await;
    shop.sells(anna, 3_000).await;
    shop.keeps(|rules| rules.pending_days = 0).await;
    shop.sells(anna, 2_000).await;
    shop.stage.ticks().await;

    shop.clock.advance(TimeDelta::days(100));
    shop.stage.ticks().await;

    // Both lots are over after one run: one of them had to become spendable first.
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 50,
            pending: 0,
            owed: 0
        }
    );
    let mut expired: Vec<i64> = shop
        .movements(anna)
        .await
        .iter()
        .filter(|(_, kind)| *kind == "expired")
        .map(|(points, _)| *points)
        .collect();
    expired.sort_unstable();
    assert_eq!(expired, [-30, -20]);
}

async fn p11_the_night_run_and_a_redemption_at_once_leave_the_books_right(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| (rules.pending_days, rules.expiry_months) = (10, Some(1)))
        .await;
    shop.sells(anna, 10_000).await;
    shop.keeps(|rules| rules.pending_days = 0).await;
    shop.sells(anna, 10_000).await;
    shop.clock
        .set(shop.shop().await.day_starts("2026-12-24".parse().unwrap()));

    let (_, first, second) = futures::join!(
        shop.stage.ticks(),
        shop.redeems(anna, shop.mug),
        shop.redeems(anna, shop.coffee)
    );

    let done = [&first, &second]
        .iter()
        .filter(|answer| matches!(answer, Redeemed::Done { .. }))
        .count();
    assert_eq!(done, 2, "{first:?} {second:?}");
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 20,
            pending: 0,
            owed: 0
        }
    );
    assert!(shop.movements(anna).await.contains(&(-100, "expired")));
}

async fn p11_the_night_run_takes_turns_with_a_coupon_that_is_given_back(shop: TestShop) {
    let anna = &shop.anna;
    shop.sells(anna, 20_000).await;
    shop.has_redeemed(anna, shop.mug).await;
    let second = shop.has_redeemed(anna, shop.mug).await;
    let before_midnight = second.expires_at - TimeDelta::seconds(1);
    shop.clock.set(second.expires_at);
    let mut giving_back = shop.loyalty().db.begin().await.expect("a transaction");
    let revoked = coupons::revoke(&mut giving_back, shop.id, second.id, anna.user(), before_midnight).await;
    assert!(revoked.expect("an answer"));

    let (loyalty, today) = (shop.loyalty(), shop.today().await);
    let mut night = pin!(loyalty.night_page(shop.id, today, NightStep::ExpireCoupons));
    let early = timeout(Duration::from_millis(200), &mut night).await;
    assert!(early.is_err(), "it waits for the second coupon: {early:?}");
    // It must not have touched the gift of the first one yet.
    gifts::put_one_back(&mut giving_back, shop.id, shop.mug)
        .await
        .expect("the gift");
    drop(giving_back);
    let page = night.await.expect("a page");

    assert_eq!(page.changed, 2);
    assert_eq!(shop.gift(shop.mug).await.stock, Some(3));
}

async fn p12_the_statement_explains_every_row(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    clerk.says("/sell 128.50 anna").await;
    clerk.says("/sell 20 anna").await;
    clerk.taps("Undo").await;
    clerk.looks();
    anna.says("/checkin").await;
    shop.has_redeemed(anna, shop.mug).await;
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    let member = shop.file(anna).await.id;
    shop.loyalty()
        .cancel_coupon(&shop.shop().await, member, anna.user(), coupon.id)
        .await
        .expect("an answer");
    shop.wakes_on("2026-12-24").await;
    shop.stage.post().await;

    anna.says("/statement").await;

    anna.hears(
        "<b>Balance: 50 points</b>\n\n\
         <b>−1</b> expired, 24 Dec 2026\n\
         <b>−28</b> expired, 24 Dec 2026\n\
         <b>+30</b> Coffee cancelled, points returned, 23 Nov 2026\n\
         <b>−30</b> redeemed for Coffee, 23 Nov 2026\n\
         <b>−100</b> redeemed for Mug, 23 Nov 2026\n\
         <b>+1</b> daily check-in, 23 Nov 2026\n\
         <b>−20</b> purchase of €20 undone, 23 Nov 2026, <i>by the shop</i>\n\
         <b>+20</b> purchase of €20, 23 Nov 2026, <i>by the shop</i>\n\n\
         <b>How long they last</b>\n• 50 points until 23 Nov 2027",
    );
    anna.taps("Next").await;
    anna.hears(
        "<b>Balance: 50 points</b>\n\n\
         <b>+128</b> purchase of €128.50, 23 Nov 2026, <i>by the shop</i>\n\
         <b>+50</b> welcome gift, 23 Nov 2026",
    );
}

async fn p12_every_row_names_who_caused_it(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.keeps(|rules| rules.expiry_months = Some(1)).await;
    clerk.says("/sell 20 anna").await;
    anna.says("/checkin").await;
    shop.has_redeemed(anna, shop.coffee).await;
    shop.wakes_on("2026-12-24").await;
    shop.stage.post().await;
    shop.stage.everybody_looks();

    let mut rows: Vec<(Reason, Actor)> = shop
        .entries(anna)
        .await
        .into_iter()
        .map(|entry| (entry.reason, entry.actor))
        .collect();
    rows.reverse();

    assert_eq!(
        rows,
        [
            (Reason::Welcome, Actor::Shop),
            (
                Reason::Purchase {
                    total: domain::Money::new(2_000).unwrap()
                },
                Actor::Staff(clerk.user())
            ),
            (Reason::CheckIn, Actor::Member(anna.user())),
            (Reason::Gift { title: "Coffee".into() }, Actor::Member(anna.user())),
        ]
    );
    let lots: Vec<LotId> = shop
        .stored_lots(anna)
        .await
        .iter()
        .map(|stored| stored.lot.id)
        .collect();
    assert_eq!(lots.len(), 1, "the others are empty");
}

async fn p12_a_long_statement_has_pages(shop: TestShop) {
    let anna = &shop.anna;
    for sale in 1..=20 {
        shop.sells(anna, sale * 100).await;
    }

    anna.says("/statement").await;
    let mut pages = vec![anna.looks().html];
    while anna
        .person
        .last(&shop.stage.bot)
        .is_some_and(|seen| seen.button("Next").is_some())
    {
        anna.taps("Next").await;
        pages.push(anna.looks().html);
    }

    assert_eq!(pages.len(), 3);
    for sale in 1..=20 {
        let row = format!("purchase of €{sale},");
        assert_eq!(pages.iter().filter(|page| page.contains(&row)).count(), 1, "{row}");
    }
    anna.taps("Previous").await;
    assert_eq!(anna.looks().html, pages[1]);
}

async fn p12_every_lot_is_on_a_page_of_the_statement(shop: TestShop) {
    let anna = &shop.anna;
    for sale in 2..=21 {
        shop.sells(anna, sale * 100).await;
    }

    anna.says("/statement").await;
    let first = anna.looks().html;
    assert!(first.ends_with("• and 13 more on the next pages"), "{first}");
    anna.taps("Next").await;
    let second = anna.looks().html;
    assert!(second.ends_with("• and 5 more on the next pages"), "{second}");
    anna.taps("Next").await;
    let third = anna.looks();

    assert!(third.button("Next").is_none(), "{}", third.html);
    let pages = [first, second, third.html];
    for lot in (2..=21).chain([50]) {
        let lot = format!("• {lot} points until 23 Nov 2027");
        assert_eq!(pages.iter().filter(|page| page.contains(&lot)).count(), 1, "{lot}");
    }
}
