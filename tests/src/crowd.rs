//! Fifty people who want seven gifts: they tap and sell all at once, and afterwards it is reckoned what
//! became of each of them.

mod birthdays;
mod cast;
mod lists;
mod reckoning;
mod scene;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bot::tap::Start;
use domain::{Clock, GiftId, Money, ShopId, WallClock};
use loyalty::Loyalty;
use playground::{Bot, Fault, MessageId, Person, Playground, Tap};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};

pub use self::birthdays::Celebrants;
pub use self::reckoning::Figures;
pub use self::scene::{House, Scene};
use crate::processes::Recipe;

pub const CUSTOMERS: usize = 40;
pub const CLERKS: usize = 10;
/// What each of the fifty does.
pub const ACTS: usize = 20;
/// Questions that each customer has open when it begins; each is answered with yes four times.
const QUESTIONS: usize = 5;
/// Sales to each customer: twenty of each clerk's, over all customers.
const SALES: usize = CLERKS * ACTS / CUSTOMERS;

pub const STOCK: i64 = 7;
pub const PRICE: i64 = 100;
/// Enough for one gift; with all sales, for two.
const WELCOME: i64 = PRICE;
const GIFT: &str = "Umbrella";
const SHOP: &str = "Storm & Sons";
/// The button under a question.
const YES: &str = "Yes, redeem";

/// How long people wait for anything before they are told that the club is out of order.
const PATIENCE: Duration = Duration::from_mins(3);
/// How often it is asked whether what is waited for has come.
const GLANCE: Duration = Duration::from_millis(100);

/// The people, the pretend Telegram they use, and what they are up to.
pub struct Crowd {
    pub playground: Playground,
    pub bot: Bot,
    owner: Person,
    customers: Vec<Customer>,
    clerks: Vec<Clerk>,
    shop: ShopId,
    gift: GiftId,
    /// What is still to be done, by person: each does theirs in order.
    plans: Vec<VecDeque<Plan>>,
    chance: StdRng,
    done: usize,
    redelivered: usize,
    began: Instant,
}

struct Customer {
    person: Person,
    /// The messages that ask whether they are sure.
    questions: Vec<Question>,
}

struct Question {
    message: MessageId,
    first_tap: Option<Tap>,
}

struct Clerk {
    person: Person,
    sales: Vec<Sale>,
}

/// A purchase at the till. No two of one clerk, and no two to one customer, are of the same amount.
#[derive(Debug, Clone, Copy)]
struct Sale {
    customer: usize,
    total: Money,
}

#[derive(Debug, Clone, Copy)]
enum Plan {
    /// A customer says yes to one of their questions, for the first time or again.
    Yes {
        customer: usize,
        question: usize,
    },
    Sell {
        clerk: usize,
        sale: usize,
    },
}

impl Crowd {
    /// How many acts are still to come.
    #[must_use]
    pub fn left(&self) -> usize {
        self.plans.iter().map(VecDeque::len).sum()
    }

    /// From now on a tenth of all calls goes wrong.
    pub fn troubles_begin(&mut self, seed: u64) {
        self.playground.forget_calls();
        let slow = Fault::SlowThenOk(Duration::from_millis(300));
        let faults = vec![
            Fault::TooManyRequests { retry_after: 1 },
            Fault::ServerError,
            Fault::ServerError,
            Fault::CutBefore,
            Fault::CutBefore,
            Fault::CutAfter,
            Fault::CutAfter,
            slow.clone(),
            slow,
        ];
        self.playground.fail_share(0.1, seed, faults);
        self.began = Instant::now();
    }

    pub fn troubles_end(&self) {
        self.playground.fail_share(0.0, 0, Vec::new());
    }

    /// So many of those who have something left to do do it, all at once.
    pub fn acts(&mut self, acts: usize) {
        for _ in 0..acts {
            let busy: Vec<usize> = (0..self.plans.len())
                .filter(|person| !self.plans[*person].is_empty())
                .collect();
            if busy.is_empty() {
                return;
            }
            let person = busy[self.chance.random_range(0..busy.len())];
            if let Some(plan) = self.plans[person].pop_front() {
                self.act(plan);
            }
        }
    }

    fn act(&mut self, plan: Plan) {
        self.done += 1;
        match plan {
            Plan::Yes { customer, question } => {
                let Customer { person, questions } = &mut self.customers[customer];
                let Question { message, first_tap } = &mut questions[question];
                match first_tap {
                    Some(tap) => drop(person.taps_again(tap).unwrap()),
                    None => *first_tap = Some(person.taps_on(&self.bot, *message, YES).unwrap()),
                }
            }
            Plan::Sell { clerk, sale } => {
                let Clerk { person, sales } = &self.clerks[clerk];
                let Sale { customer, total } = sales[sale];
                person.says(
                    &self.bot,
                    &format!("/sell {} @{}", plain(total), cast::username(customer)),
                );
            }
        }
    }

    /// Telegram sends some updates again that it sent before: their acknowledgement was lost on the way.
    pub fn redelivers(&mut self, updates: usize) {
        let mut known = self.playground.delivered_updates(&self.bot);
        known.shuffle(&mut self.chance);
        for update in known.into_iter().take(updates) {
            self.playground.redeliver(update).unwrap();
            self.redelivered += 1;
        }
    }

    /// Waits until the bot has taken in all but `left` of what is on its way.
    pub async fn waits_until_heard(&self, left: usize) {
        let heard = async || {
            let waiting = self.bot.pending();
            if waiting <= left {
                Ok(())
            } else {
                Err(format!("{waiting} updates wait"))
            }
        };
        self.waits("the bot to take updates in", heard).await;
    }

    /// Waits until `done` says yes. It is asked whenever something has happened, and now and then.
    pub async fn waits(&self, what: &str, mut done: impl AsyncFnMut() -> Result<(), String>) {
        let mut missing = String::new();
        let patience = tokio::time::timeout(PATIENCE, async {
            let mut glances = tokio::time::interval(GLANCE);
            loop {
                glances.tick().await;
                match done().await {
                    Ok(()) => return,
                    Err(why) => missing = why,
                }
            }
        });
        if patience.await.is_err() {
            let people = self
                .customers
                .iter()
                .map(|customer| &customer.person)
                .chain(self.clerks.iter().map(|clerk| &clerk.person));
            for person in people.filter(|person| missing.contains(&person.name())) {
                eprintln!(
                    "{}",
                    self.playground.transcript(self.playground.chat_of(person, &self.bot))
                );
            }
            panic!("waited in vain for {what}: {missing}");
        }
    }
}

/// An amount as a clerk types it.
fn plain(total: Money) -> String {
    format!("{}.{:02}", total.minor() / 100, total.minor() % 100)
}

/// The acts, on tables that a program may have open.
pub async fn club(url: &str) -> Loyalty {
    let db = storage::Db::open_to_read(url).await.unwrap();
    Loyalty::new(
        db,
        std::sync::Arc::new(WallClock),
        std::sync::Arc::new(domain::OsIds::default()),
    )
}
