//! What is to be paid: an invoice, as its bot wrote it.

use iso_currency::Currency;
use serde_json::{Map, Value, json};

use super::{PersonState, World};

/// Telegram's own money, which has no smaller unit.
pub(crate) const STARS: &str = "XTR";

/// What a person tells about themselves when they pay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    pub name: bool,
    pub phone: bool,
    pub email: bool,
}

/// An invoice. What people see of it is in the message; the rest only the bot knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bill {
    pub bot: i64,
    pub title: String,
    pub description: String,
    pub payload: String,
    pub currency: String,
    /// In the smallest unit of the currency.
    pub total: i64,
    /// Without one, whoever gets the invoice forwarded can pay it, and anybody again and again.
    pub start_parameter: String,
    pub asked: Asked,
}

impl Bill {
    /// The `Invoice` of the message.
    pub fn to_json(&self) -> Value {
        json!({
            "title": self.title,
            "description": self.description,
            "start_parameter": self.start_parameter,
            "currency": self.currency,
            "total_amount": self.total,
        })
    }

    /// The button that Telegram puts below an invoice that came without any.
    pub fn pay_button(&self) -> Value {
        let label = format!("Pay {}", amount(self.total, &self.currency));
        json!({ "inline_keyboard": [[{ "text": label, "pay": true }]] })
    }

    /// What a forwarded copy has in its place: the same button, or a link to the bot.
    pub fn forwarded_button(&self, world: &World) -> Value {
        if self.start_parameter.is_empty() {
            return self.pay_button();
        }
        let label = format!("Pay {}", amount(self.total, &self.currency));
        let username = world.bots.get(&self.bot).map_or("", |bot| &bot.username);
        let url = format!("https://t.me/{username}?start={}", self.start_parameter);
        json!({ "inline_keyboard": [[{ "text": label, "url": url }]] })
    }

    /// The `OrderInfo` that the bot asked for, if any.
    pub fn order_info(&self, payer: &PersonState) -> Option<Value> {
        let mut told = Map::new();
        let mut tell = |wanted: bool, field: &str, words: String| {
            if wanted {
                told.insert(field.to_owned(), words.into());
            }
        };
        tell(self.asked.name, "name", payer.full_name());
        tell(self.asked.phone, "phone_number", payer.phone());
        tell(self.asked.email, "email", format!("{}@example.org", payer.id));
        (!told.is_empty()).then_some(Value::Object(told))
    }
}

/// An amount as people read it: `⭐5`, `12.50 USD`.
pub(crate) fn amount(total: i64, currency: &str) -> String {
    if currency == STARS {
        return format!("⭐{total}");
    }
    let places = Currency::from_code(currency).and_then(Currency::exponent).unwrap_or(2);
    let unit = 10_i64.pow(places.into());
    let (whole, rest) = (total / unit, total % unit);
    if places == 0 {
        format!("{whole} {currency}")
    } else {
        format!("{whole}.{rest:0width$} {currency}", width = places.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_as_many_places_as_its_currency() {
        assert_eq!(amount(5, "XTR"), "⭐5");
        assert_eq!(amount(1_250, "USD"), "12.50 USD");
        assert_eq!(amount(1_205, "KWD"), "1.205 KWD");
        assert_eq!(amount(500, "JPY"), "500 JPY");
    }
}
