//! A coupon at the till.

use bot::tap::Start;
use chrono::TimeDelta;
use domain::coupon::{ALPHABET, CODE_LENGTH, CouponState};
use domain::role::Role;
use futures::future::join_all;
use loyalty::{UseCoupon, Used};
use stories::{Someone, TestShop, on_both_engines, scan};

on_both_engines![
    the_clerk_scans_the_picture_that_the_customer_was_sent,
    c1_codes_are_twelve_symbols_that_nobody_mistakes,
    c1_a_code_is_read_however_it_is_typed,
    c1_ten_wrong_codes_lock_whoever_tries_and_the_owner_is_told,
    c1_a_lock_ends_after_an_hour,
    c1_wrong_codes_far_apart_lock_nobody,
    c2_of_fifty_tills_at_once_one_takes_the_coupon,
    c2_a_second_clerk_learns_who_took_it_and_when,
    c2_a_double_tap_takes_it_once,
    c3_a_coupon_that_somebody_else_shows_is_not_taken,
    c3_whom_a_coupon_belongs_to_is_judged_again_when_it_is_taken,
    c3_somebody_elses_coupon_opens_nothing,
    c3_a_clerk_does_not_take_their_own_coupon,
    c4_a_coupon_that_was_given_back_meanwhile_is_not_taken,
    c4_a_coupon_that_expired_meanwhile_is_not_taken,
    a_coupon_is_found_on_the_members_file,
];

/// What the customer's phone shows at the till: the newest picture of a coupon, as a link.
async fn shows_a_coupon(shop: &TestShop, who: &Someone, gift: &str) -> String {
    who.says("/gifts").await;
    who.taps(gift).await;
    who.taps("Redeem for").await;
    who.taps("Yes, redeem").await;
    let seen = who.looks();
    assert!(shop.points(who).await < 50);
    scan(&seen.photo.expect("the coupon is a picture"))
}

async fn the_clerk_scans_the_picture_that_the_customer_was_sent(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let link = shows_a_coupon(&shop, anna, "Coffee").await;
    let code = shop.coupon(anna).await.code;

    clerk.opens(&link).await;
    clerk.hears(&format!(
        "🎟 <b>Coffee</b>\nFor Anna, No. 1001\nCode <code>{code}</code>\n\n✅ <b>Valid</b> until 23 Dec 2026"
    ));
    clerk.taps("Take it").await;

    clerk.hears("✅ <b>Coffee</b> for Anna: taken. Hand it over!\n23 Nov 2026, 10:00");
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    shop.stage.post().await;
    anna.hears(&format!(
        "🎁 Enjoy! Your coupon for <b>Coffee</b> was used at Corner Café ({code}). If that wasn't you, tell the shop right away."
    ));
    assert!(shop.deeds(clerk).await.contains(&"coupon.use".to_owned()));
}

async fn c1_codes_are_twelve_symbols_that_nobody_mistakes(shop: TestShop) {
    let anna = &shop.anna;
    shop.sells(anna, 10_000).await;

    let first = shop.has_redeemed(anna, shop.coffee).await.code;
    let second = shop.has_redeemed(anna, shop.coffee).await.code;

    assert_ne!(first, second);
    for code in [&first, &second] {
        assert_eq!(code.as_str().len(), CODE_LENGTH);
        assert!(code.as_str().bytes().all(|symbol| ALPHABET.contains(&symbol)));
        let groups: Vec<usize> = code.to_string().split('-').map(str::len).collect();
        assert_eq!(groups, [4, 4, 4]);
    }
}

async fn c1_a_code_is_read_however_it_is_typed(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let code = shop.has_redeemed(anna, shop.coffee).await.code.to_string();

    for typed in [
        code.clone(),
        code.to_lowercase(),
        code.replace('-', ""),
        code.replace('-', " "),
        code.replace('-', " – "),
    ] {
        clerk.says(&format!("/coupon {typed}")).await;
        let seen = clerk.looks();
        assert!(
            seen.html.starts_with("🎟 <b>Coffee</b>\nFor Anna, No. 1001\n"),
            "{typed}: {}",
            seen.html
        );
    }
    clerk.says(&code).await;

    assert!(clerk.looks().button("Take it").is_some(), "a code by itself is enough");
}

async fn c1_ten_wrong_codes_lock_whoever_tries_and_the_owner_is_told(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    let code = shop.has_redeemed(anna, shop.coffee).await.code;
    for _ in 0..9 {
        clerk.says("/coupon ABCD-EFGH-JKMN").await;
        clerk.hears(
            "There is no coupon with this code. Check it letter by letter: it has 12 symbols, without 0, O, 1, I, L and U.",
        );
    }
    // What cannot be a code is a guess as well.
    clerk.says("/coupon hello").await;
    clerk.hears(
        "Those were too many wrong codes, so I don't take any from you for 1 hour. The owner knows. \
         A colleague can take the coupon meanwhile.",
    );

    clerk.says(&format!("/coupon {code}")).await;

    clerk.hears(
        "Those were too many wrong codes, so I don't take any from you for 1 hour. The owner knows. \
         A colleague can take the coupon meanwhile.",
    );
    shop.stage.post().await;
    owner.hears(
        "⚠️ <b>Budi</b> tried too many wrong coupon codes at Corner Café and can't enter any for an hour. \
         If it was a tired clerk, there is nothing to do; if you don't know them, no coupon was used.",
    );
    let colleague = shop.employs("Citra", Role::Clerk).await;
    colleague.says(&format!("/coupon {code}")).await;
    assert!(colleague.looks().button("Take it").is_some(), "a lock is one person's");
}

async fn c1_a_lock_ends_after_an_hour(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let code = shop.has_redeemed(anna, shop.coffee).await.code;
    for _ in 0..10 {
        clerk.says("/coupon ABCD-EFGH-JKMN").await;
    }
    shop.stage.post().await;
    shop.owner.looks();

    shop.passes(TimeDelta::minutes(59)).await;
    clerk.says(&format!("/coupon {code}")).await;
    assert!(clerk.looks().html.starts_with("Those were too many wrong codes"));
    shop.passes(TimeDelta::minutes(1)).await;
    clerk.says(&format!("/coupon {code}")).await;

    assert!(clerk.looks().button("Take it").is_some());
}

async fn c1_wrong_codes_far_apart_lock_nobody(shop: TestShop) {
    let clerk = &shop.clerk;

    for _ in 0..12 {
        clerk.says("/coupon ABCD-EFGH-JKMN").await;
        shop.passes(TimeDelta::seconds(66)).await;
    }

    assert!(clerk.looks().html.starts_with("There is no coupon with this code."));
}

async fn c2_of_fifty_tills_at_once_one_takes_the_coupon(shop: TestShop) {
    let coupon = shop.has_redeemed(&shop.anna, shop.coffee).await;
    let other = shop.employs("Citra", Role::Clerk).await;
    let (loyalty, standing) = (shop.loyalty(), shop.shop().await);

    let tills = (0..50).map(|till| {
        let (loyalty, standing) = (loyalty.clone(), standing.clone());
        let clerk = if till % 2 == 0 { shop.clerk.user() } else { other.user() };
        tokio::spawn(async move {
            let ask = UseCoupon {
                shop: &standing,
                clerk,
                coupon: coupon.id,
                shown_by: None,
            };
            loyalty.use_coupon(&ask).await.expect("an answer")
        })
    });
    let answers: Vec<Used> = join_all(tills)
        .await
        .into_iter()
        .map(|answer| answer.expect("no panic"))
        .collect();

    let taken = answers
        .iter()
        .filter(|answer| matches!(answer, Used::Done { .. }))
        .count();
    let told = answers
        .iter()
        .filter(|answer| matches!(answer, Used::NotUsable { coupon, by: Some(_), .. } if coupon.closed_at.is_some()))
        .count();
    assert_eq!((taken, told), (1, 49));
    shop.stage.post().await;
    shop.anna.looks();
}

async fn c2_a_second_clerk_learns_who_took_it_and_when(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let second = shop.employs("Citra", Role::Clerk).await;
    let code = shop.has_redeemed(anna, shop.coffee).await.code;
    second.says(&format!("/coupon {code}")).await;
    clerk.says(&format!("/coupon {code}")).await;
    clerk.taps("Take it").await;
    clerk.looks();
    shop.passes(TimeDelta::minutes(5)).await;

    second.taps("Take it").await;

    second.hears(&format!(
        "🎟 <b>Coffee</b>\nFor Anna, No. 1001\nCode <code>{code}</code>\n\n\
         ⛔ <b>Already used</b>: 23 Nov 2026, 10:00, taken by Budi"
    ));
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1, "Anna is told once");
}

async fn c2_a_double_tap_takes_it_once(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let code = shop.has_redeemed(anna, shop.coffee).await.code;
    clerk.says(&format!("/coupon {code}")).await;

    let (tap, _) = clerk.taps_twice("Take it").await;
    clerk.hears("✅ <b>Coffee</b> for Anna: taken. Hand it over!\n23 Nov 2026, 10:00");
    clerk.taps_again(&tap).await;

    clerk.hears_nothing();
    let uses = shop
        .deeds(clerk)
        .await
        .into_iter()
        .filter(|deed| deed == "coupon.use")
        .count();
    assert_eq!(uses, 1);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1, "Anna is told once");
}

async fn c3_a_coupon_that_somebody_else_shows_is_not_taken(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let room = shop.has_a_group().await;
    let thief = shop.member_called("Theo").await;
    thief.joins(&room).await;
    let code = shop.has_redeemed(anna, shop.coffee).await.code;
    let pasted = thief.says_in(&room, &format!("my coupon: {code}")).await;

    clerk.replies_in(&room, pasted, &format!("/coupon {code}")).await;

    clerk.is_whispered(
        &room,
        "This coupon belongs to <b>Anna</b>, and only they can use it. Ask them to show it themselves.",
    );
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
    let own = anna.says_in(&room, "may I have my coffee?").await;
    clerk.replies_in(&room, own, &format!("/coupon {code}")).await;
    clerk.taps_in(&room, "Take it").await;
    clerk.is_whispered(
        &room,
        "✅ <b>Coffee</b> for Anna: taken. Hand it over!\n23 Nov 2026, 10:10",
    );
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.post().await;
    anna.looks();
    room.post();
}

async fn c3_whom_a_coupon_belongs_to_is_judged_again_when_it_is_taken(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let theo = shop.member_called("Theo").await;
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    let cafe = shop.shop().await;
    let shown_by = |user| UseCoupon {
        shop: &cafe,
        clerk: clerk.user(),
        coupon: coupon.id,
        shown_by: Some(user),
    };

    let by_theo = shop.loyalty().use_coupon(&shown_by(theo.user())).await.unwrap();
    assert!(matches!(by_theo, Used::NotTheirs { .. }), "{by_theo:?}");
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);

    let by_anna = shop.loyalty().use_coupon(&shown_by(anna.user())).await.unwrap();
    assert!(matches!(by_anna, Used::Done { .. }), "{by_anna:?}");
    shop.stage.post().await;
    anna.looks();
}

async fn c3_somebody_elses_coupon_opens_nothing(shop: TestShop) {
    let (anna, stranger) = (&shop.anna, shop.stage.person("Stan"));
    let theo = shop.member_called("Theo").await;
    let code = shop.has_redeemed(anna, shop.coffee).await.code;
    let payload = Start::Coupon(shop.id, code.clone()).payload();

    for somebody in [&theo, &stranger] {
        somebody.starts(&payload).await;
        somebody.hears(
            "This is a coupon of somebody at <b>Corner Café</b>; it works only for them, at the till. \
             As a member you can get your own: /start",
        );
        somebody.says(&format!("/coupon {code}")).await;
        assert!(somebody.looks().button("Take it").is_none());
    }

    anna.starts(&payload).await;
    assert!(anna.looks().photo.is_some(), "its holder sees it");
    assert_eq!(shop.coupon(anna).await.state, CouponState::Issued);
}

async fn c3_a_clerk_does_not_take_their_own_coupon(shop: TestShop) {
    let clerk = &shop.clerk;
    shop.makes_a_member_of(clerk).await;
    let coupon = shop.has_redeemed(clerk, shop.coffee).await;

    let ask = UseCoupon {
        shop: &shop.shop().await,
        clerk: clerk.user(),
        coupon: coupon.id,
        shown_by: None,
    };
    let answer = shop.loyalty().use_coupon(&ask).await.expect("an answer");

    assert_eq!(answer, Used::YourOwn);
    clerk.says(&format!("/coupon {}", coupon.code)).await;
    assert!(clerk.looks().button("Take it").is_none());
    assert_eq!(shop.coupon(clerk).await.state, CouponState::Issued);
}

async fn c4_a_coupon_that_was_given_back_meanwhile_is_not_taken(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    clerk.says(&format!("/coupon {}", coupon.code)).await;
    let member = shop.file(anna).await.id;
    shop.loyalty()
        .cancel_coupon(&shop.shop().await, member, anna.user(), coupon.id)
        .await
        .expect("an answer");

    clerk.taps("Take it").await;

    let seen = clerk.looks();
    assert!(
        seen.html
            .ends_with("⛔ <b>Cancelled</b> on 23 Nov 2026; the points went back"),
        "{}",
        seen.html
    );
    assert_eq!(shop.coupon(anna).await.state, CouponState::Revoked);
    assert_eq!(shop.points(anna).await, 50);
}

async fn c4_a_coupon_that_expired_meanwhile_is_not_taken(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    shop.clock.set(coupon.expires_at - TimeDelta::seconds(10));
    clerk.says(&format!("/coupon {}", coupon.code)).await;
    assert!(clerk.looks().button("Take it").is_some());
    shop.passes(TimeDelta::seconds(10)).await;

    clerk.taps("Take it").await;

    let seen = clerk.looks();
    assert!(
        seen.html.ends_with("⛔ <b>Expired</b>: the last day was 23 Dec 2026"),
        "{}",
        seen.html
    );
    assert_ne!(shop.coupon(anna).await.state, CouponState::Used);
}

async fn a_coupon_is_found_on_the_members_file(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.has_redeemed(anna, shop.coffee).await;

    clerk.says("/find anna").await;
    clerk.taps("Coupons").await;
    clerk.taps("Coffee").await;
    clerk.taps("Take it").await;

    clerk.looks();
    assert_eq!(shop.coupon(anna).await.state, CouponState::Used);
    shop.stage.post().await;
    anna.looks();
}
