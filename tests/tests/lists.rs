//! The shop's own list of customers: taken over, taken back, given out; and people on it who come.

use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::Token;
use domain::role::Role;
use loyalty::{ExportFrom, ExportPage, Importer, TakenBack, TakenOver};
use storage::exports::Listed;
use stories::{TestShop, on_both_engines};
use uuid::Uuid;

on_both_engines![
    d6_a_list_is_looked_at_shown_and_taken_over,
    d6_headings_are_known_in_three_languages,
    d6_every_wrong_row_is_told_with_its_line_and_reason,
    d6_a_column_is_made_something_else_by_buttons,
    p1_p3_an_opening_balance_is_a_ledger_row_with_a_lot_and_counts_once,
    d6_whoever_is_a_member_already_gets_what_is_missing,
    d6_a_list_is_taken_back_and_who_did_something_stays,
    d6_a_list_is_taken_back_for_a_day,
    d6_what_dies_on_its_way_leaves_no_trace,
    d6_a_file_is_attached_by_its_invitation_and_once,
    d6_a_file_is_attached_by_a_phone_number,
    d6_what_was_given_out_says_nothing_new,
    d3_a_list_does_not_bring_back_who_asked_to_be_forgotten,
    s1_a_list_is_the_owners_alone,
    s6_another_shops_list_is_nobodys,
];

const CUSTOMERS: &str = "Name;Phone;Born;Points;Note\n\
                         Ben Becker;0170 1234567;28.02.1990;120;43 wide\n\
                         Cleo Costa;0170 7654321;;0;\n";

/// Everybody in the club but Anna, as an export lists them.
async fn listed(shop: &TestShop) -> Vec<Listed> {
    let from = ExportFrom::TABLES[0];
    let page = shop.loyalty().export_page(shop.id, Importer::Operator, from).await;
    let Ok(ExportPage::Members(members)) = page.unwrap() else {
        panic!("the members come first")
    };
    members.into_iter().filter(|member| member.name != "Anna").collect()
}

async fn names(shop: &TestShop) -> Vec<String> {
    listed(shop).await.into_iter().map(|member| member.name).collect()
}

/// The owner sends a list and has it read.
async fn sends(shop: &TestShop, list: &str) {
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    shop.owner.taps("Looks right, show me").await;
}

/// The file that the last button of this kind is about.
fn import(shop: &TestShop) -> Uuid {
    let data = shop
        .owner
        .looks()
        .buttons
        .concat()
        .into_iter()
        .find_map(|button| button.data);
    match data.as_deref().and_then(Tap::read) {
        Some(Tap::TakeList { import } | Tap::AskUndoList { import }) => import,
        other => panic!("no button for a list: {other:?}"),
    }
}

async fn takes_over(shop: &TestShop, list: &str, button: &str) -> Uuid {
    sends(shop, list).await;
    let import = import(shop);
    shop.owner.taps(button).await;
    assert!(shop.owner.looks().text.starts_with("✅ Done."));
    import
}

async fn d6_a_list_is_looked_at_shown_and_taken_over(shop: TestShop) {
    let owner = &shop.owner;
    owner.says("/import").await;
    assert!(owner.looks().text.contains("up to 20 MB"));

    owner.sends_document("customers.csv", CUSTOMERS.as_bytes()).await;
    owner.hears(
        "<b>customers.csv</b>: is this right?\n\n\
         • Name (Ben Becker) → <b>Name</b>\n\
         • Phone (0170 1234567) → <b>Phone</b>\n\
         • Born (28.02.1990) → <b>Birthday</b>\n\
         • Points (120) → <b>Points</b>\n\
         • Note (43 wide) → <b>Note</b>\n\n\
         Tap a column to change it. Then I read the list and show you what would happen.",
    );
    owner.taps("Looks right, show me").await;
    owner.hears(
        "<b>customers.csv</b>: this is what would happen\n\n\
         • New members: 2\n• Opening balances: 120 points\n\n\
         Nothing has changed yet. All of it is taken over at once, or none of it.",
    );
    assert_eq!(names(&shop).await, Vec::<String>::new());

    owner.taps("Take over 2 rows").await;

    owner.hears(
        "✅ <b>Done. Your customers are in the club.</b>\n\
         • New members: 2\n• Opening balances: 120 points\n\n\
         Those without Telegram get in with the invitation link in /export, or by sharing their number here. \
         You can take the list back for a day.",
    );
    let members = listed(&shop).await;
    assert_eq!(
        members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(),
        ["Ben Becker", "Cleo Costa"]
    );
    assert_eq!(members[0].phone.as_deref(), Some("491701234567"));
    assert_eq!(members[0].notes, ["43 wide"]);
    assert_eq!(
        members[0].birthday.map(|day| (day.month(), day.day(), day.year())),
        Some((2, 28, Some(1990)))
    );
    owner.says("/find becker").await;
    assert!(owner.looks().text.contains("Ben Becker"));
    owner.says("/audit").await;
    assert!(
        owner
            .looks()
            .text
            .contains("took over the list customers.csv: 2 new, 0 changed")
    );
}

async fn d6_headings_are_known_in_three_languages(shop: TestShop) {
    for (at, headings) in ["Name,Phone,Points", "姓名,手机号,积分", "Nama,No. HP,Poin"]
        .into_iter()
        .enumerate()
    {
        let list = format!("{headings}\nGuest {at},017012345{at}{at},1{at}\n");

        takes_over(&shop, &list, "Take over 1 rows").await;
    }

    let points: Vec<i64> = listed(&shop).await.iter().map(|member| member.points.get()).collect();
    assert_eq!(points, [10, 11, 12]);
}

async fn d6_every_wrong_row_is_told_with_its_line_and_reason(shop: TestShop) {
    let list = "\u{feff}Our customers;;;\r\n\
                Name;Phone;Birthday;Points\r\n\
                \"Becker; Ben\";0170 1234567;28.02.1990;1.250\r\n\
                Cleo;12;31.02.1990;many\r\n\
                \r\n\
                ;;;7\r\n\
                Ben again;+49 170 1234567;;\r\n\
                Dora;1,70123E+11;;\r\n\
                Emil;0170 5555555;1.1.90;3;what?\r\n";
    let owner = &shop.owner;
    owner.sends_document("customers.csv", list.as_bytes()).await;
    owner.looks();

    owner.taps("Looks right, show me").await;

    let messages = owner.reads();
    assert!(
        messages[0]
            .text
            .contains("• New members: 1\n• With something wrong: 5\n")
    );
    let (name, table) = messages[1].document.clone().unwrap();
    assert_eq!(name, "to-correct.csv");
    assert_eq!(
        String::from_utf8(table).unwrap(),
        "\u{feff}Line,Column,What it says,What is wrong\r\n\
         4,Phone,12,This is not a phone number.\r\n\
         4,Birthday,31.02.1990,There is no such day.\r\n\
         4,Points,many,This is not a whole number of points.\r\n\
         6,,7,There is neither a name nor anything else to know this person by.\r\n\
         7,Phone,Ben again,The same person is in line 3 (Phone).\r\n\
         8,Phone,\"1,70123E+11\",The spreadsheet has cut digits off this number. Format the column as text and type it again.\r\n\
         9,,what?,There are more cells than columns; perhaps a separator stands inside a text.\r\n"
    );
    owner.taps("Take over 1 rows, leave out 5").await;
    owner.looks();
    assert_eq!(names(&shop).await, ["Becker; Ben"]);
}

async fn d6_a_column_is_made_something_else_by_buttons(shop: TestShop) {
    let owner = &shop.owner;
    owner
        .sends_document(
            "customers.csv",
            b"Who,Saldo,Since\nBen,120,03/04/2020\nCleo,7,05/06/2021\n",
        )
        .await;
    assert!(owner.looks().text.contains("• Who (Ben) → not taken over"));

    for (column, is) in [("Who: not taken over", "Name"), ("Saldo: not taken over", "Points")] {
        owner.taps(column).await;
        owner.looks();
        owner.taps(is).await;
        owner.looks();
    }
    owner.taps("Read dates as month/day/year").await;
    assert!(owner.looks().text.contains("Dates are read as month/day/year."));
    owner.taps("Looks right, show me").await;
    owner.looks();
    owner.taps("Take over 2 rows").await;
    owner.looks();

    let members = listed(&shop).await;
    assert_eq!(members[0].name, "Ben");
    assert_eq!(members[0].points.get(), 120);
    assert_eq!(
        members[0].agreed_at.date_naive().to_string(),
        "2020-03-03",
        "midnight in Berlin"
    );
}

async fn p1_p3_an_opening_balance_is_a_ledger_row_with_a_lot_and_counts_once(shop: TestShop) {
    let import = takes_over(&shop, CUSTOMERS, "Take over 2 rows").await;
    let loyalty = shop.loyalty();
    let owner = Importer::Owner(shop.owner.user());

    let again = loyalty
        .take_over(&shop.shop().await, owner, import, &|_, _| ())
        .await
        .unwrap();

    assert!(matches!(again, TakenOver::Done { .. }));
    let ben = listed(&shop).await.remove(0);
    assert_eq!(ben.points.get(), 120);
    let page = loyalty
        .export_page(shop.id, owner, ExportFrom::TABLES[1])
        .await
        .unwrap();
    let Ok(ExportPage::Points(rows)) = page else {
        panic!("points come second")
    };
    let of_ben: Vec<_> = rows
        .iter()
        .filter(|row| row.whose.0.as_ref().is_some_and(|(of, _)| *of == ben.number))
        .collect();
    assert_eq!(of_ben.len(), 1);
    assert_eq!((of_ben[0].amount, of_ben[0].reason.kind()), (120, "opening"));
    // The same list as another file adds nothing either.
    sends(&shop, CUSTOMERS).await;
    assert!(shop.owner.looks().text.contains("• Known already, nothing to add: 2"));
}

async fn d6_whoever_is_a_member_already_gets_what_is_missing(shop: TestShop) {
    let user = shop.anna.user();
    let list = format!("Name;Telegram ID;Phone;Points;Birthday\nAnnabel;{user};0170 1111111;30;5.5.\n");

    takes_over(&shop, &list, "Take over 1 rows").await;

    let anna = shop.file(&shop.anna).await;
    assert_eq!(anna.name, "Anna", "what members say of themselves stays");
    assert_eq!(anna.phone.as_deref(), Some("491701111111"));
    assert_eq!(shop.movements(&shop.anna).await, [(50, "welcome"), (30, "opening")]);
}

async fn d6_a_list_is_taken_back_and_who_did_something_stays(shop: TestShop) {
    let user = shop.anna.user();
    let list = format!("{CUSTOMERS}Dora;0170 9999999;;10;\n").replace("Note\n", "Note;Telegram ID\n");
    let list = format!("{list}Anna;;;30;;{user}\n");
    takes_over(&shop, &list, "Take over 4 rows").await;
    let dora = listed(&shop)
        .await
        .into_iter()
        .find(|member| member.name == "Dora")
        .unwrap();
    let somebody = shop.stage.person("Dora");
    let invitation = Start::Attach(Token::parse(&dora.card).unwrap());
    somebody.starts(&invitation.payload()).await;
    somebody.looks();
    somebody.taps("Agree and join").await;
    drop(somebody.reads());
    shop.owner.says("/import").await;
    shop.owner.looks();

    shop.owner.taps("Take back customers.csv").await;
    shop.owner.looks();
    shop.owner.taps("Yes, take it back").await;

    shop.owner.hears(
        "✅ The list is taken back.\n\
         • Members gone again: 2\n• Files as before: 1\n• Stayed, because they bought or came meanwhile: 1",
    );
    assert_eq!(names(&shop).await, ["Dora"]);
    assert_eq!(listed(&shop).await[0].id, dora.id);
    assert_eq!(shop.points(&shop.anna).await, 50);
    shop.owner.says("/find becker").await;
    assert!(!shop.owner.looks().text.contains("Ben Becker"));
    // They can be taken over again.
    takes_over(&shop, CUSTOMERS, "Take over 2 rows").await;
    assert_eq!(names(&shop).await, ["Dora", "Ben Becker", "Cleo Costa"]);
}

async fn d6_a_list_is_taken_back_for_a_day(shop: TestShop) {
    let import = takes_over(&shop, CUSTOMERS, "Take over 2 rows").await;
    let owner = Importer::Owner(shop.owner.user());
    shop.passes(TimeDelta::hours(24)).await;

    let back = shop
        .loyalty()
        .take_back(&shop.shop().await, owner, import, &|_, _| ())
        .await
        .unwrap();

    assert_eq!(back, TakenBack::TooLate);
    assert_eq!(names(&shop).await.len(), 2);
}

async fn d6_what_dies_on_its_way_leaves_no_trace(shop: TestShop) {
    let mut list = String::from("Name,Points\n");
    for line in 0..25_000 {
        writeln!(list, "Guest {line},1").unwrap();
    }
    sends(&shop, &list).await;
    let import = import(&shop);
    let (loyalty, owner, at) = (shop.loyalty(), Importer::Owner(shop.owner.user()), shop.shop().await);

    // It ends when half of it is written, as a process does that is killed.
    let dies = tokio::spawn(async move {
        let half = AtomicI64::new(0);
        let progress = |done: i64, _: i64| {
            half.store(done, Ordering::Relaxed);
            assert!(done < 20_000, "it dies here");
        };
        loyalty.take_over(&at, owner, import, &progress).await
    });

    assert!(dies.await.is_err());
    assert_eq!(names(&shop).await.len(), 0);
    shop.owner.taps("Take over 25,000 rows").await;
    assert!(shop.owner.looks().text.contains("• New members: 25,000"));
}

async fn d6_a_file_is_attached_by_its_invitation_and_once(shop: TestShop) {
    takes_over(&shop, CUSTOMERS, "Take over 2 rows").await;
    let file = listed(&shop).await.remove(0);
    let invitation = Start::Attach(Token::parse(&file.card).unwrap());
    let (ben, eve) = (shop.stage.person("Benny"), shop.stage.person("Eve"));
    ben.starts(&invitation.payload()).await;
    assert!(ben.looks().text.contains("Corner Café has kept 120 points for you"));

    ben.taps("Agree and join").await;

    let heard = ben.reads();
    assert!(
        heard[0]
            .text
            .contains("• Brought along: 120 points\n• A welcome gift: 50 points\nYou have 170 points.")
    );
    assert_eq!(shop.file(&ben).await.id, file.id);
    assert_eq!(shop.movements(&ben).await, [(120, "opening"), (50, "welcome")]);
    eve.starts(&invitation.payload()).await;
    assert!(eve.reads()[0].text.starts_with("I can't find a membership for this."));
    assert_eq!(shop.find(&eve).await, None);
}

async fn d6_a_file_is_attached_by_a_phone_number(shop: TestShop) {
    let ben = shop.stage.person("Ben");
    let digits = format!("1555{:07}", ben.user().0 % 10_000_000);
    takes_over(
        &shop,
        &format!("Name,Phone,Points\nBen,+{digits},70\n"),
        "Take over 1 rows",
    )
    .await;
    ben.starts(&Start::Shop(shop.id).payload()).await;
    ben.looks();

    ben.taps("I'm a member already").await;
    ben.looks();
    ben.shares_phone().await;

    assert!(ben.reads()[0].text.contains("• Brought along: 70 points"));
    assert_eq!(shop.points(&ben).await, 120);
}

async fn d6_what_was_given_out_says_nothing_new(shop: TestShop) {
    takes_over(&shop, CUSTOMERS, "Take over 2 rows").await;
    let owner = &shop.owner;
    for (label, files) in [("One Excel workbook", 1), ("CSV files", 2)] {
        owner.says("/export").await;
        owner.looks();
        owner.taps(label).await;
        let heard = owner.reads();
        let documents: Vec<_> = heard.into_iter().filter_map(|message| message.document).collect();
        assert_eq!(documents.len(), files);
        let (name, members) = &documents[0];

        owner.sends_document(name, members).await;
        owner.looks();
        owner.taps("Looks right, show me").await;

        let told = owner.looks().text;
        assert!(told.contains("• Known already, nothing to add: 3"), "{told}");
        assert!(
            told.contains("There is nothing in it that I don't know already."),
            "{told}"
        );
    }
}

async fn d3_a_list_does_not_bring_back_who_asked_to_be_forgotten(shop: TestShop) {
    let ben = shop.member_called("Ben").await;
    ben.says("/settings").await;
    ben.taps("Share my number").await;
    ben.shares_phone().await;
    let digits = shop.file(&ben).await.phone.expect("he shared it");
    ben.says("/privacy").await;
    ben.taps("🗑 Delete everything about me").await;
    ben.taps("Yes, delete everything").await;
    shop.stage.works().await;
    shop.stage.everybody_looks();

    sends(&shop, &format!("Name,Phone,Points\nBen,+{digits},70\nCleo,,5\n")).await;

    let messages = shop.owner.reads();
    let (_, table) = messages[1].document.clone().expect("what is wrong");
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("2,,Ben,\"This person asked to be deleted."), "{table}");
    shop.owner.taps("Take over 1 rows, leave out 1").await;
    shop.owner.looks();
    assert_eq!(names(&shop).await, ["Cleo"]);
}

async fn s1_a_list_is_the_owners_alone(shop: TestShop) {
    let mia = shop.employs("Mia", Role::Manager).await;
    for who in [&mia, &shop.clerk] {
        for command in ["/import", "/export"] {
            who.says(command).await;
            assert!(who.looks().text.contains("owner"), "{command}");
        }
        who.sends_document("customers.csv", CUSTOMERS.as_bytes()).await;
        who.looks();
    }
    sends(&shop, CUSTOMERS).await;
    let import = import(&shop);

    for tap in [
        Tap::ReadList,
        Tap::TakeList { import },
        Tap::UndoList { import },
        Tap::Export { form: "csv".into() },
    ] {
        mia.forges(&tap.data()).await;
        drop(mia.reads());
    }

    assert_eq!(names(&shop).await, Vec::<String>::new());
    shop.stage.everybody_looks();
}

async fn s6_another_shops_list_is_nobodys(shop: TestShop) {
    let other = shop.another("Tea House", chrono_tz::Asia::Jakarta).await;
    sends(&shop, CUSTOMERS).await;
    let import = import(&shop);

    other.owner.forges(&Tap::TakeList { import }.data()).await;

    other
        .owner
        .hears("I don't have this list any more. Please send it again.");
    assert_eq!(names(&shop).await, Vec::<String>::new());
    assert_eq!(names(&other).await.len(), 1, "their own customer");
}
