"use strict";

// What the bot does in groups.

const { Composer, InputFile, InputMediaBuilder } = require("grammy");

const { PICTURE } = require("./picture.js");

const HTML = { parse_mode: "HTML" };

const group = new Composer();
const chat = group.chatType(["group", "supergroup"]);

const button = (text, data) => ({ inline_keyboard: [[{ text, callback_data: data }]] });

chat.on("my_chat_member", async (context) => {
  const { new_chat_member, from } = context.myChatMember;
  if (new_chat_member.status !== "administrator") return;
  const chat_id = context.chat.id;
  await context.api.setMyCommands([{ command: "mine", description: "Yours", is_ephemeral: true }], {
    scope: { type: "chat", chat_id },
  });
  await context.api.setMyCommands([{ command: "order", description: "Keep order" }], {
    scope: { type: "chat_member", chat_id, user_id: from.id },
  });
  await context.reply(`Thank you, ${from.first_name}`);
});

chat.on("chat_member", async (context) => {
  const { old_chat_member: before, new_chat_member: after, invite_link } = context.chatMember;
  if (before.status !== "left" || after.status !== "member") return;
  await context.reply(`Welcome, ${after.user.first_name}, by ${invite_link?.name ?? "the door"}`);
  await context.api.raw.setChatMemberTag({ chat_id: context.chat.id, user_id: after.user.id, tag: "new" });
});

chat.on("chat_join_request", async (context) => {
  if (context.from.first_name === "Mallory") {
    await context.declineChatJoinRequest(context.from.id);
    return;
  }
  await context.api.sendMessage(context.chatJoinRequest.user_chat_id, `${context.chat.title} lets you in`);
  await context.approveChatJoinRequest(context.from.id);
});

chat.command("mine", (context) =>
  context.reply("You have <b>250</b> points", {
    ...HTML,
    reply_markup: button("More", "more"),
    reply_parameters: { ephemeral_message_id: context.message.ephemeral_message_id },
    ephemeral_message_parameters: { receiver_user_id: context.from.id },
  }),
);

const ephemeral = (context) => ({
  chat_id: context.chat.id,
  receiver_user_id: context.from.id,
  ephemeral_message_id: context.callbackQuery.message.ephemeral_message_id,
});

chat.callbackQuery("more", async (context) => {
  const revised = { ...ephemeral(context), ...HTML, text: "<i>More</i>", reply_markup: button("Away", "away") };
  await context.api.raw.editEphemeralMessageText(revised);
  await context.answerCallbackQuery();
});

chat.callbackQuery("away", async (context) => {
  await context.api.raw.deleteEphemeralMessage(ephemeral(context));
  await context.answerCallbackQuery("Gone");
});

chat.command("show", async (context) => {
  const sent = await context.replyWithPhoto(new InputFile(PICTURE, "1.png"), {
    caption: "Yours",
    ephemeral_message_parameters: { receiver_user_id: context.from.id },
  });
  const it = [context.chat.id, context.from.id, sent.ephemeral_message_id];
  await context.api.editEphemeralMessageCaption(...it, "Still yours");
  const other = InputMediaBuilder.photo(new InputFile(PICTURE, "2.png"), { caption: "Another" });
  await context.api.editEphemeralMessageMedia(...it, other);
  await context.api.editEphemeralMessageReplyMarkup(...it, { reply_markup: button("Away", "away") });
});

chat.command("club", (context) => context.reply("The club", { reply_markup: button("For me", "for me") }));

chat.callbackQuery("for me", async (context) => {
  const instead = {
    receiver_user_id: context.from.id,
    callback_query_id: context.callbackQuery.id,
    replace_callback_query_message: true,
  };
  await context.api.sendMessage(context.chat.id, "Only you", { ephemeral_message_parameters: instead });
  await context.answerCallbackQuery();
});

chat.command("topic", async (context) => {
  const { api, chat: { id } } = context;
  const { message_thread_id, name } = await api.createForumTopic(id, context.match, { icon_color: 0x6fb9f0 });
  await api.sendChatAction(id, "typing", { message_thread_id });
  await api.editForumTopic(id, message_thread_id, { name: `${name}!` });
  await api.closeForumTopic(id, message_thread_id);
  await api.reopenForumTopic(id, message_thread_id);
  const passing = await api.createForumTopic(id, "Passing");
  await api.deleteForumTopic(id, passing.message_thread_id);
  await api.closeGeneralForumTopic(id);
  await api.reopenGeneralForumTopic(id);
  await api.sendMessage(id, "In here", { message_thread_id });
});

chat.command("pin", async (context) => {
  const { api, chat: { id } } = context;
  const { message_id } = await context.reply("Pinned");
  await api.pinChatMessage(id, message_id);
  const { pinned_message } = await api.getChat(id);
  await context.reply(`On top: ${pinned_message.text}`);
  await api.unpinChatMessage(id, message_id);
  await api.unpinAllChatMessages(id);
});

chat.command("who", async (context) => {
  const { title } = await context.getChat();
  const admins = await context.getChatAdministrators();
  const count = await context.getChatMemberCount();
  const { status } = await context.getChatMember(context.from.id);
  await context.reply(`${title}: ${count} members, ${admins.length} run it, you are ${status}`);
});

chat.command("promote", async (context) => {
  const user = Number(context.match);
  await context.promoteChatMember(user, { can_pin_messages: true, can_delete_messages: true });
  await context.setChatAdministratorCustomTitle(user, "Clerk");
  const clerk = await context.getChatMember(user);
  await context.promoteChatMember(user);
  const member = await context.getChatMember(user);
  await context.reply(`${clerk.status} ${clerk.custom_title}, ${member.status} again, tagged ${member.tag}`);
});

chat.command("order", async (context) => {
  const user = Number(context.match);
  const status = async () => (await context.getChatMember(user)).status;
  const until_date = context.message.date + 3600;
  await context.restrictChatMember(user, { can_send_messages: false }, { until_date });
  const statuses = [await status()];
  await context.banChatMember(user, { until_date });
  statuses.push(await status());
  await context.unbanChatMember(user, { only_if_banned: true });
  statuses.push(await status());
  await context.reply(statuses.join(", "));
});

chat.command("links", async (context) => {
  const made = await context.createChatInviteLink({ name: "Spring", member_limit: 5 });
  const edited = await context.editChatInviteLink(made.invite_link, { name: "Summer", creates_join_request: true });
  const revoked = await context.revokeChatInviteLink(edited.invite_link);
  await context.exportChatInviteLink();
  const lasting = await context.createChatInviteLink({ name: "Friends" });
  const state = revoked.is_revoked ? "revoked" : "valid";
  await context.reply(`${made.name}, ${edited.name}, ${state}: ${lasting.invite_link}`);
});

chat.command("name", async (context) => {
  await context.setChatTitle(context.match);
  await context.setChatDescription("A place");
  await context.setChatPermissions({ can_send_messages: true, can_send_photos: true });
  const { title, description, permissions } = await context.getChat();
  await context.reply(`${title}, ${description}, ${permissions.can_send_photos ? "photos" : ""}`);
});

chat.command("leave", (context) => context.leaveChat());

module.exports = { group };
