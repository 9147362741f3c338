//! Invoices, the last word before somebody pays, and Stars.

use std::sync::Arc;

use iso_currency::Currency;
use serde_json::{Map, Value, json};

use super::{Act, Answer, Refusal, markup::Keyboard};
use crate::world::{Asked, Bill, MessageKind, NoRefund, STARS};

const LONGEST_TITLE: usize = 32;
const LONGEST_DESCRIPTION: usize = 255;
const LONGEST_PAYLOAD: usize = 128;
const LONGEST_START: usize = 64;

/// Beyond this Telegram takes no amount, whatever the currency.
const LARGEST_AMOUNT: i64 = 999_999_999_999;

const MOST_TIPS: usize = 4;
const MOST_TRANSACTIONS: i64 = 100;

impl Act<'_> {
    pub fn send_invoice(&mut self) -> Answer {
        let bill = self.bill()?;
        let mut place = self.place_of_invoice("can_send_messages")?;
        if place.keyboard == Keyboard::None {
            place.keyboard = Keyboard::Inline(bill.pay_button());
        }
        let fields = Map::from_iter([("invoice".to_owned(), bill.to_json())]);
        place.bill = Some(Arc::new(bill));
        self.put(place, MessageKind::Invoice, fields)
    }

    pub fn create_invoice_link(&mut self) -> Answer {
        for unplayed in ["business_connection_id", "subscription_period"] {
            if self.value(unplayed).is_some() {
                return Err(Refusal::not_played(unplayed));
            }
        }
        let bill = self.bill()?;
        Ok(self.world.link_to(bill).into())
    }

    pub fn answer_pre_checkout_query(&mut self) -> Answer {
        let objection = if self.flag("ok") == Some(true) {
            None
        } else {
            Some(self.required("error_message")?)
        };
        let id = self.text("pre_checkout_query_id").unwrap_or_default().to_owned();
        self.world
            .answer_checkout(self.bot, &id, objection)
            .ok_or_else(Refusal::query_too_old)?;
        Ok(true.into())
    }

    pub fn refund_star_payment(&mut self) -> Answer {
        let charge = self.text("telegram_payment_charge_id").unwrap_or_default().to_owned();
        match self.world.refund(self.bot, self.number("user_id"), &charge) {
            Ok(()) => Ok(true.into()),
            Err(NoRefund::Unknown) => Err(Refusal::fault("CHARGE_NOT_FOUND")),
            // Whoever lost the answer to the first call asks again.
            Err(NoRefund::Already) => Err(Refusal::circumstance("CHARGE_ALREADY_REFUNDED")),
        }
    }

    pub fn get_my_star_balance(&self) -> Value {
        json!({ "amount": self.world.stars(self.bot) })
    }

    pub fn get_star_transactions(&self) -> Answer {
        let offset = self.integer("offset").unwrap_or_default();
        let limit = self.integer("limit").unwrap_or(MOST_TRANSACTIONS);
        if offset < 0 || !(1..=MOST_TRANSACTIONS).contains(&limit) {
            return Err(Refusal::fault(
                "parameter \"limit\" must be 1-100, and \"offset\" not negative",
            ));
        }
        let count = |number: i64| usize::try_from(number).unwrap_or_default();
        let transactions = self.world.star_transactions(self.bot, count(offset), count(limit));
        Ok(json!({ "transactions": transactions }))
    }

    /// The invoice of the call.
    fn bill(&self) -> Result<Bill, Refusal> {
        let title = self.words("title", LONGEST_TITLE)?;
        let description = self.words("description", LONGEST_DESCRIPTION)?;
        let payload = self.required("payload")?;
        if payload.len() > LONGEST_PAYLOAD {
            return Err(Refusal::fault("INVOICE_PAYLOAD_INVALID"));
        }
        let currency = self.required("currency")?;
        let total = self.total()?;
        let in_stars = currency == STARS;
        if in_stars {
            self.check_stars()?;
        } else {
            self.check_provider(&currency)?;
        }
        self.check_tips()?;
        self.check_photo()?;
        let start_parameter = self.text("start_parameter").unwrap_or_default().to_owned();
        if start_parameter.len() > LONGEST_START || !start_parameter.bytes().all(is_start_letter) {
            return Err(Refusal::fault("START_PARAM_INVALID"));
        }
        let asks = |what: &str| !in_stars && self.flag(what) == Some(true);
        Ok(Bill {
            bot: self.bot,
            title,
            description,
            payload,
            currency,
            total,
            start_parameter,
            asked: Asked {
                name: asks("need_name"),
                phone: asks("need_phone_number"),
                email: asks("need_email"),
            },
        })
    }

    /// A text that is there and not empty.
    fn required(&self, param: &str) -> Result<String, Refusal> {
        let text = self.text(param).filter(|text| !text.is_empty());
        text.map(str::to_owned)
            .ok_or_else(|| Refusal::fault(format!("parameter \"{param}\" is required")))
    }

    fn words(&self, param: &str, longest: usize) -> Result<String, Refusal> {
        let words = self.required(param)?;
        if words.trim().is_empty() || words.encode_utf16().count() > longest {
            return Err(Refusal::fault(format!("{param} must be 1-{longest} characters long")));
        }
        Ok(words)
    }

    /// The sum of the prices, which may hold discounts.
    fn total(&self) -> Result<i64, Refusal> {
        let prices = self.value("prices").and_then(Value::as_array);
        let prices = prices.filter(|prices| !prices.is_empty());
        let prices = prices.ok_or_else(|| Refusal::fault("there must be at least one price"))?;
        let mut total = 0_i64;
        for price in prices {
            if price["label"].as_str().unwrap_or_default().is_empty() {
                return Err(Refusal::fault("can't parse labeled price: label must be non-empty"));
            }
            let amount = price["amount"].as_i64().unwrap_or(i64::MAX);
            if !(-LARGEST_AMOUNT..=LARGEST_AMOUNT).contains(&amount) {
                return Err(Refusal::fault("too big amount of the currency specified"));
            }
            total = total.saturating_add(amount);
        }
        match total {
            ..=0 => Err(Refusal::fault("total price must be positive")),
            1..=LARGEST_AMOUNT => Ok(total),
            _ => Err(Refusal::fault("total price is too big")),
        }
    }

    fn check_stars(&self) -> Result<(), Refusal> {
        let prices = self.value("prices").and_then(Value::as_array).map_or(0, Vec::len);
        let has_provider = self.text("provider_token").is_some_and(|token| !token.is_empty());
        let has_tips = self.integer("max_tip_amount").is_some_and(|most| most != 0);
        if prices == 1 && !has_provider && !has_tips {
            Ok(())
        } else {
            Err(Refusal::fault("STARS_INVOICE_INVALID"))
        }
    }

    fn check_provider(&self, currency: &str) -> Result<(), Refusal> {
        for unplayed in ["need_shipping_address", "is_flexible"] {
            if self.flag(unplayed) == Some(true) {
                return Err(Refusal::not_played(unplayed));
            }
        }
        let token = self.text("provider_token").unwrap_or_default();
        let is_token = token.split_once(':').is_some_and(|(number, rest)| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty()
        });
        if !is_token {
            return Err(Refusal::fault("PAYMENT_PROVIDER_INVALID"));
        }
        Currency::from_code(currency)
            .map(drop)
            .ok_or_else(|| Refusal::fault("CURRENCY_INVALID"))
    }

    fn check_tips(&self) -> Result<(), Refusal> {
        let most = self.integer("max_tip_amount").unwrap_or_default();
        if !(0..=LARGEST_AMOUNT).contains(&most) {
            return Err(Refusal::fault("invalid max_tip_amount of the currency specified"));
        }
        let tips = self.value("suggested_tip_amounts").and_then(Value::as_array);
        let tips: Vec<i64> = tips.into_iter().flatten().filter_map(Value::as_i64).collect();
        if tips.iter().any(|tip| *tip <= 0) {
            return Err(Refusal::fault("suggested tip amount must be positive"));
        }
        if tips.iter().any(|tip| *tip > most) {
            return Err(Refusal::fault(
                "suggested tip amount can't be bigger than max_tip_amount",
            ));
        }
        if tips.len() > MOST_TIPS {
            return Err(Refusal::fault("there can be at most 4 suggested tip amounts"));
        }
        if !tips.is_sorted_by(|one, next| one < next) {
            return Err(Refusal::fault(
                "suggested tip amounts must be in a strictly increased order",
            ));
        }
        Ok(())
    }

    /// The picture itself is not shown.
    fn check_photo(&self) -> Result<(), Refusal> {
        match self.text("photo_url") {
            Some(url) if !url.is_empty() && !super::markup::is_url(url) => Err(Refusal::fault("PHOTO_URL_INVALID")),
            _ => Ok(()),
        }
    }
}

fn is_start_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}
