//! Purchases taken back, in part or whole.

use chrono::TimeDelta;
use domain::role::Role;
use domain::{Clock, Money, OrderId};
use futures::future::join_all;
use loyalty::{How, Refund, Refunded};
use stories::{Kept, Someone, TestShop, on_both_engines};

on_both_engines![
    p7_ten_small_refunds_take_back_as_much_as_one_large,
    p7_a_refund_never_takes_more_than_was_earned,
    p7_what_is_gone_is_owed_and_the_next_points_cover_it,
    p7_whoever_owes_cannot_spend,
    p7_a_refund_that_is_repeated_takes_nothing_more,
    p9_refunds_hit_pending_points_first,
    p9_points_on_their_way_cover_what_is_gone,
    p2_redemptions_and_refunds_at_once_leave_the_books_right,
    p1_rows_are_only_ever_added,
    s3_a_clerk_undoes_their_own_sale_within_ten_minutes,
    s3_after_ten_minutes_a_manager_undoes_it,
    s3_ten_minutes_are_ten_minutes,
    s3_a_colleague_does_not_undo_it,
    s3_an_undo_that_is_tapped_twice_is_one,
    s3_the_last_sale_is_undone_by_command_after_a_question,
];

/// A manager pays back, so that `so_far` has been paid back in all.
async fn pays_back(shop: &TestShop, manager: &Someone, order: OrderId, so_far: i64) -> Refunded {
    shop.clock.advance(TimeDelta::seconds(2));
    let how = How::UpTo {
        so_far: Money::new(so_far).expect("an amount"),
    };
    let ask = Refund {
        shop: &shop.shop().await,
        by: manager.user(),
        order,
        how,
    };
    let answer = shop.loyalty().refund(&ask).await.expect("an answer");
    shop.stage.post().await;
    answer
}

async fn p7_ten_small_refunds_take_back_as_much_as_one_large(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let first = shop.sells(anna, 12_850).await;
    let second = shop.sells(&ben, 12_850).await;

    for step in 1..=10 {
        pays_back(&shop, &shop.owner, first.id, step * 99).await;
    }
    pays_back(&shop, &shop.owner, second.id, 990).await;

    assert_eq!(shop.points(anna).await, shop.points(&ben).await);
    assert_eq!(shop.points(anna).await, 50 + 128 - 9);
    drop((anna.reads(), ben.reads()));
}

async fn p7_a_refund_never_takes_more_than_was_earned(shop: TestShop) {
    let anna = &shop.anna;
    let order = shop.sells(anna, 1_099).await;
    assert_eq!(shop.points(anna).await, 60);

    for so_far in [333, 700, 1_098, 1_099] {
        pays_back(&shop, &shop.owner, order.id, so_far).await;
    }
    let more = pays_back(&shop, &shop.owner, order.id, 1_100).await;

    assert!(matches!(more, Refunded::NotThatMuch { .. }), "{more:?}");
    assert_eq!(shop.points(anna).await, 50);
    let order = shop.order(order.id).await;
    assert_eq!(
        (order.refunded.minor(), order.clawed.get(), order.earned.get()),
        (1_099, 10, 10)
    );
    drop(anna.reads());
}

async fn p7_what_is_gone_is_owed_and_the_next_points_cover_it(shop: TestShop) {
    let anna = &shop.anna;
    let order = shop.sells(anna, 5_000).await;
    shop.has_redeemed(anna, shop.mug).await;
    assert_eq!(shop.points(anna).await, 0);

    pays_back(&shop, &shop.owner, order.id, 3_000).await;
    anna.hears(
        "↩️ €30 of your purchases at Corner Café was taken back, and 30 points with it.\n\
         30 points had been spent already; your next points cover them first.\n\
         You have 0 points. Every row is explained here: /statement",
    );
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 0,
            pending: 0,
            owed: 30
        }
    );
    anna.says("/points").await;
    anna.hears(
        "You have <b>0 points</b> at Corner Café.\n\n\
         Still owed after a refund: 30 points. What you earn next covers it first.",
    );
    shop.clerk.says("/sell 20 anna").await;
    shop.clerk.hears(
        "✅ <b>Anna</b> paid <b>€20</b> and earned 20 points.\n\
         Of these, 20 points went into what was owed after a refund.\nBalance: 0 points",
    );
    shop.stage.post().await;
    anna.hears(
        "🧾 Thank you! Your purchase of <b>€20</b> at Corner Café earned you <b>20 points</b>.\n\
         Of these, 20 points went into what was still owed after a refund.\n\
         You have 0 points. What they can get: /gifts",
    );
    shop.sells(anna, 2_500).await;

    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 15,
            pending: 0,
            owed: 0
        }
    );
}

async fn p7_whoever_owes_cannot_spend(shop: TestShop) {
    let anna = &shop.anna;
    let order = shop.sells(anna, 5_000).await;
    shop.has_redeemed(anna, shop.mug).await;
    pays_back(&shop, &shop.owner, order.id, 3_000).await;
    let cheap = shop.offers("Napkin", 1, |_| ()).await;

    anna.says("/gifts").await;
    anna.taps("Napkin").await;

    let seen = anna.looks();
    assert!(
        seen.html.ends_with(
            "After a refund you still owe 30 points. Your next purchases cover that first, then <b>Napkin</b> is within reach."
        ),
        "{}",
        seen.html
    );
    let refused = shop.redeems(anna, cheap).await;
    assert!(matches!(refused, loyalty::Redeemed::Refused { .. }), "{refused:?}");
}

async fn p7_a_refund_that_is_repeated_takes_nothing_more(shop: TestShop) {
    let anna = &shop.anna;
    let order = shop.sells(anna, 10_000).await;

    for _ in 0..3 {
        let answer = pays_back(&shop, &shop.owner, order.id, 4_000).await;
        assert!(matches!(answer, Refunded::Done { .. }), "{answer:?}");
    }

    assert_eq!(shop.points(anna).await, 110);
    assert_eq!(anna.reads().len(), 1, "Anna is told once");
}

async fn p9_refunds_hit_pending_points_first(shop: TestShop) {
    let anna = &shop.anna;
    shop.keeps(|rules| rules.pending_days = 14).await;
    let order = shop.sells(anna, 10_000).await;
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 50,
            pending: 100,
            owed: 0
        }
    );

    pays_back(&shop, &shop.owner, order.id, 6_000).await;
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 50,
            pending: 40,
            owed: 0
        }
    );
    pays_back(&shop, &shop.owner, order.id, 10_000).await;

    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 50,
            pending: 0,
            owed: 0
        }
    );
    drop(anna.reads());
}

async fn p9_points_on_their_way_cover_what_is_gone(shop: TestShop) {
    let anna = &shop.anna;
    let first = shop.sells(anna, 10_000).await;
    shop.has_redeemed(anna, shop.mug).await;
    shop.keeps(|rules| rules.pending_days = 14).await;
    let second = shop.sells(anna, 10_000).await;

    pays_back(&shop, &shop.owner, first.id, 10_000).await;

    anna.hears(
        "↩️ €100 of your purchases at Corner Café was taken back, and 100 points with it.\n\
         You have 0 points. Every row is explained here: /statement",
    );
    let kept = Kept {
        points: 0,
        pending: 50,
        owed: 0,
    };
    assert_eq!(shop.kept(anna).await, kept);
    shop.wakes_on("2026-12-07").await;
    assert_eq!(
        shop.kept(anna).await,
        Kept {
            points: 50,
            pending: 0,
            owed: 0
        }
    );
    shop.has_redeemed(anna, shop.coffee).await;

    pays_back(&shop, &shop.owner, second.id, 10_000).await;

    let gone = Kept {
        points: 0,
        pending: 0,
        owed: 80,
    };
    assert_eq!(shop.kept(anna).await, gone);
    drop(anna.reads());
}

async fn p2_redemptions_and_refunds_at_once_leave_the_books_right(shop: TestShop) {
    let anna = &shop.anna;
    let order = shop.sells(anna, 10_000).await;
    let (standing, loyalty) = (shop.shop().await, shop.loyalty());

    let refunds = (1..=5).map(|step| {
        let (standing, loyalty, by) = (standing.clone(), loyalty.clone(), shop.owner.user());
        tokio::spawn(async move {
            let so_far = Money::new(2_000 * step).expect("an amount");
            let how = How::UpTo { so_far };
            let ask = Refund {
                shop: &standing,
                by,
                order: order.id,
                how,
            };
            drop(loyalty.refund(&ask).await.expect("an answer"));
        })
    });
    let redemptions = (0..5).map(|_| shop.redeems(anna, shop.coffee));
    futures::join!(join_all(refunds), join_all(redemptions));

    let order = shop.order(order.id).await;
    let kept = shop.kept(anna).await;
    let spent = 30 * i64::try_from(shop.coupons(anna).await.len()).expect("a few");
    assert_eq!(kept.points - kept.owed, 150 - spent - order.clawed.get());
    assert_eq!(order.clawed.get(), order.refunded.minor() / 100);
    shop.stage.post_everything().await;
    drop(anna.reads());
}

async fn p1_rows_are_only_ever_added(shop: TestShop) {
    let anna = &shop.anna;
    let order = shop.sells(anna, 10_000).await;
    let before = shop.entries(anna).await;

    pays_back(&shop, &shop.owner, order.id, 5_000).await;
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    let member = shop.file(anna).await.id;
    shop.loyalty()
        .cancel_coupon(&shop.shop().await, member, anna.user(), coupon.id)
        .await
        .expect("an answer");

    let after = shop.entries(anna).await;
    assert_eq!(after.len(), before.len() + 3);
    assert_eq!(after[3..], before[..], "earlier rows stand as they were");
    assert_eq!(
        shop.movements(anna).await,
        [
            (50, "welcome"),
            (100, "purchase"),
            (-50, "refund"),
            (-30, "gift"),
            (30, "gift_cancelled")
        ]
    );
    drop(anna.reads());
}

async fn s3_a_clerk_undoes_their_own_sale_within_ten_minutes(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    clerk.says("/sell 128.50 anna").await;
    clerk.hears("✅ <b>Anna</b> paid <b>€128.50</b> and earned 128 points.\nBalance: 178 points");
    shop.passes(TimeDelta::minutes(9)).await;

    clerk.taps("Undo").await;

    clerk.hears("↩️ The purchase of <b>Anna</b> for €128.50 is undone. Taken back: 128 points.");
    assert_eq!(shop.points(anna).await, 50);
    shop.stage.post().await;
    anna.hears_all(&[
        "🧾 Thank you! Your purchase of <b>€128.50</b> at Corner Café earned you <b>128 points</b>.\n\
         You have 178 points. What they can get: /gifts",
        "↩️ €128.50 of your purchases at Corner Café was taken back, and 128 points with it.\n\
         You have 50 points. Every row is explained here: /statement",
    ]);
    assert_eq!(shop.deeds(clerk).await, ["staff.join", "sale.record", "sale.undo"]);
}

async fn s3_after_ten_minutes_a_manager_undoes_it(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let manager = shop.employs("Mia", Role::Manager).await;
    clerk.says("/sell 128.50 anna").await;
    shop.passes(TimeDelta::minutes(10)).await;

    let too_late = clerk.taps("Undo").await;
    too_late.alerts("You can undo your own sales for 10 minutes, and this one is older. A manager still can.");
    assert_eq!(shop.points(anna).await, 178);
    let member = shop.file(anna).await.id;
    let mut tx = shop.loyalty().db.read().await.expect("a look");
    let order = storage::orders::last_of_member(&mut tx, shop.id, member, 1)
        .await
        .expect("an answer")
        .remove(0);
    tx.commit().await.expect("an end");
    manager.starts("").await;
    manager.forges(&bot::tap::Tap::Undo { order: order.id }.data()).await;

    manager.hears("↩️ The purchase of <b>Anna</b> for €128.50 is undone. Taken back: 128 points.");
    assert_eq!(shop.points(anna).await, 50);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 2);
}

async fn s3_a_colleague_does_not_undo_it(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let colleague = shop.employs("Citra", Role::Clerk).await;
    let order = shop.sells(anna, 12_850).await;

    colleague.starts("").await;
    colleague.looks();
    let tap = colleague.forges(&bot::tap::Tap::Undo { order: order.id }.data()).await;

    tap.alerts("Budi recorded this sale. Budi or a manager can undo it.");
    colleague.hears_nothing();
    assert_eq!(shop.points(anna).await, 178);
    assert_eq!(shop.deeds(clerk).await, ["staff.join", "sale.record"]);
}

async fn s3_an_undo_that_is_tapped_twice_is_one(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    clerk.says("/sell 128.50 anna").await;

    let (tap, _) = clerk.taps_twice("Undo").await;
    clerk.hears("↩️ The purchase of <b>Anna</b> for €128.50 is undone. Taken back: 128 points.");
    clerk.taps_again(&tap).await;

    clerk.hears_nothing();
    assert_eq!(shop.points(anna).await, 50);
    assert_eq!(
        shop.movements(anna).await,
        [(50, "welcome"), (128, "purchase"), (-128, "undone")]
    );
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 2);
}

async fn s3_the_last_sale_is_undone_by_command_after_a_question(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.sells(anna, 1_000).await;
    shop.sells(anna, 2_000).await;

    clerk.says("/undo").await;
    clerk.hears("Undo the purchase of <b>Anna</b> for €20? Its points are taken back, and Anna is told.");
    assert_eq!(shop.points(anna).await, 80);
    clerk.taps("Yes, undo it").await;
    clerk.looks();
    assert_eq!(shop.points(anna).await, 60);
    clerk.says("/undo").await;
    clerk.taps("Yes, undo it").await;
    clerk.looks();
    clerk.says("/undo").await;

    clerk.hears("There is no sale of yours to undo.");
    assert_eq!(shop.points(anna).await, 50);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 2);
}

async fn s3_ten_minutes_are_ten_minutes(shop: TestShop) {
    let settled = shop.shop().await;
    let undo = |order| Refund {
        shop: &settled,
        by: shop.clerk.user(),
        order,
        how: How::Undo,
    };
    let early = shop.sells(&shop.anna, 1_000).await;
    let late = shop.sells(&shop.anna, 1_000).await;
    let until = late.at + TimeDelta::minutes(10);
    shop.clock.advance(until - shop.clock.now());

    let at_the_end = shop.loyalty().refund(&undo(late.id)).await.expect("an answer");
    let after_it = shop.loyalty().refund(&undo(early.id)).await.expect("an answer");

    assert!(matches!(at_the_end, Refunded::Done(_)), "{at_the_end:?}");
    assert_eq!(after_it, Refunded::TooLate);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}
