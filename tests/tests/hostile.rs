//! Ten thousand updates from people who mean no good: nobody gains anything, and nothing breaks.

use bot::tap::{Start, Tap};
use chrono::TimeDelta;
use domain::Token;
use domain::role::Role;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Value, json};
use storage::coupons::Coupon;
use storage::ledger::Entry;
use stories::{Logbook, Room, Someone, TestShop, every_tap, on_both_engines};
use tracing::Level;

on_both_engines![s1_ten_thousand_hostile_updates_gain_nothing_and_break_nothing];

const UPDATES: usize = 10_000;
/// As many as come within a minute, so that answers stay within Telegram's limits.
const AT_ONCE: usize = 15;

async fn s1_ten_thousand_hostile_updates_gain_nothing_and_break_nothing(shop: TestShop) {
    let mut world = World::of(&shop).await;
    let before = world.treasure(&shop).await;
    let book = Logbook::down_to(Level::WARN);
    // Telegram invents no chats, taps and messages; these updates do.
    for invented in [
        "chat not found",
        "method is available only for groups and supergroups",
        "message can't be edited",
        "QUERY_ID_INVALID",
    ] {
        shop.stage.playground.forgive(invented);
    }

    for round in 0..UPDATES.div_ceil(AT_ONCE) {
        for _ in 0..AT_ONCE.min(UPDATES - round * AT_ONCE) {
            let text = world.chaos.update();
            shop.stage
                .playground
                .deliver_raw(&shop.stage.bot, &text)
                .expect("an object");
        }
        shop.stage.quiet().await;
        shop.clock.advance(TimeDelta::minutes(1));
    }
    world.calms_down(&shop).await;

    let log = book.text();
    // Telegram's own numbers are smaller than what an update can hold; such a sender cannot be answered.
    let expected = |line: &&str| line.contains("out of range integral type conversion");
    let broken: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("given up") && !expected(line))
        .collect();
    assert_eq!(broken, Vec::<&str>::new());
    assert!(!log.contains("panicked"), "{log}");
    let after = world.treasure(&shop).await;
    assert_eq!(after, before);
    for outsider in &world.outsiders {
        let heard = shop
            .stage
            .playground
            .messages(shop.stage.playground.chat_of(&outsider.person, &shop.stage.bot));
        for secret in &world.secrets {
            let told = heard
                .iter()
                .filter(|seen| seen.from_bot)
                // A group that they named after the command they try is called by its name.
                .find(|seen| {
                    seen.html
                        .replace(&format!("/coupon {secret}"), "")
                        .contains(secret.as_str())
                });
            assert!(told.is_none(), "{} was told {secret}: {told:?}", outsider.person.name());
        }
        if shop.find(outsider).await.is_some() {
            let honest = |kind: &str| ["welcome", "check_in", "gift", "gift_cancelled", "expired"].contains(&kind);
            let movements = shop.movements(outsider).await;
            assert!(movements.iter().all(|(_, kind)| honest(kind)), "{movements:?}");
        }
    }
}

/// What outsiders are after.
#[derive(Debug, PartialEq)]
struct Treasure {
    staff: Vec<(i64, Role)>,
    rules: domain::shop::Shop,
    gifts: Vec<(String, i64, bool, Option<i64>)>,
    groups: Vec<i64>,
    shops: usize,
    entries: Vec<Entry>,
    coupons: Vec<Coupon>,
    phone: Option<String>,
    name: String,
    deeds_of_staff: usize,
}

struct World {
    chaos: Chaos,
    outsiders: Vec<Someone>,
    room: Room,
    secrets: Vec<String>,
}

impl World {
    #[expect(clippy::too_many_lines, reason = "all that somebody could be after is gathered here")]
    async fn of(shop: &TestShop) -> Self {
        let room = shop.has_a_group().await;
        let anna = &shop.anna;
        let mark = shop.mark().await;
        let coupon = shop.coupon(anna).await;
        anna.says("/settings").await;
        anna.taps("Share my number").await;
        anna.shares_phone().await;
        let invitation = shop.invitation(Role::Owner).await;

        let mut outsiders: Vec<Someone> = Vec::new();
        for number in 0..24 {
            let outsider = shop.stage.person(&format!("Mallory {number}"));
            outsider.person.opens(&shop.link()).expect("the link leads there");
            if number % 4 == 0 {
                outsider.person.joins(&room.group);
            }
            shop.stage.quiet().await;
            if number % 3 == 0 {
                outsider.taps("Agree and join").await;
            }
            shop.passes(TimeDelta::minutes(1)).await;
            outsiders.push(outsider);
        }
        shop.stage.post().await;
        let file = shop.file(anna).await;
        let card = Token::parse(&file.card).expect("a token");
        let mut taps = every_tap(&mark);
        taps.extend([
            Tap::Statement { page: i64::MAX },
            Tap::Gifts { page: i64::MIN },
            Tap::Coupons { page: -1 },
            Tap::Language {
                lang: domain::Lang::ZhCn,
            },
            Tap::SetupAnswer {
                answer: "name.keep".to_owned(),
            },
            Tap::GiftField {
                gift: shop.mug,
                field: "withdraw".to_owned(),
            },
        ]);
        let starts = [
            Start::Shop(shop.id),
            Start::Gift(shop.id, shop.mug),
            Start::Coupon(shop.id, coupon.code.clone()),
            Start::Card(card),
            Start::Points(shop.id),
            Start::Move(shop.id, coupon.code.clone()),
        ];
        let words = [
            format!("/coupon {}", coupon.code),
            "/sell 99999 anna".to_owned(),
            "/sell 5 #1001".to_owned(),
            "/find anna".to_owned(),
            "/find 1001".to_owned(),
            "/undo".to_owned(),
            "/gift".to_owned(),
            "/staff".to_owned(),
            "/audit".to_owned(),
            "/shop".to_owned(),
            "/gifts".to_owned(),
            "/coupons".to_owned(),
            "/statement".to_owned(),
            "/card".to_owned(),
            "/privacy".to_owned(),
            format!("/move {}", coupon.code),
            "/stop".to_owned(),
            "/settings".to_owned(),
            "/language".to_owned(),
            "/points@regulars_bot".to_owned(),
            "/checkin@regulars_bot".to_owned(),
            "hello".to_owned(),
        ];
        let bot = &shop.stage.bot;
        let seeds: Vec<Value> = shop
            .stage
            .playground
            .delivered_updates(bot)
            .into_iter()
            .filter_map(|id| shop.stage.playground.update_text(id))
            .filter_map(|text| serde_json::from_str(&text).ok())
            .filter(|update| {
                sender(update).is_some_and(|id| outsiders.iter().any(|outsider| outsider.person.id() == id))
            })
            .collect();
        assert!(seeds.len() > 20, "there is something to begin with");
        let secrets = vec![
            coupon.code.to_string(),
            file.phone.expect("she shared it"),
            invitation.as_str().to_owned(),
        ];
        shop.stage.everybody_looks();
        let chaos = Chaos {
            rng: StdRng::seed_from_u64(20_261_122),
            seeds,
            people: outsiders.iter().map(|outsider| outsider.person.id()).collect(),
            chats: vec![room.id(), room.id() - 1, -5, -1_009_999_999_999],
            taps: taps.iter().map(Tap::data).collect(),
            payloads: starts.iter().map(Start::payload).collect(),
            words: words.to_vec(),
        };
        Self {
            chaos,
            outsiders,
            room,
            secrets,
        }
    }

    async fn treasure(&self, shop: &TestShop) -> Treasure {
        let loyalty = shop.loyalty();
        let staff = loyalty.staff(shop.id).await.expect("an answer");
        let (gifts, _) = loyalty.all_gifts(shop.id, 0, 100).await.expect("an answer");
        let groups = loyalty.groups_of(shop.id).await.expect("an answer");
        let mut tx = loyalty.db.read().await.expect("a look");
        let shops = storage::shops::list(&mut tx, None, 10).await.expect("an answer").len();
        tx.commit().await.expect("an end");
        let log = shop.log().await;
        let file = shop.file(&shop.anna).await;
        Treasure {
            staff: staff.iter().map(|employee| (employee.user.0, employee.role)).collect(),
            rules: shop.shop().await,
            gifts: gifts
                .iter()
                .map(|gift| (gift.title.clone(), gift.price.get(), gift.active, gift.per_member))
                .collect(),
            groups: groups.iter().map(|group| group.chat).collect(),
            shops,
            entries: shop.entries(&shop.anna).await,
            coupons: shop.coupons(&shop.anna).await,
            phone: file.phone,
            name: file.name,
            deeds_of_staff: log
                .iter()
                .filter(|done| done.action.starts_with("sale.") || done.action.starts_with("coupon."))
                .count(),
        }
    }

    /// What was put off is done, and everybody has looked.
    async fn calms_down(&self, shop: &TestShop) {
        for _ in 0..10 {
            shop.passes(TimeDelta::minutes(10)).await;
            shop.stage.post().await;
            shop.stage.works().await;
        }
        shop.stage.everybody_looks();
        let mut tx = shop.loyalty().db.read().await.expect("a look");
        let (updates, letters) = (
            storage::inbox::counts(&mut tx).await.expect("an answer"),
            storage::outbox::counts(&mut tx).await.expect("an answer"),
        );
        tx.commit().await.expect("an end");
        println!(
            "{} of {UPDATES} updates could not be read, {} letters had nowhere to go",
            updates.dead, letters.dead
        );
        shop.stage.expects_dead_updates(updates.dead);
        shop.stage.expects_undelivered(letters.dead);
        drop(self.room.posts());
    }
}

fn sender(update: &Value) -> Option<i64> {
    update
        .as_object()?
        .values()
        .find_map(|event| event.get("from")?.get("id")?.as_i64())
}

/// Makes updates that nobody would think of.
struct Chaos {
    rng: StdRng,
    /// Updates as they really came from outsiders.
    seeds: Vec<Value>,
    people: Vec<i64>,
    chats: Vec<i64>,
    taps: Vec<String>,
    payloads: Vec<String>,
    words: Vec<String>,
}

/// Texts that break what is careless.
const NASTY: [&str; 18] = [
    "",
    " ",
    "\u{0}",
    "\u{7}\u{8}\u{1b}[31m",
    "\u{202e}txet desrever\u{202c}",
    "<b>bold</b>",
    "</b></code><a href=\"tg://user?id=1\">",
    "&lt;&amp;&#0;&",
    "<b><i><u><s><code><pre>",
    "'; DROP TABLE members; --",
    "%{name} %{points} {{code}} ${x}",
    "../../etc/passwd",
    "👨‍👩‍👧‍👦🏴‍☠️🇩🇪",
    "Z̷̧̛a̴l̷g̶o̸ t̶e̷x̸t̷",
    "ﷺ﷽",
    "\u{feff}\u{200b}\u{200d}\u{2060}",
    "-9223372036854775808",
    "1e308",
];

impl Chaos {
    fn update(&mut self) -> String {
        let update = match self.rng.random_range(0..100) {
            0..8 => self.anything(0),
            8..38 => self.mutated(),
            38..66 => self.message(),
            66..94 => self.tap(),
            _ => self.oversized(),
        };
        let mut update = match update {
            Value::Object(fields) => fields,
            other => Map::from_iter([("message".to_owned(), other)]),
        };
        // Telegram numbers updates; who the sender is, is for Telegram to say as well.
        update.remove("update_id");
        self.keep_to_outsiders(&mut update);
        Value::Object(update).to_string()
    }

    /// Nobody can pretend to be somebody else, only to be strange.
    fn keep_to_outsiders(&mut self, update: &mut Map<String, Value>) {
        let person = self.person();
        for event in update.values_mut() {
            let Some(id) = event.get_mut("from").and_then(|from| from.get_mut("id")) else {
                continue;
            };
            if id.as_i64().is_some_and(|id| !self.people.contains(&id)) {
                *id = person.into();
            }
        }
    }

    fn person(&mut self) -> i64 {
        *self.people.choose(&mut self.rng).expect("somebody")
    }

    fn text(&mut self) -> String {
        let nasty = (*NASTY.choose(&mut self.rng).expect("a text")).to_owned();
        match self.rng.random_range(0..6) {
            0 => nasty,
            1 => format!("{nasty}{}", self.rng.random::<u64>()),
            2 => (0..self.rng.random_range(1..40))
                .map(|_| char::from_u32(self.rng.random_range(0..0x11_0000)).unwrap_or('x'))
                .collect(),
            3 => nasty.repeat(self.rng.random_range(1..200)),
            _ => self.words.choose(&mut self.rng).cloned().unwrap_or_default(),
        }
    }

    fn name(&mut self) -> String {
        let nasty = *NASTY.choose(&mut self.rng).expect("a name");
        nasty.repeat(self.rng.random_range(1..3))
    }

    fn number(&mut self) -> Value {
        match self.rng.random_range(0..7) {
            0 => i64::MAX.into(),
            1 => i64::MIN.into(),
            2 => u64::MAX.into(),
            3 => json!(self.rng.random_range(-1.0..1.0) * 1e300),
            4 => 0.into(),
            5 => self.rng.random::<i64>().into(),
            _ => (-self.rng.random_range(1..1_000_000_i64)).into(),
        }
    }

    /// A piece of JSON that has nothing to do with Telegram, or a little.
    fn anything(&mut self, depth: usize) -> Value {
        const KEYS: [&str; 14] = [
            "message",
            "callback_query",
            "my_chat_member",
            "chat",
            "from",
            "id",
            "text",
            "date",
            "data",
            "type",
            "entities",
            "photo",
            "contact",
            "chat_join_request",
        ];
        match self.rng.random_range(0..if depth > 4 { 4 } else { 6 }) {
            0 => Value::Null,
            1 => self.rng.random::<bool>().into(),
            2 => self.number(),
            3 => self.text().into(),
            4 => (0..self.rng.random_range(0..4))
                .map(|_| self.anything(depth + 1))
                .collect(),
            _ => {
                let keys: Vec<&str> = (0..self.rng.random_range(0..5))
                    .filter_map(|_| KEYS.choose(&mut self.rng).copied())
                    .collect();
                Value::Object(
                    keys.into_iter()
                        .map(|key| (key.to_owned(), self.anything(depth + 1)))
                        .collect(),
                )
            }
        }
    }

    /// A real update with a few things in it changed.
    fn mutated(&mut self) -> Value {
        let mut update = self.seeds.choose(&mut self.rng).cloned().unwrap_or_default();
        for _ in 0..self.rng.random_range(1..4) {
            self.mutate(&mut update);
        }
        update
    }

    fn mutate(&mut self, value: &mut Value) {
        let stop = self.rng.random_range(0..4) == 0;
        match value {
            Value::Object(fields) if !stop && !fields.is_empty() => {
                let at = self.rng.random_range(0..fields.len());
                let key = fields.keys().nth(at).cloned().unwrap_or_default();
                if self.rng.random_range(0..6) == 0 {
                    fields.remove(&key);
                } else if let Some(inner) = fields.get_mut(&key) {
                    self.mutate(inner);
                }
            }
            Value::Array(items) if !stop && !items.is_empty() => {
                let at = self.rng.random_range(0..items.len());
                self.mutate(&mut items[at]);
            }
            Value::String(_) => *value = self.text().into(),
            Value::Number(_) => *value = self.number(),
            _ => *value = self.anything(3),
        }
    }

    fn user(&mut self, id: i64) -> Value {
        json!({
            "id": id,
            "is_bot": self.rng.random_range(0..30) == 0,
            "first_name": self.name(),
            "last_name": self.name(),
            "username": "mallory",
            "language_code": *["en", "zh-hans", "id", "xx", "", "en\u{0}"].choose(&mut self.rng).expect("a code"),
        })
    }

    fn chat(&mut self, person: i64) -> Value {
        match self.rng.random_range(0..10) {
            0..3 => {
                let id = *self.chats.choose(&mut self.rng).expect("a chat");
                json!({ "id": id, "type": "supergroup", "title": self.name() })
            }
            _ => json!({ "id": person, "type": "private", "first_name": "Mallory" }),
        }
    }

    fn message(&mut self) -> Value {
        let person = self.person();
        let text = match self.rng.random_range(0..5) {
            0 => format!("/start {}", self.payload()),
            1 => format!(
                "/{} {}",
                ["sell", "coupon", "find", "start", "gift"]
                    .choose(&mut self.rng)
                    .expect("one"),
                self.text()
            ),
            _ => self.text(),
        };
        let mut message = json!({
            "message_id": self.rng.random_range(1..1_000_000),
            "date": 1_795_500_000,
            "chat": self.chat(person),
            "from": self.user(person),
            "text": text,
        });
        if self.rng.random_range(0..8) == 0 {
            message["entities"] = json!([{ "type": "bot_command", "offset": self.number(), "length": self.number() }]);
        }
        if self.rng.random_range(0..8) == 0 {
            message["reply_to_message"] = json!({
                "message_id": 7, "date": 1, "chat": { "id": person, "type": "private" },
                "from": { "id": self.person(), "is_bot": false, "first_name": self.text() }, "text": "x",
            });
        }
        if self.rng.random_range(0..10) == 0 {
            message["contact"] = json!({ "phone_number": self.text(), "first_name": "x", "user_id": person });
            message.as_object_mut().expect("an object").remove("text");
        }
        if self.rng.random_range(0..40) == 0 {
            message["sender_chat"] = message["chat"].clone();
        }
        json!({ "message": message })
    }

    fn payload(&mut self) -> String {
        let payload = self.payloads.choose(&mut self.rng).cloned().unwrap_or_default();
        self.garbled(&payload)
    }

    fn garbled(&mut self, text: &str) -> String {
        let mut symbols: Vec<char> = text.chars().collect();
        match self.rng.random_range(0..5) {
            0 if !symbols.is_empty() => {
                let at = self.rng.random_range(0..symbols.len());
                symbols[at] = char::from(self.rng.random_range(33..127_u8));
            }
            1 => symbols.truncate(self.rng.random_range(0..symbols.len().max(1))),
            2 => symbols.extend(self.text().chars().take(30)),
            _ => {}
        }
        symbols.into_iter().collect()
    }

    fn tap(&mut self) -> Value {
        let person = self.person();
        let data = if self.rng.random_ratio(1, 6) {
            self.text()
        } else {
            let tap = self.taps.choose(&mut self.rng).cloned().unwrap_or_default();
            self.garbled(&tap)
        };
        json!({ "callback_query": {
            "id": self.rng.random::<u32>().to_string(),
            "from": self.user(person),
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": self.rng.random_range(0..50),
                "date": 1_795_500_000,
                "chat": self.chat(person),
                "from": { "id": 1, "is_bot": true, "first_name": "Regulars" },
                "text": "x",
            },
        } })
    }

    fn oversized(&mut self) -> Value {
        let mut update = if self.rng.random() { self.message() } else { self.tap() };
        let big = "x<&>\u{202e}".repeat(10_000);
        match self.rng.random_range(0..4) {
            0 => update["message"]["text"] = big.into(),
            1 => update["message"]["from"] = json!({ "id": self.person(), "is_bot": false, "first_name": big }),
            2 => update["callback_query"]["data"] = big.into(),
            _ => {
                let mut deep = Value::Null;
                for _ in 0..self.rng.random_range(10..120) {
                    deep = json!([deep]);
                }
                update["message"]["entities"] = deep;
            }
        }
        update
    }
}
