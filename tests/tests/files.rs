//! The member file: what staff keep of a regular, each as much as they may see, and what the member sees of it.

use bot::tap::Tap;
use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use domain::FieldId;
use domain::birthday::Birthday;
use domain::field::{Circle, Field, FieldKind, FieldValue};
use domain::grade::KindName;
use domain::reason::Actor;
use domain::relative::{Relation, Relative};
use domain::role::Role;
use domain::tag::{Condition, Tag, TagRule};
use loyalty::{BirthdayCounts, BirthdaySet, Fill, Filled, TagSaved};
use playground::NewPerson;
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, has_ordered, sells};

on_both_engines![
    d2_a_set_is_taken_with_one_tap_and_a_field_set_in_two,
    d2_a_field_is_made_by_buttons,
    s5_a_field_is_seen_by_those_it_is_for_on_every_path,
    s5_a_private_note_is_read_by_managers_alone,
    a_note_is_written_removed_and_put_back,
    a_tag_is_put_on_by_hand,
    t5_a_rule_puts_a_tag_on_and_takes_it_off,
    b2_a_member_changes_their_birthday_once_a_year,
    b2_a_birthday_said_close_to_the_day_counts_from_the_next_year,
    b3_s5_the_year_of_birth_is_for_managers_alone,
    b8_a_relative_is_entered_and_stands_on_the_file,
    d3_a_member_sees_and_takes_back_what_is_known,
    s6_nobody_reaches_a_file_of_another_shop,
    the_file_tells_the_rhythm_of_a_regular,
    the_file_tells_of_a_birthday_that_is_near_and_of_what_is_open,
    b2_what_the_public_profile_says_is_kept_after_one_yes,
    open_orders_are_handed_over_from_the_file,
    nothing_of_a_file_is_more_than_a_tap_away,
];

const CHOICES: [&str; 2] = ["Oat", "Whole"];

pub(crate) fn field(shop: &TestShop, title: &str, kind: FieldKind, seen: Circle, asked: bool) -> Field {
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

pub(crate) fn milk(shop: &TestShop) -> Field {
    let choices = CHOICES.map(str::to_owned).to_vec();
    field(shop, "Milk", FieldKind::Choice { choices }, Circle::EVERYBODY, true)
}

/// The owner keeps a field.
pub(crate) async fn has_field(shop: &TestShop, field: &Field) -> FieldId {
    let saved = shop
        .loyalty()
        .save_field(shop.id, shop.owner.user(), field)
        .await
        .unwrap();
    assert!(matches!(saved, loyalty::FieldSaved::Done(_)), "{saved:?}");
    field.id
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
pub(crate) async fn file_read_by(who: &Someone) -> String {
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
    anna.hears("✅ Thank you, that is kept. You can change it again in /me from 23 Nov 2027.");
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

async fn b2_a_birthday_said_close_to_the_day_counts_from_the_next_year(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let mara = shop.employs("Mara", Role::Manager).await;
    shop.stage.everybody_looks();
    let member = shop.file(anna).await.id;
    let says = async |day: &str| {
        anna.says("/me").await;
        anna.taps("Birthday").await;
        anna.says(day).await;
        anna.looks().text
    };
    let late = "🎁 Said within two weeks of the day: for gifts it counts from 7 Dec 2027.";

    // It is 23 November 2026.
    let told = says("7 December").await;
    assert!(
        told.ends_with("It is so near that, for whatever the shop gives on birthdays, it counts from 7 Dec 2027 on."),
        "{told}"
    );
    let file = file_read_by(clerk).await;
    assert!(file.contains("🎂 7 Dec, in 14 days") && file.contains(late), "{file}");

    // A clerk reads it, and those with the right to it let it count.
    clerk.taps("🎂 Birthday").await;
    assert!(clerk.looks().text.contains(late));
    assert!(!clerk.shows("🎁 Let it count this year"));
    clerk.forges(&Tap::AskBirthdayCounts { member }.data()).await;
    drop(clerk.reads());
    let settled = shop.shop().await;
    let by_clerk = shop
        .loyalty()
        .let_birthday_count(&settled, clerk.user(), member, "please")
        .await;
    assert_eq!(by_clerk.unwrap(), BirthdayCounts::NotAllowed);
    mara.says("/find anna").await;
    mara.taps("🎂 Birthday").await;
    mara.taps("🎁 Let it count this year").await;
    drop(mara.reads());
    mara.says("She told us in spring, we forgot to write it down").await;
    mara.hears("✅ The birthday counts this year.");

    assert!(!file_read_by(clerk).await.contains("🎁 Said"));
    shop.owner.says("/audit").await;
    let log = shop.owner.looks().text;
    assert!(
        log.contains("let the birthday count this year: She told us in spring, we forgot to write it down"),
        "{log}"
    );
    // Another day is another question.
    assert!(says("6 December").await.contains("it counts from 6 Dec 2027 on."));
    let again = shop
        .loyalty()
        .let_birthday_count(&settled, mara.user(), member, "again")
        .await;
    assert_eq!(again.unwrap(), BirthdayCounts::Done);
    let twice = shop
        .loyalty()
        .let_birthday_count(&settled, mara.user(), member, "again")
        .await;
    assert_eq!(twice.unwrap(), BirthdayCounts::Already);
    // Nobody decides about their own.
    shop.makes_a_member_of(&mara).await;
    let own = shop.file(&mara).await.id;
    let by = Actor::Member(mara.user());
    let day = Birthday::gregorian(11, 30, None);
    shop.loyalty().set_birthday(&settled, own, by, day).await.unwrap();
    let own = shop
        .loyalty()
        .let_birthday_count(&settled, mara.user(), own, "why not")
        .await;
    assert_eq!(own.unwrap(), BirthdayCounts::ToYourself);
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

async fn the_file_tells_of_a_birthday_that_is_near_and_of_what_is_open(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let member = shop.file(anna).await.id;
    let settled = shop.shop().await;
    let is_born = async |day: NaiveDate| {
        let day = Birthday::gregorian(day.month(), day.day(), None);
        let by = Actor::Staff(clerk.user());
        let set = shop.loyalty().set_birthday(&settled, member, by, day).await.unwrap();
        assert!(matches!(set, BirthdaySet::Done { .. }), "{set:?}");
    };
    let today = shop.today().await;
    let nothing_open = file_read_by(clerk).await;
    assert!(!nothing_open.contains("Open"), "{nothing_open}");
    shop.has_redeemed(anna, shop.coffee).await;
    let apron = sells(&shop, "Apron", 2_000, |_| ()).await;
    has_ordered(&shop, anna, apron).await;

    is_born(today + Days::new(3)).await;
    let soon = file_read_by(clerk).await;
    is_born(today).await;
    let on_the_day = file_read_by(clerk).await;
    is_born(today + Days::new(90)).await;
    let far = file_read_by(clerk).await;

    let cake = |file: &str| {
        let line = file.lines().find(|line| line.starts_with('🎂'));
        line.map(str::to_owned).unwrap_or_default()
    };
    assert!(cake(&soon).ends_with(", in 3 days"), "{soon}");
    assert!(cake(&on_the_day).ends_with(": <b>today!</b>"), "{on_the_day}");
    assert!(!cake(&far).is_empty() && !cake(&far).contains("in 90 days"), "{far}");
    assert!(soon.contains("Open coupons: 1"), "{soon}");
    assert!(soon.contains("📦 Open orders: 1"), "{soon}");
    everybody_is_told(&shop).await;
}

async fn b2_what_the_public_profile_says_is_kept_after_one_yes(shop: TestShop) {
    let greta = shop.stage.newcomer(NewPerson {
        first_name: "Greta".to_owned(),
        birthdate: Some((14, 3, Some(1_990))),
        ..NewPerson::default()
    });
    shop.enrolls(&greta).await;
    let member = shop.file(&greta).await.id;
    let known = async || shop.loyalty().birthday(&shop.shop().await, member).await.unwrap();
    greta.says("/me").await;
    greta.taps("Birthday").await;
    let asked = greta.looks().html;
    assert!(
        asked.ends_with("Your Telegram profile says <b>14 Mar 1990</b>. Shall the shop keep it?"),
        "{asked}"
    );
    assert_eq!(known().await, None, "nothing is kept before the yes");
    // A button comes from outside: a day that there is not, and one that nobody was born on yet.
    for (month, day, year) in [(2, 30, 1_990), (3, 14, 2_999)] {
        greta
            .forges(&Tap::BirthdayFromProfile { month, day, year }.data())
            .await;
        drop(greta.reads());
        assert_eq!(known().await, None, "{year}-{month}-{day}");
    }

    greta.says("/me").await;
    greta.taps("Birthday").await;
    greta.taps("✅ Yes, keep it").await;

    greta.hears("✅ Thank you, that is kept. You can change it in /me at any time.");
    assert_eq!(known().await, Birthday::gregorian(3, 14, Some(1_990)));
    greta.says("/me").await;
    greta.taps("Birthday").await;
    let after = greta.looks();
    assert!(after.button("Yes, keep it").is_none(), "{after:?}");
    shop.stage.everybody_looks();
}

async fn open_orders_are_handed_over_from_the_file(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let apron = sells(&shop, "Apron", 2_000, |_| ()).await;
    let pot = sells(&shop, "Pot", 3_000, |_| ()).await;
    has_ordered(&shop, anna, apron).await;
    let pot = has_ordered(&shop, anna, pot).await;
    everybody_is_told(&shop).await;

    file_read_by(clerk).await;
    clerk.taps("📦 Orders").await;
    clerk.hears("📦 <b>Open orders of Anna</b>, the oldest first. Tap one to take the money or hand it over.");
    let pot = domain::reference::reference(pot);
    assert!(clerk.shows(&format!("⏳ {pot} · Pot")));
    clerk.taps("Apron").await;
    clerk.taps("taken at the till").await;
    clerk.taps("Handed over").await;
    clerk.taps("Open the file").await;

    assert!(clerk.looks().text.contains("📦 Open orders: 1"));
    everybody_is_told(&shop).await;
}

async fn nothing_of_a_file_is_more_than_a_tap_away(shop: TestShop) {
    let (anna, clerk, loyalty) = (&shop.anna, &shop.clerk, shop.loyalty());
    let settled = shop.shop().await;
    for title in [
        "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
    ] {
        let thing = sells(&shop, &format!("Thing {title}"), 1_000, |_| ()).await;
        loyalty.wish(shop.id, anna.user(), thing, true).await.unwrap();
        shop.passes(TimeDelta::minutes(1)).await;
    }
    for name in ["Ada", "Bea", "Cem", "Dan", "Eva", "Flo"] {
        let friend = Relative {
            id: loyalty.new_relative_id(),
            relation: Relation::Friend,
            name: name.to_owned(),
            birthday: Birthday::gregorian(5, 1, Some(1_980)),
            size: String::new(),
            taste: String::new(),
        };
        loyalty.save_relative(&settled, anna.user(), &friend).await.unwrap();
    }

    let file = file_read_by(clerk).await;
    assert!(
        file.contains("💭 Thing Ten, Thing Nine, Thing Eight, and 7 more"),
        "{file}"
    );
    assert!(file.contains("Friend Dan, 1 May; and 2 more"), "{file}");
    clerk.taps("💭 Wishes").await;
    let wishes = clerk.looks().text;
    assert!(
        wishes.contains("Thing Three, €10") && !wishes.contains("Thing One"),
        "{wishes}"
    );
    clerk.taps("Next").await;
    assert!(clerk.looks().text.contains("Thing One, €10"));
    clerk.taps("Back").await;
    drop(clerk.reads());
    clerk.taps("👪 Family").await;
    let family = clerk.looks().text;
    assert!(
        family.contains("Friend Flo, 1 May") && !family.contains("1980"),
        "{family}"
    );
    // What a clerk opens is the right of a clerk at that moment (S1).
    let member = shop.file(anna).await.id;
    for tap in [
        Tap::MemberOrders { member, page: 0 },
        Tap::MemberWishes { member, page: 0 },
        Tap::MemberFamily { member },
    ] {
        anna.forges(&tap.data()).await;
        let told = anna.reads();
        assert!(
            told.iter()
                .all(|seen| !seen.text.contains("Flo") && !seen.text.contains("Thing")),
            "{told:?}"
        );
    }
    everybody_is_told(&shop).await;
}
