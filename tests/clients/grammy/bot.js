"use strict";

// A small bot on grammY. Its twin on aiogram does the same, and one story is told with both.

const { once } = require("node:events");
const { createServer } = require("node:http");

const { Bot, webhookCallback } = require("grammy");

const { group } = require("./group.js");
const { payments } = require("./payments.js");
const { people } = require("./private.js");
const { introduce } = require("./profile_of_bot.js");
const { holdAnswers, holdUpdate } = require("./strict.js");

const SECRET = "a-secret_of-the-webhook";
const KINDS = [
  "message",
  "edited_message",
  "callback_query",
  "pre_checkout_query",
  "my_chat_member",
  "chat_member",
  "chat_join_request",
];

const bot = new Bot(process.env.BOT_TOKEN, { client: { apiRoot: process.env.BOT_API } });
bot.api.config.use(holdAnswers);
bot.use((context, next) => {
  holdUpdate(context.update);
  return next();
});
bot.use(group, payments, people);

async function main() {
  await bot.init();
  await introduce(bot.api);
  await (process.env.BOT_UPDATES === "polling" ? poll() : serve());
}

/** Asks for updates until the process is told to stop. */
async function poll() {
  await bot.api.deleteWebhook();
  process.once("SIGTERM", () => bot.stop());
  await bot.start({ allowed_updates: KINDS });
}

/** Takes updates in until the process is told to stop. */
async function serve() {
  const handle = webhookCallback(bot, "http", { secretToken: SECRET });
  let failed;
  const server = createServer((request, response) => {
    // An update is acknowledged when it has been handled: what goes wrong with it is seen by all.
    handle(request, response).catch((error) => {
      failed ??= error;
      server.close();
      server.closeAllConnections();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  process.once("SIGTERM", () => {
    server.close();
    server.closeIdleConnections();
  });
  await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/updates`, {
    secret_token: SECRET,
    max_connections: 3,
    allowed_updates: KINDS,
  });
  await once(server, "close");
  if (failed !== undefined) throw failed;
}

main();
