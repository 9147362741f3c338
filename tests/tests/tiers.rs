//! Tiers: won at once, kept for a term, lost after a warning and a grace (T1–T3).

use bot::tap::Tap;
use chrono::{Days, Months, NaiveDate, TimeDelta};
use domain::order::Item;
use domain::role::Role;
use domain::tier::{Basis, TierRules};
use domain::{Money, OrderId};
use loyalty::{How, Refund, Refunded, Sell, Sold, TierEdit, TiersSaved};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    t2_a_tier_is_won_at_its_threshold_and_the_member_is_told,
    t1_a_tier_multiplies_the_points_of_what_is_bought_after,
    t1_points_that_are_spent_change_no_tier,
    t1_orders_count_where_the_shop_counts_orders,
    t1_what_was_paid_a_year_ago_counts_no_more,
    p3_a_sale_that_comes_again_counts_once,
    t2_an_undone_purchase_is_looked_at_on_the_night_after,
    t2_a_tier_goes_by_one_step_after_a_warning_and_a_grace,
    t2_the_purchase_that_was_missing_keeps_the_tier,
    t3_a_raised_threshold_takes_nothing_before_the_term_ends,
    t3_whoever_reaches_a_lowered_threshold_goes_up_at_once,
    t3_it_is_said_who_would_move_before_a_threshold_is_saved,
    a_shop_without_tiers_takes_the_usual_four,
    wrong_answers_about_a_tier_are_answered_in_words,
    s1_tiers_are_for_managers,
    a_tag_beside_the_name_says_the_tier,
    a_group_that_comes_later_shows_the_tags_of_all_who_have_one,
    a_member_sees_the_tier_on_card_and_points,
    t1_the_letter_about_a_purchase_says_what_is_missing_to_the_next_tier,
    t1_the_letter_counts_visits_where_the_shop_does,
    a_changed_tag_is_set_anew_for_all_who_hold_the_tier,
    tags_are_set_by_pages_and_a_pause_of_telegram_loses_none,
    the_tag_of_everybodys_tier_goes_when_it_is_withdrawn,
    a_change_without_a_tag_asks_nothing_of_telegram,
];

const SILVER: i64 = 20_000;
const GOLD: i64 = 50_000;

pub(crate) async fn has_tiers(shop: &TestShop) {
    let titles = ["Regular", "Silver", "Gold", "Platinum"].map(str::to_owned);
    let taken = shop
        .loyalty()
        .take_usual_tiers(&shop.shop().await, shop.owner.user(), titles)
        .await
        .unwrap();
    assert!(matches!(taken, TiersSaved::Done(_)), "{taken:?}");
    shop.stage.works().await;
}

/// The title of somebody's tier.
async fn tier(shop: &TestShop, who: &Someone) -> String {
    let member = shop.file(who).await.id;
    let tier = shop.loyalty().tier_of(shop.id, member).await.unwrap();
    tier.map_or_else(String::new, |tier| tier.title)
}

async fn term_ends(shop: &TestShop, who: &Someone) -> Option<NaiveDate> {
    let member = shop.file(who).await.id;
    let stand = shop.loyalty().stand_of(shop.id, member).await.unwrap();
    stand.stored.standing.term_ends
}

/// Rules or thresholds as the owner changes them.
async fn edits(shop: &TestShop, title: &str, from: i64) {
    let loyalty = shop.loyalty();
    let ladder = loyalty.ladder(shop.id).await.unwrap();
    let mut tier = ladder.tiers().iter().find(|tier| tier.title == title).unwrap().clone();
    tier.from_money = Money::new(from).unwrap();
    let edit = TierEdit::Tier(Box::new(tier));
    let saved = loyalty
        .edit_tiers(&shop.shop().await, shop.owner.user(), &edit)
        .await
        .unwrap();
    assert!(matches!(saved, TiersSaved::Done(_)), "{saved:?}");
    shop.stage.works().await;
}

/// What a member was told since they looked last.
async fn letters(shop: &TestShop, who: &Someone) -> Vec<String> {
    shop.stage.post_everything().await;
    who.reads().into_iter().map(|seen| seen.html).collect()
}

async fn undoes(shop: &TestShop, order: OrderId) {
    let ask = Refund {
        shop: &shop.shop().await,
        by: shop.owner.user(),
        order,
        how: How::Undo,
    };
    let answer = shop.loyalty().refund(&ask).await.unwrap();
    assert!(matches!(answer, Refunded::Done { .. }), "{answer:?}");
    shop.stage.post_everything().await;
}

async fn t2_a_tier_is_won_at_its_threshold_and_the_member_is_told(shop: TestShop) {
    let anna = &shop.anna;
    has_tiers(&shop).await;

    shop.sells(anna, SILVER - 1).await;
    assert_eq!(tier(&shop, anna).await, "Regular");
    let told = letters(&shop, anna).await;
    assert_eq!(told, Vec::<String>::new());
    let now = shop.today().await;
    shop.clock.advance(TimeDelta::seconds(2));
    let shop_now = shop.shop().await;
    let amount = Item::Amount(Money::new(1).unwrap());
    let member = shop.file(anna).await.id;
    let ask = Sell::amount(&shop_now, shop.clerk.user(), member, &amount, "story:last");
    assert!(matches!(shop.loyalty().sell(&ask).await.unwrap(), Sold::Done { .. }));

    assert_eq!(tier(&shop, anna).await, "Silver");
    let told = letters(&shop, anna).await;
    assert_eq!(
        told[1],
        "🏅 Congratulations! You are now <b>Silver</b> at Corner Café.\nWhat that brings you:\n\
         • 1.25× points with every purchase\n\n€300 more, and you are Gold."
    );
    let year = now.checked_add_months(chrono::Months::new(12)).unwrap();
    assert_eq!(term_ends(&shop, anna).await, Some(year));
    shop.stage.works().await;
}

async fn t1_a_tier_multiplies_the_points_of_what_is_bought_after(shop: TestShop) {
    has_tiers(&shop).await;

    let first = shop.sells(&shop.anna, GOLD).await;
    let second = shop.sells(&shop.anna, 10_050).await;

    assert_eq!(first.earned.get(), 500);
    assert_eq!(second.earned.get(), 150);
    drop(letters(&shop, &shop.anna).await);
    shop.stage.works().await;
}

async fn t1_points_that_are_spent_change_no_tier(shop: TestShop) {
    has_tiers(&shop).await;
    shop.sells(&shop.anna, SILVER).await;

    shop.has_redeemed(&shop.anna, shop.mug).await;
    shop.has_redeemed(&shop.anna, shop.mug).await;

    assert_eq!(tier(&shop, &shop.anna).await, "Silver");
    drop(letters(&shop, &shop.anna).await);
    shop.stage.works().await;
}

async fn t1_orders_count_where_the_shop_counts_orders(shop: TestShop) {
    has_tiers(&shop).await;
    let rules = TierRules {
        basis: Basis::Orders,
        ..TierRules::default()
    };
    let owner = shop.owner.user();
    shop.loyalty()
        .edit_tiers(&shop.shop().await, owner, &TierEdit::Rules(rules))
        .await
        .unwrap();
    shop.stage.works().await;

    for _ in 0..4 {
        shop.sells(&shop.anna, 100_000).await;
    }
    assert_eq!(tier(&shop, &shop.anna).await, "Regular");
    shop.sells(&shop.anna, 1).await;

    assert_eq!(tier(&shop, &shop.anna).await, "Silver");
    drop(letters(&shop, &shop.anna).await);
    shop.stage.works().await;
}

async fn p3_a_sale_that_comes_again_counts_once(shop: TestShop) {
    has_tiers(&shop).await;
    let now = shop.shop().await;
    let amount = Item::Amount(Money::new(SILVER / 2).unwrap());
    let member = shop.file(&shop.anna).await.id;
    let ask = Sell::amount(&now, shop.clerk.user(), member, &amount, "story:once");

    for _ in 0..3 {
        assert!(matches!(shop.loyalty().sell(&ask).await.unwrap(), Sold::Done { .. }));
    }

    assert_eq!(tier(&shop, &shop.anna).await, "Regular");
    let stand = shop.loyalty().stand_of(shop.id, ask.member).await.unwrap();
    assert_eq!(
        (stand.stored.sums.money.minor(), stand.stored.sums.orders),
        (SILVER / 2, 1)
    );
    drop(letters(&shop, &shop.anna).await);
}

async fn t2_an_undone_purchase_is_looked_at_on_the_night_after(shop: TestShop) {
    let anna = &shop.anna;
    has_tiers(&shop).await;
    shop.sells(anna, SILVER).await;
    let won = shop.sells(anna, GOLD).await;
    assert_eq!(tier(&shop, anna).await, "Gold");

    undoes(&shop, won.id).await;
    assert_eq!(tier(&shop, anna).await, "Gold");
    drop(letters(&shop, anna).await);
    shop.wakes_tomorrow().await;

    assert_eq!(tier(&shop, anna).await, "Silver");
    assert_eq!(
        letters(&shop, anna).await,
        [
            "Your time as Gold at Corner Café is over; you are now <b>Silver</b>. Your points are all still there, and the way back up is open: /points"
        ]
    );
}

async fn t1_what_was_paid_a_year_ago_counts_no_more(shop: TestShop) {
    has_tiers(&shop).await;
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    let first = shop.today().await;
    shop.sells(anna, SILVER - 100).await;
    shop.sells(&ben, SILVER - 100).await;

    shop.wakes_on(&(first + Months::new(12) - Days::new(1)).to_string())
        .await;
    shop.sells(&ben, 100).await;
    shop.wakes_on(&(first + Months::new(12)).to_string()).await;
    shop.sells(anna, 100).await;

    assert_eq!(tier(&shop, &ben).await, "Silver");
    assert_eq!(tier(&shop, anna).await, "Regular");
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn t2_a_tier_goes_by_one_step_after_a_warning_and_a_grace(shop: TestShop) {
    let anna = &shop.anna;
    has_tiers(&shop).await;
    shop.sells(anna, GOLD).await;
    let ends = term_ends(&shop, anna).await.unwrap();
    let day = |days: i64| (ends + TimeDelta::days(days)).to_string();
    drop(letters(&shop, anna).await);

    shop.wakes_on(&day(-31)).await;
    assert_eq!(letters(&shop, anna).await, Vec::<String>::new());
    shop.wakes_on(&day(-30)).await;
    let told = letters(&shop, anna).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(
        told[0],
        "⏳ Your <b>Gold</b> at Corner Café is about to end. <b>€500 more</b> before 7 Dec 2027, and you keep it."
    );
    shop.wakes_on(&day(13)).await;
    assert_eq!(tier(&shop, anna).await, "Gold");
    shop.wakes_on(&day(14)).await;

    assert_eq!(tier(&shop, anna).await, "Silver");
    assert_eq!(letters(&shop, anna).await.len(), 1);
    shop.stage.ticks().await;
    assert_eq!(letters(&shop, anna).await, Vec::<String>::new());
}

async fn t2_the_purchase_that_was_missing_keeps_the_tier(shop: TestShop) {
    let anna = &shop.anna;
    has_tiers(&shop).await;
    shop.sells(anna, SILVER).await;
    let ends = term_ends(&shop, anna).await.unwrap();
    shop.wakes_on(&(ends - TimeDelta::days(30)).to_string()).await;
    shop.wakes_on(&(ends + TimeDelta::days(3)).to_string()).await;

    shop.sells(anna, SILVER).await;
    drop(letters(&shop, anna).await);
    shop.wakes_on(&(ends + TimeDelta::days(20)).to_string()).await;

    assert_eq!(tier(&shop, anna).await, "Silver");
    assert_eq!(letters(&shop, anna).await, Vec::<String>::new());
}

async fn t3_a_raised_threshold_takes_nothing_before_the_term_ends(shop: TestShop) {
    has_tiers(&shop).await;
    shop.sells(&shop.anna, GOLD).await;

    edits(&shop, "Gold", GOLD + 1).await;
    drop(letters(&shop, &shop.anna).await);
    shop.wakes_tomorrow().await;

    assert_eq!(tier(&shop, &shop.anna).await, "Gold");
    assert_eq!(letters(&shop, &shop.anna).await, Vec::<String>::new());
}

async fn t3_whoever_reaches_a_lowered_threshold_goes_up_at_once(shop: TestShop) {
    has_tiers(&shop).await;
    let ben = shop.member_called("Ben").await;
    shop.sells(&shop.anna, 10_000).await;
    shop.sells(&ben, 9_999).await;

    edits(&shop, "Silver", 10_000).await;

    assert_eq!(tier(&shop, &shop.anna).await, "Silver");
    assert_eq!(tier(&shop, &ben).await, "Regular");
    assert_eq!(letters(&shop, &shop.anna).await.len(), 1);
    drop(letters(&shop, &ben).await);
}

async fn t3_it_is_said_who_would_move_before_a_threshold_is_saved(shop: TestShop) {
    has_tiers(&shop).await;
    let owner = &shop.owner;
    shop.sells(&shop.anna, GOLD).await;
    let ben = shop.member_called("Ben").await;
    shop.sells(&ben, 40_000).await;
    drop((letters(&shop, &shop.anna).await, letters(&shop, &ben).await));
    owner.says("/tier").await;
    owner.taps("Gold").await;
    drop(owner.looks());

    owner.taps("Reached from").await;
    owner.hears("From how much money spent on is it reached? Just send the amount, or 0 if it is everybody's.");
    owner.says("400").await;
    owner.hears("<b>Gold</b>: from €400?\n\nWhat that does:\n• 1 member would move up to Gold now: Ben");
    assert_eq!(tier(&shop, &ben).await, "Silver");
    owner.taps("Back").await;
    drop(owner.looks());
    owner.taps("Reached from").await;
    drop(owner.looks());
    owner.says("500.01").await;
    owner.hears(
        "<b>Gold</b>: from €500.01?\n\nWhat that does:\n\
         • 1 member in Gold would be one step lower at the end of their term: Anna",
    );
    owner.taps("Save").await;
    assert!(owner.looks().html.starts_with("✅ Saved.\n\n<b>Gold</b>: from €500.01"));

    shop.stage.works().await;
    assert_eq!(tier(&shop, &shop.anna).await, "Gold");
    assert_eq!(tier(&shop, &ben).await, "Silver");
}

async fn a_shop_without_tiers_takes_the_usual_four(shop: TestShop) {
    let owner = &shop.owner;

    owner.says("/tier").await;
    assert!(owner.looks().html.starts_with("<b>Tiers</b>\nYour shop has none yet."));
    owner.taps("Take the usual four").await;

    owner.hears(
        "✅ Saved.\n\n<b>Tiers</b>\n\
         • <b>Regular</b>: everybody, from the first day\n\
         • <b>Silver</b>: from €200\n\
         • <b>Gold</b>: from €500\n\
         • <b>Platinum</b>: from €1,500\n\n\
         What counts: money spent in the last 12 months. A tier lasts 12 months. Whoever is about to lose it hears so \
         30 days before, and has 14 days of grace after.",
    );
    shop.stage.works().await;
    assert_eq!(tier(&shop, &shop.anna).await, "Regular");
}

async fn wrong_answers_about_a_tier_are_answered_in_words(shop: TestShop) {
    has_tiers(&shop).await;
    let owner = &shop.owner;
    owner.says("/tier").await;
    owner.taps("Gold").await;

    for (field, typed, wrong) in [
        ("Points", "99", "Please send a whole number from 100 to 1,000."),
        ("Member price", "101", "Please send a whole number from 0 to 100."),
        ("Early access", "soon", "Please send a whole number from 0 to 10,080."),
        (
            "Tag",
            "👑 Gold",
            "Telegram shows no emoji there. Please send letters and numbers only.",
        ),
        ("Tag", "A tag that is too long", "Please send 1 to 16 characters."),
    ] {
        owner.taps(field).await;
        drop(owner.looks());
        owner.says(typed).await;
        let answer = owner.looks().html;
        assert!(answer.starts_with(wrong), "{field} {typed}: {answer}");
        owner.taps("Back").await;
        drop(owner.looks());
    }
    owner.taps("Reached from").await;
    drop(owner.looks());
    owner.says("200").await;
    drop(owner.looks());
    owner.taps("Save").await;
    assert!(owner.looks().html.starts_with("<b>Silver</b> begins at the same sum."));
}

async fn s1_tiers_are_for_managers(shop: TestShop) {
    has_tiers(&shop).await;
    let ladder = shop.loyalty().ladder(shop.id).await.unwrap();
    let gold = ladder.tiers()[2].id;
    let forged = Tap::SetTier {
        tier: gold,
        field: "from".into(),
        value: 1,
    };

    shop.clerk.says("/tier").await;
    drop(shop.clerk.looks());
    let tapped = shop.clerk.forges(&forged.data()).await;
    assert!(tapped.answer().is_some());
    assert_eq!(shop.loyalty().ladder(shop.id).await.unwrap(), ladder);

    let manager = shop.employs("Mia", Role::Manager).await;
    manager.says("/tier").await;
    assert!(manager.looks().html.contains("from €500"));
}

async fn a_tag_beside_the_name_says_the_tier(shop: TestShop) {
    let room = shop.has_a_group().await;
    has_tiers(&shop).await;
    let tags = || {
        let calls = shop.stage.playground.calls();
        let tags = calls.iter().filter(|call| call.method == "setChatMemberTag");
        tags.map(|call| call.params["tag"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };

    shop.sells(&shop.anna, SILVER).await;
    drop(letters(&shop, &shop.anna).await);
    shop.stage.works().await;
    assert_eq!(tags(), [Some("Silver".to_owned())]);

    // Whoever comes into the group later has theirs from the beginning.
    let ben = shop.member_called("Ben").await;
    shop.sells(&ben, GOLD).await;
    drop(letters(&shop, &ben).await);
    shop.stage.works().await;
    ben.joins(&room).await;
    shop.stage.works().await;
    assert_eq!(tags().last(), Some(&Some("Gold".to_owned())));
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.post().await;
    shop.stage.everybody_looks();
    shop.passes(TimeDelta::minutes(10)).await;
    shop.stage.works().await;
}

async fn a_group_that_comes_later_shows_the_tags_of_all_who_have_one(shop: TestShop) {
    has_tiers(&shop).await;
    shop.sells(&shop.anna, SILVER).await;
    drop(letters(&shop, &shop.anna).await);
    drop(shop.member_called("Ben").await);
    shop.stage.works().await;
    assert_eq!(tags_since(&shop, 0), []);

    let room = shop.stage.supergroup("Friends", &shop.owner);
    room.happens(|group| group.add(&shop.anna.person)).await;
    room.takes_the_bot(&shop.owner, None).await;
    pages_pass(&shop, 2).await;

    let anna = shop.anna.person.id();
    assert_eq!(tags_since(&shop, 0), [(anna, Some("Silver".to_owned()))]);
}

async fn a_member_sees_the_tier_on_card_and_points(shop: TestShop) {
    let anna = &shop.anna;
    has_tiers(&shop).await;
    anna.says("/points").await;
    assert!(anna.looks().html.ends_with("🏅 <b>Regular</b> · €200 more to Silver"));
    shop.sells(anna, 46_000).await;
    drop(letters(&shop, anna).await);

    anna.says("/card").await;

    let card = anna.looks();
    assert!(
        card.html.ends_with("🏅 <b>Silver</b> · €40 more to Gold"),
        "{}",
        card.html
    );
    shop.stage.works().await;
}

/// What somebody was told of a purchase.
async fn receipt(shop: &TestShop, who: &Someone, minor: i64) -> String {
    shop.clock.advance(TimeDelta::seconds(2));
    let settled = shop.shop().await;
    let amount = Item::Amount(Money::new(minor).unwrap());
    let member = shop.file(who).await.id;
    let cause = format!("story:{minor}:{}", shop.stage.now());
    let ask = Sell::amount(&settled, shop.clerk.user(), member, &amount, &cause);
    let sold = shop.loyalty().sell(&ask).await.unwrap();
    assert!(matches!(sold, Sold::Done { .. }), "{sold:?}");
    shop.stage.works().await;
    let mut told = letters(shop, who).await;
    told.swap_remove(0)
}

async fn t1_the_letter_about_a_purchase_says_what_is_missing_to_the_next_tier(shop: TestShop) {
    let anna = &shop.anna;
    let before = receipt(&shop, anna, 100).await;
    has_tiers(&shop).await;

    let below = receipt(&shop, anna, 16_100).await;
    let reaching = receipt(&shop, anna, 3_800).await;
    let silver = receipt(&shop, anna, 2_000).await;
    let top = receipt(&shop, anna, 1_000_000).await;
    let after = receipt(&shop, anna, 2_000).await;

    assert!(!before.contains("🏅"), "{before}");
    assert!(below.ends_with("\n🏅 €38 more to Silver"), "{below}");
    // The letter about the tier says the rest.
    assert!(!reaching.contains("🏅"), "{reaching}");
    assert!(silver.ends_with("\n🏅 €280 more to Gold"), "{silver}");
    assert!(!top.contains("🏅") && !after.contains("🏅"), "{top}\n{after}");
}

async fn t1_the_letter_counts_visits_where_the_shop_does(shop: TestShop) {
    has_tiers(&shop).await;
    let rules = TierRules {
        basis: Basis::Orders,
        ..TierRules::default()
    };
    let edit = TierEdit::Rules(rules);
    let (loyalty, settled) = (shop.loyalty(), shop.shop().await);
    loyalty.edit_tiers(&settled, shop.owner.user(), &edit).await.unwrap();
    shop.stage.works().await;

    let told = receipt(&shop, &shop.anna, 2_000).await;

    assert!(told.ends_with("more visits to Silver"), "{told}");
}

/// Whose tags were set since `from`, and what to.
fn tags_since(shop: &TestShop, from: usize) -> Vec<(i64, Option<String>)> {
    let calls = shop.stage.playground.calls();
    let tags = calls.iter().filter(|call| call.method == "setChatMemberTag").skip(from);
    tags.map(|call| {
        let tag = call.params["tag"].as_str().map(str::to_owned);
        (call.params["user_id"].as_i64().unwrap(), tag)
    })
    .collect()
}

/// What the owner answers to a question about a tier.
async fn changes(shop: &TestShop, title: &str, field: &str, answer: &str) {
    shop.owner.says("/tier").await;
    shop.owner.taps(title).await;
    shop.owner.taps(field).await;
    shop.owner.says(answer).await;
    let seen = shop.owner.reads().pop().unwrap().html;
    assert!(seen.starts_with("✅ Saved."), "{seen}");
}

async fn pages_pass(shop: &TestShop, pages: usize) {
    for _ in 0..pages {
        shop.stage.works().await;
        shop.clock.advance(TimeDelta::seconds(10));
    }
    shop.stage.works().await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn a_changed_tag_is_set_anew_for_all_who_hold_the_tier(shop: TestShop) {
    let room = shop.has_a_group().await;
    has_tiers(&shop).await;
    let (ben, cleo) = (shop.member_called("Ben").await, shop.member_called("Cleo").await);
    for who in [&ben, &cleo] {
        who.joins(&room).await;
    }
    for (who, minor) in [(&shop.anna, SILVER), (&ben, SILVER), (&cleo, GOLD)] {
        shop.sells(who, minor).await;
    }
    pages_pass(&shop, 1).await;
    let before = tags_since(&shop, 0).len();

    changes(&shop, "Silver", "Tag", "Ag").await;
    pages_pass(&shop, 2).await;

    let mut set = tags_since(&shop, before);
    set.sort();
    let ag = Some("Ag".to_owned());
    let mut expected = vec![(shop.anna.user().0, ag.clone()), (ben.user().0, ag)];
    expected.sort();
    assert_eq!(set, expected);
    changes(&shop, "Silver", "Tag", "-").await;
    pages_pass(&shop, 2).await;
    assert!(
        tags_since(&shop, before + 2)
            .iter()
            .all(|(_, tag)| tag.as_deref().is_none_or(str::is_empty))
    );
    assert_eq!(tags_since(&shop, before + 2).len(), 2);
}

async fn tags_are_set_by_pages_and_a_pause_of_telegram_loses_none(shop: TestShop) {
    let room = shop.has_a_group().await;
    has_tiers(&shop).await;
    let mut holders = std::collections::HashSet::new();
    for n in 0..25 {
        let someone = shop.member_called(&format!("Guest {n:02}")).await;
        someone.joins(&room).await;
        shop.sells(&someone, SILVER).await;
        holders.insert(someone.user().0);
        shop.passes(TimeDelta::minutes(1)).await;
        shop.stage.everybody_looks();
    }
    pages_pass(&shop, 1).await;
    let before = tags_since(&shop, 0).len();

    changes(&shop, "Silver", "Tag", "Ag").await;
    shop.stage.works().await;
    assert_eq!(
        tags_since(&shop, before).len(),
        20,
        "one page, and no more before its time"
    );
    // The owner thinks again: what is left of the first walk is not done any more.
    changes(&shop, "Silver", "Tag", "Argent").await;
    shop.stage.works().await;
    shop.stage.restarts().await;
    pages_pass(&shop, 3).await;

    let after = tags_since(&shop, before + 20);
    let (names, tags): (
        std::collections::HashSet<i64>,
        std::collections::HashSet<Option<String>>,
    ) = after.iter().cloned().unzip();
    assert_eq!(names, holders);
    assert_eq!(after.len(), 25);
    assert_eq!(tags, [Some("Argent".to_owned())].into());
}

async fn the_tag_of_everybodys_tier_goes_when_it_is_withdrawn(shop: TestShop) {
    let room = shop.has_a_group().await;
    has_tiers(&shop).await;
    let ben = shop.member_called("Ben").await;
    ben.joins(&room).await;
    shop.sells(&shop.anna, SILVER).await;
    pages_pass(&shop, 1).await;
    let before = tags_since(&shop, 0).len();

    changes(&shop, "Regular", "Tag", "Friend").await;
    pages_pass(&shop, 2).await;
    let ben_alone = |tag: Option<&str>| vec![(ben.user().0, tag.map(str::to_owned))];
    assert_eq!(tags_since(&shop, before), ben_alone(Some("Friend")));
    shop.owner.says("/tier").await;
    shop.owner.taps("Regular").await;
    shop.owner.taps("Withdraw").await;
    shop.owner.taps("Withdraw").await;
    pages_pass(&shop, 2).await;

    assert_eq!(tags_since(&shop, before + 1), ben_alone(None));
}

async fn a_change_without_a_tag_asks_nothing_of_telegram(shop: TestShop) {
    shop.has_a_group().await;
    has_tiers(&shop).await;
    shop.sells(&shop.anna, SILVER).await;
    pages_pass(&shop, 1).await;
    let before = tags_since(&shop, 0).len();

    changes(&shop, "Silver", "Name", "Argent").await;
    changes(&shop, "Argent", "Points", "130").await;
    changes(&shop, "Argent", "Tag", "Silver").await;
    pages_pass(&shop, 2).await;

    assert_eq!(tags_since(&shop, before), []);
}
