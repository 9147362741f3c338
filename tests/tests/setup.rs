//! A shop is opened in the chat.

use std::sync::Arc;

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::role::Role;
use domain::shop::Shop;
use domain::{Lang, ShopId, Token};
use stories::{Someone, Stage, TestShop, on_both_engines};

on_both_engines![
    every_question_has_buttons,
    every_question_can_be_answered_in_words,
    words_that_are_no_answer_are_asked_again,
    every_question_can_be_gone_back,
    a_set_up_that_is_cancelled_leaves_nothing_and_can_begin_again,
    a_set_up_goes_on_after_a_restart,
    a_set_up_goes_on_after_days,
    s2_the_link_on_the_console_is_one_persons,
    s2_the_link_on_the_console_opens_one_shop,
    s2_the_link_on_the_console_ends_after_a_week,
    s2_nobody_opens_a_shop_without_a_link,
    the_club_opens_once_however_often_it_is_tapped,
    a_button_of_an_earlier_question_changes_nothing,
    an_answer_that_is_read_again_answers_one_question,
    the_owner_changes_the_shop_later,
    s6_a_question_about_one_shop_is_not_answered_in_another,
    only_the_owner_changes_the_shop,
    the_last_screen_leads_to_the_group_with_the_rights_it_needs,
];

async fn claims(stage: &Stage, owner: &Someone) -> Token {
    let token = stage.loyalty().claim_token().await.expect("a link");
    owner.starts(&Start::Claim(token.clone()).payload()).await;
    token
}

/// All answers by button, up to the summary.
async fn answers(owner: &Someone) {
    for button in ["English", "Olga", "Europe/Berlin", "EUR", "1 point per €1", "100"] {
        owner.taps(button).await;
    }
}

async fn shops(stage: &Stage) -> Vec<Shop> {
    let mut tx = stage.loyalty().db.read().await.expect("a look");
    storage::shops::list(&mut tx, None, 10).await.expect("an answer")
}

async fn every_question_has_buttons(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    owner.hears(
        "👋 <b>Welcome! I'm yours now.</b>\n\n\
         A few short questions and your members' club is open. Everything can be changed later.\n\n\
         <i>Question 1 of 6</i>\n\n\
         <b>Which language does your shop speak?</b>\n\
         It is for the group and for whoever's own language I don't speak. Each member can choose their own.",
    );

    answers(&owner).await;
    owner.hears(
        "<b>This is your club. Shall we open it?</b>\n\n\
         Shop: <b>Olga</b>\nLanguage: English\nTime zone: Europe/Berlin\nCurrency: EUR\n\
         Purchases: 1 point per €1\nWelcome: 100 points\nPoints live: 12 months",
    );
    assert!(shops(&stage).await.is_empty(), "nothing is open before it is said");
    owner.taps("Open the club").await;

    owner.hears(
        "🎉 <b>The club of Olga is open!</b>\n\n\
         1. Add me to your customers' group.\n2. Put a first gift into the gift area: /gift\n3. Invite your staff: /staff",
    );
    let all = shops(&stage).await;
    assert_eq!(all.len(), 1);
    let shop = &all[0];
    assert_eq!(
        (shop.name.as_str(), shop.lang, shop.time_zone),
        ("Olga", Lang::En, chrono_tz::Europe::Berlin)
    );
    assert_eq!(
        (
            shop.currency.code(),
            shop.rules.earn_per.minor(),
            shop.rules.welcome.get()
        ),
        ("EUR", 100, 100)
    );
    owner.says("/menu").await;
    assert!(owner.looks().button("Staff").is_some(), "the owner runs it");
}

async fn every_question_can_be_answered_in_words(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;

    owner.says("bahasa indonesia").await;
    owner.says("Warung <Ibu> & Co").await;
    owner.taps("Something else").await;
    owner.says("jakarta").await;
    owner.taps("Something else").await;
    owner.says("idr").await;
    owner.taps("Something else").await;
    owner.says("25.000").await;
    owner.taps("Something else").await;
    owner.says("75").await;
    owner.taps("Open the club").await;

    assert!(
        owner
            .looks()
            .text
            .starts_with("🎉 The club of Warung <Ibu> & Co is open!")
    );
    let shop = shops(&stage).await.remove(0);
    assert_eq!(
        (shop.name.as_str(), shop.lang, shop.time_zone),
        ("Warung <Ibu> & Co", Lang::Id, chrono_tz::Asia::Jakarta)
    );
    assert_eq!(
        (
            shop.currency.code(),
            shop.rules.earn_per.minor(),
            shop.rules.welcome.get()
        ),
        ("IDR", 2_500_000, 75)
    );
}

async fn words_that_are_no_answer_are_asked_again(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    let long = "x".repeat(65);

    for (good, bad, said) in [
        ("English", "klingon", "Which language"),
        (
            "Olga",
            long.as_str(),
            "A name needs at least one letter and at most 64 characters. What is it in short?",
        ),
        ("Europe/Berlin", "atlantis", "I can't find \"atlantis\" on my map."),
        ("EUR", "doubloons", "I don't know a currency \"doubloons\"."),
        ("1 point per €1", "much", "I can't read \"much\" as an amount."),
        (
            "50",
            "-3",
            "That should be a whole number between 0 and 100,000. Try again?",
        ),
    ] {
        owner.says(bad).await;
        let seen = owner.looks();
        assert!(seen.text.contains(said), "{bad}: {}", seen.text);
        if owner
            .person
            .last(&stage.bot)
            .is_some_and(|seen| seen.button(good).is_none())
        {
            owner.taps("Back").await;
        }
        owner.taps(good).await;
    }

    assert!(
        owner
            .looks()
            .html
            .starts_with("<b>This is your club. Shall we open it?</b>")
    );
}

async fn every_question_can_be_gone_back(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    answers(&owner).await;

    for question in [
        "How many points does a new member",
        "How fast do points grow",
        "Which currency",
        "Where is your shop",
    ] {
        owner.taps("Back").await;
        let seen = owner.looks();
        assert!(seen.text.contains(question), "{question}: {}", seen.text);
    }
    owner.taps("Asia/Singapore").await;
    owner.taps("SGD").await;
    owner.taps("1 point per").await;
    owner.taps("None").await;

    let seen = owner.looks();
    for line in ["Shop: Olga", "Time zone: Asia/Singapore", "Currency: SGD"] {
        assert!(seen.text.contains(line), "{line}: {}", seen.text);
    }
    owner.taps("Open the club").await;
    owner.looks();
    let shop = shops(&stage).await.remove(0);
    assert_eq!((shop.currency.code(), shop.rules.welcome.get()), ("SGD", 0));
}

async fn a_set_up_that_is_cancelled_leaves_nothing_and_can_begin_again(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    owner.taps("English").await;

    owner.taps("Cancel").await;

    owner.hears("Okay, we stop here and nothing is kept. Send /start whenever you want to begin again.");
    assert!(shops(&stage).await.is_empty());
    owner.starts("").await;
    assert!(owner.looks().text.contains("Question 1 of 6"));
    answers(&owner).await;
    owner.taps("Open the club").await;
    owner.looks();
    assert_eq!(shops(&stage).await.len(), 1);
}

async fn a_set_up_goes_on_after_a_restart(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    owner.taps("English").await;
    owner.says("Corner Café").await;
    owner.looks();

    stage.restarts().await;
    owner.taps("Europe/Berlin").await;
    owner.taps("EUR").await;
    stage.restarts().await;
    owner.starts("").await;
    let seen = owner.looks();
    assert!(
        seen.text
            .starts_with("Let's go on where you left off.\n\nQuestion 5 of 6"),
        "{}",
        seen.text
    );
    owner.taps("1 point per €1").await;
    owner.taps("50").await;
    stage.restarts().await;
    owner.taps("Open the club").await;

    owner.looks();
    assert_eq!(shops(&stage).await[0].name, "Corner Café");
}

async fn a_set_up_goes_on_after_days(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    owner.taps("English").await;
    owner.looks();
    stage.clock.advance(TimeDelta::days(3));

    owner.taps("Olga").await;

    let seen = owner.looks();
    assert!(
        seen.text.contains("Question"),
        "an old question is no dead end: {}",
        seen.text
    );
    answers_from(&owner, &stage).await;
    owner.taps("Open the club").await;
    owner.looks();
    assert_eq!(shops(&stage).await.len(), 1);
}

/// Answers whatever is asked until there is a summary.
async fn answers_from(owner: &Someone, stage: &Stage) {
    for _ in 0..6 {
        let seen = owner.person.last(&stage.bot).expect("a question");
        let answers = [
            "Open the club",
            "English",
            "Europe/Berlin",
            "EUR",
            "1 point per €1",
            "50",
            "Olga",
        ];
        let Some(answer) = answers.into_iter().find(|answer| seen.button(answer).is_some()) else {
            panic!("no answer to {}", seen.text);
        };
        if answer == "Open the club" {
            return;
        }
        owner.taps(answer).await;
    }
}

async fn s2_the_link_on_the_console_is_one_persons(stage: Arc<Stage>) {
    let (owner, thief) = (stage.person("Olga"), stage.person("Theo"));
    let token = claims(&stage, &owner).await;

    thief.starts(&Start::Claim(token.clone()).payload()).await;
    thief.hears("This link has already been used, and works only once. If it wasn't you, ask whoever runs the server.");
    thief.starts("").await;
    assert!(!thief.looks().text.contains("Question"));
    owner.starts(&Start::Claim(token).payload()).await;

    assert!(
        owner.looks().text.starts_with("Let's go on where you left off."),
        "it stays theirs"
    );
}

async fn s2_the_link_on_the_console_opens_one_shop(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    let token = claims(&stage, &owner).await;
    answers(&owner).await;
    owner.taps("Open the club").await;
    owner.looks();

    owner.starts(&Start::Claim(token).payload()).await;

    assert!(!owner.looks().text.contains("Question"));
    assert_eq!(shops(&stage).await.len(), 1);
}

async fn s2_the_link_on_the_console_ends_after_a_week(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    let token = stage.loyalty().claim_token().await.expect("a link");
    stage.clock.advance(TimeDelta::days(7));

    owner.starts(&Start::Claim(token).payload()).await;

    let seen = owner.looks();
    assert!(!seen.text.contains("Question"), "{}", seen.text);
    assert!(!stage.loyalty().holds_claim(owner.user()).await.expect("an answer"));
}

async fn s2_nobody_opens_a_shop_without_a_link(stage: Arc<Stage>) {
    let thief = stage.person("Theo");
    thief.starts("oABCDEFGHJKMN").await;
    thief.hears("This link doesn't open anything. The right one is on the server's console: the program prints it when it starts.");

    for tap in [
        Tap::SetupOpen,
        Tap::SetupCancel,
        Tap::SetupAnswer {
            answer: "lang.en".into(),
        },
        Tap::SetupBack { step: "zone".into() },
        Tap::ChangeShop,
    ] {
        thief.forges(&tap.data()).await;
        stage.everybody_looks();
    }

    assert!(shops(&stage).await.is_empty());
}

async fn the_club_opens_once_however_often_it_is_tapped(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    answers(&owner).await;

    let (tap, _) = owner.taps_twice("Open the club").await;
    owner.taps_again(&tap).await;

    stage.everybody_looks();
    assert_eq!(shops(&stage).await.len(), 1);
}

async fn a_button_of_an_earlier_question_changes_nothing(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    owner.taps("English").await;
    owner.says("Corner Café").await;
    owner.taps("Europe/Berlin").await;

    let doubled = owner.taps("EUR").await;
    assert!(owner.looks().text.contains("Question 5 of 6"));
    owner.taps_again(&doubled).await;
    owner.hears_nothing();
    owner.taps("1 point per €1").await;

    assert!(owner.looks().text.contains("Question 6 of 6"));
}

async fn an_answer_that_is_read_again_answers_one_question(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    owner.taps("English").await;
    owner.says("Berlin").await;

    stage.reads_again().await;

    let seen = owner.reads().pop().expect("a question");
    assert!(seen.text.contains("Where is your shop"), "{}", seen.text);
}

async fn the_owner_changes_the_shop_later(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    owner.says("/shop").await;
    let seen = owner.looks();
    assert!(seen.text.contains("Corner Café"), "{}", seen.text);

    owner.taps("Name").await;
    owner.says("Café at the Corner").await;
    owner.looks();
    owner.taps("Welcome").await;
    owner.taps("100").await;
    owner.looks();

    let changed = shop.shop().await;
    assert_eq!(
        (changed.name.as_str(), changed.rules.welcome.get()),
        ("Café at the Corner", 100)
    );
    assert_eq!(shop.points(anna).await, 50, "what was given stays as it was");
    let ben = shop.member_called("Ben").await;
    assert_eq!(shop.points(&ben).await, 100);
    assert!(shop.deeds(owner).await.contains(&"shop.change".to_owned()));
}

async fn s6_a_question_about_one_shop_is_not_answered_in_another(shop: TestShop) {
    let owner = &shop.owner;
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    other.hires(owner, Role::Owner).await;
    owner.opens(&shop.link()).await;
    owner.says("/shop").await;
    owner.taps("Name").await;

    owner.forges(&Tap::EnterShop { shop: other.id }.data()).await;
    owner.says("Mug House").await;

    assert!(owner.looks().html.starts_with("I found nobody for \"Mug House\"."));
    assert_eq!(
        (shop.shop().await.name.as_str(), other.shop().await.name.as_str()),
        ("Corner Café", "Warung")
    );
}

async fn only_the_owner_changes_the_shop(shop: TestShop) {
    let (clerk, anna) = (&shop.clerk, &shop.anna);
    let before = shop.shop().await;

    for somebody in [clerk, anna] {
        somebody.says("/shop").await;
        drop(somebody.reads());
        for answer in ["edit.name", "edit.welcome", "name.keep", "welcome.100"] {
            somebody
                .forges(&Tap::SetupAnswer { answer: answer.into() }.data())
                .await;
            somebody.says("999").await;
            shop.stage.everybody_looks();
        }
    }

    assert_eq!(shop.shop().await, before);
}

async fn the_last_screen_leads_to_the_group_with_the_rights_it_needs(stage: Arc<Stage>) {
    let owner = stage.person("Olga");
    claims(&stage, &owner).await;
    answers(&owner).await;
    owner.taps("Open the club").await;

    let seen = owner.looks();

    let url = seen
        .button("Add me to your group")
        .and_then(|button| button.url.clone())
        .expect("a link");
    let shop: ShopId = shops(&stage).await[0].id;
    assert_eq!(
        url,
        format!(
            "https://t.me/regulars_bot?startgroup={}&admin=delete_messages+invite_users+manage_tags",
            Start::Shop(shop).payload()
        )
    );
}
