//! Everything of a shop in files of its own: each thing with what belongs to it, in the words of whoever asked (D6).

use std::collections::BTreeMap;
use std::io::Cursor;
use std::ops::ControlFlow;

use bot::lists::writing::{Export, Form, export};
use chrono::TimeDelta;
use domain::relative::{Relation, Relative};
use domain::terms::{Terms, Worth};
use domain::{Lang, Money, Points, RelativeId};
use loyalty::{Importer, PlaceOrder, Placed};
use sheet::{Cell, Limits, Wanted};
use storage::{relatives, wishes};
use stories::{Someone, TestShop, on_both_engines};

use crate::orders::{everybody_is_told, sells};
use crate::people::has_a_full_file;

on_both_engines![
    d6_everything_is_given_out_with_every_part_of_every_order,
    d6_states_and_kinds_are_in_the_words_of_whoever_asked,
    d6_a_workbook_reads_back_however_full_its_other_sheets_are,
    d3_whoever_was_deleted_is_in_no_file,
];

/// What `/export` sends, by the name of each table.
async fn exported(shop: &TestShop) -> BTreeMap<String, String> {
    shop.owner.says("/export").await;
    shop.owner.looks();
    shop.owner.taps("CSV files").await;
    let heard = shop.owner.reads();
    heard
        .into_iter()
        .filter_map(|message| message.document)
        .map(|(name, bytes)| {
            let name = name.trim_end_matches(".csv");
            // "Corner Café 2027-01-01-Members"
            let table = name.rsplit_once(|c: char| c.is_ascii_digit()).unwrap().1;
            let text = String::from_utf8(bytes).unwrap();
            let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            (table.trim_start_matches('-').to_owned(), text)
        })
        .collect()
}

/// The same as the operator has it, in a language.
async fn written(shop: &TestShop, lang: Lang) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let settled = shop.shop().await;
    let ask = Export {
        shop: &settled,
        by: Importer::Operator,
        lang,
        bot: None,
        form: Form::Csv,
    };
    let done = export(&shop.loyalty(), &ask, folder.path(), &|_| ()).await.unwrap();
    let done = done.expect("the operator may");
    let named = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        (name["2027-01-01-".len()..].to_owned(), text)
    };
    done.files.iter().map(named).collect()
}

/// The cells of a table, line by line.
fn cells(table: &str) -> Vec<Vec<String>> {
    let wanted = Wanted {
        limits: Limits::OWN,
        sheet: None,
        rather: &[],
        country: None,
    };
    let mut rows = Vec::new();
    sheet::read(Cursor::new(table.as_bytes().to_vec()), &wanted, &mut |row| {
        rows.push(row.cells.iter().map(Cell::shown).collect());
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

/// The first row in which a cell says this, as what stands under each heading.
fn row(table: &str, holds: &str) -> BTreeMap<String, String> {
    let rows = cells(table);
    let found = rows.iter().find(|row| row.iter().any(|cell| cell == holds));
    let found = found.unwrap_or_else(|| panic!("no {holds:?} in\n{table}"));
    let cell = |at: usize| found.get(at).cloned().unwrap_or_default();
    let headings = rows[0].iter().enumerate();
    headings.map(|(at, heading)| (heading.clone(), cell(at))).collect()
}

/// Anna has two mugs and a pot brought, with a coupon; she buys for her father, and would like a grinder.
async fn anna_lives_here(shop: &TestShop) {
    let (anna, loyalty) = (&shop.anna, shop.loyalty());
    shop.brings_for(Money::new(400).unwrap()).await;
    let mug = sells(shop, "Mug", 1_000, |mug| {
        mug.member_price = Some(Money::new(900).unwrap());
        mug.stock = Some(7);
    })
    .await;
    let pot = sells(shop, "Pot", 2_000, |_| ()).await;
    let grinder = sells(shop, "Grinder", 9_000, |_| ()).await;
    let off = Money::new(300).unwrap();
    let terms = Terms {
        with_member_prices: true,
        ..Terms::of(Worth::Amount { off })
    };
    let coupon = shop.has_coupon(anna, "Three off", terms).await;
    let settled = shop.shop().await;
    let item = |product, quantity| domain::order::Item::Product { product, quantity };
    let placed = loyalty
        .place_order(&PlaceOrder {
            shop: &settled,
            member: shop.file(anna).await.id,
            user: anna.user(),
            items: &[item(mug, 2), item(pot, 1)],
            delivery: Some("Linienstr. 7"),
            coupon: Some(coupon),
            points: Points::ZERO,
            for_whom: None,
            agreed: Money::new(3_900).unwrap(),
            cause: "order:STORY",
        })
        .await
        .unwrap();
    assert!(matches!(placed, Placed::Done(_)), "{placed:?}");
    let father = Relative {
        id: RelativeId(loyalty.ids.uuid(loyalty.clock.now())),
        relation: Relation::Father,
        name: "Jan".to_owned(),
        birthday: None,
        size: "43".to_owned(),
        taste: "brown".to_owned(),
    };
    let (member, now) = (shop.file(anna).await.id, loyalty.clock.now());
    let mut tx = loyalty.db.begin().await.unwrap();
    relatives::add(&mut tx, shop.id, member, &father, now).await.unwrap();
    wishes::add(&mut tx, shop.id, member, grinder, now).await.unwrap();
    tx.commit().await.unwrap();
    everybody_is_told(shop).await;
}

async fn d6_everything_is_given_out_with_every_part_of_every_order(shop: TestShop) {
    anna_lives_here(&shop).await;
    shop.has_redeemed(&shop.anna, shop.coffee).await;

    let files = exported(&shop).await;

    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Coupons",
            "Members",
            "People they buy for",
            "Points",
            "Products",
            "Purchased items",
            "Purchases",
            "Wishes"
        ]
    );
    let order = row(&files["Purchases"], "Anna");
    for (heading, cell) in [
        ("State", "To be paid"),
        ("Made", "In the chat"),
        ("External number", ""),
        ("Goods", "40.00"),
        ("Discount", "5.00"),
        ("Delivery fee", "4.00"),
        ("Paid", "39.00"),
        ("Coupon", "Three off"),
        ("Delivery address", "Linienstr. 7"),
    ] {
        assert_eq!(order[heading], cell, "{heading}");
    }
    let mugs = row(&files["Purchased items"], "Mug");
    assert_eq!(mugs["Order"], order["Order"]);
    for (heading, cell) in [
        ("Name", "Anna"),
        ("Quantity", "2"),
        ("Everyday price", "10.00"),
        ("Price", "9.00"),
        ("Sum", "18.00"),
    ] {
        assert_eq!(mugs[heading], cell, "{heading}");
    }
    assert_eq!(row(&files["Purchased items"], "Pot")["Sum"], "20.00");
    let father = row(&files["People they buy for"], "Jan");
    assert_eq!(
        (
            &*father["Member"],
            &*father["Relation"],
            &*father["Size"],
            &*father["Likes"]
        ),
        ("Anna", "Father", "43", "brown")
    );
    assert_eq!(row(&files["Wishes"], "Grinder")["Name"], "Anna");
    let mug = row(&files["Products"], "Mug");
    assert_eq!(
        (&*mug["Member price"], &*mug["In stock"], &*mug["On sale"]),
        ("9.00", "5", "Yes")
    );
    assert_eq!(row(&files["Coupons"], "Three off")["State"], "Set aside for an order");
    assert_eq!(row(&files["Coupons"], "Coffee")["State"], "Open");
}

async fn d6_states_and_kinds_are_in_the_words_of_whoever_asked(shop: TestShop) {
    anna_lives_here(&shop).await;

    for (lang, [purchases, relatives], [state, channel, relation]) in [
        (Lang::ZhCn, ["消费", "家人朋友"], ["待付款", "聊天下单", "爸爸"]),
        (
            Lang::Id,
            ["Belanja", "Keluarga dan teman"],
            ["Belum dibayar", "Lewat chat", "Ayah"],
        ),
    ] {
        let files = written(&shop, lang).await;

        let order = row(&files[purchases], "Anna");
        assert!(order.values().any(|cell| cell == state), "{order:?}");
        assert!(order.values().any(|cell| cell == channel), "{order:?}");
        let father = row(&files[relatives], "Jan");
        assert!(father.values().any(|cell| cell == relation), "{father:?}");
        for table in files.values() {
            for raw in ["unpaid", ",chat,", "issued", "held", "father"] {
                assert!(!table.contains(raw), "{raw} in {table}");
            }
        }
    }
}

async fn d6_a_workbook_reads_back_however_full_its_other_sheets_are(shop: TestShop) {
    for _ in 0..12 {
        shop.sells(&shop.anna, 1_000).await;
    }
    everybody_is_told(&shop).await;
    shop.owner.says("/export").await;
    shop.owner.looks();
    shop.owner.taps("One Excel workbook").await;
    let heard = shop.owner.reads();
    let (name, book) = heard
        .into_iter()
        .find_map(|message| message.document)
        .expect("a workbook");

    shop.owner.sends_document(&name, &book).await;
    shop.owner.looks();
    shop.owner.taps("Looks right, show me").await;

    let told = shop.owner.looks().text;
    assert!(told.contains("• Known already, nothing to add: 1"), "{told}");
}

async fn d3_whoever_was_deleted_is_in_no_file(shop: TestShop) {
    let greta: Someone = shop.member_called("Greta").await;
    has_a_full_file(&shop, &greta).await;
    let number = shop.file(&greta).await.number.to_string();
    shop.sells(&greta, 12_800).await;
    shop.has_redeemed(&greta, shop.coffee).await;
    everybody_is_told(&shop).await;
    let before = exported(&shop).await;
    assert_eq!(row(&before["Purchases"], "Greta")["Paid"], "128.00");
    assert_eq!(row(&before["People they buy for"], "Adalbert")["Member"], "Greta");
    greta.says("/privacy").await;
    greta.taps("🗑 Delete everything about me").await;
    greta.taps("Yes, delete everything").await;
    shop.stage.works().await;
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.everybody_looks();

    let files = exported(&shop).await;

    for (name, table) in &files {
        for word in ["Greta", "Adalbert", "Klumpatsch", "Quittengelee", "Rübenkraut"] {
            assert!(!table.contains(word), "{word} in {name}:\n{table}");
        }
        let rows = cells(table);
        assert!(rows.iter().flatten().all(|cell| *cell != number), "{name}:\n{table}");
    }
    // The books keep what was sold.
    assert!(files["Purchases"].contains("128.00"), "{}", files["Purchases"]);
    assert!(!files.contains_key("Wishes"));
}
