// The clock: what it says, and how to move it.

import { button, el, keep } from './dom.js';
import { field } from './dialog.js';
import { act } from './link.js';
import { redraw, state } from './state.js';
import { forField, fromField, fullOf, nowText, timeOf } from './when.js';

const HOUR = 3_600;
const STEPS = [
  ['+1 hour', HOUR],
  ['+1 day', 24 * HOUR],
  ['+1 week', 7 * 24 * HOUR],
  ['+1 month', 30 * 24 * HOUR],
];

/** After so long the clock has gone on. */
const READ_WITHIN = 60_000;

const came = (count) => (count > 0 ? `${count} ${count === 1 ? 'message' : 'messages'} came meanwhile.` : 'No message came meanwhile.');

export class TimeTab {
  #busy = false;
  /** Where the clock was moved to, how many messages there were before, and what else happened. */
  #moved = null;

  constructor() {
    this.clock = el('div', { class: 'clock' });
    this.buttons = el('div', { class: 'row-wrap' }, STEPS.map(([words, seconds]) => button(words, () => this.#move({ by_seconds: seconds }))));
    this.days = el('input', { type: 'number', min: '1', max: '3650', value: '100', required: true });
    this.to = el('input', { type: 'datetime-local', required: true });
    this.goDays = el('button', { type: 'submit', class: 'button', 'aria-label': 'Go by days' }, 'Go');
    this.go = el('button', { type: 'submit', class: 'button', 'aria-label': 'Go to the date' }, 'Go');
    this.error = el('p', { class: 'error', role: 'alert' });
    this.said = el('p', { class: 'hint', role: 'status' });
    const ask = (label, input, go, body) =>
      el(
        'form',
        {
          onsubmit: (event) => {
            event.preventDefault();
            this.#move(body());
          },
        },
        field(label, el('span', { class: 'inline' }, input, go)),
      );
    this.node = el(
      'div',
      { class: 'tab-body' },
      this.clock,
      el('p', { class: 'hint' }, 'The clock goes on by itself. Move it forward, and birthdays, reminders and expiries come as they would have.'),
      this.buttons,
      ask('By days', this.days, this.goDays, () => ({ by_seconds: Number(this.days.value) * 24 * HOUR })),
      ask('To a date', this.to, this.go, () => ({ to: fromField(this.to.value) })),
      this.error,
      this.said,
    );
  }

  draw() {
    const now = nowText();
    keep(this.clock, now?.slice(0, 16) ?? '', () => [el('b', null, timeOf(now)), el('span', null, fullOf(now).replace(/,? \d\d:\d\d$/, ''))]);
    this.#say(now);
    const able = !this.#busy && !state.host?.busy;
    for (const node of [...this.buttons.children, this.days, this.goDays, this.to, this.go]) node.disabled = !able;
    const least = forField(now);
    if (this.to.value < least && document.activeElement !== this.to) this.to.value = least;
    this.to.min = least;
  }

  async #move(body) {
    this.#busy = true;
    this.#moved = null;
    const { posted } = state;
    this.error.textContent = '';
    this.said.textContent = 'Moving the clock…';
    this.draw();
    try {
      const { now, brought } = await act({ do: 'clock', ...body });
      this.#moved = now ? { to: now, posted, brought } : null;
      this.to.value = '';
    } catch (refused) {
      this.error.textContent = refused.message;
    }
    this.#busy = false;
    redraw();
  }

  /** Says what a move has brought, until the clock has gone on by itself. */
  #say(now) {
    if (this.#busy) return;
    if (this.#moved && Date.parse(now) - Date.parse(this.#moved.to) >= READ_WITHIN) this.#moved = null;
    const { to, posted, brought } = this.#moved ?? {};
    const words = to ? [`It is now ${fullOf(to)}.`, brought, came(state.posted - posted)].filter(Boolean).join(' ') : '';
    if (this.said.textContent !== words) this.said.textContent = words;
  }
}
