//! Keyboards: what Telegram accepts of them.

use serde_json::{Value, json};

use super::{Act, Refusal};
use crate::world::Key;

const BUTTONS_IN_A_ROW: usize = 8;
const BUTTONS_IN_ALL: usize = 100;
const CALLBACK_BYTES: usize = 64;
const COPIED_UNITS: usize = 256;
const PLACEHOLDER_UNITS: usize = 64;

/// The fields of an inline button of which exactly one says what it does.
const ACTIONS: [&str; 11] = [
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
    "disabled",
];

/// The message that a keyboard belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Under {
    pub key: Key,
    pub ephemeral: bool,
    /// Whether its first button pays.
    pub invoice: bool,
}

/// What a message's `reply_markup` comes to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Keyboard {
    None,
    /// Belongs to the message.
    Inline(Value),
    /// Belongs to the chat, and takes the place of what was there.
    Reply(Value),
    Remove,
    /// Asks for a reply to the message.
    Forced(Value),
}

impl Act<'_> {
    /// The keyboard of a message about to be posted.
    pub fn keyboard(&self, under: Under) -> Result<Keyboard, Refusal> {
        let Some(markup) = self.value("reply_markup") else {
            return Ok(Keyboard::None);
        };
        if markup.get("inline_keyboard").is_some() {
            return Ok(match inline(markup, under)? {
                Some(markup) => Keyboard::Inline(markup),
                None => Keyboard::None,
            });
        }
        if under.ephemeral {
            return Err(Refusal::fault("ephemeral messages can have only inline keyboards"));
        }
        if let Some(placeholder) = markup.get("input_field_placeholder").and_then(Value::as_str)
            && !(1..=PLACEHOLDER_UNITS).contains(&placeholder.encode_utf16().count())
        {
            return Err(Refusal::fault(
                "reply keyboard placeholder must be 1-64 characters long",
            ));
        }
        if let Some(rows) = markup.get("keyboard").and_then(Value::as_array) {
            check_reply_rows(rows, under.key)?;
            return Ok(Keyboard::Reply(markup.clone()));
        }
        Ok(if markup.get("remove_keyboard").is_some() {
            Keyboard::Remove
        } else if markup["force_reply"] == true {
            Keyboard::Forced(markup.clone())
        } else {
            Keyboard::None
        })
    }

    /// The inline keyboard of an edit. `None` takes the keyboard away.
    pub fn inline_keyboard(&self, under: Under) -> Result<Option<Value>, Refusal> {
        match self.value("reply_markup") {
            Some(markup) => inline(markup, under),
            None => Ok(None),
        }
    }
}

fn inline(markup: &Value, under: Under) -> Result<Option<Value>, Refusal> {
    let rows = markup["inline_keyboard"].as_array().map_or(&[][..], Vec::as_slice);
    let mut kept = Vec::new();
    let mut count = 0;
    for row in rows {
        let buttons = row.as_array().map_or(&[][..], Vec::as_slice);
        let before = count;
        count += buttons.len();
        if buttons.len() > BUTTONS_IN_A_ROW || count > BUTTONS_IN_ALL {
            return Err(Refusal::fault("reply markup is too long"));
        }
        for (place, button) in (before..).zip(buttons) {
            check_button(button, under, place)?;
        }
        if !buttons.is_empty() {
            kept.push(row.clone());
        }
    }
    if kept.is_empty() {
        return Ok(None);
    }
    let mut kept = json!({ "inline_keyboard": kept });
    if let Some(force) = markup.get("force_reply") {
        kept["force_reply"] = force.clone();
    }
    Ok(Some(kept))
}

fn check_button(button: &Value, under: Under, place: usize) -> Result<(), Refusal> {
    check_label(button)?;
    let mut actions = ACTIONS.into_iter().filter(|action| button.get(action).is_some());
    let Some(action) = actions.next() else {
        return Err(Refusal::fault(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ));
    };
    if actions.next().is_some() {
        return Err(Refusal::fault(
            "can't parse inline keyboard button: exactly one action must be specified",
        ));
    }
    let text = button[action].as_str().unwrap_or_default();
    if under.invoice && place == 0 && button["pay"] != true {
        return Err(Refusal::fault("REPLY_MARKUP_BUY_EMPTY"));
    }
    match action {
        "callback_data" if !(1..=CALLBACK_BYTES).contains(&text.len()) => Err(Refusal::fault("BUTTON_DATA_INVALID")),
        "url" if !is_url(text) => Err(Refusal::fault(format!(
            "inline keyboard button URL '{text}' is invalid: Wrong HTTP URL"
        ))),
        "copy_text" => {
            let copied = button["copy_text"]["text"]
                .as_str()
                .unwrap_or_default()
                .encode_utf16()
                .count();
            if (1..=COPIED_UNITS).contains(&copied) {
                Ok(())
            } else {
                Err(Refusal::fault("BUTTON_COPY_TEXT_INVALID"))
            }
        }
        "web_app" if matches!(under.key, Key::Group(_)) => Err(Refusal::fault("BUTTON_TYPE_INVALID")),
        "web_app"
            if !button["web_app"]["url"]
                .as_str()
                .unwrap_or_default()
                .starts_with("https://") =>
        {
            Err(Refusal::fault(format!(
                "inline keyboard button Web App URL '{}' is invalid: Only HTTPS links are allowed",
                button["web_app"]["url"]
            )))
        }
        "login_url" if under.ephemeral => Err(Refusal::fault("BUTTON_TYPE_INVALID")),
        "pay" if under.invoice && place > 0 => Err(Refusal::fault("BUTTON_POS_INVALID")),
        "pay" if under.invoice => Ok(()),
        "pay" | "callback_game" => Err(Refusal::fault("BUTTON_TYPE_INVALID")),
        _ => Ok(()),
    }
}

fn check_label(button: &Value) -> Result<(), Refusal> {
    if button["text"].as_str().unwrap_or_default().trim().is_empty() {
        return Err(Refusal::fault(
            "can't parse inline keyboard button: Text must be non-empty",
        ));
    }
    match button.get("style").map(|style| style.as_str().unwrap_or_default()) {
        None | Some("danger" | "success" | "primary") => Ok(()),
        Some(other) => Err(Refusal::fault(format!(
            "can't parse keyboard button: invalid button style \"{other}\""
        ))),
    }
}

fn check_reply_rows(rows: &[Value], key: Key) -> Result<(), Refusal> {
    let mut count = 0;
    for row in rows {
        let buttons = row.as_array().map_or(&[][..], Vec::as_slice);
        count += buttons.len();
        // Rows of a reply keyboard hold more than those of an inline one.
        if buttons.len() > 12 || count > 300 {
            return Err(Refusal::fault("reply markup is too long"));
        }
        for button in buttons {
            check_label(button)?;
            let private_only = [
                "request_contact",
                "request_location",
                "request_users",
                "request_chat",
                "web_app",
            ];
            if matches!(key, Key::Group(_)) && private_only.iter().any(|request| button.get(request).is_some()) {
                return Err(Refusal::fault("BUTTON_TYPE_INVALID"));
            }
        }
    }
    Ok(())
}

/// Telegram completes a bare host, but not a word.
pub(super) fn is_url(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("tg://") {
        return !rest.is_empty();
    }
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))
        .unwrap_or(text);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() >= 2
        && labels.iter().all(|label| {
            !label.is_empty()
                && !label.contains(|symbol: char| {
                    symbol.is_whitespace() || symbol.is_ascii_punctuation() && symbol != '-' && symbol != '_'
                })
        })
}
