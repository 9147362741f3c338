//! The Bot API: calls come in over HTTP, are held to the specification, and act on the world.

mod callbacks;
mod chats;
mod checks;
mod copies;
mod decode;
mod deletes;
mod edits;
mod ephemerals;
pub(crate) mod http;
mod inline;
mod invitations;
mod log;
mod markup;
mod media;
mod members;
mod payments;
mod profile;
mod refusal;
mod sends;
mod texts;
mod topics;
mod updates;
mod users;

use bytes::Bytes;
use serde_json::{Map, Value};
use std::collections::HashMap;

pub(crate) use decode::{unescape, unescape_path};
pub(crate) use refusal::Refusal;

use crate::{shared::Shared, world::World};

pub(crate) type Answer = Result<Value, Refusal>;

/// A file that came with the request.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub name: String,
    pub mime: String,
    pub bytes: Bytes,
}

/// One call, already held to the specification.
pub(crate) struct Act<'a> {
    pub world: &'a mut World,
    pub shared: &'a Shared,
    pub bot: i64,
    pub params: &'a Map<String, Value>,
    pub uploads: &'a HashMap<String, Upload>,
}

impl Act<'_> {
    pub fn text(&self, name: &str) -> Option<&str> {
        self.params.get(name).and_then(Value::as_str)
    }

    pub fn integer(&self, name: &str) -> Option<i64> {
        self.params.get(name).and_then(Value::as_i64)
    }

    pub fn flag(&self, name: &str) -> Option<bool> {
        self.params.get(name).and_then(Value::as_bool)
    }

    pub fn value(&self, name: &str) -> Option<&Value> {
        self.params.get(name)
    }

    /// A required integer; the specification was held before, so zero stands for nothing.
    pub fn number(&self, name: &str) -> i64 {
        self.integer(name).unwrap_or_default()
    }

    /// Does what the method says.
    pub fn perform(&mut self, method: &'static str) -> Answer {
        match method {
            "getMe" => Ok(self.get_me()),
            "setWebhook" => self.set_webhook(),
            "deleteWebhook" => Ok(self.delete_webhook()),
            "getWebhookInfo" => Ok(self.get_webhook_info()),

            "sendMessage" => self.send_message(),
            "sendPhoto" => self.send_photo(),
            "sendDocument" => self.send_document(),
            "sendMediaGroup" => self.send_media_group(),
            "sendChatAction" => self.send_chat_action(),
            "copyMessage" => self.copy_message(),
            "forwardMessage" => self.forward_message(),
            "setMessageReaction" => self.set_message_reaction(),

            "editMessageText" => self.edit_message_text(),
            "editMessageCaption" => self.edit_message_caption(),
            "editMessageMedia" => self.edit_message_media(),
            "editMessageReplyMarkup" => self.edit_message_reply_markup(),
            "deleteMessage" => self.delete_message(),
            "deleteMessages" => self.delete_messages(),

            "editEphemeralMessageText" => self.edit_ephemeral_text(),
            "editEphemeralMessageCaption" => self.edit_ephemeral_caption(),
            "editEphemeralMessageMedia" => self.edit_ephemeral_media(),
            "editEphemeralMessageReplyMarkup" => self.edit_ephemeral_markup(),
            "deleteEphemeralMessage" => self.delete_ephemeral(),

            "answerCallbackQuery" => self.answer_callback_query(),
            "answerInlineQuery" => self.answer_inline_query(),

            "sendInvoice" => self.send_invoice(),
            "createInvoiceLink" => self.create_invoice_link(),
            "answerPreCheckoutQuery" => self.answer_pre_checkout_query(),
            "refundStarPayment" => self.refund_star_payment(),
            "getMyStarBalance" => Ok(self.get_my_star_balance()),
            "getStarTransactions" => self.get_star_transactions(),

            "setMyCommands" => self.set_my_commands(),
            "getMyCommands" => self.get_my_commands(),
            "deleteMyCommands" => self.delete_my_commands(),
            "setMyName" | "setMyDescription" | "setMyShortDescription" => self.set_my_words(method),
            "getMyName" | "getMyDescription" | "getMyShortDescription" => Ok(self.get_my_words(method)),
            "setChatMenuButton" => self.set_chat_menu_button(),
            "getChatMenuButton" => Ok(self.get_chat_menu_button()),
            "setMyDefaultAdministratorRights" => Ok(self.set_default_rights()),
            "getMyDefaultAdministratorRights" => Ok(self.get_default_rights()),

            "getChat" => self.get_chat(),
            "getChatMember" => self.get_chat_member(),
            "getChatAdministrators" => self.get_chat_administrators(),
            "getChatMemberCount" => self.get_chat_member_count(),
            "setChatTitle" => self.set_chat_title(),
            "setChatDescription" => self.set_chat_description(),
            "setChatPermissions" => self.set_chat_permissions(),
            "leaveChat" => self.leave_chat(),
            "pinChatMessage" => self.pin_chat_message(),
            "unpinChatMessage" => self.unpin_chat_message(),
            "unpinAllChatMessages" => self.unpin_all_chat_messages(),

            "banChatMember" => self.ban_chat_member(),
            "unbanChatMember" => self.unban_chat_member(),
            "restrictChatMember" => self.restrict_chat_member(),
            "promoteChatMember" => self.promote_chat_member(),
            "setChatAdministratorCustomTitle" => self.set_custom_title(),
            "setChatMemberTag" => self.set_chat_member_tag(),

            "approveChatJoinRequest" => self.settle_join_request(true),
            "declineChatJoinRequest" => self.settle_join_request(false),
            "createChatInviteLink" => self.create_invite_link(),
            "editChatInviteLink" => self.edit_invite_link(),
            "revokeChatInviteLink" => self.revoke_invite_link(),
            "exportChatInviteLink" => self.export_invite_link(),

            "createForumTopic" => self.create_forum_topic(),
            "editForumTopic" => self.edit_forum_topic(),
            "closeForumTopic" => self.close_forum_topic(true),
            "reopenForumTopic" => self.close_forum_topic(false),
            "deleteForumTopic" => self.delete_forum_topic(),
            "closeGeneralForumTopic" => self.close_general_topic(true),
            "reopenGeneralForumTopic" => self.close_general_topic(false),

            "getFile" => self.get_file(),
            "getUserProfilePhotos" => self.get_user_profile_photos(),
            other => Err(Refusal::not_played(other)),
        }
    }
}
