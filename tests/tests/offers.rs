//! The member zone, and the post about an offer in the group.

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::offer::Audience;
use domain::setting::Setting;
use domain::{Clock, coupon::CouponState};
use loyalty::SettingChanged;
use stories::zone::euros;
use stories::{TestShop, on_both_engines};

on_both_engines![
    c8_an_offer_states_both_prices_and_is_two_taps_away,
    c8_the_best_offer_comes_first_and_others_tiers_offers_do_not_come,
    c3_whoever_has_it_is_shown_their_coupon,
    m7_the_group_reads_one_post_and_only_the_tapper_an_answer,
    m7_the_count_is_changed_once_however_many_tap,
    m7_what_is_too_much_for_a_day_is_posted_the_next_morning,
    m7_a_post_waits_until_people_pause,
    m7_a_post_does_not_wait_for_a_group_that_never_pauses,
    a_post_says_when_it_is_over,
    a_post_that_was_long_on_its_way_says_what_is_so_when_it_arrives,
    a_post_that_nobody_gets_is_not_looked_at_for_ever,
    d5_a_post_is_made_anew_where_a_group_moved,
    who_is_no_member_is_led_to_the_offer,
];

async fn c8_an_offer_states_both_prices_and_is_two_taps_away(shop: TestShop) {
    let anna = &shop.anna;
    shop.has_an_offer("Sneakers", |offer| offer.stock = Some(20)).await;

    anna.says("/offers").await;
    anna.hears(
        "✨ <b>For you at Corner Café</b>\n\n<b>Sneakers</b>, until 30 Nov 2026\n€60 instead of €80\n✅ 20 left",
    );
    anna.taps("Sneakers").await;
    anna.hears(
        "✨ <b>Sneakers</b>\n\n€60 instead of €80\n20 left\nPer member: 1\nUntil 30 Nov 2026\nThe coupon is good for 7 days",
    );
    anna.taps("Get it").await;

    let coupon = shop.coupon(anna).await;
    let seen = anna.looks();
    assert_eq!(
        seen.html,
        format!(
            "🎟 <b>Sneakers</b> is yours!\n\nCode: <code>{}</code>\nValid until 30 Nov 2026\n\n\
             Show this at the till. It's also kept in /coupons.",
            coupon.code
        )
    );
    assert!(seen.photo.is_some(), "the coupon is a picture");
    assert_eq!(coupon.state, CouponState::Issued);
}

async fn c8_the_best_offer_comes_first_and_others_tiers_offers_do_not_come(shop: TestShop) {
    let anna = &shop.anna;
    let gold = shop.has_gold().await;
    shop.has_an_offer("Laces", |offer| {
        offer.terms = domain::terms::Terms::of(domain::terms::Worth::Amount { off: euros(2) });
    })
    .await;
    shop.has_an_offer("Boots", |offer| offer.audience = Audience::Tiers(vec![gold]))
        .await;
    shop.has_an_offer("Sneakers", |_| ()).await;

    anna.says("/offers").await;
    anna.hears(
        "✨ <b>For you at Corner Café</b>\n\n\
         <b>Sneakers</b>, until 30 Nov 2026\n€60 instead of €80\n✅ Yours with one tap\n\n\
         <b>Laces</b>, until 30 Nov 2026\n€2 off\n✅ Yours with one tap",
    );
    shop.promotes(anna, gold).await;
    anna.says("/offers").await;

    let seen = anna.looks().html;
    assert!(
        seen.contains(
            "<b>Boots</b>, until 30 Nov 2026\n€60 instead of €80\n✅ Yours with one tap\nBecause you're Gold"
        )
    );
}

async fn c3_whoever_has_it_is_shown_their_coupon(shop: TestShop) {
    let anna = &shop.anna;
    let offer = shop.has_an_offer("Sneakers", |_| ()).await;
    shop.asks_for(anna, offer).await;

    anna.says("/offers").await;
    anna.taps("Sneakers").await;
    assert!(
        anna.looks()
            .html
            .ends_with("🎟 It's yours: the coupon for <b>Sneakers</b> is in your wallet, /coupons")
    );
    anna.taps("Show my coupon").await;

    let code = shop.coupon(anna).await.code;
    assert!(anna.looks().html.contains(&code.to_string()));
}

async fn m7_the_group_reads_one_post_and_only_the_tapper_an_answer(shop: TestShop) {
    let anna = &shop.anna;
    let room = shop.has_a_group().await;
    shop.has_an_offer("Sneakers", |offer| offer.stock = Some(20)).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    room.reads("✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n<b>20 left</b>, 0 taken");

    let tapped = anna.taps_in(&room, "I want it").await;

    tapped.alerts("Sneakers is yours! The coupon is on its way to our private chat.");
    shop.stage.post().await;
    let code = shop.coupon(anna).await.code;
    anna.hears(&format!(
        "🎟 <b>Sneakers</b> at Corner Café is yours!\n\nCode: <code>{code}</code>\nValid until 30 Nov 2026\n\nIt's in /coupons, too."
    ));
    let again = anna.taps_in(&room, "I want it").await;
    again.alerts("You have Sneakers already: the coupon is in our private chat, under /coupons.");
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    assert_eq!(
        room.stands().last().map(String::as_str),
        Some("✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n<b>19 left</b>, 1 taken")
    );
    room.reads_nothing();
}

async fn m7_the_count_is_changed_once_however_many_tap(shop: TestShop) {
    let room = shop.has_a_group().await;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(3)).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    drop(room.post());
    let ben = shop.member_called("Ben").await;
    let cleo = shop.member_called("Cleo").await;
    shop.stage.playground.forget_calls();

    for who in [&shop.anna, &ben, &cleo] {
        shop.asks_for(who, offer).await;
    }
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;

    let edits = shop
        .stage
        .playground
        .calls()
        .iter()
        .filter(|call| call.method == "editMessageText")
        .count();
    assert_eq!(edits, 1);
    assert_eq!(
        room.stands().last().map(String::as_str),
        Some(
            "✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n\
             <b>All 3 taken.</b> You can wait in line."
        )
    );
}

async fn m7_what_is_too_much_for_a_day_is_posted_the_next_morning(shop: TestShop) {
    let (room, owner) = (shop.has_a_group().await, &shop.owner);
    let changed = shop
        .loyalty()
        .change_setting(shop.id, owner.user(), Setting::PostsPerDay, Some(2))
        .await;
    assert!(matches!(changed, Ok(SettingChanged::Done { .. })));
    let mut offers = Vec::new();
    for title in ["Boots", "Sneakers", "Laces"] {
        offers.push(shop.has_an_offer(title, |_| ()).await);
        shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
        shop.stage.post().await;
    }
    let titles = |posts: Vec<playground::Seen>| -> Vec<String> {
        let first = posts
            .iter()
            .map(|post| post.html.lines().next().unwrap_or_default().to_owned());
        first.collect()
    };
    assert_eq!(titles(room.posts()), ["✨ <b>Boots</b>", "✨ <b>Sneakers</b>"]);

    // Members have it all the same, and the manager knows.
    shop.asks_for(&shop.anna, offers[2]).await;
    owner.forges(&Tap::PublishOffer { offer: offers[2] }.data()).await;
    owner.hears(
        "✅ <b>Laces</b> is published. The group hears of it when the first may claim it.\n\
         Your group has had enough for today: it hears of it tomorrow at 10:00. Members see it in /offers as soon as they \
         may claim it.",
    );
    let settled = shop.shop().await;
    let morning = settled.mail_starts(settled.day(shop.clock.now()).succ_opt().unwrap());

    shop.comes_to(morning + TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    assert_eq!(titles(room.posts()), ["✨ <b>Laces</b>"]);
    shop.comes_to(morning + TimeDelta::days(1)).await;
    shop.stage.post().await;
    room.reads_nothing();
    shop.stage.everybody_looks();
}

async fn m7_a_post_waits_until_people_pause(shop: TestShop) {
    let room = shop.has_a_group().await;
    let ben = shop.member_called("Ben").await;
    ben.joins(&room).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post_everything().await;
    drop(room.posts());
    shop.has_an_offer("Sneakers", |_| ()).await;
    shop.clock.advance(TimeDelta::seconds(10));
    ben.says_in(&room, "Has anybody seen the new ones?").await;
    shop.comes_to(shop.clock.now()).await;
    shop.stage.post().await;
    room.reads_nothing();

    shop.clock.advance(TimeDelta::seconds(100));
    ben.says_in(&room, "In the window, I mean").await;
    shop.clock.advance(TimeDelta::seconds(100));
    shop.stage.post().await;
    room.reads_nothing();

    shop.clock.advance(TimeDelta::seconds(21));
    shop.stage.post().await;
    assert!(room.post().html.starts_with("✨ <b>Sneakers</b>"));
    shop.stage.everybody_looks();
}

async fn m7_a_post_does_not_wait_for_a_group_that_never_pauses(shop: TestShop) {
    let room = shop.has_a_group().await;
    let ben = shop.member_called("Ben").await;
    ben.joins(&room).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post_everything().await;
    drop(room.posts());
    shop.has_an_offer("Sneakers", |_| ()).await;
    shop.clock.advance(TimeDelta::seconds(10));
    ben.says_in(&room, "Well…").await;
    shop.comes_to(shop.clock.now()).await;
    for _ in 0..15 {
        shop.stage.post().await;
        room.reads_nothing();
        shop.clock.advance(TimeDelta::minutes(1));
        ben.says_in(&room, "…as I said").await;
    }

    shop.stage.post().await;
    assert!(room.post().html.starts_with("✨ <b>Sneakers</b>"));
    shop.stage.everybody_looks();
}

async fn a_post_says_when_it_is_over(shop: TestShop) {
    let room = shop.has_a_group().await;
    let offer = shop.has_an_offer("Sneakers", |_| ()).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    drop(room.post());
    shop.asks_for(&shop.anna, offer).await;

    shop.comes_to(shop.offer(offer).await.ends_at).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;

    assert_eq!(
        room.stands().last().map(String::as_str),
        Some("✨ <b>Sneakers</b>\n€60 instead of €80\n\nIt's over: 1 went to members. Thank you all!")
    );
}

async fn who_is_no_member_is_led_to_the_offer(shop: TestShop) {
    let room = shop.has_a_group().await;
    let offer = shop.has_an_offer("Sneakers", |_| ()).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    drop(room.post());
    let dora = shop.stage.person("Dora");
    dora.joins(&room).await;
    shop.stage.everybody_looks();

    let tapped = dora.taps_in(&room, "I want it").await;

    let link = bot::tap::Start::Offer(shop.id, offer).link(&shop.stage.bot.username());
    assert_eq!(
        tapped.answer().and_then(|answer| answer.url).as_deref(),
        Some(link.as_str())
    );
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn a_post_that_was_long_on_its_way_says_what_is_so_when_it_arrives(shop: TestShop) {
    let room = shop.has_a_group().await;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(20)).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.asks_for(&shop.anna, offer).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;

    shop.stage.post().await;
    room.reads("✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n<b>20 left</b>, 0 taken");
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;

    assert_eq!(
        room.stands().last().map(String::as_str),
        Some("✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n<b>19 left</b>, 1 taken")
    );
}

/// Jobs that are still to be done.
async fn jobs(shop: &TestShop) -> i64 {
    let mut tx = shop.loyalty().db.read().await.unwrap();
    storage::jobs::counts(&mut tx).await.unwrap().open
}

async fn a_post_that_nobody_gets_is_not_looked_at_for_ever(shop: TestShop) {
    let room = shop.has_a_group().await;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(20)).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    room.happens(|group| group.remove_bot(&shop.stage.bot)).await;
    shop.stage.post_everything().await;
    shop.stage.expects_undelivered(1);
    let before = jobs(&shop).await;

    shop.asks_for(&shop.anna, offer).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;

    assert_eq!(jobs(&shop).await, before);
    shop.stage.everybody_looks();
}

async fn d5_a_post_is_made_anew_where_a_group_moved(shop: TestShop) {
    let room = shop.stage.group("Friends", &shop.owner);
    room.takes_the_bot(&shop.owner, Some(&Start::Shop(shop.id).payload()))
        .await;
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(20)).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    room.happens(playground::Group::upgrade).await;
    shop.stage.playground.forget_calls();

    shop.asks_for(&shop.anna, offer).await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;

    room.reads("✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n<b>19 left</b>, 1 taken");
    let calls = shop.stage.playground.calls();
    assert!(
        !calls.iter().any(|call| call.method == "editMessageText"),
        "nothing is edited under an old number"
    );
}
