// Buttons below a message.

import { icon } from './icons.js';
import { el } from './dom.js';

const STYLES = new Set(['primary', 'success', 'danger']);
const SIGNS = { url: 'out', copy: 'copy', pay: 'card' };

/** `spins` are the taps without an answer yet, as `row:column`. */
export function inlineKeys(message, spins, tapped) {
  return el(
    'div',
    { class: 'keys', role: 'group', 'aria-label': 'Buttons' },
    message.buttons.map((row, y) =>
      el(
        'div',
        { class: 'key-row' },
        row.map((key, x) => inlineKey(key, `${y}:${x}`, spins, () => tapped(message, y, x, key))),
      ),
    ),
  );
}

function inlineKey(key, place, spins, tapped) {
  const waiting = spins.has(place);
  return el(
    'button',
    {
      type: 'button',
      class: `key ${STYLES.has(key.style) ? key.style : ''} ${waiting ? 'waiting' : ''}`,
      disabled: key.kind === 'disabled',
      'aria-busy': waiting ? 'true' : null,
      title: key.kind === 'url' ? key.url : null,
      data: { focus: `key-${place}` },
      onclick: tapped,
    },
    el('span', { class: 'key-words', dir: 'auto' }, key.text),
    SIGNS[key.kind] ? icon(SIGNS[key.kind]) : null,
    waiting ? el('span', { class: 'spinner' }) : null,
  );
}
