//! The week's birthdays as staff see them, and the line of their own that they add to a greeting.

use domain::birthday::{Birthday, Told};
use domain::role::Role;
use domain::setting::Setting;
use stories::{TestShop, on_both_engines};

use crate::greetings::{comes_to_hour, gives_five_euros, is_born, on, settles, the_group_is_told};

on_both_engines![
    staff_see_whose_birthday_is_within_the_week_and_no_year,
    the_week_goes_by_pages,
    a_line_goes_out_with_the_greeting_and_can_be_changed_until_then,
    b6_a_line_is_for_its_reader_alone_whatever_the_group_reads,
    a_line_for_somebody_who_is_not_greeted_is_refused,
    s1_only_staff_see_birthdays_and_write_lines,
    d3_a_line_is_sealed_exported_and_forgotten,
];

async fn staff_see_whose_birthday_is_within_the_week_and_no_year(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    gives_five_euros(&shop).await;
    settles(&shop, Setting::Greetings, 1).await;
    let (ben, lin, far) = (
        shop.member_called("Ben").await,
        shop.member_called("Lin").await,
        shop.member_called("Far").await,
    );
    is_born(&shop, anna, Birthday::gregorian(3, 10, Some(1990)).unwrap()).await;
    is_born(&shop, &ben, on("2027-03-11")).await;
    // The tenth day of the second lunar month of 2027.
    is_born(&shop, &lin, Birthday::lunar(2, 10, false, None).unwrap()).await;
    is_born(&shop, &far, on("2027-03-18")).await;
    let settled = shop.shop().await;
    shop.loyalty()
        .tell_birthday(&settled, ben.user(), Told::Never)
        .await
        .unwrap();
    comes_to_hour(&shop, "2027-03-10", "08:00").await;

    clerk.says("/birthdays").await;
    clerk.hears(
        "🎂 <b>Birthdays, today and in the next seven days</b>\n\n\
         <b>Today</b>\n• Anna, Regular\n\n\
         <b>Tomorrow</b>\n• Ben, Regular 🔕 wants no greeting\n\n\
         <b>17 Mar</b>\n• Lin, Regular",
    );
    clerk.taps("Anna").await;
    assert!(clerk.looks().text.contains("No. 1001"));
    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    anna.looks();

    clerk.says("/menu").await;
    clerk.looks();
    clerk.taps("🎂 Birthdays").await;
    assert!(clerk.looks().text.contains("• Anna, Regular ✓ greeted"));
    comes_to_hour(&shop, "2027-03-20", "08:00").await;
    clerk.says("/birthdays").await;
    clerk.hears("🎂 Nobody has a birthday today or in the next seven days.");
    shop.stage.everybody_looks();
}

async fn the_week_goes_by_pages(shop: TestShop) {
    let clerk = &shop.clerk;
    for n in 1..=19 {
        let who = shop.member_called(&format!("Nr{n}")).await;
        is_born(&shop, &who, on(if n < 12 { "2027-03-10" } else { "2027-03-12" })).await;
    }
    comes_to_hour(&shop, "2027-03-10", "08:00").await;
    let names = |text: &str| text.lines().filter(|line| line.starts_with("• Nr")).count();

    clerk.says("/birthdays").await;
    assert_eq!(names(&clerk.looks().text), 8);
    clerk.taps("More ▸").await;
    let second = clerk.looks().text;
    assert_eq!(names(&second), 8);
    assert!(second.contains("Today") && second.contains("12 Mar"), "{second}");
    clerk.taps("More ▸").await;
    assert_eq!(names(&clerk.looks().text), 3);
    assert!(!clerk.shows("More ▸"));
    clerk.taps("⏮ From today").await;
    assert_eq!(names(&clerk.looks().text), 8);
}

async fn a_line_goes_out_with_the_greeting_and_can_be_changed_until_then(shop: TestShop) {
    let (anna, clerk, owner) = (&shop.anna, &shop.clerk, &shop.owner);
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-08", "12:00").await;
    clerk.says("/birthdays").await;
    clerk.looks();

    clerk.taps("💬 A line").await;
    assert!(clerk.looks().text.contains("It goes out with the greeting on 10 Mar"));
    clerk.says(&"long ".repeat(41)).await;
    assert!(
        clerk
            .looks()
            .text
            .starts_with("A little shorter, please: 200 characters fit.")
    );
    clerk.says("Your usual table is waiting.").await;
    assert!(clerk.looks().text.starts_with("✅ It goes out with the greeting."));
    clerk.taps("Back").await;
    assert!(clerk.looks().html.contains("💬 <i>Your usual table is waiting.</i>"));
    clerk.taps("💬 A line").await;
    clerk.looks();
    clerk.taps("🗑 Take it back").await;
    assert!(clerk.looks().text.starts_with("🗑 Taken back."));
    clerk.taps("Back").await;
    clerk.looks();
    clerk.taps("💬 A line").await;
    clerk.looks();
    clerk.says("Your <usual> table is waiting.\n– Mia").await;
    clerk.looks();
    comes_to_hour(&shop, "2027-03-10", "09:00").await;

    anna.hears(
        "🎂 <b>Happy birthday, Anna!</b>\nAll the best for the year ahead, from everybody at Corner Café.\n\
         💬 <i>Your &lt;usual&gt; table is waiting. – Mia</i>",
    );
    clerk.says("/birthdays").await;
    assert!(!clerk.looks().text.contains("table"));
    clerk
        .forges(
            &bot::tap::Tap::BirthdayLine {
                member: shop.file(anna).await.id,
            }
            .data(),
        )
        .await;
    clerk.looks();
    clerk.says("And one more").await;
    assert!(clerk.looks().text.starts_with("They have been greeted already."));
    owner.says("/audit").await;
    let log = owner.looks().text;
    assert!(
        log.contains("wrote a line for a birthday") && log.contains("took back a line"),
        "{log}"
    );
    // Next year's greeting is another one.
    comes_to_hour(&shop, "2028-03-10", "09:00").await;
    assert!(!anna.looks().text.contains("table"));
}

async fn b6_a_line_is_for_its_reader_alone_whatever_the_group_reads(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::Greetings, 1).await;
    let room = shop.has_a_group().await;
    is_born(&shop, anna, on("2027-03-10")).await;
    let (settled, member) = (shop.shop().await, shop.file(anna).await.id);
    shop.loyalty()
        .tell_birthday(&settled, anna.user(), Told::Group)
        .await
        .unwrap();
    comes_to_hour(&shop, "2027-03-09", "12:00").await;
    shop.loyalty()
        .write_birthday_line(&settled, shop.clerk.user(), member, Some("See you on Friday."))
        .await
        .unwrap();
    shop.stage.everybody_looks();
    drop(room.posts());

    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    the_group_is_told(&shop).await;

    room.reads("🎂 <b>Happy birthday, Anna!</b>\nWe wish you a wonderful day.");
    assert!(anna.looks().text.ends_with("💬 See you on Friday."));
}

async fn a_line_for_somebody_who_is_not_greeted_is_refused(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-08", "12:00").await;
    clerk.says("/birthdays").await;
    clerk.looks();
    clerk.taps("💬 A line").await;
    clerk.looks();

    clerk.says("Hello").await;

    assert!(clerk.looks().text.starts_with("No greeting goes out that day"));
    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    anna.hears_nothing();
}

async fn s1_only_staff_see_birthdays_and_write_lines(shop: TestShop) {
    let (anna, citra) = (&shop.anna, shop.employs("Citra", Role::Clerk).await);
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-08", "12:00").await;
    let (settled, member) = (shop.shop().await, shop.file(anna).await.id);

    anna.says("/birthdays").await;
    assert!(!anna.looks().text.contains("seven days"));
    for tap in [
        bot::tap::Tap::Birthdays,
        bot::tap::Tap::BirthdayLine { member },
        bot::tap::Tap::RemoveBirthdayLine { member },
    ] {
        let tapped = anna.forges(&tap.data()).await;
        drop(tapped.answer());
        assert!(!anna.reads().iter().any(|seen| seen.text.contains("seven days")));
    }
    citra.says("/birthdays").await;
    citra.looks();
    citra.taps("💬 A line").await;
    citra.looks();
    shop.loyalty()
        .remove_staff(&settled, shop.owner.user(), citra.user())
        .await
        .unwrap();

    citra.says("Too late").await;
    citra.reads();
    assert_eq!(
        shop.loyalty()
            .birthday_soon(&settled, member)
            .await
            .unwrap()
            .unwrap()
            .line,
        None
    );
    shop.stage.everybody_looks();
}

async fn d3_a_line_is_sealed_exported_and_forgotten(shop: TestShop) {
    let anna = &shop.anna;
    settles(&shop, Setting::Greetings, 1).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    comes_to_hour(&shop, "2027-03-08", "12:00").await;
    let (settled, member) = (shop.shop().await, shop.file(anna).await.id);
    shop.loyalty()
        .write_birthday_line(&settled, shop.clerk.user(), member, Some("Zwetschgenkuchen"))
        .await
        .unwrap();

    let data = shop.loyalty().data_of(&settled, member).await.unwrap().unwrap();
    assert_eq!(data["person"]["birthday_line"], "Zwetschgenkuchen");
    assert_eq!(shop.stage.traces_of("Zwetschgenkuchen").await, Vec::<String>::new());
    shop.loyalty()
        .forget_member(&settled, member, loyalty::ForgetBy::Member)
        .await
        .unwrap();
    shop.stage.everybody_looks();
    comes_to_hour(&shop, "2027-03-10", "09:00").await;
    anna.hears_nothing();
}
