// What the list of a chat's messages is made of: days, bubbles, service lines, and the line above what is new.

import { el, still } from './dom.js';
import { bubble, dayLine, serviceLine, typingLine, unreadLine } from './message.js';
import { state } from './state.js';
import { spinning } from './taps.js';
import { dayKey, dayOf, nowText } from './when.js';

const RUN_SECONDS = 600;

/** The rows for the messages `shown`, as `reconcile` takes them. `build(look, old)` makes a message's node. */
export function rowsOf(thread, shown, build) {
  const items = [];
  let day = null;
  let before = null;
  let divided = shown[0]?.seq > (thread.unreadAfter ?? Infinity);
  for (let at = 0; at < shown.length; at += 1) {
    const message = shown[at];
    const key = dayKey(message.date);
    if (key !== day) {
      day = key;
      before = null;
      const words = dayOf(message.date);
      items.push({ key: `day ${key}`, shows: words, build: () => dayLine(words) });
    }
    if (thread.unreadAfter !== null && !divided && message.seq > thread.unreadAfter) {
      divided = true;
      before = null;
      items.push({ key: 'unread', shows: '', build: unreadLine });
    }
    if (message.service) {
      before = null;
      items.push({ key: message.key, shows: `${message.changed}`, build: () => serviceLine(message) });
      continue;
    }
    const messages = [message];
    while (message.album && shown[at + 1]?.album === message.album) {
      at += 1;
      messages.push(shown[at]);
    }
    const after = shown[at + 1];
    const look = {
      messages,
      group: thread.isGroup,
      first: !together(before, message),
      last: !after || after.service || !together(message, after) || dayKey(after.date) !== key,
      spins: spinning(thread, message),
      lang: languageOf(message, thread),
    };
    before = message;
    items.push({ key: message.key, shows: signOf(look), build: (old) => build(look, old) });
  }
  return items;
}

export const typingRow = { key: 'typing', shows: '', build: typingLine };

export const emptyRow = { key: 'empty', shows: '', build: () => said('Nothing has been said here yet.') };

/** What stands in a list that holds no messages: a word, or what looks like messages to come. */
export function placeholder(list, words) {
  if (words === null) {
    if (list.childElementCount === 0) list.replaceChildren(...[0, 1, 2, 3].map(ghost));
  } else if (list.childElementCount !== 1 || list.textContent !== words) {
    const node = said(words);
    node.key = 'lost';
    list.replaceChildren(node);
  }
}

/** The node of a message; a new one comes in softly, as does what was changed in one. */
export function messageNode(look, old, acts, arrives) {
  const node = bubble(look, acts);
  const text = look.messages.map((part) => part.text).join();
  node.said = text;
  if (still()) return node;
  if (!old && arrives) node.classList.add('came');
  else if (old && old.said !== text) node.classList.add('changed');
  return node;
}

/** Lets the node of a deleted message go. */
export function fade(node) {
  if (still()) {
    node.remove();
    return;
  }
  node.leaving = true;
  node.style.height = `${node.offsetHeight}px`;
  node.classList.add('going');
  node.addEventListener('animationend', (event) => event.target === node && node.remove());
  // In a tab that is not seen nothing is animated.
  setTimeout(() => node.remove(), 600);
}

function languageOf(message, thread) {
  const other = thread.isGroup && !message.mine && !message.from?.bot;
  return state.people.get(other ? message.from?.id : thread.person)?.language ?? null;
}

const together = (a, b) =>
  a !== null && !a.service && a.from?.id === b.from?.id && a.from?.name === b.from?.name && a.mine === b.mine && a.ephemeral === b.ephemeral && Date.parse(b.date) - Date.parse(a.date) < RUN_SECONDS * 1_000;

const signOf = ({ messages, first, last, spins, lang, group }) =>
  `${messages.map((message) => `${message.key}.${message.changed}`)} ${first} ${last} ${group} ${lang} ${[...spins]} ${dayKey(nowText())}`;

const said = (words) => el('li', { class: 'service empty' }, el('span', null, words));

function ghost(at) {
  const node = el('li', { class: `ghost g${at}`, 'aria-hidden': 'true' });
  node.key = `ghost ${at}`;
  return node;
}
