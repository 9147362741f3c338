// The panes: each is one person's phone, showing one of their chats or all of them.

import { badge, ChatList } from './chats.js';
import { Chat } from './chat.js';
import { Composer } from './composer.js';
import { dropped } from './attach.js';
import { el, iconButton, isRestoring, keep, put, reconcile } from './dom.js';
import { aboutOf, avatar, colour } from './faces.js';
import { chatSheet } from './group.js';
import { icon } from './icons.js';
import { closePane, focusPane, showChat } from './place.js';
import { state } from './state.js';

const DOES = {
  typing: 'is typing…',
  upload_photo: 'is sending a photo…',
  upload_document: 'is sending a file…',
  find_location: 'is looking up a place…',
};

class Pane {
  constructor(pane) {
    this.pane = pane;
    this.strip = el('header', { class: 'strip' });
    this.head = el('div', { class: 'chat-head' });
    this.pinned = el('div', { class: 'pinned', hidden: true });
    this.composer = new Composer(pane);
    this.chat = new Chat(pane, this.composer);
    this.chats = new ChatList(pane);
    this.toasts = el('div', { class: 'pane-toasts', role: 'status' });
    this.node = el(
      'section',
      { class: 'pane', data: { pane: String(pane.id) } },
      this.strip,
      this.head,
      this.pinned,
      this.chats.node,
      this.chat.node,
      this.toasts,
      this.composer.node,
    );
    this.node.addEventListener('focusin', () => isRestoring() || focusPane(pane));
    this.node.addEventListener('pointerdown', () => focusPane(pane));
    this.#drops();
  }

  draw() {
    const { pane } = this;
    const person = state.person(pane.person);
    const chat = pane.chat === null ? null : state.chat(pane.person, pane.chat);
    const thread = state.threadOf(pane);
    const focused = state.focused === pane;
    this.node.classList.toggle('focused', focused);
    put(this.node, 'aria-label', `${person.name}${chat ? `, ${chat.title}` : ', chats'}`);
    keep(this.strip, [person, state.panes.length > 1], () => this.#strip(person));
    put(this.strip, 'class', `strip ${colour(person.id)}`);
    const listed = pane.chat === null;
    this.chats.node.hidden = !listed;
    this.chat.node.hidden = listed;
    this.composer.node.hidden = listed;
    this.#head(chat, thread, listed);
    this.#pin(thread);
    if (listed) {
      this.chats.draw();
    } else {
      this.composer.draw(thread, chat);
      this.chat.draw(thread, chat);
    }
  }

  #strip(person) {
    return [
      avatar(person, 'tiny'),
      el('b', { dir: 'auto', lang: person.language }, person.name),
      el('small', { dir: 'auto' }, aboutOf(person)),
      state.panes.length > 1 ? iconButton('close', `Close ${person.name}`, () => closePane(this.pane), { data: { focus: 'close' } }) : null,
    ];
  }

  #head(chat, thread, listed) {
    const { pane } = this;
    const elsewhere = state.chatsOf(pane.person).reduce((sum, known) => sum + (known.chat === pane.chat ? 0 : known.unread), 0);
    const topic = chat?.topics?.find((known) => known.id === pane.topic);
    const title = listed ? 'Chats' : topic ? topic.name : (chat?.title ?? state.bot(pane.chat)?.name ?? 'Chat');
    const under = listed ? '' : this.#under(chat, thread, topic);
    const shows = [pane.chat, pane.topic, title, under, elsewhere, listed, Boolean(chat), state.chatsOf(pane.person).length];
    keep(this.head, shows, () => {
      if (listed) return el('h3', null, title);
      return [
        el(
          'button',
          { type: 'button', class: 'icon-button back', 'aria-label': elsewhere ? `All chats, ${elsewhere} unread` : 'All chats', title: 'All chats', data: { focus: 'back' }, onclick: () => showChat(pane, null) },
          icon('back'),
          badge(elsewhere),
        ),
        el(
          'button',
          { type: 'button', class: 'chat-title', data: { focus: 'title' }, disabled: !chat, onclick: () => chatSheet(pane) },
          avatar({ id: pane.chat, name: chat?.title ?? title }, 'small'),
          el('span', { class: 'who' }, el('b', { dir: 'auto' }, title), el('small', { dir: 'auto' }, under)),
        ),
        chat ? iconButton('more', 'About this chat', () => chatSheet(pane), { data: { focus: 'about' } }) : null,
      ];
    });
  }

  #under(chat, thread, topic) {
    if (thread?.typing) return DOES[thread.typing] ?? 'is busy…';
    if (!chat) return thread?.loaded ? 'not among the chats of this person' : '';
    if (topic) return chat.title;
    if (chat.kind === 'private') return chat.blocked ? 'blocked' : 'bot';
    const members = `${chat.members ?? 0} ${chat.members === 1 ? 'member' : 'members'}`;
    return chat.me?.anonymous ? `${members} · you are anonymous` : members;
  }

  #pin(thread) {
    const message = thread?.pinned ?? null;
    this.pinned.hidden = !message;
    keep(this.pinned, message && [message.id, message.changed, thread.chat], () =>
      message
        ? el(
            'button',
            { type: 'button', onclick: () => this.chat.jumpTo(message.chat === thread.chat ? message.id : `${message.chat}/${message.id}`) },
            icon('pin'),
            el('span', null, el('b', null, 'Pinned'), el('span', { dir: 'auto' }, message.text || 'Photo or file')),
          )
        : [],
    );
  }

  #drops() {
    let depth = 0;
    const over = (by) => {
      depth = Math.max(0, depth + by);
      this.node.classList.toggle('over', depth > 0);
    };
    const able = (event) => this.pane.chat !== null && [...(event.dataTransfer?.types ?? [])].includes('Files');
    this.node.addEventListener('dragenter', (event) => able(event) && over(1));
    this.node.addEventListener('dragleave', (event) => able(event) && over(-1));
    this.node.addEventListener('dragover', (event) => able(event) && event.preventDefault());
    this.node.addEventListener('drop', (event) => {
      if (!able(event)) return;
      event.preventDefault();
      over(-depth);
      dropped(this.pane, [...event.dataTransfer.files]);
    });
  }
}

export class Panes {
  #known = new Map();

  constructor(node) {
    this.node = node;
  }

  draw() {
    const nobody = { key: 'nobody', shows: '', build: () => el('p', { class: 'nobody' }, 'One moment…') };
    const panes = state.panes.map((pane) => ({ key: pane.id, shows: '', build: () => this.#pane(pane).node }));
    reconcile(this.node, panes.length > 0 ? panes : [nobody]);
    for (const id of [...this.#known.keys()]) if (!state.panes.some((pane) => pane.id === id)) this.#known.delete(id);
    for (const pane of state.panes) this.#pane(pane).draw();
    // Only when something was chosen: what moves under a pointer is missed by it.
    if (state.reveal) this.#known.get(state.focused?.id)?.node.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    state.reveal = false;
  }

  #pane(pane) {
    if (!this.#known.has(pane.id)) this.#known.set(pane.id, new Pane(pane));
    return this.#known.get(pane.id);
  }

  /** The field in which a person writes, for the tour. */
  composer(pane) {
    return this.#known.get(pane.id)?.composer ?? null;
  }

  /** The messages that a person sees, for the tour. */
  chat(pane) {
    return this.#known.get(pane.id)?.chat ?? null;
  }
}

