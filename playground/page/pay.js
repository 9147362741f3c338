// Paying: what an invoice says, and the sheet on which one agrees.

import { el, toast } from './dom.js';
import { form } from './dialog.js';
import { icon } from './icons.js';
import { act } from './link.js';

/** An invoice in a message. */
export function invoiceCard({ title, description, price }) {
  return el(
    'div',
    { class: 'card invoice' },
    el('span', { class: 'card-sign' }, icon('card')),
    el('span', { class: 'card-words' }, el('b', { dir: 'auto' }, title), el('small', { dir: 'auto' }, description), el('b', { class: 'price', dir: 'ltr' }, price)),
  );
}

/** Asks whether to pay. `what` says who pays which invoice: `{ person, chat, message }` or `{ person, link }`. */
export async function pay(invoice, what) {
  const { title, description, price, bot } = invoice;
  const told = [
    el('div', { class: 'sheet-face due' }, el('b', { class: 'price', dir: 'ltr' }, price), el('p', { dir: 'auto' }, description), el('small', { dir: 'auto' }, `to ${bot}`)),
  ];
  const paid = await form(title, told, 'Pay', () => act({ do: 'pay', ...what }));
  if (paid) toast(`Paid: ${price}`);
}
