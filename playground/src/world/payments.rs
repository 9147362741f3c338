//! Payments: what people send off, what the bot says to it, and what became of the money.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{Bill, Key, MessageId, STARS, Sender, World};
use crate::delivery::Lane;

/// A bot that has not answered by then has refused.
const ANSWER_WITHIN: TimeDelta = TimeDelta::seconds(10);

/// Payments sent off that are kept for their end.
const CHECKOUTS_KEPT: usize = 20_000;

/// How a payment ended for the person who sent it off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaymentEnd {
    Paid {
        /// The payment's `telegram_payment_charge_id`.
        charge: String,
    },
    /// In the bot's words.
    Refused(String),
    /// The bot did not answer in time, and nothing was paid.
    TimedOut,
}

/// A payment that was sent off.
struct Checkout {
    person: i64,
    bill: Arc<Bill>,
    /// The message it was sent off from, unless that was a link.
    message: Option<(Key, MessageId)>,
    at: DateTime<Utc>,
    end: Option<PaymentEnd>,
}

/// Money that was paid.
struct Charge {
    person: i64,
    bill: Arc<Bill>,
    refunded: bool,
}

/// Stars that came to a bot or went from it.
struct Transaction {
    bot: i64,
    charge: String,
    is_refund: bool,
    date: i64,
}

/// Why money is not given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoRefund {
    Unknown,
    Already,
}

#[derive(Default)]
pub(crate) struct Payments {
    checkouts: HashMap<String, Checkout>,
    order: VecDeque<String>,
    charges: HashMap<String, Charge>,
    transactions: Vec<Transaction>,
    /// Invoices for one chat are paid once by each person.
    receipts: HashSet<(Key, MessageId, i64)>,
    /// Invoices that are paid by a link, by what stands in it.
    links: HashMap<String, Arc<Bill>>,
}

impl World {
    /// The link by which an invoice is paid.
    pub fn link_to(&mut self, bill: Bill) -> String {
        let number = self.payments.links.len();
        let slug = self.files.handle_of(&format!("invoice {number}"));
        self.payments.links.insert(slug.clone(), Arc::new(bill));
        format!("https://t.me/${slug}")
    }

    pub fn bill_of_link(&self, slug: &str) -> Option<&Arc<Bill>> {
        self.payments.links.get(slug)
    }

    /// Asks the bot whether somebody may pay, and says the query's id.
    pub fn check_out(&mut self, person: i64, bill: Arc<Bill>, message: Option<(Key, MessageId)>) -> String {
        let number = self.numbers.tap;
        self.numbers.tap += 1;
        let id = number.to_string();
        let bot = bill.bot;
        let mut query = json!({
            "id": id,
            "from": self.user_json(person),
            "currency": bill.currency,
            "total_amount": bill.total,
            "invoice_payload": bill.payload,
        });
        if let Some(told) = self.people.get(&person).and_then(|payer| bill.order_info(payer)) {
            query["order_info"] = told;
        }
        let checkout = Checkout {
            person,
            bill,
            message,
            at: self.now(),
            end: None,
        };
        self.payments.checkouts.insert(id.clone(), checkout);
        self.payments.order.push_back(id.clone());
        if self.payments.order.len() > CHECKOUTS_KEPT
            && let Some(oldest) = self.payments.order.pop_front()
        {
            self.payments.checkouts.remove(&oldest);
        }
        self.know(bot, person);
        self.push_update(bot, "pre_checkout_query", &query, Lane::Checkout(number));
        self.touch();
        id
    }

    /// The bot's word on a payment: `None`, or why not. Says nothing when the query is unknown, too old, or answered.
    pub fn answer_checkout(&mut self, bot: i64, id: &str, objection: Option<String>) -> Option<()> {
        let now = self.now();
        let checkout = self.payments.checkouts.get(id)?;
        let is_open = checkout.bill.bot == bot && checkout.end.is_none() && now - checkout.at < ANSWER_WITHIN;
        if !is_open {
            return None;
        }
        let (person, bill) = (checkout.person, Arc::clone(&checkout.bill));
        let end = match objection {
            Some(words) => {
                let line = format!(
                    "{} ⇢ {} (no payment): {words}",
                    self.person_name(bot),
                    self.person_name(person)
                );
                self.note(Key::Private { bot, person }, line, Some(person));
                PaymentEnd::Refused(words)
            }
            None => PaymentEnd::Paid {
                charge: self.charge(person, bill),
            },
        };
        if let Some(checkout) = self.payments.checkouts.get_mut(id) {
            let is_single = !checkout.bill.start_parameter.is_empty();
            if let (PaymentEnd::Paid { .. }, true, Some((key, message))) = (&end, is_single, checkout.message) {
                self.payments.receipts.insert((key, message, person));
            }
            checkout.end = Some(end);
        }
        self.touch();
        Some(())
    }

    /// Takes the money. The receipt goes into the private chat, wherever the invoice was.
    fn charge(&mut self, person: i64, bill: Arc<Bill>) -> String {
        let bot = bill.bot;
        let number = self.payments.charges.len() + 1;
        let charge = format!("stx{}", self.files.handle_of(&format!("charge {number}")));
        let mut receipt = json!({
            "currency": bill.currency,
            "total_amount": bill.total,
            "invoice_payload": bill.payload,
            "telegram_payment_charge_id": charge,
            "provider_payment_charge_id": format!("{person}_{number}"),
        });
        if let Some(told) = self.people.get(&person).and_then(|payer| bill.order_info(payer)) {
            receipt["order_info"] = told;
        }
        if bill.currency == STARS {
            self.transfer(bot, &charge, false);
        }
        let paid = Charge {
            person,
            bill,
            refunded: false,
        };
        self.payments.charges.insert(charge.clone(), paid);
        self.private(bot, person).opened = true;
        self.post_service(
            Key::Private { bot, person },
            Sender::User(person),
            "successful_payment",
            receipt,
        );
        charge
    }

    /// Gives Stars back.
    pub fn refund(&mut self, bot: i64, person: i64, id: &str) -> Result<(), NoRefund> {
        let charge = self
            .payments
            .charges
            .get_mut(id)
            .filter(|charge| charge.bill.bot == bot && charge.person == person && charge.bill.currency == STARS)
            .ok_or(NoRefund::Unknown)?;
        if charge.refunded {
            return Err(NoRefund::Already);
        }
        charge.refunded = true;
        let bill = Arc::clone(&charge.bill);
        self.transfer(bot, id, true);
        let refunded = json!({
            "currency": bill.currency,
            "total_amount": bill.total,
            "invoice_payload": bill.payload,
            "telegram_payment_charge_id": id,
        });
        // Unlike a payment, a refund is the bot's own message.
        self.post_service(
            Key::Private { bot, person },
            Sender::Bot(bot),
            "refunded_payment",
            refunded,
        );
        Ok(())
    }

    fn transfer(&mut self, bot: i64, charge: &str, is_refund: bool) {
        let date = self.unix();
        self.payments.transactions.push(Transaction {
            bot,
            charge: charge.to_owned(),
            is_refund,
            date,
        });
    }

    /// How many Stars a bot has.
    pub fn stars(&self, bot: i64) -> i64 {
        self.transactions_of(bot)
            .map(|(moved, charge)| {
                if moved.is_refund {
                    -charge.bill.total
                } else {
                    charge.bill.total
                }
            })
            .sum()
    }

    /// The bot's `StarTransaction`s, oldest first.
    pub fn star_transactions(&self, bot: i64, offset: usize, limit: usize) -> Vec<Value> {
        self.transactions_of(bot)
            .skip(offset)
            .take(limit)
            .map(|(moved, charge)| {
                let partner = json!({
                    "type": "user",
                    "transaction_type": "invoice_payment",
                    "user": self.user_json(charge.person),
                    "invoice_payload": charge.bill.payload,
                });
                let side = if moved.is_refund { "receiver" } else { "source" };
                json!({
                    "id": moved.charge,
                    "amount": charge.bill.total,
                    "date": moved.date,
                    side: partner,
                })
            })
            .collect()
    }

    fn transactions_of(&self, bot: i64) -> impl Iterator<Item = (&Transaction, &Charge)> {
        self.payments
            .transactions
            .iter()
            .filter(move |moved| moved.bot == bot)
            .filter_map(|moved| Some((moved, self.payments.charges.get(&moved.charge)?)))
    }

    /// How a payment ended. `None` while the bot may still answer, or when nobody knows of it any more.
    pub fn payment_end(&self, id: &str) -> Option<PaymentEnd> {
        let checkout = self.payments.checkouts.get(id)?;
        let is_late = self.now() - checkout.at >= ANSWER_WITHIN;
        checkout.end.clone().or_else(|| is_late.then_some(PaymentEnd::TimedOut))
    }

    /// How long the bot may still think about a payment. `None` when it may not.
    pub fn time_to_answer(&self, id: &str) -> Option<TimeDelta> {
        let checkout = self.payments.checkouts.get(id)?;
        let left = checkout.at + ANSWER_WITHIN - self.now();
        (checkout.end.is_none() && left > TimeDelta::zero()).then_some(left)
    }

    /// Whether the button of an invoice shows somebody the receipt, and does not ask for money again.
    pub fn has_receipt(&self, key: Key, message: MessageId, person: i64) -> bool {
        self.payments.receipts.contains(&(key, message, person))
    }
}
