// One message (or one album) as a bubble.

import { icon } from './icons.js';
import { el, iconButton } from './dom.js';
import { avatar, colour, ownFile } from './faces.js';
import { inlineKeys } from './keys.js';
import { contactCard, fileCard, pictures, placeCard } from './media.js';
import { invoiceCard } from './pay.js';
import { asShown, emojiOnly, rich } from './text.js';
import { fullOf, timeOf } from './when.js';

/**
 * `look`: `messages` (more than one for an album), `first` and `last` of a run by one sender, `group` (names are shown),
 * `spins`, `lang`. `acts`: what can be done, see `chat.js`.
 */
export function bubble(look, acts) {
  const { messages, first, last, group, spins, lang } = look;
  const message = messages.find((part) => part.text) ?? messages[0];
  const end = messages.at(-1);
  const { mine, ephemeral, from } = message;
  const emoji = message.entities?.length || messages[0].photo || message.reply_to ? 0 : emojiOnly(message.text);
  const named = group && !mine;
  const marks = [mine && 'mine', first && 'first', last && 'last', ephemeral && 'ephemeral', emoji && 'big', named && 'named', bare(message) && 'bare'];
  return el(
    'li',
    { class: `message ${marks.filter(Boolean).join(' ')}`, tabindex: '-1', data: { id: message.key }, 'aria-label': spoken(message) },
    named ? el('span', { class: 'beside' }, last ? avatar(from ?? {}, 'small') : null) : null,
    el(
      'div',
      { class: 'column' },
      el(
        'div',
        { class: 'bubble' },
        named && first ? sender(from) : null,
        message.via ? el('div', { class: 'via' }, 'via ', el('span', { dir: 'ltr' }, `@${message.via}`)) : null,
        ephemeral ? el('div', { class: 'only-you' }, icon('eye'), 'Only you can see this') : null,
        message.reply_to ? quote(message, acts) : null,
        pictures(messages, acts),
        messages.map((part) => [
          ownFile(part.document?.url) ? fileCard(part.document) : null,
          part.contact ? contactCard(part.contact) : null,
          part.location ? placeCard(part.location) : null,
          part.invoice ? invoiceCard(part.invoice) : null,
        ]),
        el(
          'div',
          { class: `said ${message.text ? '' : 'wordless'}`, dir: 'auto', lang },
          message.text ? rich(asShown(message.text), message.entities, acts) : null,
          el(
            'span',
            { class: 'meta', dir: 'ltr', lang: 'en' },
            message.edited ? 'edited ' : null,
            el('time', { datetime: end.date, title: fullOf(end.date) }, timeOf(end.date)),
          ),
        ),
      ),
      message.buttons?.length ? inlineKeys(message, spins, acts.tap) : null,
    ),
    iconButton('more', 'What to do with this message', (event) => acts.menu(message, event.currentTarget), { class: 'do', tabindex: '-1' }),
  );
}

/** Whether the bubble is only a picture. */
const bare = (message) => Boolean(message.photo) && !message.text && !message.reply_to;

/** What a screen reader hears on the way through the messages. */
function spoken({ from, text, photo, document, contact, location, invoice, date, ephemeral }) {
  const kind = photo ? 'Photo. ' : document ? `File ${document.name}. ` : contact ? 'Contact. ' : location ? 'Location. ' : invoice ? `Invoice ${invoice.title}, ${invoice.price}. ` : '';
  return `${from?.name ?? ''}: ${kind}${asShown(text) ?? ''}${ephemeral ? ' Only you can see this.' : ''} ${timeOf(date)}`;
}

function sender(from) {
  return el(
    'div',
    { class: `name ${colour(from?.id)}` },
    el('span', { class: 'name-words', dir: 'auto' }, from?.name ?? ''),
    from?.tag ? el('span', { class: 'tag', dir: 'auto' }, from.tag) : null,
  );
}

function quote({ key, id: own, reply_to: { id, from, text } }, acts) {
  // What is answered is of the same chat.
  const there = key.slice(0, key.length - own.length) + id;
  return el(
    'button',
    { type: 'button', class: 'quote', title: 'Go to this message', data: { focus: 'quote' }, onclick: () => acts.jump(there) },
    el('b', { dir: 'auto' }, from ?? ''),
    el('span', { dir: 'auto' }, text ?? ''),
  );
}

export const serviceLine = (message) => el('li', { class: 'service', data: { id: message.key } }, el('span', { dir: 'auto' }, message.service));

export const dayLine = (words) => el('li', { class: 'day' }, el('span', null, words));

export const unreadLine = () => el('li', { class: 'unread-line' }, el('span', null, 'Unread messages'));

export const typingLine = () =>
  el('li', { class: 'message typing first last', 'aria-hidden': 'true' }, el('div', { class: 'column' }, el('div', { class: 'bubble' }, el('i'), el('i'), el('i'))));
