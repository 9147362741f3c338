// Where a person writes: the text field, and what it answers or changes.

import { attachMenu, dropped } from './attach.js';
import { button, el, iconButton, keep, put } from './dom.js';
import { attempt, complain } from './follow.js';
import { InlineList } from './inline.js';
import { ReplyKeyboard } from './reply_keyboard.js';
import { standIn } from './stand_in.js';
import { redraw, state } from './state.js';
import { Suggestions } from './suggestions.js';

export class Composer {
  #pane;
  #thread = null;
  #forced = null;

  constructor(pane) {
    this.#pane = pane;
    this.text = el('textarea', { rows: '1', dir: 'auto', 'aria-label': 'Message', placeholder: 'Message', enterkeyhint: 'send', data: { focus: 'write' } });
    this.error = el('div', { class: 'pane-error', role: 'alert' });
    this.context = el('div', { class: 'context' });
    this.commands = new Suggestions(this.text, pane.id, { choose: (command) => this.#choose(command), write: (text) => this.write(text) });
    this.offers = new InlineList(pane, this.text, (refused) => this.#offered(refused));
    this.keyboard = new ReplyKeyboard(pane);
    this.attach = iconButton('clip', 'Attach', (event) => attachMenu(pane, event.currentTarget), { class: 'quiet', 'aria-haspopup': 'menu' });
    this.send = iconButton('send', 'Send', () => this.#send(), { class: 'send' });
    this.row = el('form', { class: 'write', onsubmit: (event) => event.preventDefault() }, this.attach, this.text, this.commands.toggle, this.keyboard.toggle, this.send);
    this.bar = el('div', { class: 'instead' });
    this.node = el('div', { class: 'composer' }, this.error, this.commands.node, this.offers.node, this.context, this.row, this.bar, this.keyboard.node);
    this.text.addEventListener('input', () => this.#typed());
    this.text.addEventListener('keydown', (event) => this.#key(event));
    this.text.addEventListener('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      dropped(pane, files);
    });
  }

  draw(thread, chat) {
    this.commands.draw(thread.commands);
    if (thread !== this.#thread) {
      this.#thread = thread;
      this.text.value = thread.draft.text;
      this.#grow();
      this.commands.follow();
      this.offers.follow();
    }
    this.#drawError();
    const instead = standIn(this.#pane, thread, chat);
    this.row.hidden = Boolean(instead);
    this.bar.hidden = !instead;
    keep(this.bar, instead && [instead.words, instead.about, instead.yes, thread.chat], () =>
      instead ? [instead.about ? el('p', null, instead.about) : null, instead.yes ? button(instead.words, instead.run, { class: instead.danger ? 'danger wide' : 'primary wide' }) : el('p', null, instead.words)] : [],
    );
    this.#drawContext(thread);
    this.keyboard.draw(thread, Boolean(instead));
    this.#force(thread);
  }

  #drawError() {
    const { error } = this.#pane;
    this.error.hidden = !error;
    keep(this.error, error ?? '', () =>
      error
        ? [
            el('span', { dir: 'auto' }, error),
            iconButton('close', 'Hide this', () => {
              this.#pane.error = null;
              redraw();
            }),
          ]
        : [],
    );
  }

  #drawContext(thread) {
    const { reply, edit } = thread.draft;
    const about = edit ?? reply;
    this.context.hidden = !about;
    keep(this.context, about ? [about.id, Boolean(edit)] : null, () =>
      about
        ? [
            el('div', { class: 'context-words' }, el('b', { dir: 'auto' }, edit ? 'Edit message' : `Reply to ${about.from?.name ?? ''}`), el('span', { dir: 'auto' }, about.text || 'Photo or file')),
            iconButton('close', edit ? 'Do not edit' : 'Do not reply', () => this.#dropContext()),
          ]
        : [],
    );
    const wanted = thread.keyboard?.placeholder;
    put(this.text, 'placeholder', wanted || 'Message');
  }

  /** A bot may ask that the next text answers its message. */
  #force(thread) {
    const { keyboard } = thread;
    const asked = keyboard?.force_reply ? (thread.find(keyboard.message) ?? thread.messages.findLast((message) => message.from?.bot && !message.service)) : null;
    const sign = asked ? `${thread.chat} ${asked.id}` : null;
    if (sign === this.#forced) return;
    this.#forced = sign;
    if (!asked || thread.draft.edit) return;
    thread.draft.reply = asked;
    this.#drawContext(thread);
    if (state.focused === this.#pane && document.activeElement === document.body) this.text.focus();
  }

  // Writing.

  reply(message) {
    this.#thread.draft.reply = message;
    this.#thread.draft.edit = null;
    this.text.focus();
    redraw();
  }

  edit(message) {
    this.#thread.draft.edit = message;
    this.write(message.text ?? '');
    redraw();
  }

  /** Puts a text into the field, for the person to send. */
  write(text) {
    this.text.value = text;
    this.text.focus();
    this.text.setSelectionRange(text.length, text.length);
    this.#typed();
  }

  /** Says something at once, as when a command is tapped. */
  say(text) {
    const { person, chat, topic } = this.#pane;
    return attempt(this.#pane, { do: 'say', person, chat, topic, text, reply_to: null });
  }

  #dropContext() {
    if (this.#thread.draft.edit) this.write('');
    this.#thread.draft.reply = null;
    this.#thread.draft.edit = null;
    this.text.focus();
    redraw();
  }

  #typed() {
    this.#thread.draft.text = this.text.value;
    this.#grow();
    this.commands.follow();
    this.offers.follow();
  }

  #grow() {
    this.text.style.height = 'auto';
    if (this.text.value) this.text.style.height = `${Math.min(this.text.scrollHeight, 140)}px`;
    this.node.classList.toggle('ready', this.text.value.trim() !== '');
  }

  async #send() {
    const pane = this.#pane;
    const thread = this.#thread;
    const { person, chat, topic } = pane;
    const { reply, edit } = thread.draft;
    const text = this.text.value;
    if (text.trim() === '') return;
    thread.draft = { text: '', reply: null, edit: null };
    this.text.value = '';
    this.#grow();
    this.commands.hide();
    this.offers.follow();
    redraw();
    const body = edit
      ? { do: 'edit', person, chat: edit.chat ?? chat, message: edit.id, text }
      : { do: 'say', person, chat, topic, text, reply_to: reply?.id ?? null };
    if (await attempt(pane, body)) return;
    // What was written is not lost, unless something else was written since.
    if (thread.draft.text === '') thread.draft = { text, reply, edit };
    if (thread === this.#thread && this.text.value === '') {
      this.text.value = text;
      this.#grow();
    }
    redraw();
  }

  #key(event) {
    // While a Chinese word is being composed, Enter takes the word.
    if (event.isComposing) return;
    if (this.commands.takes(event) || this.offers.takes(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === 'Escape' && !this.context.hidden) {
      this.#dropContext();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      this.#send();
    } else if (event.key === 'ArrowUp' && this.text.value === '') {
      const mine = this.#thread.messages.findLast((message) => message.mine && message.text && !message.ephemeral && !message.service);
      if (!mine) return;
      this.edit(mine);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** A result of a bot's list was sent, or could not be. */
  #offered(refused) {
    if (refused) {
      complain(this.#pane, refused.message);
      return;
    }
    this.write('');
  }

  #choose(command) {
    this.text.value = '';
    this.#typed();
    this.say(`/${command}`);
    this.text.focus();
  }
}
