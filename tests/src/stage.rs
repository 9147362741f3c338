//! The program, its pretend Telegram, and the clock that both go by.

use std::collections::HashSet;
use std::fmt::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bot::app::{Parts, Program};
use bot::settings::{Secret, Settings, Updates};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{Clock, Ids, OsIds, SeededIds, StoppedClock};
use loyalty::Loyalty;
use playground::{Bot, Group, MessageId, NewPerson, Options, Playground, Tap};
use storage::keyring::{Key, Keyring};
use storage::testing::Fresh;
use storage::{Db, audit, inbox, jobs, outbox, sealed, shops};
use tokio::sync::RwLock;

use crate::engines::By;
use crate::people::Someone;
use crate::rooms::Room;

/// A Monday morning.
const BEGINNING: &str = "2026-11-23T09:00:00Z";
/// How long a person takes for anything they do.
const A_MOMENT: TimeDelta = TimeDelta::seconds(2);
/// To one person in a story.
const MOST_LETTERS: usize = 50;
/// Something that takes longer has come to a stop.
const LONGEST: Duration = Duration::from_mins(3);

/// A running program and the world around it.
pub struct Stage {
    pub playground: Playground,
    pub bot: Bot,
    pub clock: StoppedClock,
    ids: Arc<SeededIds>,
    fresh: Fresh,
    /// The same database, with the keys that the operator has given.
    db: Mutex<Db>,
    settings: Mutex<Settings>,
    programs: RwLock<Vec<Program>>,
    /// How many updates a story sent that no handler can read.
    unreadable: Mutex<i64>,
    undelivered: Mutex<i64>,
    people: Mutex<Vec<Someone>>,
    rooms: Mutex<Vec<Group>>,
    /// Posts that a story has looked at, by chat.
    pub(crate) read: Mutex<HashSet<(i64, MessageId)>>,
    /// Taps, each with whether the story has looked at the answer.
    pub(crate) taps: Mutex<Vec<(Tap, bool)>>,
}

impl Stage {
    pub(crate) async fn open(fresh: Fresh, by: By) -> Arc<Self> {
        let clock = StoppedClock::at(BEGINNING.parse().unwrap());
        let shown = clock.clone();
        let options = Options::new(Arc::new(move || shown.now()));
        let playground = Playground::start(options).await.unwrap();
        let bot = playground.add_bot("Regulars", "regulars_bot");
        bot.set_inline("Name, number or last digits");
        let settings = settings(&playground, &bot, &fresh, by);
        let stage = Arc::new(Self {
            playground,
            bot,
            clock,
            ids: Arc::new(SeededIds::new(7)),
            db: Mutex::new(fresh.db.clone()),
            fresh,
            settings: Mutex::new(settings),
            programs: RwLock::default(),
            unreadable: Mutex::default(),
            undelivered: Mutex::default(),
            people: Mutex::default(),
            rooms: Mutex::default(),
            read: Mutex::default(),
            taps: Mutex::default(),
        });
        stage.starts_another().await;
        stage
    }

    /// Starts a program, beside those that run.
    pub async fn starts_another(&self) {
        let settings = self.settings.lock().unwrap().clone();
        let parts = Parts {
            settings,
            db: self.db(),
            clock: Arc::new(self.clock.clone()),
            ids: self.ids.clone(),
        };
        let program = Program::start(parts).await.unwrap();
        self.programs.write().await.push(program);
    }

    /// Stops the program as an operator does.
    pub async fn stops(&self) {
        for program in self.programs.write().await.drain(..) {
            program.stop().await.unwrap();
        }
    }

    /// Stops the program and starts it again on the same tables.
    pub async fn restarts(&self) {
        self.stops().await;
        self.starts_another().await;
    }

    fn db(&self) -> Db {
        self.db.lock().unwrap().clone()
    }

    /// The operator puts another key in the place of the one there is, and starts the program again.
    pub async fn changes_the_key(&self) {
        self.stops().await;
        let chance: Arc<dyn Ids> = Arc::new(OsIds::default());
        let new = Key::make(chance.as_ref()).unwrap();
        let former = self.db().keys().all().to_vec();
        let db = self.fresh.db.with_keys(Keyring::new(new.clone(), former, chance));
        let mut tx = db.begin().await.unwrap();
        sealed::note_key(&mut tx, new.id(), self.now()).await.unwrap();
        tx.commit().await.unwrap();
        *self.db.lock().unwrap() = db;
        self.starts_another().await;
    }

    /// Changes settings; the next start goes by them.
    pub fn set(&self, how: impl FnOnce(&mut Settings)) {
        how(&mut self.settings.lock().unwrap());
    }

    /// The address of the program's own web server, if it has one.
    pub async fn listening(&self) -> Option<SocketAddr> {
        self.programs.read().await.first()?.listening()
    }

    /// The acts, on the same tables, with the same clock.
    #[must_use]
    pub fn loyalty(&self) -> Loyalty {
        Loyalty::new(self.db(), Arc::new(self.clock.clone()), self.ids.clone())
    }

    /// Where the tables are, for a program that opens them by itself.
    #[must_use]
    pub fn database_url(&self) -> &str {
        &self.fresh.url
    }

    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A person does something that takes a moment; then the bot answers until it has nothing more to say.
    pub(crate) async fn act<T>(&self, what: impl FnOnce() -> T) -> T {
        self.clock.advance(A_MOMENT);
        let done = what();
        self.quiet().await;
        done
    }

    /// Waits until every update is taken in and answered.
    pub async fn quiet(&self) {
        let settled = async {
            loop {
                self.playground.all_taken().await;
                let last = self.playground.delivered_updates(&self.bot).last().copied();
                for program in self.programs.read().await.iter() {
                    program.idle().await;
                }
                // What the bot does can be an update in its turn.
                if self.bot.pending() == 0 && self.playground.delivered_updates(&self.bot).last().copied() == last {
                    return;
                }
            }
        };
        tokio::time::timeout(LONGEST, settled)
            .await
            .expect("the bot came to no end");
    }

    /// The last thing that somebody did is handled once more, as after a crash between the answer and the
    /// note that it was answered.
    pub async fn reads_again(&self) {
        let last = self.playground.delivered_updates(&self.bot).last().copied();
        let text = last.and_then(|update| self.playground.update_text(update)).unwrap();
        let mut update: serde_json::Value = serde_json::from_str(&text).unwrap();
        // Under its own number it would be known.
        update.as_object_mut().unwrap().remove("update_id");
        self.playground.deliver_raw(&self.bot, &update.to_string()).unwrap();
        self.quiet().await;
    }

    /// Has the letters sent that are due.
    pub async fn post(&self) {
        for program in self.programs.read().await.iter() {
            let rounds = async { while program.courier_round().await.unwrap() > 0 {} };
            tokio::time::timeout(LONGEST, rounds)
                .await
                .expect("the courier came to no end");
        }
        self.quiet().await;
    }

    /// All letters arrive, however many one person gets: those to one chat keep a distance in time.
    pub async fn post_everything(&self) {
        for _ in 0..MOST_LETTERS {
            self.post().await;
            let mut tx = self.fresh.db.read().await.unwrap();
            if outbox::counts(&mut tx).await.unwrap().open == 0 {
                return;
            }
            drop(tx);
            self.clock.advance(TimeDelta::seconds(5));
        }
        panic!("letters wait for more than time");
    }

    /// One round of the courier. Says how many letters were taken up.
    pub async fn courier_round(&self) -> usize {
        let mut taken = 0;
        for program in self.programs.read().await.iter() {
            taken += program.courier_round().await.unwrap();
        }
        taken
    }

    /// Has the jobs done that are due.
    pub async fn works(&self) {
        for program in self.programs.read().await.iter() {
            let rounds = async { while program.worker_round().await.unwrap() > 0 {} };
            tokio::time::timeout(LONGEST, rounds)
                .await
                .expect("the worker came to no end");
        }
        self.quiet().await;
    }

    /// Looks at the clock once and does what is due. Says how many runs were begun.
    pub async fn ticks(&self) -> usize {
        let mut begun = 0;
        for program in self.programs.read().await.iter() {
            begun += program.scheduler_round().await.unwrap();
        }
        self.works().await;
        begun
    }

    /// Sets the command menus, as the program does when it begins to serve.
    pub async fn sets_menus(&self) {
        for program in self.programs.read().await.iter() {
            bot::menus::at_start(program.club()).await.unwrap();
        }
    }

    /// One round of counting, for the metrics.
    pub async fn counts(&self) {
        for program in self.programs.read().await.iter() {
            program.gauges_round().await.unwrap();
        }
    }

    /// Somebody with an account, who has never heard of the shop.
    #[must_use]
    pub fn person(self: &Arc<Self>, first_name: &str) -> Someone {
        self.newcomer(NewPerson {
            first_name: first_name.to_owned(),
            username: first_name
                .is_ascii()
                .then(|| first_name.to_lowercase().replace(' ', "_")),
            language_code: Some("en".to_owned()),
            ..NewPerson::default()
        })
    }

    /// [`Stage::person`] for somebody in particular.
    #[must_use]
    pub fn newcomer(self: &Arc<Self>, who: NewPerson) -> Someone {
        let someone = Someone::new(self.playground.add_person(who), self.clone());
        self.people.lock().unwrap().push(someone.clone());
        someone
    }

    /// A group that somebody runs, without the bot.
    #[must_use]
    pub fn group(self: &Arc<Self>, title: &str, owner: &Someone) -> Room {
        self.room(self.playground.add_group(title, &owner.person))
    }

    #[must_use]
    pub fn supergroup(self: &Arc<Self>, title: &str, owner: &Someone) -> Room {
        self.room(self.playground.add_supergroup(title, &owner.person))
    }

    fn room(self: &Arc<Self>, group: Group) -> Room {
        self.rooms.lock().unwrap().push(group.clone());
        Room {
            group,
            stage: self.clone(),
        }
    }

    /// Everybody looks at everything: what came so far is not what the story is about.
    pub fn everybody_looks(&self) {
        let rooms = self.rooms.lock().unwrap().clone();
        for someone in self.people.lock().unwrap().iter() {
            drop(someone.reads());
            for group in &rooms {
                drop(someone.whispers(group));
            }
        }
        for group in rooms {
            self.mark_posts(group.id());
        }
        for (_, looked) in self.taps.lock().unwrap().iter_mut() {
            *looked = true;
        }
    }

    fn mark_posts(&self, chat: i64) {
        let mut read = self.read.lock().unwrap();
        read.extend(
            self.playground
                .messages(chat)
                .into_iter()
                .map(|seen| (chat, seen.message_id)),
        );
    }

    /// A story sends updates that end as dead letters, as they should.
    pub fn expects_dead_updates(&self, more: i64) {
        *self.unreadable.lock().unwrap() += more;
    }

    /// A story has letters that nobody can be given.
    pub fn expects_undelivered(&self, more: i64) {
        *self.undelivered.lock().unwrap() += more;
    }

    /// Fails the story over anything that it left lying about.
    pub(crate) async fn close(&self) {
        self.quiet().await;
        let mut left = self.left_unread();
        left.extend(self.left_in_the_tables().await);
        left.extend(
            self.playground
                .breaches()
                .into_iter()
                .map(|breach| format!("Telegram refused: {breach}")),
        );
        assert!(left.is_empty(), "the story left behind:\n  {}", left.join("\n  "));
    }

    fn left_unread(&self) -> Vec<String> {
        let mut left = Vec::new();
        for someone in self.people.lock().unwrap().iter() {
            let name = someone.person.name();
            left.extend(
                someone
                    .unread()
                    .iter()
                    .map(|seen| format!("{name} did not look at: {}", seen.html)),
            );
            for group in self.rooms.lock().unwrap().iter() {
                let unread = someone.whispers(group);
                left.extend(
                    unread
                        .iter()
                        .map(|seen| format!("{name} did not look, in the group, at: {}", seen.html)),
                );
            }
        }
        for group in self.rooms.lock().unwrap().iter() {
            let room = crate::rooms::posts(self, group);
            left.extend(
                room.iter()
                    .map(|seen| format!("nobody in {} looked at: {}", group.title(), seen.html)),
            );
        }
        for (tap, looked) in self.taps.lock().unwrap().iter() {
            let words = tap
                .answer()
                .and_then(|answer| answer.text)
                .filter(|words| !words.is_empty() && !looked);
            left.extend(words.map(|words| format!("nobody looked at the alert: {words}")));
        }
        left.extend(
            self.playground
                .unanswered()
                .iter()
                .map(|tap| format!("the tap {} got no answer", tap.id())),
        );
        left.extend(
            self.playground
                .open_payments()
                .iter()
                .map(|payment| format!("the payment {} got no answer", payment.id())),
        );
        left
    }

    async fn left_in_the_tables(&self) -> Vec<String> {
        let mut left = Vec::new();
        let mut tx = self.fresh.db.read().await.unwrap();
        let (inbox, outbox) = (
            inbox::counts(&mut tx).await.unwrap(),
            outbox::counts(&mut tx).await.unwrap(),
        );
        let jobs = jobs::counts(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let (unreadable, undelivered) = (*self.unreadable.lock().unwrap(), *self.undelivered.lock().unwrap());
        for (what, count, expected) in [
            ("updates are open", inbox.open, 0),
            ("updates were given up", inbox.dead, unreadable),
            ("letters are not sent", outbox.open, 0),
            ("letters were given up", outbox.dead, undelivered),
            ("jobs were given up", jobs.dead, 0),
        ] {
            if count != expected {
                left.push(format!("{count} {what}, not {expected}"));
            }
        }
        left.extend(self.untold().await);
        let report = self.loyalty().check().await.unwrap();
        assert!(report.rules > 0, "the check looks at nothing");
        left.extend(report.findings.iter().map(|finding| format!("{finding:?}")));
        left
    }

    /// What was done and has no sentence in the log (S3).
    async fn untold(&self) -> Vec<String> {
        let mut tx = self.fresh.db.read().await.unwrap();
        let mut untold = Vec::new();
        for shop in shops::list(&mut tx, None, 100).await.unwrap() {
            let done = audit::page(&mut tx, shop.id, 0, 10_000).await.unwrap();
            let silent = done.iter().filter(|done| !bot::handlers::staff::audit::is_told(done));
            untold.extend(silent.map(|done| format!("the log of {} is silent about {done:?}", shop.name)));
        }
        untold
    }

    /// Everything that happened, as people saw it.
    pub(crate) fn transcript(&self) -> String {
        let mut all = String::new();
        for someone in self.people.lock().unwrap().iter() {
            let chat = self.playground.chat_of(&someone.person, &self.bot);
            let lines = self.playground.transcript(chat);
            if !lines.is_empty() {
                writeln!(all, "── {}\n{lines}", someone.person.name()).unwrap();
            }
        }
        for group in self.rooms.lock().unwrap().iter() {
            writeln!(all, "── {}\n{}", group.title(), self.playground.transcript(group)).unwrap();
        }
        for breach in self.playground.breaches() {
            writeln!(all, "── Telegram refused: {breach}").unwrap();
        }
        all
    }

    /// Stops everything. People know their stage and the stage its people: it lets go of them, or its tables
    /// would outlive it.
    pub(crate) async fn end(&self) {
        for program in self.programs.write().await.drain(..) {
            // A story that failed may have left a program that does not stop well either.
            drop(program.stop().await);
        }
        self.playground.stop();
        self.people.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.taps.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn settings(playground: &Playground, bot: &Bot, fresh: &Fresh, by: By) -> Settings {
    let (updates, listen) = match by {
        By::Polling => (Updates::Polling { asked: false }, None),
        By::Webhook => {
            let address = free_address();
            let url = format!("http://{address}/telegram").parse().unwrap();
            (
                Updates::Webhook {
                    url,
                    secret: Secret::new("open-sesame"),
                },
                Some(address),
            )
        }
    };
    Settings {
        token: Secret::new(bot.token()),
        api_url: playground.api_url().parse().unwrap(),
        database_url: Secret::new(fresh.url.as_str()),
        updates,
        listen,
        messages_per_second: 30,
        updates_at_once: 16,
        person_updates: 20,
        backlog: 50_000,
        drain: Duration::from_secs(8),
        provider_token: None,
    }
}

/// An address that nobody listens on. Below the ports that systems hand out by themselves, so that no
/// connection of another story takes it meanwhile.
fn free_address() -> SocketAddr {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    loop {
        let port = 21_000 + NEXT.fetch_add(1, Ordering::Relaxed) % 9_000;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
}
