// What is said in one chat (or one topic of it), as one person sees it.

import { older } from './link.js';

const PAGE = 60;

export class Thread {
  constructor(person, chat, topic, text = '') {
    this.person = person;
    this.chat = chat;
    this.topic = topic;
    /** What is being written, and what it answers or changes. */
    this.draft = { text, reply: null, edit: null };
    this.reset();
  }

  reset() {
    /** Another one whenever the messages look different. */
    this.revision = (this.revision ?? 0) + 1;
    this.messages = [];
    this.upTo = 0;
    this.more = false;
    this.loaded = false;
    this.keyboard = null;
    this.typing = null;
    this.commands = [];
    this.pinned = null;
    this.answers = [];
    this.moved = null;
    /** Messages after this one were not read yet when the chat was opened. */
    this.unreadAfter = null;
    /** Buttons that wait for an answer, see `taps.js`. */
    this.spins = new Set();
    this.loadingOlder = null;
  }

  find(key) {
    return this.messages.find((message) => message.key === key);
  }

  /**
   * Messages by what tells them apart here: a group that grew out of another shows the messages of both,
   * and both count from one.
   */
  #keyed(messages) {
    for (const message of messages) message.key = message.chat === this.chat ? message.id : `${message.chat}/${message.id}`;
    return [...messages].sort(bySeq);
  }

  get newest() {
    return this.messages.at(-1);
  }

  /** Groups and supergroups have negative ids. */
  get isGroup() {
    return this.chat < 0;
  }

  /** Remembers above which of the newest messages the line stands that says what is unread. */
  markUnread(unread) {
    if (unread === 0 || this.unreadAfter !== null) return;
    let left = unread;
    for (let at = this.messages.length - 1; at >= 0; at -= 1) {
      const message = this.messages[at];
      if (message.mine || message.service) continue;
      left -= 1;
      if (left === 0) {
        this.unreadAfter = at === 0 ? 0 : this.messages[at - 1].seq;
        return;
      }
    }
  }

  /** Takes what the playground answered. Gives the messages that came to the end. */
  take(pane, since) {
    if (pane.reset || since === 0) {
      const { loaded, unreadAfter } = this;
      this.reset();
      this.unreadAfter = loaded ? unreadAfter : null;
      this.messages = this.#keyed(pane.messages ?? []);
      this.more = Boolean(pane.more);
    }
    const fresh = pane.reset || since === 0 ? [] : this.#merge(this.#keyed(pane.messages ?? []), pane.gone ?? []);
    if (!this.loaded || pane.messages?.length || pane.gone?.length || this.typing !== (pane.typing ?? null)) this.revision += 1;
    this.loaded = true;
    this.upTo = pane.up_to;
    this.keyboard = pane.keyboard ?? null;
    this.typing = pane.typing ?? null;
    this.commands = pane.commands ?? [];
    this.pinned = pane.pinned ?? null;
    this.moved = pane.moved ?? null;
    this.answers.push(...(pane.answers ?? []));
    return fresh;
  }

  #merge(changed, gone) {
    const fresh = [];
    const oldest = this.messages[0]?.seq ?? 0;
    for (const message of changed) {
      const at = this.messages.findIndex((known) => known.key === message.key);
      if (at >= 0) {
        this.messages[at] = message;
      } else if (message.seq > oldest || !this.more) {
        if (message.seq > (this.newest?.seq ?? 0)) fresh.push(message);
        this.messages.push(message);
        this.messages.sort(bySeq);
      }
    }
    if (gone.length > 0) {
      const lost = new Set(gone);
      this.messages = this.messages.filter((message) => !lost.has(message.key));
    }
    return fresh;
  }

  /** Reads further back; gives how many messages came. */
  loadOlder(limit = PAGE) {
    if (!this.more || this.loadingOlder) return this.loadingOlder ?? Promise.resolve(0);
    const before = this.messages[0]?.seq;
    const { upTo } = this;
    this.loadingOlder = older({ person: this.person, chat: this.chat, topic: this.topic, before, limit })
      .then(({ messages, more }) => {
        // Everything may have started afresh in between.
        if (this.messages[0]?.seq !== before || this.upTo < upTo) return 0;
        this.messages = [...this.#keyed(messages), ...this.messages];
        this.more = more && messages.length > 0;
        this.revision += 1;
        return messages.length;
      })
      .finally(() => {
        this.loadingOlder = null;
      });
    return this.loadingOlder;
  }
}

const bySeq = (a, b) => a.seq - b.seq;
