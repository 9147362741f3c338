//! Who the fifty are, and how they come to stand before the counter.

use std::path::Path;
use std::sync::Arc;

use futures::future::join_all;
use playground::{NewPerson, Options, Seen};

use super::{
    ACTS, Bot, CLERKS, CUSTOMERS, Clerk, Clock, Crowd, Customer, Duration, GIFT, Instant, MessageId, Money, PRICE,
    Person, Plan, Playground, QUESTIONS, Question, Recipe, SALES, SHOP, STOCK, Sale, SeedableRng, SliceRandom, Start,
    StdRng, VecDeque, WELCOME, WallClock, YES, club,
};

/// Calls and messages that the playground keeps: more than a storm makes.
const KEPT: usize = 200_000;
const AGREE: &str = "Agree and join";
const WELCOMED: &str = "Welcome to";
const REDEEM: &str = "Redeem for 100 points";
const SLUG: &str = "storm";

/// The name by which clerks call a customer.
pub(super) fn username(customer: usize) -> String {
    format!("storm_{customer:02}")
}

/// A pretend Telegram with a bot in it.
pub async fn telegram() -> (Playground, Bot) {
    let options = Options {
        limits: false,
        remember: KEPT,
        ..Options::new(Arc::new(|| WallClock.now()))
    };
    let playground = Playground::start(options).await.unwrap();
    playground.set_first_redelivery(Duration::from_millis(100));
    let bot = playground.add_bot("Regulars", "regulars_bot");
    (playground, bot)
}

impl Crowd {
    /// Opens the shop, without the chat and before any bot runs.
    pub async fn gathers(
        playground: Playground,
        bot: Bot,
        recipe: &Recipe,
        folder: &Path,
        url: &str,
        seed: u64,
    ) -> Self {
        let owner = somebody(&playground, "Olga", "olga");
        let customers: Vec<Person> = (0..CUSTOMERS)
            .map(|n| somebody(&playground, &format!("Customer {n:02}"), &username(n)))
            .collect();
        let clerks: Vec<Person> = (0..CLERKS)
            .map(|n| somebody(&playground, &format!("Clerk {n:02}"), &format!("clerk_{n:02}")))
            .collect();
        std::fs::write(folder.join("shop.toml"), shop_file(&owner, &clerks)).unwrap();
        let opened = recipe.runs(&["init", "--from", "shop.toml"]).await;
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));

        let club = club(url).await;
        let shop = club.shop_by_slug(SLUG).await.unwrap().unwrap().id;
        let gift = club.all_gifts(shop, 0, 1).await.unwrap().0[0].id;
        club.db.close().await.unwrap();
        let mut chance = StdRng::seed_from_u64(seed);
        let sales = purchases(&mut chance);
        let clerks: Vec<Clerk> = clerks
            .into_iter()
            .zip(sales)
            .map(|(person, sales)| Clerk { person, sales })
            .collect();
        Self {
            plans: plans(&mut chance),
            customers: customers
                .into_iter()
                .map(|person| Customer {
                    person,
                    questions: Vec::new(),
                })
                .collect(),
            playground,
            bot,
            owner,
            clerks,
            shop,
            gift,
            chance,
            done: 0,
            redelivered: 0,
            began: Instant::now(),
        }
    }

    /// Everybody becomes a member by the front door and asks for the gift, up to the last question.
    pub async fn takes_its_places(&mut self) {
        let places = self
            .customers
            .iter()
            .map(|customer| self.takes_a_place(&customer.person));
        let questions = join_all(places).await;
        for (customer, questions) in self.customers.iter_mut().zip(questions) {
            customer.questions = questions;
        }
        for clerk in &self.clerks {
            clerk.person.says(&self.bot, "/menu");
        }
        let served = self
            .clerks
            .iter()
            .map(|clerk| self.waits_for(&clerk.person, 1, has_buttons));
        drop(join_all(served).await);
    }

    async fn takes_a_place(&self, person: &Person) -> Vec<Question> {
        self.opens(person, &Start::Shop(self.shop));
        self.waits_for(person, 1, |seen| has_button(seen, AGREE)).await;
        drop(person.taps(&self.bot, AGREE).unwrap());
        self.waits_for(person, 1, |seen| seen.words().contains(WELCOMED)).await;

        for _ in 0..QUESTIONS {
            self.opens(person, &Start::Gift(self.shop, self.gift));
        }
        for offer in self.waits_for(person, QUESTIONS, |seen| has_button(seen, REDEEM)).await {
            drop(person.taps_on(&self.bot, offer, REDEEM).unwrap());
        }
        let questions = self.waits_for(person, QUESTIONS, |seen| has_button(seen, YES)).await;
        questions
            .into_iter()
            .map(|message| Question {
                message,
                first_tap: None,
            })
            .collect()
    }

    fn opens(&self, person: &Person, what: &Start) {
        person.opens(&what.link(&self.bot.username())).unwrap();
    }

    /// Waits until somebody sees so many messages of a kind. A process that ends may leave more of them than
    /// were asked for.
    async fn waits_for(&self, person: &Person, many: usize, kind: impl Fn(&Seen) -> bool) -> Vec<MessageId> {
        let mut found = Vec::new();
        self.waits("a place", async || {
            let seen = person.sees(&self.bot);
            found = seen
                .iter()
                .filter(|seen| kind(seen))
                .map(|seen| seen.message_id)
                .take(many)
                .collect();
            if found.len() == many {
                return Ok(());
            }
            Err(format!("{} sees {} of {many}", person.name(), found.len()))
        })
        .await;
        found
    }
}

fn has_button(seen: &Seen, label: &str) -> bool {
    seen.buttons.iter().flatten().any(|button| button.text == label)
}

fn has_buttons(seen: &Seen) -> bool {
    !seen.buttons.is_empty()
}

fn somebody(playground: &Playground, name: &str, username: &str) -> Person {
    playground.add_person(NewPerson {
        first_name: name.to_owned(),
        username: Some(username.to_owned()),
        language_code: Some("en".to_owned()),
        ..NewPerson::default()
    })
}

fn shop_file(owner: &Person, clerks: &[Person]) -> String {
    let staff: String = clerks
        .iter()
        .map(|clerk| {
            format!(
                "[[staff]]\ntelegram_id = {}\nname = \"{}\"\nrole = \"clerk\"\n\n",
                clerk.id(),
                clerk.name()
            )
        })
        .collect::<Vec<String>>()
        .concat();
    format!(
        "[shop]\nslug = \"{SLUG}\"\nname = \"{SHOP}\"\nlanguage = \"en\"\ntime_zone = \"Europe/Berlin\"\ncurrency = \"EUR\"\n\
         owner = {}\n\n[points]\nper = 1\nearn = 1\nwelcome = {WELCOME}\nfree_per_day = {WELCOME}\n\n{staff}\
         [[gifts]]\nslug = \"umbrella\"\ntitle = \"{GIFT}\"\npoints = {PRICE}\nstock = {STOCK}\nvalid_days = 30\n",
        owner.id(),
    )
}

/// Each clerk's sales, in the order in which they are made.
fn purchases(chance: &mut StdRng) -> Vec<Vec<Sale>> {
    let mut customers: Vec<(usize, i64)> = (0..CUSTOMERS)
        .flat_map(|customer| (0..).take(SALES).map(move |nth| (customer, nth)))
        .collect();
    customers.shuffle(chance);
    let by_clerk = customers.chunks(ACTS).map(|of_one| {
        // Whole amounts are written without cents.
        let numbered = (1..).zip(of_one);
        numbered
            .map(|(n, (customer, nth))| Sale {
                customer: *customer,
                total: Money::new((20 + nth) * 100 + n).unwrap(),
            })
            .collect()
    });
    by_clerk.collect()
}

/// What each of the fifty does, in order.
fn plans(chance: &mut StdRng) -> Vec<VecDeque<Plan>> {
    let customers = (0..CUSTOMERS).map(|customer| {
        let mut plan: Vec<Plan> = (0..ACTS)
            .map(|n| Plan::Yes {
                customer,
                question: n % QUESTIONS,
            })
            .collect();
        plan.shuffle(chance);
        plan.into()
    });
    let customers: Vec<VecDeque<Plan>> = customers.collect();
    let clerks = (0..CLERKS).map(|clerk| (0..ACTS).map(|sale| Plan::Sell { clerk, sale }).collect());
    customers.into_iter().chain(clerks).collect()
}
