//! Tags that come and go by rule, and how managers say by which (T5).

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::field::{Circle, FieldKind, FieldValue};
use domain::offer::Audience;
use domain::order::Item;
use domain::reason::Actor;
use domain::role::Role;
use domain::tag::{Condition, Tag, TagRule};
use domain::{Clock, Money, TagId};
use loyalty::TagSaved;
use storage::fields;
use stories::{Someone, TestShop, on_both_engines, seen_from};

use crate::till::{Bought, has_bought, money};

on_both_engines![
    t5_a_rule_is_made_by_buttons_tried_and_saved,
    t5_a_rule_is_changed_and_says_who_would_lose_the_tag,
    t5_a_tag_is_retired_and_brought_back,
    t5_a_rule_says_no_to_what_does_not_fit,
    t5_who_spent_enough_is_tagged_at_and_above_and_not_below,
    t5_who_stays_away_is_tagged_until_they_come_back,
    t5_a_rule_is_taken_off_and_a_double_tap_takes_one_condition,
    t5_what_is_paid_with_points_alone_is_no_silence,
    s5_a_rule_about_what_only_the_owner_sees_is_the_owners,
    s1_a_clerk_makes_no_rules,
    s3_the_log_tells_of_tags_and_offers,
    what_does_not_hold_together_is_found,
];

fn rule(shop: &TestShop, title: &str, condition: Condition) -> Tag {
    Tag {
        id: shop.loyalty().new_tag_id(),
        title: title.into(),
        rule: Some(TagRule { all: vec![condition] }),
        active: true,
    }
}

fn spent(minor: i64, days: u32) -> Condition {
    Condition::Spent {
        least: Money::new(minor).unwrap(),
        days,
    }
}

/// The owner keeps a tag.
pub async fn has_tag(shop: &TestShop, tag: &Tag) -> TagId {
    let owner = shop.owner.user();
    let saved = shop.loyalty().save_tag(shop.id, owner, tag).await.unwrap();
    assert!(matches!(saved, TagSaved::Done(_)), "{saved:?}");
    shop.stage.works().await;
    tag.id
}

/// What the tags are called that somebody has.
async fn worn_by(shop: &TestShop, who: &Someone) -> Vec<String> {
    let member = shop.file(who).await.id;
    let tags = shop.loyalty().tags_of(shop.id, member).await.unwrap();
    tags.into_iter().map(|tag| tag.title).collect()
}

async fn t5_a_rule_is_made_by_buttons_tried_and_saved(shop: TestShop) {
    let (anna, owner) = (&shop.anna, &shop.owner);
    shop.sells(anna, 60_000).await;
    owner.says("/tag").await;
    owner.taps("New tag").await;
    owner.says("Big spender").await;
    owner.taps("Spent at least").await;
    owner.says("500").await;
    owner.taps("90 days").await;
    let preview = owner.looks().html;
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    owner.taps("Save").await;
    owner.hears(
        "✅ <b>Big spender</b> is saved. It is put on right now, member by member; from here on it comes and goes by itself.",
    );
    shop.stage.works().await;

    assert_eq!(
        preview,
        "🏷 <b>Big spender</b>\n\nEveryone who meets all of these gets it:\n\
         • spent €500 or more in the last 90 days\n\
         It comes and goes by itself: with a purchase, an answer or a mark, and every night.\n\n\
         <b>Tried on your members</b>: 1 member would get it."
    );
    assert_eq!(worn_by(&shop, anna).await, ["Big spender"]);
    owner.says("/tag").await;
    let list = owner.looks().html;
    assert!(
        list.ends_with("• <b>Big spender</b> (1 member): spent €500 or more in the last 90 days"),
        "{list}"
    );
    shop.stage.everybody_looks();
}

async fn t5_a_rule_is_changed_and_says_who_would_lose_the_tag(shop: TestShop) {
    let (anna, owner) = (&shop.anna, &shop.owner);
    shop.sells(anna, 60_000).await;
    has_tag(&shop, &rule(&shop, "Big spender", spent(50_000, 90))).await;
    assert_eq!(worn_by(&shop, anna).await, ["Big spender"]);
    owner.says("/tag").await;
    owner.taps("Big spender").await;
    owner.taps("Condition").await;
    owner.taps("Kind of customer").await;
    owner.taps("Have not bought yet").await;
    let preview = owner.looks().html;
    owner.taps("Save").await;
    shop.stage.works().await;

    assert!(preview.contains("• has never bought\n"), "{preview}");
    assert!(
        preview.contains("it fits nobody at the moment.\n1 member would lose it."),
        "{preview}"
    );
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    owner.says("/tag").await;
    owner.taps("Big spender").await;
    owner.taps("has never bought").await;
    owner.taps("Save").await;
    shop.stage.works().await;
    assert_eq!(worn_by(&shop, anna).await, ["Big spender"]);
    shop.stage.everybody_looks();
}

async fn t5_a_tag_is_retired_and_brought_back(shop: TestShop) {
    let (anna, owner) = (&shop.anna, &shop.owner);
    shop.sells(anna, 60_000).await;
    has_tag(&shop, &rule(&shop, "Big spender", spent(50_000, 90))).await;
    owner.says("/tag").await;
    owner.taps("Big spender").await;
    owner.taps("Retire").await;
    assert!(owner.looks().html.contains("Retired: nobody sees it"));
    owner.taps("Save").await;
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    owner.says("/tag").await;
    assert!(owner.looks().html.contains("<s>Big spender</s>, retired"));

    owner.taps("Big spender").await;
    owner.taps("Bring back").await;
    owner.taps("Save").await;
    shop.stage.works().await;

    assert_eq!(worn_by(&shop, anna).await, ["Big spender"]);
    shop.stage.everybody_looks();
}

async fn t5_a_rule_says_no_to_what_does_not_fit(shop: TestShop) {
    let owner = &shop.owner;
    has_tag(&shop, &rule(&shop, "Big spender", spent(50_000, 90))).await;
    owner.says("/tag").await;
    owner.taps("New tag").await;
    owner.says("BIG  spender").await;
    let same = owner.looks().html;
    owner.says("Boots people").await;
    owner.taps("Bought of a category").await;
    let nothing = owner.looks().html;
    owner.taps("Back").await;
    owner.taps("Condition").await;
    owner.taps("Spent at least").await;
    owner.says("much").await;
    let unclear = owner.looks().html;
    owner.says("20").await;
    owner.says("0 days").await;
    let no_days = owner.looks().html;
    owner.says("2 weeks").await;
    let preview = owner.looks().html;

    assert!(
        same.starts_with("Please send a short name, up to 30 characters, that no other tag has."),
        "{same}"
    );
    assert!(
        nothing.starts_with("There are no categories in the catalogue yet"),
        "{nothing}"
    );
    assert!(
        unclear.contains("💶 How much, at least?") && unclear.starts_with('I'),
        "{unclear}"
    );
    assert!(
        no_days.starts_with("Please send a number of days from 1 to 3,650"),
        "{no_days}"
    );
    assert!(preview.contains("• spent €20 or more in the last 14 days"), "{preview}");
    shop.stage.everybody_looks();
}

async fn t5_who_spent_enough_is_tagged_at_and_above_and_not_below(shop: TestShop) {
    let anna = &shop.anna;
    has_tag(&shop, &rule(&shop, "Below", spent(50_000, 30))).await;
    has_tag(&shop, &rule(&shop, "At", spent(49_999, 30))).await;
    has_tag(&shop, &rule(&shop, "Above", spent(49_998, 30))).await;

    let first = shop.sells(anna, 20_000).await;
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    shop.sells(anna, 29_999).await;
    assert_eq!(worn_by(&shop, anna).await, ["At", "Above"]);
    drop(first);

    // The last day that looks back on it, and the day after.
    for _ in 0..30 {
        shop.wakes_tomorrow().await;
    }
    assert_eq!(worn_by(&shop, anna).await, ["At", "Above"]);
    shop.wakes_tomorrow().await;
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn t5_who_stays_away_is_tagged_until_they_come_back(shop: TestShop) {
    let anna = &shop.anna;
    has_tag(&shop, &rule(&shop, "Miss you", Condition::Quiet { days: 3 })).await;
    shop.wakes_tomorrow().await;
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());

    shop.sells(anna, 1_000).await;
    for _ in 0..2 {
        shop.wakes_tomorrow().await;
    }
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    shop.wakes_tomorrow().await;
    assert_eq!(worn_by(&shop, anna).await, ["Miss you"]);

    shop.sells(anna, 1_000).await;
    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn s1_a_clerk_makes_no_rules(shop: TestShop) {
    let (anna, clerk) = (&shop.anna, &shop.clerk);
    shop.sells(anna, 60_000).await;
    let tag = has_tag(&shop, &rule(&shop, "Big spender", spent(50_000, 90))).await;
    clerk.says("/tag").await;
    assert!(!clerk.looks().html.contains("Big spender"));

    for tap in [
        Tap::Tags { page: 0 },
        Tap::EditTag { tag },
        Tap::MakeTag,
        Tap::TagPart { part: "retired".into() },
        Tap::TagAnswer {
            answer: "about=none".into(),
        },
        Tap::SaveTag { tag },
    ] {
        let tapped = clerk.forges(&tap.data()).await;
        tapped.alerts("That takes at least the role of manager. Ask somebody who has it.");
    }

    // Whoever is no manager any more between the look and the tap changes nothing either.
    let changed = Tag {
        id: tag,
        ..rule(&shop, "Big spender", spent(1, 1))
    };
    let refused = shop.loyalty().save_tag(shop.id, clerk.user(), &changed).await.unwrap();
    assert_eq!(refused, TagSaved::NotAllowed);
    assert_eq!(worn_by(&shop, anna).await, ["Big spender"]);
    shop.stage.everybody_looks();
}

async fn t5_a_rule_is_taken_off_and_a_double_tap_takes_one_condition(shop: TestShop) {
    let owner = &shop.owner;
    let tag = Tag {
        rule: Some(TagRule {
            all: vec![spent(50_000, 90), Condition::Quiet { days: 30 }],
        }),
        ..rule(&shop, "Big spender", spent(1, 1))
    };
    has_tag(&shop, &tag).await;
    let kept = || async {
        let tags = shop.loyalty().tags(shop.id).await.unwrap();
        tags.into_iter().find(|known| known.id == tag.id).unwrap().rule
    };
    owner.says("/tag").await;
    owner.taps("Big spender").await;
    let gone = owner.taps("spent €500").await;
    owner.taps_again(&gone).await;
    owner.taps("Save").await;
    let one = vec![Condition::Quiet { days: 30 }];
    assert_eq!(kept().await, Some(TagRule { all: one }));

    owner.says("/tag").await;
    owner.taps("Big spender").await;
    owner.taps("Condition").await;
    owner.taps("No rule").await;
    owner.taps("Save").await;
    assert_eq!(kept().await, None);
    shop.stage.works().await;
    shop.stage.everybody_looks();
}

async fn s5_a_rule_about_what_only_the_owner_sees_is_the_owners(shop: TestShop) {
    let (owner, manager) = (&shop.owner, shop.employs("Mia", Role::Manager).await);
    let debts = shop.has_field("Debts", FieldKind::Text, seen_from(Role::Owner)).await;
    let asks = Condition::Field {
        field: debts.id,
        value: Some(FieldValue::Text("yes".into())),
    };
    let secret = rule(&shop, "Careful", asks);
    let refused = shop.loyalty().save_tag(shop.id, manager.user(), &secret).await.unwrap();
    assert_eq!(refused, TagSaved::NotAllowed);

    has_tag(&shop, &secret).await;
    for (who, told) in [(owner, true), (&manager, false)] {
        who.says("/tag").await;
        let list = who.looks().html;
        who.taps("Careful").await;
        let whole = who.looks();
        let labels = format!("{whole:?}");
        assert_eq!(list.contains("Debts"), told, "{list}");
        assert_eq!(labels.contains("Debts") && labels.contains("yes"), told, "{labels}");
    }
    shop.stage.everybody_looks();
}

async fn t5_what_is_paid_with_points_alone_is_no_silence(shop: TestShop) {
    let anna = &shop.anna;
    shop.takes_points().await;
    shop.sells(anna, 60_000).await;
    has_tag(&shop, &rule(&shop, "Miss you", Condition::Quiet { days: 3 })).await;
    for _ in 0..3 {
        shop.wakes_tomorrow().await;
    }
    assert_eq!(worn_by(&shop, anna).await, ["Miss you"]);

    let all_of_it = Bought {
        items: &[Item::Amount(money(500))],
        coupon: None,
        points: 100,
        cause: "story:points",
    };
    let order = has_bought(&shop, anna, &all_of_it).await;
    assert_eq!(shop.order(order).await.total, Money::ZERO);

    assert_eq!(worn_by(&shop, anna).await, Vec::<String>::new());
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn s3_the_log_tells_of_tags_and_offers(shop: TestShop) {
    let owner = &shop.owner;
    has_tag(&shop, &rule(&shop, "Big spender", spent(50_000, 90))).await;
    shop.has_an_offer("Boots", |_| ()).await;
    shop.passes(TimeDelta::minutes(1)).await;

    owner.says("/audit").await;

    let log = owner.looks().html;
    assert!(log.contains("made the offer Boots"), "{log}");
    assert!(log.contains("saved the tag Big spender"), "{log}");
    shop.stage.everybody_looks();
}

async fn what_does_not_hold_together_is_found(shop: TestShop) {
    let (anna, loyalty) = (&shop.anna, shop.loyalty());
    let member = shop.file(anna).await.id;
    let years = domain::field::Field {
        id: loyalty.new_field_id(),
        title: "Years of play".into(),
        group: None,
        kind: FieldKind::Number,
        seen_by: Circle::EVERYBODY,
        edited_by: Circle::EVERYBODY,
        asked: false,
        why: None,
        place: 1,
        active: true,
    };
    let nowhere = TagId(loyalty.ids.uuid(shop.clock.now()));
    let category = domain::CategoryId(nowhere.0);
    let lost = Tag {
        active: false,
        ..rule(&shop, "Boots people", Condition::Bought { category, days: None })
    };
    has_tag(&shop, &lost).await;
    let offer = shop
        .has_an_offer("Boots", |offer| offer.audience = Audience::Tags(vec![nowhere]))
        .await;
    let mut tx = loyalty.db.begin().await.unwrap();
    fields::add(&mut tx, shop.id, &years, None).await.unwrap();
    let value = FieldValue::Text("many".into());
    let by = Actor::Staff(shop.owner.user());
    fields::set(&mut tx, shop.id, member, years.id, &value, by, shop.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let found = loyalty.check().await.unwrap().findings;

    let told: Vec<(&str, &str)> = found
        .iter()
        .map(|finding| (finding.rule, finding.row.as_str()))
        .collect();
    let condition = format!("tag {}: {:?}", lost.id, Condition::Bought { category, days: None });
    assert_eq!(
        told,
        [
            (
                "what stands in a field is of the field's type",
                format!("{member}, {}", years.id).as_str()
            ),
            ("what tags go by, and whom offers are for, is there", condition.as_str()),
            (
                "what tags go by, and whom offers are for, is there",
                format!("offer {offer}").as_str()
            ),
        ]
    );
    let mut tx = loyalty.db.begin().await.unwrap();
    assert!(fields::remove(&mut tx, shop.id, member, years.id).await.unwrap());
    tx.commit().await.unwrap();
    let mended = Tag { rule: None, ..lost };
    has_tag(&shop, &mended).await;
    shop.changes_offer(offer, |offer| offer.audience = Audience::Everybody)
        .await;
    assert_eq!(loyalty.check().await.unwrap().findings, []);
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}
