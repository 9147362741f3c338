//! A shop from a file, without the chat.

use std::io::Write;
use std::sync::Arc;

use domain::UserId;
use domain::automation::{Automation, Brings, Trigger};
use domain::field::FieldValue;
use domain::grade::{Cut, KindName};
use domain::offer::{Audience, Choice};
use domain::role::Role;
use domain::tag::{Condition, Tag};
use domain::terms::{Only, Worth};
use loyalty::{AutomationSaved, TagSaved};
use playground::NewPerson;
use stories::{Stage, on_both_engines};
use tempfile::NamedTempFile;

on_both_engines![
    a_file_opens_a_shop,
    a_file_that_is_read_twice_doubles_nothing,
    a_file_that_is_changed_changes_what_it_says,
    c8_t5_a_tag_that_the_file_calls_otherwise_stays_whom_an_offer_is_for,
    t5_two_tags_that_swap_their_titles_are_refused_in_words,
    what_customers_took_is_not_put_back_by_the_file,
    a_file_with_mistakes_writes_nothing_and_says_where,
    c8_t4_t5_a_file_says_who_an_offer_is_for_and_what_customers_are_graded_by,
    d2_t5_c8_a_file_says_what_is_asked_who_is_tagged_and_what_tags_get,
    d2_a_type_stays_and_nothing_is_written,
    t5_a_tag_of_the_chat_becomes_the_files,
    m8_a_file_says_what_goes_out_by_itself,
    what_the_file_leaves_out_of_an_automation_stays_as_the_chat_has_it,
    what_an_automation_of_the_file_waits_for_stays,
];

const FILE: &str = r#"[shop]
slug = "corner-coffee"
name = "Corner Coffee"
language = "en"
time_zone = "Europe/London"
currency = "GBP"
owner = 1001

[points]
per = "1.00"
welcome = 70

[[staff]]
telegram_id = 1002
name = "Ben"
role = "clerk"

[[gifts]]
slug = "coffee"
title = "Free coffee"
points = 60
stock = 5
"#;

fn written(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("it is written");
    file
}

async fn reads(stage: &Stage, text: &str) -> Result<String, String> {
    let file = written(text);
    let report = bot::init::run(&stage.loyalty(), file.path()).await;
    report
        .map(|report| report.to_string())
        .map_err(|error| error.to_string())
}

async fn shop(stage: &Stage) -> domain::shop::Shop {
    let shops = all_shops(stage).await;
    assert_eq!(shops.len(), 1);
    shops.into_iter().next().expect("a shop")
}

async fn all_shops(stage: &Stage) -> Vec<domain::shop::Shop> {
    let mut tx = stage.loyalty().db.read().await.expect("a look");
    storage::shops::list(&mut tx, None, 10).await.expect("an answer")
}

async fn a_file_opens_a_shop(stage: Arc<Stage>) {
    let person = |name: &str, id| NewPerson {
        first_name: name.into(),
        id: Some(id),
        ..NewPerson::default()
    };
    let (owner, ben) = (
        stage.newcomer(person("Olga", 1_001)),
        stage.newcomer(person("Ben", 1_002)),
    );
    let anna = stage.person("Anna");

    reads(&stage, FILE).await.expect("nothing is wrong with it");

    let shop = shop(&stage).await;
    owner.starts("").await;
    assert!(owner.looks().text.starts_with("Corner Coffee\nOlga, owner"));
    ben.starts("").await;
    assert!(ben.looks().text.contains("clerk"));
    anna.starts(&bot::tap::Start::Shop(shop.id).payload()).await;
    anna.taps("Agree and join").await;
    anna.says("/gifts").await;
    let seen = anna.looks();
    assert!(
        seen.text.contains("You have 70 points.") && seen.text.contains("Free coffee · 60 points · 5 left"),
        "{}",
        seen.text
    );
}

async fn a_file_that_is_read_twice_doubles_nothing(stage: Arc<Stage>) {
    let first = reads(&stage, FILE).await.expect("nothing is wrong with it");

    let second = reads(&stage, FILE).await.expect("nothing is wrong with it");

    assert_eq!(first.matches(": new").count(), 3, "{first}");
    assert_eq!(second.matches(": unchanged").count(), 3, "{second}");
    let shop = shop(&stage).await;
    let staff = stage.loyalty().staff(shop.id).await.expect("an answer");
    assert_eq!(
        staff.iter().map(|employee| employee.role).collect::<Vec<_>>(),
        [Role::Owner, Role::Clerk]
    );
    let (gifts, _) = stage.loyalty().all_gifts(shop.id, 0, 10).await.expect("an answer");
    assert_eq!(gifts.len(), 1);
}

async fn a_file_that_is_changed_changes_what_it_says(stage: Arc<Stage>) {
    reads(&stage, FILE).await.expect("nothing is wrong with it");
    let before = shop(&stage).await;

    let changed = FILE
        .replace("Corner Coffee", "Coffee Corner")
        .replace("points = 60", "points = 65");
    let report = reads(&stage, &changed).await.expect("nothing is wrong with it");

    assert_eq!(report.matches(": changed").count(), 2, "{report}");
    let after = shop(&stage).await;
    assert_eq!((after.id, after.name.as_str()), (before.id, "Coffee Corner"));
    let (gifts, _) = stage.loyalty().all_gifts(after.id, 0, 10).await.expect("an answer");
    assert_eq!(gifts.iter().map(|gift| gift.price.get()).collect::<Vec<_>>(), [65]);
}

async fn c8_t5_a_tag_that_the_file_calls_otherwise_stays_whom_an_offer_is_for(stage: Arc<Stage>) {
    let told = |slug: &str| {
        format!(
            "{FILE}\n[[tags]]\nslug = \"{slug}\"\ntitle = \"VIP\"\nspent = \"500\"\nspent_days = 90\n\
             [[offers]]\nslug = \"for-few\"\ntitle = \"For few\"\nuntil = 2027-03-31\namount_off = \"5\"\ntags = [\"{slug}\"]\n"
        )
    };
    reads(&stage, &told("vip")).await.expect("nothing is wrong with it");

    reads(&stage, &told("vips")).await.expect("nothing is wrong with it");

    let shop = shop(&stage).await;
    let tags = stage.loyalty().tags(shop.id).await.expect("an answer");
    assert_eq!(tags.iter().map(|tag| tag.title.as_str()).collect::<Vec<_>>(), ["VIP"]);
    let (offers, _) = stage.loyalty().all_offers(shop.id, 0, 10).await.expect("an answer");
    let offer = offers
        .iter()
        .find(|offer| offer.title == "For few")
        .expect("it is there");
    assert_eq!(offer.audience, Audience::Tags(vec![tags[0].id]));
}

async fn t5_two_tags_that_swap_their_titles_are_refused_in_words(stage: Arc<Stage>) {
    let told = |first: &str, second: &str| {
        format!("{FILE}\n[[tags]]\nslug = \"a\"\ntitle = \"{first}\"\n[[tags]]\nslug = \"b\"\ntitle = \"{second}\"\n")
    };
    reads(&stage, &told("One", "Two"))
        .await
        .expect("nothing is wrong with it");

    let said = reads(&stage, &told("Two", "One"))
        .await
        .expect_err("nobody could tell them apart");

    assert!(said.contains("another tag of the shop is called \"Two\""), "{said}");
}

async fn what_customers_took_is_not_put_back_by_the_file(stage: Arc<Stage>) {
    reads(&stage, FILE).await.expect("nothing is wrong with it");
    let shop = shop(&stage).await;
    let anna = stage.person("Anna");
    anna.starts(&bot::tap::Start::Shop(shop.id).payload()).await;
    anna.taps("Agree and join").await;
    anna.says("/gifts").await;
    anna.taps("Free coffee").await;
    anna.taps("Redeem for").await;
    anna.taps("Yes, redeem").await;
    anna.looks();

    reads(&stage, FILE).await.expect("nothing is wrong with it");

    let (gifts, _) = stage.loyalty().all_gifts(shop.id, 0, 10).await.expect("an answer");
    assert_eq!(gifts[0].stock, Some(4));
}

async fn a_file_with_mistakes_writes_nothing_and_says_where(stage: Arc<Stage>) {
    let wrong = FILE
        .replace("\"GBP\"", "\"POUND\"")
        .replace("points = 60", "points = 0");

    let said = reads(&stage, &wrong).await.expect_err("there are two mistakes");

    assert!(said.contains(":6:12:") && said.contains(":21:10:"), "{said}");
    assert!(said.ends_with("2 mistakes; nothing was written"), "{said}");
    assert!(all_shops(&stage).await.is_empty());
}

const MORE: &str = r#"
[[categories]]
slug = "beans"
title = "Beans"

[[products]]
slug = "blend"
title = "House blend"
category = "beans"
price = "9.00"

[[tiers]]
slug = "gold"
title = "Gold"
spent = "500"

[[offers]]
slug = "blend"
title = "House blend"
everyday = "9"
price = "7"
product = "blend"
until = 2099-03-31
tiers = ["gold"]
kinds = ["key", "leader"]

[[offers]]
slug = "beans"
title = "Beans"
amount_off = "2"
from_amount = "10"
only_categories = ["beans"]
from_tier = "gold"
transferable = true
with_member_prices = true
until = 2099-04-30

[grades]
days = [14, 30, 60, 120]
visits = [2, 4, 8, 16]
money = ["20", "50", "150", "400"]
leader_buyers = 5
"#;

async fn c8_t4_t5_a_file_says_who_an_offer_is_for_and_what_customers_are_graded_by(stage: Arc<Stage>) {
    let text = format!("{FILE}{MORE}");
    reads(&stage, &text).await.expect("nothing is wrong with it");
    let again = reads(&stage, &text).await.expect("nothing is wrong with it");

    assert!(!again.contains(": changed") && !again.contains(": new"), "{again}");
    let (loyalty, shop) = (stage.loyalty(), shop(&stage).await);
    let gold = loyalty.tier_in_file(shop.id, "gold").await.expect("an answer");
    let gold = gold.expect("it is there");
    let beans = loyalty.category_in_file(shop.id, "beans").await.expect("an answer");
    let blend = loyalty.product_in_file(shop.id, "blend").await.expect("an answer");
    let (offers, _) = loyalty.all_offers(shop.id, 0, 5).await.expect("an answer");
    let called = |title: &str| offers.iter().find(|offer| offer.title == title).expect("it is there");
    let price = called("House blend");
    assert_eq!(
        price.audience,
        Audience::of(vec![gold], vec![KindName::KeyAccount, KindName::Leader], vec![])
    );
    assert!(matches!(price.terms.worth, Worth::Price { product, .. } if product == blend && blend.is_some()));
    let off = called("Beans");
    assert_eq!(off.audience, Audience::Everybody);
    assert_eq!(off.terms.only, Only::Categories(beans.into_iter().collect()));
    assert_eq!(off.terms.tier, Some(gold));
    assert!(off.terms.transferable && off.terms.with_member_prices);
    let grading = loyalty.grading(&shop).await.expect("an answer");
    assert_eq!((grading.cut, grading.cuts.days), (Cut::Own, [14, 30, 60, 120]));
    assert_eq!(grading.leader_buyers, 5);
}

const FILES: &str = r#"
[[categories]]
slug = "beans"
title = "Beans"

[[fields]]
slug = "milk"
title = "Milk"
type = "choice"
choices = ["Whole", "Oat"]
seen_by = "member-and-managers"
asked = true

[[tags]]
slug = "oat"
title = "Oat people"
field = "milk"
value = "oat"
bought = "beans"
bought_days = 30

[[tags]]
slug = "seat"
title = "Window seat"

[[offers]]
slug = "oat-week"
title = "Oat week"
amount_off = "1"
tags = ["oat", "seat"]
until = 2099-04-30
"#;

async fn d2_t5_c8_a_file_says_what_is_asked_who_is_tagged_and_what_tags_get(stage: Arc<Stage>) {
    let text = format!("{FILE}{FILES}");
    let first = reads(&stage, &text).await.expect("nothing is wrong with it");
    let again = reads(&stage, &text).await.expect("nothing is wrong with it");
    let other = text.replace("value = \"oat\"", "value = \"Whole\"");
    let changed = reads(&stage, &other).await.expect("nothing is wrong with it");

    assert!(first.contains("Field Milk (milk): new"), "{first}");
    assert!(first.contains("Tag Oat people (oat), by rule: new"), "{first}");
    assert!(first.contains("Tag Window seat (seat), by hand: new"), "{first}");
    assert!(!again.contains(": changed") && !again.contains(": new"), "{again}");
    assert_eq!(changed.matches(": changed").count(), 1, "{changed}");
    let (loyalty, shop) = (stage.loyalty(), shop(&stage).await);
    let fields = loyalty.fields(shop.id).await.expect("an answer");
    let [milk] = fields.as_slice() else {
        panic!("{fields:?}")
    };
    assert!(milk.asked && milk.active);
    assert_eq!((milk.seen_by.member, milk.seen_by.staff), (true, Role::Manager));
    assert_eq!(milk.edited_by, milk.seen_by);
    let (tags, names) = loyalty.tags_and_names(shop.id).await.expect("an answer");
    let [oat, seat] = tags.as_slice() else {
        panic!("{tags:?}")
    };
    let beans = names.categories.first().expect("it is there").id;
    let rule = oat.rule.as_ref().expect("it has a rule");
    assert_eq!(
        rule.all,
        [
            Condition::Bought {
                category: beans,
                days: Some(30)
            },
            Condition::Field {
                field: milk.id,
                value: Some(FieldValue::Choice("Whole".into()))
            },
        ]
    );
    assert!(seat.rule.is_none());
    let (offers, _) = loyalty.all_offers(shop.id, 0, 5).await.expect("an answer");
    let audience = &offers.first().expect("it is there").audience;
    assert_eq!(*audience, Audience::Tags(vec![oat.id, seat.id]));
}

async fn d2_a_type_stays_and_nothing_is_written(stage: Arc<Stage>) {
    let text = format!("{FILE}{FILES}");
    reads(&stage, &text).await.expect("nothing is wrong with it");
    let other = text
        .replace("type = \"choice\"\nchoices = [\"Whole\", \"Oat\"]", "type = \"text\"")
        .replace("title = \"Window seat\"", "title = \"Corner seat\"");

    let refused = reads(&stage, &other).await.expect_err("the type stays");

    assert_eq!(
        refused,
        "\"type\" of the field \"milk\" must stay \"choice\": what members said is of that type. Give the new field a slug of \
         its own; nothing was written"
    );
    let (loyalty, shop) = (stage.loyalty(), shop(&stage).await);
    let tags = loyalty.tags(shop.id).await.expect("an answer");
    assert!(tags.iter().any(|tag| tag.title == "Window seat"), "{tags:?}");
}

async fn t5_a_tag_of_the_chat_becomes_the_files(stage: Arc<Stage>) {
    reads(&stage, FILE).await.expect("nothing is wrong with it");
    let (loyalty, shop) = (stage.loyalty(), shop(&stage).await);
    let made = Tag {
        id: loyalty.new_tag_id(),
        title: "window SEAT".into(),
        rule: None,
        active: true,
    };
    let saved = loyalty
        .save_tag(shop.id, UserId(1_001), &made)
        .await
        .expect("an answer");
    assert!(matches!(saved, TagSaved::Done(_)), "{saved:?}");

    let text = format!("{FILE}{FILES}");
    let read = reads(&stage, &text).await.expect("nothing is wrong with it");
    let again = reads(&stage, &text).await.expect("nothing is wrong with it");

    assert!(read.contains("Tag Window seat (seat), by hand: changed"), "{read}");
    assert!(again.contains("Tag Window seat (seat), by hand: unchanged"), "{again}");
    let tags = loyalty.tags(shop.id).await.expect("an answer");
    let seats: Vec<_> = tags.iter().filter(|tag| tag.title == "Window seat").collect();
    assert_eq!(seats.iter().map(|tag| tag.id).collect::<Vec<_>>(), [made.id]);
}

const AUTOMATIONS: &str = r#"
[[tiers]]
slug = "gold"
title = "Gold"
spent = "500"

[[fields]]
slug = "milk"
title = "Milk"
type = "choice"
choices = ["Whole", "Oat"]

[[offers]]
slug = "oat-week"
title = "Oat week"
amount_off = "1"
fields = { milk = ["Oat"] }
until = 2099-04-30

[[automations]]
slug = "come-back"
kind = "retain"
on = true
left_out = 0
tiers = ["gold"]
fields = { milk = ["oat"] }

[[automations.waves]]
days = 45
words = { en = "Hi {name} & co, it's been {days}.", id = "Hai {name}!" }

[[automations.waves]]
days = 90
points = 50

[[automations.waves.tiers]]
tier = "gold"
percent_off = 10
at_most = "5.00"
from_amount = "20"
valid_days = 14

[[automations]]
slug = "come-back-later"
kind = "retain"

[[automations]]
slug = "new-year"
kind = "holiday"
name = "Happy Lunar New Year"
day = "lunar 1-1"
on = true
"#;

async fn automations(stage: &Stage) -> Vec<Automation> {
    let shop = shop(stage).await;
    let all = stage.loyalty().automations(&shop, UserId(1_001)).await;
    all.expect("an answer").expect("the owner may see them")
}

/// The one that every shop has.
async fn win_back(stage: &Stage) -> Automation {
    let all = automations(stage).await;
    let usual = all.into_iter().find(|one| one.id == Trigger::Retain.usual_id());
    usual.expect("every shop has it")
}

async fn m8_a_file_says_what_goes_out_by_itself(stage: Arc<Stage>) {
    let text = format!("{FILE}{AUTOMATIONS}");
    let first = reads(&stage, &text).await.expect("nothing is wrong with it");
    let again = reads(&stage, &text).await.expect("nothing is wrong with it");
    let other = text.replace("points = 50", "points = 40");
    let changed = reads(&stage, &other).await.expect("nothing is wrong with it");

    for row in [
        "come-back, retain: new",
        "come-back-later, retain: new",
        "new-year, holiday: new",
    ] {
        assert!(first.contains(&format!("Automation {row}")), "{first}");
    }
    assert!(!again.contains(": changed") && !again.contains(": new"), "{again}");
    assert_eq!(changed.matches(": changed").count(), 1, "{changed}");
    let (loyalty, shop) = (stage.loyalty(), shop(&stage).await);
    let gold = loyalty.tier_in_file(shop.id, "gold").await.expect("an answer");
    let gold = gold.expect("it is there");
    let milk = loyalty.field_in_file(shop.id, "milk").await.expect("an answer");
    let oat = Choice {
        field: milk.expect("it is there").id,
        choice: "Oat".into(),
    };
    let usual = win_back(&stage).await;
    assert!(usual.since.is_some() && usual.holdout == 0);
    assert_eq!(usual.audience.tiers(), [gold]);
    assert_eq!(usual.audience.choices(), std::slice::from_ref(&oat));
    let days: Vec<u32> = usual.waves.iter().map(|wave| wave.days).collect();
    assert_eq!(days, [45, 90]);
    assert!(matches!(usual.waves[1].brings, Brings::Points { points } if points.get() == 40));
    let Brings::Coupon { terms, valid_days: 14 } = usual.waves[1].brings_to(Some(gold)) else {
        panic!("{usual:?}");
    };
    assert!(matches!(terms.worth, Worth::Percent { percent: 10, .. }) && terms.min_spend.is_some());
    let own = loyalty.own_words(&shop, UserId(1_001), usual.id, 45).await;
    let own = own.expect("an answer").expect("the owner may see them");
    assert_eq!(own[0].1.as_str(), "Hi {name} &amp; co, it's been {days}.");
    assert_eq!(own.len(), 2);
    let all = automations(&stage).await;
    let holiday = all
        .iter()
        .find(|one| one.trigger == Trigger::Holiday)
        .expect("it is there");
    assert_eq!(holiday.holiday, domain::birthday::Birthday::lunar(1, 1, false, None));
    assert!(holiday.since.is_some());
    let later = all
        .iter()
        .find(|one| one.trigger == Trigger::Retain && one.id != usual.id);
    assert!(later.expect("the second of its kind is another one").since.is_none());
    let (offers, _) = loyalty.all_offers(shop.id, 0, 10).await.expect("an answer");
    assert_eq!(offers[0].audience.choices(), [oat]);
}

async fn what_the_file_leaves_out_of_an_automation_stays_as_the_chat_has_it(stage: Arc<Stage>) {
    let text = format!("{FILE}\n[[automations]]\nslug = \"come-back\"\nkind = \"retain\"\nleft_out = 5\n");
    reads(&stage, &text).await.expect("nothing is wrong with it");
    let (loyalty, shop) = (stage.loyalty(), shop(&stage).await);
    let usual = win_back(&stage).await;
    assert_eq!((usual.holdout, usual.since), (5, None));
    let now = loyalty.clock.now();
    let saved = loyalty.change_automation(&shop, UserId(1_001), usual.id, |retain| {
        retain.since = Some(now);
        retain.waves[0].days = 20;
        retain.title = Some("Miss you".into());
        retain.holdout = 20;
    });
    assert!(matches!(saved.await, Ok(AutomationSaved::Done(_))));

    let report = reads(&stage, &text).await.expect("nothing is wrong with it");

    assert!(report.contains("Automation come-back, retain: changed"), "{report}");
    let after = win_back(&stage).await;
    assert_eq!(after.holdout, 5, "that the file says");
    assert!(after.since.is_some() && after.waves[0].days == 20);
    assert_eq!(after.title.as_deref(), Some("Miss you"));
    assert_eq!(after.waves[0].was, [30], "and it is known what it was called");
}

async fn what_an_automation_of_the_file_waits_for_stays(stage: Arc<Stage>) {
    let told = |kind: &str| format!("{FILE}\n[[automations]]\nslug = \"come-back\"\nkind = \"{kind}\"\non = true\n");
    reads(&stage, &told("retain")).await.expect("nothing is wrong with it");

    let said = reads(&stage, &told("activate").replace("Free coffee", "A coffee"))
        .await
        .expect_err("it is another kind");

    assert!(
        said.contains("\"kind\" of the automation \"come-back\" must stay \"retain\"")
            && said.ends_with("nothing was written"),
        "{said}"
    );
    let shop = shop(&stage).await;
    let (gifts, _) = stage.loyalty().all_gifts(shop.id, 0, 10).await.expect("an answer");
    assert_eq!(gifts[0].title, "Free coffee");
}
