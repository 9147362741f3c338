// What was said in the focused pane's chat, as text.

import { button, copy, el } from './dom.js';
import { transcript } from './link.js';
import { state } from './state.js';

const REST = 400;

export class TranscriptTab {
  #shown = null;
  #asked = null;
  #timer = null;

  constructor() {
    this.title = el('h3', { dir: 'auto' });
    this.text = el('pre', { class: 'transcript', tabindex: '0', dir: 'auto' });
    this.error = el('p', { class: 'error', role: 'alert' });
    this.node = el('div', { class: 'tab-body tall' }, this.title, el('div', { class: 'row-wrap' }, button('Copy', () => copy(this.text.textContent)), button('Save as a file', () => this.#save())), this.error, this.text);
  }

  draw() {
    const pane = state.focused;
    const thread = state.threadOf(pane);
    const key = thread ? `${pane.person}:${pane.chat}` : null;
    const chat = key && state.chat(pane.person, pane.chat);
    this.title.textContent = key ? `${chat?.title ?? state.bot(pane.chat)?.name ?? 'Chat'}, as ${state.nameOf(pane.person)} saw it` : 'Choose a chat first.';
    if (!key) {
      this.text.textContent = '';
      return;
    }
    const version = `${key} ${thread.upTo}`;
    if (version === this.#asked) return;
    this.#asked = version;
    clearTimeout(this.#timer);
    // While much is being said, the text is fetched now and then.
    this.#timer = setTimeout(() => this.#fetch(pane, key), this.#shown === key ? REST : 0);
  }

  async #fetch({ person, chat }, key) {
    try {
      const { text } = await transcript({ person, chat });
      // Another chat may have been chosen since.
      if (!this.#asked?.startsWith(`${key} `)) return;
      const atEnd = this.text.scrollHeight - this.text.scrollTop - this.text.clientHeight < 40;
      this.text.textContent = text;
      if (atEnd || this.#shown !== key) this.text.scrollTop = this.text.scrollHeight;
      this.#shown = key;
      this.error.textContent = '';
    } catch (refused) {
      this.#asked = null;
      this.error.textContent = refused.message;
    }
  }

  #save() {
    const address = URL.createObjectURL(new Blob([this.text.textContent], { type: 'text/plain' }));
    el('a', { href: address, download: 'transcript.txt' }).click();
    URL.revokeObjectURL(address);
  }
}
