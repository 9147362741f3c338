//! Members found by what the clerk remembers of them.

use domain::field::{Field, FieldKind, FieldValue};
use domain::reason::Actor;
use domain::role::Role;
use domain::tag::{Condition, Tag, TagRule};
use loyalty::{FieldSaved, Fill, Filled, TagPut, TagSaved};
use playground::Seen;
use stories::{Someone, TestShop, on_both_engines, seen_from};

on_both_engines![
    a_name_of_many_endings_hides_nobody,
    who_is_called_so_comes_before_whose_name_only_has_it,
    every_word_of_a_search_has_to_fit,
    chinese_names_are_found_by_how_they_are_read,
    nobody_needs_the_keyboard_of_a_name,
    a_long_list_goes_on_and_begins_anew,
    words_fit_in_any_order_and_from_anywhere,
    d2_s5_each_role_finds_by_what_it_may_see,
    d2_s5_whoever_may_see_a_field_no_more_finds_nobody_by_it_at_once,
    s5_whoever_may_see_a_field_of_many_no_more_finds_nobody_by_it_at_once,
    a_tag_finds_whoever_wears_it,
    a_tag_by_rule_finds_whoever_it_fits,
    a_sale_is_for_whoever_is_called_so_and_for_nobody_else,
    a_number_is_found_however_it_is_dialled,
    members_of_before_are_found_after_a_new_start,
    s6_a_search_stays_in_its_shop,
];

/// The names on the buttons under what the clerk is shown.
async fn finds(shop: &TestShop, typed: &str) -> Vec<String> {
    shop.clerk.says(&format!("/find {typed}")).await;
    found(&shop.clerk.looks())
}

fn found(seen: &Seen) -> Vec<String> {
    let labels = seen.buttons.iter().flatten().map(|button| button.text.clone());
    labels.filter(|label| label.contains(" · ")).collect()
}

async fn a_name_of_many_endings_hides_nobody(shop: TestShop) {
    shop.member_called("annaa annaab annaac annaad annaae annaaf annaag annaah annaai annaaj")
        .await;
    shop.member_called("Annabel").await;
    shop.stage.everybody_looks();

    let found = finds(&shop, "anna").await;

    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().any(|label| label.contains("Annabel")));
    shop.clerk.says("/sell 50 annab").await;
    assert!(shop.clerk.looks().html.starts_with("✅ <b>Annabel</b>"));
    shop.stage.post_everything().await;
    shop.stage.everybody_looks();
}

async fn who_is_called_so_comes_before_whose_name_only_has_it(shop: TestShop) {
    for name in ["Berg", "Diaz", "Haas", "Jung", "Katz", "Lang", "Moor", "Nagy", "Ozan"] {
        shop.member_called(&format!("Hannah {name}")).await;
    }
    shop.member_called("Marianna Kowalska").await;
    shop.member_called("Greta Anna Kowalska").await;
    shop.stage.everybody_looks();

    let found = finds(&shop, "anna").await;

    let first: Vec<&str> = found
        .iter()
        .take(3)
        .filter_map(|label| label.split(" · ").next())
        .collect();
    assert_eq!(first, ["Anna", "Greta Anna Kowalska", "Marianna Kowalska"]);
    assert_eq!(found.len(), 8);
}

async fn every_word_of_a_search_has_to_fit(shop: TestShop) {
    shop.member_called("Maria Kowalska").await;
    shop.member_called("Anna Maria Kowalska Nowak Lis").await;
    shop.stage.everybody_looks();

    shop.clerk.says("/find maria kowalska").await;
    assert_eq!(shop.clerk.looks().buttons.len(), 3);
    for typed in ["anna maria kowalska", "lis nowak kowalska maria anna"] {
        shop.clerk.says(&format!("/find {typed}")).await;
        assert!(
            shop.clerk
                .looks()
                .html
                .starts_with("👤 <b>Anna Maria Kowalska Nowak Lis</b>"),
            "{typed}"
        );
    }
    shop.clerk.says("/find lis nowak kowalska maria berta").await;
    assert!(shop.clerk.looks().html.starts_with("I found nobody"));
}

async fn s6_a_search_stays_in_its_shop(shop: TestShop) {
    let other = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    other.member_called("Greta").await;
    shop.stage.everybody_looks();

    shop.clerk.says("/find greta").await;

    assert!(shop.clerk.looks().html.starts_with("I found nobody"));
}

async fn chinese_names_are_found_by_how_they_are_read(shop: TestShop) {
    for name in ["张伟", "单雄信", "曾小贤", "解晓东", "吕子乔"] {
        shop.member_called(name).await;
    }
    shop.stage.everybody_looks();

    for (typed, name) in [
        ("zhang wei", "张伟"),
        ("zhangwei", "张伟"),
        ("zw", "张伟"),
        ("张", "张伟"),
        ("shan", "单雄信"),
        ("dxx", "单雄信"),
        ("zeng", "曾小贤"),
        ("xiaoxian", "曾小贤"),
        ("xxd", "解晓东"),
        ("jie", "解晓东"),
        ("lv", "吕子乔"),
        ("lu", "吕子乔"),
        ("ｌｚｑ", "吕子乔"),
    ] {
        shop.clerk.says(&format!("/find {typed}")).await;
        let seen = shop.clerk.looks();
        assert!(
            seen.html.starts_with(&format!("👤 <b>{name}</b>")),
            "{typed}: {}",
            seen.html
        );
    }
}

async fn nobody_needs_the_keyboard_of_a_name(shop: TestShop) {
    for name in [
        "Zoë Müller",
        "Đặng Hoa",
        "Søren Łoś",
        "Юлия Ёлкина",
        "محمد علي",
        "สมชาย ใจดี",
    ] {
        shop.member_called(name).await;
    }
    shop.stage.everybody_looks();

    for (typed, name) in [
        ("zoe", "Zoë Müller"),
        ("mueller", "Zoë Müller"),
        ("muller zoe", "Zoë Müller"),
        ("dang", "Đặng Hoa"),
        ("soeren", "Søren Łoś"),
        ("los", "Søren Łoś"),
        ("ЕЛКИНА", "Юлия Ёлкина"),
        ("علي", "محمد علي"),
        ("ใจดี", "สมชาย ใจดี"),
    ] {
        shop.clerk.says(&format!("/find {typed}")).await;
        let seen = shop.clerk.looks();
        assert!(
            seen.html.starts_with(&format!("👤 <b>{name}</b>")),
            "{typed}: {}",
            seen.html
        );
    }
}

async fn a_long_list_goes_on_and_begins_anew(shop: TestShop) {
    for number in 0..20 {
        let last = ["Ada", "Bo", "Clarabel", "Di", "Ed"][number % 5];
        shop.member_called(&format!("Clara {last}")).await;
    }
    shop.stage.everybody_looks();

    shop.clerk.says("/find clara").await;
    let mut seen = shop.clerk.looks();
    let first = found(&seen);
    let mut all = first.clone();
    let mut pages = 1;
    while seen.button("More ▸").is_some() {
        shop.clerk.taps("More ▸").await;
        seen = shop.clerk.looks();
        all.extend(found(&seen));
        pages += 1;
    }
    shop.clerk.taps("⏮ From the start").await;
    let beginning = found(&shop.clerk.looks());

    let numbers: std::collections::HashSet<&str> = all.iter().filter_map(|label| label.split(" · ").nth(1)).collect();
    assert_eq!((all.len(), numbers.len(), pages), (20, 20, 3), "{all:?}");
    assert_eq!(beginning, first);
}

async fn words_fit_in_any_order_and_from_anywhere(shop: TestShop) {
    for name in ["Ida Berg", "Ida Katz", "Leo Berg", "Leo Ida Haas"] {
        shop.member_called(name).await;
    }
    shop.stage.everybody_looks();

    for (typed, name) in [
        ("leo ida", Some("Leo Ida Haas")),
        ("haas leo", Some("Leo Ida Haas")),
        ("da be", Some("Ida Berg")),
        ("katz leo", None),
    ] {
        shop.clerk.says(&format!("/find {typed}")).await;
        let said = shop.clerk.looks().html;
        let expected = name.map_or("I found nobody".to_owned(), |name| format!("👤 <b>{name}</b>"));
        assert!(said.starts_with(&expected), "{typed}: {said}");
    }
}

async fn saves_field(shop: &TestShop, field: &Field) {
    let saved = shop.loyalty().save_field(shop.id, shop.owner.user(), field).await;
    assert!(matches!(saved, Ok(FieldSaved::Done(_))), "{saved:?}");
}

async fn fills(shop: &TestShop, who: &Someone, field: &Field, text: Option<&str>) {
    let ask = Fill {
        member: shop.file(who).await.id,
        field: field.id,
        value: text.map(|text| FieldValue::Text(text.to_owned())),
        by: Actor::Staff(shop.owner.user()),
    };
    let filled = shop.loyalty().fill(&shop.shop().await, &ask).await.unwrap();
    assert!(matches!(filled, Filled::Done { .. }), "{filled:?}");
}

async fn saves_tag(shop: &TestShop, tag: &Tag) {
    let saved = shop.loyalty().save_tag(shop.id, shop.owner.user(), tag).await.unwrap();
    assert!(matches!(saved, TagSaved::Done(_)), "{saved:?}");
}

/// Whether somebody on the staff finds Anna, and nobody else, in the chat and in the pick list alike.
async fn finds_anna(shop: &TestShop, who: &Someone, typed: &str) -> bool {
    who.says(&format!("/find {typed}")).await;
    let found = who.looks().html.starts_with("👤 <b>Anna</b>");
    let (_, list) = who.types(&shop.stage.bot, typed).await;
    let picked = !list.results.is_empty();
    assert_eq!(found, picked, "{typed}");
    found
}

async fn d2_s5_each_role_finds_by_what_it_may_see(shop: TestShop) {
    let manager = shop.employs("Mara", Role::Manager).await;
    let (fit, past, money) = (
        shop.has_field("Fit", FieldKind::Text, seen_from(Role::Clerk)).await,
        shop.has_field("Past", FieldKind::Text, seen_from(Role::Manager)).await,
        shop.has_field("Credit", FieldKind::Text, seen_from(Role::Owner)).await,
    );
    fills(&shop, &shop.anna, &fit, Some("Wide fit")).await;
    fills(&shop, &shop.anna, &past, Some("Divorced")).await;
    fills(&shop, &shop.anna, &money, Some("Generous")).await;
    shop.stage.everybody_looks();

    let (clerk, owner) = (&shop.clerk, &shop.owner);
    for (who, typed, is_found) in [
        (clerk, "wide anna", true),
        (clerk, "divorced", false),
        (clerk, "anna divorced", false),
        (clerk, "generous", false),
        (&manager, "divorced", true),
        (&manager, "DIV", true),
        (&manager, "anna divo wide", true),
        (&manager, "vorced", false),
        (&manager, "generous", false),
        (owner, "generous wide", true),
    ] {
        assert_eq!(finds_anna(&shop, who, typed).await, is_found, "{typed}");
    }
    let log = shop.log().await;
    let logged = serde_json::to_string(&log.iter().map(|done| &done.became).collect::<Vec<_>>()).unwrap();
    assert!(logged.contains("Wide fit"), "before and after are in the log");
    assert!(
        !logged.contains("Divorced") && !logged.contains("Generous"),
        "but what is private is kept in one place"
    );
}

async fn d2_s5_whoever_may_see_a_field_no_more_finds_nobody_by_it_at_once(shop: TestShop) {
    let mut fit = shop.has_field("Fit", FieldKind::Text, seen_from(Role::Clerk)).await;
    let other = shop.has_field("Drink", FieldKind::Text, seen_from(Role::Clerk)).await;
    fills(&shop, &shop.anna, &fit, Some("Wide fit")).await;
    fills(&shop, &shop.anna, &other, Some("Espresso")).await;
    assert!(finds_anna(&shop, &shop.clerk, "wide").await);

    fit.seen_by.staff = Role::Owner;
    fit.edited_by.staff = Role::Owner;
    saves_field(&shop, &fit).await;

    assert!(!finds_anna(&shop, &shop.clerk, "wide").await);
    assert!(
        finds_anna(&shop, &shop.clerk, "espresso").await,
        "the other fields stay"
    );
    assert!(finds_anna(&shop, &shop.owner, "wide").await);
    fit.active = false;
    saves_field(&shop, &fit).await;
    assert!(
        !finds_anna(&shop, &shop.owner, "wide").await,
        "a retired field finds nobody"
    );
    fills(&shop, &shop.anna, &other, None).await;
    assert!(
        !finds_anna(&shop, &shop.clerk, "espresso").await,
        "nor does what was taken away"
    );
}

async fn s5_whoever_may_see_a_field_of_many_no_more_finds_nobody_by_it_at_once(shop: TestShop) {
    let mut fit = shop.has_field("Fit", FieldKind::Text, seen_from(Role::Clerk)).await;
    let rows: Vec<String> = (0..300).map(|at| format!("Guest {at},Wide fit")).collect();
    let list = format!("Name,Fit\n{}\n", rows.join("\n"));
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    shop.owner.taps("Looks right, show me").await;
    shop.owner.taps("Take over 300 rows").await;
    drop(shop.owner.reads());
    shop.clerk.says("/find wide 299").await;
    assert!(shop.clerk.looks().html.starts_with("👤 <b>Guest 299</b>"));

    fit.seen_by.staff = Role::Manager;
    fit.edited_by.staff = Role::Manager;
    saves_field(&shop, &fit).await;

    // By jobs those who may still see it find by it again; nobody else does meanwhile.
    for _ in 0..2 {
        shop.clerk.says("/find wide").await;
        assert!(shop.clerk.looks().html.starts_with("I found nobody"));
        shop.stage.works().await;
    }
    shop.owner.says("/find wide 299").await;
    assert!(shop.owner.looks().html.starts_with("👤 <b>Guest 299</b>"));
}

async fn a_tag_finds_whoever_wears_it(shop: TestShop) {
    let mut tag = Tag {
        id: shop.loyalty().new_tag_id(),
        title: "Stammgast".to_owned(),
        rule: None,
        active: true,
    };
    saves_tag(&shop, &tag).await;
    let (owner, member) = (shop.owner.user(), shop.file(&shop.anna).await.id);
    let puts = async |on| {
        let put = shop.loyalty().put_tag(shop.id, owner, member, tag.id, on).await;
        assert_eq!(put.unwrap(), TagPut::Done);
    };

    puts(true).await;
    assert!(finds_anna(&shop, &shop.clerk, "stamm anna").await);
    puts(false).await;
    assert!(!finds_anna(&shop, &shop.clerk, "stammgast").await);
    puts(true).await;

    "旧友".clone_into(&mut tag.title);
    saves_tag(&shop, &tag).await;
    assert!(!finds_anna(&shop, &shop.clerk, "stammgast").await);
    assert!(finds_anna(&shop, &shop.clerk, "jiuyou").await, "as it is read");
    tag.active = false;
    saves_tag(&shop, &tag).await;
    assert!(!finds_anna(&shop, &shop.clerk, "旧友").await);
}

async fn a_tag_by_rule_finds_whoever_it_fits(shop: TestShop) {
    let drink = shop.has_field("Drink", FieldKind::Text, seen_from(Role::Clerk)).await;
    let tag = Tag {
        id: shop.loyalty().new_tag_id(),
        title: "Told us".to_owned(),
        rule: Some(TagRule {
            all: vec![Condition::Field {
                field: drink.id,
                value: None,
            }],
        }),
        active: true,
    };
    saves_tag(&shop, &tag).await;
    shop.stage.works().await;

    fills(&shop, &shop.anna, &drink, Some("Espresso")).await;
    assert!(finds_anna(&shop, &shop.clerk, "told us").await);
    fills(&shop, &shop.anna, &drink, None).await;
    assert!(!finds_anna(&shop, &shop.clerk, "told us").await);
}

async fn a_sale_is_for_whoever_is_called_so_and_for_nobody_else(shop: TestShop) {
    let note = shop
        .has_field("Comes with", FieldKind::Text, seen_from(Role::Clerk))
        .await;
    fills(&shop, &shop.anna, &note, Some("Greta")).await;
    assert!(finds_anna(&shop, &shop.clerk, "greta").await);

    // The owner has no file open that an amount alone would mean.
    shop.owner.says("/sell 50 greta").await;

    let told = shop.owner.looks().html;
    assert!(told.starts_with("I found nobody for \"greta\"."), "{told}");
    assert_eq!(shop.movements(&shop.anna).await, [(50, "welcome")]);
}

async fn a_number_is_found_however_it_is_dialled(shop: TestShop) {
    let list = "Name,Phone\nBen,+49 171 2345678\nCleo,+49 30 1234567\n";
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    shop.owner.taps("Looks right, show me").await;
    shop.owner.taps("Take over 2 rows").await;
    drop(shop.owner.reads());

    for typed in [
        "0171 2345678",
        "01712345678",
        "0171/2345678",
        "(0171) 234 56 78",
        "+49 171 2345678",
        "+49 (0)171 2345678",
        "0049 171 2345678",
        "5678",
        "ben 0171 2345678",
        "ben 01712345678",
        "0171 2345678 ben",
    ] {
        shop.clerk.says(&format!("/find {typed}")).await;
        let seen = shop.clerk.looks().html;
        assert!(seen.starts_with("👤 <b>Ben</b>"), "{typed}: {seen}");
    }
    for typed in ["0172 2345678", "cleo 0171 2345678"] {
        shop.clerk.says(&format!("/find {typed}")).await;
        assert!(shop.clerk.looks().html.starts_with("I found nobody"), "{typed}");
    }
    shop.clerk.says("/sell 20 0171 2345678").await;
    let told = shop.clerk.looks().html;
    assert!(told.contains("<b>Ben</b>"), "{told}");
}

/// Their keys were made in another way, or not at all.
async fn members_of_before_are_found_after_a_new_start(shop: TestShop) {
    for name in ["Greta", "张伟"] {
        shop.member_called(name).await;
    }
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    for known in storage::members::page(&mut tx, shop.id, None, 100).await.unwrap() {
        storage::find_keys::forget(&mut tx, shop.id, known.member)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    shop.stage.everybody_looks();
    shop.clerk.says("/find greta").await;
    assert!(shop.clerk.looks().html.starts_with("I found nobody"));

    shop.stage.restarts().await;
    shop.stage.works().await;

    for (typed, name) in [("greta", "Greta"), ("zw", "张伟")] {
        shop.clerk.says(&format!("/find {typed}")).await;
        assert!(
            shop.clerk.looks().html.starts_with(&format!("👤 <b>{name}</b>")),
            "{typed}"
        );
    }
}
