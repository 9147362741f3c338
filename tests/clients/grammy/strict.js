"use strict";

// Holds what the playground says to the Bot API's own list of types and fields. grammY itself looks at nothing.

const { readFileSync } = require("node:fs");

const { types } = JSON.parse(readFileSync(process.env.BOT_API_FACTS, "utf8"));

// What each method answers with. A method that is not here cannot be called.
const ANSWERS = {
  getMe: "User",
  getUpdates: "Array of Update",
  getWebhookInfo: "WebhookInfo",
  sendMessage: "Message",
  sendPhoto: "Message",
  sendDocument: "Message",
  sendMediaGroup: "Array of Message",
  copyMessage: "MessageId",
  forwardMessage: "Message",
  editMessageText: "Message or True",
  editMessageCaption: "Message or True",
  editMessageMedia: "Message or True",
  editMessageReplyMarkup: "Message or True",
  getMyCommands: "Array of BotCommand",
  getMyName: "BotName",
  getMyDescription: "BotDescription",
  getMyShortDescription: "BotShortDescription",
  getChatMenuButton: "MenuButton",
  getMyDefaultAdministratorRights: "ChatAdministratorRights",
  getChat: "ChatFullInfo",
  getChatMember: "ChatMember",
  getChatAdministrators: "Array of ChatMember",
  getChatMemberCount: "Integer",
  getUserProfilePhotos: "UserProfilePhotos",
  getFile: "File",
  createChatInviteLink: "ChatInviteLink",
  editChatInviteLink: "ChatInviteLink",
  revokeChatInviteLink: "ChatInviteLink",
  exportChatInviteLink: "String",
  createForumTopic: "ForumTopic",
  sendInvoice: "Message",
  createInvoiceLink: "String",
  getMyStarBalance: "StarAmount",
  getStarTransactions: "StarTransactions",
};
for (const method of [
  "setWebhook deleteWebhook setMyCommands deleteMyCommands setMyName setMyDescription setMyShortDescription",
  "setChatMenuButton setMyDefaultAdministratorRights sendChatAction setMessageReaction deleteMessage deleteMessages",
  "editEphemeralMessageText editEphemeralMessageCaption editEphemeralMessageMedia editEphemeralMessageReplyMarkup",
  "deleteEphemeralMessage answerCallbackQuery setChatMemberTag approveChatJoinRequest declineChatJoinRequest",
  "editForumTopic closeForumTopic reopenForumTopic deleteForumTopic closeGeneralForumTopic reopenGeneralForumTopic",
  "pinChatMessage unpinChatMessage unpinAllChatMessages",
  "promoteChatMember setChatAdministratorCustomTitle restrictChatMember banChatMember unbanChatMember",
  "answerPreCheckoutQuery refundStarPayment",
  "setChatTitle setChatDescription setChatPermissions leaveChat",
].join(" ").split(" ")) {
  ANSWERS[method] = "True";
}

// Kinds are told apart by a field whose value names one of them.
const KINDS = {
  ChatMember: {
    by: "status",
    creator: "ChatMemberOwner",
    administrator: "ChatMemberAdministrator",
    member: "ChatMemberMember",
    restricted: "ChatMemberRestricted",
    left: "ChatMemberLeft",
    kicked: "ChatMemberBanned",
  },
  MenuButton: { by: "type", commands: "MenuButtonCommands", web_app: "MenuButtonWebApp", default: "MenuButtonDefault" },
  MessageOrigin: {
    by: "type",
    user: "MessageOriginUser",
    hidden_user: "MessageOriginHiddenUser",
    chat: "MessageOriginChat",
    channel: "MessageOriginChannel",
  },
  ReactionType: {
    by: "type",
    emoji: "ReactionTypeEmoji",
    custom_emoji: "ReactionTypeCustomEmoji",
    paid: "ReactionTypePaid",
  },
  TransactionPartner: {
    by: "type",
    user: "TransactionPartnerUser",
    chat: "TransactionPartnerChat",
    affiliate_program: "TransactionPartnerAffiliateProgram",
    fragment: "TransactionPartnerFragment",
    telegram_ads: "TransactionPartnerTelegramAds",
    telegram_api: "TransactionPartnerTelegramApi",
    other: "TransactionPartnerOther",
  },
};

class Untrue extends Error {}

/** Every update goes through here, however it came. */
function holdUpdate(update) {
  orEnd(() => hold("Update", update, "update"));
}

/** grammY tries again in silence when it cannot get its updates. This is nothing to be silent about. */
function orEnd(look) {
  try {
    look();
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

/** A transformer of grammY's: every answer to every call goes through here. */
async function holdAnswers(call, method, payload, signal) {
  const answer = await call(method, payload, signal);
  orEnd(() => holdAnswer(method, answer));
  return answer;
}

function holdAnswer(method, answer) {
  if (answer.ok) {
    const shape = ANSWERS[method];
    if (shape === undefined) throw new Untrue(`nobody knows what ${method} answers`);
    only(answer, ["ok", "result"], method);
    hold(shape, answer.result, method);
  } else {
    only(answer, ["ok", "error_code", "description", "parameters"], method);
    hold("Integer", answer.error_code, `${method}.error_code`);
    hold("String", answer.description, `${method}.description`);
    if ("parameters" in answer) hold("ResponseParameters", answer.parameters, `${method}.parameters`);
  }
}

function only(object, names, path) {
  const strange = Object.keys(object).filter((name) => !names.includes(name));
  if (strange.length > 0) throw new Untrue(`${path} has ${strange}`);
}

function hold(shape, value, path) {
  const needs = (isSo) => {
    if (!isSo) throw new Untrue(`${path} is ${JSON.stringify(value)} and should be ${shape}`);
  };
  if (shape.startsWith("Array of ")) {
    needs(Array.isArray(value));
    value.forEach((item, index) => hold(shape.slice("Array of ".length), item, `${path}[${index}]`));
  } else if (shape.includes(" or ")) {
    const failures = shape.split(" or ").map((one) => failure(one, value, path));
    if (failures.every((one) => one !== undefined)) throw new Untrue(failures.map((one) => one.message).join("; "));
  } else if (shape === "String") {
    needs(typeof value === "string");
  } else if (shape === "Integer") {
    needs(Number.isSafeInteger(value));
  } else if (shape === "Float") {
    needs(typeof value === "number");
  } else if (shape === "Boolean") {
    needs(typeof value === "boolean");
  } else if (shape === "True") {
    needs(value === true);
  } else {
    needs(typeof value === "object" && value !== null && !Array.isArray(value));
    holdObject(kind(shape, value, path), value, path);
  }
}

function failure(shape, value, path) {
  try {
    hold(shape, value, path);
  } catch (error) {
    if (error instanceof Untrue) return error;
    throw error;
  }
}

function kind(shape, value, path) {
  if (shape === "MaybeInaccessibleMessage") return value.date === 0 ? "InaccessibleMessage" : "Message";
  const kinds = KINDS[shape];
  if (kinds === undefined) return shape;
  const named = kinds[value[kinds.by]];
  if (named === undefined) throw new Untrue(`${path} is no kind of ${shape}: ${JSON.stringify(value)}`);
  return named;
}

function holdObject(name, value, path) {
  const fields = types[name];
  if (fields === undefined || Object.keys(fields).length === 0 && Object.keys(value).length > 0) {
    throw new Untrue(`${path} is a ${name}, whose fields nobody knows: ${JSON.stringify(value)}`);
  }
  for (const [field, [, isRequired]] of Object.entries(fields)) {
    if (isRequired && !(field in value)) throw new Untrue(`${path} is a ${name} without ${field}`);
  }
  for (const [field, inner] of Object.entries(value)) {
    if (!(field in fields)) throw new Untrue(`${path} is a ${name}, which has no ${field}`);
    hold(fields[field][0], inner, `${path}.${field}`);
  }
}

module.exports = { holdAnswers, holdUpdate };
