// The messages of one chat in a pane.

import { el, narrow, reconcile, speak } from './dom.js';
import { follow, mention, scan } from './follow.js';
import { act } from './link.js';
import { enlarge } from './media.js';
import { messageKeys } from './message_keys.js';
import { messageMenu } from './message_menu.js';
import { emptyRow, fade, messageNode, placeholder, rowsOf, typingRow } from './rows.js';
import { Scroll } from './scroll.js';
import { state } from './state.js';
import { tap } from './taps.js';
import { dayKey, nowText } from './when.js';

export class Chat {
  #pane;
  #thread = null;
  #scroll;
  /** What it was drawn from, to draw it only when that changes. */
  #shows = null;

  /** `composer` is told what the menu of a message asks for. */
  constructor(pane, composer) {
    this.#pane = pane;
    this.composer = composer;
    this.list = el('ol', { class: 'messages' });
    this.log = el('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': 'Messages', tabindex: '0' }, this.list);
    this.#scroll = new Scroll(pane, this.log, this.list, () => this.#render());
    this.node = el('div', { class: 'chat' }, this.log, this.#scroll.jump);
    messageKeys(this.log, { menu: (id, at) => this.#menu(this.#thread.find(id), at), newest: () => this.#scroll.toNewest() });
  }

  draw(thread, chat) {
    if (thread !== this.#thread) this.#show(thread);
    const lost = !chat && state.knows(thread.person);
    if (!thread.loaded || (lost && thread.messages.length === 0)) {
      placeholder(this.list, lost ? 'This chat is not here.' : null);
      return;
    }
    const fresh = thread.fresh ?? [];
    thread.fresh = [];
    if (!this.#scroll.placed) {
      this.#scroll.begin();
      thread.markUnread(unreadOf(chat, thread.topic));
    }
    const shows = `${thread.revision} ${thread.unreadAfter} ${this.#scroll.sign} ${dayKey(nowText())} ${state.peopleVersion}`;
    if (!this.#scroll.placed || shows !== this.#shows) {
      this.#shows = shows;
      this.#scroll.around(() => this.#render());
      this.#news(fresh);
    }
    this.#read(thread, chat);
  }

  /** Goes to a message, however long ago it was. */
  jumpTo(key) {
    return this.#scroll.to(key);
  }

  #show(thread) {
    if (this.#thread) this.#thread.unreadAfter = null;
    this.#thread = thread;
    this.#scroll.show(thread);
    this.list.replaceChildren();
  }

  #render() {
    const thread = this.#thread;
    const items = rowsOf(thread, this.#scroll.shown, (look, old) => this.#build(look, old));
    if (thread.typing && this.#scroll.followsNewest) items.push(typingRow);
    if (items.length === 0) items.push(emptyRow);
    const known = new Set(thread.messages.map((message) => message.key));
    reconcile(this.list, items, (node) => (node.dataset.id && !known.has(node.dataset.id) ? fade(node) : node.remove()));
  }

  #build(look, old) {
    const { placed, stuck } = this.#scroll;
    return messageNode(look, placed ? old : null, this.#acts(), placed && stuck && look.messages.at(-1) === this.#thread.newest);
  }

  #acts() {
    const pane = this.#pane;
    const thread = this.#thread;
    return {
      command: (text) => this.composer.say(text),
      open: (link) => follow(pane, link),
      mention: (name) => mention(pane, name),
      tap: (message, row, column, key) => tap(pane, thread, message, row, column, key),
      jump: (id) => this.jumpTo(id),
      enlarge: (message) => enlarge(message, pane.person, (who) => scan(who, message.photo.id)),
      menu: (message, at) => this.#menu(message, at),
    };
  }

  /** Gives whether there is a message to show the menu of. */
  #menu(message, at) {
    if (!message) return false;
    const { composer } = this;
    messageMenu(this.#pane, message, at, {
      reply: () => composer.reply(message),
      edit: () => composer.edit(message),
      enlarge: () => this.#acts().enlarge(message),
    });
    return true;
  }

  #news(fresh) {
    const others = fresh.filter((message) => !message.mine);
    this.#scroll.count(others.length);
    if (others.length < fresh.length) {
      this.#thread.unreadAfter = null;
      if (!this.#scroll.stuck) this.#scroll.toNewest();
    }
    if (state.focused === this.#pane && others.length > 0) speak(others.map((message) => `${message.from?.name ?? ''}: ${message.text || message.service || message.invoice?.title || 'a picture or file'}`).join('. '));
  }

  /** Tells the playground that what is in sight was read. */
  #read(thread, chat) {
    const unread = unreadOf(chat, thread.topic);
    const hidden = document.hidden || (narrow() && state.focused !== this.#pane);
    if (unread === 0 || !this.#scroll.stuck || hidden || thread.readUpTo === thread.upTo) return;
    thread.readUpTo = thread.upTo;
    act({ do: 'read', person: thread.person, chat: thread.chat, topic: thread.topic, up_to: thread.upTo }).catch(() => {
      // The next message brings another try.
    });
  }
}

/** How many messages of a chat (or a topic of it) were not read. */
function unreadOf(chat, topic) {
  if (!chat) return 0;
  // A forum counts all its topics; what is left over is the general one's.
  if (topic === null || topic === undefined) return Math.max(0, (chat.topics ?? []).reduce((left, known) => left - (known.unread ?? 0), chat.unread ?? 0));
  return chat.topics?.find((known) => known.id === topic)?.unread ?? 0;
}
