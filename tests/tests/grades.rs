//! What kind of customer somebody is, as staff see it (T4, T5).

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::grade::{Cut, CutPoints, KindName};
use domain::role::Role;
use loyalty::{Brought, Customer};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    t4_whoever_never_bought_is_a_prospect,
    t4_grades_follow_each_purchase,
    t4_a_redemption_and_a_check_in_are_no_purchases,
    t4_fifths_are_taken_from_fifty_buyers_on,
    t5_a_leader_brought_buyers_or_is_marked_by_staff,
    t5_a_friend_who_comes_by_a_link_is_counted_once,
    t4_an_owner_sees_and_sets_where_grades_are_cut,
    t4_own_cut_points_stand_beside_what_the_night_found,
    t4_wrong_cut_points_are_answered_in_words,
    t5_an_owner_says_how_many_buyers_make_a_leader,
    s1_forged_buttons_change_nothing_about_grades,
];

async fn customer(shop: &TestShop, who: &Someone) -> Customer {
    let member = shop.file(who).await.id;
    shop.loyalty().customer(&shop.shop().await, member).await.unwrap()
}

async fn kinds(shop: &TestShop, who: &Someone) -> Vec<KindName> {
    let customer = customer(shop, who).await;
    customer.kinds.iter().map(domain::grade::Kind::name).collect()
}

async fn t4_whoever_never_bought_is_a_prospect(shop: TestShop) {
    let anna = customer(&shop, &shop.anna).await;
    assert_eq!(anna.grades, None);
    assert_eq!(kinds(&shop, &shop.anna).await, [KindName::Prospect]);

    shop.clerk.says("/find anna").await;

    let file = shop.clerk.looks().html;
    assert!(file.ends_with("🌱 Prospect: has not bought yet"), "{file}");
}

async fn t4_grades_follow_each_purchase(shop: TestShop) {
    shop.sells(&shop.anna, 5_000).await;
    let first = customer(&shop, &shop.anna).await;
    let grades = first.grades.unwrap();
    assert_eq!((grades.recency, grades.frequency, grades.money), (5, 1, 2));
    assert_eq!(first.cut, Cut::Fixed);

    shop.clock.advance(TimeDelta::days(31));
    let later = customer(&shop, &shop.anna).await.grades.unwrap();
    assert_eq!(later.recency, 4);
    shop.sells(&shop.anna, 95_000).await;

    let grades = customer(&shop, &shop.anna).await.grades.unwrap();
    assert_eq!((grades.recency, grades.frequency, grades.money), (5, 2, 5));
    assert_eq!(kinds(&shop, &shop.anna).await, [KindName::KeyAccount]);
    shop.clerk.says("/find anna").await;
    let file = shop.clerk.looks().html;
    assert!(file.ends_with("⭐ Key account: €1,000 in 2 visits"), "{file}");
}

async fn t4_a_redemption_and_a_check_in_are_no_purchases(shop: TestShop) {
    shop.has_redeemed(&shop.anna, shop.coffee).await;
    shop.anna.says("/checkin").await;
    drop(shop.anna.looks());

    assert_eq!(kinds(&shop, &shop.anna).await, [KindName::Prospect]);
}

async fn t4_fifths_are_taken_from_fifty_buyers_on(shop: TestShop) {
    for n in 0..49 {
        let someone = shop.stage.person(&format!("Member {n}"));
        shop.makes_a_member_of(&someone).await;
        shop.sells(&someone, 100 * (n + 1)).await;
    }
    shop.wakes_tomorrow().await;
    shop.sells(&shop.anna, 5_000).await;
    assert_eq!(customer(&shop, &shop.anna).await.cut, Cut::Fixed);

    shop.wakes_tomorrow().await;

    let anna = customer(&shop, &shop.anna).await;
    assert_eq!(anna.cut, Cut::Fifths);
    assert_eq!(anna.grades.unwrap().money, 5);
}

async fn t5_a_leader_brought_buyers_or_is_marked_by_staff(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let member = shop.file(anna).await.id;
    for name in ["Ben", "Cleo", "Dina"] {
        let friend = shop.stage.person(name);
        friend.starts(&Start::Invite(shop.id, member).payload()).await;
        friend.taps("Agree and join").await;
        drop(friend.reads());
        assert_eq!(kinds(&shop, anna).await, [KindName::Prospect]);
        shop.sells(&friend, 1_000).await;
    }
    assert_eq!(kinds(&shop, anna).await, [KindName::Prospect, KindName::Leader]);

    let emil = shop.member_called("Emil").await;
    clerk.says("/find emil").await;
    drop(clerk.looks());
    clerk.taps("📣 Opinion leader").await;

    let file = clerk.looks().html;
    assert!(file.ends_with("📣 Opinion leader: marked by staff"), "{file}");
    assert_eq!(kinds(&shop, &emil).await, [KindName::Prospect, KindName::Leader]);
    clerk.taps("📣 No opinion leader").await;
    drop(clerk.looks());
    assert_eq!(kinds(&shop, &emil).await, [KindName::Prospect]);
    let deeds = shop.deeds(clerk).await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "member.leader").count(), 2);
}

async fn t5_a_friend_who_comes_by_a_link_is_counted_once(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/invite").await;
    let text = anna.looks().html;
    let link = text
        .lines()
        .find(|line| line.starts_with("https://"))
        .unwrap()
        .to_owned();
    assert!(text.ends_with("Nobody has come by it yet."));
    let member = shop.file(anna).await.id;
    let brought = async || shop.loyalty().brought(shop.id, member).await.unwrap();

    let ben = shop.stage.person("Ben");
    ben.opens(&link).await;
    ben.taps("Not now").await;
    drop(ben.reads());
    ben.taps("Agree and join").await;
    drop(ben.reads());
    ben.opens(&link).await;
    drop(ben.reads());
    // Whoever was a member before is nobody's guest.
    shop.enrolls(&shop.stage.person("Cleo")).await;
    assert_eq!(brought().await, Brought { came: 1, bought: 0 });
    shop.sells(&ben, 500).await;

    assert_eq!(brought().await, Brought { came: 1, bought: 1 });
    anna.says("/invite").await;
    assert!(
        anna.looks()
            .html
            .ends_with("1 friend has joined by it so far; bought something: 1.")
    );
}

/// /tier, and on to what customers are graded by.
async fn opens_grades(who: &Someone) {
    who.says("/tier").await;
    who.taps("📊 Grades and kinds").await;
}

/// The cut points of the file alone.
async fn cuts(shop: &TestShop) -> (CutPoints, Cut) {
    let grading = shop.loyalty().grading(&shop.shop().await).await.unwrap();
    (grading.cuts, grading.cut)
}

/// Fifty who bought once each: for €1, €2, … €50.
async fn has_fifty_buyers(shop: &TestShop) {
    for n in 0..50 {
        let someone = shop.stage.person(&format!("Member {n}"));
        shop.makes_a_member_of(&someone).await;
        shop.sells(&someone, 100 * (n + 1)).await;
    }
    shop.wakes_tomorrow().await;
}

async fn t4_an_owner_sees_and_sets_where_grades_are_cut(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    shop.sells(anna, 5_000).await;
    opens_grades(owner).await;
    owner.hears(
        "📊 <b>Grades and kinds of customers</b>\nWhoever buys has three grades from 1 to 5. 5 is best.\n\n\
         • <b>How lately:</b> 5 up to 30 days ago, 4 up to 60, 3 up to 120, 2 up to 240\n\
         • <b>How often:</b> 2 from 2 visits on, 3 from 4, 4 from 8, 5 from 16\n\
         • <b>How much:</b> 2 from €50 on, 3 from €150, 4 from €400, 5 from €1,000\n\n\
         These are the usual cut points. Fifths of your buyers take over from 50 buyers on; so far there are 1.\n\n\
         📣 An opinion leader brought at least 3 buyers, or is marked by staff.",
    );

    owner.taps("How much").await;
    owner.hears(
        "From which sum on is it a 2, a 3, a 4 and a 5? Send four amounts, the smallest first.\n\n\
         Now: €50 · €150 · €400 · €1,000\nThe nights find cut points from 50 buyers on; so far there are 1.",
    );
    owner.says("10 20 30 40").await;

    let page = owner.looks().html;
    assert!(page.starts_with("✅ Saved. It counts from now on.\n\n📊"), "{page}");
    assert!(
        page.contains("5 from €40\n\nThese are your own cut points.\nThe nights find cut points from 50 buyers on"),
        "{page}"
    );
    assert_eq!(customer(&shop, anna).await.grades.unwrap().money, 5);
    assert_eq!(kinds(&shop, anna).await, [KindName::KeyAccount]);
    shop.clerk.says("/find anna").await;
    assert!(shop.clerk.looks().html.contains("your own cut points"));
    shop.wakes_tomorrow().await;
    assert_eq!(cuts(&shop).await.1, Cut::Own);

    opens_grades(owner).await;
    drop(owner.looks());
    owner.taps("↩️ Let the nights find them").await;
    drop(owner.looks());

    assert_eq!(
        cuts(&shop).await,
        (CutPoints::fixed("EUR".parse().unwrap()), Cut::Fixed)
    );
    assert_eq!(kinds(&shop, anna).await, [KindName::Occasional]);
    let deeds = shop.deeds(owner).await;
    assert_eq!(deeds.iter().filter(|deed| *deed == "grades.change").count(), 2);
}

async fn t4_own_cut_points_stand_beside_what_the_night_found(shop: TestShop) {
    let owner = &shop.owner;
    has_fifty_buyers(&shop).await;
    opens_grades(owner).await;
    assert!(
        owner
            .looks()
            .html
            .contains("They part your 50 buyers into fifths, as the last night found them.")
    );

    owner.taps("How lately").await;
    assert!(owner.looks().html.contains("Last night found: "));
    owner.taps("👍 30 · 60 · 120 · 240").await;

    let page = owner.looks().html;
    assert!(page.contains("5 up to 30 days ago"), "{page}");
    assert!(
        page.contains("These are your own cut points.\nThe last night found: "),
        "{page}"
    );
    assert!(page.contains("; €11 · €21 · €31 · €41"), "{page}");
    let (own, cut) = cuts(&shop).await;
    assert_eq!((own.days, cut), ([30, 60, 120, 240], Cut::Own));
    assert_eq!(own.money.map(domain::Money::minor), [1_100, 2_100, 3_100, 4_100]);

    owner.taps("How lately").await;
    drop(owner.looks());
    owner.taps("🌙 1 · 2 · 3 · 4").await;
    drop(owner.looks());
    let found = shop.loyalty().grading(&shop.shop().await).await.unwrap().found;
    assert_eq!(Some(cuts(&shop).await.0), found);
}

async fn t4_wrong_cut_points_are_answered_in_words(shop: TestShop) {
    let owner = &shop.owner;
    let before = cuts(&shop).await;
    opens_grades(owner).await;
    for (field, typed, example) in [
        ("How lately", "30 60 120", "30 60 120 240"),
        ("How lately", "30 60 60 240", "30 60 120 240"),
        ("How often", "two", "2 4 8 16"),
        ("How often", "0 1 2 3", "2 4 8 16"),
        ("How much", "1 2 3 4 yen", "€50 €150 €400 €1,000"),
    ] {
        owner.taps(field).await;
        drop(owner.looks());
        owner.says(typed).await;
        let answer = owner.looks().html;
        let wrong = format!("Please send four numbers, each larger than the one before: <i>{example}</i>");
        assert!(answer.starts_with(&wrong), "{field} {typed}: {answer}");
        owner.taps("Back").await;
        drop(owner.looks());
    }

    assert_eq!(cuts(&shop).await, before);
}

async fn t5_an_owner_says_how_many_buyers_make_a_leader(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let member = shop.file(anna).await.id;
    let ben = shop.stage.person("Ben");
    ben.starts(&Start::Invite(shop.id, member).payload()).await;
    ben.taps("Agree and join").await;
    drop(ben.reads());
    shop.sells(&ben, 1_000).await;
    assert_eq!(kinds(&shop, anna).await, [KindName::Prospect]);

    opens_grades(owner).await;
    owner.taps("Opinion leaders").await;
    owner.hears(
        "How many buyers must somebody bring to be an opinion leader? Just send the number.\n\n\
         📣 An opinion leader brought at least 3 buyers, or is marked by staff.",
    );
    owner.says("0").await;
    assert!(
        owner
            .looks()
            .html
            .starts_with("Please send a whole number from 1 to 1,000.")
    );
    owner.taps("1").await;

    assert!(
        owner
            .looks()
            .html
            .ends_with("brought at least 1 buyer, or is marked by staff.")
    );
    assert_eq!(kinds(&shop, anna).await, [KindName::Prospect, KindName::Leader]);
    // What is changed about the tiers leaves it as it is.
    owner.says("/tier").await;
    owner.taps("Take the usual four").await;
    owner.taps("Grace").await;
    owner.says("7").await;
    drop(owner.reads());
    shop.stage.works().await;
    assert_eq!(
        shop.loyalty().grading(&shop.shop().await).await.unwrap().leader_buyers,
        1
    );
}

async fn s1_forged_buttons_change_nothing_about_grades(shop: TestShop) {
    let before = shop.loyalty().grading(&shop.shop().await).await.unwrap();
    let set = |field: &str, from: &str| Tap::SetGrades {
        field: field.to_owned(),
        from: from.to_owned(),
    };
    let forged = [
        set("leader", "1"),
        set("days", "usual"),
        set("", "night"),
        Tap::GradeField { field: "days".into() },
    ];
    for tap in &forged {
        let tapped = shop.clerk.forges(&tap.data()).await;
        assert!(tapped.answer().is_some());
        drop(shop.clerk.reads());
        let tapped = shop.anna.forges(&tap.data()).await;
        assert!(tapped.answer().is_some());
        drop(shop.anna.reads());
    }
    let manager = shop.employs("Mia", Role::Manager).await;
    for tap in [
        set("leader", "0"),
        set("leader", "many"),
        set("days", "night"),
        set("days", "9"),
        set("boss", "usual"),
        set("", "usual"),
        Tap::GradeField { field: "boss".into() },
    ] {
        let tapped = manager.forges(&tap.data()).await;
        assert!(tapped.answer().is_some());
        drop(manager.reads());
    }

    assert_eq!(shop.loyalty().grading(&shop.shop().await).await.unwrap(), before);
    opens_grades(&manager).await;
    assert!(manager.looks().html.starts_with("📊"));
}
