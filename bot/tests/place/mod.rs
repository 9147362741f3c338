//! A bot at a pretend Telegram, with a database and a clock of its own.

#![expect(dead_code, reason = "each test file needs another part of it")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bot::app::{Parts, Program};
use bot::club::Club;
use bot::lanes::{Answering, Handlers};
use bot::settings::{Settings, Typed};
use bot::telegram::{Address, Message, Picture};
use chrono::DateTime;
use domain::letter::Letter;
use domain::mail::MailRules;
use domain::shop::{PointRules, Shop};
use domain::till::TillRules;
use domain::{Clock, Ids, Lang, LetterId, SeededIds, ShopId, StoppedClock, UserId};
use playground::{Bot, NewPerson, Options, Person, Playground};
use storage::testing::{Fresh, fresh_postgres, fresh_sqlite};
use storage::{inbox, outbox, people, shops};
use teloxide::types::{Update, UpdateKind};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// A well-formed token that no bot has.
pub const NEXT_TOKEN: &str = "999:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
const SHOP: ShopId = ShopId(Uuid::from_u128(1));
/// No step takes so long unless it hangs.
const PATIENCE: Duration = Duration::from_secs(30);

pub struct Place {
    pub playground: Playground,
    pub bot: Bot,
    pub clock: StoppedClock,
    pub fresh: Fresh,
    ids: Arc<SeededIds>,
}

impl Place {
    pub async fn new() -> Self {
        Self::at(fresh_sqlite().await, true).await
    }

    /// A Telegram that takes as many messages as it is sent.
    pub async fn without_limits() -> Self {
        Self::at(fresh_sqlite().await, false).await
    }

    /// A database that several processes can share.
    pub async fn shared() -> Self {
        Self::at(fresh_postgres().await, true).await
    }

    async fn at(fresh: Fresh, limits: bool) -> Self {
        let clock = StoppedClock::at(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let now = clock.clone();
        let options = Options {
            limits,
            ..Options::new(Arc::new(move || now.now()))
        };
        let playground = Playground::start(options).await.unwrap();
        let bot = playground.add_bot("Regulars", "regulars_bot");
        let place = Self {
            playground,
            bot,
            clock,
            fresh,
            ids: Arc::new(SeededIds::new(7)),
        };
        place.open_shop().await;
        place
    }

    async fn open_shop(&self) {
        let currency = "EUR".parse().unwrap();
        let shop = Shop {
            id: SHOP,
            name: "Corner".into(),
            lang: Lang::En,
            time_zone: "Europe/Berlin".parse().unwrap(),
            currency,
            rules: PointRules::proposed(currency),
            till: TillRules::proposed(currency),
            birthdays: domain::birthday::BirthdayRules::default(),
            mail: MailRules::PROPOSED,
        };
        let mut tx = self.fresh.db.begin().await.unwrap();
        shops::add(&mut tx, &shop, None, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub fn polling(&self) -> Typed {
        Typed {
            teloxide_token: Some(self.bot.token()),
            teloxide_api_url: Some(self.playground.api_url()),
            drain_seconds: Some("1".into()),
            ..Typed::default()
        }
    }

    /// A webhook on a port that was free a moment ago.
    pub async fn webhook(&self) -> Typed {
        let port = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .unwrap()
            .local_addr()
            .unwrap();
        Typed {
            webhook_url: Some(format!("http://{port}/door")),
            webhook_secret: Some("sesame".into()),
            listen: Some(port.to_string()),
            ..self.polling()
        }
    }

    pub async fn start(&self, handlers: Handlers) -> Program {
        self.start_with(handlers, self.polling()).await.unwrap()
    }

    pub async fn start_with(&self, handlers: Handlers, typed: Typed) -> anyhow::Result<Program> {
        let parts = Parts {
            settings: Settings::read(&typed)?,
            db: self.fresh.db.clone(),
            clock: Arc::new(self.clock.clone()),
            ids: Arc::<SeededIds>::clone(&self.ids),
        };
        Program::start_with(parts, handlers).await
    }

    pub fn person(&self, name: &str) -> Person {
        let person = self.playground.add_person(NewPerson {
            first_name: name.into(),
            ..NewPerson::default()
        });
        person.opens(&self.bot.start_link("")).unwrap();
        person
    }

    /// A person whose first words have been answered, and were long enough ago.
    pub async fn met(&self, name: &str, program: &Program) -> Person {
        let person = self.person(name);
        self.quiet(program).await;
        person
    }

    /// Makes the club know a person.
    pub async fn known(&self, person: &Person) {
        let name = person.name();
        let presented = people::Presented {
            id: UserId(person.id()),
            first_name: &name,
            last_name: None,
            username: None,
            lang: Lang::En,
            in_private: true,
        };
        let mut tx = self.fresh.db.begin().await.unwrap();
        people::meet(&mut tx, &presented, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn write(&self, chat: i64, letter: Letter) {
        let now = self.clock.now();
        let id = LetterId(self.ids.uuid(now));
        let new = outbox::NewLetter {
            id,
            shop: SHOP,
            chat,
            lang: Lang::En,
            letter,
            dedupe: None,
            not_before: now,
        };
        let mut tx = self.fresh.db.begin().await.unwrap();
        assert!(outbox::put(&mut tx, &new).await.unwrap());
        tx.commit().await.unwrap();
    }

    /// Waits until every update is taken and through.
    pub async fn quiet(&self, program: &Program) {
        tokio::time::timeout(PATIENCE, async {
            self.playground.all_taken().await;
            program.idle().await;
        })
        .await
        .unwrap();
    }

    /// What the bot said to a person, without the answer to /start.
    pub fn answers(&self, person: &Person) -> Vec<String> {
        let seen = person.sees(&self.bot).into_iter().filter(|seen| seen.from_bot);
        seen.map(|seen| seen.words().to_owned())
            .filter(|text| !text.contains("/start"))
            .collect()
    }

    pub async fn counts(&self) -> inbox::Counts {
        inbox::counts(&mut self.fresh.db.read().await.unwrap()).await.unwrap()
    }

    pub async fn letters(&self) -> outbox::Counts {
        outbox::counts(&mut self.fresh.db.read().await.unwrap()).await.unwrap()
    }

    /// What Telegram would not have liked fails the test.
    pub fn close(self) {
        assert_eq!(self.playground.breaches(), Vec::<String>::new());
        self.playground.stop();
    }
}

/// Answers with what was said; panics at "boom".
pub fn echo() -> Handlers {
    Handlers {
        handle: |club, update, _| Box::pin(echoed(club, update)),
        slow_down: |club, update| said(club, update, "slow down".into()),
        sorry: |club, update, reference| said(club, update, format!("sorry {reference}")),
    }
}

/// Never comes to an end.
pub fn hang() -> Handlers {
    Handlers {
        handle: |_, _, _| Box::pin(std::future::pending()),
        ..echo()
    }
}

/// Whether somebody said "late", which waits at the gate and breaks the first time.
static LATE: AtomicBool = AtomicBool::new(false);
pub static GATE: Semaphore = Semaphore::const_new(0);

async fn echoed(club: &Club, update: &Update) -> anyhow::Result<()> {
    let UpdateKind::Message(message) = &update.kind else {
        return Ok(());
    };
    let Some(text) = message.text() else { return Ok(()) };
    let answer = match text {
        "boom" => panic!("boom"),
        "late" if !LATE.swap(true, Ordering::AcqRel) => {
            GATE.acquire().await?.forget();
            anyhow::bail!("too late");
        }
        "picture" => Message::text("a picture").picture(Picture::Png {
            name: "picture.png".into(),
            bytes: PIXEL.to_vec(),
            key: Some("pixel".into()),
            of: None,
        }),
        text => Message::text(format!("echo {text}")),
    };
    club.telegram.send(Address::chat(message.chat.id.0), &answer).await?;
    Ok(())
}

fn said<'a>(club: &'a Club, update: &'a Update, text: String) -> Answering<'a> {
    Box::pin(async move {
        let UpdateKind::Message(message) = &update.kind else {
            return Ok(());
        };
        club.telegram
            .send(Address::chat(message.chat.id.0), &Message::text(text))
            .await?;
        Ok(())
    })
}

/// One grey pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8,
    0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x68, 0, 0, 0, 0x82,
    0, 0x81, 0x77, 0xcd, 0x72, 0xb6, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];
