//! People go, come back, change their account, and stand in a club twice (D3, D4).

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::birthday::{Birthday, Calendar};
use domain::field::{Circle, Field, FieldKind, FieldValue};
use domain::reason::Actor;
use domain::relative::{Relation, Relative};
use domain::role::Role;
use domain::{Clock, FieldId, MemberId, NoteId, RelativeId, Token};
use loyalty::{Adjust, Adjusted, FilesJoined, ForgetBy, Forgotten, NameSet};
use playground::{NewPerson, Seen};
use serde_json::Value;
use storage::notes::NewNote;
use storage::{birthdays, fields, members, notes, relatives, wishes};
use stories::{Someone, TestShop, by_webhook, on_both_engines};

use crate::orders::{everybody_is_told, sells};

on_both_engines![
    d3_a_copy_of_everything_comes_as_a_file,
    m4_messages_about_offers_are_a_choice_of_their_own,
    d4_a_code_moves_a_file_once,
    d4_c1_codes_that_move_files_are_not_guessed,
    d4_two_files_become_one_and_nothing_is_lost_or_doubled,
    d4_what_is_owed_is_covered_by_the_other_file,
    d4_who_leaves_the_group_and_comes_back_finds_everything_as_it_was,
    d4_a_new_phone_number_takes_the_place_of_the_old_one,
    s1_s6_files_are_joined_and_deleted_by_those_who_may,
    d3_the_owner_says_how_the_shop_is_reached,
    d3_a_member_says_what_the_shop_calls_them,
    d3_whoever_goes_back_from_a_question_about_themselves_does_not_answer_it,
    d3_a_name_that_is_said_while_telegram_says_another_stays,
    d3_d4_a_name_that_was_said_goes_along,
];

by_webhook![d3_a_page_tells_the_privacy_policy_in_three_languages];

pub(crate) const NAME: &str = "Kunigunde";
pub(crate) const LAST_NAME: &str = "Zwetschgenbaum";
pub(crate) const USERNAME: &str = "kunizwetsch";
/// The button after which nothing is left.
pub(crate) const FOR_GOOD: &str = "Yes, delete everything";

pub(crate) fn kunigunde(shop: &TestShop) -> Someone {
    shop.stage.newcomer(NewPerson {
        first_name: NAME.to_owned(),
        last_name: Some(LAST_NAME.to_owned()),
        username: Some(USERNAME.to_owned()),
        ..NewPerson::default()
    })
}

pub(crate) async fn goes(who: &Someone) {
    who.says("/privacy").await;
    who.taps("🗑 Delete everything about me").await;
    drop(who.reads());
    who.taps(FOR_GOOD).await;
}

/// What staff and the member herself wrote into her file.
pub(crate) async fn has_a_full_file(shop: &TestShop, who: &Someone) -> MemberId {
    let (loyalty, member) = (shop.loyalty(), shop.file(who).await.id);
    let now = shop.clock.now();
    let blend = sells(shop, "House blend", 900, |_| ()).await;
    let id = || loyalty.ids.uuid(now);
    let circle = Circle {
        member: true,
        staff: Role::Clerk,
    };
    let field = Field {
        id: FieldId(id()),
        title: "Favourite".to_owned(),
        group: None,
        kind: FieldKind::Text,
        seen_by: circle,
        edited_by: circle,
        asked: false,
        why: None,
        place: 1,
        active: true,
    };
    let born = Birthday::new(Calendar::Gregorian, 4, 17, false, Some(1_987)).unwrap();
    let mut tx = loyalty.db.begin().await.unwrap();
    fields::add(&mut tx, shop.id, &field, None).await.unwrap();
    let value = FieldValue::Text("Quittengelee".to_owned());
    fields::set(
        &mut tx,
        shop.id,
        member,
        field.id,
        &value,
        Actor::Member(who.user()),
        now,
    )
    .await
    .unwrap();
    let note = NewNote {
        id: NoteId(id()),
        member,
        body: "Left instep: Klumpatsch",
        private: false,
        author: shop.clerk.user(),
        at: now,
        cause: "note:story:1",
    };
    notes::add(&mut tx, shop.id, &note).await.unwrap();
    let relative = Relative {
        id: RelativeId(id()),
        relation: Relation::Father,
        name: "Adalbert".to_owned(),
        birthday: Some(born),
        size: "43".to_owned(),
        taste: "Rübenkraut".to_owned(),
    };
    relatives::add(&mut tx, shop.id, member, &relative, now).await.unwrap();
    let kept = birthdays::Kept {
        birthday: Some(born),
        set_at: now,
        changed_at: None,
        at_once: false,
    };
    birthdays::set(&mut tx, shop.id, member, &kept).await.unwrap();
    wishes::add(&mut tx, shop.id, member, blend, now).await.unwrap();
    tx.commit().await.unwrap();
    member
}

pub(crate) async fn adjusts(shop: &TestShop, member: MemberId, note: &str) {
    let settled = shop.shop().await;
    let cause = format!("story:{}", shop.loyalty().ids.token().as_str());
    let ask = Adjust {
        shop: &settled,
        by: shop.owner.user(),
        member,
        amount: domain::Delta::new(20),
        note,
        cause: &cause,
    };
    let adjusted = shop.loyalty().adjust(&ask).await.unwrap();
    assert!(matches!(adjusted, Adjusted::Done { .. }), "{adjusted:?}");
}

async fn d3_a_copy_of_everything_comes_as_a_file(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    has_a_full_file(&shop, &who).await;
    shop.sells(&who, 12_800).await;
    shop.has_redeemed(&who, shop.coffee).await;
    who.says("/privacy").await;

    who.taps("📄 Get my data").await;

    let seen: Seen = who.looks();
    assert_eq!(
        seen.caption.as_deref(),
        Some("Everything Corner Café knows about you. The file opens in any text editor.")
    );
    let (name, bytes) = seen.document.expect("a file");
    let day = name
        .strip_prefix("my-data-")
        .and_then(|rest| rest.strip_suffix(".json"));
    assert!(day.is_some(), "{name}");
    let data: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(data["person"]["name"], "Kunigunde Zwetschgenbaum");
    assert_eq!(data["person"]["username"], USERNAME);
    assert_eq!(data["person"]["birthday"]["year"], 1_987);
    assert_eq!(data["membership"]["number"], 1_002);
    assert_eq!(data["fields"][0]["field"], "Favourite");
    assert_eq!(data["fields"][0]["value"], "Quittengelee");
    assert_eq!(data["notes"][0]["text"], "Left instep: Klumpatsch");
    assert_eq!(data["relatives"][0]["name"], "Adalbert");
    assert_eq!(data["wishes"][0]["product"], "House blend");
    assert_eq!(data["orders"][0]["total"], 12_800);
    assert_eq!(data["coupons"][0]["title"], "Coffee");
    assert_eq!(data["points"]["movements"].as_array().map(Vec::len), Some(3));
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains(&shop.clerk.person.name()), "who noted it is not told");
}

async fn m4_messages_about_offers_are_a_choice_of_their_own(shop: TestShop) {
    let anna = &shop.anna;
    let lets = async || {
        let member = shop.file(anna).await.id;
        shop.loyalty().lets_marketing(shop.id, member).await.unwrap()
    };
    assert!(!lets().await, "being a member says nothing about it");
    anna.says("/privacy").await;
    assert!(anna.looks().html.ends_with("Messages about offers: <b>no</b>"));

    anna.taps("🔔 Write to me about offers").await;
    assert!(anna.looks().html.ends_with("Messages about offers: <b>yes, please</b>"));
    assert!(lets().await);

    anna.taps("🔕 No messages about offers").await;
    assert!(anna.looks().html.ends_with("Messages about offers: <b>no</b>"));
    assert!(!lets().await);

    anna.taps("🔔 Write to me about offers").await;
    anna.says("/stop").await;
    anna.hears(
        "🔕 Done: Corner Café writes to you about offers no more. You still hear of your purchases, orders and coupons. \
         Changed your mind? /privacy",
    );
    assert!(!lets().await);
    assert!(shop.find(anna).await.is_some(), "she is a member as before");
}

/// The code on the newest message, and the link that carries it.
pub(crate) fn code_in(seen: &Seen) -> (String, String) {
    let link = seen
        .text
        .lines()
        .find(|line| line.starts_with("https://"))
        .expect("a link");
    let code = seen
        .text
        .split("/move ")
        .nth(1)
        .and_then(|rest| rest.lines().next())
        .expect("a code");
    (code.trim().to_owned(), link.to_owned())
}

async fn makes_a_code(who: &Someone) -> (String, String) {
    who.says("/privacy").await;
    who.taps("📱 Move to another account").await;
    code_in(&who.looks())
}

async fn d4_a_code_moves_a_file_once(shop: TestShop) {
    let (old, new, third) = (kunigunde(&shop), shop.stage.person("Kuni"), shop.stage.person("Thea"));
    shop.enrolls(&old).await;
    shop.gives(&old, 30).await;
    let before = shop.file(&old).await;
    let (code, link) = makes_a_code(&old).await;

    old.opens(&link).await;
    old.hears("That is your own code. Send it from your other account.");
    shop.anna.says(&format!("/move {code}")).await;
    shop.anna.hears(
        "You have a file here on this account already. The staff can make one of the two: just ask them at the till.",
    );
    new.opens(&link).await;
    new.hears("🎉 Welcome, Kuni! Your file is here now, with 80 points.");
    third.opens(&link).await;
    third.hears("This code isn't known, or its time is over. Make a new one on the other account: /privacy");

    let after = shop.file(&new).await;
    assert_eq!(
        (after.id, after.points, &after.card),
        (before.id, before.points, &before.card)
    );
    assert!(shop.find(&old).await.is_none());
    shop.stage.post_everything().await;
    old.hears(
        "📱 Your file at Corner Café has moved to another account. If that wasn't you, tell the shop right away.",
    );
    shop.clerk.says("/find kuni").await;
    assert!(shop.clerk.looks().html.starts_with("👤 <b>Kuni</b>"));

    let (late, _) = makes_a_code(&new).await;
    shop.passes(TimeDelta::minutes(16)).await;
    old.says(&format!("/move {late}")).await;
    old.hears("This code isn't known, or its time is over. Make a new one on the other account: /privacy");
}

async fn d4_c1_codes_that_move_files_are_not_guessed(shop: TestShop) {
    let (thief, (code, _)) = (shop.stage.person("Mallory"), makes_a_code(&shop.anna).await);
    thief.opens(&shop.link()).await;
    for _ in 0..10 {
        let wrong = shop.loyalty().ids.code();
        thief.says(&format!("/move {wrong}")).await;
        shop.passes(TimeDelta::seconds(5)).await;
    }

    thief.says(&format!("/move {code}")).await;

    let said = thief.looks().html;
    assert!(said.starts_with("That were too many wrong codes."), "{said}");
    assert!(shop.find(&shop.anna).await.is_some() && shop.find(&thief).await.is_none());
    everybody_is_told(&shop).await;
}

async fn alike(shop: &TestShop) -> (Someone, Someone) {
    let (one, other) = (kunigunde(shop), shop.stage.person("Kuni"));
    for who in [&one, &other] {
        shop.enrolls(who).await;
    }
    one.says("/settings").await;
    one.taps("Share my number").await;
    one.shares_phone().await;
    let phone = shop.file(&one).await.phone.expect("she shared it");
    let mut tx = shop.loyalty().db.begin().await.unwrap();
    let twin = storage::members::find_by_user(&mut tx, shop.id, other.user())
        .await
        .unwrap()
        .unwrap();
    storage::members::set_phone(&mut tx, shop.id, twin.id, Some(&phone))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    shop.stage.everybody_looks();
    (one, other)
}

async fn d4_two_files_become_one_and_nothing_is_lost_or_doubled(shop: TestShop) {
    let (one, other) = alike(&shop).await;
    let manager = shop.employs("Mia", Role::Manager).await;
    has_a_full_file(&shop, &one).await;
    shop.gives(&one, 40).await;
    shop.gives(&other, 20).await;
    let coupon = shop.has_redeemed(&one, shop.coffee).await;
    let order = shop.sells(&one, 5_000).await;
    one.says("/checkin").await;
    let (from, into) = (shop.file(&one).await, shop.file(&other).await);
    let together = from.points.get() + into.points.get();
    shop.stage.everybody_looks();

    manager.says("/find #1003").await;
    manager.taps("👥 Same person? Kunigunde Zwetschgenbaum · 1002").await;
    let asked = manager.looks().html;
    assert!(
        asked.contains("No. 1002 Kunigunde Zwetschgenbaum → No. 1003 Kuni"),
        "{asked}"
    );
    assert!(
        asked.contains(&format!("• Points together: {together} points")),
        "{asked}"
    );
    assert!(asked.contains("the account of No. 1003 stays"), "{asked}");
    let (tap, _) = manager.taps_twice("Make one file").await;
    let said = manager.looks().html;
    manager.taps_again(&tap).await;
    assert!(said.starts_with("✅ One file now: <b>Kuni</b>, No. 1003"), "{said}");

    let joined = shop.file(&other).await;
    assert_eq!((joined.id, joined.points.get()), (into.id, together));
    assert!(shop.find(&one).await.is_none());
    assert!(shop.coupons(&other).await.iter().any(|one| one.id == coupon.id));
    assert_eq!(shop.order(order.id).await.member, into.id);
    let welcomes = shop
        .movements(&other)
        .await
        .iter()
        .filter(|(_, why)| *why == "welcome")
        .count();
    assert_eq!(welcomes, 1, "rows stay with the file they were written for");
    // The old card leads to the file that there is.
    let card = Start::Card(Token::parse(&from.card).unwrap());
    shop.clerk.starts(&card.payload()).await;
    let file = shop.clerk.looks().html;
    assert!(file.starts_with("👤 <b>Kuni</b>"), "{file}");
    // She was here today already, with the other file.
    other.says("/checkin").await;
    let checked = other.looks().html;
    assert!(checked.starts_with("You've been here today already."), "{checked}");
    // What the other file bought comes back as it would have, and its points to the lots they came from.
    other.says("/coupons").await;
    drop(other.reads());
    let cancelled = shop
        .loyalty()
        .cancel_coupon(&shop.shop().await, into.id, other.user(), coupon.id)
        .await
        .unwrap();
    assert!(matches!(cancelled, loyalty::Cancelled::Done { .. }), "{cancelled:?}");
    assert_eq!(shop.points(&other).await, together + coupon.price.get());
    let again = shop
        .loyalty()
        .join_files(&shop.shop().await, manager.user(), from.id, into.id)
        .await
        .unwrap();
    assert!(matches!(again, FilesJoined::Before { .. }), "{again:?}");
    // And all of her goes when she goes, what came from the first file too.
    goes(&other).await;
    shop.passes(TimeDelta::minutes(1)).await;
    shop.stage.works().await;
    for secret in [
        NAME,
        LAST_NAME,
        USERNAME,
        "Quittengelee",
        "Klumpatsch",
        "Adalbert",
        &from.card,
    ] {
        let traces = shop.stage.traces_of(secret).await;
        let left: Vec<&String> = traces.iter().filter(|trace| !trace.starts_with("people:")).collect();
        // The first account has not gone: the program knows it as somebody it has met.
        if ![NAME, LAST_NAME, USERNAME].contains(&secret) {
            assert!(left.is_empty(), "{secret}: {left:?}");
        }
    }
    everybody_is_told(&shop).await;
}

async fn d4_what_is_owed_is_covered_by_the_other_file(shop: TestShop) {
    let (one, other) = alike(&shop).await;
    let order = shop.sells(&one, 10_000).await;
    shop.has_redeemed(&one, shop.mug).await;
    let refunded = shop
        .loyalty()
        .refund(&loyalty::Refund {
            shop: &shop.shop().await,
            by: shop.owner.user(),
            order: order.id,
            how: loyalty::How::Undo,
        })
        .await
        .unwrap();
    drop(refunded);
    let owed = shop.kept(&one).await.owed;
    assert!(owed > 0, "she spent what is taken back");
    let (from, into) = (shop.file(&one).await, shop.file(&other).await);

    let joined = shop
        .loyalty()
        .join_files(&shop.shop().await, shop.owner.user(), from.id, into.id)
        .await
        .unwrap();

    assert!(matches!(joined, FilesJoined::Done { .. }), "{joined:?}");
    let kept = shop.kept(&other).await;
    assert_eq!((kept.points, kept.owed), (50 - owed.min(50), owed - owed.min(50)));
    everybody_is_told(&shop).await;
}

async fn d4_who_leaves_the_group_and_comes_back_finds_everything_as_it_was(shop: TestShop) {
    let (anna, room) = (&shop.anna, shop.has_a_group().await);
    shop.gives(anna, 40).await;
    shop.has_redeemed(anna, shop.coffee).await;
    everybody_is_told(&shop).await;
    drop(room.posts());
    let stands = async || {
        (
            shop.file(anna).await,
            shop.coupons(anna).await,
            shop.movements(anna).await,
        )
    };
    let before = stands().await;

    anna.leaves(&room).await;
    shop.passes(TimeDelta::days(3)).await;
    everybody_is_told(&shop).await;
    assert_eq!(stands().await, before, "the group is not the club");
    anna.joins(&room).await;
    shop.passes(TimeDelta::minutes(15)).await;
    everybody_is_told(&shop).await;

    assert_eq!(stands().await, before);
    anna.says("/points").await;
    assert!(
        anna.looks()
            .html
            .starts_with("You have <b>60 points</b> at Corner Café.")
    );
    anna.says("/coupons").await;
    assert!(anna.looks().html.contains("Coffee"));
    drop(room.posts());
}

async fn d4_a_new_phone_number_takes_the_place_of_the_old_one(shop: TestShop) {
    let (who, clerk) = (kunigunde(&shop), &shop.clerk);
    shop.enrolls(&who).await;
    let finds = async |typed: &str| {
        clerk.says(&format!("/find {typed}")).await;
        let seen = clerk.looks().html;
        let is_she = seen.starts_with(&format!("👤 <b>{NAME} {LAST_NAME}</b>"));
        assert!(is_she || seen.starts_with("I found nobody"), "{typed}: {seen}");
        is_she
    };
    let shares = async |number: &str| {
        who.person.set_phone(number);
        who.shares_phone().await;
        drop(who.reads());
    };
    shares("+49 170 7654321").await;
    assert!(finds("+49 170 7654321").await && finds("7654321").await);

    shares("+49 171 9988776").await;

    for old in ["+49 170 7654321", "01707654321", "7654321"] {
        assert!(!finds(old).await, "{old} is somebody else's now");
    }
    for new in ["+49 171 9988776", "01719988776", "9988776"] {
        assert!(finds(new).await, "{new}");
    }
    shop.stage.everybody_looks();
}

async fn s1_s6_files_are_joined_and_deleted_by_those_who_may(shop: TestShop) {
    let (one, other) = alike(&shop).await;
    let elsewhere = shop.another("Barber", chrono_tz::Europe::Berlin).await;
    let (from, into) = (shop.file(&one).await.id, shop.file(&other).await.id);
    let strange = elsewhere.file(&elsewhere.anna).await.id;
    for who in [&shop.clerk, &shop.anna, &elsewhere.owner] {
        for tap in [
            Tap::AskForgetFile { member: from },
            Tap::ForgetFile { member: from },
            Tap::AskJoinFiles { from, into },
            Tap::JoinFiles { from, into },
        ] {
            who.forges(&tap.data()).await;
        }
        for seen in who.reads() {
            assert!(!seen.html.contains(LAST_NAME), "{}", seen.html);
        }
    }
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    for by in [shop.clerk.user(), elsewhere.owner.user()] {
        let by = ForgetBy::Staff(by);
        assert_eq!(
            loyalty.forget_member(&settled, from, by).await.unwrap(),
            Forgotten::NotAllowed
        );
    }
    let owner = shop.owner.user();
    let joined = loyalty.join_files(&settled, owner, strange, into).await.unwrap();
    assert_eq!(
        joined,
        FilesJoined::Nobody,
        "of another shop's file nothing is known here"
    );
    assert_eq!(
        loyalty
            .forget_member(&settled, strange, ForgetBy::Staff(owner))
            .await
            .unwrap(),
        Forgotten::Nobody
    );
    assert_eq!(shop.file(&one).await.id, from);
    assert_eq!(shop.file(&other).await.id, into);
    shop.stage.everybody_looks();
}

async fn d3_the_owner_says_how_the_shop_is_reached(shop: TestShop) {
    shop.anna.says("/privacy").await;
    assert!(!shop.anna.looks().html.contains("Questions:"));
    let forged = shop.anna.forges(&Tap::AskContact.data()).await;
    forged.alerts("This button is from an old message. Send /menu and you'll have fresh ones.");
    drop(shop.anna.reads());

    shop.owner.says("/privacy").await;
    shop.owner.taps("✉️ Contact for questions").await;
    drop(shop.owner.reads());
    shop.owner.says("hello@corner.example <b>").await;

    shop.owner
        .hears("Saved. People now read: hello@corner.example &lt;b&gt;");
    shop.anna.says("/privacy").await;
    assert!(
        shop.anna
            .looks()
            .html
            .contains("<b>Questions:</b> hello@corner.example &lt;b&gt;")
    );
    shop.anna.taps("📜 Privacy policy").await;
    let policy = shop.anna.looks().html;
    assert!(policy.contains("For questions: hello@corner.example"), "{policy}");
}

async fn d3_a_page_tells_the_privacy_policy_in_three_languages(shop: TestShop) {
    let address = shop.stage.listening().await.expect("a webhook listens");
    let http = reqwest::Client::new();
    for (asked, said) in [
        ("en", "Privacy at Corner Café"),
        ("zh-CN", "Corner Café的隐私政策"),
        ("id", "Privasi di Corner Café"),
    ] {
        let page = http
            .get(format!("http://{address}/privacy/{}?lang={asked}", shop.id))
            .send()
            .await
            .unwrap();
        assert_eq!(page.status(), 200);
        let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
        let html = page.text().await.unwrap();
        assert!(
            html.contains(&format!("<html lang=\"{asked}\">")) && html.contains(said),
            "{html}"
        );
        assert!(!html.contains("<script"), "{html}");
    }
    for (path, status) in [
        ("privacy.css", 200),
        ("privacy/nobody", 404),
        (&format!("privacy/{}", uuid::Uuid::nil()), 404),
    ] {
        let answer = http.get(format!("http://{address}/{path}")).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
    shop.anna.says("/privacy").await;
    shop.anna.taps("📜 Privacy policy").await;
    let buttons = shop.anna.looks().buttons;
    let link = buttons.iter().flatten().find_map(|button| button.url.clone());
    assert_eq!(link, Some(format!("http://{address}/privacy/{}", shop.id)));
}

async fn d3_a_member_says_what_the_shop_calls_them(shop: TestShop) {
    let (owner, clerk) = (&shop.owner, &shop.clerk);
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    let finds = async |typed: &str| {
        clerk.says(&format!("/find {typed}")).await;
        clerk.looks().html
    };

    who.says("/me").await;
    who.taps("✏️ My name").await;
    drop(who.reads());
    for no_name in ["!!!", "1002"] {
        who.says(no_name).await;
        assert!(
            who.looks()
                .text
                .starts_with("I need a name with letters in it, up to 60 characters.")
        );
    }
    who.says("  Frau   Dr. Pflaume ").await;
    who.hears("✅ Good, the shop calls you <b>Frau Dr. Pflaume</b>. A new name in Telegram does not change that.");

    assert!(finds("pflaume").await.starts_with("👤 <b>Frau Dr. Pflaume</b>"));
    assert!(finds("zwetschgen").await.starts_with("I found nobody"));
    // Telegram presents them under another name with the next message.
    who.person.rename("Kuni", Some("Quetsche"));
    who.person.set_username(Some("kuniquetsch"));
    who.says("/me").await;
    assert!(who.looks().text.contains("Name: Frau Dr. Pflaume"));
    let file = finds("kuniquetsch").await;
    assert!(
        file.starts_with("👤 <b>Frau Dr. Pflaume</b>"),
        "the username follows: {file}"
    );
    owner.says("/audit").await;
    let log = owner.looks().text;
    assert!(
        log.contains("said what they are called; it was Kunigunde Zwetschgenbaum before"),
        "{log}"
    );

    who.taps("✏️ My name").await;
    who.taps("↩️ As Telegram says").await;
    drop(who.reads());

    assert!(finds("quetsche").await.starts_with("👤 <b>Kuni Quetsche</b>"));
    shop.stage.everybody_looks();
}

async fn d3_whoever_goes_back_from_a_question_about_themselves_does_not_answer_it(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    for question in ["✏️ My name", "✉️ E-mail"] {
        who.says("/me").await;
        who.taps(question).await;
        who.taps("Back").await;
        drop(who.reads());

        who.says("quince@example.org").await;
        drop(who.reads());

        let file = shop.file(&who).await;
        assert_eq!((file.name.as_str(), file.email), ("Kunigunde Zwetschgenbaum", None));
    }
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let father = Relative {
        id: RelativeId(loyalty.ids.uuid(loyalty.clock.now())),
        relation: Relation::Father,
        name: String::new(),
        birthday: None,
        size: String::new(),
        taste: String::new(),
    };
    loyalty.save_relative(&settled, who.user(), &father).await.unwrap();
    who.says("/family").await;
    who.taps("Father").await;
    who.taps("Size").await;
    who.taps("Back").await;
    who.says("43").await;
    drop(who.reads());
    assert_eq!(loyalty.relatives(&settled, who.user()).await.unwrap(), [father]);
}

async fn d3_a_name_that_is_said_while_telegram_says_another_stays(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let member = shop.file(&who).await.id;
    // Somebody read how she is called a moment ago, and writes what Telegram says after she said it herself.
    let said = loyalty.correct_name(&settled, who.user(), Some("Pflaume")).await;
    drop(said.unwrap());

    let mut tx = loyalty.db.begin().await.unwrap();
    let called = members::rename(&mut tx, shop.id, member, "Kuni Quetsche", Some("kuni")).await;
    tx.commit().await.unwrap();

    assert_eq!(called.unwrap(), "Pflaume");
    let file = shop.file(&who).await;
    assert_eq!(
        (file.name.as_str(), file.username.as_deref()),
        ("Pflaume", Some("kuni"))
    );
}

async fn d3_d4_a_name_that_was_said_goes_along(shop: TestShop) {
    let who = kunigunde(&shop);
    shop.enrolls(&who).await;
    let (settled, loyalty) = (shop.shop().await, shop.loyalty());
    let set = loyalty
        .correct_name(&settled, who.user(), Some("Pflaume"))
        .await
        .unwrap();
    assert_eq!(
        set,
        NameSet::Done {
            name: "Pflaume".to_owned()
        }
    );
    who.says("/settings").await;
    who.taps("Share my number").await;
    who.shares_phone().await;
    let digits = shop.file(&who).await.phone.expect("she shared it");

    // The shop's own list has another name for the same number: what she said stays.
    let list = format!("Name,Phone,Points\nZwetschgenbaum,+{digits},70\n");
    shop.owner.sends_document("customers.csv", list.as_bytes()).await;
    shop.owner.looks();
    shop.owner.taps("Looks right, show me").await;
    shop.owner.taps("Take over").await;
    shop.stage.works().await;
    shop.stage.everybody_looks();
    assert_eq!(shop.file(&who).await.name, "Pflaume");

    // Another account is called as she said, too.
    let (_, link) = makes_a_code(&who).await;
    let other = shop.stage.person("Kuni 2");
    other.opens(&link).await;
    everybody_is_told(&shop).await;
    let moved = shop.file(&other).await;
    assert_eq!((moved.name.as_str(), moved.number), ("Pflaume", 1_002));

    // Forgotten, it is nobody's name.
    goes(&other).await;
    shop.stage.works().await;
    shop.stage.everybody_looks();
    assert!(shop.stage.rows_with("Pflaume").await.is_empty());
}
