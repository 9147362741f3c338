// What a bot offers while one types behind its name: a list above the field, led by the keys of the field.

import { el, put, speak } from './dom.js';
import { follow as open } from './follow.js';
import { act } from './link.js';
import { state } from './state.js';

/** Between the last letter and the question to the bot. */
const PAUSE = 250;

export class InlineList {
  #pane;
  #text;
  #id;
  #sent;
  #asked = null;
  #timer = null;
  #list = null;
  #at = -1;

  /** `sent(result)` is called when a result has been chosen. */
  constructor(pane, text, sent) {
    this.#pane = pane;
    this.#text = text;
    this.#sent = sent;
    this.#id = `offers-${pane.id}`;
    this.node = el('div', { class: 'commands offers', role: 'listbox', id: this.#id, 'aria-label': 'What the bot offers', hidden: true });
  }

  /** Asks the bot that is named, once nobody types for a moment. */
  follow() {
    const asked = this.#named();
    const sign = asked && JSON.stringify([asked.bot.id, asked.words]);
    if (sign === this.#asked) return;
    this.#asked = sign;
    clearTimeout(this.#timer);
    if (!asked) this.hide();
    else this.#timer = setTimeout(() => this.#ask(asked, sign), PAUSE);
  }

  hide() {
    this.#show(null);
  }

  /** Whether a key was meant for the list. */
  takes({ key, shiftKey }) {
    const options = [...this.node.children];
    if (options.length === 0) return false;
    if (key === 'ArrowDown') this.#mark((this.#at + 1) % options.length);
    else if (key === 'ArrowUp') this.#mark(this.#at <= 0 ? options.length - 1 : this.#at - 1);
    else if (key === 'Enter' && !shiftKey && this.#at >= 0) options[this.#at].click();
    else if (key === 'Escape') this.hide();
    else return false;
    return true;
  }

  #named() {
    const [, name, words] = /^@([a-z0-9_]+)[ \u00a0]([^]*)$/i.exec(this.#text.value) ?? [];
    const bot = name && state.bots.find((known) => known.inline && known.username.toLowerCase() === name.toLowerCase());
    return bot ? { bot, words } : null;
  }

  async #ask({ bot, words }, sign, offset = '') {
    const { person, chat, topic } = this.#pane;
    let list = null;
    try {
      list = await act({ do: 'inline', person, chat, topic, bot: bot.id, words, offset });
    } catch {
      // Somebody who types goes on typing; the next letter asks again.
    }
    // What was typed since is another question.
    if (sign !== this.#asked) return;
    const before = offset && this.#list ? this.#list.offers : [];
    const offers = (list?.results ?? []).map((result) => ({ ...result, query: list.query }));
    this.#show({ bot, words, sign, button: offset ? this.#list?.button : list?.button, offers: [...before, ...offers], next: list?.next ?? '' });
    const { length } = this.#list.offers;
    speak(length === 0 ? 'Nothing to choose from.' : `${length} to choose from.`);
  }

  #show(list) {
    this.#list = list;
    const at = list ? this.#at : -1;
    const { button, offers = [], next, bot, words, sign } = list ?? {};
    const option = (kind, run, ...inside) => el('button', { type: 'button', role: 'option', tabindex: '-1', 'aria-selected': 'false', class: kind, onclick: run }, ...inside);
    const rows = [
      button ? option('above', () => open(this.#pane, `https://t.me/${bot.username}?start=${button.start}`), button.text) : null,
      ...offers.map((offer) => option('offer', () => this.#choose(offer), el('b', { dir: 'auto' }, offer.title), offer.description ? el('span', { dir: 'auto' }, offer.description) : null)),
      next ? option('further', () => this.#ask({ bot, words }, sign, next), 'More') : null,
    ].filter(Boolean);
    for (const [place, row] of rows.entries()) row.id = `${this.#id}-${place}`;
    this.node.replaceChildren(...rows);
    this.node.hidden = rows.length === 0;
    this.#tell(rows.length > 0);
    this.#mark(at < rows.length ? at : -1);
  }

  async #choose({ id, query }) {
    try {
      await act({ do: 'choose', person: this.#pane.person, query, result: id });
      this.hide();
      this.#asked = null;
      this.#sent(null);
    } catch (refused) {
      this.#sent(refused);
    }
  }

  /** A field of many lines is a combobox only as long as there is something to choose. */
  #tell(isOpen) {
    if (!isOpen && this.#text.getAttribute('aria-controls') !== this.#id) return;
    const told = { role: 'combobox', 'aria-expanded': 'true', 'aria-controls': this.#id, 'aria-haspopup': 'listbox', 'aria-autocomplete': 'list' };
    for (const [name, value] of Object.entries(told)) {
      if (isOpen) put(this.#text, name, value);
      else this.#text.removeAttribute(name);
    }
  }

  #mark(at) {
    this.#at = at;
    const options = [...this.node.children];
    for (const [place, option] of options.entries()) put(option, 'aria-selected', String(place === at));
    const chosen = options[at];
    if (chosen) put(this.#text, 'aria-activedescendant', chosen.id);
    else if (!this.node.hidden) this.#text.removeAttribute('aria-activedescendant');
    chosen?.scrollIntoView({ block: 'nearest' });
  }
}
