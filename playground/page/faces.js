// Avatars and the colours of names.

import { el } from './dom.js';

const COLOURS = 8;
const LETTER = /^[\p{L}\p{N}]/u;
const HAN = /^\p{Script=Han}/u;
const parts = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A person's colour is the same everywhere. */
export const colour = (id) => `c${Math.abs(Number(id) || 0) % COLOURS}`;

const firstSign = (word) => parts.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

function initials(name) {
  const all = name.trim().split(/\s+/).filter(Boolean);
  if (all.length === 0) return '?';
  const lettered = all.filter((word) => LETTER.test(word));
  const words = lettered.length > 0 ? lettered : all;
  // One sign of a Chinese name is wide enough.
  if (HAN.test(words[0]) || words.length === 1) return firstSign(words[0]).toUpperCase();
  return `${firstSign(words[0])}${firstSign(words.at(-1))}`.toUpperCase();
}

/** What somebody is and speaks: `Clerk · English`. */
export const aboutOf = ({ about, language, username }) => [about ?? (username && `@${username}`), tongue(language)].filter(Boolean).join(' · ');

const tongues = new Map();

/** A language by its own name. */
function tongue(code) {
  if (!code) return null;
  if (!tongues.has(code)) tongues.set(code, ownName(code));
  return tongues.get(code);
}

function ownName(code) {
  const [base] = code.split('-');
  try {
    return new Intl.DisplayNames([base], { type: 'language' }).of(base);
  } catch {
    return code;
  }
}

/** Only what the playground serves is shown or linked to. */
export const ownFile = (url) => (typeof url === 'string' && url.startsWith('/play/file/') ? url : null);

export function avatar({ id, name, photo }, size = '') {
  const shown = ownFile(photo);
  return el(
    'span',
    { class: `avatar ${size} ${colour(id)}`, 'aria-hidden': 'true' },
    shown ? el('img', { src: shown, alt: '', loading: 'lazy' }) : initials(name ?? ''),
  );
}
