"use strict";

// What the bot sells, and how it is paid.

const { Composer, GrammyError } = require("grammy");

const payments = new Composer();
const chat = payments.chatType("private");

const CAKE = ["Cake", "With cherries", "cake"];
const PRICE = [{ label: "Cake", amount: 5 }];

chat.command("cake", async (context) => {
  const keyboard = [[{ text: "Pay 5 Stars", pay: true }], [{ text: "Another", callback_data: "toast" }]];
  await context.replyWithInvoice(...CAKE, "XTR", PRICE, { reply_markup: { inline_keyboard: keyboard } });
});

chat.command("boots", async (context) => {
  const prices = [
    { label: "Boots", amount: 9_900 },
    { label: "Discount", amount: -900 },
  ];
  await context.replyWithInvoice("Boots", "Made for walking", "boots", "USD", prices, {
    provider_token: "1234567:TEST:abc",
    start_parameter: "boots",
    need_name: true,
    need_phone_number: true,
  });
});

chat.command("link", async (context) => {
  await context.reply(await context.api.createInvoiceLink(...CAKE, "", "XTR", PRICE));
});

payments.on("pre_checkout_query", async (context) => {
  if (context.preCheckoutQuery.order_info?.name === "Mallory") {
    await context.answerPreCheckoutQuery(false, "Not to you");
    return;
  }
  await context.answerPreCheckoutQuery(true);
});

chat.on("message:successful_payment", async (context) => {
  const { total_amount, currency, invoice_payload, order_info } = context.message.successful_payment;
  const told = order_info ? ` by ${order_info.name}` : "";
  await context.reply(`Paid ${total_amount} ${currency} for ${invoice_payload}${told}`);
});

chat.command("refund", async (context) => {
  const [first] = (await context.api.getStarTransactions({ limit: 1 })).transactions;
  try {
    await context.api.refundStarPayment(first.source.user.id, first.id);
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    await context.reply(error.description);
  }
});

chat.on("message:refunded_payment", async (context) => {
  const { total_amount, currency, invoice_payload } = context.message.refunded_payment;
  await context.reply(`Given back: ${total_amount} ${currency} for ${invoice_payload}`);
});

chat.command("stars", async (context) => {
  const { amount } = await context.api.getMyStarBalance();
  const { transactions } = await context.api.getStarTransactions();
  const moved = transactions.map(({ amount, source, receiver }) =>
    receiver ? `${amount} to ${receiver.user.first_name}` : `${amount} from ${source.user.first_name}`,
  );
  await context.reply(`${amount}: ${moved.join(", ")}`);
});

module.exports = { payments };
