//! The member file: what staff keep of a regular, each as much as they may see, and what the member sees of it.

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::birthday::Birthday;
use domain::field::{Circle, Field, FieldKind, FieldValue};
use domain::grade::KindName;
use domain::question::Asking;
use domain::reason::Actor;
use domain::role::Role;
use domain::tag::{Condition, Tag, TagRule};
use domain::{FieldId, Points};
use loyalty::{BirthdaySet, Fill, Filled, TagSaved};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    d2_a_set_is_taken_with_one_tap_and_a_field_set_in_two,
    d2_a_field_is_made_by_buttons,
    s5_a_field_is_seen_by_those_it_is_for_on_every_path,
    s5_a_private_note_is_read_by_managers_alone,
    a_note_is_written_removed_and_put_back,
    a_tag_is_put_on_by_hand,
    t5_a_rule_puts_a_tag_on_and_takes_it_off,
    b2_a_member_changes_their_birthday_once_a_year,
    b3_s5_the_year_of_birth_is_for_managers_alone,
    d1_a_question_comes_after_something_nice_and_its_answer_is_thanked_once,
    d1_not_now_and_never_are_kept,
    d1_a_question_says_no_to_what_does_not_fit,
    b8_a_relative_is_entered_and_stands_on_the_file,
    d3_a_member_sees_and_takes_back_what_is_known,
    s6_nobody_reaches_a_file_of_another_shop,
    the_file_tells_the_rhythm_of_a_regular,
];

const CHOICES: [&str; 2] = ["Oat", "Whole"];

fn field(shop: &TestShop, title: &str, kind: FieldKind, seen: Circle, asked: bool) -> Field {
    Field {
        id: shop.loyalty().new_field_id(),
        title: title.into(),
        group: None,
        kind,
        seen_by: seen,
        edited_by: seen,
        asked,
        why: asked.then(|| "So your cup is right.".into()),
        place: 0,
        active: true,
    }
}

fn milk(shop: &TestShop) -> Field {
    let choices = CHOICES.map(str::to_owned).to_vec();
    field(shop, "Milk", FieldKind::Choice { choices }, Circle::EVERYBODY, true)
}

/// The owner keeps a field.
async fn has_field(shop: &TestShop, field: &Field) -> FieldId {
    let saved = shop
        .loyalty()
        .save_field(shop.id, shop.owner.user(), field)
        .await
        .unwrap();
    assert!(matches!(saved, loyalty::FieldSaved::Done(_)), "{saved:?}");
    field.id
}

async fn asks(shop: &TestShop, points: i64) {
    let asking = Asking {
        asks: true,
        every_days: 7,
        points: Points::at_least_zero(points),
    };
    let owner = shop.owner.user();
    shop.loyalty()
        .set_asking(shop.id, owner, &asking)
        .await
        .unwrap()
        .unwrap();
}

async fn fills(shop: &TestShop, who: &Someone, field: FieldId, text: &str) {
    let ask = Fill {
        member: shop.file(who).await.id,
        field,
        value: Some(FieldValue::Choice(text.into())),
        by: Actor::Staff(shop.clerk.user()),
    };
    let filled = shop.loyalty().fill(&shop.shop().await, &ask).await.unwrap();
    assert!(matches!(filled, Filled::Done { .. }), "{filled:?}");
}

/// The file of Anna as somebody on the staff reads it.
async fn file_read_by(who: &Someone) -> String {
    who.says("/find anna").await;
    who.looks().html
}

async fn d2_a_set_is_taken_with_one_tap_and_a_field_set_in_two(shop: TestShop) {
    let (clerk, owner) = (&shop.clerk, &shop.owner);
    owner.says("/field").await;
    owner.taps("Ready-made sets").await;
    owner.taps("Café").await;
    owner.hears("✅ Added: 5");
    owner.says("/field").await;
    owner.taps("Ready-made sets").await;
    owner.taps("Café").await;
    owner.hears("✅ Added: 0");
    clerk.says("/find anna").await;

    clerk.taps("Details").await;
    clerk.taps("Milk").await;
    clerk.taps("Oat").await;

    let seen = clerk.looks();
    assert!(seen.button("Milk: Oat").is_some(), "{seen:?}");
    assert!(file_read_by(clerk).await.contains("• Milk: Oat"));
    assert!(shop.deeds(clerk).await.contains(&"field.fill".to_owned()));
    shop.stage.everybody_looks();
}

async fn d2_a_field_is_made_by_buttons(shop: TestShop) {
    let (clerk, owner) = (&shop.clerk, &shop.owner);
    clerk.says("/field").await;
    clerk.looks();
    owner.says("/field").await;
    owner.taps("New field").await;
    owner.taps("size").await;
    owner.taps("Shoes 35–48").await;
    owner.says("Shoe size").await;
    let preview = owner.looks().html;
    owner.taps("Save").await;
    owner.hears("✅ <b>Shoe size</b> is saved.");

    assert!(preview.starts_with("📋 <b>Shoe size</b> (size)"), "{preview}");
    clerk.says("/find anna").await;
    clerk.taps("Details").await;
    clerk.taps("Shoe size").await;
    clerk.says("big").await;
    let refused = clerk.looks().html;
    clerk.says("43 wide, left instep high").await;
    clerk.looks();

    assert!(refused.contains("I do not know that size here."), "{refused}");
    let file = file_read_by(clerk).await;
    assert!(file.contains("• Shoe size: 43 wide, left instep high"), "{file}");
    shop.stage.everybody_looks();
}

async fn s5_a_field_is_seen_by_those_it_is_for_on_every_path(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let manager = shop.employs("Maya", Role::Manager).await;
    let managers = Circle {
        member: false,
        staff: Role::Manager,
    };
    let credit = has_field(&shop, &field(&shop, "Credit", FieldKind::Text, managers, false)).await;
    let member = shop.file(anna).await.id;
    let ask = Fill {
        member,
        field: credit,
        value: Some(FieldValue::Text("pays late".into())),
        by: Actor::Staff(manager.user()),
    };
    shop.loyalty().fill(&shop.shop().await, &ask).await.unwrap();

    assert!(file_read_by(&manager).await.contains("• Credit: pays late"));
    assert!(!file_read_by(clerk).await.contains("pays late"));
    for tap in [
        Tap::MemberField { member, field: credit },
        Tap::EmptyField { member, field: credit },
        Tap::MemberFields { member, page: 0 },
    ] {
        clerk.forges(&tap.data()).await;
        for seen in clerk.reads() {
            assert!(!seen.html.contains("pays late"), "{}", seen.html);
            assert!(
                !seen
                    .buttons
                    .iter()
                    .flatten()
                    .any(|button| button.text.contains("Credit"))
            );
        }
    }
    for tap in [
        Tap::OwnField { field: credit },
        Tap::ForgetField { field: credit },
        Tap::MemberField { member, field: credit },
        Tap::Me,
    ] {
        anna.forges(&tap.data()).await;
        for seen in anna.reads() {
            assert!(!seen.html.contains("pays late"), "{}", seen.html);
        }
    }
    assert!(file_read_by(&manager).await.contains("• Credit: pays late"));
    shop.stage.everybody_looks();
}

async fn s5_a_private_note_is_read_by_managers_alone(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let manager = shop.employs("Maya", Role::Manager).await;
    manager.says("/find anna").await;
    manager.taps("Notes").await;
    manager.taps("Write a private note").await;
    manager.says("Between jobs.").await;
    manager.looks();
    let member = shop.file(anna).await.id;

    assert!(file_read_by(&manager).await.contains("🔒 Between jobs."));
    assert!(!file_read_by(clerk).await.contains("Between jobs"));
    let before = shop.deeds(clerk).await.len();
    for tap in [
        Tap::MemberNotes { member, page: 0 },
        Tap::WriteNote { member, private: 1 },
    ] {
        clerk.forges(&tap.data()).await;
        for seen in clerk.reads() {
            assert!(!seen.html.contains("Between jobs"), "{}", seen.html);
        }
    }
    assert_eq!(shop.deeds(clerk).await.len(), before);
    let log = shop.log().await;
    assert!(log.iter().any(|done| done.action == "note.add"));
    let told: Vec<_> = log.iter().filter_map(|done| done.became.as_ref()).collect();
    assert!(
        !told.iter().any(|told| told.to_string().contains("Between")),
        "{told:?}"
    );
    shop.stage.everybody_looks();
}

async fn a_note_is_written_removed_and_put_back(shop: TestShop) {
    let clerk = &shop.clerk;
    clerk.says("/find anna").await;
    clerk.says("/note 43 wide, left instep high").await;
    clerk.hears("✅ Noted for <b>Anna</b>.");
    assert!(file_read_by(clerk).await.contains("📝 43 wide, left instep high"));
    clerk.taps("Notes").await;
    clerk.taps("43 wide").await;
    clerk.hears("🗑 The note is removed. For a week it can be put back.");
    assert!(!file_read_by(clerk).await.contains("43 wide"));

    clerk.says("/note second").await;
    clerk.taps("Remove a note").await;
    clerk.taps("Put it back").await;
    clerk.hears("✅ The note is back.");

    assert!(file_read_by(clerk).await.contains("📝 second"));
    let deeds = shop.deeds(clerk).await;
    for deed in ["note.add", "note.remove", "note.restore"] {
        assert!(deeds.contains(&deed.to_owned()), "{deeds:?}");
    }
    shop.stage.everybody_looks();
}

async fn a_tag_is_put_on_by_hand(shop: TestShop) {
    let clerk = &shop.clerk;
    clerk.says("/find anna").await;
    clerk.taps("Tags").await;
    clerk.taps("New tag").await;
    clerk.says("Window seat").await;
    assert!(clerk.looks().button("✅ Window seat").is_some());
    assert!(file_read_by(clerk).await.contains("🏷 Window seat"));

    clerk.taps("Tags").await;
    clerk.taps("Window seat").await;
    clerk.looks();

    assert!(!file_read_by(clerk).await.contains("Window seat"));
    shop.stage.everybody_looks();
}

async fn t5_a_rule_puts_a_tag_on_and_takes_it_off(shop: TestShop) {
    let (anna, loyalty) = (&shop.anna, shop.loyalty());
    let milk = has_field(&shop, &milk(&shop)).await;
    let member = shop.file(anna).await.id;
    let rule = |title: &str, condition| Tag {
        id: loyalty.new_tag_id(),
        title: title.into(),
        rule: Some(TagRule { all: vec![condition] }),
        active: true,
    };
    let oat = rule(
        "Oat drinkers",
        Condition::Field {
            field: milk,
            value: Some(FieldValue::Choice("Oat".into())),
        },
    );
    let buyers = rule(
        "Buyers",
        Condition::Customer {
            name: KindName::Occasional,
        },
    );
    for tag in [&oat, &buyers] {
        let saved = loyalty.save_tag(shop.id, shop.owner.user(), tag).await.unwrap();
        assert!(matches!(saved, TagSaved::Done(_)), "{saved:?}");
    }
    let refused = loyalty.save_tag(shop.id, shop.clerk.user(), &oat).await.unwrap();
    assert_eq!(refused, TagSaved::NotAllowed);
    shop.stage.works().await;
    let titles = || async {
        let tags = shop.loyalty().tags_of(shop.id, member).await.unwrap();
        tags.into_iter().map(|tag| tag.title).collect::<Vec<_>>()
    };
    assert_eq!(titles().await, Vec::<String>::new());

    fills(&shop, anna, milk, "Oat").await;
    let order = shop.sells(anna, 1_000).await;
    assert_eq!(titles().await, ["Oat drinkers", "Buyers"]);

    fills(&shop, anna, milk, "Whole").await;
    assert_eq!(titles().await, ["Buyers"]);
    drop(order);
    shop.wakes_tomorrow().await;
    assert_eq!(titles().await, ["Buyers"]);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn b2_a_member_changes_their_birthday_once_a_year(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/me").await;
    anna.taps("Birthday").await;
    anna.says("14 March 1990").await;
    anna.hears("✅ Thank you, that is kept. You can change it in /me at any time.");
    anna.says("/me").await;
    anna.taps("Birthday").await;
    anna.says("15 March").await;
    anna.looks();
    anna.says("/me").await;
    anna.taps("Birthday").await;
    anna.says("16 March").await;
    assert!(anna.looks().html.starts_with("A birthday can be changed once a year."));

    let member = shop.file(anna).await.id;
    let kept = shop.loyalty().birthday(&shop.shop().await, member).await.unwrap();
    assert_eq!(kept, Birthday::gregorian(3, 15, None));
    let staff = shop
        .loyalty()
        .set_birthday(
            &shop.shop().await,
            member,
            Actor::Staff(shop.clerk.user()),
            Birthday::lunar(8, 15, false, None),
        )
        .await
        .unwrap();
    assert!(matches!(staff, BirthdaySet::Done { .. }));
    assert!(file_read_by(&shop.clerk).await.contains("🎂 lunar 8/15"));
    shop.passes(TimeDelta::days(366)).await;
    anna.says("/me").await;
    anna.taps("Birthday").await;
    anna.says("16 March").await;
    assert!(anna.looks().html.starts_with("✅"));
    shop.stage.everybody_looks();
}

async fn b3_s5_the_year_of_birth_is_for_managers_alone(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let manager = shop.employs("Maya", Role::Manager).await;
    anna.says("/me").await;
    anna.taps("Birthday").await;
    anna.says("14.3.1987").await;
    anna.looks();
    let member = shop.file(anna).await.id;

    let by_clerk = file_read_by(clerk).await;
    assert!(by_clerk.contains("🎂 14 Mar"), "{by_clerk}");
    assert!(!by_clerk.contains("1987"), "{by_clerk}");
    assert!(file_read_by(&manager).await.contains("1987"));
    clerk.forges(&Tap::MemberBirthday { member }.data()).await;
    for seen in clerk.reads() {
        assert!(!seen.html.contains("1987"), "{}", seen.html);
    }
    shop.stage.everybody_looks();
}

async fn d1_a_question_comes_after_something_nice_and_its_answer_is_thanked_once(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let field = has_field(&shop, &milk(&shop)).await;
    asks(&shop, 10).await;

    anna.says("/checkin").await;
    anna.looks();
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post().await;
    let question = anna.looks();
    assert_eq!(
        question.html,
        "💬 One small question from Corner Café: <b>Milk</b>?\nSo your cup is right.\nYour answer brings you <b>10 points</b>."
    );
    let before = shop.points(anna).await;
    anna.taps("Oat").await;
    anna.hears("✅ Thank you! <b>10 points</b> for you. You can change it in /me at any time.");
    assert_eq!(shop.points(anna).await, before + 10);

    anna.forges(&Tap::SayOption { field, option: 0 }.data()).await;
    drop(anna.reads());
    assert_eq!(shop.points(anna).await, before + 10, "once for each question");
    clerk.says("/sell 10 anna").await;
    shop.stage.post_everything().await;
    let heard = anna.reads();
    assert!(
        !heard.iter().any(|seen| seen.html.starts_with("💬")),
        "one question in some days"
    );
    shop.passes(TimeDelta::days(8)).await;
    anna.says("/checkin").await;
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post().await;
    let heard = anna.reads();
    assert!(
        heard
            .iter()
            .any(|seen| seen.html.starts_with("💬 When is your birthday?"))
    );
    shop.stage.everybody_looks();
}

async fn d1_not_now_and_never_are_kept(shop: TestShop) {
    let anna = &shop.anna;
    asks(&shop, 0).await;
    let asked = || async {
        anna.says("/checkin").await;
        shop.passes(TimeDelta::seconds(5)).await;
        shop.stage.post().await;
        anna.reads().iter().filter(|seen| seen.html.starts_with("💬")).count()
    };
    assert_eq!(asked().await, 1);
    anna.taps("Not now").await;
    anna.hears("Of course, another time.");
    shop.passes(TimeDelta::days(29)).await;
    assert_eq!(asked().await, 0, "never the same twice in thirty days");
    shop.passes(TimeDelta::days(1)).await;
    assert_eq!(asked().await, 1);
    anna.taps("Don't ask again").await;
    anna.hears("Understood, I won't ask that again.");
    shop.passes(TimeDelta::days(40)).await;
    assert_eq!(asked().await, 0);
    shop.stage.everybody_looks();
}

async fn d1_a_question_says_no_to_what_does_not_fit(shop: TestShop) {
    let anna = &shop.anna;
    let years = field(&shop, "Years of play", FieldKind::Number, Circle::EVERYBODY, true);
    has_field(&shop, &years).await;
    asks(&shop, 0).await;
    anna.says("/checkin").await;
    shop.passes(TimeDelta::seconds(5)).await;
    shop.stage.post().await;
    anna.reads();

    anna.taps("Answer").await;
    anna.looks();
    anna.says("a long time").await;
    let refused = anna.looks().html;
    anna.says("12").await;
    let kept = anna.looks().html;

    assert!(refused.starts_with("I need a number here"), "{refused}");
    assert!(kept.starts_with("✅ Thank you"), "{kept}");
    assert!(file_read_by(&shop.clerk).await.contains("• Years of play: 12"));
    shop.stage.everybody_looks();
}

async fn b8_a_relative_is_entered_and_stands_on_the_file(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/family").await;
    anna.taps("Add somebody").await;
    anna.taps("Father").await;
    anna.taps("Name").await;
    anna.says("Jan").await;
    anna.taps("Size").await;
    anna.says("43").await;
    anna.taps("Birthday").await;
    anna.taps("Lunar calendar").await;
    anna.taps("🌙 8").await;
    anna.taps("15").await;
    anna.hears("👪 <b>Father Jan, size 43, lunar 8/15</b>\n\nAdd what you like: nothing here is a must.");

    assert!(
        file_read_by(&shop.clerk)
            .await
            .contains("👪 Father Jan, size 43, lunar 8/15")
    );
    anna.taps("Remove").await;
    anna.looks();
    assert!(!file_read_by(&shop.clerk).await.contains("Father"));
    shop.stage.everybody_looks();
}

async fn d3_a_member_sees_and_takes_back_what_is_known(shop: TestShop) {
    let anna = &shop.anna;
    let milk = has_field(&shop, &milk(&shop)).await;
    fills(&shop, anna, milk, "Oat").await;

    anna.says("/me").await;
    let own = anna.looks().html;
    assert!(own.contains("• Milk: Oat"), "{own}");
    anna.taps("Milk").await;
    anna.taps("Remove").await;
    anna.hears("🗑 Removed. Nobody here sees it any more.");

    assert!(!file_read_by(&shop.clerk).await.contains("Oat"));
    shop.stage.everybody_looks();
}

async fn s6_nobody_reaches_a_file_of_another_shop(shop: TestShop) {
    let anna = &shop.anna;
    let milk = has_field(&shop, &milk(&shop)).await;
    fills(&shop, anna, milk, "Oat").await;
    let member = shop.file(anna).await.id;
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    shop.stage.everybody_looks();

    for tap in [
        Tap::File { member },
        Tap::MemberFields { member, page: 0 },
        Tap::MemberField { member, field: milk },
        Tap::EmptyField { member, field: milk },
        Tap::MemberNotes { member, page: 0 },
        Tap::MemberTags { member },
        Tap::MemberPhotos { member, place: 0 },
        Tap::MemberBirthday { member },
    ] {
        other.owner.forges(&tap.data()).await;
        for seen in other.owner.reads() {
            assert!(!seen.html.contains("Anna"), "{}", seen.html);
        }
    }
    assert!(file_read_by(&shop.clerk).await.contains("• Milk: Oat"));
    shop.stage.everybody_looks();
}

async fn the_file_tells_the_rhythm_of_a_regular(shop: TestShop) {
    let anna = &shop.anna;
    for _ in 0..4 {
        shop.sells(anna, 1_000).await;
        shop.passes(TimeDelta::days(34)).await;
    }
    shop.passes(TimeDelta::days(7)).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let file = file_read_by(&shop.clerk).await;

    assert!(file.contains("👣 Comes every 34 days, last 41 days ago"), "{file}");
    shop.stage.everybody_looks();
}
