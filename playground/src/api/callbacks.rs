//! Answers to taps.

use super::{Act, Answer, Refusal};
use crate::world::CallbackAnswer;

const LONGEST_NOTE: usize = 200;

impl Act<'_> {
    pub fn answer_callback_query(&mut self) -> Answer {
        let text = self.text("text").map(str::to_owned);
        if text
            .as_ref()
            .is_some_and(|text| text.encode_utf16().count() > LONGEST_NOTE)
        {
            return Err(Refusal::fault("MESSAGE_TOO_LONG"));
        }
        let url = self.text("url").map(str::to_owned);
        let own_link = self
            .world
            .bots
            .get(&self.bot)
            .map(|bot| format!("t.me/{}?start=", bot.username));
        if let (Some(url), Some(own)) = (&url, own_link)
            && !url.contains(&own)
        {
            return Err(Refusal::fault("URL_INVALID"));
        }
        let answer = CallbackAnswer {
            text,
            show_alert: self.flag("show_alert").unwrap_or_default(),
            url,
        };
        let id = self.text("callback_query_id").unwrap_or_default().to_owned();
        self.world
            .answer_tap(self.bot, &id, answer)
            .ok_or_else(Refusal::query_too_old)?;
        Ok(true.into())
    }
}
