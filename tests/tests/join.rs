//! Becoming a member, and what is asked and told on the way.

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::Lang;
use domain::role::Role;
use playground::{Fault, NewPerson};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    whoever_opens_the_link_is_told_what_is_kept_before_anything_is,
    whoever_does_not_want_to_is_no_member,
    p3_the_welcome_points_come_once,
    p3_a_welcome_that_nobody_heard_is_said_again,
    members_are_numbered_in_the_order_in_which_they_come,
    the_language_is_telegrams_until_another_is_chosen,
    a_language_that_is_not_spoken_is_answered_in_the_shops,
    a_link_to_a_gift_leads_there_once_they_are_in,
    a_name_with_markup_stays_a_name,
    d4_a_new_name_is_noted,
    d4_a_new_name_is_known_in_every_club,
    somebody_elses_number_is_not_kept,
    a_phone_number_is_removed_when_asked,
    privacy_says_what_is_kept_and_why,
    there_are_no_adverts_to_stop,
    a_stranger_without_a_shop_is_told_where_to_begin,
    every_command_of_the_menu_is_answered,
    an_old_button_is_answered_with_a_fresh_one,
];

async fn whoever_opens_the_link_is_told_what_is_kept_before_anything_is(shop: TestShop) {
    let ben = shop.stage.person("Ben");

    ben.opens(&shop.link()).await;
    let seen = ben.looks();
    assert_eq!(
        seen.html,
        "Hello Ben! Become a member of <b>Corner Café</b>: collect points with every purchase and swap them for gifts.\n\
         🎁 As a welcome you get 50 points.\n\n\
         <b>What is kept, and why</b>\n\
         • your name, @username and language, to know you\n\
         • your purchases, points and coupons, to keep your account\n\
         • whatever else you choose to tell, to look after you well\n\
         Only this shop sees it, and nothing is sold or passed on. Messages about offers come only if you say yes to them. \
         More: /privacy"
    );
    assert!(shop.find(&ben).await.is_none(), "nobody is a member without agreeing");
    ben.taps("Agree and join").await;

    ben.hears(
        "🎉 <b>Welcome to Corner Café, Ben!</b>\nYou are member No. 1002.\n🎁 Your welcome gift is already on your card: 50 points.\n\n\
         Show your card at the till whenever you buy something: /card",
    );
    assert_eq!(shop.points(&ben).await, 50);
}

async fn whoever_does_not_want_to_is_no_member(shop: TestShop) {
    let ben = shop.stage.person("Ben");
    ben.opens(&shop.link()).await;

    ben.taps("Not now").await;

    ben.hears("No problem, no account was opened for you. Send /start whenever you feel like it.");
    assert!(shop.find(&ben).await.is_none());
    ben.starts("").await;
    ben.taps("Agree and join").await;
    ben.looks();
    assert_eq!(shop.points(&ben).await, 50);
}

async fn p3_the_welcome_points_come_once(shop: TestShop) {
    let ben = shop.stage.person("Ben");
    ben.opens(&shop.link()).await;

    let (tap, _) = ben.taps_twice("Agree and join").await;
    ben.taps_again(&tap).await;
    let update = *shop
        .stage
        .playground
        .delivered_updates(&shop.stage.bot)
        .last()
        .expect("the tap");
    shop.stage.playground.redeliver(update).expect("it was taken");
    shop.stage.quiet().await;
    ben.opens(&shop.link()).await;
    ben.looks();

    assert_eq!(shop.movements(&ben).await, [(50, "welcome")]);
    assert_eq!(shop.file(&ben).await.number, 1_002);
}

async fn p3_a_welcome_that_nobody_heard_is_said_again(shop: TestShop) {
    let ben = shop.stage.person("Ben");
    ben.opens(&shop.link()).await;
    for _ in 0..2 {
        shop.stage.playground.fail_next("editMessageText", Fault::ServerError);
    }

    ben.taps("Agree and join").await;
    assert_eq!(shop.points(&ben).await, 50);
    shop.passes(TimeDelta::minutes(5)).await;

    ben.hears(
        "🎉 <b>Welcome to Corner Café, Ben!</b>\nYou are member No. 1002.\n🎁 Your welcome gift is already on your card: 50 points.\n\n\
         Show your card at the till whenever you buy something: /card",
    );
    ben.opens(&shop.link()).await;
    ben.looks();
    assert_eq!(shop.movements(&ben).await, [(50, "welcome")]);
}

async fn members_are_numbered_in_the_order_in_which_they_come(shop: TestShop) {
    let mut numbers = vec![shop.file(&shop.anna).await.number];

    for name in ["Ben", "Chris", "Dora"] {
        let member = shop.member_called(name).await;
        numbers.push(shop.file(&member).await.number);
    }

    assert_eq!(numbers, [1_001, 1_002, 1_003, 1_004]);
}

fn speaking(shop: &TestShop, name: &str, code: Option<&str>) -> Someone {
    shop.stage.newcomer(NewPerson {
        first_name: name.to_owned(),
        language_code: code.map(str::to_owned),
        ..NewPerson::default()
    })
}

async fn the_language_is_telegrams_until_another_is_chosen(shop: TestShop) {
    let wang = speaking(&shop, "王小明", Some("zh-hans"));
    wang.opens(&shop.link()).await;
    let agree = say::join::agree_label(Lang::ZhCn);
    wang.taps(&agree).await;
    assert!(wang.looks().html.contains("50"));
    wang.person.set_language(Some("id"));
    wang.says("/points").await;
    assert_eq!(
        wang.looks().labels().first().copied(),
        Some(say::menu::statement_label(Lang::Id).as_str())
    );

    wang.says("/language").await;
    wang.taps("English").await;
    wang.hears("Fine, I'll speak English with you.");
    wang.says("/points").await;

    wang.hears("You have <b>50 points</b> at Corner Café.\n\n50 points can be spent until 23 Nov 2027.");
    shop.sells(&wang, 1_000).await;
    shop.clerk.says("/sell 10 小明").await;
    shop.clerk.looks();
    shop.stage.post().await;
    assert!(
        wang.looks().html.starts_with("🧾 Thank you!"),
        "letters speak the chosen language, too"
    );
}

async fn a_language_that_is_not_spoken_is_answered_in_the_shops(shop: TestShop) {
    let yulia = speaking(&shop, "Юлия", Some("ru"));

    yulia.opens(&shop.link()).await;

    assert!(yulia.looks().html.starts_with("Hello Юлия!"));
}

async fn a_link_to_a_gift_leads_there_once_they_are_in(shop: TestShop) {
    let anna = &shop.anna;

    anna.starts(&Start::Gift(shop.id, shop.mug).payload()).await;
    assert!(anna.looks().html.starts_with("🎁 <b>Mug</b>"));
    let ben = shop.stage.person("Ben");
    ben.starts(&Start::Gift(shop.id, shop.mug).payload()).await;

    assert!(ben.looks().button("Agree and join").is_some());
    anna.starts(&Start::Points(shop.id).payload()).await;
    assert!(anna.looks().html.starts_with("You have <b>50 points</b>"));
    anna.starts(&Start::Gifts(shop.id).payload()).await;
    assert!(anna.looks().html.starts_with("🎁 <b>Gifts for your points</b>"));
}

async fn a_name_with_markup_stays_a_name(shop: TestShop) {
    let name = "<b>Bobby</b> & \u{202e}\"Tables\"";
    let bobby = shop.stage.newcomer(NewPerson {
        first_name: name.to_owned(),
        ..NewPerson::default()
    });

    bobby.opens(&shop.link()).await;
    bobby.taps("Agree and join").await;

    let seen = bobby.looks();
    assert!(
        seen.text
            .starts_with("🎉 Welcome to Corner Café, <b>Bobby</b> & \"Tables\"!"),
        "{}",
        seen.text
    );
    shop.clerk.says("/find bobby").await;
    assert!(shop.clerk.looks().text.contains("<b>Bobby</b> & \"Tables\""));
}

async fn d4_a_new_name_is_noted(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);

    anna.person.rename("Greta", Some("Schmidt"));
    anna.person.set_username(Some("greta_s"));
    anna.says("/points").await;
    anna.looks();

    for typed in ["greta", "schmidt", "@greta_s"] {
        clerk.says(&format!("/find {typed}")).await;
        assert!(
            clerk.looks().html.starts_with("👤 <b>Greta Schmidt</b>, No. 1001"),
            "{typed}"
        );
    }
    clerk.says("/find @anna").await;
    assert!(clerk.looks().html.starts_with("I found nobody"));
}

async fn d4_a_new_name_is_known_in_every_club(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    other.enrolls(&shop.anna).await;

    shop.anna.person.rename("Greta", Some("Schmidt"));
    shop.anna.person.set_username(Some("greta_s"));
    shop.anna.says("/points").await;
    shop.anna.looks();

    for clerk in [&shop.clerk, &other.clerk] {
        for typed in ["greta", "@greta_s"] {
            clerk.says(&format!("/find {typed}")).await;
            assert!(clerk.looks().html.starts_with("👤 <b>Greta Schmidt</b>"), "{typed}");
        }
    }
}

async fn somebody_elses_number_is_not_kept(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.stage.person("Ben"));
    anna.says("/settings").await;
    anna.taps("Share my number").await;

    anna.shares_phone_of(&ben).await;

    anna.hears("That is somebody else's number. Please share your own with the button below.");
    assert_eq!(shop.file(anna).await.phone, None);
}

async fn a_phone_number_is_removed_when_asked(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/settings").await;
    anna.taps("Share my number").await;
    anna.shares_phone().await;
    anna.hears("Thank you, your number is on your account. Remove it at any time with /privacy.");
    assert!(shop.file(anna).await.phone.is_some());

    anna.says("/privacy").await;
    anna.taps("Remove my number").await;

    anna.hears("Your phone number is removed.");
    assert_eq!(shop.file(anna).await.phone, None);
}

async fn privacy_says_what_is_kept_and_why(shop: TestShop) {
    shop.anna.says("/privacy").await;

    shop.anna.hears(
        "<b>Your data at Corner Café</b>\n\n\
         <b>What is kept:</b> your name, @username, Telegram number and language; your phone number, e-mail address, birthday \
         and whatever else you told the shop; what the staff noted about you; your purchases, points and coupons.\n\
         <b>Why:</b> to count your points, honour your coupons and look after you well. For nothing else.\n\
         <b>Who sees it:</b> the staff of Corner Café. Your phone number, your e-mail address, your full birthday \
         and private notes only the owner and managers. It is not sold or passed on.\n\
         <b>Your say:</b> take a copy, put it right or delete it, here and at any time.\n\n\
         Messages about offers: <b>no</b>",
    );
}

async fn there_are_no_adverts_to_stop(shop: TestShop) {
    shop.anna.says("/stop").await;

    shop.anna.hears(
        "I send you no messages about offers: I write when something happens with your own purchases, orders, points and \
         coupons. Would you like to hear of offers? Say so in /privacy.\n\
         You can mute this chat in Telegram at any time.",
    );
}

async fn a_stranger_without_a_shop_is_told_where_to_begin(shop: TestShop) {
    let stan = shop.stage.person("Stan");

    for payload in ["", "nonsense", "oABCDEFGHJKMN", "sABCDEFGHJKMN", "mABCDEFGHJKMN"] {
        stan.starts(payload).await;
        assert!(!stan.looks().html.is_empty(), "{payload}");
    }
    stan.starts("").await;

    stan.hears(
        "Hello! I keep the members' clubs of shops.\n\
         Open me through the link or the QR code of your shop, or from its group, and I'll know where you belong.",
    );
    for command in [
        "/points",
        "/gifts",
        "/coupons",
        "/card",
        "/menu",
        "/help",
        "/privacy",
        "/settings",
        "/sell 5 anna",
        "hello",
    ] {
        stan.says(command).await;
        assert!(!stan.looks().html.is_empty(), "{command}");
    }
}

async fn every_command_of_the_menu_is_answered(shop: TestShop) {
    shop.stage.sets_menus().await;
    let (bot, owner) = (&shop.stage.bot, shop.employs("Otto", Role::Owner).await);
    let scopes = [
        ("all_private_chats".to_owned(), &shop.anna),
        (format!("chat:{}", shop.clerk.user()), &shop.clerk),
        (format!("chat:{}", owner.user()), &owner),
    ];
    for (scope, person) in scopes {
        for language in ["", "en", "zh", "id"] {
            let commands = bot.commands(&scope, language);
            if language.is_empty() || scope == "all_private_chats" {
                assert!(!commands.is_empty(), "{scope} has a menu in {language:?}");
            }
            for command in commands {
                let name = command["command"].as_str().expect("a name").to_owned();
                person.says(&format!("/{name}")).await;
                let heard = person.reads();
                assert!(!heard.is_empty(), "/{name} is answered");
                for seen in heard {
                    assert!(
                        !seen.html.starts_with("I don't know that one."),
                        "/{name}: {}",
                        seen.html
                    );
                }
            }
            shop.passes(chrono::TimeDelta::minutes(1)).await;
        }
    }
}

async fn an_old_button_is_answered_with_a_fresh_one(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/menu").await;

    for data in ["", "gone", "r:1:2", "st:x", "🎁"] {
        let tap = anna.forges(data).await;
        tap.alerts("This button is from an old message. Send /menu and you'll have fresh ones.");
        anna.hears("That one was out of date. Here is the current one:");
    }
    anna.taps("Menu").await;

    assert_eq!(
        anna.looks().html,
        "Hello Anna! You have <b>50 points</b> at Corner Café. What would you like?"
    );
    let tap = anna
        .forges(
            &Tap::Gift {
                gift: domain::GiftId(uuid::Uuid::nil()),
            }
            .data(),
        )
        .await;
    assert_eq!(tap.answer().and_then(|answer| answer.text), None);
    anna.hears("This gift no longer exists. /gifts shows what there is.");
}
