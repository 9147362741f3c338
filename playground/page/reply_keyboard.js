// The keyboard that a bot shows in place of the phone's own.

import { locate } from './attach.js';
import { el, iconButton, keep } from './dom.js';
import { confirm } from './dialog.js';
import { attempt } from './follow.js';
import { redraw, state } from './state.js';

export class ReplyKeyboard {
  #pane;
  #thread = null;
  /** The one that was put away; another one shows again. */
  #hidden = null;

  constructor(pane) {
    this.#pane = pane;
    this.toggle = iconButton('keyboard', 'Show or hide the keyboard of the bot', () => this.#toggle(), { class: 'quiet' });
    this.node = el('div', { class: 'reply-keyboard', role: 'group', 'aria-label': 'Keyboard of the bot' });
  }

  /** `without`: one cannot write here, and has no keyboard either. */
  draw(thread, without) {
    this.#thread = thread;
    const { keyboard } = thread;
    const has = Boolean(keyboard?.rows?.length) && !without;
    this.toggle.hidden = !has;
    this.node.hidden = !has || this.#hidden === signOf(thread);
    keep(this.node, has ? keyboard.rows : null, () =>
      has ? keyboard.rows.map((row, y) => el('div', { class: 'key-row' }, row.map((key, x) => this.#key(key, `reply-${y}-${x}`)))) : [],
    );
  }

  #key(key, place) {
    return el('button', { type: 'button', class: 'key plain', data: { focus: place }, onclick: () => this.#press(key) }, el('span', { class: 'key-words', dir: 'auto' }, key.text));
  }

  async #press(key) {
    // What is shown may be another one by the time of the answer.
    const { one_time: once } = this.#thread.keyboard ?? {};
    const sign = signOf(this.#thread);
    if (!(await this.#act(key))) return;
    if (once) this.#hidden = sign;
    redraw();
  }

  async #act(key) {
    const pane = this.#pane;
    const { person, chat, topic } = pane;
    const press = { do: 'key', text: key.text };
    if (key.request === 'location') return locate(pane, press);
    if (key.request === 'contact') {
      const yes = await confirm('Share your phone number?', `${state.nameOf(chat)} will see the number of ${state.nameOf(person)}.`, 'Share');
      if (!yes) return null;
    }
    return attempt(pane, { ...press, person, chat, topic });
  }

  #toggle() {
    const sign = signOf(this.#thread);
    this.#hidden = this.#hidden === sign ? null : sign;
    redraw();
  }
}

/** Tells one keyboard from another. */
const signOf = ({ chat, keyboard }) => `${chat} ${keyboard?.message ?? ''}${JSON.stringify(keyboard?.rows)}`;
