"use strict";

// What the bot does with one person.

const { Composer, GrammyError, HttpError, InputFile, InputMediaBuilder } = require("grammy");

const { PICTURE } = require("./picture.js");
const { profile } = require("./profile_of_bot.js");

const HTML = { parse_mode: "HTML" };

const people = new Composer();
const chat = people.chatType("private");

chat.command("start", async (context) => {
  const keyboard = [
    [
      { text: "Alert", callback_data: "alert", style: "danger" },
      { text: "Toast", callback_data: "toast", style: "success" },
    ],
    [
      { text: "Edit", callback_data: "edit", style: "primary" },
      { text: "Delete", callback_data: "delete" },
    ],
    [
      { text: "Copy", copy_text: { text: "7F3A" } },
      { text: "Site", url: "https://example.org/" },
    ],
  ];
  const name = context.from.first_name.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  await context.reply(
    `<b>Hello</b>, <i>${name}</i> ${context.match} <tg-spoiler>s</tg-spoiler> ` +
      '<a href="https://example.org/">x</a> <code>1 &lt; 2</code> <blockquote>q</blockquote>',
    { ...HTML, reply_markup: { inline_keyboard: keyboard } },
  );
});

people.callbackQuery("alert", (context) => context.answerCallbackQuery({ text: "Careful", show_alert: true }));

people.callbackQuery("toast", (context) => context.answerCallbackQuery("Done"));

people.callbackQuery("edit", async (context) => {
  const { reply_markup } = context.callbackQuery.message;
  await context.editMessageText("<u>Changed</u>", { ...HTML, reply_markup });
  const away = { inline_keyboard: [[{ text: "Delete", callback_data: "delete" }]] };
  await context.editMessageReplyMarkup({ reply_markup: away });
  await context.answerCallbackQuery();
});

people.callbackQuery("delete", async (context) => {
  await context.deleteMessage();
  await context.answerCallbackQuery();
});

chat.command("keys", async (context) => {
  const keyboard = [[{ text: "My number", request_contact: true, style: "primary" }]];
  await context.reply("Who are you?", {
    reply_markup: { keyboard, resize_keyboard: true, one_time_keyboard: true, input_field_placeholder: "Tap below" },
  });
});

chat.on("message:contact", async (context) => {
  const { first_name } = context.message.contact;
  await context.reply(`Number of ${first_name}`, { reply_markup: { remove_keyboard: true } });
});

chat.on("message:location", (context) => context.reply(`At ${context.message.location.latitude.toFixed(2)}`));

chat.command("ask", (context) =>
  context.reply("Your name?", { reply_markup: { force_reply: true, input_field_placeholder: "Name" } }),
);

chat.on("message:text", async (context, next) => {
  if (context.message.reply_to_message?.text !== "Your name?") return next();
  const quoting = { message_id: context.message.message_id };
  await context.reply(`You are ${context.message.text}`, { reply_parameters: quoting });
});

chat.on("message:photo", async (context) => {
  await context.replyWithChatAction("upload_photo");
  const content = await download(context);
  const caption = `<b>${content.length}</b> bytes`;
  const sent = await context.replyWithPhoto(new InputFile(content, "back.png"), { ...HTML, caption });
  const again = await context.replyWithPhoto(sent.photo.at(-1).file_id, { caption: "again" });
  await context.api.editMessageCaption(context.chat.id, again.message_id, { caption: "once more" });
});

chat.on("message:document", async (context) => {
  const content = await download(context);
  const file = new InputFile(content, context.message.document.file_name);
  await context.replyWithDocument(file, { caption: `${content.length} bytes` });
});

async function download(context) {
  const { file_path } = await context.getFile();
  const answer = await fetch(`${process.env.BOT_API}/file/bot${process.env.BOT_TOKEN}/${file_path}`);
  if (!answer.ok) throw new Error(`${file_path}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

chat.command("album", async (context) => {
  const sent = await context.replyWithMediaGroup([
    InputMediaBuilder.photo(new InputFile(PICTURE, "1.png"), { ...HTML, caption: "<b>One</b>" }),
    InputMediaBuilder.photo(new InputFile(PICTURE, "2.png"), { caption: "Two", has_spoiler: true }),
  ]);
  const other = InputMediaBuilder.photo(sent[1].photo.at(-1).file_id, { caption: "Uno" });
  await context.api.editMessageMedia(context.chat.id, sent[0].message_id, other);
});

chat.command("copy", async (context) => {
  const { message_id } = context.message;
  await context.react("👍");
  await context.copyMessage(context.chat.id);
  await context.api.forwardMessage(context.chat.id, context.chat.id, message_id);
});

chat.command("clean", async (context) => {
  const sent = [await context.reply("one"), await context.reply("two")];
  await context.deleteMessages(sent.map((one) => one.message_id));
  await context.reply("Clean");
});

chat.command("profile", async (context) => context.reply(await profile(context.api, context.from.id)));

chat.command("write", async (context) => context.reply(await outcome(context.api, Number(context.match))));

/** How writing to a chat ends, as grammY tells it. */
async function outcome(api, to) {
  try {
    await api.sendMessage(to, "Hello");
  } catch (error) {
    if (error instanceof HttpError) return "no answer";
    if (!(error instanceof GrammyError)) throw error;
    const { retry_after, migrate_to_chat_id } = error.parameters;
    if (retry_after !== undefined) return `${error.error_code}, wait ${retry_after}`;
    if (migrate_to_chat_id !== undefined) return `${error.error_code}, moved to ${migrate_to_chat_id}`;
    return `${error.error_code}, ${error.description}`;
  }
  return "written";
}

chat.on("edited_message:text", (context) => context.reply(`Now it says ${context.editedMessage.text}`));

module.exports = { people };
