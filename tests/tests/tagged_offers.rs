//! Offers for members with a tag: claimed, waited for, shown and used as long as the tag is there (C8, C4).

use chrono::TimeDelta;
use domain::offer::{Audience, Unavailable};
use domain::order::Item;
use domain::reckon::NotNow;
use domain::terms::{Terms, Worth};
use domain::{Clock, CouponId};
use loyalty::{OfferClaimed, Sell, Sold, Unsold, UseCoupon, Used};
use stories::zone::euros;
use stories::{Someone, TestShop, on_both_engines};

on_both_engines![
    c8_an_offer_for_a_tag_is_for_whoever_has_it,
    c8_an_offer_for_a_tag_says_kindly_why_me,
    c8_c4_a_coupon_for_a_tag_is_judged_again_at_the_till,
    c8_c4_a_gift_for_a_tag_or_a_tier_is_judged_again_when_it_is_handed_over,
    c8_whoever_loses_the_tag_is_passed_over_in_the_line,
    c8_a_tier_with_the_tag_is_served_earlier,
    c8_what_may_be_given_away_asks_for_no_tag_at_the_till,
    c8_an_offer_is_made_for_a_tag_by_buttons,
];

fn is_theirs(claimed: &OfferClaimed) -> bool {
    matches!(claimed, OfferClaimed::Yours { .. })
}

fn not_for_you(title: &str) -> OfferClaimed {
    OfferClaimed::Refused {
        title: title.into(),
        why: Unavailable::NotForYou,
    }
}

/// What comes of it when somebody buys for €20 with a coupon.
async fn buys_with(shop: &TestShop, who: &Someone, coupon: CouponId) -> Sold {
    shop.clock.advance(TimeDelta::seconds(2));
    let cause = format!("story:{}", shop.clock.now().timestamp_micros());
    let (settled, member) = (shop.shop().await, shop.file(who).await.id);
    let amount = Item::Amount(euros(20));
    let ask = Sell {
        coupon: Some(coupon),
        ..Sell::amount(&settled, shop.clerk.user(), member, &amount, &cause)
    };
    shop.loyalty().sell(&ask).await.unwrap()
}

async fn takes(shop: &TestShop, coupon: CouponId) -> Used {
    let settled = shop.shop().await;
    let ask = UseCoupon {
        shop: &settled,
        clerk: shop.clerk.user(),
        coupon,
        shown_by: None,
    };
    shop.loyalty().use_coupon(&ask).await.unwrap()
}

fn five_off() -> Terms {
    Terms::of(Worth::Amount { off: euros(5) })
}

async fn c8_an_offer_for_a_tag_is_for_whoever_has_it(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let gold = shop.has_gold().await;
    let student = shop.has_tag("Student").await;
    let offer = shop
        .has_an_offer("Boots", |offer| {
            offer.audience = Audience::of(vec![gold], vec![], vec![student]);
        })
        .await;

    let before = shop.asks_for(anna, offer).await;
    shop.tags(anna, student, true).await;
    let tagged = shop.asks_for(anna, offer).await;
    let neither = shop.asks_for(&ben, offer).await;
    shop.promotes(&ben, gold).await;
    let gold = shop.asks_for(&ben, offer).await;

    assert_eq!(before, not_for_you("Boots"));
    assert_eq!(neither, not_for_you("Boots"));
    assert!(is_theirs(&tagged) && is_theirs(&gold));
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c8_an_offer_for_a_tag_says_kindly_why_me(shop: TestShop) {
    let anna = &shop.anna;
    let tag = shop.has_tag("Complains a lot").await;
    shop.has_an_offer("Boots", |offer| offer.audience = Audience::Tags(vec![tag]))
        .await;
    anna.says("/offers").await;
    let without = anna.looks().html;
    shop.tags(anna, tag, true).await;

    anna.says("/offers").await;
    let list = anna.looks().html;
    anna.taps("Boots").await;
    let card = anna.looks().html;

    assert!(!without.contains("Boots"), "{without}");
    assert!(
        list.ends_with("€60 instead of €80\n✅ Yours with one tap\nBecause we had you in mind"),
        "{list}"
    );
    // The shop's words for people are not read out to them.
    assert!(!list.contains("Complains") && !card.contains("Complains"), "{card}");
    shop.stage.everybody_looks();
}

async fn c8_c4_a_coupon_for_a_tag_is_judged_again_at_the_till(shop: TestShop) {
    let anna = &shop.anna;
    let student = shop.has_tag("Student").await;
    let offer = shop
        .has_an_offer("Five off", |offer| {
            (offer.audience, offer.terms) = (Audience::Tags(vec![student]), five_off());
        })
        .await;
    shop.tags(anna, student, true).await;
    assert!(is_theirs(&shop.asks_for(anna, offer).await));
    let coupon = shop.coupon(anna).await.id;

    shop.tags(anna, student, false).await;
    let refused = buys_with(&shop, anna, coupon).await;
    shop.tags(anna, student, true).await;
    let sold = buys_with(&shop, anna, coupon).await;

    assert!(
        matches!(&refused, Sold::Refused(Unsold::Coupon { why: NotNow::Tag, .. })),
        "{refused:?}"
    );
    assert!(
        matches!(&sold, Sold::Done { order, .. } if order.total == euros(15)),
        "{sold:?}"
    );
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c8_c4_a_gift_for_a_tag_or_a_tier_is_judged_again_when_it_is_handed_over(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    let gold = shop.has_gold().await;
    let student = shop.has_tag("Student").await;
    let tagged = shop
        .has_an_offer("Notebook", |offer| {
            (offer.audience, offer.terms) = (Audience::Tags(vec![student]), Terms::of(Worth::Gift));
        })
        .await;
    let higher = shop
        .has_an_offer("Mug", |offer| {
            offer.terms = Terms {
                tier: Some(gold),
                ..Terms::of(Worth::Gift)
            };
        })
        .await;
    shop.tags(anna, student, true).await;
    assert!(is_theirs(&shop.asks_for(anna, tagged).await));
    assert!(is_theirs(&shop.asks_for(anna, higher).await));
    shop.tags(anna, student, false).await;
    let coupons = shop.coupons(anna).await;
    let named = |title: &str| coupons.iter().find(|coupon| coupon.title == title).unwrap();

    let no_tag = takes(&shop, named("Notebook").id).await;
    let too_low = takes(&shop, named("Mug").id).await;
    clerk.says(&format!("/coupon {}", named("Notebook").code)).await;
    clerk.taps("Take it").await;
    clerk.hears("<b>Notebook</b> is for a circle of regulars, and this card isn't in it at the moment.");
    shop.tags(anna, student, true).await;
    let given = takes(&shop, named("Notebook").id).await;

    assert!(
        matches!(no_tag, Used::NotForThem { why: NotNow::Tag, .. }),
        "{no_tag:?}"
    );
    assert!(
        matches!(too_low, Used::NotForThem { why: NotNow::Tier, .. }),
        "{too_low:?}"
    );
    assert!(matches!(given, Used::Done { .. }), "{given:?}");
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c8_whoever_loses_the_tag_is_passed_over_in_the_line(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let student = shop.has_tag("Student").await;
    for someone in [anna, &ben] {
        shop.tags(someone, student, true).await;
    }
    let offer = shop
        .has_an_offer("Boots", |offer| {
            (offer.audience, offer.stock) = (Audience::Tags(vec![student]), Some(0));
        })
        .await;
    for someone in [anna, &ben] {
        let waits = shop.asks_for(someone, offer).await;
        assert!(matches!(waits, OfferClaimed::InLine { .. }), "{waits:?}");
    }

    shop.tags(anna, student, false).await;
    shop.changes_offer(offer, |offer| offer.stock = Some(1)).await;
    shop.stage.works().await;

    assert!(shop.coupons(anna).await.is_empty());
    assert_eq!(shop.coupons(&ben).await.len(), 1);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c8_a_tier_with_the_tag_is_served_earlier(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let gold = shop.has_gold().await;
    let student = shop.has_tag("Student").await;
    for someone in [anna, &ben] {
        shop.tags(someone, student, true).await;
    }
    shop.promotes(&ben, gold).await;
    let opens_at = shop.clock.now() + TimeDelta::hours(3);
    let offer = shop
        .has_an_offer("Boots", |offer| {
            offer.audience = Audience::Tags(vec![student]);
            (offer.opens_at, offer.stock) = (opens_at, Some(1));
        })
        .await;
    for someone in [anna, &ben] {
        shop.asks_for(someone, offer).await;
    }

    shop.comes_to(opens_at - TimeDelta::hours(1)).await;

    assert!(shop.coupons(anna).await.is_empty());
    assert_eq!(shop.coupons(&ben).await.len(), 1);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c8_what_may_be_given_away_asks_for_no_tag_at_the_till(shop: TestShop) {
    let anna = &shop.anna;
    let ben = shop.member_called("Ben").await;
    let student = shop.has_tag("Student").await;
    let offer = shop
        .has_an_offer("Five off", |offer| {
            offer.audience = Audience::Tags(vec![student]);
            offer.terms = Terms {
                transferable: true,
                ..five_off()
            };
        })
        .await;
    shop.tags(anna, student, true).await;
    assert!(is_theirs(&shop.asks_for(anna, offer).await));
    let coupon = shop.coupon(anna).await.id;

    let sold = buys_with(&shop, &ben, coupon).await;

    assert!(matches!(sold, Sold::Done { .. }), "{sold:?}");
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn c8_an_offer_is_made_for_a_tag_by_buttons(shop: TestShop) {
    let owner = &shop.owner;
    let student = shop.has_tag("Student").await;
    let retired = shop.has_tag("Window seat").await;
    let gone = domain::tag::Tag {
        id: retired,
        title: "Window seat".into(),
        rule: None,
        active: false,
    };
    shop.loyalty().save_tag(shop.id, owner.user(), &gone).await.unwrap();
    crate::offer_editor::begins(owner).await;
    owner.taps("An amount off").await;
    owner.says("5").await;
    owner.taps("Any amount").await;
    assert!(owner.shows("🏷 Student") && !owner.shows("🏷 Window seat"));
    owner.taps("🏷 Student").await;
    assert!(owner.shows("✓ 🏷 Student"));
    owner.taps("Done").await;
    crate::offer_editor::goes_on_to_the_whole(owner, true).await;
    owner.taps("👥 Who it is for").await;
    drop(owner.looks());
    owner.taps("Back").await;

    let whole = owner.looks().html;
    owner.taps("Publish").await;

    assert!(whole.ends_with("👥 Only for: 🏷 Student"), "{whole}");
    owner.looks();
    let offer = crate::offer_editor::the_offer(&shop).await;
    assert_eq!(offer.audience, Audience::Tags(vec![student]));
    shop.stage.everybody_looks();
}
