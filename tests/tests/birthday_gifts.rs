//! What a birthday brings to members of a tier that has a gift for it.

use chrono::{NaiveDate, TimeDelta};
use domain::birthday::Birthday;
use domain::reason::Actor;
use domain::terms::Worth;
use domain::{Clock, Money};
use loyalty::{BirthdayPage, BirthdaySet};
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    the_owner_says_what_a_birthday_brings_and_members_get_it_that_morning,
    b1_a_birthday_brings_its_gift_once_a_year_whatever_is_repeated,
    b2_a_day_that_was_said_close_to_it_brings_nothing_yet,
    b3_b4_leap_days_and_lunar_birthdays_bring_theirs,
    b5_after_a_pause_the_gift_comes_late_and_says_so,
    whoever_is_in_another_tier_gets_nothing,
    b7_a_small_thing_is_handed_over_at_the_till_and_counted,
    b7_more_points_count_from_the_purchase_for_which_the_coupon_is_shown,
    b7_how_long_a_gift_can_be_used_is_settled_and_counts_from_the_day_it_is_told,
];

/// Everybody is in a tier of which a birthday brings five euros.
async fn gives_on_birthdays(shop: &TestShop) {
    let owner = &shop.owner;
    owner.says("/tier").await;
    owner.looks();
    owner.taps("Take the usual four").await;
    owner.looks();
    owner.taps("Regular").await;
    owner.looks();
    owner.taps("What a birthday brings").await;
    owner.looks();
    owner.says("5").await;
    assert!(owner.looks().text.contains("🎂 On a birthday: €5 off"));
}

async fn is_born(shop: &TestShop, who: &Someone, birthday: Birthday) {
    let settled = shop.shop().await;
    let (member, by) = (shop.file(who).await.id, Actor::Member(who.user()));
    let set = shop.loyalty().set_birthday(&settled, member, by, Some(birthday)).await;
    assert!(matches!(set, Ok(BirthdaySet::Done { .. })), "{set:?}");
    shop.stage.everybody_looks();
}

fn on(day: &str) -> Birthday {
    let day: NaiveDate = day.parse().unwrap();
    Birthday::gregorian(chrono::Datelike::month(&day), chrono::Datelike::day(&day), None).unwrap()
}

/// A day begins in the shop, and comes to the hour at which members are greeted.
async fn has_a_morning(shop: &TestShop, day: &str) {
    shop.wakes_on(day).await;
    shop.clock.advance(TimeDelta::hours(9));
    shop.stage.works().await;
}

/// What was never sent for a year is sent no more.
async fn everybody_is_told(shop: &TestShop) {
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

/// How many gifts for their birthday somebody has had.
async fn gifts(shop: &TestShop, who: &Someone) -> usize {
    let coupons = shop.coupons(who).await;
    coupons
        .iter()
        .filter(|coupon| coupon.cause.starts_with("birthday:"))
        .count()
}

async fn the_owner_says_what_a_birthday_brings_and_members_get_it_that_morning(shop: TestShop) {
    let anna = &shop.anna;
    gives_on_birthdays(&shop).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    shop.wakes_on("2027-03-09").await;
    assert_eq!(gifts(&shop, anna).await, 0);

    shop.wakes_on("2027-03-10").await;
    assert_eq!(gifts(&shop, anna).await, 0, "nobody is greeted at midnight");
    shop.passes(TimeDelta::hours(9)).await;
    shop.stage.works().await;

    assert_eq!(gifts(&shop, anna).await, 1);
    let coupon = shop.coupon(anna).await;
    assert_eq!(
        coupon.terms.worth,
        Worth::Amount {
            off: Money::new(500).unwrap()
        }
    );
    assert_eq!(
        shop.shop()
            .await
            .day(coupon.expires_at - TimeDelta::seconds(1))
            .to_string(),
        "2027-04-09"
    );
    shop.stage.post().await;
    anna.hears(&format!(
        "🎂 <b>Happy birthday, Anna!</b>\nCorner Café has a present for you.\n\n\
         <b>€5 off</b>\nCode: <code>{}</code>\nUse it until 9 Apr 2027. It is in /coupons, too.",
        coupon.code
    ));
    shop.owner.says("/audit").await;
    assert!(
        shop.owner
            .looks()
            .text
            .contains("↳ What a birthday brings: nothing → €5")
    );
}

async fn b1_a_birthday_brings_its_gift_once_a_year_whatever_is_repeated(shop: TestShop) {
    let anna = &shop.anna;
    gives_on_birthdays(&shop).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    has_a_morning(&shop, "2027-03-10").await;
    let page = BirthdayPage {
        shop: shop.id,
        day: "2027-03-10".parse().unwrap(),
        oldest: "2027-03-10".parse().unwrap(),
        nth: 0,
        after: domain::MemberId(uuid::Uuid::nil()),
    };

    for _ in 0..3 {
        shop.loyalty().birthdays_page(page, "Birthday present").await.unwrap();
        shop.stage.works().await;
    }

    assert_eq!(gifts(&shop, anna).await, 1);
    for night in ["2027-03-11", "2027-03-12", "2027-12-31", "2028-03-09"] {
        has_a_morning(&shop, night).await;
        assert_eq!(gifts(&shop, anna).await, 1, "{night}");
    }
    has_a_morning(&shop, "2028-03-10").await;
    assert_eq!(gifts(&shop, anna).await, 2);
    everybody_is_told(&shop).await;
}

async fn b2_a_day_that_was_said_close_to_it_brings_nothing_yet(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    gives_on_birthdays(&shop).await;
    has_a_morning(&shop, "2027-03-01").await;
    is_born(&shop, anna, on("2027-03-15")).await;
    is_born(&shop, &ben, on("2027-03-16")).await;

    has_a_morning(&shop, "2027-03-16").await;

    assert_eq!((gifts(&shop, anna).await, gifts(&shop, &ben).await), (0, 1));
    has_a_morning(&shop, "2028-03-15").await;
    assert_eq!(gifts(&shop, anna).await, 1);
    everybody_is_told(&shop).await;
}

async fn b3_b4_leap_days_and_lunar_birthdays_bring_theirs(shop: TestShop) {
    let (anna, lin) = (&shop.anna, shop.member_called("Lin").await);
    gives_on_birthdays(&shop).await;
    is_born(&shop, anna, Birthday::gregorian(2, 29, None).unwrap()).await;
    is_born(&shop, &lin, Birthday::lunar(1, 1, false, None).unwrap()).await;

    has_a_morning(&shop, "2027-02-05").await;
    assert_eq!(gifts(&shop, &lin).await, 0);
    has_a_morning(&shop, "2027-02-06").await;
    assert_eq!(gifts(&shop, &lin).await, 1, "the lunar new year of 2027");
    has_a_morning(&shop, "2027-02-28").await;
    assert_eq!(gifts(&shop, anna).await, 1, "a common year");
    has_a_morning(&shop, "2028-01-26").await;
    assert_eq!(gifts(&shop, &lin).await, 2, "the lunar new year of 2028");
    has_a_morning(&shop, "2028-02-28").await;
    assert_eq!(gifts(&shop, anna).await, 1, "a leap year has the day itself");
    has_a_morning(&shop, "2028-02-29").await;
    assert_eq!(gifts(&shop, anna).await, 2);
    everybody_is_told(&shop).await;
}

async fn b5_after_a_pause_the_gift_comes_late_and_says_so(shop: TestShop) {
    let (anna, ben, cleo) = (
        &shop.anna,
        shop.member_called("Ben").await,
        shop.member_called("Cleo").await,
    );
    gives_on_birthdays(&shop).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    is_born(&shop, &ben, on("2027-03-07")).await;
    is_born(&shop, &cleo, on("2027-03-01")).await;
    shop.wakes_on("2027-02-20").await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    // The bot was off from then on.
    shop.clock.set("2027-03-12T07:59:00Z".parse().unwrap());
    shop.stage.ticks().await;
    shop.passes(TimeDelta::hours(2)).await;
    shop.stage.works().await;
    shop.stage.post_everything().await;

    assert!(shop.clock.now() > "2027-03-12T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    assert!(anna.looks().text.starts_with("🎂 Belated happy birthday, Anna!"));
    assert!(ben.looks().text.starts_with("🎁 Corner Café has a present for you."));
    cleo.hears_nothing();
    assert_eq!(gifts(&shop, &cleo).await, 0, "that was too long ago");
}

async fn whoever_is_in_another_tier_gets_nothing(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    gives_on_birthdays(&shop).await;
    shop.sells(&ben, 60_000).await;
    shop.stage.works().await;
    let silver = shop
        .loyalty()
        .tier_of(shop.id, shop.file(&ben).await.id)
        .await
        .unwrap()
        .unwrap();
    assert!(silver.birthday.is_none(), "{silver:?}");
    for who in [anna, &ben] {
        is_born(&shop, who, on("2027-03-10")).await;
    }

    has_a_morning(&shop, "2027-03-10").await;

    assert_eq!((gifts(&shop, anna).await, gifts(&shop, &ben).await), (1, 0));
    everybody_is_told(&shop).await;
}

async fn b7_a_small_thing_is_handed_over_at_the_till_and_counted(shop: TestShop) {
    let (anna, owner, clerk) = (&shop.anna, &shop.owner, &shop.clerk);
    gives_on_birthdays(&shop).await;
    owner.taps("What a birthday brings").await;
    owner.looks();
    owner.taps("🎁 A small thing").await;
    owner.looks();
    owner.says("  A slice\nof <cake> ").await;
    assert!(owner.looks().text.contains("🎂 On a birthday: A slice of <cake>"));
    is_born(&shop, anna, on("2027-03-10")).await;

    has_a_morning(&shop, "2027-03-10").await;
    shop.stage.post().await;

    let code = shop.coupon(anna).await.code;
    anna.hears(&format!(
        "🎂 <b>Happy birthday, Anna!</b>\nCorner Café has a present for you.\n\n\
         <b>A slice of &lt;cake&gt;</b>\nCode: <code>{code}</code>\nUse it until 9 Apr 2027. It is in /coupons, too."
    ));
    clerk.says(&format!("/coupon {code}")).await;
    assert!(clerk.looks().html.contains("A slice of &lt;cake&gt;"));
    clerk.taps("Take it").await;
    clerk.looks();
    assert_eq!(shop.coupon(anna).await.state, domain::coupon::CouponState::Used);
    everybody_is_told(&shop).await;
    owner.says("/audit").await;
    let log = owner.looks().text;
    assert!(log.contains("🎁 A small thing: nothing → A slice of <cake>"), "{log}");
}

async fn b7_more_points_count_from_the_purchase_for_which_the_coupon_is_shown(shop: TestShop) {
    let (anna, owner) = (&shop.anna, &shop.owner);
    gives_on_birthdays(&shop).await;
    owner.taps("What a birthday brings").await;
    owner.looks();
    owner.taps("⭐ More points").await;
    owner.looks();
    owner.taps("Double points for 7 days").await;
    let page = owner.looks().text;
    assert!(page.contains("🎂 On a birthday: Double points"), "{page}");
    is_born(&shop, anna, on("2027-03-10")).await;

    has_a_morning(&shop, "2027-03-10").await;
    everybody_is_told(&shop).await;

    let coupon = shop.coupon(anna).await;
    assert_eq!(coupon.terms.worth, Worth::Times { percent: 200, days: 6 });
    // Nothing any more, by a button.
    owner.taps("What a birthday brings").await;
    owner.looks();
    owner.taps("Nothing").await;
    assert!(!owner.looks().text.contains("On a birthday"));
}

async fn b7_how_long_a_gift_can_be_used_is_settled_and_counts_from_the_day_it_is_told(shop: TestShop) {
    let (anna, ben) = (&shop.anna, shop.member_called("Ben").await);
    gives_on_birthdays(&shop).await;
    is_born(&shop, anna, on("2027-03-10")).await;
    is_born(&shop, &ben, on("2027-03-13")).await;
    let until = async |who: &Someone| {
        let ends = shop.coupon(who).await.expires_at - TimeDelta::seconds(1);
        shop.shop().await.day(ends).to_string()
    };

    crate::greetings::settles(&shop, domain::setting::Setting::BirthdayDays, 0).await;
    has_a_morning(&shop, "2027-03-10").await;
    assert_eq!(until(anna).await, "2027-03-10");
    crate::greetings::settles(&shop, domain::setting::Setting::BirthdayDays, 14).await;
    has_a_morning(&shop, "2027-03-15").await;

    assert_eq!(until(&ben).await, "2027-03-29", "two days late");
    everybody_is_told(&shop).await;
}
