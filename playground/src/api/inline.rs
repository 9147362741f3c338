//! Answers to what people type behind the bot's name.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::{Act, Answer, Refusal, texts::Words};
use crate::world::{InlineAnswer, InlineResult};

const MOST_RESULTS: usize = 50;
const LONGEST_ID: usize = 64;
const LONGEST_OFFSET: usize = 64;
const LONGEST_START: usize = 64;
/// Unless the bot says otherwise, and then everybody gets the same list for so long.
const CACHE_TIME: i64 = 300;

impl Act<'_> {
    pub fn answer_inline_query(&mut self) -> Answer {
        let given = self
            .value("results")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if given.len() > MOST_RESULTS {
            return Err(Refusal::fault("RESULTS_TOO_MUCH"));
        }
        let mut ids = HashSet::new();
        let mut results = Vec::with_capacity(given.len());
        for result in &given {
            let result = self.inline_result(result)?;
            if !ids.insert(result.id.clone()) {
                return Err(Refusal::fault("RESULT_ID_DUPLICATE"));
            }
            results.push(result);
        }
        let cache_time = self.integer("cache_time").unwrap_or(CACHE_TIME);
        if cache_time < 0 {
            return Err(Refusal::fault("parameter \"cache_time\" must be non-negative"));
        }
        let next_offset = self.text("next_offset").unwrap_or_default().to_owned();
        if next_offset.len() > LONGEST_OFFSET {
            return Err(Refusal::fault("NEXT_OFFSET_INVALID"));
        }
        let answer = InlineAnswer {
            results,
            cache_time,
            is_personal: self.flag("is_personal") == Some(true),
            next_offset,
            button: self.button_above()?,
        };
        let id = self.text("inline_query_id").unwrap_or_default().to_owned();
        self.world
            .answer_inline(self.bot, &id, answer)
            .ok_or_else(Refusal::query_too_old)?;
        Ok(true.into())
    }

    fn inline_result(&mut self, result: &Value) -> Result<InlineResult, Refusal> {
        let kind = result["type"].as_str().unwrap_or_default();
        if kind != "article" {
            return Err(Refusal::not_played(&format!("an inline result of type {kind}")));
        }
        let unplayed = [
            "reply_markup",
            "url",
            "thumbnail_url",
            "thumbnail_width",
            "thumbnail_height",
        ];
        if let Some(field) = unplayed.into_iter().find(|field| result.get(field).is_some()) {
            return Err(Refusal::not_played(&format!("{field} of an inline result")));
        }
        let id = result["id"].as_str().unwrap_or_default();
        if !(1..=LONGEST_ID).contains(&id.len()) {
            return Err(Refusal::fault("RESULT_ID_INVALID"));
        }
        let title = result["title"].as_str().unwrap_or_default().trim();
        if title.is_empty() {
            return Err(Refusal::fault("ARTICLE_TITLE_EMPTY"));
        }
        let given = &result["input_message_content"];
        let Some(text) = given.get("message_text") else {
            return Err(Refusal::not_played("an inline result that is no text"));
        };
        let mut source = Map::from_iter([("text".to_owned(), text.clone())]);
        for field in ["parse_mode", "entities"] {
            if let Some(value) = given.get(field) {
                source.insert(field.to_owned(), value.clone());
            }
        }
        let mut content = Map::new();
        self.read_words(Words::Text, &source, &mut content)?;
        if let Some(options) = given.get("link_preview_options") {
            content.insert("link_preview_options".to_owned(), options.clone());
        }
        let description = result["description"].as_str().filter(|text| !text.is_empty());
        Ok(InlineResult {
            id: id.to_owned(),
            title: title.to_owned(),
            description: description.map(str::to_owned),
            content,
        })
    }

    fn button_above(&self) -> Result<Option<(String, String)>, Refusal> {
        let Some(button) = self.value("button") else {
            return Ok(None);
        };
        if button.get("web_app").is_some() {
            return Err(Refusal::not_played("a Web App above inline results"));
        }
        let text = button["text"].as_str().unwrap_or_default();
        let start = button["start_parameter"].as_str().unwrap_or_default();
        if text.trim().is_empty() {
            return Err(Refusal::fault("SWITCH_PM_TEXT_EMPTY"));
        }
        let is_start = (1..=LONGEST_START).contains(&start.len())
            && start
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        if !is_start {
            return Err(Refusal::fault("START_PARAM_INVALID"));
        }
        Ok(Some((text.to_owned(), start.to_owned())))
    }
}
