//! Who works in a shop, and what they may do.

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::reason::Actor;
use domain::role::Role;
use domain::{Token, UserId};
use loyalty::Accepted;
use playground::Rights;
use stories::{Someone, TestShop, every_tap, on_both_engines};

on_both_engines![
    s1_a_group_admin_is_no_staff,
    s1_buttons_of_a_clerk_who_was_removed_do_nothing,
    s1_a_customer_who_forges_buttons_gets_nothing,
    s1_links_do_what_the_role_of_whoever_opens_them_allows,
    s1_a_role_is_judged_when_the_button_is_tapped,
    s2_an_invitation_works_once,
    s2_an_invitation_runs_out,
    s2_an_invitation_to_a_lower_role_is_left_for_somebody_else,
    s2_the_owner_invites_by_buttons,
    s3_everything_that_staff_do_is_in_the_log,
    s3_the_log_reads_in_plain_words,
    s5_a_clerk_sees_the_end_of_a_phone_number,
    a_shop_keeps_its_last_owner,
    whoever_was_removed_can_be_invited_again,
    the_menu_is_that_of_the_highest_role_in_any_shop,
];

async fn s1_a_group_admin_is_no_staff(shop: TestShop) {
    let (anna, room) = (&shop.anna, shop.has_a_group().await);
    let boss = shop.member_called("Boris").await;
    boss.joins(&room).await;
    room.happens(|group| group.promote(&boss.person, Rights::all())).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    room.posts().clear();
    let said = anna.says_in(&room, "hello").await;

    boss.replies_in(&room, said, "/sell 1000").await;

    boss.is_whispered(
        &room,
        "That is for the shop's staff. /menu shows what I can do for you.",
    );
    boss.says("/staff").await;
    boss.hears("That is for the shop's staff. /menu shows what I can do for you.");
    assert_eq!(shop.points(anna).await, 50);
}

async fn s1_buttons_of_a_clerk_who_was_removed_do_nothing(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    clerk.says("/sell 20 anna").await;
    let undo = clerk.looks().message_id;
    clerk.says("/find anna").await;
    let file = clerk.looks().message_id;
    clerk.says(&format!("/coupon {}", coupon.code)).await;
    let take = clerk.looks().message_id;
    owner.says("/staff").await;
    owner.taps("Budi").await;
    owner.taps("Yes, remove").await;
    owner.hears("<b>Budi</b> is no longer on the staff.");

    for (message, button) in [
        (undo, "Undo"),
        (file, "Record a sale"),
        (file, "Statement"),
        (take, "Take it"),
    ] {
        let tap = clerk.taps_on(message, button).await;
        tap.alerts("That is for the shop's staff. /menu shows what I can do for you.");
    }
    for command in [
        "/sell 20 anna",
        "/undo",
        "/find anna",
        "/gift",
        "/staff",
        "/audit",
        "/shop",
    ] {
        clerk.says(command).await;
        let seen = clerk.looks();
        assert!(
            !seen.html.contains("Anna") && !seen.html.contains("Coffee"),
            "{command}: {}",
            seen.html
        );
    }

    assert_eq!(shop.points(anna).await, 40);
    assert_eq!(shop.coupon(anna).await, coupon);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1, "the sale from before");
}

async fn s1_a_customer_who_forges_buttons_gets_nothing(shop: TestShop) {
    let (anna, theo) = (&shop.anna, shop.member_called("Theo").await);
    let mark = shop.mark().await;
    // What one does with one's own file is one's own affair.
    let deeds = async || {
        let others = shop.log().await.into_iter();
        others
            .filter(|deed| !matches!(deed.actor, Actor::Member(_) | Actor::Shop))
            .map(|deed| deed.action)
            .collect::<Vec<_>>()
    };
    let before = (shop.entries(anna).await, shop.coupon(anna).await, deeds().await);

    let mut moved = Vec::new();
    for tap in every_tap(&mark) {
        // By the last one he forgets himself.
        if matches!(tap, Tap::Forget { .. }) {
            moved = shop.movements(&theo).await;
        }
        theo.forges(&tap.data()).await;
        shop.stage.everybody_looks();
        theo.says("999").await;
        let heard = theo.reads();
        assert!(
            heard.iter().all(|seen| !seen.html.contains("Anna")),
            "{tap:?}: {heard:?}"
        );
        shop.passes(TimeDelta::seconds(5)).await;
    }

    let after = (shop.entries(anna).await, shop.coupon(anna).await, deeds().await);
    assert_eq!(after, before);
    assert_eq!(shop.role(&theo).await, None);
    assert_eq!(shop.role(&shop.clerk).await, Some(Role::Clerk));
    let coffee = shop.gift(shop.coffee).await;
    assert_eq!((coffee.price.get(), coffee.active), (30, true));
    let own = ["welcome", "check_in", "gift", "gift_cancelled"];
    assert!(
        !moved.is_empty() && moved.iter().all(|(_, kind)| own.contains(kind)),
        "{moved:?}"
    );
}

async fn s1_links_do_what_the_role_of_whoever_opens_them_allows(shop: TestShop) {
    let (anna, theo) = (&shop.anna, shop.member_called("Theo").await);
    let coupon = shop.has_redeemed(anna, shop.coffee).await;
    let card = Token::parse(&shop.file(anna).await.card).expect("a token");

    for start in [Start::Card(card), Start::Coupon(shop.id, coupon.code.clone())] {
        theo.starts(&start.payload()).await;
        let seen = theo.looks();
        assert!(
            !seen.html.contains("Anna") && seen.button("Take it").is_none(),
            "{start:?}: {}",
            seen.html
        );
        shop.clerk.starts(&start.payload()).await;
        assert!(shop.clerk.looks().html.contains("Anna"), "{start:?}");
    }
}

async fn s1_a_role_is_judged_when_the_button_is_tapped(shop: TestShop) {
    let manager = shop.employs("Mia", Role::Manager).await;
    manager.says("/gift").await;
    manager.taps("Coffee").await;
    manager.looks();
    shop.loyalty()
        .remove_staff(&shop.shop().await, shop.owner.user(), manager.user())
        .await
        .expect("an answer");
    shop.hires(&manager, Role::Clerk).await;

    let tap = manager.forges(&Tap::EditGift { gift: shop.coffee }.data()).await;

    tap.alerts("That takes at least the role of manager. Ask somebody who has it.");
    manager.hears_nothing();
}

async fn s2_an_invitation_works_once(shop: TestShop) {
    let (first, second) = (shop.stage.person("Citra"), shop.stage.person("Dewi"));
    let token = shop.invitation(Role::Clerk).await;
    let payload = Start::Staff(token).payload();

    first.starts(&payload).await;
    first
        .hears("✅ Welcome to the team of <b>Corner Café</b>! Your role: clerk. /menu has everything for the counter.");
    first.starts(&payload).await;
    first.looks();
    second.starts(&payload).await;

    second.hears("This invitation is no longer good: each works once, and not for long. Ask for a new one.");
    assert_eq!(
        (shop.role(&first).await, shop.role(&second).await),
        (Some(Role::Clerk), None)
    );
    let joined = shop
        .deeds(&first)
        .await
        .into_iter()
        .filter(|deed| deed == "staff.join")
        .count();
    assert_eq!(joined, 1);
    shop.stage.post_everything().await;
    shop.owner
        .hears("<b>Citra</b> has joined the staff of Corner Café (clerk). Not who you invited? /staff");
}

async fn s2_an_invitation_runs_out(shop: TestShop) {
    let late = shop.stage.person("Late");
    let token = shop.invitation(Role::Clerk).await;
    shop.passes(TimeDelta::days(2)).await;

    late.starts(&Start::Staff(token).payload()).await;

    late.looks();
    assert_eq!(shop.role(&late).await, None);
}

async fn s2_an_invitation_to_a_lower_role_is_left_for_somebody_else(shop: TestShop) {
    let token = shop.invitation(Role::Clerk).await;

    shop.owner.starts(&Start::Staff(token.clone()).payload()).await;

    shop.owner
        .hears("You're on the staff already, as owner. The invitation is still good for somebody else.");
    assert_eq!(shop.role(&shop.owner).await, Some(Role::Owner));
    let user = UserId(77);
    let accepted = shop
        .loyalty()
        .accept_invitation(&token, user, "Somebody")
        .await
        .expect("an answer");
    assert!(matches!(accepted, Accepted::Done { .. }), "{accepted:?}");
    shop.stage.post_everything().await;
    shop.owner.looks();
}

async fn s2_the_owner_invites_by_buttons(shop: TestShop) {
    let (owner, citra) = (&shop.owner, shop.stage.person("Citra"));
    owner.says("/staff").await;
    owner.taps("Invite somebody").await;

    owner.taps("Manager").await;

    let heard = owner.reads();
    let [.., invitation, hint] = heard.as_slice() else {
        panic!("{heard:#?}")
    };
    assert_eq!(
        hint.html,
        "Forward this message to the one person it is for. Whoever opens the link first is on your staff."
    );
    let link = invitation
        .html
        .split_whitespace()
        .find(|word| word.contains("start="))
        .expect("a link")
        .to_owned();
    assert_eq!(
        invitation.html,
        format!(
            "You are invited to the team of <b>Corner Café</b> (manager): {link}\n\nThe link works once, for 2 days."
        )
    );
    citra.opens(&link).await;
    citra.looks();
    assert_eq!(shop.role(&citra).await, Some(Role::Manager));
    shop.stage.post_everything().await;
    owner.hears("<b>Citra</b> has joined the staff of Corner Café (manager). Not who you invited? /staff");
}

async fn s3_everything_that_staff_do_is_in_the_log(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    let code = shop.has_redeemed(anna, shop.coffee).await.code;
    clerk.says("/sell 20 anna").await;
    clerk.taps("Undo").await;
    clerk.says(&format!("/coupon {code}")).await;
    clerk.taps("Take it").await;
    clerk.looks();
    shop.changes(shop.coffee, |gift| gift.price = domain::Points::at_least_zero(35))
        .await;
    shop.loyalty()
        .remove_staff(&shop.shop().await, owner.user(), clerk.user())
        .await
        .expect("an answer");

    let log = shop.log().await;

    let told: Vec<(String, Option<&str>)> = log
        .iter()
        .map(|done| (done.action.clone(), done.member_name.as_deref()))
        .collect();
    let told: Vec<(&str, Option<&str>)> = told.iter().map(|(action, member)| (action.as_str(), *member)).collect();
    assert_eq!(
        told,
        [
            ("shop.open", None),
            ("gift.add", None),
            ("gift.add", None),
            ("staff.invite", None),
            ("staff.join", None),
            ("sale.record", Some("Anna")),
            ("sale.undo", Some("Anna")),
            ("coupon.use", Some("Anna")),
            ("gift.change", None),
            ("staff.remove", None),
        ]
    );
    let changed = log
        .iter()
        .find(|done| done.action == "gift.change")
        .expect("the change");
    assert_eq!(changed.actor, Actor::Staff(owner.user()));
    assert_eq!(
        (
            &changed.was.as_ref().unwrap()["price"],
            &changed.became.as_ref().unwrap()["price"]
        ),
        (&30.into(), &35.into())
    );
    assert!(log.iter().all(|done| done.at >= log[0].at), "each says when");
    shop.stage.post().await;
    anna.reads();
}

async fn s3_the_log_reads_in_plain_words(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    shop.employs("Citra", Role::Clerk).await;
    clerk.says("/sell 20 anna").await;
    clerk.taps("Undo").await;
    clerk.looks();
    owner.says("/staff").await;
    owner.taps("Citra").await;
    owner.taps("Yes, remove").await;

    owner.says("/audit").await;

    let seen = owner.looks();
    for row in [
        "<b>Olga</b>: removed Citra from the staff",
        "<b>Budi</b>: undid a sale of €20 (Anna)",
        "<b>Budi</b>: recorded a sale of €20 (Anna)",
        "<b>Citra</b>: joined as clerk",
        "<b>Olga</b>: invited a new clerk",
        "<b>Olga</b>: made the gift Mug",
    ] {
        assert!(seen.html.contains(row), "{row} is not in\n{}", seen.html);
    }
    shop.stage.post().await;
    anna.reads();
    shop.clerk.says("/audit").await;
    shop.clerk
        .hears("That takes at least the role of owner. Ask somebody who has it.");
}

async fn s5_a_clerk_sees_the_end_of_a_phone_number(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let manager = shop.employs("Mia", Role::Manager).await;
    anna.says("/settings").await;
    anna.taps("Share my number").await;
    anna.shares_phone().await;
    anna.looks();
    let phone = shop.file(anna).await.phone.expect("it is kept");
    let end = &phone[phone.len() - 3..];

    let mut seen = Vec::new();
    for somebody in [clerk, &manager, &shop.owner] {
        somebody.says("/find anna").await;
        seen.push(somebody.looks().html);
    }

    assert!(
        seen[0].contains(&format!("••• {end}")) && !seen[0].contains(&phone),
        "{}",
        seen[0]
    );
    assert!(seen[1].contains(&phone), "{}", seen[1]);
    assert!(seen[2].contains(&phone), "{}", seen[2]);
}

async fn a_shop_keeps_its_last_owner(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/staff").await;

    let own = owner.forges(&Tap::RemoveStaff { user: owner.user() }.data()).await;

    own.alerts("A shop needs an owner. Invite another one first: /staff");
    owner.hears_nothing();
    assert_eq!(shop.role(owner).await, Some(Role::Owner));
    let second = shop.employs("Otto", Role::Owner).await;
    let gone = removes(&shop, &second, owner).await;
    assert_eq!(gone, loyalty::Removed::Done);
    assert_eq!(removes(&shop, &second, &second).await, loyalty::Removed::LastOwner);
    assert_eq!(shop.role(&second).await, Some(Role::Owner));
}

async fn removes(shop: &TestShop, by: &Someone, whom: &Someone) -> loyalty::Removed {
    shop.loyalty()
        .remove_staff(&shop.shop().await, by.user(), whom.user())
        .await
        .expect("an answer")
}

async fn whoever_was_removed_can_be_invited_again(shop: TestShop) {
    let clerk = &shop.clerk;
    removes(&shop, &shop.owner, clerk).await;
    assert_eq!(shop.role(clerk).await, None);

    shop.hires(clerk, Role::Manager).await;

    assert_eq!(shop.role(clerk).await, Some(Role::Manager));
    clerk.says("/sell 20 anna").await;
    clerk.looks();
    assert_eq!(shop.points(&shop.anna).await, 70);
    shop.stage.post().await;
    shop.anna.looks();
}

async fn the_menu_is_that_of_the_highest_role_in_any_shop(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let zara = shop.employs("Zara", Role::Manager).await;
    other.hires(&zara, Role::Clerk).await;
    let scope = format!("chat:{}", zara.user());
    let has = |name: &str| {
        let menu = shop.stage.bot.commands(&scope, "");
        menu.iter().any(|command| command["command"] == name)
    };
    assert!(has("sell") && has("gift"), "a manager in one of them");

    for (place, by) in [(&shop, &shop.owner), (&other, &other.owner)] {
        assert!(has("sell"));
        by.says("/staff").await;
        by.taps("Remove Zara").await;
        by.taps("Yes, remove").await;
        by.looks();
        assert_eq!(place.role(&zara).await, None);
        assert!(!has("gift"));
    }

    assert!(!has("sell"), "she works nowhere");
}
