//! How members are greeted on their birthdays: once, at the shop's hour, late in words that say so, and where each of
//! them wants it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::birthday::{Birthday, BirthdayGift, Told};
use domain::reason::Actor;
use domain::setting::Setting;
use domain::{Clock, MemberId};
use loyalty::{BirthdayPage, BirthdaySet, ForgetBy, SettingChanged};
use stories::{Someone, TestShop, on_both_engines};
use uuid::Uuid;

on_both_engines![
    b5_members_are_greeted_at_the_shops_hour_once_the_owner_says_so,
    b5_another_hour_counts_from_the_next_day_on_and_a_later_one_at_once,
    b5_what_is_late_waits_for_the_morning,
    b5_missed_birthdays_are_greeted_late_and_older_ones_bring_their_gift_alone,
    b5_a_greeting_that_waited_says_that_it_is_late,
    b5_an_hour_that_is_skipped_or_comes_twice_gives_one_greeting,
    b1_a_clock_that_jumps_back_greets_nobody_again,
    b1_b5_a_clock_that_jumps_back_by_an_hour_in_the_middle_of_a_morning_greets_each_once,
    b1_another_day_within_the_year_brings_no_second_birthday,
    b1_b4_a_lunar_birthday_that_comes_twice_within_a_year_is_kept_both_times,
    m2_whoever_goes_or_changes_their_mind_before_the_hour_is_not_greeted,
    b6_the_member_chooses_where_they_are_greeted,
    b6_the_group_congratulates_once_a_day_and_a_gift_opens_for_its_owner_alone,
    b6_names_are_safe_and_many_are_counted,
    b6_whoever_cannot_be_reached_has_the_gift_in_the_wallet,
    b6_without_a_group_it_is_said_in_private,
    d3_d4_what_was_greeted_goes_with_the_file,
];

/// The shop has one tier of which a birthday brings five euros.
pub async fn gives_five_euros(shop: &TestShop) {
    let owner = &shop.owner;
    owner.says("/tier").await;
    owner.looks();
    owner.taps("Take the usual four").await;
    let settled = shop.shop().await;
    let ladder = shop.loyalty().ladder(shop.id).await.unwrap();
    let lowest = domain::tier::Tier {
        birthday: Some(BirthdayGift::off(domain::Money::new(500).unwrap())),
        ..ladder.tiers()[0].clone()
    };
    let edit = loyalty::TierEdit::Tier(Box::new(lowest));
    shop.loyalty().edit_tiers(&settled, owner.user(), &edit).await.unwrap();
    shop.stage.works().await;
    shop.stage.everybody_looks();
}

pub async fn settles(shop: &TestShop, setting: Setting, value: i64) {
    let changed = shop
        .loyalty()
        .change_setting(shop.id, shop.owner.user(), setting, Some(value))
        .await
        .unwrap();
    assert!(matches!(changed, SettingChanged::Done { .. }), "{changed:?}");
}

pub async fn is_born(shop: &TestShop, who: &Someone, birthday: Birthday) {
    let (settled, member) = (shop.shop().await, shop.file(who).await.id);
    let by = Actor::Staff(shop.owner.user());
    let set = shop.loyalty().set_birthday(&settled, member, by, Some(birthday)).await;
    assert!(matches!(set, Ok(BirthdaySet::Done { .. })), "{set:?}");
}

pub fn on(day: &str) -> Birthday {
    let day: NaiveDate = day.parse().unwrap();
    Birthday::gregorian(chrono::Datelike::month(&day), chrono::Datelike::day(&day), None).unwrap()
}

/// It is this time of the shop's clock on a day that has begun, and what is due is done and sent.
pub async fn comes_to_hour(shop: &TestShop, day: &str, time: &str) {
    let settled = shop.shop().await;
    let local: chrono::NaiveDateTime = format!("{day}T{time}:00").parse().unwrap();
    let at = local.and_local_timezone(settled.time_zone).earliest().unwrap();
    if settled.day(shop.clock.now()) < settled.day(at.to_utc()) {
        shop.wakes_on(day).await;
    }
    shop.clock.set(at.to_utc());
    // Each night that was missed begins, and what it puts is done.
    shop.stage.ticks().await;
    shop.stage.works().await;
    shop.stage.post_everything().await;
}

/// The group's post gathers for two minutes.
pub async fn the_group_is_told(shop: &TestShop) {
    shop.passes(TimeDelta::minutes(3)).await;
    shop.stage.works().await;
    shop.stage.post_everything().await;
}

async fn gifts(shop: &TestShop, who: &Someone) -> usize {
    let coupons = shop.coupons(who).await;
    coupons
        .iter()
        .filter(|coupon| coupon.cause.starts_with("birthday:"))
        .count()
}

async fn tells(shop: &TestShop, who: &Someone, told: Told) {
    let settled = shop.shop().await;
    assert!(shop.loyalty().tell_birthday(&settled, who.user(), told).await.unwrap());
}

const WISHES: &str = "🎂 <b>Happy birthday, Anna!</b>\nAll the best for the year ahead, from everybody at Corner Café.";

async fn b5_members_are_greeted_at_the_shops_hour_once_the_owner_says_so(shop: TestShop) {
    let (anna, owner) = (&shop.anna, &shop.owner);
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-10", "12:00").await;
    anna.hears_nothing();

    owner.says("/shop").await;
    owner.looks();
    owner.taps("Birthdays").await;
    owner.hears(
        "<b>Birthdays</b>\nWhat a birthday brings is set per tier, in /tier. Tap what you'd like to change.\n\n\
         Birthday greetings: <b>no</b>\n\
         Greeted at: <b>09:00</b>\n\
         Gift can be used for: <b>30 days</b>\n\
         Reminder of family days: <b>off</b>",
    );
    owner.taps("Birthday greetings").await;
    owner.looks();
    owner.taps("yes").await;
    assert!(owner.looks().text.contains("Birthday greetings: yes"));
    owner.taps("Greeted at").await;
    owner.looks();
    owner.taps("10:00").await;
    assert!(owner.looks().text.contains("Greeted at: 10:00"));

    comes_to_hour(&shop, "2028-03-10", "09:59").await;
    anna.hears_nothing();
    comes_to_hour(&shop, "2028-03-10", "10:00").await;
    anna.hears(WISHES);
    comes_to_hour(&shop, "2028-03-11", "12:00").await;
    anna.hears_nothing();
    assert_eq!(gifts(&shop, anna).await, 0);
}

async fn b5_another_hour_counts_from_the_next_day_on_and_a_later_one_at_once(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    is_born(&shop, &ben, on("2027-03-11")).await;
    shop.wakes_on("2027-03-10").await;

    settles(&shop, Setting::GreetingHour, 14).await;
    comes_to_hour(&shop, "2027-03-10", "13:00").await;
    anna.hears_nothing();
    comes_to_hour(&shop, "2027-03-10", "14:00").await;
    anna.hears(WISHES);
    settles(&shop, Setting::GreetingHour, 7).await;
    comes_to_hour(&shop, "2027-03-11", "06:59").await;
    ben.hears_nothing();
    comes_to_hour(&shop, "2027-03-11", "07:00").await;

    assert!(ben.looks().text.starts_with("🎂 Happy birthday, Ben!"));
}

async fn b5_what_is_late_waits_for_the_morning(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-09", "12:00").await;
    shop.stage.everybody_looks();

    // The program was off all day, and comes back late in the evening.
    shop.wakes_on("2027-03-10").await;
    let settled = shop.shop().await;
    let evening = settled.at_hour("2027-03-10".parse().unwrap(), 23);
    shop.clock.set(evening);
    shop.stage.works().await;
    shop.stage.post().await;
    anna.hears_nothing();
    comes_to_hour(&shop, "2027-03-11", "09:00").await;

    assert!(anna.looks().text.starts_with("🎂 Belated happy birthday, Anna!"));
}

async fn b5_missed_birthdays_are_greeted_late_and_older_ones_bring_their_gift_alone(shop: TestShop) {
    gives_five_euros(&shop).await;
    settles(&shop, Setting::Greetings, 1).await;
    let mut people = Vec::new();
    for (name, day) in [
        ("Today", "2027-03-12"),
        ("Three", "2027-03-09"),
        ("Four", "2027-03-08"),
        ("Seven", "2027-03-05"),
        ("Eight", "2027-03-04"),
    ] {
        let who = shop.member_called(name).await;
        is_born(&shop, &who, on(day)).await;
        people.push(who);
    }
    comes_to_hour(&shop, "2027-03-03", "12:00").await;

    // The program was off from then on, and comes back in the night.
    comes_to_hour(&shop, "2027-03-12", "05:00").await;
    for who in &people {
        who.hears_nothing();
    }
    comes_to_hour(&shop, "2027-03-12", "09:00").await;

    let heard: Vec<String> = people
        .iter()
        .map(|who| who.reads().first().map_or_else(String::new, |seen| seen.text.clone()))
        .collect();
    assert!(
        heard[0].starts_with("🎂 Happy birthday, Today!\nCorner Café has a present for you."),
        "{}",
        heard[0]
    );
    assert!(
        heard[1].starts_with("🎂 Belated happy birthday, Three!"),
        "{}",
        heard[1]
    );
    for late in [2, 3] {
        assert!(
            heard[late].starts_with("🎁 Corner Café has a present for you."),
            "{}",
            heard[late]
        );
    }
    assert_eq!(heard[4], "", "that was too long ago");
    // B7: a gift that is told of late can be used as long as any.
    for who in &people[..4] {
        let coupon = shop.coupon(who).await;
        let last = shop.shop().await.day(coupon.expires_at - TimeDelta::seconds(1));
        assert_eq!(last.to_string(), "2027-04-11");
    }
}

async fn b5_a_greeting_that_waited_says_that_it_is_late(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    shop.wakes_on("2027-03-10").await;
    shop.clock.advance(TimeDelta::hours(9));
    shop.stage.works().await;

    // Nothing was sent for a day.
    shop.clock.advance(TimeDelta::hours(24));
    shop.stage.post_everything().await;

    anna.hears(&WISHES.replace("Happy birthday", "Belated happy birthday"));
}

async fn b5_an_hour_that_is_skipped_or_comes_twice_gives_one_greeting(shop: TestShop) {
    // By the day on which clocks change, and the hour that is skipped or comes twice.
    for (zone, changes) in [
        (
            chrono_tz::Europe::Berlin,
            [
                ("2027-03-28", 2),
                ("2027-10-31", 2),
                ("2028-03-26", 2),
                ("2028-10-29", 2),
            ],
        ),
        (
            chrono_tz::America::New_York,
            [
                ("2027-03-14", 2),
                ("2027-11-07", 1),
                ("2028-03-12", 2),
                ("2028-11-05", 1),
            ],
        ),
        (
            chrono_tz::Australia::Lord_Howe,
            [
                ("2027-04-04", 1),
                ("2027-10-03", 2),
                ("2028-04-02", 1),
                ("2028-10-01", 2),
            ],
        ),
    ] {
        shop.clock.set("2027-01-10T12:00:00Z".parse().unwrap());
        let place = shop.another(zone.name(), zone).await;
        settles(&place, Setting::Greetings, 1).await;
        for (day, hour) in changes {
            let who = place.member_called(&format!("Born on {day}")).await;
            is_born(&place, &who, on(day)).await;
            settles(&place, Setting::GreetingHour, hour).await;
            let starts = place.shop().await.day_starts(day.parse().unwrap());
            let mut greeted: Vec<DateTime<Utc>> = Vec::new();
            for half_hours in 0..60 {
                let at = starts + TimeDelta::minutes(30 * half_hours);
                shop.clock.set(at);
                shop.stage.ticks().await;
                shop.stage.post_everything().await;
                greeted.extend(who.reads().iter().map(|_| at));
            }
            assert_eq!(greeted.len(), 1, "{zone} {day}: {greeted:?}");
            assert_eq!(
                greeted[0],
                place
                    .shop()
                    .await
                    .at_hour(day.parse().unwrap(), u32::try_from(hour).unwrap())
            );
        }
    }
    shop.stage.everybody_looks();
}

async fn b1_a_clock_that_jumps_back_greets_nobody_again(shop: TestShop) {
    let anna = &shop.anna;
    gives_five_euros(&shop).await;
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    assert_eq!(anna.reads().len(), 1);

    for (day, time) in [
        ("2027-03-10", "08:00"),
        ("2027-03-08", "08:00"),
        ("2027-03-08", "23:00"),
        ("2027-03-10", "08:59"),
        ("2027-03-10", "09:30"),
        ("2027-03-11", "09:30"),
    ] {
        comes_to_hour(&shop, day, time).await;
        anna.hears_nothing();
    }
    for day in ["2027-03-10", "2027-03-11"] {
        let page = BirthdayPage {
            shop: shop.id,
            day: day.parse().unwrap(),
            oldest: "2027-03-08".parse().unwrap(),
            nth: 0,
            after: MemberId(Uuid::nil()),
        };
        shop.loyalty().birthdays_page(page, "Birthday present").await.unwrap();
        shop.stage.works().await;
        shop.stage.post_everything().await;
    }

    anna.hears_nothing();
    assert_eq!(gifts(&shop, anna).await, 1);
}

async fn b1_b5_a_clock_that_jumps_back_by_an_hour_in_the_middle_of_a_morning_greets_each_once(shop: TestShop) {
    settles(&shop, Setting::Greetings, 1).await;
    let mut people = Vec::new();
    for n in 0..6 {
        let who = shop.member_called(&format!("Nr{n}")).await;
        is_born(&shop, &who, on("2027-03-10")).await;
        people.push(who);
    }
    shop.wakes_on("2027-03-10").await;
    let nine = shop.shop().await.at_hour("2027-03-10".parse().unwrap(), 9);
    shop.clock.set(nine);
    shop.stage.works().await;
    let pause = playground::Fault::TooManyRequests { retry_after: 5 };
    shop.stage.playground.fail_next("sendMessage", pause);
    shop.stage.courier_round().await;
    shop.stage.quiet().await;
    let mut heard: Vec<usize> = people.iter().map(|who| who.reads().len()).collect();
    assert_eq!(heard.iter().sum::<usize>(), 5, "one waits: {heard:?}");

    for minutes in [-60, -59, 0, 1, 30] {
        shop.clock.set(nine + TimeDelta::minutes(minutes));
        shop.stage.ticks().await;
        shop.stage.post().await;
        for (heard, who) in heard.iter_mut().zip(&people) {
            *heard += who.reads().len();
        }
    }

    assert_eq!(heard, [1; 6]);
    shop.stage.post_everything().await;
}

async fn b1_another_day_within_the_year_brings_no_second_birthday(shop: TestShop) {
    let anna = &shop.anna;
    gives_five_euros(&shop).await;
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    assert_eq!(anna.reads().len(), 1);

    // By the staff, as often as they like; at last by the lunar calendar.
    for (birthday, day) in [
        (on("2027-04-10"), "2027-04-10"),
        (on("2027-12-20"), "2027-12-20"),
        (Birthday::lunar(12, 1, false, None).unwrap(), "2027-12-28"),
    ] {
        is_born(&shop, anna, birthday).await;
        comes_to_hour(&shop, day, "09:00").await;
        anna.hears_nothing();
    }

    assert_eq!(gifts(&shop, anna).await, 1);
    is_born(&shop, anna, on("2028-01-20")).await;
    comes_to_hour(&shop, "2028-01-20", "09:00").await;
    assert_eq!(anna.reads().len(), 1);
    assert_eq!(gifts(&shop, anna).await, 2);
}

async fn b1_b4_a_lunar_birthday_that_comes_twice_within_a_year_is_kept_both_times(shop: TestShop) {
    let lin = shop.member_called("Lin").await;
    gives_five_euros(&shop).await;
    is_born(&shop, &lin, Birthday::lunar(12, 1, false, None).unwrap()).await;

    // The twelfth months of the lunar years 2026, 2027 and 2028.
    for (day, had) in [
        ("2027-01-08", 1),
        ("2027-12-28", 2),
        ("2028-12-28", 2),
        ("2029-01-15", 3),
    ] {
        comes_to_hour(&shop, day, "09:00").await;
        assert_eq!(gifts(&shop, &lin).await, had, "{day}");
    }
    shop.stage.everybody_looks();
}

async fn m2_whoever_goes_or_changes_their_mind_before_the_hour_is_not_greeted(shop: TestShop) {
    gives_five_euros(&shop).await;
    settles(&shop, Setting::Greetings, 1).await;
    let mut people = Vec::new();
    for name in ["Stays", "Goes", "Silent", "Other", "Blocked"] {
        let who = shop.member_called(name).await;
        is_born(&shop, &who, on("2027-03-10")).await;
        people.push(who);
    }
    let settled = shop.shop().await;
    shop.wakes_on("2027-03-10").await;

    let goes = shop.file(&people[1]).await.id;
    shop.loyalty()
        .forget_member(&settled, goes, ForgetBy::Member)
        .await
        .unwrap();
    tells(&shop, &people[2], Told::Never).await;
    is_born(&shop, &people[3], on("2027-06-10")).await;
    people[4].blocks_the_bot().await;
    shop.stage.everybody_looks();
    comes_to_hour(&shop, "2027-03-10", "09:00").await;

    assert_eq!(people[0].reads().len(), 1);
    for who in &people[1..] {
        who.hears_nothing();
    }
    // Whoever wants no words, and whom nobody can write to, has the gift all the same.
    assert_eq!((gifts(&shop, &people[2]).await, gifts(&shop, &people[4]).await), (1, 1));
    assert_eq!(gifts(&shop, &people[3]).await, 0);
}

async fn b6_the_member_chooses_where_they_are_greeted(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/me").await;
    anna.looks();
    anna.taps("🎂 Birthday").await;
    anna.looks();
    anna.says("10 March").await;
    assert!(!anna.shows("✓ 💌 Just to me"), "this shop does nothing about birthdays");
    anna.looks();
    settles(&shop, Setting::Greetings, 1).await;

    anna.says("/me").await;
    anna.looks();
    anna.taps("🎂 Birthday").await;
    assert!(
        anna.looks()
            .text
            .ends_with("On the day, the shop writes to you here, and nobody else sees it.")
    );
    assert!(anna.shows("✓ 💌 Just to me") && anna.shows("🔕 Not at all"));
    assert!(!anna.shows("👥 In the group"), "there is none");
    drop(shop.has_a_group().await);
    shop.stage.everybody_looks();
    anna.taps("🔕 Not at all").await;
    assert!(anna.looks().text.ends_with("it lies in your /coupons."));
    anna.taps("👥 In the group").await;
    assert!(anna.looks().text.ends_with("Only you can open the gift."));
    assert!(anna.shows("✓ 👥 In the group"));

    // And where it is said for the first time.
    let ben = shop.member_called("Ben").await;
    ben.says("/me").await;
    ben.looks();
    ben.taps("🎂 Birthday").await;
    ben.looks();
    ben.says("14 March").await;
    assert!(ben.shows("✓ 💌 Just to me") && ben.shows("👥 In the group"));
    ben.looks();
    shop.stage.everybody_looks();
}

async fn b6_the_group_congratulates_once_a_day_and_a_gift_opens_for_its_owner_alone(shop: TestShop) {
    let (anna, ben, cleo) = (
        &shop.anna,
        shop.member_called("Ben").await,
        shop.member_called("Cleo").await,
    );
    gives_five_euros(&shop).await;
    settles(&shop, Setting::Greetings, 1).await;
    let room = shop.has_a_group().await;
    for who in [anna, &ben, &cleo] {
        is_born(&shop, who, on("2027-03-10")).await;
    }
    let dora = shop.member_called("Dora").await;
    is_born(&shop, &dora, on("2027-03-09")).await;
    for who in [anna, &ben, &dora] {
        tells(&shop, who, Told::Group).await;
    }
    for who in [&ben, &cleo, &dora] {
        who.joins(&room).await;
    }
    // The welcome is posted, and goes.
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.post_everything().await;
    shop.passes(TimeDelta::minutes(11)).await;
    shop.stage.works().await;
    shop.stage.everybody_looks();
    drop(room.posts());

    // The program was off on Dora's day.
    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    the_group_is_told(&shop).await;

    room.reads(
        "🎂 <b>Happy birthday, Ben and Anna!</b>\nWe wish you a wonderful day.\nAnd, a little late, to Dora, too.",
    );
    for who in [anna, &ben, &dora] {
        who.hears_nothing();
        assert_eq!(gifts(&shop, who).await, 1);
    }
    assert!(cleo.looks().text.starts_with("🎂 Happy birthday, Cleo!"));

    for (who, gift) in [(anna, true), (&ben, true), (&dora, true), (&cleo, false)] {
        let tapped = who.taps_in(&room, "🎁 Open your gift").await;
        if gift {
            let code = shop.coupon(who).await.code;
            let link = bot::tap::Start::Coupon(shop.id, code).link(&shop.stage.bot.username());
            assert_eq!(tapped.answer().and_then(|answer| answer.url), Some(link.clone()));
            who.opens(&link).await;
            assert!(who.looks().html.contains("€5 off"));
        } else {
            tapped.alerts("There's no gift here with your name on it. 🎂 Do we know your day? Tell me in /me.");
        }
    }
    room.reads_nothing();

    // Whatever is repeated that day, there is one post; the next one is another day's.
    for _ in 0..2 {
        shop.loyalty().congratulate_in_group(shop.id).await.unwrap();
        shop.stage.post_everything().await;
    }
    room.reads_nothing();
    comes_to_hour(&shop, "2027-03-11", "09:00").await;
    the_group_is_told(&shop).await;
    room.reads_nothing();
}

async fn b6_names_are_safe_and_many_are_counted(shop: TestShop) {
    settles(&shop, Setting::Greetings, 1).await;
    let room = shop.has_a_group().await;
    let mut people = vec![shop.member_called("<b>Bob</b> & Co").await];
    for n in 1..=14 {
        people.push(shop.member_called(&format!("Nr{n} Surname")).await);
    }
    for who in people.iter().rev() {
        is_born(&shop, who, on("2027-03-10")).await;
        tells(&shop, who, Told::Group).await;
    }
    let named = shop.file(&people[0]).await.id;
    shop.loyalty()
        .correct_name(&shop.shop().await, people[0].user(), Some("<i>Eve Adams"))
        .await
        .unwrap();
    assert_eq!(shop.file(&people[0]).await.id, named);
    shop.stage.everybody_looks();
    drop(room.posts());

    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    the_group_is_told(&shop).await;

    let post = room.post();
    assert!(post.html.contains(" and 3 more!</b>"), "{}", post.html);
    assert!(
        !post.text.contains("Surname") && !post.text.contains("Adams"),
        "{}",
        post.text
    );
    assert!(!post.html.contains("<i>"), "{}", post.html);
    shop.stage.everybody_looks();
}

async fn b6_whoever_cannot_be_reached_has_the_gift_in_the_wallet(shop: TestShop) {
    let anna = &shop.anna;
    gives_five_euros(&shop).await;
    settles(&shop, Setting::Greetings, 1).await;
    let room = shop.has_a_group().await;
    is_born(&shop, anna, on("2027-03-10")).await;
    tells(&shop, anna, Told::Group).await;
    anna.blocks_the_bot().await;
    shop.stage.everybody_looks();
    drop(room.posts());

    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    the_group_is_told(&shop).await;

    assert!(room.post().text.starts_with("🎂 Happy birthday, Anna!"));
    assert_eq!(gifts(&shop, anna).await, 1);
    let tapped = anna.taps_in(&room, "🎁 Open your gift").await;
    assert!(tapped.answer().is_some_and(|answer| answer.url.is_some()));
}

async fn b6_without_a_group_it_is_said_in_private(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    tells(&shop, anna, Told::Group).await;

    comes_to_hour(&shop, "2027-03-10", "09:00").await;

    anna.hears(WISHES);
}

async fn d3_d4_what_was_greeted_goes_with_the_file(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    gives_five_euros(&shop).await;
    for who in [anna, &ben] {
        is_born(&shop, who, on("2027-03-10")).await;
    }
    tells(&shop, &ben, Told::Never).await;
    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    shop.stage.everybody_looks();
    let settled = shop.shop().await;
    let (into, from) = (shop.file(anna).await.id, shop.file(&ben).await.id);
    let data = shop.loyalty().data_of(&settled, from).await.unwrap().unwrap();
    assert_eq!(data["person"]["birthday_told"], "never");
    assert_eq!(data["person"]["birthdays_so_far"][0]["birthday"], "2027-03-10");

    shop.loyalty()
        .join_files(&settled, shop.owner.user(), from, into)
        .await
        .unwrap();
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    let data = shop.loyalty().data_of(&settled, into).await.unwrap().unwrap();
    assert_eq!(
        data["person"]["birthday_told"], "never",
        "whoever wants no words gets none"
    );
    assert_eq!(data["person"]["birthdays_so_far"].as_array().unwrap().len(), 1);
    shop.loyalty()
        .forget_member(&settled, into, ForgetBy::Member)
        .await
        .unwrap();
    shop.stage.everybody_looks();
    comes_to_hour(&shop, "2028-03-10", "09:00").await;
}
