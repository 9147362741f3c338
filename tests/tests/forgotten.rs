//! Whoever asks to be forgotten is gone from everywhere, and a list does not bring them back (D3).

use bot::tap::Tap;
use chrono::TimeDelta;
use domain::birthday::{Birthday, Calendar};
use domain::field::{FieldKind, FieldValue, Thousandths};
use domain::reason::Actor;
use domain::relative::{Relation, Relative};
use domain::role::Role;
use domain::tag::Tag;
use domain::{Clock, MemberId, Money, RelativeId};
use loyalty::{Fill, ForgetBy, Forgotten, KeepPhoto, WriteNote};
use storage::forgotten::{self, Register, Traits};
use storage::{Db, relatives, traces};
use stories::{Logbook, Someone, TestShop, on_both_engines, seen_from};
use tracing::Level;

use crate::orders::{everybody_is_told, has_ordered, sells, stock};
use crate::people::{FOR_GOOD, LAST_NAME, NAME, USERNAME, adjusts, goes, has_a_full_file, kunigunde};

on_both_engines![
    d3_nothing_is_left_of_who_is_forgotten,
    d3_s3_nothing_that_staff_wrote_about_somebody_is_left_in_any_column,
    d3_no_picture_of_who_is_forgotten_can_be_sent_again,
    d3_a_list_that_waits_is_thrown_away_and_one_that_was_taken_over_forgets_them,
    d3_an_email_address_in_a_list_does_not_bring_anybody_back,
    d3_p3_who_comes_back_is_new_and_gets_no_second_welcome,
    d3_whoever_waits_in_line_gets_what_comes_free,
    d3_s3_staff_delete_on_request_and_the_log_names_nobody,
    d3_nothing_is_done_with_a_file_that_is_nobodys,
    d3_s7_neither_a_later_copy_of_the_file_nor_the_log_says_anything_of_who_is_forgotten,
];

/// Tables that still refer to the file of somebody who was forgotten: the books, and what says that it is nobody's.
const BOOKS: [&str; 9] = [
    "members",
    "balances",
    "ledger",
    "lots",
    "orders",
    "coupons",
    "standings",
    "adjustments",
    "audit",
];

/// Tables with a row in which the id of a member stands.
async fn tables_that_refer_to(shop: &TestShop, member: MemberId) -> Vec<String> {
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let rows = traces::everything(&mut tx).await.unwrap();
    let forms = [member.0.simple().to_string(), member.0.hyphenated().to_string()];
    let mut tables: Vec<String> = rows
        .into_iter()
        .filter(|(_, row)| forms.iter().any(|form| row.to_lowercase().contains(form)))
        .map(|(table, _)| table)
        .collect();
    tables.sort();
    tables.dedup();
    tables
}

async fn leaves_no_trace(shop: &TestShop, secrets: &[&str]) {
    for secret in secrets {
        let traces = shop.stage.traces_of(secret).await;
        assert!(traces.is_empty(), "{secret}:\n{}", traces.join("\n"));
    }
}

/// What staff write about somebody, by the acts by which they do.
async fn is_written_about(shop: &TestShop, member: MemberId) {
    let (loyalty, settled, manager) = (shop.loyalty(), shop.shop().await, shop.owner.user());
    for (body, private) in [("Klumpatsch on the left foot", false), ("Geheimniskram", true)] {
        let note = WriteNote {
            member,
            body,
            private,
            by: manager,
            cause: if private { "note:story:1" } else { "note:story:2" },
        };
        loyalty.write_note(&settled, &note).await.unwrap();
    }
    let text = |text: &str| FieldValue::Text(text.to_owned());
    for (title, kind, staff, value) in [
        ("Favourite", FieldKind::Text, Role::Clerk, text("Quittengelee")),
        ("Past", FieldKind::Text, Role::Manager, text("Witwenschaft")),
        (
            "Spends",
            FieldKind::Number,
            Role::Clerk,
            FieldValue::Number(Thousandths(43_777_123)),
        ),
    ] {
        let field = shop.has_field(title, kind, seen_from(staff)).await;
        let ask = Fill {
            member,
            field: field.id,
            value: Some(value),
            by: Actor::Staff(manager),
        };
        loyalty.fill(&settled, &ask).await.unwrap();
    }
    let tag = Tag {
        id: loyalty.new_tag_id(),
        title: "Prefers tea".to_owned(),
        rule: None,
        active: true,
    };
    loyalty.save_tag(shop.id, manager, &tag).await.unwrap();
    loyalty.put_tag(shop.id, manager, member, tag.id, true).await.unwrap();
    let photo = KeepPhoto {
        member,
        file: "AgADBBoots",
        caption: "Schnabelschuhe",
        by: manager,
        cause: "photo:story:1",
    };
    loyalty.keep_photo(shop.id, &photo).await.unwrap();
    let born = Birthday::new(Calendar::Gregorian, 4, 17, false, Some(1_987));
    loyalty
        .set_birthday(&settled, member, Actor::Staff(manager), born)
        .await
        .unwrap();
    let now = shop.clock.now();
    let relative = Relative {
        id: RelativeId(loyalty.ids.uuid(now)),
        relation: Relation::Father,
        name: "Adalbert".to_owned(),
        birthday: born,
        size: "43".to_owned(),
        taste: "Rübenkraut".to_owned(),
    };
    let mut tx = loyalty.db.begin().await.unwrap();
    relatives::add(&mut tx, shop.id, member, &relative, now).await.unwrap();
    tx.commit().await.unwrap();
    adjusts(shop, member, "because Kunigunde waited").await;
}

async fn d3_s3_nothing_that_staff_wrote_about_somebody_is_left_in_any_column(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    who.says("/me").await;
    who.taps("✉️ E-mail").await;
    who.says("kuni@zwetschge.example").await;
    who.says("/settings").await;
    who.taps("Share my number").await;
    who.shares_phone().await;
    drop(who.reads());
    let file = shop.file(&who).await;
    is_written_about(&shop, file.id).await;
    everybody_is_told(&shop).await;
    let phone = file.phone.expect("she shared it");
    let ending = phone.get(phone.len() - 9..).unwrap();
    let card = file.card.as_str();
    let secrets = [
        NAME,
        LAST_NAME,
        USERNAME,
        &phone,
        ending,
        card,
        "kuni@zwetschge",
        "Klumpatsch",
        "Geheimniskram",
        "Quittengelee",
        "Witwenschaft",
        "43777123",
        "Schnabelschuhe",
        "AgADBBoots",
        "Adalbert",
        "Rübenkraut",
    ];
    let sealed = [
        &phone,
        ending,
        "kuni@zwetschge",
        "Geheimniskram",
        "Witwenschaft",
        "Adalbert",
        "Rübenkraut",
    ];
    for secret in secrets {
        let traces = shop.stage.rows_with(secret).await;
        assert_eq!(traces.is_empty(), sealed.contains(&secret), "{secret}: {traces:?}");
    }
    // Until then the log says what was written, before and after.
    let logged = |log: Vec<storage::audit::Done>| {
        let changes: Vec<_> = log
            .into_iter()
            .map(|done| (done.action, done.was, done.became))
            .collect();
        serde_json::to_string(&changes).unwrap()
    };
    let before = logged(shop.log().await);
    for told in [
        "Klumpatsch",
        "Quittengelee",
        "43777123",
        "\"month\":4",
        "Schnabelschuhe",
        "Prefers tea",
    ] {
        assert!(before.contains(told), "{told}: {before}");
    }

    goes(&who).await;
    drop(who.reads());
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.works().await;

    leaves_no_trace(&shop, &secrets).await;
    let after = logged(shop.log().await);
    assert!(!after.contains("\"month\""), "{after}");
    for kept in [
        "note.add",
        "field.fill",
        "tag.put",
        "photo.add",
        "birthday.set",
        "Prefers tea",
    ] {
        assert!(after.contains(kept), "the log keeps who did what: {kept}: {after}");
    }
    let referring = tables_that_refer_to(&shop, file.id).await;
    let others: Vec<_> = referring
        .iter()
        .filter(|table| !BOOKS.contains(&table.as_str()))
        .collect();
    assert!(others.is_empty(), "only the books refer to the file: {others:?}");
    shop.stage.everybody_looks();
}

async fn d3_no_picture_of_who_is_forgotten_can_be_sent_again(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    let member = shop.file(&who).await.id;
    who.says("/card").await;
    let is_kept = async || {
        tables_that_refer_to(&shop, member)
            .await
            .contains(&"pictures".to_owned())
    };
    assert!(is_kept().await, "her card was drawn, and is not drawn again");

    goes(&who).await;

    assert!(!is_kept().await);
    shop.stage.everybody_looks();
}

async fn d3_a_list_that_waits_is_thrown_away_and_one_that_was_taken_over_forgets_them(shop: TestShop) {
    let list = "Name,Phone,E-mail,Note,Points\n\
                Kunigunde,0170 7654321,kuni@zwetschge.example,Klumpatsch,40\n\
                Ben,0170 1234567,,likes tea,10\n";
    let owner = &shop.owner;
    owner.sends_document("customers.csv", list.as_bytes()).await;
    owner.taps("Looks right, show me").await;
    let waiting = shop.stage.rows_with("Klumpatsch").await;
    assert!(
        waiting.is_empty(),
        "what a list says at length is sealed while it waits: {waiting:?}"
    );
    assert!(!shop.stage.rows_with(NAME).await.is_empty());
    owner.taps("Take over 2 rows").await;
    drop(owner.reads());
    let find = async |name: &str| {
        let ask = loyalty::Find {
            shop: shop.id,
            by: owner.user(),
            typed: name,
            find_by: loyalty::FindBy::Person,
            after: None,
            limit: 2,
        };
        let found = shop.loyalty().find(&ask).await.unwrap().unwrap();
        found.members.into_iter().map(|member| member.id).collect::<Vec<_>>()
    };
    let member = find(NAME).await[0];
    // Another list waits, in which she stands under a number that nobody knows as hers.
    owner.says("/import").await;
    owner.looks();
    let again = "Name,Phone\nKunigunde Z,0171 9999999\nCleo,0170 5555555\n";
    owner.sends_document("more.csv", again.as_bytes()).await;
    owner.taps("Looks right, show me").await;
    owner.looks();
    let settled = shop.shop().await;

    let gone = shop
        .loyalty()
        .forget_member(&settled, member, ForgetBy::Staff(owner.user()))
        .await
        .unwrap();

    assert!(matches!(gone, Forgotten::Done { .. }), "{gone:?}");
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.works().await;
    leaves_no_trace(&shop, &[NAME, "707654321", "719999999", "kuni@zwetschge", "Klumpatsch"]).await;
    owner.taps("Take over 2 rows").await;
    owner.hears("I don't have this list any more. Please send it again.");
    // The first list can be taken back all the same: whoever else came with it goes.
    owner.says("/import").await;
    owner.looks();
    owner.taps("Take back customers.csv").await;
    owner.looks();
    owner.taps("Yes, take it back").await;
    owner.hears("✅ The list is taken back.\n• Members gone again: 1");
    assert!(find("Ben").await.is_empty());
    shop.stage.everybody_looks();
}

async fn d3_an_email_address_in_a_list_does_not_bring_anybody_back(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    who.says("/me").await;
    who.taps("✉️ E-mail").await;
    who.says("kuni@zwetschge.example").await;
    drop(who.reads());
    goes(&who).await;
    shop.stage.everybody_looks();

    let list = "Name,E-mail\nK. Z.,KUNI@zwetschge.example\nBen,ben@example.org\n";
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    shop.owner.taps("Looks right, show me").await;

    let messages = shop.owner.reads();
    let (_, table) = messages[1].document.clone().expect("what is wrong");
    let table = String::from_utf8(table).unwrap();
    assert!(table.contains("2,,K. Z.,\"This person asked to be deleted."), "{table}");
    shop.owner.taps("Take over 1 rows, leave out 1").await;
    shop.owner.looks();
}

async fn d3_nothing_is_done_with_a_file_that_is_nobodys(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    let file = shop.file(&who).await;
    let field = shop
        .has_field("Favourite", FieldKind::Text, seen_from(Role::Clerk))
        .await;
    goes(&who).await;
    shop.stage.everybody_looks();
    let (loyalty, settled, owner) = (shop.loyalty(), shop.shop().await, shop.owner.user());

    is_refused(&shop, file.id, &who).await;

    let ask = Fill {
        member: file.id,
        field: field.id,
        value: Some(FieldValue::Text("tea".to_owned())),
        by: Actor::Staff(owner),
    };
    assert_eq!(loyalty.fill(&settled, &ask).await.unwrap(), loyalty::Filled::Gone);
    let number = format!("#{}", file.number);
    for command in [format!("/find {number}"), format!("/sell 20 {number}")] {
        shop.clerk.says(&command).await;
        assert!(shop.clerk.looks().html.starts_with("I found nobody"), "{command}");
    }
    let list = format!("Member number,Name,Points\n{},Kunigunde,70\n", file.number);
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    shop.owner.taps("Looks right, show me").await;
    assert!(
        shop.owner.looks().text.contains("• New members: 1"),
        "her number is nobody's, and no file of hers is changed"
    );
    assert_eq!(shop.loyalty().member_count(shop.id).await.unwrap(), 1, "Anna alone");
}

/// What staff may do to a file is refused, whatever old button they tap.
async fn is_refused(shop: &TestShop, member: MemberId, who: &Someone) {
    let (loyalty, settled, owner) = (shop.loyalty(), shop.shop().await, shop.owner.user());
    let note = WriteNote {
        member,
        body: "was here",
        private: false,
        by: owner,
        cause: "note:story:gone",
    };
    assert_eq!(
        loyalty.write_note(&settled, &note).await.unwrap(),
        loyalty::NoteWritten::Gone
    );
    let photo = KeepPhoto {
        member,
        file: "AgADBBoots",
        caption: "boots",
        by: owner,
        cause: "photo:story:gone",
    };
    assert_eq!(
        loyalty.keep_photo(shop.id, &photo).await.unwrap(),
        loyalty::PhotoKept::Gone
    );
    let born = Birthday::new(Calendar::Gregorian, 4, 17, false, None);
    assert_eq!(
        loyalty
            .set_birthday(&settled, member, Actor::Staff(owner), born)
            .await
            .unwrap(),
        loyalty::BirthdaySet::Gone
    );
    for tap in [
        Tap::File { member },
        Tap::MemberFields { member, page: 0 },
        Tap::WriteNote { member, private: 0 },
        Tap::MarkLeader { member, leads: 1 },
        Tap::AskSale { member },
        Tap::AskAdjust { member },
    ] {
        shop.owner.forges(&tap.data()).await;
        let seen = shop.owner.reads();
        assert!(seen.iter().all(|seen| !seen.html.contains(NAME)), "{tap:?}");
    }
    assert_eq!(shop.find(who).await, None);
    shop.stage.everybody_looks();
}

async fn d3_nothing_is_left_of_who_is_forgotten(shop: TestShop) {
    let who = kunigunde(&shop);
    let room = shop.has_a_group().await;
    who.joins(&room).await;
    shop.enrolls(&who).await;
    who.says("/settings").await;
    who.taps("Share my number").await;
    who.shares_phone().await;
    let member = has_a_full_file(&shop, &who).await;
    let phone = shop.file(&who).await.phone.expect("she shared it");
    let card = shop.file(&who).await.card;
    who.says("/card").await;
    shop.clerk.says(&format!("/sell 128 boots for {NAME} #1002")).await;
    shop.clerk.says("/sell 64 #1002").await;
    adjusts(&shop, member, "because Kunigunde waited so long").await;
    shop.has_redeemed(&who, shop.coffee).await;
    let shelf = sells(&shop, "Apron", 2_000, |apron| apron.stock = Some(5)).await;
    has_ordered(&shop, &who, shelf).await;
    who.says("/points").await;
    shop.clerk.says(&format!("/find {NAME}")).await;
    everybody_is_told(&shop).await;
    drop(room.posts());
    let secrets = [
        NAME,
        LAST_NAME,
        USERNAME,
        &phone,
        &card,
        &who.user().to_string(),
        "Quittengelee",
        "Klumpatsch",
        "Adalbert",
        "Rübenkraut",
    ];
    // What is said about her and her family is sealed, and not to be found before either.
    for secret in [NAME, USERNAME, &card] {
        assert!(
            !shop.stage.traces_of(secret).await.is_empty(),
            "{secret} is to be found before"
        );
    }
    assert_eq!(stock(&shop, shelf).await, Some(4));

    who.says("/privacy").await;
    who.taps("🗑 Delete everything about me").await;
    let asked = who.looks().html;
    assert!(
        asked.starts_with("<b>Delete everything about you at Corner Café?</b>"),
        "{asked}"
    );
    assert!(
        asked.contains("• Open coupons that end: 1\n• Unpaid orders that are cancelled: 1"),
        "{asked}"
    );
    let (tap, _) = who.taps_twice(FOR_GOOD).await;
    let said = who.reads().first().expect("an answer").html.clone();
    who.taps_again(&tap).await;
    drop(who.reads());

    assert!(
        said.starts_with("Done. Nothing at Corner Café carries your name any more."),
        "{said}"
    );
    shop.stage.post_everything().await;
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.works().await;
    assert!(shop.find(&who).await.is_none());
    assert_eq!(
        stock(&shop, shelf).await,
        Some(5),
        "what she had ordered is on the shelf again"
    );
    // What she tapped again made the program meet her again; it has forgotten that as well.
    for secret in secrets {
        let traces = shop.stage.traces_of(secret).await;
        assert!(traces.is_empty(), "{secret}:\n{}", traces.join("\n"));
    }
    shop.clerk.says(&format!("/find {NAME}")).await;
    assert!(!shop.clerk.looks().html.contains(LAST_NAME));
    shop.clerk.forges(&Tap::File { member }.data()).await;
    assert!(shop.clerk.reads().iter().all(|seen| !seen.html.starts_with("👤")));
    let balance = {
        let mut tx = shop.loyalty().db.read().await.unwrap();
        storage::balances::read(&mut tx, shop.id, member).await.unwrap()
    };
    assert_eq!(balance, storage::balances::Balance::default());
    shop.stage.everybody_looks();
    drop(room.posts());
}

async fn d3_p3_who_comes_back_is_new_and_gets_no_second_welcome(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    who.says("/settings").await;
    who.taps("Share my number").await;
    who.shares_phone().await;
    let before = shop.file(&who).await;
    assert_eq!(shop.points(&who).await, 50);
    goes(&who).await;
    shop.stage.everybody_looks();

    // A list that names her is not to bring her back.
    let mut tx = shop.loyalty().db.read().await.unwrap();
    let register = Register::read(&mut tx, shop.id).await.unwrap();
    let (by_user, by_phone, somebody) = (
        Traits {
            user: Some(who.user()),
            ..Traits::default()
        },
        Traits {
            phone: before.phone.as_deref(),
            ..Traits::default()
        },
        Traits {
            user: Some(shop.anna.user()),
            phone: Some("4930123456"),
            email: Some("anna@example.org"),
        },
    );
    assert!(register.knows(&tx, &by_user) && register.knows(&tx, &by_phone));
    assert!(!register.knows(&tx, &somebody) && !register.knows(&tx, &Traits::default()));
    assert!(forgotten::knows(&mut tx, shop.id, &by_phone).await.unwrap());
    drop(tx);

    who.opens(&shop.link()).await;
    let asked = who.looks().html;
    assert!(!asked.contains("🎁"), "no gift is promised that is not given: {asked}");
    who.taps("Agree and join").await;
    who.hears(
        "🎉 <b>Welcome to Corner Café, Kunigunde Zwetschgenbaum!</b>\nYou are member No. 1003.\n\n\
         Show your card at the till whenever you buy something: /card",
    );
    assert_eq!(shop.movements(&who).await, []);
    assert_ne!(shop.file(&who).await.id, before.id);
}

async fn d3_whoever_waits_in_line_gets_what_comes_free(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    let offer = shop.has_an_offer("Last pair", |offer| offer.stock = Some(1)).await;
    shop.asks_for(&who, offer).await;
    shop.asks_for(&shop.anna, offer).await;
    assert!(shop.coupons(&shop.anna).await.is_empty());
    everybody_is_told(&shop).await;

    goes(&who).await;

    assert_eq!(shop.coupons(&shop.anna).await.len(), 1, "Anna was next");
    everybody_is_told(&shop).await;
}

async fn d3_s3_staff_delete_on_request_and_the_log_names_nobody(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    shop.gives(&who, 12).await;
    let manager = shop.employs("Mia", Role::Manager).await;
    manager.says(&format!("/find {NAME}")).await;
    manager.taps("🗑 Delete the file").await;
    let asked = manager.looks().html;
    assert!(
        asked.starts_with("<b>Delete the file of Kunigunde Zwetschgenbaum (No. 1002)?</b> Only if they ask for it."),
        "{asked}"
    );
    assert!(asked.contains("• They lose 62 points."), "{asked}");

    manager.taps(FOR_GOOD).await;

    manager.hears("Done. The file is gone, and a list that is imported won't bring it back.");
    who.hears("Corner Café has deleted everything about you, as you asked. If you ever want to come back: /start");
    assert!(shop.deeds(&manager).await.contains(&"member.forget".to_owned()));
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.works().await;
    for secret in [NAME, LAST_NAME, USERNAME, &who.user().to_string()] {
        let traces = shop.stage.traces_of(secret).await;
        assert!(traces.is_empty(), "{secret}:\n{}", traces.join("\n"));
    }
    shop.owner.says("/audit").await;
    let log = shop.owner.looks().html;
    assert!(
        log.contains("deleted a file on request") && !log.contains(NAME),
        "{log}"
    );
}

/// The file of SQLite as somebody copies it for safety while the program runs, with what its tables say.
async fn copied(shop: &TestShop) -> Option<(Vec<u8>, Vec<(String, String)>)> {
    let url = shop.stage.database_url().to_owned();
    let path = url.strip_prefix("sqlite:")?;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("backup.db");
    let mut bytes = Vec::new();
    for ending in ["", "-wal"] {
        let Ok(read) = std::fs::read(format!("{path}{ending}")) else {
            continue;
        };
        std::fs::write(format!("{}{ending}", copy.display()), &read).unwrap();
        bytes.extend(read);
    }
    let db = Db::open(&format!("sqlite:{}", copy.display())).await.unwrap();
    let mut tx = db.read().await.unwrap();
    let rows = traces::everything(&mut tx).await.unwrap();
    drop(tx);
    db.close().await.unwrap();
    Some((bytes, rows))
}

async fn d3_s7_neither_a_later_copy_of_the_file_nor_the_log_says_anything_of_who_is_forgotten(shop: TestShop) {
    // From before they come until after they are gone: what a log says once, nobody takes out of it.
    let log = Logbook::down_to(Level::DEBUG);
    let (clerk, who) = (&shop.clerk, kunigunde(&shop));
    shop.enrolls(&who).await;
    shop.brings_for(Money::new(400).unwrap()).await;
    sells(&shop, "Boots", 9_000, |_| ()).await;
    who.says("/me").await;
    who.taps("✉️ E-mail").await;
    who.says("kuni@zwetschge.example").await;
    who.says("/settings").await;
    who.taps("Share my number").await;
    who.shares_phone().await;
    who.says("/family").await;
    who.taps("Add somebody").await;
    who.taps("Father").await;
    who.taps("Name").await;
    who.says("Adalbert").await;
    who.taps("Taste").await;
    who.says("Rübenkraut").await;
    who.says("/shop").await;
    who.taps("Boots").await;
    drop(who.reads());
    who.taps("Have it brought (€4)").await;
    who.says("Pflaumengasse 7, 2nd floor").await;
    who.taps("👪 For somebody else?").await;
    who.taps("Father Adalbert").await;
    who.taps("No size needed").await;
    who.taps("Order for €94").await;
    who.says("what I say about Sauerteig is nobody's business").await;
    who.says("/me").await;
    who.taps("✏️ My name").await;
    who.says("Frau Mirabelle").await;
    everybody_is_told(&shop).await;
    clerk.says("/find mirabelle").await;
    drop(clerk.reads());
    clerk.says("/note Klumpatsch on the left foot").await;
    clerk.says("/find zwetschge").await;
    everybody_is_told(&shop).await;
    assert!(shop.deeds(clerk).await.contains(&"note.add".to_owned()));
    let file = shop.file(&who).await;
    assert_eq!(file.name, "Frau Mirabelle");
    let phone = file.phone.expect("she shared it");
    let secrets = [
        NAME,
        LAST_NAME,
        USERNAME,
        phone.as_str(),
        phone.get(phone.len() - 9..).unwrap(),
        "Mirabelle",
        "kuni@zwetschge",
        "Adalbert",
        "Rübenkraut",
        "Pflaumengasse",
        "Klumpatsch",
        "Sauerteig",
    ];
    if let Some((_, rows)) = copied(&shop).await {
        let said = |word: &str| rows.iter().any(|(_, row)| row.contains(word));
        assert!(said("Mirabelle"), "the copy says what the file does");
    }

    goes(&who).await;
    everybody_is_told(&shop).await;
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.works().await;
    everybody_is_told(&shop).await;
    let (bytes, rows) = copied(&shop).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    let rows: Vec<String> = rows.into_iter().map(|(_, row)| row.to_lowercase()).collect();
    clerk.says("/find mirabelle").await;
    assert!(clerk.looks().html.starts_with("I found nobody"));
    let told = log.text().to_lowercase();
    assert!(!told.is_empty(), "the log is kept");
    for secret in secrets {
        let secret = secret.to_lowercase();
        assert!(!text.contains(&secret), "{secret} in the copy");
        let left: Vec<_> = rows.iter().filter(|row| row.contains(&secret)).collect();
        assert!(left.is_empty(), "{secret} in the copy: {left:?}");
        let lines: Vec<&str> = told.lines().filter(|line| line.contains(&secret)).collect();
        assert!(lines.is_empty(), "{secret} in the log:\n{}", lines.join("\n"));
    }
}
