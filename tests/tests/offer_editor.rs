//! Making, changing and ending offers in the chat.

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::grade::KindName;
use domain::offer::{Audience, Offer};
use domain::order::Item;
use domain::product::{Category, Product};
use domain::reckon::NotNow;
use domain::role::Role;
use domain::terms::{Only, Worth};
use domain::{CategoryId, Clock, CouponId, ProductId};
use loyalty::{CategorySaved, OfferClaimed, ProductSaved, Sell, Sold, Unsold};
use stories::zone::euros;
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    c8_a_manager_makes_an_offer_and_sees_what_others_will_see,
    t5_an_offer_for_the_best_customers_says_so_kindly_to_them_alone,
    c7_c8_wrong_answers_are_answered_in_words,
    c6_more_is_put_there_for_those_who_wait,
    an_offer_is_ended_before_its_time,
    c8_t5_an_offer_can_be_for_several_tiers_and_kinds_at_once,
    c4_a_coupon_can_count_for_some_things_from_an_amount_and_a_tier_on,
    c3_c4_a_price_is_for_one_thing_of_the_catalogue,
    c4_the_catalogue_is_chosen_from_page_by_page,
    a_condition_can_be_gone_back_from_and_the_whole_cancelled,
    s1_s6_forged_answers_change_nothing_about_an_offer,
    a_look_at_a_file_leaves_an_offer_that_is_being_made,
    s1_a_clerk_makes_no_offers,
];

/// Answers everything up to what members get.
pub async fn begins(owner: &Someone) {
    owner.says("/offer").await;
    owner.taps("New offer").await;
    owner.says("Sneakers").await;
    owner.taps("Skip").await;
    owner.taps("Without a picture").await;
    drop(owner.looks());
}

async fn c8_a_manager_makes_an_offer_and_sees_what_others_will_see(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    begins(owner).await;
    owner.taps("A better price for one thing").await;
    owner.says("80").await;
    owner.says("60").await;
    owner.taps("All members").await;
    owner.taps("From now on").await;
    owner.says("30 Nov").await;
    owner.taps("20").await;
    owner.taps("1").await;
    owner.taps("No limit").await;
    owner.taps("7 days").await;

    owner.hears(
        "<b>This is what members will see:</b>\n\n\
         ✨ <b>Sneakers</b>\n\n€60 instead of €80\n20 left\nPer member: 1\nUntil 30 Nov 2026\nThe coupon is good for 7 days\n\n\
         <b>And this is what the group will read:</b>\n\n\
         ✨ <b>Sneakers</b>\n€60 instead of €80\nFor members, until 30 Nov 2026\n\n<b>20 left</b>, 0 taken",
    );
    owner.taps("Publish").await;
    owner.hears("✅ <b>Sneakers</b> is published. The group hears of it when the first may claim it.");
    anna.says("/offers").await;
    anna.hears(
        "✨ <b>For you at Corner Café</b>\n\n<b>Sneakers</b>, until 30 Nov 2026\n€60 instead of €80\n✅ 20 left",
    );
    assert_eq!(shop.deeds(owner).await.last().map(String::as_str), Some("offer.add"));
}

async fn a_look_at_a_file_leaves_an_offer_that_is_being_made(shop: TestShop) {
    let (owner, member) = (&shop.owner, shop.file(&shop.anna).await.id);
    begins(owner).await;
    owner.taps("An amount off").await;
    owner.says("/find anna").await;
    assert!(owner.looks().html.starts_with("👤 <b>Anna</b>"));
    owner.forges(&Tap::File { member }.data()).await;
    drop(owner.reads());
    owner.says("/find").await;
    drop(owner.looks());

    owner.says("5").await;
    owner.taps("Any amount").await;
    owner.taps("All members").await;
    goes_on_to_the_whole(owner, true).await;
    owner.taps("Publish").await;

    owner.hears("✅ <b>Sneakers</b> is published. The group hears of it when the first may claim it.");
}

async fn t5_an_offer_for_the_best_customers_says_so_kindly_to_them_alone(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    begins(owner).await;
    owner.taps("A better price for one thing").await;
    owner.says("80").await;
    owner.says("60").await;
    owner.taps("Key accounts").await;
    owner.taps("Done").await;
    owner.taps("From now on").await;
    owner.says("30 Nov").await;
    owner.taps("As many as wanted").await;
    owner.taps("1").await;
    owner.taps("No limit").await;
    owner.taps("7 days").await;

    let preview = owner.looks().html;
    let (_, group) = preview.split_once("what the group will read").unwrap();
    assert!(!group.contains("customers"), "{preview}");
    assert!(preview.ends_with("👥 Only for: Key accounts"), "{preview}");
    owner.taps("Publish").await;
    drop(owner.looks());
    anna.says("/offers").await;
    assert!(!anna.looks().html.contains("Sneakers"));
    shop.sells(anna, 100_000).await;
    anna.says("/offers").await;

    anna.hears(
        "✨ <b>For you at Corner Café</b>\n\n<b>Sneakers</b>, until 30 Nov 2026\n€60 instead of €80\n\
         ✅ Yours with one tap\nBecause you're one of our best customers",
    );
}

async fn c7_c8_wrong_answers_are_answered_in_words(shop: TestShop) {
    let owner = &shop.owner;
    let hears = |begins: &str| {
        let html = owner.looks().html;
        assert!(html.starts_with(begins), "{html}");
    };
    begins(owner).await;
    owner.taps("A percentage off").await;
    owner.says("120").await;
    hears("More than 100% can't be taken off. Please send a number from 1 to 100.");
    owner.taps("Back").await;
    owner.taps("A better price for one thing").await;
    owner.says("80").await;
    drop(owner.looks());

    owner.says("80").await;
    hears("That's not below the everyday price of €80. Members should pay less.");
    owner.says("0").await;
    assert!(owner.looks().html.ends_with("And what do members pay?"));
    owner.says("60 yen").await;
    assert!(owner.looks().html.ends_with("And what do members pay?"));
    owner.says("60").await;
    owner.taps("All members").await;
    owner.says("5 Dec 18:00").await;
    owner.says("4 Dec 2026").await;
    hears("It would end before it begins. Please send 5 Dec 2026 or a later day.");
    owner.says("5 Dec 2026").await;
    owner.taps("20").await;
    owner.taps("1").await;
    owner.says("19.99").await;
    hears("That isn't enough for one: each can cost you €20.");
    owner.says("20").await;
    owner.taps("7 days").await;
    owner.taps("Publish").await;
    drop(owner.looks());

    let (offers, _) = shop.loyalty().all_offers(shop.id, 0, 5).await.unwrap();
    assert_eq!(offers.len(), 1);
    assert_eq!(offers[0].opens_at.to_rfc3339(), "2026-12-05T17:00:00+00:00");
    assert_eq!(offers[0].budget, Some(euros(20)));
}

async fn c6_more_is_put_there_for_those_who_wait(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(0)).await;
    let asked = shop.asks_for(anna, offer).await;
    assert!(matches!(asked, OfferClaimed::InLine { place: 1, .. }));

    owner.says("/offer").await;
    owner.taps("Sneakers").await;
    owner.taps("How many").await;
    owner.says("3").await;
    shop.stage.works().await;
    shop.stage.post().await;

    assert!(owner.looks().html.starts_with("✅ Changed."));
    assert!(
        anna.looks()
            .html
            .starts_with("🎟 <b>Sneakers</b> at Corner Café is yours!")
    );
    assert_eq!(shop.offer(offer).await.stock, Some(2));
}

async fn an_offer_is_ended_before_its_time(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let offer = shop.has_an_offer("Sneakers", |offer| offer.stock = Some(0)).await;
    shop.asks_for(anna, offer).await;

    owner.says("/offer").await;
    owner.taps("Sneakers").await;
    owner.taps("End it now").await;
    owner.hears("End <b>Sneakers</b> now? Coupons that were claimed stay good; those in line are told.");
    owner.taps("End it now").await;
    shop.comes_to(shop.clock.now() + TimeDelta::seconds(10)).await;
    shop.stage.post().await;

    assert!(owner.looks().html.starts_with("<b>Sneakers</b> is over."));
    assert!(anna.looks().html.starts_with("<b>Sneakers</b> at Corner Café is over"));
}

async fn s1_a_clerk_makes_no_offers(shop: TestShop) {
    let clerk = &shop.clerk;
    clerk.says("/offer").await;

    drop(clerk.looks());
    let (offers, _) = shop.loyalty().all_offers(shop.id, 0, 5).await.unwrap();
    assert_eq!(offers, []);
    assert_eq!(shop.role(clerk).await, Some(Role::Clerk));
}

async fn has_a_category(shop: &TestShop, title: &str) -> CategoryId {
    let category = Category {
        id: shop.loyalty().new_category_id(),
        title: title.to_owned(),
        photo: None,
        active: true,
    };
    let by = shop.owner.user();
    let saved = shop.loyalty().add_category(&shop.shop().await, by, &category).await;
    assert!(matches!(saved.unwrap(), CategorySaved::Done(_)));
    category.id
}

async fn has_a_product(shop: &TestShop, title: &str, price: i64, category: Option<CategoryId>) -> ProductId {
    let product = Product {
        id: shop.loyalty().new_product_id(),
        category,
        title: title.to_owned(),
        description: String::new(),
        price: euros(price),
        member_price: None,
        stars: None,
        stock: None,
        members_only: false,
        photo: None,
        active: true,
    };
    let by = shop.owner.user();
    let saved = shop.loyalty().add_product(&shop.shop().await, by, &product).await;
    assert!(matches!(saved.unwrap(), ProductSaved::Done(_)));
    product.id
}

/// From whom it is for to the look at the whole.
pub async fn goes_on_to_the_whole(owner: &Someone, has_budget: bool) {
    owner.taps("From now on").await;
    owner.says("30 Nov").await;
    owner.taps("As many as wanted").await;
    owner.taps("1").await;
    if has_budget {
        owner.taps("No limit").await;
    }
    owner.taps("7 days").await;
    drop(owner.looks());
}

/// €5 off for all members, up to the look at the whole.
async fn makes_five_off(owner: &Someone) {
    begins(owner).await;
    owner.taps("An amount off").await;
    owner.says("5").await;
    owner.taps("Any amount").await;
    owner.taps("All members").await;
    goes_on_to_the_whole(owner, true).await;
}

pub async fn the_offer(shop: &TestShop) -> Offer {
    let (mut offers, more) = shop.loyalty().all_offers(shop.id, 0, 1).await.unwrap();
    assert!(!more);
    offers.pop().unwrap()
}

/// One thing of the catalogue, bought with a coupon.
async fn buys(shop: &TestShop, who: &Someone, product: ProductId, quantity: u32, coupon: CouponId) -> Sold {
    shop.clock.advance(TimeDelta::seconds(2));
    let standing = shop.shop().await;
    let items = [Item::Product { product, quantity }];
    let ask = Sell {
        shop: &standing,
        clerk: shop.clerk.user(),
        member: shop.file(who).await.id,
        items: &items,
        coupon: Some(coupon),
        points: domain::Points::ZERO,
        agreed: None,
        note: "",
        cause: &format!("story:{product}:{quantity}:{}", shop.clock.now()),
    };
    let sold = shop.loyalty().sell(&ask).await.unwrap();
    shop.stage.post().await;
    drop(who.reads());
    sold
}

fn why(sold: Sold) -> NotNow {
    match sold {
        Sold::Refused(Unsold::Coupon { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

async fn coupon_of(shop: &TestShop, who: &Someone, offer: &Offer) -> CouponId {
    match shop.asks_for(who, offer.id).await {
        OfferClaimed::Yours { coupon, .. } => coupon.id,
        other => panic!("{other:?}"),
    }
}

async fn c8_t5_an_offer_can_be_for_several_tiers_and_kinds_at_once(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let gold = shop.has_gold().await;
    begins(owner).await;
    owner.taps("An amount off").await;
    owner.says("5").await;
    owner.taps("Any amount").await;
    owner.taps("Gold").await;
    owner.taps("Buy now and then").await;
    owner.taps("Opinion leaders").await;
    assert!(owner.shows("✓ Gold") && owner.shows("✓ Buy now and then") && owner.shows("✓ Opinion leaders"));
    owner.taps("✓ Buy now and then").await;
    assert!(owner.shows("Buy now and then") && !owner.shows("✓ Buy now and then"));
    owner.taps("Done").await;
    goes_on_to_the_whole(owner, true).await;
    owner.taps("👥 Who it is for").await;
    drop(owner.looks());
    owner.taps("Back").await;

    let whole = owner.looks().html;
    assert!(whole.ends_with("👥 Only for: Gold · Opinion leaders"), "{whole}");
    owner.taps("Publish").await;
    drop(owner.looks());
    let offer = the_offer(&shop).await;
    assert_eq!(offer.audience, Audience::of(vec![gold], vec![KindName::Leader], vec![]));

    let (ben, cleo) = (shop.member_called("Ben").await, shop.member_called("Cleo").await);
    shop.promotes(anna, gold).await;
    let marked = shop.file(&ben).await.id;
    shop.loyalty()
        .mark_leader(&shop.shop().await, owner.user(), marked, true)
        .await
        .unwrap()
        .unwrap();
    for (who, because) in [
        (anna, Some("Because you're Gold")),
        (&ben, Some("Because people take your word for it")),
        (&cleo, None),
    ] {
        who.says("/offers").await;
        let seen = who.reads().pop().unwrap().html;
        match because {
            Some(because) => assert!(seen.ends_with(because), "{seen}"),
            None => assert!(!seen.contains("Sneakers"), "{seen}"),
        }
    }
    assert!(matches!(
        shop.asks_for(&cleo, offer.id).await,
        OfferClaimed::Refused { .. }
    ));
    assert!(matches!(
        shop.asks_for(&ben, offer.id).await,
        OfferClaimed::Yours { .. }
    ));
}

async fn c4_a_coupon_can_count_for_some_things_from_an_amount_and_a_tier_on(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let gold = shop.has_gold().await;
    let (shoes, care) = (
        has_a_category(&shop, "Shoes").await,
        has_a_category(&shop, "Care").await,
    );
    let boots = has_a_product(&shop, "Boots", 20, Some(shoes)).await;
    let wax = has_a_product(&shop, "Wax", 20, Some(care)).await;
    makes_five_off(owner).await;

    owner.taps("🧺 What it counts for").await;
    owner.hears("What does it count for? Tap all that you mean; the rest of a purchase pays as usual.");
    owner.taps("Shoes").await;
    owner.taps("Care").await;
    owner.taps("✓ Care").await;
    owner.taps("Done").await;
    owner.taps("💶 From an amount on").await;
    owner.says("40").await;
    owner.taps("🏅 From a tier on").await;
    owner.taps("Gold and higher").await;
    owner.taps("🎁 Let it be given away").await;
    owner.taps("➕ Off member prices, too").await;

    let whole = owner.looks().html;
    assert!(
        whole.starts_with(
            "<b>This is what members will see:</b>\n\n✨ <b>Sneakers</b>\n\n\
             €5 off · from €40 · only for Shoes · for Gold and higher\nComes off member prices, too.\n\
             Per member: 1\nUntil 30 Nov 2026\nYou may give it away\nThe coupon is good for 7 days"
        ),
        "{whole}"
    );
    assert!(owner.shows("🔒 For its holder alone") && owner.shows("➖ Off everyday prices alone"));
    owner.taps("Publish").await;
    drop(owner.looks());
    let offer = the_offer(&shop).await;
    assert_eq!(offer.terms.only, Only::Categories(vec![shoes]));
    assert_eq!((offer.terms.min_spend, offer.terms.tier), (Some(euros(40)), Some(gold)));
    assert!(offer.terms.transferable && offer.terms.with_member_prices);

    let coupon = coupon_of(&shop, anna, &offer).await;
    assert_eq!(why(buys(&shop, anna, boots, 2, coupon).await), NotNow::Tier);
    shop.promotes(anna, gold).await;
    drop(anna.reads());
    assert_eq!(why(buys(&shop, anna, wax, 2, coupon).await), NotNow::NothingItCountsFor);
    let missing = NotNow::MinSpend { missing: euros(20) };
    assert_eq!(why(buys(&shop, anna, boots, 1, coupon).await), missing);
    let sold = buys(&shop, anna, boots, 2, coupon).await;
    assert!(
        matches!(&sold, Sold::Done { order, .. } if order.total == euros(35)),
        "{sold:?}"
    );
}

async fn c3_c4_a_price_is_for_one_thing_of_the_catalogue(shop: TestShop) {
    let (owner, anna) = (&shop.owner, &shop.anna);
    let ben = shop.member_called("Ben").await;
    let boots = has_a_product(&shop, "Boots", 90, None).await;
    let laces = has_a_product(&shop, "Laces", 3, None).await;
    begins(owner).await;
    owner.taps("A better price for one thing").await;
    owner.says("80").await;
    owner.says("60").await;
    owner.taps("All members").await;
    goes_on_to_the_whole(owner, true).await;

    owner.taps("🧺 What it counts for").await;
    owner.hears("Which of your things is it? Its price in the catalogue is then the everyday price.");
    owner.taps("Laces").await;
    assert!(
        owner
            .looks()
            .html
            .starts_with("That's not below the everyday price of €3. Members should pay less.")
    );
    owner.taps("Boots").await;

    assert!(owner.looks().html.contains("Boots for €60 instead of €90"));
    owner.taps("Publish").await;
    drop(owner.looks());
    let offer = the_offer(&shop).await;
    assert!(matches!(offer.terms.worth, Worth::Price { product: Some(product), .. } if product == boots));
    let coupon = coupon_of(&shop, anna, &offer).await;
    assert_eq!(why(buys(&shop, &ben, boots, 1, coupon).await), NotNow::OtherHolder);
    assert_eq!(
        why(buys(&shop, anna, laces, 1, coupon).await),
        NotNow::NothingItCountsFor
    );
    let sold = buys(&shop, anna, boots, 1, coupon).await;
    assert!(
        matches!(&sold, Sold::Done { order, .. } if order.total == euros(60)),
        "{sold:?}"
    );
}

async fn c4_the_catalogue_is_chosen_from_page_by_page(shop: TestShop) {
    let owner = &shop.owner;
    has_a_category(&shop, "Shoes").await;
    let mut products = Vec::new();
    for n in 1..=22 {
        products.push(has_a_product(&shop, &format!("Thing {n:02}"), n, None).await);
    }
    makes_five_off(owner).await;
    owner.taps("🧺 What it counts for").await;
    drop(owner.looks());

    owner.taps("Single products instead").await;
    drop(owner.looks());
    owner.taps("Thing 01").await;
    assert!(owner.shows("✓ Thing 01") && owner.shows("Thing 08") && !owner.shows("Thing 09"));
    for page in [2..=8, 9..=16, 17..=20] {
        for n in page {
            owner.taps(&format!("Thing {n:02}")).await;
        }
        if !owner.shows("✓ Thing 20") {
            owner.taps("Next").await;
        }
    }
    owner.taps("Thing 21").await;
    assert!(owner.looks().html.starts_with("At most 20 can be named."));
    owner.taps("Previous").await;
    assert!(owner.shows("✓ Thing 09"));
    owner.taps("Done").await;
    let whole = owner.looks().html;
    assert!(
        whole.contains("only for Thing 01, Thing 02, Thing 03 and 17 more"),
        "{whole}"
    );
    owner.taps("Publish").await;
    drop(owner.looks());

    assert_eq!(
        the_offer(&shop).await.terms.only,
        Only::Products(products[..20].to_vec())
    );
}

async fn a_condition_can_be_gone_back_from_and_the_whole_cancelled(shop: TestShop) {
    let owner = &shop.owner;
    makes_five_off(owner).await;
    owner.taps("💶 From an amount on").await;
    owner.hears("From which amount on does it count?");
    owner.says("lots").await;
    assert!(owner.looks().html.ends_with("From which amount on does it count?"));
    owner.taps("Back").await;
    assert!(owner.looks().html.starts_with("<b>This is what members will see:</b>"));

    owner.taps("🏅 From a tier on").await;
    owner.hears("From which tier on can the coupon be used? The till asks for it when the coupon is shown.");
    owner.taps("Cancel").await;

    owner.hears("The offer is thrown away.");
    assert_eq!(shop.loyalty().all_offers(shop.id, 0, 5).await.unwrap().0, []);
}

async fn s1_s6_forged_answers_change_nothing_about_an_offer(shop: TestShop) {
    let (owner, clerk) = (&shop.owner, &shop.clerk);
    let other = shop.another("Other Café", chrono_tz::Europe::Berlin).await;
    let theirs = has_a_product(&other, "Their thing", 9, None).await;
    let their_tier = other.has_gold().await;
    has_a_product(&shop, "Boots", 90, None).await;
    makes_five_off(owner).await;
    let forge = async |who: &Someone, answer: String| {
        let tap = Tap::OfferAnswer { answer };
        let tapped = who.forges(&tap.data()).await;
        drop((tapped.answer(), who.reads()));
    };

    // What a question does not have, and what another shop has.
    for (step, words) in [
        (
            "only",
            vec![
                theirs.to_string(),
                "p99999999999".into(),
                "c-5".into(),
                "é".into(),
                "done".into(),
            ],
        ),
        (
            "who",
            vec![their_tier.to_string(), "boss".into(), "3".into(), "done".into()],
        ),
        ("tier", vec![their_tier.to_string(), "0".into()]),
    ] {
        for word in words {
            forge(owner, format!("look={step}")).await;
            forge(owner, format!("{step}={word}")).await;
            forge(owner, format!("{step}=back")).await;
        }
    }
    for word in ["lasts", "title", "look", ""] {
        forge(owner, format!("look={word}")).await;
    }
    forge(clerk, "look=give".to_owned()).await;
    forge(clerk, "look=only".to_owned()).await;
    owner.taps("Publish").await;
    drop(owner.reads());

    let offer = the_offer(&shop).await;
    assert_eq!(offer.terms, domain::terms::Terms::of(Worth::Amount { off: euros(5) }));
    assert_eq!(offer.audience, Audience::Everybody);
}
