// Where a person writes: the text field, what it answers, the reply keyboard, and what stands there when one cannot write.

import { attachMenu, dropped, locate } from './attach.js';
import { button, el, iconButton, keep, put } from './dom.js';
import { confirm } from './dialog.js';
import { attempt } from './follow.js';
import { redraw, state } from './state.js';

const MOST_SUGGESTED = 8;

export class Composer {
  #pane;
  #thread = null;
  #suggested = -1;
  #hiddenKeyboard = null;
  #forced = null;

  constructor(pane) {
    this.#pane = pane;
    this.text = el('textarea', { rows: '1', dir: 'auto', 'aria-label': 'Message', placeholder: 'Message', enterkeyhint: 'send', data: { focus: 'write' } });
    this.error = el('div', { class: 'pane-error', role: 'alert' });
    this.context = el('div', { class: 'context' });
    this.commands = el('div', { class: 'commands', role: 'listbox', 'aria-label': 'Commands', hidden: true });
    this.slash = iconButton('slash', 'Commands', () => this.#toggleCommands(), { class: 'quiet' });
    this.keyboardToggle = iconButton('keyboard', 'Show or hide the keyboard of the bot', () => this.#toggleKeyboard(), { class: 'quiet' });
    this.attach = iconButton('clip', 'Attach', (event) => attachMenu(pane, event.currentTarget), { class: 'quiet', 'aria-haspopup': 'menu' });
    this.send = iconButton('send', 'Send', () => this.#send(), { class: 'send' });
    this.row = el('form', { class: 'write', onsubmit: (event) => event.preventDefault() }, this.attach, this.text, this.slash, this.keyboardToggle, this.send);
    this.keyboard = el('div', { class: 'reply-keyboard', role: 'group', 'aria-label': 'Keyboard of the bot' });
    this.bar = el('div', { class: 'instead' });
    this.node = el('div', { class: 'composer' }, this.error, this.commands, this.context, this.row, this.bar, this.keyboard);
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
    if (thread !== this.#thread) {
      this.#thread = thread;
      this.text.value = thread.draft.text;
      this.#grow();
      this.#suggest();
    }
    this.#drawError();
    const instead = standIn(this.#pane, thread, chat);
    this.row.hidden = Boolean(instead);
    this.bar.hidden = !instead;
    keep(this.bar, instead && [instead.words, instead.about, instead.yes, thread.chat], () =>
      instead ? [instead.about ? el('p', null, instead.about) : null, instead.yes ? button(instead.words, instead.run, { class: instead.danger ? 'danger wide' : 'primary wide' }) : el('p', null, instead.words)] : [],
    );
    this.#drawContext(thread);
    this.#drawKeyboard(thread, Boolean(instead));
    this.slash.hidden = thread.commands.length === 0;
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

  #drawKeyboard(thread, without) {
    const { keyboard } = thread;
    const sign = keyboard ? `${keyboard.message ?? ''}${JSON.stringify(keyboard.rows)}` : null;
    const has = Boolean(keyboard?.rows?.length) && !without;
    this.keyboardToggle.hidden = !has;
    this.keyboard.hidden = !has || this.#hiddenKeyboard === `${thread.chat} ${sign}`;
    keep(this.keyboard, has ? keyboard.rows : null, () =>
      has
        ? keyboard.rows.map((row, y) =>
            el(
              'div',
              { class: 'key-row' },
              row.map((key, x) => el('button', { type: 'button', class: 'key plain', data: { focus: `reply-${y}-${x}` }, onclick: () => this.#press(key, keyboard, sign) }, el('span', { class: 'key-words', dir: 'auto' }, key.text))),
            ),
          )
        : [],
    );
    this.#force(thread);
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

  async #press(key, keyboard, sign) {
    const pane = this.#pane;
    const { person, chat, topic } = pane;
    if (key.request === 'contact') {
      const yes = await confirm('Share your phone number?', `${state.nameOf(chat)} will see the number of ${state.nameOf(person)}.`, 'Share');
      if (!yes || !(await attempt(pane, { do: 'contact', person, chat }))) return;
    } else if (key.request === 'location') {
      if (!(await locate(pane))) return;
    } else {
      if (!(await attempt(pane, { do: 'key', person, chat, topic, text: key.text }))) return;
    }
    if (keyboard.one_time) this.#hiddenKeyboard = `${chat} ${sign}`;
    redraw();
  }

  #toggleKeyboard() {
    const { keyboard, chat } = this.#thread;
    const sign = `${chat} ${keyboard?.message ?? ''}${JSON.stringify(keyboard?.rows)}`;
    this.#hiddenKeyboard = this.#hiddenKeyboard === sign ? null : sign;
    redraw();
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
    this.#suggested = -1;
    this.#suggest();
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
    this.#suggest();
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
    const options = this.commands.hidden ? [] : [...this.commands.children];
    if (options.length > 0 && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.#suggested = (this.#suggested + step + options.length + (this.#suggested < 0 && step < 0 ? 1 : 0)) % options.length;
      this.#suggest();
    } else if (options.length > 0 && event.key === 'Tab' && !event.shiftKey && this.text.value !== '') {
      this.write(`/${options[Math.max(0, this.#suggested)].dataset.command} `);
    } else if (options.length > 0 && event.key === 'Escape') {
      this.commands.hidden = true;
    } else if (event.key === 'Escape' && !this.context.hidden) {
      this.#dropContext();
    } else if (event.key === 'Enter' && !event.shiftKey) {
      if (options.length > 0 && this.#suggested >= 0) this.#choose(options[this.#suggested].dataset.command);
      else this.#send();
    } else if (event.key === 'ArrowUp' && this.text.value === '') {
      const mine = this.#thread.messages.findLast((message) => message.mine && message.text && !message.ephemeral && !message.service);
      if (!mine) return;
      this.edit(mine);
    } else {
      return;
    }
    event.preventDefault();
  }

  // Commands.

  #toggleCommands() {
    this.#suggest(this.commands.hidden);
    this.text.focus();
  }

  /** Shows the commands that begin with what is written, or all of them. */
  #suggest(all = false) {
    const begun = /^\/([a-z0-9_]*)$/i.exec(this.text.value);
    const known = this.#thread?.commands ?? [];
    const fit = all ? known : begun ? known.filter(({ command }) => command.startsWith(begun[1].toLowerCase())).slice(0, MOST_SUGGESTED) : [];
    this.commands.hidden = fit.length === 0;
    this.commands.replaceChildren(
      ...fit.map(({ command, description }, at) =>
        el(
          'button',
          { type: 'button', role: 'option', tabindex: '-1', class: at === this.#suggested ? 'chosen' : '', 'aria-selected': String(at === this.#suggested), data: { command }, onclick: () => this.#choose(command) },
          el('b', null, `/${command}`),
          el('span', { dir: 'auto' }, description),
        ),
      ),
    );
    this.commands.children[this.#suggested]?.scrollIntoView({ block: 'nearest' });
  }

  #choose(command) {
    this.text.value = '';
    this.#typed();
    this.commands.hidden = true;
    this.say(`/${command}`);
    this.text.focus();
  }
}

/** What stands where one would write: a way to begin, to unblock, to join, or why it is not possible. */
function standIn(pane, thread, chat) {
  const { person } = pane;
  if (!chat) return null;
  const run = (body) => () => attempt(pane, { person, ...body });
  if (chat.kind === 'private') {
    if (chat.blocked) return { words: 'Unblock', about: 'You stopped this bot. It cannot write to you.', yes: true, run: run({ do: 'unblock', bot: chat.chat }) };
    const empty = thread.loaded && thread.messages.length === 0 && !thread.more;
    if (empty) return { words: 'Start', about: 'This is where it begins.', yes: true, run: run({ do: 'say', chat: chat.chat, text: '/start' }) };
    return null;
  }
  const status = chat.me?.status;
  if (status === 'asked') return { words: 'You asked to join. An admin has to let you in.' };
  if (status === 'left') return { words: 'Join', about: 'You are not in this group.', yes: true, run: run({ do: 'join', chat: chat.chat }) };
  if (status === 'kicked') return { words: 'You were removed from this group.' };
  const topic = chat.topics?.find(({ id }) => id === pane.topic);
  if (topic?.closed && !['creator', 'administrator'].includes(status)) return { words: 'This topic is closed.' };
  return chat.me?.can_write === false ? { words: 'You cannot write here.' } : null;
}
