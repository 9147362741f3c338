//! Points that staff give or take, and the second person who decides about many.

use chrono::TimeDelta;
use domain::role::Role;
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    p12_a_manager_gives_points_and_the_member_reads_why,
    s4_up_to_the_limit_it_is_done_at_once_and_above_it_a_second_person_is_asked,
    s4_a_clerk_gives_a_tenth_alone,
    s4_a_second_person_approves,
    s4_a_second_person_refuses,
    s4_nobody_approves_their_own_request_nor_adjusts_their_own_points,
    s4_a_request_runs_out_after_two_days,
    s4_alone_nobody_gives_many,
    s4_two_who_decide_at_once_decide_once,
    p3_a_repeated_tap_adjusts_once,
    taking_more_than_there_is_leaves_no_debt,
    p5_points_that_are_over_are_not_taken,
    wrong_amounts_and_reasons_are_asked_again,
    s3_the_log_knows_before_and_after,
];

async fn opens_the_file(who: &Someone, member: &str) {
    who.says(&format!("/find {member}")).await;
}

/// Up to the button that does it.
async fn wants(who: &Someone, member: &str, amount: &str, reason: &str) {
    opens_the_file(who, member).await;
    who.taps("± Give or take points").await;
    who.says(amount).await;
    who.says(reason).await;
}

async fn p12_a_manager_gives_points_and_the_member_reads_why(shop: TestShop) {
    let (mia, anna) = (shop.employs("Mia", Role::Manager).await, &shop.anna);
    wants(&mia, "anna", "100", "for the spilled coffee").await;
    mia.hears("Give <b>100 points</b> to <b>Anna</b>?\nReason: for the spilled coffee");

    mia.taps("Give 100 points").await;

    mia.hears("✅ Anna got <b>100 points</b> and has 150 points.");
    shop.stage.post().await;
    anna.hears("🎁 <b>Corner Café</b> gave you <b>100 points</b>.\nfor the spilled coffee\nYou have 150 points.");
    anna.says("/statement").await;
    assert!(anna.looks().text.contains("adjusted: for the spilled coffee"));
    assert_eq!(shop.movements(anna).await, [(50, "welcome"), (100, "adjusted")]);
}

async fn s4_up_to_the_limit_it_is_done_at_once_and_above_it_a_second_person_is_asked(shop: TestShop) {
    let (mia, anna) = (shop.employs("Mia", Role::Manager).await, &shop.anna);
    for (amount, button, has) in [
        ("499", "Give 499 points", 549),
        ("500", "Give 500 points", 1_049),
        ("501", "Give 501 points", 1_049),
        ("-500", "Take 500 points", 549),
        ("-501", "Take 501 points", 549),
    ] {
        wants(&mia, "anna", amount, "because").await;

        mia.taps(button).await;

        let waits = mia.looks().text.starts_with("⏳");
        assert_eq!(waits, amount.ends_with("501"), "{amount}");
        assert_eq!(shop.points(anna).await, has, "{amount}");
    }
    shop.stage.post_everything().await;
    assert_eq!(shop.owner.reads().len(), 2, "the owner is asked twice");
    shop.stage.everybody_looks();
}

async fn s4_a_clerk_gives_a_tenth_alone(shop: TestShop) {
    let (clerk, anna) = (&shop.clerk, &shop.anna);
    for (amount, has) in [("50", 100), ("51", 100)] {
        wants(clerk, "anna", amount, "because").await;
        clerk.taps(&format!("Give {amount} points")).await;
        clerk.looks();
        assert_eq!(shop.points(anna).await, has, "{amount}");
    }
    shop.stage.post_everything().await;
    assert!(
        shop.owner
            .looks()
            .text
            .starts_with("❓ Budi wants to give 51 points to Anna.")
    );
    shop.stage.everybody_looks();
}

/// The clerk asks for 200 points for Anna, and the owner and a manager are asked.
async fn asked_for(shop: &TestShop, manager: &Someone) {
    wants(&shop.clerk, "anna", "200", "lost card").await;
    shop.clerk.taps("Give 200 points").await;
    shop.clerk.looks();
    shop.stage.post_everything().await;
    for boss in [&shop.owner, manager] {
        let seen = boss.looks();
        assert!(seen.text.contains("Reason: lost card"), "{}", seen.text);
    }
}

async fn s4_a_second_person_approves(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    asked_for(&shop, &mia).await;
    assert_eq!(shop.points(&shop.anna).await, 50);

    mia.taps("✅ Yes, do it").await;

    mia.hears("✅ Anna got <b>200 points</b> and has 250 points.");
    shop.stage.post_everything().await;
    shop.clerk.hears("✅ <b>Mia</b> said yes: 200 points for Anna.");
    shop.anna
        .hears("🎁 <b>Corner Café</b> gave you <b>200 points</b>.\nlost card\nYou have 250 points.");
    shop.owner.taps("✖ No").await;
    shop.owner.hears("Somebody else decided this already.");
    assert_eq!(shop.points(&shop.anna).await, 250);
}

async fn s4_a_second_person_refuses(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    asked_for(&shop, &mia).await;

    shop.owner.taps("✖ No").await;

    shop.owner
        .hears("Nothing changes for Anna. Whoever asked will hear it from me.");
    shop.stage.post_everything().await;
    shop.clerk
        .hears("✖ <b>Olga</b> said no about Anna. Nothing was changed.");
    mia.taps("✅ Yes, do it").await;
    mia.hears("Somebody else decided this already.");
    assert_eq!(shop.points(&shop.anna).await, 50);
    shop.anna.hears_nothing();
}

async fn s4_nobody_approves_their_own_request_nor_adjusts_their_own_points(shop: TestShop) {
    let (mia, owner) = (shop.employs("Mia", Role::Manager).await, &shop.owner);
    wants(&mia, "anna", "900", "because").await;
    mia.taps("Give 900 points").await;
    mia.looks();
    shop.stage.post_everything().await;
    let asked = owner.looks().button("✅ Yes, do it").unwrap().data.clone().unwrap();

    mia.forges(&asked).await;

    mia.hears("You asked for this yourself, so somebody else has to decide.");
    assert_eq!(shop.points(&shop.anna).await, 50);
    shop.makes_a_member_of(&mia).await;
    mia.says("/find Mia").await;
    let own = mia.taps("± Give or take points").await;
    own.alerts("Nobody changes their own points. Ask a colleague.");
    drop(mia.reads());
    // Somebody else asks for them: they are not the ones who decide.
    wants(&shop.clerk, "mia", "60", "because").await;
    shop.clerk.taps("Give 60 points").await;
    shop.clerk.looks();
    shop.stage.post_everything().await;
    owner.looks();
    mia.hears_nothing();
}

async fn s4_a_request_runs_out_after_two_days(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    asked_for(&shop, &mia).await;
    shop.passes(TimeDelta::hours(48)).await;

    mia.taps("✅ Yes, do it").await;

    mia.hears("The time for this has run out, and nothing was changed. It can be asked for again.");
    assert_eq!(shop.points(&shop.anna).await, 50);
}

async fn s4_alone_nobody_gives_many(shop: TestShop) {
    let owner = &shop.owner;
    wants(owner, "anna", "501", "because").await;

    owner.taps("Give 501 points").await;

    owner.hears(
        "You can give or take up to 500 points alone. More needs a second person, and there is nobody else who could \
         decide it. Invite a manager with /staff.",
    );
    assert_eq!(shop.points(&shop.anna).await, 50);
}

async fn s4_two_who_decide_at_once_decide_once(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    asked_for(&shop, &mia).await;

    tokio::join!(mia.taps("✅ Yes, do it"), shop.owner.taps("✅ Yes, do it"));

    shop.stage.post_everything().await;
    assert_eq!(shop.points(&shop.anna).await, 250);
    assert_eq!(shop.movements(&shop.anna).await, [(50, "welcome"), (200, "adjusted")]);
    shop.stage.everybody_looks();
}

async fn p3_a_repeated_tap_adjusts_once(shop: TestShop) {
    let owner = &shop.owner;
    wants(owner, "anna", "100", "because").await;

    let (first, _) = owner.taps_twice("Give 100 points").await;
    owner.taps_again(&first).await;

    drop(owner.reads());
    assert_eq!(shop.points(&shop.anna).await, 150);
    shop.stage.post().await;
    assert_eq!(shop.anna.reads().len(), 1);
}

async fn taking_more_than_there_is_leaves_no_debt(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    wants(owner, "anna", "-80", "wrong account").await;
    owner.taps("Take 80 points").await;

    owner.hears("✅ There were only <b>50 points</b> to take from Anna. Now there are none left, and nothing is owed.");
    assert_eq!((shop.kept(anna).await.points, shop.kept(anna).await.owed), (0, 0));
    shop.stage.post().await;
    anna.hears("<b>Corner Café</b> took <b>50 points</b> off your account.\nwrong account\nYou have 0 points.");
    wants(owner, "anna", "-80", "again").await;
    owner.taps("Take 80 points").await;
    owner.hears("Anna has no points that could be taken. Nothing was changed.");
    shop.stage.post().await;
    anna.hears_nothing();
}

async fn p5_points_that_are_over_are_not_taken(shop: TestShop) {
    shop.passes(TimeDelta::days(400)).await;
    let owner = &shop.owner;
    wants(owner, "anna", "-10", "because").await;

    owner.taps("Take 10 points").await;

    owner.hears("Anna has no points that could be taken. Nothing was changed.");
    assert_eq!(shop.movements(&shop.anna).await, [(50, "welcome"), (-50, "expired")]);
}

async fn wrong_amounts_and_reasons_are_asked_again(shop: TestShop) {
    let owner = &shop.owner;
    opens_the_file(owner, "anna").await;
    owner.taps("± Give or take points").await;
    for wrong in ["0", "some", "1.5", "1000001"] {
        owner.says(wrong).await;
        let seen = owner.looks().text;
        assert!(
            seen.starts_with("Please send a whole number of points"),
            "{wrong}: {seen}"
        );
    }
    owner.says("−20").await;
    for wrong in ["…".to_owned(), "x".repeat(121)] {
        owner.says(&wrong).await;
        assert!(owner.looks().text.starts_with("Please give a reason in words"));
    }
    owner.says("because").await;

    owner.taps("Cancel").await;

    assert!(owner.looks().text.contains("Anna"));
    assert_eq!(shop.points(&shop.anna).await, 50);
}

async fn s3_the_log_knows_before_and_after(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    asked_for(&shop, &mia).await;
    mia.taps("✅ Yes, do it").await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let log = shop.log().await;

    let adjusted = log.iter().find(|done| done.action == "points.adjust").unwrap();
    assert_eq!(adjusted.actor_name.as_deref(), Some("Mia"));
    assert_eq!(adjusted.was.as_ref().unwrap()["points"], 50);
    assert_eq!(adjusted.became.as_ref().unwrap()["points"], 250);
    assert_eq!(adjusted.became.as_ref().unwrap()["asked_by"], shop.clerk.user().0);
    shop.owner.says("/audit").await;
    let seen = shop.owner.looks().text;
    assert!(seen.contains("changed points by +200 (lost card)"), "{seen}");
    assert!(seen.contains("asked to change points by +200 (lost card)"), "{seen}");
}
