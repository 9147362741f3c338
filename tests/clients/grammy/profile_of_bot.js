"use strict";

// What the bot says of itself: commands by place and language, name, descriptions, rights it wishes for.

const POINTS = { "": "Your points", zh: "你的积分", id: "Poin Anda" };
const PRIVATE = { type: "all_private_chats" };

async function introduce(api) {
  for (const [language, words] of Object.entries(POINTS)) {
    await api.setMyCommands([{ command: "start", description: words }], { scope: PRIVATE, language_code: language });
  }
  const mine = { command: "mine", description: "Only for you", is_ephemeral: true };
  const who = { command: "who", description: "Who is here" };
  await api.setMyCommands([mine], { scope: { type: "all_group_chats" } });
  await api.setMyCommands([mine, who], { scope: { type: "all_chat_administrators" } });
  await api.setMyName("Club");
  await api.setMyDescription("A club");
  await api.setMyShortDescription("Club");
  await api.setChatMenuButton({ menu_button: { type: "commands" } });
  const rights = Object.fromEntries(RIGHTS.map((right) => [right, right !== "is_anonymous"]));
  await api.setMyDefaultAdministratorRights({ rights });
}

const RIGHTS = [
  "is_anonymous",
  "can_manage_chat",
  "can_delete_messages",
  "can_manage_video_chats",
  "can_restrict_members",
  "can_promote_members",
  "can_change_info",
  "can_invite_users",
  "can_post_stories",
  "can_edit_stories",
  "can_delete_stories",
  "can_send_welcome_messages",
];

/** All that the bot can ask about itself and one person, as a few words. */
async function profile(api, user) {
  const [command] = await api.getMyCommands({ scope: PRIVATE, language_code: "id" });
  const { name } = await api.getMyName();
  await api.getMyDescription();
  await api.getMyShortDescription();
  const button = await api.getChatMenuButton({ chat_id: user });
  const rights = await api.getMyDefaultAdministratorRights();
  const info = await api.getWebhookInfo();
  const chat = await api.getChat(user);
  const photos = await api.getUserProfilePhotos(user);
  await api.deleteMyCommands({ scope: PRIVATE, language_code: "zh" });
  return (
    `${name}, ${command.description}, ${button.type}, ${rights.can_invite_users ? "invites" : ""}, ` +
    `${info.url === "" ? "polling" : "webhook"}, ${chat.first_name} @${chat.username}, ${photos.total_count} photo`
  );
}

module.exports = { introduce, profile };
