//! What a good clerk would remember: follow-ups from what customers say, and nothing of it forgotten.

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::Clock as _;
use domain::automation::Trigger;
use domain::role::Role;
use domain::task::{Subject, Told, Whom};
use loyalty::{ForgetBy, MakeTask, MyTasks, TaskMade};
use stories::{TestShop, on_both_engines};

use crate::automations::{morning_of, runs};
use crate::greetings::comes_to_hour;

on_both_engines![
    what_a_customer_asks_in_the_group_is_thought_of_in_time,
    what_came_of_it_stands_in_the_file,
    a_follow_up_on_a_file_is_put_off_and_handed_over,
    what_nobody_did_reaches_the_manager,
    whoever_has_no_file_is_followed_up_too,
    a_time_that_is_none_is_asked_again,
    p3_a_message_that_is_read_twice_is_one_task,
    s1_tasks_are_for_staff_and_outlive_their_owner,
    d3_a_task_is_sealed_exported_and_forgotten,
    a_low_rating_becomes_a_task,
];

async fn day(shop: &TestShop, ahead: i64) -> String {
    (shop.today().await + TimeDelta::days(ahead)).to_string()
}

/// Gives what stands there.
async fn opens_annas_file(shop: &TestShop) -> String {
    shop.clerk.says("/find Anna").await;
    shop.clerk.looks().text
}

async fn open(shop: &TestShop) -> Vec<String> {
    let settled = shop.shop().await;
    let found = shop
        .loyalty()
        .tasks(&settled, shop.owner.user(), MyTasks::Everybodys, 0)
        .await
        .unwrap()
        .unwrap();
    found.tasks.iter().map(|task| format!("{:?}", task.told)).collect()
}

async fn what_a_customer_asks_in_the_group_is_thought_of_in_time(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let room = shop.has_a_group().await;
    comes_to_hour(&shop, &day(&shop, 1).await, "12:00").await;
    let tomorrow = day(&shop, 1).await;
    let asked = anna.says_in(&room, "When do the <boots> come in?").await;

    clerk
        .replies_in(&room, asked, "/follow tomorrow 10 call about the boots")
        .await;

    clerk.is_whispered(
        &room,
        "📌 <b>call about the boots</b>\nAnna\n\nI'll remind you tomorrow, 10:00.",
    );
    room.reads_nothing();
    anna.hears_nothing();
    comes_to_hour(&shop, &tomorrow, "09:59").await;
    clerk.hears_nothing();
    comes_to_hour(&shop, &tomorrow, "10:00").await;
    clerk.hears(
        "⏰ It's time for Anna:\n<b>call about the boots</b>\n\
         <blockquote>When do the &lt;boots&gt; come in?</blockquote>",
    );
    clerk.taps("Open the task").await;
    let seen = clerk.looks();
    assert!(
        seen.html
            .starts_with("📌 <b>call about the boots</b>\nAnna\n\n<blockquote>"),
        "{}",
        seen.html
    );
    assert!(seen.html.contains("<a href=\"https://t.me/c/"), "{}", seen.html);
    assert!(
        seen.html.contains("🔴 Was due today, 10:00\n👤 Budi\nFrom Budi, "),
        "{}",
        seen.html
    );
    anna.hears_nothing();
    shop.stage.everybody_looks();
}

async fn what_came_of_it_stands_in_the_file(shop: TestShop) {
    let clerk = &shop.clerk;
    opens_annas_file(&shop).await;
    clerk.taps("📌 Follow up").await;
    clerk.looks();
    clerk.says("in 2 hours ask whether soles hold").await;
    let seen = clerk.looks();
    assert!(
        seen.html.starts_with("📌 <b>ask whether soles hold</b>\nAnna\n"),
        "{}",
        seen.html
    );
    let file = opens_annas_file(&shop).await;
    assert!(file.contains("📌 today, 1"), "{file}");

    clerk.says("/tasks").await;
    clerk.looks();
    clerk.taps("🟡 Anna · ask whether soles hold").await;
    clerk.looks();
    clerk.taps("✅ Done").await;
    clerk.looks();
    clerk.taps("📝 Write down what came of it").await;
    clerk.hears("What came of it for Anna? Your words go into their file.");
    clerk.says("They hold; wants laces in spring").await;
    clerk.looks();

    let settled = shop.shop().await;
    let anna = shop.file(&shop.anna).await.id;
    let notes = shop
        .loyalty()
        .notes(&settled, clerk.user(), anna, 0, 5)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(notes.notes[0].body, "They hold; wants laces in spring");
    assert_eq!(open(&shop).await, Vec::<String>::new());
    shop.passes(TimeDelta::hours(3)).await;
    shop.stage.works().await;
    shop.stage.post().await;
    clerk.hears_nothing();
}

async fn a_follow_up_on_a_file_is_put_off_and_handed_over(shop: TestShop) {
    let (clerk, owner) = (&shop.clerk, &shop.owner);
    comes_to_hour(&shop, &day(&shop, 1).await, "12:00").await;
    opens_annas_file(&shop).await;
    clerk.taps("📌 Follow up").await;
    clerk.looks();
    clerk.says("today 15:00 order her laces").await;
    clerk.looks();
    clerk.taps("⏰ Later").await;
    clerk.looks();
    clerk.says("as soon as they come").await;
    assert!(clerk.looks().text.starts_with("When is that?"));
    clerk.taps("‹ Back").await;
    clerk.looks();
    clerk.taps("⏰ Later").await;
    clerk.looks();
    clerk.taps("tomorrow, 10:00").await;
    assert!(clerk.looks().html.contains("⏰ Due tomorrow, 10:00"));
    let tomorrow = day(&shop, 1).await;
    comes_to_hour(&shop, &day(&shop, 0).await, "15:00").await;
    clerk.hears_nothing();

    clerk.taps("👤 Hand over").await;
    clerk.looks();
    clerk.taps("Olga").await;
    assert!(clerk.looks().html.contains("👤 Olga"));
    shop.stage.post_everything().await;
    let heard = owner.looks().html;
    assert!(heard.starts_with("📌 For you, Anna, due "), "{heard}");
    comes_to_hour(&shop, &tomorrow, "10:00").await;
    clerk.hears_nothing();
    owner.hears("⏰ It's time for Anna:\n<b>order her laces</b>");
    owner.taps("Open the task").await;
    owner.looks();
    owner.taps("✅ Done").await;
    owner.looks();
    owner.says("/audit").await;
    let log = owner.looks().text;
    for deed in [
        "made a follow-up",
        "put a task off",
        "handed a task to Olga",
        "did a task",
    ] {
        assert!(log.contains(deed), "{deed}: {log}");
    }
    shop.stage.everybody_looks();
}

async fn what_nobody_did_reaches_the_manager(shop: TestShop) {
    let (clerk, owner) = (&shop.clerk, &shop.owner);
    let mia = shop.employs("Mia", Role::Manager).await;
    comes_to_hour(&shop, &day(&shop, 1).await, "12:00").await;
    opens_annas_file(&shop).await;
    clerk.says("/follow today 15:00 call her back").await;
    clerk.looks();
    let (today, tomorrow) = (day(&shop, 0).await, day(&shop, 1).await);

    comes_to_hour(&shop, &today, "15:00").await;
    clerk.hears("⏰ It's time for Anna:\n<b>call her back</b>");
    mia.hears_nothing();
    comes_to_hour(&shop, &tomorrow, "15:00").await;

    let raised = mia.looks().html;
    assert!(
        raised.starts_with("🔴 Nobody has got to this yet. Anna, due "),
        "{raised}"
    );
    assert!(raised.ends_with(", with Budi:\n<b>call her back</b>"), "{raised}");
    owner.looks();
    clerk.hears_nothing();
    comes_to_hour(&shop, &day(&shop, 3).await, "15:00").await;
    mia.hears_nothing();
    mia.taps("Open the task").await;
    mia.looks();
    mia.taps("🙋 I'll take it").await;
    assert!(mia.looks().html.contains("👤 Mia"));
    shop.stage.everybody_looks();
}

async fn whoever_has_no_file_is_followed_up_too(shop: TestShop) {
    let clerk = &shop.clerk;
    let room = shop.has_a_group().await;
    let zoe = shop.stage.person("Zoe");
    zoe.joins(&room).await;
    shop.passes(TimeDelta::seconds(10)).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    let asked = zoe.says_in(&room, "Do you repair zips?").await;

    clerk.replies_in(&room, asked, "/follow").await;
    let told = clerk.whispered(&room);
    assert!(
        told.starts_with("📌 <b>Get back to them</b>\nZoe\n\nI'll remind you tomorrow, 10:00."),
        "{told}"
    );
    clerk.says("/follow").await;
    clerk.looks();

    let settled = shop.shop().await;
    shop.loyalty().forget_visitor(&settled, zoe.user()).await.unwrap();
    assert_eq!(open(&shop).await, Vec::<String>::new());
    shop.stage.everybody_looks();
}

async fn a_time_that_is_none_is_asked_again(shop: TestShop) {
    let clerk = &shop.clerk;
    opens_annas_file(&shop).await;
    for (typed, answer) in [
        ("/follow yesterday call her", "That time has passed."),
        ("/follow 31 February call her", "There is no such day or hour."),
        ("/follow 2035-01-01 call her", "That is more than two years away."),
    ] {
        clerk.says(typed).await;
        let seen = clerk.looks().text;
        assert!(seen.starts_with(answer), "{typed}: {seen}");
    }
    let long = format!("/follow tomorrow {}", "x".repeat(301));
    clerk.says(&long).await;
    clerk.hears("That is too long: 300 characters at most, please.");
    assert_eq!(open(&shop).await, Vec::<String>::new());
}

async fn p3_a_message_that_is_read_twice_is_one_task(shop: TestShop) {
    let (settled, member) = (shop.shop().await, shop.file(&shop.anna).await.id);
    let ask = || MakeTask {
        whom: Whom::Member(member),
        told: Told {
            subject: Subject::GetBack,
            who: None,
            quote: None,
        },
        said: None,
        due_at: shop.clock.now() + TimeDelta::hours(1),
        by: shop.clerk.user(),
        cause: "task:5:7",
    };
    let (first, second) = (
        shop.loyalty().make_task(&settled, ask()).await.unwrap(),
        shop.loyalty().make_task(&settled, ask()).await.unwrap(),
    );

    assert!(matches!(first, TaskMade::Done(_)));
    assert_eq!(first, second);
    shop.passes(TimeDelta::hours(1)).await;
    shop.stage.works().await;
    shop.stage.post_everything().await;
    shop.clerk.hears("⏰ It's time for Anna:\n<b>Get back to them</b>");
}

async fn s1_tasks_are_for_staff_and_outlive_their_owner(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    let room = shop.has_a_group().await;
    comes_to_hour(&shop, &day(&shop, 1).await, "12:00").await;
    let asked = clerk.says_in(&room, "Hello everybody").await;
    anna.replies_in(&room, asked, "/follow tomorrow 10 pay me").await;
    assert!(anna.whispered(&room).contains("staff"));
    opens_annas_file(&shop).await;
    clerk.says("/follow tomorrow 10 call her").await;
    clerk.looks();
    let settled = shop.shop().await;

    shop.loyalty()
        .remove_staff(&settled, owner.user(), clerk.user())
        .await
        .unwrap();
    clerk.says("/tasks").await;
    assert!(!clerk.looks().text.contains("call her"));
    comes_to_hour(&shop, &day(&shop, 1).await, "10:00").await;

    clerk.hears_nothing();
    owner.hears("⏰ It's time for Anna:\n<b>call her</b>");
    shop.stage.everybody_looks();
}

async fn d3_a_task_is_sealed_exported_and_forgotten(shop: TestShop) {
    let anna = &shop.anna;
    let (settled, member) = (shop.shop().await, shop.file(anna).await.id);
    let ask = MakeTask {
        whom: Whom::Member(member),
        told: Told {
            subject: Subject::Words {
                what: "bring the Zwetschgenkuchen".into(),
            },
            who: None,
            quote: None,
        },
        said: None,
        due_at: shop.clock.now() + TimeDelta::hours(1),
        by: shop.clerk.user(),
        cause: "task:5:7",
    };
    let made = shop.loyalty().make_task(&settled, ask).await.unwrap();
    assert!(matches!(made, TaskMade::Done(_)));

    let data = shop.loyalty().data_of(&settled, member).await.unwrap().unwrap();
    assert_eq!(data["tasks"][0]["told"]["about"]["what"], "bring the Zwetschgenkuchen");
    assert_eq!(shop.stage.traces_of("Zwetschgenkuchen").await, Vec::<String>::new());
    shop.loyalty()
        .forget_member(&settled, member, ForgetBy::Member)
        .await
        .unwrap();
    assert_eq!(open(&shop).await, Vec::<String>::new());
    shop.stage.everybody_looks();
    shop.passes(TimeDelta::hours(2)).await;
    shop.stage.works().await;
    shop.stage.post_everything().await;
    shop.clerk.hears_nothing();
}

async fn a_low_rating_becomes_a_task(shop: TestShop) {
    let (anna, owner) = (&shop.anna, &shop.owner);
    runs(&shop, Trigger::ThankYou, |_| ()).await;
    shop.sells(anna, 1_000).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
    morning_of(&shop, &day(&shop, 1).await).await;
    anna.taps("2 ⭐").await;
    anna.looks();
    shop.stage.post_everything().await;

    owner.looks();
    owner.taps("Open the task").await;
    let seen = owner.looks();
    assert!(
        seen.html
            .starts_with("📌 <b>Wasn't happy with a visit: 2 of 5. Ask what went wrong.</b>\nAnna\n"),
        "{}",
        seen.html
    );
    assert!(seen.html.contains("👤 Olga\nFrom the club, "), "{}", seen.html);
    owner.taps("✅ Done").await;
    owner.looks();
    let forged = anna.forges(&Tap::Tasks { everybodys: 1, page: 0 }.data()).await;
    drop(forged);
    assert!(!anna.reads().iter().any(|seen| seen.text.contains("visit")));
    shop.stage.everybody_looks();
}
