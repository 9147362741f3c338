// A person's chats, with what was said last and what is unread.

import { el, reconcile } from './dom.js';
import { avatar } from './faces.js';
import { icon } from './icons.js';
import { joinGroup, newGroup } from './new.js';
import { showChat } from './place.js';
import { isIn, state } from './state.js';
import { asShown } from './text.js';
import { briefly, dayKey, nowText } from './when.js';

const TOPICS_AT_FIRST = 8;

export class ChatList {
  #pane;
  #allTopics = new Set();

  constructor(pane) {
    this.#pane = pane;
    this.list = el('ul', { class: 'chat-list' });
    this.node = el(
      'div',
      { class: 'chats', hidden: true },
      this.list,
      el(
        'div',
        { class: 'chats-foot' },
        el('button', { type: 'button', class: 'button', onclick: () => newGroup(pane.person, pane) }, icon('plus'), 'New group'),
        el('button', { type: 'button', class: 'button', onclick: () => joinGroup(pane) }, icon('group'), 'Join or open a link'),
      ),
    );
  }

  draw() {
    const { person } = this.#pane;
    const items = [];
    for (const chat of state.chatsOf(person)) {
      items.push({ key: `${chat.chat}`, shows: JSON.stringify([chat, dayKey(nowText())]), build: () => this.#row(chat) });
      const topics = chat.forum ? (chat.topics ?? []) : [];
      const all = this.#allTopics.has(chat.chat) || topics.length <= TOPICS_AT_FIRST + 1;
      for (const topic of all ? topics : topics.slice(0, TOPICS_AT_FIRST)) {
        items.push({ key: `${chat.chat} ${topic.id}`, shows: JSON.stringify(topic), build: () => this.#topic(chat, topic) });
      }
      if (!all) items.push({ key: `${chat.chat} more`, shows: `${topics.length}`, build: () => this.#moreTopics(chat, topics.length) });
    }
    reconcile(this.list, items);
  }

  #row(chat) {
    const { last } = chat;
    const shown = { id: chat.chat, name: chat.title };
    const out = !isIn(chat);
    return el(
      'li',
      null,
      el(
        'button',
        { type: 'button', class: 'chat-row', onclick: () => showChat(this.#pane, chat.chat) },
        avatar(shown),
        el(
          'span',
          { class: 'chat-words' },
          el('span', { class: 'chat-top' }, chat.kind === 'private' ? null : icon('group'), el('b', { dir: 'auto' }, chat.title), el('small', null, last ? briefly(last.date) : '')),
          el(
            'span',
            { class: 'chat-last' },
            el('span', { class: 'chat-text', dir: 'auto' }, out ? el('i', null, chat.me.status === 'asked' ? 'Asked to join' : 'Not a member') : lastLine(chat)),
            badge(chat.unread),
          ),
        ),
      ),
    );
  }

  #topic(chat, topic) {
    return el(
      'li',
      null,
      el(
        'button',
        { type: 'button', class: 'chat-row topic', onclick: () => showChat(this.#pane, chat.chat, topic.id) },
        icon('hash'),
        el('span', { class: 'chat-text', dir: 'auto' }, topic.name),
        topic.closed ? el('small', null, 'closed') : null,
        badge(topic.unread),
      ),
    );
  }

  #moreTopics(chat, count) {
    return el(
      'li',
      null,
      el(
        'button',
        {
          type: 'button',
          class: 'chat-row topic',
          onclick: () => {
            this.#allTopics.add(chat.chat);
            this.draw();
          },
        },
        `Show all ${count} topics`,
      ),
    );
  }
}

function lastLine({ last, kind, blocked }) {
  if (blocked) return el('i', null, 'Blocked');
  if (!last) return el('i', null, 'Nothing said yet');
  return kind === 'private' || !last.from ? asShown(last.text) : [el('span', { class: 'chat-from' }, `${last.from}: `), last.text];
}

export const badge = (count) => (count > 0 ? el('span', { class: 'badge', 'aria-label': `${count} unread` }, count > 999 ? '999+' : String(count)) : null);
