//! Members picked by a few letters behind the bot's name, in whatever chat one is.

use chrono::TimeDelta;
use domain::role::Role;
use playground::InlineAnswer;
use stories::{Someone, TestShop, by_webhook, on_both_engines};

on_both_engines![
    s5_staff_pick_a_member_by_a_few_letters,
    s1_whoever_is_not_on_the_staff_gets_an_empty_list,
    s1_whoever_leaves_the_staff_finds_nobody_from_then_on,
    s6_a_list_holds_nobody_of_another_shop,
    a_long_list_goes_on_as_one_scrolls,
    a_pick_in_a_group_opens_in_private_and_tells_the_group_nothing,
    s1_a_pick_is_nothing_to_others,
    who_types_on_is_answered_for_the_last_letter,
    staff_who_find_nobody_are_shown_how,
];
by_webhook![s5_staff_pick_a_member_by_a_few_letters];

fn titles(answer: &InlineAnswer) -> Vec<&str> {
    answer.results.iter().map(|result| result.title.as_str()).collect()
}

async fn s5_staff_pick_a_member_by_a_few_letters(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    anna.says("/settings").await;
    anna.taps("Share my number").await;
    anna.shares_phone().await;
    shop.member_called("Greta").await;
    shop.stage.everybody_looks();

    let (list, answer) = clerk.types(&shop.stage.bot, "ann").await;

    assert_eq!(titles(&answer), ["Anna"]);
    assert_eq!(answer.results[0].description.as_deref(), Some("No. 1001"));
    assert_eq!((answer.cache_time, answer.is_personal), (0, true));
    let phone = shop.file(anna).await.phone.unwrap();
    assert!(!format!("{answer:?}").contains(&phone[phone.len() - 4..]));

    clerk.chooses(&list, "Anna").await;
    assert!(clerk.looks().html.starts_with("👤 <b>Anna</b>, No. 1001"));
    // Whatever may be done with an open file can be done now.
    clerk.says("/sell 12").await;
    assert!(clerk.looks().html.starts_with("✅ <b>Anna</b>"));
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

/// Strangers who never spoke with the bot, people who did, and members get the same as one gets of a bot
/// that has nothing to say.
async fn s1_whoever_is_not_on_the_staff_gets_an_empty_list(shop: TestShop) {
    let room = shop.has_a_group().await;
    let stranger = shop.stage.person("Stan");
    let visitor = shop.stage.person("Vera");
    visitor.starts("").await;
    for newcomer in [&stranger, &visitor] {
        newcomer.joins(&room).await;
    }
    // The group says hello to them.
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let nothing = InlineAnswer {
        is_personal: true,
        ..InlineAnswer::default()
    };
    for typed in ["", "anna", "1001", "#1001", "@anna", "a", "/find anna"] {
        for who in [&stranger, &visitor, &shop.anna] {
            let (_, answer) = who.types(&room.group, typed).await;
            assert_eq!(answer, nothing, "{}: {typed}", who.person.name());
        }
    }
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let noted = storage::people::contact(&mut tx, stranger.user()).await.unwrap();
    assert!(noted.is_none(), "whoever only types is not noted");
}

async fn s1_whoever_leaves_the_staff_finds_nobody_from_then_on(shop: TestShop) {
    let clerk = &shop.clerk;
    let (before, answer) = clerk.types(&shop.stage.bot, "anna").await;
    assert_eq!(titles(&answer), ["Anna"]);

    let kept = shop.loyalty().shop(shop.id).await.unwrap().unwrap();
    let removed = shop
        .loyalty()
        .remove_staff(&kept, shop.owner.user(), clerk.user())
        .await
        .unwrap();
    assert_eq!(removed, loyalty::Removed::Done);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let (_, after) = clerk.types(&shop.stage.bot, "anna").await;
    assert_eq!((titles(&after), &after.button), (vec![], &None));
    // What was on the screen before can still be sent.
    clerk.chooses(&before, "Anna").await;
    assert!(!clerk.looks().html.contains("Anna"));
    clerk.says("/find anna").await;
    assert!(!clerk.looks().html.contains("1001"));
}

async fn s6_a_list_holds_nobody_of_another_shop(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    other.member_called("Greta").await;
    shop.stage.everybody_looks();
    let (list, theirs) = other.clerk.types(&shop.stage.bot, "greta").await;
    assert_eq!(titles(&theirs), ["Greta"]);

    let (_, ours) = shop.clerk.types(&shop.stage.bot, "greta").await;
    assert_eq!(titles(&ours), Vec::<&str>::new());

    // What a colleague of the other shop picked, sent on.
    let text = theirs.results[0].text().to_owned();
    shop.clerk.says(&text).await;
    assert!(!shop.clerk.looks().html.contains("Greta"));
    other.clerk.chooses(&list, "Greta").await;
    assert!(other.clerk.looks().html.starts_with("👤 <b>Greta</b>"));
}

async fn a_long_list_goes_on_as_one_scrolls(shop: TestShop) {
    for number in 0..25 {
        shop.member_called(&format!("Clara {number}")).await;
    }
    shop.stage.everybody_looks();

    let (mut list, mut answer) = shop.clerk.types(&shop.stage.bot, "clara").await;
    let mut all: Vec<String> = titles(&answer).into_iter().map(str::to_owned).collect();
    while !answer.next_offset.is_empty() {
        (list, answer) = shop.clerk.scrolls(&list).await;
        all.extend(titles(&answer).into_iter().map(str::to_owned));
    }

    let different: std::collections::HashSet<&String> = all.iter().collect();
    assert_eq!((all.len(), different.len()), (25, 25), "{all:?}");
}

async fn a_pick_in_a_group_opens_in_private_and_tells_the_group_nothing(shop: TestShop) {
    let room = shop.has_a_group().await;
    let (list, answer) = shop.clerk.types(&room.group, "anna").await;
    let text = answer.results[0].text().to_owned();
    let member = shop.file(&shop.anna).await;

    shop.clerk.chooses(&list, "Anna").await;

    assert!(shop.clerk.looks().html.starts_with("👤 <b>Anna</b>, No. 1001"));
    for told in ["Anna", "1001", &member.id.to_string()] {
        assert!(!text.contains(told), "{text}");
    }
    // The bot may remove messages there.
    assert_eq!(
        shop.anna
            .person
            .sees(&room.group)
            .iter()
            .filter(|seen| seen.text == text)
            .count(),
        0
    );
    room.reads_nothing();
    shop.clerk.is_whispered_nothing(&room);
}

async fn s1_a_pick_is_nothing_to_others(shop: TestShop) {
    let room = shop.has_a_group().await;
    let (_, answer) = shop.clerk.types(&shop.stage.bot, "anna").await;
    let text = answer.results[0].text().to_owned();
    let greta = shop.member_called("Greta").await;
    let stranger = shop.stage.person("Stan");
    stranger.starts("").await;
    shop.stage.everybody_looks();

    for who in [&shop.anna, &greta, &stranger] {
        who.says("/nonsense").await;
        let unknown = who.looks().html;
        who.says(&text).await;
        assert_eq!(who.looks().html, unknown, "{}", who.person.name());
    }
    greta.joins(&room).await;
    shop.stage.everybody_looks();
    greta.says_in(&room, &text).await;
    greta.hears_nothing();
    shop.clerk.says_in(&room, &text).await;
    shop.clerk.hears_nothing();
    room.reads_nothing();
    // A colleague to whom it is sent on opens the file.
    let manager = shop.employs("Mara", Role::Manager).await;
    manager.says(&text).await;
    assert!(manager.looks().html.starts_with("👤 <b>Anna</b>"));
}

async fn who_types_on_is_answered_for_the_last_letter(shop: TestShop) {
    let clerk: &Someone = &shop.clerk;
    let bot = &shop.stage.bot;
    for word in ["a", "an", "ann"] {
        drop(clerk.person.types_inline(bot, bot, word).unwrap());
    }

    let (_, answer) = clerk.types(bot, "anna").await;

    assert_eq!(titles(&answer), ["Anna"]);
}

async fn staff_who_find_nobody_are_shown_how(shop: TestShop) {
    let clerk = &shop.clerk;
    for (typed, label) in [("", "🔎 How to find a member"), ("xyz", "Nobody fits. How to search ▸")] {
        let (_, answer) = clerk.types(&shop.stage.bot, typed).await;
        let (text, start) = answer.button.unwrap();
        assert_eq!(text, label);

        clerk.starts(&start).await;

        assert!(clerk.looks().html.starts_with("Send a part of the name"));
    }
    shop.anna.starts("q").await;
    assert!(!shop.anna.looks().html.contains("/find"));
}
