//! Members found by what the clerk remembers of them.

use stories::{TestShop, on_both_engines};

on_both_engines![
    a_name_of_many_endings_hides_nobody,
    who_is_called_so_comes_before_whose_name_only_has_it,
    every_word_of_a_search_has_to_fit,
    s6_a_search_stays_in_its_shop,
];

/// The names on the buttons under what the clerk is shown.
async fn finds(shop: &TestShop, typed: &str) -> Vec<String> {
    shop.clerk.says(&format!("/find {typed}")).await;
    let seen = shop.clerk.looks();
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
    assert_eq!(first, ["Anna", "Greta Anna Kowalska", "Hannah Berg"]);
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
