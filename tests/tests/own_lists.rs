//! What a list brings besides names and points: the shop's own fields, and e-mail addresses.

use bot::tap::Tap;
use domain::field::{Circle, FieldKind, FieldValue, Thousandths};
use domain::reason::Actor;
use domain::role::Role;
use domain::{FieldId, UserId};
use loyalty::{ExportFrom, ExportPage, Fill, Filled, Importer};
use storage::exports::Listed;
use stories::{TestShop, on_both_engines};

on_both_engines![
    d2_d6_fields_come_in_under_their_titles_and_find_people,
    d2_d6_every_value_is_checked_by_the_type_of_its_field,
    d2_d6_a_ready_made_set_is_known_in_every_language,
    d2_d6_a_column_is_made_a_field_by_buttons,
    d2_d6_what_was_given_out_fills_the_same_fields_elsewhere,
    d2_d6_fields_are_taken_back_as_they_were,
    d2_d6_what_members_said_of_themselves_stays,
    d6_a_rule_goes_by_what_a_list_says,
    s5_an_email_address_is_seen_and_given_out_by_those_who_may,
    d3_a_member_says_and_takes_back_their_email_address,
    d6_an_email_address_tells_who_somebody_is,
];

/// Every type of field there is, by its title.
const TITLES: [&str; 6] = ["Foot shape", "Years of play", "Last perm", "Milk", "Shoe size", "Boots"];

fn kinds() -> [FieldKind; 6] {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    [
        FieldKind::Text,
        FieldKind::Number,
        FieldKind::Date,
        FieldKind::Choice {
            choices: words(&["Oat", "None"]),
        },
        FieldKind::Size {
            sizes: words(&["42", "42.5", "43"]),
        },
        FieldKind::Photo,
    ]
}

async fn keeps_all(shop: &TestShop) -> Vec<FieldId> {
    let mut fields = Vec::new();
    for (title, kind) in TITLES.into_iter().zip(kinds()) {
        fields.push(shop.has_field(title, kind, Circle::EVERYBODY).await.id);
    }
    fields
}

async fn fills(shop: &TestShop, listed: &Listed, field: FieldId, value: FieldValue, by: UserId) {
    let ask = Fill {
        member: listed.id,
        field,
        value: Some(value),
        by: Actor::Staff(by),
    };
    let filled = shop.loyalty().fill(&shop.shop().await, &ask).await.unwrap();
    assert!(matches!(filled, Filled::Done { .. }), "{filled:?}");
}

/// Somebody in the club, as an export lists them.
async fn listed(shop: &TestShop, name: &str) -> Listed {
    let from = ExportFrom::TABLES[0];
    let page = shop.loyalty().export_page(shop.id, Importer::Operator, from).await;
    let Ok(ExportPage::Members(members)) = page.unwrap() else {
        panic!("the members come first")
    };
    let found = members.into_iter().find(|member| member.name == name);
    found.unwrap_or_else(|| panic!("{name} is not in the club"))
}

/// What stands in somebody's fields, in the order of their titles.
async fn values(shop: &TestShop, name: &str) -> Vec<(String, FieldValue)> {
    let fields = shop.loyalty().fields(shop.id).await.unwrap();
    let title = |id: FieldId| fields.iter().find(|field| field.id == id).unwrap().title.clone();
    let values = listed(shop, name).await.fields.into_iter();
    let mut told: Vec<_> = values.map(|(id, value)| (title(id), value)).collect();
    told.sort_by(|(one, _), (other, _)| one.cmp(other));
    told
}

async fn reads(shop: &TestShop, list: &str) {
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    shop.owner.looks();
    shop.owner.taps("Looks right, show me").await;
}

async fn takes_over(shop: &TestShop, list: &str, button: &str) {
    reads(shop, list).await;
    shop.owner.taps(button).await;
    let told = shop.owner.looks().text;
    assert!(told.starts_with("✅ Done."), "{told}");
}

async fn is_found_by(shop: &TestShop, typed: &str, name: &str) -> bool {
    shop.clerk.says(&format!("/find {typed}")).await;
    shop.clerk.looks().html.starts_with(&format!("👤 <b>{name}</b>"))
}

async fn d2_d6_fields_come_in_under_their_titles_and_find_people(shop: TestShop) {
    keeps_all(&shop).await;
    let list = "Name;Foot shape;YEARS OF PLAY;Last perm;Milk;Shoe size;Boots\n\
                Ben;Wide and flat;12.5;14.03.2026;oat;43 high instep;a photo\n\
                Cleo;;;-;None;;\n";
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    let told = shop.owner.looks().html;
    for row in [
        "• Foot shape (Wide and flat) → <b>Foot shape</b>",
        "• YEARS OF PLAY (12.5) → <b>Years of play</b>",
        "• Milk (oat) → <b>Milk</b>",
        "• Boots (a photo) → <b>not taken over</b>",
    ] {
        assert!(told.contains(row), "{row}: {told}");
    }
    shop.owner.taps("Looks right, show me").await;

    shop.owner.taps("Take over 2 rows").await;

    assert!(shop.owner.looks().text.starts_with("✅ Done."));
    let text = |text: &str| text.to_owned();
    assert_eq!(
        values(&shop, "Ben").await,
        [
            (text("Foot shape"), FieldValue::Text("Wide and flat".into())),
            (text("Last perm"), FieldValue::Date("2026-03-14".parse().unwrap())),
            (text("Milk"), FieldValue::Choice("Oat".into())),
            (text("Shoe size"), FieldValue::Size("43 high instep".into())),
            (text("Years of play"), FieldValue::Number(Thousandths(12_500))),
        ]
    );
    assert_eq!(
        values(&shop, "Cleo").await,
        [(text("Milk"), FieldValue::Choice("None".into()))],
        "a choice that is called so is one"
    );
    for typed in ["flat", "instep ben"] {
        assert!(is_found_by(&shop, typed, "Ben").await, "{typed}");
    }
    shop.stage.works().await;
}

async fn d2_d6_every_value_is_checked_by_the_type_of_its_field(shop: TestShop) {
    keeps_all(&shop).await;
    let long = "x".repeat(301);
    let list = format!(
        "Name;Foot shape;Years of play;Last perm;Milk;Shoe size\n\
         Ben;{long};many;31.02.2026;almond;44\n\
         Cleo;;1.2345;soon;;\n\
         Dora;;7;01.04.2027;;42.5\n"
    );

    reads(&shop, &list).await;

    let messages = shop.owner.reads();
    let (_, table) = messages[1].document.clone().expect("what is wrong");
    let table = String::from_utf8(table).unwrap();
    let shortened = format!("{}…", "x".repeat(39));
    assert_eq!(
        table,
        format!(
            "\u{feff}Line,Column,What it says,What is wrong\r\n\
             2,Foot shape,{shortened},This is too long.\r\n\
             2,Years of play,many,This is not a number.\r\n\
             2,Last perm,31.02.2026,There is no such day.\r\n\
             2,Milk,almond,This field has no such choice.\r\n\
             2,Shoe size,44,This field has no such size.\r\n\
             3,Years of play,1.2345,This is not a number.\r\n\
             3,Last perm,soon,This is not a date.\r\n"
        )
    );
    shop.owner.taps("Take over 1 rows, leave out 2").await;
    shop.owner.looks();
    assert_eq!(
        values(&shop, "Dora").await.len(),
        3,
        "a day to come may stand in a field"
    );
    shop.stage.works().await;
}

async fn d2_d6_a_ready_made_set_is_known_in_every_language(shop: TestShop) {
    shop.owner.says("/field").await;
    shop.owner.taps("Ready-made sets").await;
    shop.owner.taps("Café").await;
    drop(shop.owner.reads());
    let called = say::field_editor::titles_of("cafe-drink");
    assert_eq!(called.len(), 3, "{called:?}");

    for (at, heading) in called.iter().enumerate() {
        let list = format!("Name,{heading}\nGuest {at},Flat white {at}\n");
        takes_over(&shop, &list, "Take over 1 rows").await;
    }

    for at in 0..called.len() {
        let said = values(&shop, &format!("Guest {at}")).await;
        assert_eq!(said[0].1, FieldValue::Text(format!("Flat white {at}")));
    }
    shop.stage.works().await;
}

async fn d2_d6_a_column_is_made_a_field_by_buttons(shop: TestShop) {
    let milk = keeps_all(&shop).await[3];
    let owner = &shop.owner;
    owner.sends_document("customers.csv", b"Name,Usual\nBen,Oat\n").await;
    assert!(owner.looks().text.contains("• Usual (Oat) → not taken over"));

    owner.taps("Usual: not taken over").await;
    let asked = owner.looks();
    assert!(
        asked.button("Milk").is_some() && asked.button("Boots").is_none(),
        "no cell holds a photo"
    );
    owner.taps("Milk").await;
    assert!(owner.looks().text.contains("• Usual (Oat) → Milk"));
    let elsewhere = shop.another("Warung", chrono_tz::Asia::Jakarta).await;
    let theirs = elsewhere
        .has_field("Secret", FieldKind::Text, Circle::EVERYBODY)
        .await
        .id;
    owner.forges(&Tap::ListField { at: 1, field: theirs }.data()).await;
    drop(owner.reads());
    owner.forges(&Tap::ListField { at: 1, field: milk }.data()).await;
    owner.looks();
    owner.taps("Looks right, show me").await;
    owner.looks();
    owner.taps("Take over 1 rows").await;
    owner.looks();

    assert_eq!(
        values(&shop, "Ben").await,
        [("Milk".into(), FieldValue::Choice("Oat".into()))]
    );
    shop.stage.works().await;
    shop.stage.everybody_looks();
}

async fn d2_d6_what_was_given_out_fills_the_same_fields_elsewhere(shop: TestShop) {
    keeps_all(&shop).await;
    // A field that is called as one of the columns that every export has.
    shop.has_field("Notes", FieldKind::Text, Circle::EVERYBODY).await;
    let list = "Name;E-mail;Birthday;Foot shape;Years of play;Last perm;Milk;Shoe size;Notes;Notes\n\
                Ben;Ben@Example.org;农历闰 1990-05-08;-2.5 left, +1 right;12.125;14.03.2026;None;42.5 wide;likes tea;=SUM(A1)\n\
                王小明;;农历 --08-15;none;1250;;Oat;;;\n";
    takes_over(&shop, list, "Take over 2 rows").await;
    let (ben, ming) = (values(&shop, "Ben").await, values(&shop, "王小明").await);
    assert_eq!((ben.len(), ming.len()), (6, 3));

    for (label, place) in [("One Excel workbook", "Warung"), ("CSV files", "Toko")] {
        let elsewhere = shop.another(place, chrono_tz::Asia::Jakarta).await;
        keeps_all(&elsewhere).await;
        elsewhere.has_field("Notes", FieldKind::Text, Circle::EVERYBODY).await;
        shop.owner.says("/export").await;
        shop.owner.looks();
        shop.owner.taps(label).await;
        let heard = shop.owner.reads();
        let (name, members) = heard
            .into_iter()
            .find_map(|message| message.document)
            .expect("the members come first");

        elsewhere.owner.sends_document(&name, &members).await;
        elsewhere.owner.looks();
        elsewhere.owner.taps("Looks right, show me").await;
        // Anna stands in the file as well, under a number that is somebody else's there.
        elsewhere.owner.taps("Take over 2 rows, leave out 1").await;
        let told = elsewhere.owner.reads();
        assert!(
            told.iter().any(|seen| seen.text.starts_with("✅ Done.")),
            "{label}: {told:?}"
        );

        assert_eq!(values(&elsewhere, "Ben").await, ben, "{label}");
        assert_eq!(values(&elsewhere, "王小明").await, ming, "{label}");
        let there = listed(&elsewhere, "Ben").await;
        assert_eq!(there.email.as_deref(), Some("Ben@Example.org"));
        assert_eq!(there.notes, ["likes tea"]);
        for name in ["Ben", "王小明"] {
            let born = listed(&shop, name).await.birthday;
            assert!(born.is_some());
            assert_eq!(listed(&elsewhere, name).await.birthday, born, "{label}: {name}");
        }
        // And back again it says nothing new.
        shop.owner.sends_document(&name, &members).await;
        shop.owner.looks();
        shop.owner.taps("Looks right, show me").await;
        let told = shop.owner.looks().text;
        assert!(told.contains("• Known already, nothing to add: 3"), "{label}: {told}");
    }
    shop.stage.works().await;
    shop.stage.everybody_looks();
}

async fn d2_d6_fields_are_taken_back_as_they_were(shop: TestShop) {
    let fields = keeps_all(&shop).await;
    takes_over(
        &shop,
        "Name,Phone,Milk\nBen,0170 1234567,Oat\nEve,0170 7654321,\n",
        "Take over 2 rows",
    )
    .await;
    let (ben, clerk) = (listed(&shop, "Ben").await, shop.clerk.user());
    fills(&shop, &ben, fields[0], FieldValue::Text("Narrow".into()), clerk).await;
    let before = values(&shop, "Ben").await;
    let list = "Name,Phone,E-mail,Foot shape,Years of play,Milk\n\
                Ben,0170 1234567,ben@example.org,Wide,7,None\n\
                Eve,0170 7654321,,Flat,,\n\
                Zoe,,zoe@example.org,Wide,3,Oat\n";
    takes_over(&shop, list, "Take over 3 rows").await;
    assert!(
        is_found_by(&shop, "wide ben", "Ben").await,
        "the list speaks for those who are not on Telegram"
    );
    assert!(!is_found_by(&shop, "narrow", "Ben").await);
    assert!(is_found_by(&shop, "ben@example.org", "Ben").await);
    // Somebody changes it meanwhile: that stays.
    let eve = listed(&shop, "Eve").await;
    fills(&shop, &eve, fields[0], FieldValue::Text("High arch".into()), clerk).await;
    shop.owner.says("/import").await;
    shop.owner.looks();

    shop.owner.taps("Take back customers.csv").await;
    shop.owner.looks();
    shop.owner.taps("Yes, take it back").await;

    shop.owner
        .hears("✅ The list is taken back.\n• Members gone again: 1\n• Files as before: 2");
    assert_eq!(values(&shop, "Ben").await, before);
    assert_eq!(listed(&shop, "Ben").await.email, None);
    assert_eq!(
        values(&shop, "Eve").await,
        [("Foot shape".into(), FieldValue::Text("High arch".into()))]
    );
    assert!(is_found_by(&shop, "narrow", "Ben").await);
    for typed in ["zoe@example.org", "ben@example.org", "wide"] {
        assert!(!is_found_by(&shop, typed, "Ben").await, "{typed}");
        shop.clerk.says(&format!("/find {typed}")).await;
        assert!(shop.clerk.looks().html.starts_with("I found nobody"), "{typed}");
    }
    shop.stage.works().await;
}

async fn d2_d6_what_members_said_of_themselves_stays(shop: TestShop) {
    let fields = keeps_all(&shop).await;
    let anna = shop.file(&shop.anna).await;
    let says = Fill {
        member: anna.id,
        field: fields[3],
        value: Some(FieldValue::Choice("Oat".into())),
        by: Actor::Member(shop.anna.user()),
    };
    shop.loyalty().fill(&shop.shop().await, &says).await.unwrap();
    let user = shop.anna.user();

    takes_over(
        &shop,
        &format!("Name,Telegram ID,Milk,Foot shape\nAnna,{user},None,Wide\n"),
        "Take over 1 rows",
    )
    .await;

    assert_eq!(
        values(&shop, "Anna").await,
        [
            ("Foot shape".into(), FieldValue::Text("Wide".into())),
            ("Milk".into(), FieldValue::Choice("Oat".into())),
        ]
    );
    shop.stage.works().await;
}

async fn d6_a_rule_goes_by_what_a_list_says(shop: TestShop) {
    let milk = keeps_all(&shop).await[3];
    let tag = domain::tag::Tag {
        id: shop.loyalty().new_tag_id(),
        title: "Oat drinkers".into(),
        rule: Some(domain::tag::TagRule {
            all: vec![domain::tag::Condition::Field {
                field: milk,
                value: Some(FieldValue::Choice("Oat".into())),
            }],
        }),
        active: true,
    };
    let saved = shop.loyalty().save_tag(shop.id, shop.owner.user(), &tag).await.unwrap();
    assert!(matches!(saved, loyalty::TagSaved::Done(_)), "{saved:?}");
    shop.stage.works().await;

    takes_over(&shop, "Name,Milk\nBen,Oat\nCleo,None\n", "Take over 2 rows").await;
    shop.stage.works().await;

    assert_eq!(listed(&shop, "Ben").await.tags, ["Oat drinkers"]);
    assert_eq!(listed(&shop, "Cleo").await.tags, Vec::<String>::new());
    assert!(is_found_by(&shop, "drinkers", "Ben").await);
}

async fn s5_an_email_address_is_seen_and_given_out_by_those_who_may(shop: TestShop) {
    let manager = shop.employs("Mara", Role::Manager).await;
    takes_over(&shop, "Name,E-mail\nBen,Ben.Becker@Example.org\n", "Take over 1 rows").await;
    shop.stage.everybody_looks();

    for (who, sees) in [(&shop.clerk, false), (&manager, true), (&shop.owner, true)] {
        // Whoever types the whole address knows it; a part of it finds nobody.
        who.says("/find ben.becker@EXAMPLE.org").await;
        let file = who.looks().html;
        assert!(file.starts_with("👤 <b>Ben</b>"), "{file}");
        assert_eq!(file.contains("Ben.Becker@Example.org"), sees, "{file}");
        who.says("/find becker@example.org").await;
        assert!(who.looks().html.starts_with("I found nobody"));
    }

    assert_eq!(listed(&shop, "Ben").await.notes, Vec::<String>::new(), "it is no note");
    let traces = shop.stage.rows_with("ben.becker@example.org").await;
    assert!(traces.is_empty(), "{}", traces.join("\n"));
    shop.stage.works().await;
}

async fn d3_a_member_says_and_takes_back_their_email_address(shop: TestShop) {
    let anna = &shop.anna;
    anna.says("/me").await;
    assert!(anna.looks().text.contains("✉️ E-mail: –"));
    anna.taps("✉️ E-mail").await;
    assert!(anna.looks().text.contains("You, managers and the owner see it."));
    anna.says("anna at example").await;
    assert!(
        anna.looks()
            .text
            .starts_with("That doesn't read like an e-mail address.")
    );

    anna.says("mailto:Anna@Example.org").await;

    anna.hears("✅ Thank you, that is kept. You can change it in /me at any time.");
    assert_eq!(shop.file(anna).await.email.as_deref(), Some("Anna@Example.org"));
    assert!(is_found_by(&shop, "anna@example.org", "Anna").await);
    let data = shop
        .loyalty()
        .data_of(&shop.shop().await, shop.file(anna).await.id)
        .await;
    assert_eq!(data.unwrap().unwrap()["person"]["email"], "Anna@Example.org");
    anna.says("/me").await;
    assert!(anna.looks().text.contains("✉️ E-mail: Anna@Example.org"));
    anna.taps("✉️ E-mail").await;
    anna.looks();
    anna.taps("🗑 Remove").await;
    anna.hears("🗑 Removed. Nobody here sees it any more.");
    assert_eq!(shop.file(anna).await.email, None);
    shop.clerk.says("/find anna@example.org").await;
    assert!(shop.clerk.looks().html.starts_with("I found nobody"));
}

async fn d6_an_email_address_tells_who_somebody_is(shop: TestShop) {
    takes_over(&shop, "Name,E-mail\nBen,ben@example.org\n", "Take over 1 rows").await;
    let before = listed(&shop, "Ben").await;

    takes_over(
        &shop,
        "Name,E-mail,Phone\nBen Becker,BEN@example.org,0170 1234567\nCleo,cleo@example.org,\n",
        "Take over 2 rows",
    )
    .await;

    let after = listed(&shop, "Ben Becker").await;
    assert_eq!(after.id, before.id);
    assert_eq!(after.phone.as_deref(), Some("491701234567"));
    reads(&shop, "Name,E-mail\nOne,same@example.org\nOther,SAME@example.org\n").await;
    let messages = shop.owner.reads();
    let (_, table) = messages[1].document.clone().expect("what is wrong");
    let table = String::from_utf8(table).unwrap();
    assert!(
        table.contains("3,E-mail,Other,The same person is in line 2 (E-mail)."),
        "{table}"
    );
    shop.stage.works().await;
}
