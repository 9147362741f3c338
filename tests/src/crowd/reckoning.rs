//! What became of what the fifty did: in the tables, and in their chats.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use domain::coupon::CouponState;
use domain::reason::Reason;
use domain::shop::Shop;
use loyalty::Loyalty;
use playground::{Call, Seen};
use storage::members::Member;
use storage::{inbox, outbox};

use super::{Crowd, Customer, Duration, Fault, GIFT, Money, PRICE, STOCK, Sale, WELCOME, YES, plain};

/// Entries and coupons of one member are read at one go; nobody has as many.
const ALL: i64 = 1_000;
/// A call that a process made before its end is heard up to this much later.
const ON_THE_WAY: TimeDelta = TimeDelta::seconds(5);

/// What a storm was, in one line.
#[derive(Debug)]
pub struct Figures {
    pub acts: usize,
    pub redelivered: usize,
    pub calls: usize,
    pub faults: u64,
    /// Messages that came twice because the answer to the first was lost, or its process.
    pub repeats: usize,
    pub lasted: Duration,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            acts,
            redelivered,
            calls,
            faults,
            repeats,
            lasted,
        } = self;
        let seconds = lasted.as_secs_f64();
        write!(
            f,
            "{acts} acts, {redelivered} updates again, {calls} calls, {faults} faults, {repeats} repeats, {seconds:.1} s"
        )
    }
}

impl Crowd {
    /// Whether everybody knows what became of what they did. If not, who does not.
    pub fn everybody_is_told(&self) -> Result<(), String> {
        let waiting = self.bot.pending();
        if waiting > 0 {
            return Err(format!("{waiting} updates wait for the bot"));
        }
        let spinning = self.playground.unanswered().len();
        if spinning > 0 {
            return Err(format!("{spinning} taps are not answered"));
        }
        for (number, customer) in self.customers.iter().enumerate() {
            self.customer_is_told(number, customer)?;
        }
        for clerk in &self.clerks {
            let seen = clerk.person.sees(&self.bot);
            let untold = clerk
                .sales
                .iter()
                .find(|sale| !seen.iter().any(|seen| is_receipt(seen.words(), sale)));
            if let Some(sale) = untold.filter(|_| self.left() == 0) {
                return Err(format!("{} has no receipt for {:?}", clerk.person.name(), sale.total));
            }
        }
        Ok(())
    }

    fn customer_is_told(&self, number: usize, customer: &Customer) -> Result<(), String> {
        let name = customer.person.name();
        let seen = customer.person.sees(&self.bot);
        for question in customer
            .questions
            .iter()
            .filter(|question| question.first_tap.is_some())
        {
            let shown = seen.iter().find(|seen| seen.message_id == question.message);
            if shown.is_none_or(is_question) {
                return Err(format!("{name} still reads a question"));
            }
        }
        let sales = self
            .clerks
            .iter()
            .flat_map(|clerk| &clerk.sales)
            .filter(|sale| sale.customer == number);
        for sale in sales.filter(|_| self.left() == 0) {
            if !seen.iter().any(|seen| is_letter(seen.words(), sale)) {
                let clerk = self.clerks.iter().find(|clerk| {
                    clerk
                        .sales
                        .iter()
                        .any(|other| other.customer == number && other.total == sale.total)
                });
                let name = format!("{name} from {}", clerk.unwrap().person.name());
                return Err(format!("{name} has no letter about {:?}", sale.total));
            }
        }
        Ok(())
    }

    /// Whether everything that came in is through and everything that was to go out is out.
    pub async fn nothing_is_open(&self, club: &Loyalty) -> Result<(), String> {
        let mut tx = club.db.read().await.map_err(|error| error.to_string())?;
        let updates = inbox::counts(&mut tx).await.map_err(|error| error.to_string())?;
        let letters = outbox::counts(&mut tx).await.map_err(|error| error.to_string())?;
        if updates.open + letters.open > 0 {
            return Err(format!(
                "{} updates and {} letters are open",
                updates.open, letters.open
            ));
        }
        Ok(())
    }

    /// Looks everything through. `breaks`: when a process ended, or could do nothing more, before its time; each
    /// of them excuses one repeated message in each chat.
    pub async fn is_reckoned(&self, club: &Loyalty, breaks: &[Range<DateTime<Utc>>]) -> Figures {
        assert_eq!(self.left(), 0);
        let shop = club.shop(self.shop).await.unwrap().unwrap();
        let mut coupons = 0;
        for (number, customer) in self.customers.iter().enumerate() {
            coupons += self.has_what_is_theirs(club, &shop, number, customer).await;
        }
        assert_eq!(coupons, STOCK, "coupons");
        let gifts = club.all_gifts(self.shop, 0, 2).await.unwrap().0;
        assert_eq!(
            gifts.iter().map(|gift| gift.stock).collect::<Vec<_>>(),
            [Some(0)],
            "what is left of the gift"
        );
        let mut tx = club.db.read().await.unwrap();
        let (updates, letters) = (
            inbox::counts(&mut tx).await.unwrap(),
            outbox::counts(&mut tx).await.unwrap(),
        );
        assert_eq!((updates.open, updates.dead, letters.open, letters.dead), (0, 0, 0, 0));
        drop(tx);

        let calls = self.playground.calls();
        let repeats = self.repeats(&calls, breaks);
        // A process that ends before it has written down a pause cannot hand it on.
        let breaches = self.playground.breaches();
        let excused = breaches
            .iter()
            .filter(|breach| breach.contains("before retry_after was over"))
            .count();
        assert!(excused == breaches.len() && excused <= breaks.len(), "{breaches:#?}");
        Figures {
            acts: self.done,
            redelivered: self.redelivered,
            calls: calls.len(),
            faults: self.playground.faults_had(),
            repeats,
            lasted: self.began.elapsed(),
        }
    }

    /// A customer's points, purchases and coupons are right, and the coupons are in their hands. Says how many.
    async fn has_what_is_theirs(&self, club: &Loyalty, shop: &Shop, number: usize, customer: &Customer) -> i64 {
        let name = customer.person.name();
        let user = domain::UserId(customer.person.id());
        let member: Member = club.member_by_user(shop.id, user).await.unwrap().unwrap();
        let statement = club.statement(shop, member.id, 0, ALL).await.unwrap();
        let coupons = club.wallet(shop.id, member.id, 0, ALL).await.unwrap().coupons;

        let mut bought: Vec<Money> = statement
            .entries
            .iter()
            .filter_map(|entry| {
                if let Reason::Purchase { total } = entry.reason {
                    Some(total)
                } else {
                    None
                }
            })
            .collect();
        let mut paid: Vec<Money> = self
            .clerks
            .iter()
            .flat_map(|clerk| &clerk.sales)
            .filter(|sale| sale.customer == number)
            .map(|sale| sale.total)
            .collect();
        bought.sort();
        paid.sort();
        assert_eq!(bought, paid, "the purchases of {name}");

        let held = i64::try_from(coupons.len()).unwrap();
        let due = WELCOME + paid.iter().map(|total| total.minor() / 100).sum::<i64>() - PRICE * held;
        let in_the_ledger: i64 = statement.entries.iter().map(|entry| entry.amount.get()).sum();
        assert_eq!(
            (member.points.get(), statement.points.get(), in_the_ledger),
            (due, due, due),
            "the points of {name}"
        );
        assert!(due >= 0, "{name} has {due}");
        assert!(
            coupons
                .iter()
                .all(|coupon| coupon.state == CouponState::Issued && coupon.price.get() == PRICE)
        );

        let seen = customer.person.sees(&self.bot);
        let answers: Vec<&Seen> = customer
            .questions
            .iter()
            .map(|question| seen.iter().find(|seen| seen.message_id == question.message).unwrap())
            .collect();
        let (shown, refused): (Vec<&Seen>, Vec<&Seen>) = answers.into_iter().partition(|seen| seen.photo.is_some());
        let mut codes: Vec<String> = coupons.iter().map(|coupon| coupon.code.to_string()).collect();
        let mut in_hand: Vec<String> = shown
            .iter()
            .filter_map(|seen| codes.iter().find(|code| seen.words().contains(code.as_str())).cloned())
            .collect();
        codes.sort();
        in_hand.sort();
        assert_eq!(in_hand, codes, "the coupons that {name} was shown");
        assert_eq!(shown.len(), codes.len(), "the pictures that {name} was shown");
        for seen in refused {
            assert!(is_refusal(seen), "{name} reads {:?}", seen.words());
        }
        held
    }

    /// Everybody heard of each of their things once, but where the first time may have been lost. Says how
    /// often that was.
    fn repeats(&self, calls: &[Call], breaks: &[Range<DateTime<Utc>>]) -> usize {
        let mut heard: BTreeMap<(i64, &str), Vec<&Call>> = BTreeMap::new();
        let sales: Vec<(usize, &Sale)> = self
            .clerks
            .iter()
            .enumerate()
            .flat_map(|(clerk, of)| of.sales.iter().map(move |sale| (clerk, sale)))
            .collect();
        let amounts: HashMap<Money, String> = sales.iter().map(|(_, sale)| (sale.total, amount(sale))).collect();
        for call in calls
            .iter()
            .filter(|call| call.ok && matches!(call.method.as_str(), "sendMessage" | "sendPhoto"))
        {
            let chat = call.params["chat_id"].as_i64().unwrap();
            let words = call.params["text"].as_str().unwrap_or_default();
            let about = sales.iter().find(|(clerk, sale)| {
                let (clerk, customer) = (&self.clerks[*clerk].person, &self.customers[sale.customer].person);
                (chat == clerk.id() && is_receipt(words, sale)) || (chat == customer.id() && is_letter(words, sale))
            });
            let Some((_, sale)) = about else {
                panic!("nobody expects {words:?} in chat {chat}")
            };
            heard
                .entry((chat, amounts[&sale.total].as_str()))
                .or_default()
                .push(call);
        }
        assert_eq!(heard.len(), 2 * sales.len(), "things that were told");

        let mut excused: HashMap<i64, Vec<Range<DateTime<Utc>>>> = HashMap::new();
        let mut repeats = 0;
        for ((chat, about), calls) in heard {
            let left = excused.entry(chat).or_insert_with(|| breaks.to_vec());
            for pair in calls.windows(2) {
                let (first, again) = (pair[0], pair[1]);
                repeats += 1;
                if first.fault == Some(Fault::CutAfter) {
                    continue;
                }
                let between = |span: &Range<DateTime<Utc>>| first.at - ON_THE_WAY <= span.end && span.start <= again.at;
                let Some(excuse) = left.iter().position(between) else {
                    panic!(
                        "chat {chat} was told of {about} at {} and, for no reason, again at {}; left are {left:?}",
                        first.at, again.at
                    );
                };
                left.remove(excuse);
            }
        }
        repeats
    }
}

fn is_question(seen: &Seen) -> bool {
    seen.buttons.iter().flatten().any(|button| button.text == YES)
}

/// An amount as the bot writes it.
fn amount(sale: &Sale) -> String {
    format!("€{}", plain(sale.total))
}

fn is_receipt(words: &str, sale: &Sale) -> bool {
    words.starts_with('✅') && words.contains(&amount(sale))
}

fn is_letter(words: &str, sale: &Sale) -> bool {
    words.starts_with("🧾") && words.contains(&amount(sale))
}

/// A clear no: sold out, or how much is missing.
fn is_refusal(seen: &Seen) -> bool {
    let sold_out = format!("{GIFT} is sold out. Your points are untouched; /gifts shows what else there is.");
    let missing = seen.words().strip_suffix(&format!(" for {GIFT}."));
    let missing = missing.and_then(|points| {
        points
            .strip_suffix(" more points")
            .or(points.strip_suffix(" more point"))
    });
    seen.words() == sold_out || missing.is_some_and(|n| n.parse().is_ok_and(|n: i64| (1..=PRICE).contains(&n)))
}
