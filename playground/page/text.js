// Text with entities, as nodes.

import { copy, el, toast } from './dom.js';
import { leaveFor } from './dialog.js';

const MOST_ENTITIES = 300;
const SHORT = 130;

const DEEP_LINK = /^(\/start(?:@\w+)?) [\w-]{1,64}$/;

/** A text as Telegram's apps show it: what a deep link sends along is for the bot alone. */
export const asShown = (text) => text?.replace(DEEP_LINK, '$1');

/** `acts` has `command(text)`, `open(link)` and `mention(name)`. */
export function rich(text, entities, acts) {
  const marks = (entities ?? [])
    .filter((mark) => Number.isInteger(mark.offset) && Number.isInteger(mark.length) && mark.length > 0)
    .slice(0, MOST_ENTITIES)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  return piece(text, 0, text.length, marks, acts);
}

function piece(text, from, to, marks, acts) {
  const out = document.createDocumentFragment();
  let at = from;
  let next = 0;
  while (next < marks.length) {
    const mark = marks[next];
    next += 1;
    const start = Math.max(mark.offset, at);
    const end = Math.min(mark.offset + mark.length, to);
    if (start >= end) continue;
    const inner = [];
    while (next < marks.length && marks[next].offset < end) {
      inner.push(marks[next]);
      next += 1;
    }
    out.append(text.slice(at, start), dress(mark, text.slice(start, end), piece(text, start, end, inner, acts), acts));
    // A block ends its line by itself.
    at = BLOCKS.has(mark.type) && text[end] === '\n' && end < to ? end + 1 : end;
  }
  out.append(text.slice(at, to));
  return out;
}

const BLOCKS = new Set(['blockquote', 'expandable_blockquote', 'pre']);
const PLAIN = { bold: 'strong', italic: 'em', underline: 'u', strikethrough: 's' };

function dress(mark, said, inner, acts) {
  if (PLAIN[mark.type]) return el(PLAIN[mark.type], null, inner);
  switch (mark.type) {
    case 'spoiler':
      return spoiler(inner);
    case 'code':
      return el('code', { title: 'Copy', onclick: () => copy(said) }, inner);
    case 'pre':
      return el('pre', { data: mark.language ? { language: mark.language } : {}, tabindex: '0' }, el('code', null, inner));
    case 'blockquote':
      return el('blockquote', null, inner);
    case 'expandable_blockquote':
      // A short one has nothing to unfold.
      return said.length > SHORT || said.split('\n').length > 3 ? expandable(inner) : el('blockquote', null, inner);
    case 'bot_command':
      return el('button', { type: 'button', class: 'link', onclick: () => acts.command(said) }, inner);
    case 'mention':
      return el('button', { type: 'button', class: 'link', onclick: () => acts.mention(said.replace(/^@/, '')) }, inner);
    case 'text_mention':
    case 'hashtag':
    case 'cashtag':
    case 'phone_number':
      return el('span', { class: 'linked' }, inner);
    case 'email':
      return el('button', { type: 'button', class: 'link', onclick: () => copy(said) }, inner);
    case 'url':
      return link(said, inner, acts);
    case 'text_link':
      return link(mark.url, inner, acts);
    default:
      return el('span', null, inner);
  }
}

/** The address when it is one that may be opened, else null. */
export function webAddress(text) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`);
    return ['http:', 'https:'].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** Whether a link leads to somewhere inside Telegram. */
export const isInside = (url) => ['t.me', 'telegram.me'].includes(url.hostname.toLowerCase());

function link(address, inner, acts) {
  if (/^tg:/i.test(address ?? '')) return el('button', { type: 'button', class: 'link', onclick: () => toast('Links that begin with tg: open in Telegram only.') }, inner);
  const url = webAddress(address ?? '');
  if (!url) return el('span', null, inner);
  const follow = () => (isInside(url) ? acts.open(url.href) : leaveFor(url.href));
  return el('button', { type: 'button', class: 'link', title: url.href, onclick: follow }, inner);
}

function spoiler(inner) {
  const node = el('span', { class: 'spoiler', role: 'button', tabindex: '0', 'aria-label': 'Hidden text. Show it.' }, el('span', { 'aria-hidden': 'true' }, inner));
  const show = (event) => {
    if (event.type === 'keydown' && !['Enter', ' '].includes(event.key)) return;
    if (node.classList.contains('shown')) return;
    event.preventDefault();
    node.classList.add('shown');
    for (const name of ['role', 'tabindex', 'aria-label']) node.removeAttribute(name);
    node.firstElementChild.removeAttribute('aria-hidden');
  };
  node.addEventListener('click', show, true);
  node.addEventListener('keydown', show);
  return node;
}

function expandable(inner) {
  const node = el('blockquote', { class: 'long' }, el('div', null, inner));
  const toggle = el(
    'button',
    {
      type: 'button',
      class: 'link unfold',
      'aria-expanded': 'false',
      onclick: () => {
        const open = node.classList.toggle('unfolded');
        toggle.setAttribute('aria-expanded', String(open));
        toggle.textContent = open ? 'Show less' : 'Show more';
      },
    },
    'Show more',
  );
  node.append(toggle);
  return node;
}

const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const NOT_PICTURE = /[\p{L}\p{N}]/u;
const parts = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How many emoji a text is, when it is nothing else and they are few; else 0. */
export function emojiOnly(text) {
  if (!text || text.length > 40 || NOT_PICTURE.test(text) || !PICTURE.test(text)) return 0;
  const signs = [...parts.segment(text.replace(/\s/g, ''))];
  return signs.length <= 3 && signs.every((sign) => PICTURE.test(sign.segment)) ? signs.length : 0;
}
