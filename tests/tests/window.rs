//! The shop window: categories with pictures, what guests may see, prices in Stars, and gifts that are limited by the day.

use bot::tap::Start;
use chrono::TimeDelta;
use domain::gift::Unavailable;
use domain::product::Category;
use domain::{Clock, Money};
use loyalty::Redeemed;
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::sells;

on_both_engines![
    a_category_is_made_renamed_pictured_and_hidden,
    what_no_category_can_be_called_is_asked_again,
    a_guest_sees_what_everybody_may_and_what_it_costs_a_member,
    a_guest_looks_around_before_joining,
    d3_a_guest_who_comes_to_the_window_first_reads_what_is_kept_before_joining,
    whoever_was_invited_and_looks_around_was_invited_all_the_same,
    two_who_change_a_category_at_once_change_both,
    a_price_in_stars_is_set_in_the_chat,
    c6_a_gift_of_which_one_a_day_is_to_be_had,
    c6_by_the_day_means_the_day_in_the_shop,
];

async fn opens_categories(owner: &Someone) {
    owner.says("/products").await;
    owner.looks();
    owner.taps("Categories").await;
}

async fn a_category_is_made_renamed_pictured_and_hidden(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let blend = sells(&shop, "House blend", 900, |_| ()).await;
    opens_categories(owner).await;
    owner.hears("There are no categories yet. With a few of them, members find things faster.");
    owner.taps("New category").await;
    owner.hears("<b>What is the category called?</b>");
    owner.says("Beens").await;
    owner.hears("✅ Changed.\n\n🗂 <b>Beens</b>");
    owner.taps("Name").await;
    owner.looks();
    owner.says("Beans").await;
    owner.hears("✅ Changed.\n\n🗂 <b>Beans</b>");
    owner.taps("Picture").await;
    owner.looks();
    owner.sends_photo(&stories::picture(), "").await;
    assert!(owner.looks().html.contains("Beans"));
    let made = shop.loyalty().all_categories(shop.id).await.unwrap();
    assert_eq!(made.len(), 1, "renaming makes no other one");
    let category = made[0].id;
    shop.loyalty()
        .change_product(&shop.shop().await, owner.user(), blend, |product| {
            product.category = Some(category);
        })
        .await
        .unwrap();

    anna.says("/shop").await;
    anna.looks();
    anna.taps("Beans").await;
    let shelf = anna.looks();
    assert!(
        shelf.photo.is_some() && shelf.button("House blend").is_some(),
        "{shelf:?}"
    );

    owner.taps("Hide it from members").await;
    assert!(owner.looks().html.contains("Hidden: members don't see it"));
    anna.says("/shop").await;
    let seen = anna.looks();
    assert!(
        seen.button("Beans").is_none() && seen.button("House blend").is_none(),
        "{seen:?}"
    );
    owner.taps("Show it to members").await;
    owner.looks();
    anna.says("/shop").await;
    assert!(anna.looks().button("Beans").is_some());
    owner.taps("Picture").await;
    owner.looks();
    owner.taps("Without a picture").await;
    owner.looks();
    let plain = shop.loyalty().all_categories(shop.id).await.unwrap();
    assert_eq!((plain[0].photo.as_ref(), plain[0].active), (None, true));
}

async fn what_no_category_can_be_called_is_asked_again(shop: TestShop) {
    let owner = &shop.owner;
    for (name, told) in [
        ("Beans", "✅ Changed."),
        ("…", "A name needs at least one letter and at most 64 characters."),
        ("BEANS", "There is a category Beans already."),
    ] {
        opens_categories(owner).await;
        owner.looks();
        owner.taps("New category").await;
        owner.looks();
        owner.says(name).await;
        let seen = owner.looks();
        assert!(seen.text.starts_with(told), "{name}: {}", seen.text);
    }
    owner.says("Tea").await;
    owner.looks();
    let titles: Vec<String> = shop
        .loyalty()
        .all_categories(shop.id)
        .await
        .unwrap()
        .into_iter()
        .map(|category| category.title)
        .collect();
    assert_eq!(titles, ["Beans", "Tea"]);
}

async fn a_guest_sees_what_everybody_may_and_what_it_costs_a_member(shop: TestShop) {
    let guest = shop.stage.person("Greta");
    sells(&shop, "House blend", 900, |product| {
        product.member_price = Money::new(800);
    })
    .await;
    sells(&shop, "Mug", 1_000, |_| ()).await;
    sells(&shop, "Roaster's choice", 1_400, |product| product.members_only = true).await;
    sells(&shop, "Out of sale", 500, |product| product.active = false).await;
    guest.opens(&shop.link()).await;
    guest.looks();

    guest.says("/shop").await;

    guest.hears(
        "🛍 <b>What there is at Corner Café</b>\n\n\
         • House blend · €9, for members <b>€8</b>\n\
         • Mug · €10\n\n\
         🔒 <b>1 more thing</b> is for members alone.\n\
         Members order here, pay less and collect points.",
    );
    guest.taps("Become a member").await;
    guest.looks();
    guest.taps("Agree and join").await;
    drop(guest.reads());
    guest.says("/shop").await;
    assert!(
        guest.looks().button("Roaster's choice").is_some(),
        "a member sees all of it"
    );
}

async fn a_guest_looks_around_before_joining(shop: TestShop) {
    let guest = shop.stage.person("Greta");
    guest.opens(&shop.link()).await;
    assert!(
        guest.looks().button("Look around").is_none(),
        "there is nothing to be seen"
    );
    sells(&shop, "Mug", 1_000, |_| ()).await;

    guest.opens(&shop.link()).await;
    guest.looks();
    guest.taps("Look around").await;

    let seen = guest.looks();
    assert!(
        seen.text.contains("Mug · €10") && seen.button("Become a member").is_some(),
        "{seen:?}"
    );
    assert!(shop.find(&guest).await.is_none(), "whoever looks is no member yet");
}

async fn d3_a_guest_who_comes_to_the_window_first_reads_what_is_kept_before_joining(shop: TestShop) {
    let guest = shop.stage.person("Greta");
    sells(&shop, "Mug", 1_000, |_| ()).await;
    guest
        .opens(&Start::Catalogue(shop.id).link(&shop.stage.bot.username()))
        .await;
    guest.looks();

    guest.taps("Become a member").await;

    assert!(guest.looks().text.contains("What is kept, and why"));
    assert!(shop.find(&guest).await.is_none());
    guest.taps("Agree and join").await;
    drop(guest.reads());
    assert!(shop.find(&guest).await.is_some());
}

async fn whoever_was_invited_and_looks_around_was_invited_all_the_same(shop: TestShop) {
    let guest = shop.stage.person("Greta");
    sells(&shop, "Mug", 1_000, |_| ()).await;
    let by = shop.file(&shop.anna).await.id;
    guest
        .opens(&Start::Invite(shop.id, by).link(&shop.stage.bot.username()))
        .await;
    guest.looks();
    guest.taps("Look around").await;
    guest.looks();
    guest.taps("Become a member").await;
    guest.looks();
    guest.taps("Agree and join").await;
    drop(guest.reads());

    let brought = shop.loyalty().brought(shop.id, by).await.unwrap();
    assert_eq!(brought.came, 1);
}

async fn two_who_change_a_category_at_once_change_both(shop: TestShop) {
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let by = shop.owner.user();
    let category = Category {
        id: loyalty.new_category_id(),
        title: "Beans".to_owned(),
        photo: None,
        active: true,
    };
    loyalty.add_category(&settled, by, &category).await.unwrap();
    for round in 0..20 {
        let (title, active) = (format!("Beans {round}"), round % 2 == 0);

        let (one, other) = tokio::join!(
            loyalty.change_category(&settled, by, category.id, |category| category.title.clone_from(&title)),
            loyalty.change_category(&settled, by, category.id, |category| category.active = active),
        );

        drop((one.unwrap(), other.unwrap()));
        let found = loyalty.all_categories(shop.id).await.unwrap();
        assert_eq!((found[0].title.as_str(), found[0].active), (title.as_str(), active));
    }
}

async fn a_price_in_stars_is_set_in_the_chat(shop: TestShop) {
    let owner = &shop.owner;
    let ticket = sells(&shop, "Tasting ticket", 2_000, |_| ()).await;
    owner.says("/products").await;
    owner.looks();
    owner.taps("Tasting ticket").await;
    owner.looks();
    for (typed, told, stars) in [
        (
            "0",
            "That should be a whole number of Stars from 1 to 10,000. Try again?",
            None,
        ),
        (
            "10001",
            "That should be a whole number of Stars from 1 to 10,000. Try again?",
            None,
        ),
        ("500", "✅ Changed.", Some(500)),
    ] {
        owner.taps("Price in Stars").await;
        owner.looks();
        owner.says(typed).await;
        let seen = owner.looks();
        assert!(seen.text.starts_with(told), "{typed}: {}", seen.text);
        let product = shop.loyalty().product(shop.id, ticket).await.unwrap().unwrap();
        assert_eq!(product.stars, stars);
        if stars.is_none() {
            owner.taps("Back").await;
            owner.looks();
        }
    }
    owner.taps("Price in Stars").await;
    owner.looks();
    owner.taps("Leave it empty").await;
    owner.looks();
    let product = shop.loyalty().product(shop.id, ticket).await.unwrap().unwrap();
    assert_eq!(product.stars, None);
}

async fn c6_a_gift_of_which_one_a_day_is_to_be_had(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let espresso = shop.offers("Espresso", 5, |_| ()).await;
    owner.says("/gift").await;
    owner.looks();
    owner.taps("Espresso").await;
    owner.looks();
    owner.taps("Per day").await;
    owner.hears("<b>How many can one person have in a day?</b>");
    owner.taps("1").await;
    assert!(owner.looks().text.contains("A day: 1"));
    shop.has_redeemed(anna, espresso).await;

    let second = shop.redeems(anna, espresso).await;

    assert!(
        matches!(
            second,
            Redeemed::Refused {
                why: Unavailable::DayLimitReached { limit: 1 },
                ..
            }
        ),
        "{second:?}"
    );
    anna.says("/gifts").await;
    assert!(anna.looks().text.contains("You've had today's"));
    anna.taps("Espresso").await;
    assert!(
        anna.looks()
            .text
            .ends_with("You've had today's Espresso: it's 1 a day. Tomorrow it's yours again.")
    );
    assert_eq!(shop.points(anna).await, 45);
    shop.passes(TimeDelta::days(1)).await;
    shop.has_redeemed(anna, espresso).await;
    assert_eq!(shop.points(anna).await, 40);
}

/// Kyiv is two hours ahead of UTC in winter: its midnight is at 22:00.
async fn c6_by_the_day_means_the_day_in_the_shop(shop: TestShop) {
    let there = shop.another("Kava", chrono_tz::Europe::Kyiv).await;
    let anna = there.member_called("Olena").await;
    there.gives(&anna, 50).await;
    let espresso = there.offers("Espresso", 5, |gift| gift.per_day = Some(1)).await;
    there.wakes_on("2027-01-15").await;
    let local = |hour: i64| {
        let now = shop.clock.now().with_timezone(&chrono_tz::Europe::Kyiv);
        now + TimeDelta::hours(hour) - TimeDelta::hours(i64::from(chrono::Timelike::hour(&now)))
    };
    let at_23 = local(23).with_timezone(&chrono::Utc);
    there.passes(at_23 - shop.clock.now()).await;
    there.has_redeemed(&anna, espresso).await;

    there.passes(TimeDelta::minutes(30)).await;
    let same_evening = there.redeems(&anna, espresso).await;
    there.passes(TimeDelta::minutes(60)).await;

    assert!(
        matches!(
            same_evening,
            Redeemed::Refused {
                why: Unavailable::DayLimitReached { .. },
                ..
            }
        ),
        "{same_evening:?}"
    );
    there.has_redeemed(&anna, espresso).await;
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}
