//! The playground's page alone, in a real browser: money, time and newcomers.

#![expect(clippy::unwrap_used, reason = "a step that fails is a story that fails")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::DateTime;
use playground::{Bot, Group, NewPerson, Options, Person, Playground};
use serde_json::{Value, json};
use stories::browser::{Browser, Screen};

const LOOK: Duration = Duration::from_millis(200);

fn pictures() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

/// A place with a stopped clock, and a bot whose program is the story.
struct Place {
    telegram: Playground,
    bot: Bot,
    olga: Person,
    anna: Person,
    ben: Person,
    club: Group,
    http: reqwest::Client,
    seconds: Arc<AtomicI64>,
}

impl Place {
    async fn new() -> Self {
        let seconds = Arc::new(AtomicI64::new(1_800_000_000));
        let reads = Arc::clone(&seconds);
        let now = Arc::new(move || DateTime::from_timestamp(reads.load(Ordering::SeqCst), 0).unwrap());
        let telegram = Playground::start(Options::new(now)).await.unwrap();
        let bot = telegram.add_bot("Corner Coffee", "coffee_bot");
        let person = |name: &str| {
            let person = telegram.add_person(NewPerson {
                first_name: name.to_owned(),
                ..NewPerson::default()
            });
            person.opens(&bot.start_link("")).unwrap();
            person
        };
        let (olga, anna, ben) = (person("Olga"), person("Anna"), person("Ben"));
        let club = telegram.add_supergroup("Regulars of the corner", &olga);
        Self {
            bot,
            olga,
            anna,
            ben,
            club,
            http: reqwest::Client::new(),
            seconds,
            telegram,
        }
    }

    /// Tells a story of these people side by side, each in the chat with the bot.
    async fn tell(&self, name: &str, people: &[&Person], story: impl AsyncFnOnce(&Browser)) {
        let panes: Vec<String> = people
            .iter()
            .map(|person| format!("{}:{}", person.id(), self.bot.id()))
            .collect();
        let url = format!("{}/#p={}", self.telegram.api_url(), panes.join(","));
        let browser = Browser::opens(&url, Screen::DESKTOP).await;
        browser.watches(Box::pin(story(&browser)), name, pictures()).await;

        assert_eq!(browser.complaints().await, Vec::<String>::new());
        assert_eq!(self.telegram.breaches(), Vec::<String>::new());
        browser.closes().await;
        self.telegram.stop();
    }

    async fn calls(&self, method: &str, params: Value) {
        let url = format!("{}/bot{}/{method}", self.telegram.api_url(), self.bot.token());
        let answer = self.http.post(url).json(&params).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    async fn writes(&self, to: &Person, text: &str) {
        self.calls("sendMessage", json!({ "chat_id": to.id(), "text": text }))
            .await;
    }

    /// Waits until somebody wants to pay, and says the bot's word.
    async fn says(&self, word: Value) {
        let payment = loop {
            if let Some(payment) = self.telegram.open_payments().pop() {
                break payment;
            }
            // Asked now and then, too: what changes between a look and a wait is not waited for.
            drop(tokio::time::timeout(LOOK, self.telegram.changed()).await);
        };
        let mut answer = word;
        answer["pre_checkout_query_id"] = payment.id().into();
        self.calls("answerPreCheckoutQuery", answer).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_pays_when_the_bot_agrees() {
    let place = Place::new().await;
    let card = json!({
        "chat_id": place.anna.id(), "title": "Ten flat whites", "description": "A card for ten cups, at any of our shops",
        "payload": "order:7", "currency": "XTR", "prices": [{ "label": "Ten flat whites", "amount": 250 }],
    });
    place.calls("sendInvoice", card).await;
    let story = async |browser: &Browser| {
        let (anna, page) = (browser.part("Anna"), browser.page());
        anna.sees("A card for ten cups, at any of our shops").await;
        anna.taps("Pay ⭐250").await;
        page.sees("to Corner Coffee").await;
        page.taps("Cancel").await;
        page.misses("to Corner Coffee").await;

        anna.taps("Pay ⭐250").await;
        page.taps("Pay").await;
        place
            .says(json!({ "ok": false, "error_message": "The milk is out." }))
            .await;
        page.sees("The milk is out.").await;
        assert_eq!(
            browser
                .tells("return document.querySelectorAll('.service').length")
                .await,
            0
        );

        page.taps("Pay").await;
        place.says(json!({ "ok": true })).await;
        anna.sees("⭐250 paid").await;
        page.misses("to Corner Coffee").await;
    };
    place.tell("pays", &[&place.anna], story).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_moved_clock_says_what_it_has_brought_until_it_goes_on() {
    let place = Place::new().await;
    let story = async |browser: &Browser| {
        let (page, tools) = (browser.page(), browser.part("Tools"));
        page.taps("Show the tools").await;
        tools.taps("+1 day").await;
        tools
            .sees("It is now Sat, 16 Jan 2027, 08:00. No message came meanwhile.")
            .await;

        place.writes(&place.anna, "Good morning").await;
        place.writes(&place.ben, "Good morning").await;
        tools.sees("2 messages came meanwhile.").await;
        // Three people have no room beside the tools: two are there, and the third is not there in part.
        let sides = "const { right } = document.getElementById('panes').getBoundingClientRect();
            return [...document.querySelectorAll('.pane')].map((pane) => {
                const box = pane.getBoundingClientRect();
                return box.right <= right ? 'shown' : box.left >= right ? 'away' : 'cut';
            });";
        assert_eq!(browser.tells(sides).await, json!(["shown", "shown", "away"]));
        browser.draws(&pictures().join("moved.png")).await;

        place.seconds.fetch_add(60, Ordering::SeqCst);
        place.telegram.touch();
        tools.misses("It is now").await;
    };
    place
        .tell("moved", &[&place.anna, &place.ben, &place.olga], story)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newcomer_joins_the_group_at_once() {
    let place = Place::new().await;
    let story = async |browser: &Browser| {
        let page = browser.page();
        browser.part("Olga").sees("/start").await;
        page.taps("New person").await;
        page.fills("First name", "Zoë").await;
        page.chooses("Joins the group", "Regulars of the corner").await;
        browser.draws(&pictures().join("newcomer.png")).await;
        page.taps("Add").await;

        let zoe = browser.part("Zoë");
        zoe.sees("Zoë joined").await;
        zoe.says("Hello all").await;
        zoe.sees("Hello all").await;
        let heard = place.olga.sees(&place.club);
        assert!(heard.iter().any(|seen| seen.text == "Hello all" && seen.from == "Zoë"));
    };
    place.tell("newcomer", &[&place.olga], story).await;
}
