//! Invoices, payments and refunds.

use std::time::Duration;

use playground::{Payment, PaymentEnd, Person, Playground, PlaygroundError, TapKind};
use serde_json::{Value, json};

use crate::stage::Stage;

/// A cup of coffee for five Stars, to be paid in this chat.
fn coffee(chat: i64) -> Value {
    json!({
        "chat_id": chat,
        "title": "Coffee",
        "description": "A cup of it",
        "payload": "order:7",
        "provider_token": "",
        "currency": "XTR",
        "prices": [{ "label": "Coffee", "amount": 5 }],
    })
}

/// Boots for money, with a discount.
fn boots(chat: i64) -> Value {
    json!({
        "chat_id": chat,
        "title": "Boots",
        "description": "Made for walking",
        "payload": "order:8",
        "provider_token": "1234567:TEST:abc",
        "currency": "USD",
        "prices": [{ "label": "Boots", "amount": 10_000 }, { "label": "For regulars", "amount": -1_250 }],
    })
}

/// The same but for one field; null takes it away.
fn but(mut invoice: Value, field: &str, value: Value) -> Value {
    match value {
        Value::Null => drop(invoice.as_object_mut().unwrap().remove(field)),
        value => invoice[field] = value,
    }
    invoice
}

const TOO_OLD: &str = "Bad Request: query is too old and response timeout expired or query ID is invalid";

impl Stage {
    /// An invoice true to the specification, and its number.
    async fn bills(&self, invoice: Value) -> (Value, i64) {
        let sent = self.ok("sendInvoice", invoice).await;
        assert_eq!(Playground::complaint_about("Message", &sent), None, "{sent}");
        let id = sent["message_id"].as_i64().unwrap();
        (sent, id)
    }

    async fn agrees(&self, payment: &Payment) {
        self.ok("answerPreCheckoutQuery", yes(payment)).await;
    }

    /// A payment that goes well, and its charge.
    async fn is_paid(&self, person: &Person, invoice: Value) -> String {
        let (_, id) = self.bills(invoice).await;
        let payment = person.pays(&self.bot, id).unwrap();
        self.agrees(&payment).await;
        self.updates().await;
        charge(&payment)
    }
}

fn yes(payment: &Payment) -> Value {
    json!({ "pre_checkout_query_id": payment.id(), "ok": true })
}

fn charge(payment: &Payment) -> String {
    match payment.end() {
        Some(PaymentEnd::Paid { charge }) => charge,
        other => panic!("it ended so: {other:?}"),
    }
}

#[tokio::test]
async fn a_person_pays_when_the_bot_agrees() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let (sent, id) = stage.bills(boots(anna.id())).await;
    assert_eq!(
        sent["invoice"],
        json!({
            "title": "Boots",
            "description": "Made for walking",
            "start_parameter": "",
            "currency": "USD",
            "total_amount": 8_750,
        })
    );
    assert_eq!(
        sent["reply_markup"],
        json!({ "inline_keyboard": [[{ "text": "Pay 87.50 USD", "pay": true }]] })
    );
    let seen = anna.last(&stage.bot).unwrap().invoice.unwrap();
    assert_eq!((seen.title.as_str(), seen.total), ("Boots", 8_750));

    let payment = anna.pays(&stage.bot, id).unwrap();
    let query = stage.updates().await.remove(0)["pre_checkout_query"].clone();
    assert_eq!((payment.end(), &query["id"]), (None, &json!(payment.id())));
    assert_eq!(
        (&query["currency"], &query["total_amount"], &query["invoice_payload"]),
        (&json!("USD"), &json!(8_750), &json!("order:8"))
    );
    assert_eq!(
        (&query["from"]["id"], query.get("order_info")),
        (&json!(anna.id()), None)
    );

    stage.agrees(&payment).await;
    let ended = payment.ended(Duration::from_secs(5)).await.unwrap();
    let message = stage.updates().await.remove(0)["message"].clone();
    let paid = &message["successful_payment"];
    assert_eq!(
        (&message["from"]["id"], &message["chat"]["id"]),
        (&json!(anna.id()), &json!(anna.id()))
    );
    assert_eq!(
        (&paid["currency"], &paid["total_amount"], &paid["invoice_payload"]),
        (&json!("USD"), &json!(8_750), &json!("order:8"))
    );
    let charge = paid["telegram_payment_charge_id"].as_str().unwrap().to_owned();
    assert!(!charge.is_empty() && !paid["provider_payment_charge_id"].as_str().unwrap().is_empty());
    assert_eq!(ended, PaymentEnd::Paid { charge });
    let receipt = anna.sees(&stage.bot).pop().unwrap();
    assert_eq!(receipt.service.as_deref(), Some("successful_payment"));
    let told = stage.playground.transcript(stage.playground.chat_of(&anna, &stage.bot));
    assert!(told.contains("(invoice) Boots, 87.50 USD"), "{told}");
    assert!(told.ends_with("— 87.50 USD paid\n"), "{told}");
    stage.is_clean();
}

#[tokio::test]
async fn a_bot_that_refuses_says_why_and_nothing_is_paid() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (_, id) = stage.bills(coffee(anna.id())).await;
    stage.updates().await;
    let payment = anna.pays(&stage.bot, id).unwrap();
    let answer = |words: Value| json!({ "pre_checkout_query_id": payment.id(), "ok": false, "error_message": words });

    let silent = json!({ "pre_checkout_query_id": payment.id(), "ok": false });
    let refusal = stage.refused("answerPreCheckoutQuery", silent).await;
    assert_eq!(refusal, "Bad Request: parameter \"error_message\" is required");
    stage.broke("error_message");
    stage.ok("answerPreCheckoutQuery", answer("Sold out".into())).await;

    assert_eq!(payment.end(), Some(PaymentEnd::Refused("Sold out".to_owned())));
    assert_eq!(stage.kinds().await, ["pre_checkout_query"]);
    assert_eq!(stage.ok("getMyStarBalance", json!({})).await, json!({ "amount": 0 }));
    // Whoever was refused may try again.
    assert!(anna.pays(&stage.bot, id).is_ok());
}

#[tokio::test]
async fn a_payment_is_answered_once_within_ten_seconds_and_by_its_own_bot() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (_, id) = stage.bills(coffee(anna.id())).await;
    let (in_time, late) = (anna.pays(&stage.bot, id).unwrap(), anna.pays(&stage.bot, id).unwrap());

    stage.advance(9);
    assert_eq!(in_time.end(), None);
    stage.agrees(&in_time).await;
    assert_eq!(
        stage.refused("answerPreCheckoutQuery", yes(&in_time)).await,
        TOO_OLD,
        "twice"
    );
    stage.advance(1);
    assert_eq!(late.end(), Some(PaymentEnd::TimedOut));
    assert_eq!(
        stage.refused("answerPreCheckoutQuery", yes(&late)).await,
        TOO_OLD,
        "late"
    );
    let unknown = json!({ "pre_checkout_query_id": "7", "ok": true });
    assert_eq!(stage.refused("answerPreCheckoutQuery", unknown).await, TOO_OLD);

    let other = stage.playground.add_bot("Other", "other_bot");
    let payment = anna.pays(&stage.bot, id).unwrap();
    let url = format!(
        "{}/bot{}/answerPreCheckoutQuery",
        stage.playground.api_url(),
        other.token()
    );
    let answer = stage.http.post(url).json(&yes(&payment)).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(payment.end(), None);
    assert_eq!(late.end(), Some(PaymentEnd::TimedOut));
    let paid = anna.sees(&stage.bot);
    let receipts = paid.iter().filter(|seen| seen.service.is_some());
    assert_eq!(receipts.count(), 1);
    stage.is_clean();
}

#[tokio::test]
async fn an_invoice_is_paid_as_often_as_people_like_unless_it_is_for_one_chat() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let (_, id) = stage.bills(coffee(anna.id())).await;

    let (first, second) = (anna.pays(&stage.bot, id).unwrap(), anna.pays(&stage.bot, id).unwrap());
    assert_eq!(stage.kinds().await, ["pre_checkout_query", "pre_checkout_query"]);
    stage.agrees(&second).await;
    stage.agrees(&first).await;
    let third = anna.pays(&stage.bot, id).unwrap();
    stage.agrees(&third).await;
    let charges = [charge(&first), charge(&second), charge(&third)];
    assert!(charges[0] != charges[1] && charges[1] != charges[2] && charges[0] != charges[2]);

    let (_, id) = stage
        .bills(but(coffee(anna.id()), "start_parameter", "coffee".into()))
        .await;
    // Two phones, say: whoever sells has to look whether it is paid.
    let (first, second) = (anna.pays(&stage.bot, id).unwrap(), anna.pays(&stage.bot, id).unwrap());
    stage.agrees(&first).await;
    stage.agrees(&second).await;
    assert_ne!(charge(&first), charge(&second));
    assert_eq!(
        anna.pays(&stage.bot, id).err(),
        Some(PlaygroundError::PaidAlready("Anna".to_owned()))
    );
    stage.is_clean();
}

#[tokio::test]
async fn invoices_are_held_to_the_rules() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (stars, money) = (|| coffee(anna.id()), || boots(anna.id()));
    let price = |amount: i64| json!([{ "label": "Coffee", "amount": amount }]);
    let long = |count: usize| Value::from("é".repeat(count));
    for fine in [
        but(stars(), "title", long(32)),
        but(stars(), "description", long(255)),
        but(stars(), "payload", long(64)),
        but(stars(), "provider_token", Value::Null),
        but(stars(), "photo_url", "https://example.org/cup.png".into()),
        but(stars(), "need_shipping_address", true.into()),
        but(
            but(money(), "max_tip_amount", 300.into()),
            "suggested_tip_amounts",
            json!([100, 300]),
        ),
    ] {
        stage.bills(fine).await;
    }
    stage.is_clean();
    for (wrong, refusal) in [
        (but(stars(), "title", "".into()), "parameter \"title\" is required"),
        (but(stars(), "title", " ".into()), "title must be 1-32 characters long"),
        (but(stars(), "title", long(33)), "title must be 1-32 characters long"),
        (
            but(stars(), "description", "".into()),
            "parameter \"description\" is required",
        ),
        (
            but(stars(), "description", long(256)),
            "description must be 1-255 characters long",
        ),
        (but(stars(), "payload", "".into()), "parameter \"payload\" is required"),
        (but(stars(), "payload", long(65)), "INVOICE_PAYLOAD_INVALID"),
        (
            but(stars(), "currency", "".into()),
            "parameter \"currency\" is required",
        ),
        (but(stars(), "prices", json!([])), "there must be at least one price"),
        (but(stars(), "prices", price(0)), "total price must be positive"),
        (
            but(stars(), "prices", price(1 << 50)),
            "too big amount of the currency specified",
        ),
        (
            but(stars(), "prices", json!([{ "label": "", "amount": 1 }])),
            "can't parse labeled price: label must be non-empty",
        ),
        (
            but(stars(), "prices", money()["prices"].clone()),
            "STARS_INVOICE_INVALID",
        ),
        (but(stars(), "provider_token", "1:TEST".into()), "STARS_INVOICE_INVALID"),
        (but(stars(), "max_tip_amount", 5.into()), "STARS_INVOICE_INVALID"),
        (but(stars(), "currency", "TXR".into()), "PAYMENT_PROVIDER_INVALID"),
        (but(money(), "provider_token", Value::Null), "PAYMENT_PROVIDER_INVALID"),
        (but(money(), "provider_token", "abc".into()), "PAYMENT_PROVIDER_INVALID"),
        (
            but(money(), "provider_token", "x1:abc".into()),
            "PAYMENT_PROVIDER_INVALID",
        ),
        (but(money(), "currency", "usd".into()), "CURRENCY_INVALID"),
        (but(money(), "currency", "USX".into()), "CURRENCY_INVALID"),
        (but(stars(), "start_parameter", "a b".into()), "START_PARAM_INVALID"),
        (but(stars(), "photo_url", "cup".into()), "PHOTO_URL_INVALID"),
        (
            but(money(), "suggested_tip_amounts", json!([100])),
            "suggested tip amount can't be bigger than max_tip_amount",
        ),
    ] {
        stage.playground.forget_breaches();
        let answer = stage.call("sendInvoice", wrong.clone()).await;
        assert_eq!(answer["description"], format!("Bad Request: {refusal}"), "{wrong}");
        stage.broke(refusal);
    }
    let flexible = stage
        .call("sendInvoice", but(money(), "is_flexible", true.into()))
        .await;
    assert_eq!(flexible["error_code"], 501);
}

#[tokio::test]
async fn the_first_button_of_an_invoice_pays_and_no_other_anywhere() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (pay, more) = (
        json!({ "text": "Pay now", "pay": true }),
        json!({ "text": "More", "callback_data": "more" }),
    );
    let rows = |rows: Value| but(coffee(anna.id()), "reply_markup", json!({ "inline_keyboard": rows }));

    for (wrong, refusal) in [
        (json!([[more]]), "REPLY_MARKUP_BUY_EMPTY"),
        (json!([[more, pay]]), "REPLY_MARKUP_BUY_EMPTY"),
        (json!([[{ "text": "No", "pay": false }]]), "REPLY_MARKUP_BUY_EMPTY"),
        (json!([[pay], [pay]]), "BUTTON_POS_INVALID"),
    ] {
        let refused = stage.refused("sendInvoice", rows(wrong)).await;
        assert_eq!(refused, format!("Bad Request: {refusal}"));
    }
    let elsewhere = json!({ "chat_id": anna.id(), "text": "x", "reply_markup": { "inline_keyboard": [[pay]] } });
    let refused = stage.refused("sendMessage", elsewhere).await;
    assert_eq!(refused, "Bad Request: BUTTON_TYPE_INVALID");

    let (_, id) = stage.bills(rows(json!([[pay], [more]]))).await;
    let tap = anna.taps(&stage.bot, "Pay now").unwrap();
    assert_eq!(tap.kind(), &TapKind::Invoice(id.into()));
    let edit = |markup: Value| json!({ "chat_id": anna.id(), "message_id": id, "reply_markup": markup });
    let without = stage
        .refused(
            "editMessageReplyMarkup",
            edit(json!({ "inline_keyboard": [[more.clone()]] })),
        )
        .await;
    assert_eq!(without, "Bad Request: REPLY_MARKUP_BUY_EMPTY");
    let edited = stage
        .ok("editMessageReplyMarkup", edit(json!({ "inline_keyboard": [] })))
        .await;
    assert_eq!(
        edited["reply_markup"]["inline_keyboard"],
        json!([[{ "text": "Pay ⭐5", "pay": true }]])
    );
    let words = stage
        .refused(
            "editMessageText",
            json!({ "chat_id": anna.id(), "message_id": id, "text": "x" }),
        )
        .await;
    assert_eq!(words, "Bad Request: there is no text in the message to edit");
    let said = anna.says(&stage.bot, "Hello");
    assert_eq!(anna.pays(&stage.bot, said).err(), Some(PlaygroundError::NoInvoice));
}

#[tokio::test]
async fn who_pays_in_a_group_gets_the_receipt_in_private() {
    let stage = Stage::new().await;
    let (olga, anna, ben) = (stage.person("Olga"), stage.person("Anna"), stage.person("Ben"));
    let club = stage.playground.add_supergroup("Club", &olga);
    club.add(&stage.bot);
    club.add(&anna);
    let (_, id) = stage.bills(coffee(club.id())).await;
    stage.updates().await;

    let payment = anna.pays(&club, id).unwrap();
    stage.agrees(&payment).await;

    let message = stage.updates().await.pop().unwrap()["message"].clone();
    assert_eq!(message["chat"]["id"], anna.id());
    assert_eq!(message["successful_payment"]["invoice_payload"], "order:7");
    assert!(club_is_silent(&olga, &club));
    // Whoever has paid may be written to, and whoever is not in the group pays nothing there.
    stage.says(anna.id(), "Thank you").await;
    assert!(ben.pays(&club, id).is_err());
    stage.is_clean();
}

fn club_is_silent(person: &Person, club: &playground::Group) -> bool {
    let seen = person.sees(club);
    !seen
        .iter()
        .any(|seen| seen.service.as_deref() == Some("successful_payment"))
}

#[tokio::test]
async fn an_invoice_is_paid_by_its_link() {
    let stage = Stage::new().await;
    let ben = stage.person("Ben");
    let mut invoice = coffee(0);
    invoice.as_object_mut().unwrap().remove("chat_id");

    let link = stage.ok("createInvoiceLink", invoice.clone()).await;
    let link = link.as_str().unwrap();
    assert!(link.starts_with("https://t.me/$"), "{link}");
    let payment = ben.pays_by(link).unwrap();
    assert_eq!(stage.kinds().await, ["pre_checkout_query"]);
    stage.agrees(&payment).await;
    let message = stage.updates().await.remove(0)["message"].clone();
    assert_eq!(
        message["successful_payment"]["telegram_payment_charge_id"],
        charge(&payment)
    );
    stage.says(ben.id(), "Thank you").await;

    let other = stage.ok("createInvoiceLink", invoice.clone()).await;
    assert_ne!(other, link);
    assert!(ben.pays_by("https://t.me/$nothing").is_err());
    stage.is_clean();
    let subscription = but(invoice, "subscription_period", 2_592_000.into());
    let refused = stage.call("createInvoiceLink", subscription).await;
    assert_eq!(refused["error_code"], 501);
}

#[tokio::test]
async fn what_a_bot_asks_to_know_comes_with_the_payment_but_not_with_stars() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    stage.updates().await;
    let curious = |invoice: Value| but(but(invoice, "need_name", true.into()), "need_email", true.into());
    let told = json!({ "name": "Anna", "email": format!("{}@example.org", anna.id()) });

    for (invoice, expected) in [(boots(anna.id()), told), (coffee(anna.id()), Value::Null)] {
        let (_, id) = stage.bills(curious(invoice)).await;
        let payment = anna.pays(&stage.bot, id).unwrap();
        let query = stage.updates().await.remove(0);
        stage.agrees(&payment).await;
        let paid = stage.updates().await.remove(0);
        assert_eq!(query["pre_checkout_query"]["order_info"], expected);
        assert_eq!(paid["message"]["successful_payment"]["order_info"], expected);
    }
}

#[tokio::test]
async fn stars_are_given_back_once() {
    let stage = Stage::new().await;
    let (anna, ben) = (stage.customer("Anna"), stage.customer("Ben"));
    stage.updates().await;
    let first = stage.is_paid(&anna, coffee(anna.id())).await;
    stage.advance(60);
    let second = stage.is_paid(&ben, coffee(ben.id())).await;
    let money = stage.is_paid(&anna, boots(anna.id())).await;
    let refund =
        |person: &Person, charge: &str| json!({ "user_id": person.id(), "telegram_payment_charge_id": charge });
    assert_eq!(stage.ok("getMyStarBalance", json!({})).await, json!({ "amount": 10 }));

    for unknown in [refund(&anna, "stx7"), refund(&anna, &second), refund(&anna, &money)] {
        let refused = stage.refused("refundStarPayment", unknown).await;
        assert_eq!(refused, "Bad Request: CHARGE_NOT_FOUND");
    }
    stage.broke("CHARGE_NOT_FOUND");
    stage.playground.forget_breaches();
    stage.advance(60);
    assert_eq!(stage.ok("refundStarPayment", refund(&anna, &first)).await, true);
    let twice = stage.refused("refundStarPayment", refund(&anna, &first)).await;
    assert_eq!(twice, "Bad Request: CHARGE_ALREADY_REFUNDED");
    stage.is_clean();

    let message = stage.updates().await.remove(0)["message"].clone();
    assert_eq!(
        message["refunded_payment"],
        json!({
            "currency": "XTR",
            "total_amount": 5,
            "invoice_payload": "order:7",
            "telegram_payment_charge_id": first,
        })
    );
    assert_eq!(
        (&message["from"]["id"], &message["chat"]["id"]),
        (&json!(stage.bot.id()), &json!(anna.id()))
    );
    assert_eq!(stage.ok("getMyStarBalance", json!({})).await, json!({ "amount": 5 }));
    let all = stage.ok("getStarTransactions", json!({})).await;
    assert_eq!(Playground::complaint_about("StarTransactions", &all), None, "{all}");
    let told: Vec<_> = all["transactions"].as_array().unwrap().iter().map(in_short).collect();
    let (anna, ben, first, second) = (json!(anna.id()), json!(ben.id()), json!(first), json!(second));
    assert_eq!(
        told,
        [
            json!([first, 1_800_000_000, anna, null]),
            json!([second, 1_800_000_060, ben, null]),
            json!([first, 1_800_000_120, null, anna]),
        ]
    );
    let page = stage
        .ok("getStarTransactions", json!({ "offset": 1, "limit": 1 }))
        .await;
    assert_eq!(page["transactions"], json!([all["transactions"][1]]));
    let limit = stage.refused("getStarTransactions", json!({ "limit": 101 })).await;
    assert!(limit.contains("limit"), "{limit}");
}

/// Which charge, when, from whom and to whom.
fn in_short(transaction: &Value) -> Value {
    json!([
        transaction["id"],
        transaction["date"],
        transaction["source"]["user"]["id"],
        transaction["receiver"]["user"]["id"]
    ])
}

#[tokio::test]
async fn a_forwarded_invoice_pays_or_leads_to_its_bot() {
    let stage = Stage::new().await;
    let (anna, ben) = (stage.customer("Anna"), stage.customer("Ben"));
    let forward = |id: i64| json!({ "chat_id": ben.id(), "from_chat_id": anna.id(), "message_id": id });
    let (_, open) = stage.bills(coffee(anna.id())).await;
    let (_, single) = stage
        .bills(but(coffee(anna.id()), "start_parameter", "coffee".into()))
        .await;

    let copy = stage.ok("forwardMessage", forward(open)).await;
    assert_eq!(copy["reply_markup"]["inline_keyboard"][0][0]["pay"], true);
    assert!(ben.pays(&stage.bot, copy["message_id"].as_i64().unwrap()).is_ok());
    let copy = stage.ok("forwardMessage", forward(single)).await;
    assert_eq!(
        copy["reply_markup"]["inline_keyboard"][0][0]["url"],
        stage.bot.start_link("coffee")
    );
    assert_eq!(
        ben.pays(&stage.bot, copy["message_id"].as_i64().unwrap()).err(),
        Some(PlaygroundError::NoInvoice)
    );
    stage.is_clean();
    let copied = stage.refused("copyMessage", forward(open)).await;
    assert_eq!(copied, "Bad Request: the message can't be copied");
}

#[tokio::test]
async fn a_payment_comes_again_when_its_acknowledgement_was_lost() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (_, id) = stage.bills(coffee(anna.id())).await;
    stage.updates().await;
    let payment = anna.pays(&stage.bot, id).unwrap();
    let asked = stage.updates().await;
    stage.agrees(&payment).await;
    let paid = stage.updates().await;

    for first in [asked, paid] {
        let update = first[0]["update_id"].as_i64().unwrap();
        stage.playground.redeliver(update).unwrap();
        assert_eq!(stage.updates().await, first);
    }
    assert_eq!(stage.refused("answerPreCheckoutQuery", yes(&payment)).await, TOO_OLD);
    assert_eq!(stage.ok("getMyStarBalance", json!({})).await, json!({ "amount": 5 }));
    stage.is_clean();
}

#[tokio::test]
async fn a_question_that_nobody_took_in_time_is_not_asked_any_more() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let (_, id) = stage.bills(coffee(anna.id())).await;
    stage.updates().await;
    anna.pays(&stage.bot, id).unwrap();

    stage.advance(150);

    assert_eq!(stage.kinds().await, Vec::<String>::new());
}
