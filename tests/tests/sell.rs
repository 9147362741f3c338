//! A purchase at the till.

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::role::Role;
use loyalty::Sold;
use stories::{TestShop, on_both_engines, scan};

on_both_engines![
    a_sale_is_two_taps_and_an_amount_from_the_card,
    a_sale_is_a_reply_in_the_group,
    a_sale_names_the_member,
    a_sale_goes_to_the_file_that_is_open,
    a_file_that_was_opened_long_ago_is_not_meant,
    a_number_leaves_no_doubt_whatever_file_is_open,
    two_members_of_one_name_are_asked_about,
    whoever_is_not_found_can_be_named_again,
    s6_an_amount_of_one_shop_is_no_amount_in_another,
    a_reply_to_somebody_who_is_no_member_invites_them,
    p3_a_sale_whose_update_comes_again_is_one,
    p3_a_choice_that_is_tapped_twice_is_one_sale,
    p8_an_amount_that_could_be_two_is_asked_about,
    p8_an_amount_that_could_be_two_leads_on_before_it_is_known_whose_it_is,
    p8_an_amount_that_cannot_be_is_sent_again,
    p8_amounts_that_cannot_be_are_refused_with_what_to_do,
    p8_money_is_read_as_people_type_it_in_the_shops_language,
    s1_nobody_sells_to_themselves,
    members_are_found_by_any_part_of_what_is_known,
    a_members_own_card_is_harmless_to_others,
];

async fn a_sale_is_two_taps_and_an_amount_from_the_card(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    anna.says("/card").await;
    let card = anna.looks();
    let link = scan(&card.photo.expect("the card is a picture"));

    clerk.opens(&link).await;
    assert!(clerk.looks().html.starts_with("👤 <b>Anna</b>, No. 1"));
    clerk.taps("Record a sale").await;
    clerk.hears("How much did <b>Anna</b> pay? Just send the amount.");
    clerk.says("128.50").await;

    clerk.hears("✅ <b>Anna</b> paid <b>€128.50</b> and earned 128 points.\nBalance: 178 points");
    shop.stage.post().await;
    anna.hears(
        "🧾 Thank you! Your purchase of <b>€128.50</b> at Corner Café earned you <b>128 points</b>.\n\
         You have 178 points. What they can get: /gifts",
    );
}

async fn a_sale_is_a_reply_in_the_group(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let room = shop.has_a_group().await;
    let asked = anna.says_in(&room, "the brown ones, please").await;

    clerk.replies_in(&room, asked, "/sell 128.50 shoes").await;

    clerk.is_whispered(
        &room,
        "✅ <b>Anna</b> paid <b>€128.50</b> and earned 128 points.\nBalance: 178 points",
    );
    room.reads_nothing();
    assert_eq!(shop.points(anna).await, 178);
    let mut tx = shop.loyalty().db.read().await.expect("a look");
    let member = shop.file(anna).await.id;
    let orders = storage::orders::last_of_member(&mut tx, shop.id, member, 5)
        .await
        .expect("an answer");
    tx.commit().await.expect("an end");
    assert_eq!((orders.len(), orders[0].note.as_str()), (1, "shoes"));
    clerk.taps_in(&room, "Undo").await;
    clerk.is_whispered(
        &room,
        "↩️ The purchase of <b>Anna</b> for €128.50 is undone. Taken back: 128 points.",
    );
    assert_eq!(shop.points(anna).await, 50);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 2);
}

async fn a_sale_names_the_member(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);

    for typed in [
        "/sell 10 anna",
        "/sell anna 10",
        "/sell 10 @anna shoes",
        "/sell 10 #1001 shoes",
        "/sell €10 ann",
    ] {
        clerk.says(typed).await;
        let seen = clerk.looks();
        assert!(
            seen.html
                .starts_with("✅ <b>Anna</b> paid <b>€10</b> and earned 10 points."),
            "{typed}: {}",
            seen.html
        );
    }

    assert_eq!(shop.points(anna).await, 100);
    shop.stage.post().await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 5);
}

async fn a_sale_goes_to_the_file_that_is_open(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    clerk.says("/find ann").await;

    clerk.says("/sell 20").await;

    assert!(clerk.looks().html.starts_with("✅ <b>Anna</b> paid <b>€20</b>"));
    clerk.says("/sell 5").await;
    assert!(clerk.looks().html.starts_with("✅ <b>Anna</b> paid <b>€5</b>"));
    assert_eq!(shop.points(anna).await, 75);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 2);
}

async fn a_file_that_was_opened_long_ago_is_not_meant(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    clerk.says("/find ann").await;
    shop.passes(TimeDelta::minutes(16)).await;

    clerk.says("/sell 20").await;
    clerk.hears("<b>€20</b>: whose purchase is it? Send a name, member number or phone number, or scan the card.");
    assert_eq!(shop.points(anna).await, 50);
    clerk.says("anna").await;

    assert!(clerk.looks().html.starts_with("✅ <b>Anna</b> paid <b>€20</b>"));
    shop.stage.post().await;
    anna.looks();
}

async fn a_number_leaves_no_doubt_whatever_file_is_open(shop: TestShop) {
    let (clerk, ben) = (&shop.clerk, shop.member_called("Ben").await);
    clerk.says("/find anna").await;

    clerk.says("/sell 20 #1002 shoes").await;
    assert!(clerk.looks().html.starts_with("✅ <b>Ben</b> paid <b>€20</b>"));
    clerk.says("/find anna").await;
    clerk.says("/sell 5 ben").await;

    // A name could be a word about what was bought.
    let seen = clerk.looks();
    assert_eq!(seen.html, "<b>€5</b>: which \"ben\" is it?");
    assert!(seen.button("Anna").is_some() && seen.button("Ben").is_some());
    assert_eq!((shop.points(&shop.anna).await, shop.points(&ben).await), (50, 70));
    shop.stage.post().await;
    ben.looks();
}

async fn two_members_of_one_name_are_asked_about(shop: TestShop) {
    let clerk = &shop.clerk;
    let other = shop.member_called("Anna-Lena").await;

    clerk.says("/sell 20 anna").await;
    let seen = clerk.looks();
    assert_eq!(seen.html, "<b>€20</b>: which \"anna\" is it?");
    assert_eq!(shop.points(&other).await, 50);
    clerk.taps("Anna-Lena").await;

    clerk.hears("✅ <b>Anna-Lena</b> paid <b>€20</b> and earned 20 points.\nBalance: 70 points");
    assert_eq!((shop.points(&shop.anna).await, shop.points(&other).await), (50, 70));
    shop.stage.post().await;
    other.looks();
}

async fn whoever_is_not_found_can_be_named_again(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);

    clerk.says("/sell 20 hannah").await;
    assert!(clerk.looks().html.starts_with("I found nobody for \"hannah\"."));
    clerk.says("anna").await;

    assert!(clerk.looks().html.starts_with("✅ <b>Anna</b> paid <b>€20</b>"));
    assert_eq!(shop.points(anna).await, 70);
    shop.stage.post().await;
    anna.looks();
}

async fn s6_an_amount_of_one_shop_is_no_amount_in_another(shop: TestShop) {
    let clerk = &shop.clerk;
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    other.hires(clerk, Role::Clerk).await;
    clerk.opens(&shop.link()).await;
    clerk.says("/sell 20").await;

    clerk.forges(&Tap::EnterShop { shop: other.id }.data()).await;
    clerk.says("customer").await;

    assert!(clerk.looks().html.starts_with("👤 <b>Customer of Warung</b>"));
    assert_eq!(other.points(&other.anna).await, 50);
}

async fn a_reply_to_somebody_who_is_no_member_invites_them(shop: TestShop) {
    let clerk = &shop.clerk;
    let room = shop.has_a_group().await;
    let stranger = shop.stage.person("Stan");
    stranger.joins(&room).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post().await;
    room.posts().clear();
    let said = stranger.says_in(&room, "hello").await;

    clerk.replies_in(&room, said, "/sell 20").await;

    clerk.is_whispered(
        &room,
        &format!(
            "<b>Stan</b> is not a member yet. Send them this; once they've joined, the sale can be recorded:\n\n\
             Become a member of <b>Corner Café</b>: points with every purchase, gifts for your points. One tap: {}",
            shop.link()
        ),
    );
}

async fn p3_a_sale_whose_update_comes_again_is_one(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    clerk.says("/sell 20 anna").await;
    let update = *shop
        .stage
        .playground
        .delivered_updates(&shop.stage.bot)
        .last()
        .expect("the message");
    clerk.looks();

    shop.stage.playground.redeliver(update).expect("it was taken");
    shop.stage.quiet().await;

    clerk.hears_nothing();
    assert_eq!(shop.points(anna).await, 70);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1);
}

async fn p3_a_choice_that_is_tapped_twice_is_one_sale(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.member_called("Anna-Lena").await;
    clerk.says("/sell 20 anna").await;

    let (tap, _) = clerk.taps_twice("Anna · ").await;
    assert!(clerk.looks().html.starts_with("✅ <b>Anna</b> paid <b>€20</b>"));
    clerk.taps_again(&tap).await;

    clerk.hears_nothing();
    assert_eq!(shop.points(anna).await, 70);
    assert_eq!(shop.movements(anna).await, [(50, "welcome"), (20, "purchase")]);
    shop.stage.post().await;
    assert_eq!(anna.reads().len(), 1);
}

async fn p8_an_amount_that_could_be_two_is_asked_about(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);

    clerk.says("/sell 1.250 anna").await;
    let seen = clerk.looks();
    assert_eq!(seen.html, "\"1.250\" could be two amounts. Which one is it?");
    assert_eq!(shop.points(anna).await, 50);
    clerk.taps("€1,250").await;

    assert!(
        clerk
            .looks()
            .html
            .starts_with("✅ <b>Anna</b> paid <b>€1,250</b> and earned 1,250 points.")
    );
    assert_eq!(shop.points(anna).await, 1_300);
    shop.stage.post().await;
    anna.looks();
}

async fn p8_an_amount_that_could_be_two_leads_on_before_it_is_known_whose_it_is(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);

    for typed in ["/sell 1.250", "/sell 1.250 hannah"] {
        clerk.says(typed).await;
        clerk.hears("\"1.250\" could be two amounts. Which one is it?");
        clerk.taps("€1.25").await;
        clerk
            .hears("<b>€1.25</b>: whose purchase is it? Send a name, member number or phone number, or scan the card.");
        clerk.says("anna").await;
        assert!(
            clerk.looks().html.starts_with("✅ <b>Anna</b> paid <b>€1.25</b>"),
            "{typed}"
        );
        shop.passes(TimeDelta::minutes(16)).await;
    }

    assert_eq!(shop.points(anna).await, 52);
    shop.stage.post_everything().await;
    assert_eq!(anna.reads().len(), 2);
}

async fn p8_an_amount_that_cannot_be_is_sent_again(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);

    for (typed, again) in [("/sell 12.3456", "12.34 anna"), ("/sell 12.3456 anna", "12.34")] {
        clerk.says(typed).await;
        clerk.hears("\"12.3456\" has too many decimals: EUR has 2. Send it again?");
        clerk.says(again).await;
        assert!(
            clerk.looks().html.starts_with("✅ <b>Anna</b> paid <b>€12.34</b>"),
            "{typed}"
        );
        shop.passes(TimeDelta::minutes(16)).await;
    }

    assert_eq!(shop.points(anna).await, 74);
    shop.stage.post_everything().await;
    assert_eq!(anna.reads().len(), 2);
}

async fn p8_amounts_that_cannot_be_are_refused_with_what_to_do(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let link = Start::Card(domain::Token::parse(&shop.file(anna).await.card).expect("a token")).payload();

    for (typed, said) in [
        (
            "lots",
            "I can't read \"lots\" as an amount. Send just the number, such as 128.50.",
        ),
        (
            "0",
            "The amount has to be more than zero. To take a sale back, use /undo.",
        ),
        (
            "12.3456",
            "\"12.3456\" has too many decimals: EUR has 2. Send it again?",
        ),
        (
            "$20",
            "\"$20\" looks like another currency. This shop sells in EUR; send the amount in it.",
        ),
        (
            "99999999999999",
            "That is more than €10,000,000,000, the most for one sale. Is there a digit too many?",
        ),
    ] {
        clerk.starts(&link).await;
        clerk.taps("Record a sale").await;
        clerk.says(typed).await;
        let seen = clerk.looks();
        assert_eq!(seen.html, said, "{typed}");
    }

    clerk.says("12.34").await;
    assert!(clerk.looks().html.contains("€12.34"), "the question is still open");
    assert_eq!(shop.points(anna).await, 62);
    shop.stage.post().await;
    anna.looks();
}

async fn p8_money_is_read_as_people_type_it_in_the_shops_language(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    clerk.person.set_language(Some("id"));
    shop.passes(TimeDelta::seconds(2)).await;

    clerk.says("/sell 128,50 anna").await;

    clerk.looks();
    assert_eq!(shop.points(anna).await, 178);
    shop.stage.post().await;
    anna.looks();
}

async fn s1_nobody_sells_to_themselves(shop: TestShop) {
    let clerk = &shop.clerk;
    shop.makes_a_member_of(clerk).await;

    clerk.says("/sell 20 budi").await;

    clerk.hears("A sale to yourself has to be recorded by a colleague.");
    assert_eq!(shop.points(clerk).await, 50);
    let (standing, member) = (shop.shop().await, shop.file(clerk).await.id);
    let amount = domain::order::Item::Amount(domain::Money::new(100).expect("an amount"));
    let ask = loyalty::Sell::amount(&standing, clerk.user(), member, &amount, "story");
    assert_eq!(shop.loyalty().sell(&ask).await.expect("an answer"), Sold::ToYourself);
}

async fn members_are_found_by_any_part_of_what_is_known(shop: TestShop) {
    let clerk = &shop.clerk;
    let manager = shop.employs("Mia", Role::Manager).await;
    let zoe = shop.stage.newcomer(playground::NewPerson {
        first_name: "Zoë".into(),
        last_name: Some("O'Brien".into()),
        username: Some("zobri".into()),
        phone: Some("+62 812-3456-789".into()),
        ..playground::NewPerson::default()
    });
    shop.enrolls(&zoe).await;
    let wang = shop.stage.newcomer(playground::NewPerson {
        first_name: "王小明".into(),
        ..playground::NewPerson::default()
    });
    shop.enrolls(&wang).await;
    zoe.says("/settings").await;
    zoe.taps("Share my number").await;
    zoe.shares_phone().await;
    zoe.hears("Thank you, your number is on your account. Remove it at any time with /privacy.");

    for (typed, name) in [
        ("zoe", "Zoë O'Brien"),
        ("brien", "Zoë O'Brien"),
        ("rie", "Zoë O'Brien"),
        ("@zobri", "Zoë O'Brien"),
        ("#1002", "Zoë O'Brien"),
        ("1002", "Zoë O'Brien"),
        ("3456789", "Zoë O'Brien"),
        ("+62 812 3456 789", "Zoë O'Brien"),
        ("小明", "王小明"),
        ("明", "王小明"),
    ] {
        clerk.says(&format!("/find {typed}")).await;
        let seen = clerk.looks();
        assert!(
            seen.html.starts_with(&format!("👤 <b>{name}</b>")),
            "{typed}: {}",
            seen.html
        );
    }

    clerk.says("/find zoe").await;
    let clerks = clerk.looks().html;
    manager.says("/find zoe").await;
    let managers = manager.looks().html;
    assert!(
        clerks.contains("••• 789") && !clerks.contains("628123456789"),
        "s5: {clerks}"
    );
    assert!(managers.contains("+628123456789"), "s5: {managers}");
    clerk.says("/find nobody").await;
    assert!(clerk.looks().html.starts_with("I found nobody for \"nobody\"."));
}

async fn a_members_own_card_is_harmless_to_others(shop: TestShop) {
    let (anna, stranger) = (&shop.anna, shop.stage.person("Stan"));
    let card = Start::Card(domain::Token::parse(&shop.file(anna).await.card).expect("a token")).payload();

    stranger.starts(&card).await;

    let seen = stranger.looks();
    assert_eq!(
        seen.html,
        "This is a member card of <b>Corner Café</b>. The till scans it to give points. Would you like one, too? /start"
    );
    assert!(!seen.html.contains("Anna"));
    let tap = stranger
        .forges(
            &Tap::AskSale {
                member: shop.file(anna).await.id,
            }
            .data(),
        )
        .await;
    tap.alerts("That is for the shop's staff. /menu shows what I can do for you.");
    stranger.hears_nothing();
}
