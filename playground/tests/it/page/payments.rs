use std::time::Duration;

use playground::Person;
use serde_json::{Value, json};

use crate::stage::Stage;

impl Stage {
    /// A shop's invoice in somebody's private chat; its number as the page writes it.
    async fn coffee_for(&self, person: &Person) -> String {
        let invoice = json!({
            "chat_id": person.id(), "title": "Coffee", "description": "A cup of it", "payload": "order:7",
            "currency": "XTR", "prices": [{ "label": "Coffee", "amount": 5 }],
        });
        let sent = self.ok("sendInvoice", invoice).await;
        self.updates().await;
        sent["message_id"].to_string()
    }

    /// What the bot is asked before somebody pays; it waits until the page has asked.
    async fn is_asked(&self) -> String {
        loop {
            let polled = self.ok("getUpdates", json!({ "timeout": 20 })).await;
            for update in polled.as_array().unwrap() {
                if let Some(id) = update["pre_checkout_query"]["id"].as_str() {
                    let next = update["update_id"].as_i64().unwrap() + 1;
                    self.ok("getUpdates", json!({ "offset": next, "limit": 1 })).await;
                    return id.to_owned();
                }
            }
        }
    }

    fn pays(&self, person: &Person, message: &str) -> Value {
        json!({ "do": "pay", "person": person.id(), "chat": self.bot.id(), "message": message })
    }
}

fn form() -> Value {
    json!({ "title": "Coffee", "description": "A cup of it", "price": "⭐5", "bot": "Regulars" })
}

#[tokio::test]
async fn one_pays_on_the_page_when_the_bot_agrees() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let id = stage.coffee_for(&anna).await;
    let shown = stage.pane(&anna, stage.bot.id(), &json!(0)).await["messages"][1].clone();
    assert_eq!(
        (&shown["invoice"], &shown["buttons"][0][0]["kind"]),
        (&form(), &json!("pay"))
    );

    let tap = json!({ "do": "tap", "person": anna.id(), "chat": stage.bot.id(), "message": id, "row": 0, "column": 0 });
    assert_eq!(stage.act(tap).await["invoice"], form());
    let answers = async {
        let query = stage.is_asked().await;
        let yes = json!({ "pre_checkout_query_id": query, "ok": true });
        stage.ok("answerPreCheckoutQuery", yes).await;
    };
    let (paid, ()) = tokio::join!(stage.act(stage.pays(&anna, &id)), answers);

    let receipt = stage.updates().await.remove(0)["message"]["successful_payment"].clone();
    assert_eq!(paid["charge"], receipt["telegram_payment_charge_id"]);
    let seen = stage.pane(&anna, stage.bot.id(), &json!(0)).await;
    assert_eq!(seen["messages"][2]["service"], "⭐5 paid");
    stage.is_clean();
}

#[tokio::test]
async fn the_page_says_why_nothing_was_paid() {
    let stage = Stage::new().await;
    let anna = stage.customer("Anna");
    let id = stage.coffee_for(&anna).await;

    let refuses = async {
        let query = stage.is_asked().await;
        let no = json!({ "pre_checkout_query_id": query, "ok": false, "error_message": "Sold out" });
        stage.ok("answerPreCheckoutQuery", no).await;
    };
    let (words, ()) = tokio::join!(stage.cannot(stage.pays(&anna, &id)), refuses);
    assert_eq!(words, "Sold out");

    let sleeps = async {
        stage.is_asked().await;
        stage.advance(10);
        stage.playground.touch();
    };
    let (words, ()) = tokio::join!(stage.cannot(stage.pays(&anna, &id)), sleeps);
    assert_eq!(words, "The bot did not answer in time. Nothing was paid.");
    let words = stage.cannot(stage.pays(&anna, "1")).await;
    assert_eq!(words, "There is nothing to pay with this message.");
    let (status, _) = stage.asks("act", &json!({ "do": "pay", "person": anna.id() })).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_link_leads_to_the_form_of_its_invoice() {
    let stage = Stage::new().await;
    let anna = stage.person("Anna");
    let invoice = json!({
        "title": "Coffee", "description": "A cup of it", "payload": "order:7",
        "currency": "XTR", "prices": [{ "label": "Coffee", "amount": 5 }],
    });
    let link = stage.ok("createInvoiceLink", invoice).await;

    let open = json!({ "do": "open", "person": anna.id(), "link": link });
    assert_eq!(stage.act(open).await["invoice"], form());
    let agrees = async {
        let query = stage.is_asked().await;
        let yes = json!({ "pre_checkout_query_id": query, "ok": true });
        stage.ok("answerPreCheckoutQuery", yes).await;
    };
    let pay = json!({ "do": "pay", "person": anna.id(), "link": link });
    let (paid, ()) = tokio::join!(stage.act(pay), agrees);

    assert!(paid["charge"].is_string(), "{paid}");
    let ended = anna
        .pays_by(link.as_str().unwrap())
        .unwrap()
        .ended(Duration::ZERO)
        .await;
    assert!(ended.is_err(), "the bot was not asked again");
    let nowhere = json!({ "do": "open", "person": anna.id(), "link": "https://t.me/$nothing" });
    assert_eq!(
        stage.cannot(nowhere).await,
        "The link https://t.me/$nothing leads nowhere."
    );
}
