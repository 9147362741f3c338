//! Two shops on one program, kept apart.

use bot::tap::{Start, Tap};
use domain::Token;
use domain::role::Role;
use stories::{Someone, TestShop, every_tap, on_both_engines};

on_both_engines![
    s6_members_of_one_shop_see_nothing_of_another,
    s6_staff_of_one_shop_reach_nothing_of_another,
    s6_whoever_is_in_both_has_two_accounts,
    whoever_is_in_both_goes_from_one_to_the_other_by_a_button,
    s6_a_code_of_one_shop_is_no_code_in_another,
];

/// What must not be seen of the other shop.
const SECRETS: [&str; 4] = ["Customer of Warung", "Clerk of Warung", "Owner of Warung", "Teapot"];

fn leaks(seen: &str) -> Option<&'static str> {
    SECRETS.into_iter().find(|secret| seen.contains(secret))
}

async fn tries(shop: &TestShop, who: &Someone, tap: &Tap) {
    let tapped = who.forges(&tap.data()).await;
    let alert = tapped.answer().and_then(|answer| answer.text).unwrap_or_default();
    for seen in who
        .reads()
        .iter()
        .map(|seen| seen.html.as_str())
        .chain([alert.as_str()])
    {
        assert_eq!(
            leaks(seen),
            None,
            "{} tapped {tap:?} and saw: {seen}",
            who.person.name()
        );
    }
    // Whatever question that opened is answered with nonsense.
    who.says("7").await;
    drop(who.reads());
    shop.clock.advance(chrono::TimeDelta::seconds(5));
}

/// Buttons of every kind that are aimed at another shop, but for those by which anybody may come to it
/// and the one that is about whoever taps it.
async fn taps_of(other: &TestShop) -> Vec<Tap> {
    let fair = |tap: &Tap| {
        matches!(
            tap,
            Tap::EnterShop { .. } | Tap::Join { .. } | Tap::JoinInvited { .. } | Tap::CheckIn
        )
    };
    every_tap(&other.mark().await)
        .into_iter()
        .filter(|tap| !fair(tap))
        .collect()
}

/// Everything that could change in a shop.
async fn state(
    shop: &TestShop,
) -> (
    Vec<(i64, &'static str)>,
    Vec<storage::coupons::Coupon>,
    Vec<String>,
    Option<Role>,
    i64,
    i64,
) {
    let log = shop.log().await.into_iter().map(|done| done.action).collect();
    let gift = shop.gift(shop.mug).await;
    (
        shop.movements(&shop.anna).await,
        shop.coupons(&shop.anna).await,
        log,
        shop.role(&shop.clerk).await,
        gift.price.get(),
        shop.points(&shop.anna).await,
    )
}

async fn s6_members_of_one_shop_see_nothing_of_another(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let taps = taps_of(&other).await;
    let (before, own) = (state(&other).await, shop.movements(&shop.anna).await);

    for tap in &taps {
        tries(&shop, &shop.anna, tap).await;
    }
    for command in [
        "/points",
        "/statement",
        "/gifts",
        "/coupons",
        "/card",
        "/privacy",
        "/menu",
    ] {
        shop.anna.says(command).await;
        for seen in shop.anna.reads() {
            assert_eq!(leaks(&seen.html), None, "{command}: {}", seen.html);
        }
    }

    assert_eq!(state(&other).await, before);
    assert_eq!(shop.movements(&shop.anna).await, own);
}

async fn s6_staff_of_one_shop_reach_nothing_of_another(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let taps = taps_of(&other).await;
    let coupon = other.coupon(&other.anna).await;
    let card = Token::parse(&other.file(&other.anna).await.card).expect("a token");
    let before = state(&other).await;

    for who in [&shop.clerk, &shop.owner] {
        for tap in &taps {
            tries(&shop, who, tap).await;
        }
        for command in [
            "/find customer".to_owned(),
            "/find 1".to_owned(),
            format!("/find {}", other.anna.person.id()),
            "/sell 5 warung".to_owned(),
            format!("/coupon {}", coupon.code),
            "/audit".to_owned(),
            "/staff".to_owned(),
            "/gift".to_owned(),
        ] {
            who.says(&command).await;
            for seen in who.reads() {
                assert_eq!(leaks(&seen.html), None, "{command}: {}", seen.html);
            }
        }
        // Scanning leads into the other shop, where they are nobody.
        for start in [Start::Card(card.clone()), Start::Coupon(other.id, coupon.code.clone())] {
            who.starts(&start.payload()).await;
            for seen in who.reads() {
                assert_eq!(leaks(&seen.html), None, "{start:?}: {}", seen.html);
                assert!(seen.button("Take it").is_none() && seen.button("Record a sale").is_none());
            }
        }
        who.starts(&Start::Shop(shop.id).payload()).await;
        who.looks();
    }
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();

    assert_eq!(state(&other).await, before);
}

async fn s6_whoever_is_in_both_has_two_accounts(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let anna = &shop.anna;
    other.enrolls(anna).await;
    shop.sells(anna, 10_000).await;

    anna.says("/points").await;
    anna.hears("You have <b>50 points</b> at Warung.\n\n50 points can be spent until 23 Nov 2027.");
    anna.opens(&shop.link()).await;
    anna.says("/points").await;

    anna.hears("You have <b>150 points</b> at Corner Café.\n\n150 points can be spent until 23 Nov 2027.");
    assert_eq!((shop.points(anna).await, other.points(anna).await), (150, 50));
}

async fn whoever_is_in_both_goes_from_one_to_the_other_by_a_button(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    anna.says("/menu").await;
    assert!(anna.looks().button("Another shop").is_none(), "there is no other");
    other.enrolls(anna).await;
    other.hires(clerk, Role::Manager).await;

    for (who, there, here) in [
        (
            anna,
            "Hello Anna! You have <b>50 points</b> at Corner Café.",
            "at Warung",
        ),
        (clerk, "Budi, clerk", "Budi, manager"),
    ] {
        who.says("/menu").await;
        assert!(who.looks().html.contains(here));
        who.taps("Another shop").await;
        let seen = who.looks();
        assert_eq!(seen.html, "You belong to several shops. Which one is it about?");
        assert!(seen.button("Warung").is_some());
        who.taps("Corner Café").await;

        let seen = who.looks();
        assert!(seen.html.contains(there), "{}", seen.html);
        assert!(seen.button("Another shop").is_some());
    }
}

async fn s6_a_code_of_one_shop_is_no_code_in_another(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let coupon = other.has_redeemed(&other.anna, other.coffee).await;

    shop.clerk.says(&format!("/coupon {}", coupon.code)).await;

    assert!(
        shop.clerk
            .looks()
            .html
            .starts_with("There is no coupon with this code.")
    );
    other.clerk.says(&format!("/coupon {}", coupon.code)).await;
    assert!(other.clerk.looks().button("Take it").is_some());
}
