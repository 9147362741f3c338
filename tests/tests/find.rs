//! Members found by what the clerk remembers of them.

use domain::find::Source;
use domain::role::Role;
use playground::Seen;
use stories::{TestShop, on_both_engines};

on_both_engines![
    a_name_of_many_endings_hides_nobody,
    who_is_called_so_comes_before_whose_name_only_has_it,
    every_word_of_a_search_has_to_fit,
    chinese_names_are_found_by_how_they_are_read,
    nobody_needs_the_keyboard_of_a_name,
    a_long_list_goes_on_and_begins_anew,
    words_fit_in_any_order_and_from_anywhere,
    d2_s5_each_role_finds_by_what_it_may_see,
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

async fn d2_s5_each_role_finds_by_what_it_may_see(shop: TestShop) {
    let manager = shop.employs("Mara", Role::Manager).await;
    let member = shop.file(&shop.anna).await.id;
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    for (source, text) in [
        (Source::Tags, "Stammgast"),
        (Source::Fields(Role::Clerk), "Wide fit"),
        (Source::Fields(Role::Manager), "Divorced"),
    ] {
        loyalty::keep_texts(&mut tx, shop.id, member, source, &[text])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    shop.stage.everybody_looks();

    for (who, typed, is_found) in [
        (&shop.clerk, "stamm", true),
        (&shop.clerk, "wide anna", true),
        (&shop.clerk, "divorced", false),
        (&shop.clerk, "anna divorced", false),
        (&manager, "divorced", true),
    ] {
        who.says(&format!("/find {typed}")).await;
        let seen = who.looks();
        assert_eq!(
            seen.html.starts_with("👤 <b>Anna</b>"),
            is_found,
            "{typed}: {}",
            seen.html
        );
    }

    let mut tx = shop.loyalty().db.begin().await.unwrap();
    loyalty::keep_texts(&mut tx, shop.id, member, Source::Tags, &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    shop.clerk.says("/find stammgast").await;
    assert!(shop.clerk.looks().html.starts_with("I found nobody"));
    shop.clerk.says("/find anna").await;
    assert!(shop.clerk.looks().html.starts_with("👤 <b>Anna</b>"));
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
