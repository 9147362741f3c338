//! Methods as the bot calls them, with the fields that teloxide's own payloads lack.

use std::time::Duration;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use teloxide::requests::Payload;

use super::message::{Button, Ephemeral, Keyboard, Press, Style};

macro_rules! methods {
    ($($payload:ident $(<$life:lifetime>)? = $name:literal -> $output:ty;)+) => {$(
        impl Payload for $payload $(<$life>)? {
            type Output = $output;
            const NAME: &'static str = $name;
        }
    )+};
}

methods! {
    SendMessage<'_> = "sendMessage" -> Sent;
    SendPhoto<'_> = "sendPhoto" -> Sent;
    EditMessageText<'_> = "editMessageText" -> IgnoredAny;
    EditMessageCaption<'_> = "editMessageCaption" -> IgnoredAny;
    EditMessageMedia<'_> = "editMessageMedia" -> Sent;
    AnswerCallbackQuery<'_> = "answerCallbackQuery" -> bool;
    DeleteMessage = "deleteMessage" -> bool;
    ApproveChatJoinRequest = "approveChatJoinRequest" -> bool;
    SetChatMemberTag<'_> = "setChatMemberTag" -> bool;
    SetMyCommands<'_> = "setMyCommands" -> bool;
    DeleteMyCommands<'_> = "deleteMyCommands" -> bool;
    GetMe = "getMe" -> Me;
    GetFile<'_> = "getFile" -> super::documents::Kept;
    GetChat = "getChat" -> ChatTitle;
    GetProfile = "getChat" -> Profile;
    GetWebhookInfo = "getWebhookInfo" -> WebhookInfo;
    SetWebhook<'_> = "setWebhook" -> bool;
    DeleteWebhook = "deleteWebhook" -> bool;
    SendInvoice<'_> = "sendInvoice" -> Sent;
    AnswerPreCheckoutQuery<'_> = "answerPreCheckoutQuery" -> bool;
    AnswerInlineQuery<'_> = "answerInlineQuery" -> bool;
    RefundStarPayment<'_> = "refundStarPayment" -> bool;
}

#[derive(Serialize)]
pub struct SendMessage<'a> {
    pub chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_thread_id: Option<i32>,
    pub text: &'a str,
    #[serde(flatten)]
    pub rest: Rest<'a>,
    pub link_preview_options: NoPreview,
}

#[derive(Serialize)]
pub struct SendPhoto<'a> {
    pub chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_thread_id: Option<i32>,
    pub photo: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub caption: &'a str,
    #[serde(flatten)]
    pub rest: Rest<'a>,
}

/// What texts and pictures have in common.
#[derive(Serialize)]
pub struct Rest<'a> {
    pub parse_mode: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub disable_notification: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_parameters: Option<ReplyParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_markup: Option<Markup<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ephemeral_message_parameters: Option<EphemeralParameters<'a>>,
}

/// Links in a receipt need no preview of their pages.
#[derive(Serialize)]
pub struct NoPreview {
    pub is_disabled: bool,
}

#[derive(Serialize)]
pub struct ReplyParameters {
    pub message_id: i32,
    /// A message that was deleted meanwhile is answered without quoting it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub allow_sending_without_reply: bool,
}

#[derive(Serialize)]
pub struct EphemeralParameters<'a> {
    pub receiver_user_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_query_id: Option<&'a str>,
}

impl<'a> From<&'a Ephemeral> for EphemeralParameters<'a> {
    fn from(reader: &'a Ephemeral) -> Self {
        Self {
            receiver_user_id: reader.user,
            callback_query_id: reader.tap.as_deref(),
        }
    }
}

#[derive(Serialize)]
pub struct EditMessageText<'a> {
    pub chat_id: i64,
    pub message_id: i32,
    pub text: &'a str,
    pub parse_mode: &'static str,
    pub link_preview_options: NoPreview,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_markup: Option<Markup<'a>>,
}

#[derive(Serialize)]
pub struct EditMessageCaption<'a> {
    pub chat_id: i64,
    pub message_id: i32,
    pub caption: &'a str,
    pub parse_mode: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_markup: Option<Markup<'a>>,
}

#[derive(Serialize)]
pub struct EditMessageMedia<'a> {
    pub chat_id: i64,
    pub message_id: i32,
    pub media: Photo<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_markup: Option<Markup<'a>>,
}

/// `InputMediaPhoto`.
#[derive(Serialize)]
pub struct Photo<'a> {
    pub r#type: &'static str,
    /// A file id, or `attach://` and the name of a part of the form.
    pub media: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub caption: &'a str,
    pub parse_mode: &'static str,
}

#[derive(Serialize)]
pub struct AnswerCallbackQuery<'a> {
    pub callback_query_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub show_alert: bool,
    /// A link to this bot with a parameter, opened at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
}

#[derive(Serialize)]
pub struct DeleteMessage {
    pub chat_id: i64,
    pub message_id: i32,
}

/// Without a tag, the one that is there goes.
#[derive(Serialize)]
pub struct SetChatMemberTag<'a> {
    pub chat_id: i64,
    pub user_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<&'a str>,
}

#[derive(Serialize)]
pub struct ApproveChatJoinRequest {
    pub chat_id: i64,
    pub user_id: i64,
}

#[derive(Serialize)]
pub struct SetMyCommands<'a> {
    pub commands: &'a [Command],
    pub scope: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<&'a str>,
}

#[derive(Serialize)]
pub struct DeleteMyCommands<'a> {
    pub scope: Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_code: Option<&'a str>,
}

/// One line of a command menu.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Command {
    pub command: String,
    pub description: String,
    /// In a group only the bot and who sends it see it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_ephemeral: bool,
}

/// Who sees a command menu. It says nothing about who may use the commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Scope {
    Default,
    AllPrivateChats,
    AllGroupChats,
    AllChatAdministrators,
    Chat { chat_id: i64 },
}

#[derive(Serialize)]
pub struct SendInvoice<'a> {
    pub chat_id: i64,
    pub title: &'a str,
    pub description: &'a str,
    pub payload: &'a str,
    /// Empty for Stars.
    pub provider_token: &'a str,
    pub currency: &'a str,
    pub prices: [LabeledPrice<'a>; 1],
    /// With it, forwarded copies have no button to pay with but a link to the bot.
    pub start_parameter: &'a str,
}

#[derive(Serialize)]
pub struct LabeledPrice<'a> {
    pub label: &'a str,
    pub amount: i64,
}

#[derive(Serialize)]
pub struct AnswerPreCheckoutQuery<'a> {
    pub pre_checkout_query_id: &'a str,
    pub ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<&'a str>,
}

#[derive(Serialize)]
pub struct AnswerInlineQuery<'a> {
    pub inline_query_id: &'a str,
    pub results: Vec<Article>,
    /// Seconds for which Telegram may give the same answer again.
    pub cache_time: u32,
    pub is_personal: bool,
    pub next_offset: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub button: Option<ButtonAbove>,
}

impl<'a> AnswerInlineQuery<'a> {
    /// An empty list, which Telegram keeps for nobody.
    #[must_use]
    pub fn nothing(query: &'a str) -> Self {
        Self {
            inline_query_id: query,
            results: Vec::new(),
            cache_time: 0,
            is_personal: true,
            next_offset: String::new(),
            button: None,
        }
    }
}

/// A line of the list, and the text that is sent when it is chosen.
#[derive(Serialize)]
pub struct Article {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub id: String,
    pub title: String,
    pub description: String,
    pub input_message_content: Content,
}

#[derive(Serialize)]
pub struct Content {
    pub message_text: String,
}

/// Above the list: leads into the private chat.
#[derive(Serialize)]
pub struct ButtonAbove {
    pub text: String,
    pub start_parameter: String,
}

#[derive(Serialize)]
pub struct RefundStarPayment<'a> {
    pub user_id: i64,
    pub telegram_payment_charge_id: &'a str,
}

#[derive(Serialize)]
pub struct GetFile<'a> {
    pub file_id: &'a str,
}

#[derive(Serialize)]
pub struct GetMe {}

/// Asks for what a person shows of themselves in their profile.
#[derive(Serialize)]
pub struct GetProfile {
    pub chat_id: i64,
}

#[derive(Debug, Deserialize)]
pub struct Profile {
    pub birthdate: Option<Birthdate>,
}

/// A birthday as a public profile tells it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Birthdate {
    pub day: u32,
    pub month: u32,
    pub year: Option<i32>,
}

#[derive(Serialize)]
pub struct GetChat {
    pub chat_id: i64,
}

#[derive(Serialize)]
pub struct GetWebhookInfo {}

#[derive(Serialize)]
pub struct SetWebhook<'a> {
    pub url: &'a str,
    pub secret_token: &'a str,
    pub allowed_updates: &'a [&'static str],
    pub max_connections: u8,
}

#[derive(Serialize)]
pub struct DeleteWebhook {
    pub drop_pending_updates: bool,
}

#[derive(Serialize)]
pub struct GetUpdates<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
    pub limit: u8,
    pub timeout: u8,
    pub allowed_updates: &'a [&'static str],
}

impl Payload for GetUpdates<'_> {
    /// Read as text, not as values.
    type Output = IgnoredAny;
    const NAME: &'static str = "getUpdates";

    fn timeout_hint(&self) -> Option<Duration> {
        Some(Duration::from_secs(u64::from(self.timeout)))
    }
}

/// What the bot needs to know of a message that it sent.
#[derive(Debug, Deserialize)]
pub struct Sent {
    pub message_id: i32,
    pub ephemeral_message_id: Option<i32>,
    #[serde(default)]
    pub photo: Vec<Size>,
}

#[derive(Debug, Deserialize)]
pub struct Size {
    pub file_id: String,
}

/// What the bot needs to know of a group it was not just told about.
#[derive(Debug, Deserialize)]
pub struct ChatTitle {
    #[serde(default)]
    pub title: String,
}

/// The bot itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Me {
    pub id: i64,
    #[serde(default)]
    pub username: String,
    #[serde(default)]
    pub supports_inline_queries: bool,
}

#[derive(Debug, Deserialize)]
pub struct WebhookInfo {
    pub url: String,
    #[serde(default)]
    pub pending_update_count: u64,
    pub last_error_message: Option<String>,
    #[serde(default)]
    pub allowed_updates: Vec<String>,
}

/// A keyboard in Telegram's form.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Markup<'a> {
    Inline {
        inline_keyboard: Vec<Vec<InlineButton<'a>>>,
    },
    Contact {
        keyboard: [[ContactButton<'a>; 1]; 1],
        resize_keyboard: bool,
        one_time_keyboard: bool,
    },
    Force {
        force_reply: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        input_field_placeholder: Option<&'a str>,
        selective: bool,
    },
    Remove {
        remove_keyboard: bool,
    },
}

#[derive(Serialize)]
pub struct InlineButton<'a> {
    pub text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_text: Option<CopyText<'a>>,
}

#[derive(Serialize)]
pub struct CopyText<'a> {
    pub text: &'a str,
}

#[derive(Serialize)]
pub struct ContactButton<'a> {
    pub text: &'a str,
    pub request_contact: bool,
}

impl<'a> From<&'a Keyboard> for Markup<'a> {
    fn from(keyboard: &'a Keyboard) -> Self {
        match keyboard {
            Keyboard::Inline(rows) => Self::inline(rows),
            Keyboard::AskContact { label } => Self::Contact {
                keyboard: [[ContactButton {
                    text: label,
                    request_contact: true,
                }]],
                resize_keyboard: true,
                one_time_keyboard: true,
            },
            Keyboard::ForceReply { placeholder } => Self::Force {
                force_reply: true,
                input_field_placeholder: placeholder.as_deref(),
                selective: true,
            },
            Keyboard::Remove => Self::Remove { remove_keyboard: true },
        }
    }
}

impl<'a> Markup<'a> {
    fn inline(rows: &'a [Vec<Button>]) -> Self {
        Self::Inline {
            inline_keyboard: rows
                .iter()
                .map(|row| row.iter().map(InlineButton::from).collect())
                .collect(),
        }
    }

    /// The only kind that an edited message can have.
    #[must_use]
    pub fn for_edit(keyboard: Option<&'a Keyboard>) -> Option<Self> {
        match keyboard {
            Some(Keyboard::Inline(rows)) => Some(Self::inline(rows)),
            _ => None,
        }
    }
}

impl<'a> From<&'a Button> for InlineButton<'a> {
    fn from(button: &'a Button) -> Self {
        let mut wire = Self {
            text: &button.label,
            style: button.style.map(style),
            callback_data: None,
            url: None,
            copy_text: None,
        };
        match &button.press {
            Press::Tap(data) => wire.callback_data = Some(data),
            Press::Link(url) => wire.url = Some(url),
            Press::Copy(text) => wire.copy_text = Some(CopyText { text }),
        }
        wire
    }
}

const fn style(style: Style) -> &'static str {
    match style {
        Style::Primary => "primary",
        Style::Success => "success",
        Style::Danger => "danger",
    }
}
