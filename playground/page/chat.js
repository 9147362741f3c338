// The messages of one chat in a pane: which of them are in the document, and where it is scrolled to.

import { el, iconButton, keep, narrow, reconcile, speak, still } from './dom.js';
import { complain, follow, mention, scan } from './follow.js';
import { act } from './link.js';
import { enlarge } from './media.js';
import { bubble, dayLine, serviceLine, typingLine, unreadLine } from './message.js';
import { messageMenu } from './message_menu.js';
import { longPress } from './press.js';
import { redraw, state } from './state.js';
import { spinning, tap } from './taps.js';
import { dayKey, dayOf, nowText } from './when.js';
import { Window } from './window.js';

const NEAR = 400;
const AT_END = 80;
const FURTHEST = 12_000;
const JUMP_PAGE = 200;
const RUN_SECONDS = 600;

export class Chat {
  #pane;
  #thread = null;
  #window = new Window();
  #stuck = true;
  #unseen = 0;
  /** How far it was scrolled last. */
  #top = 0;
  #placed = false;
  /** What it was drawn from, to draw it only when that changes. */
  #shows = null;

  /** `composer` is told what the menu of a message asks for. */
  constructor(pane, composer) {
    this.#pane = pane;
    this.composer = composer;
    this.list = el('ol', { class: 'messages' });
    this.log = el('div', { class: 'log', role: 'log', 'aria-live': 'off', 'aria-label': 'Messages', tabindex: '0' }, this.list);
    this.jump = iconButton('down', 'Go to the newest message', () => this.toNewest(), { class: 'jump', hidden: true });
    this.node = el('div', { class: 'chat' }, this.log, this.jump);
    this.log.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.log.addEventListener('keydown', (event) => this.#key(event));
    this.log.addEventListener('contextmenu', (event) => this.#contextMenu(event));
    longPress(this.log, (target, at) => {
      const message = this.#messageOf(target.closest('.message'));
      if (message) this.#menu(message, at);
    });
    new ResizeObserver(() => {
      if (this.#stuck) this.#toEnd();
    }).observe(this.log);
    new ResizeObserver(() => {
      if (this.#stuck) this.#toEnd();
    }).observe(this.list);
  }

  get #messages() {
    return this.#thread.messages;
  }

  draw(thread, chat) {
    if (thread !== this.#thread) this.#show(thread);
    const group = chat ? chat.kind !== 'private' : thread.chat < 0;
    if (!thread.loaded) {
      const lost = !chat && state.chatsOf(thread.person).length > 0;
      if (lost) keepOne(this.list, 'This chat is not here.');
      else if (this.list.childElementCount === 0) this.list.replaceChildren(...skeleton());
      return;
    }
    const fresh = thread.fresh ?? [];
    thread.fresh = [];
    if (!this.#placed) this.#start(thread, chat);
    const shows = `${thread.revision} ${thread.unreadAfter} ${this.#window.from} ${this.#window.to} ${this.#stuck} ${group} ${dayKey(nowText())} ${state.peopleVersion}`;
    if (this.#placed && shows === this.#shows) {
      this.#read(thread, chat);
      return;
    }
    this.#shows = shows;
    const held = this.#stuck ? null : this.#hold();
    this.#render(thread, group);
    if (!this.#placed) this.#placeFirst();
    else if (this.#stuck) this.#toEnd();
    else this.#release(held);
    this.#news(fresh);
    this.#read(thread, chat);
  }

  #show(thread) {
    if (this.#thread) this.#thread.unreadAfter = null;
    this.#thread = thread;
    this.#window = new Window();
    this.#placed = false;
    this.#stuck = true;
    this.#unseen = 0;
    this.list.replaceChildren();
  }

  /** Where reading begins: at the first unread message. */
  #start(thread, chat) {
    this.#window.toNewest(thread.messages);
    const unread = unreadOf(chat, thread.topic);
    if (unread === 0 || thread.unreadAfter !== null) return;
    let left = unread;
    for (let at = thread.messages.length - 1; at >= 0; at -= 1) {
      const message = thread.messages[at];
      if (message.mine || message.service) continue;
      left -= 1;
      if (left === 0) {
        thread.unreadAfter = at === 0 ? 0 : thread.messages[at - 1].seq;
        return;
      }
    }
  }

  #placeFirst() {
    this.#placed = true;
    const line = this.list.querySelector('.unread-line');
    if (line) {
      this.log.scrollTop = line.offsetTop - 60;
      this.#stuck = this.#isAtEnd();
    } else {
      this.#toEnd();
    }
  }

  #render(thread, group) {
    const items = [];
    const shown = this.#window.slice(this.#messages, this.#stuck);
    let day = null;
    let before = null;
    let divided = shown[0]?.seq > (thread.unreadAfter ?? Infinity);
    for (let at = 0; at < shown.length; at += 1) {
      const message = shown[at];
      const key = dayKey(message.date);
      if (key !== day) {
        day = key;
        before = null;
        const words = dayOf(message.date);
        items.push({ key: `day ${key}`, shows: words, build: () => dayLine(words) });
      }
      if (thread.unreadAfter !== null && !divided && message.seq > thread.unreadAfter) {
        divided = true;
        before = null;
        items.push({ key: 'unread', shows: '', build: unreadLine });
      }
      if (message.service) {
        before = null;
        items.push({ key: message.key, shows: `${message.changed}`, build: () => serviceLine(message) });
        continue;
      }
      const messages = [message];
      while (message.album && shown[at + 1]?.album === message.album) {
        at += 1;
        messages.push(shown[at]);
      }
      const after = shown[at + 1];
      const look = {
        messages,
        group,
        first: !together(before, message),
        last: !after || after.service || !together(message, after) || dayKey(after.date) !== key,
        spins: spinning(thread, message),
        lang: this.#language(message, group),
      };
      before = message;
      items.push({ key: message.key, shows: signOf(look), build: (old) => this.#build(look, old) });
    }
    if (thread.typing && this.#window.followsNewest) items.push({ key: 'typing', shows: '', build: typingLine });
    if (items.length === 0) items.push({ key: 'empty', shows: '', build: () => el('li', { class: 'service empty' }, el('span', null, 'Nothing has been said here yet.')) });
    const fading = new Set(this.#messages.map((message) => message.key));
    reconcile(this.list, items, (node) => (node.dataset.id && !fading.has(node.dataset.id) ? fade(node) : node.remove()));
  }

  #language(message, group) {
    const person = group && !message.from?.bot ? state.people.get(message.from?.id) : state.people.get(this.#pane.person);
    return message.mine ? (state.people.get(this.#pane.person)?.language ?? null) : (person?.language ?? null);
  }

  #build(look, old) {
    const node = bubble(look, this.#acts());
    const said = look.messages.map((part) => part.text).join();
    node.said = said;
    if (this.#placed && !still()) {
      if (!old && this.#stuck && look.messages.at(-1) === this.#thread.newest) node.classList.add('came');
      else if (old && old.said !== said) node.classList.add('changed');
    }
    return node;
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

  #menu(message, at) {
    const { composer } = this;
    messageMenu(this.#pane, message, at, {
      reply: () => composer.reply(message),
      edit: () => composer.edit(message),
      enlarge: () => this.#acts().enlarge(message),
    });
  }

  // Scrolling.

  #isAtEnd() {
    return this.#window.followsNewest && this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < AT_END;
  }

  #toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.#top = this.log.scrollTop;
  }

  toNewest() {
    this.#window.toNewest(this.#messages);
    this.#stuck = true;
    redraw();
  }

  /** Remembers where a message in sight stands. */
  #hold() {
    const top = this.log.scrollTop;
    const nodes = [...this.list.children].filter((node) => node.dataset.id && !node.leaving);
    const seen = nodes.findIndex((node) => node.offsetTop + node.offsetHeight > top);
    // The first of all will look different when there is one before it.
    const node = nodes[seen === 0 ? 1 : seen] ?? nodes[0];
    return node ? { id: node.dataset.id, by: node.offsetTop - top } : null;
  }

  #release(held) {
    const node = held && this.list.querySelector(`[data-id="${CSS.escape(held.id)}"]`);
    if (node) this.log.scrollTop = node.offsetTop - held.by;
  }

  #scrolled() {
    if (!this.#thread?.loaded || !this.#placed) return;
    // What moves by itself, because something beside it grew, does not lead away from the end.
    const stuck = this.#isAtEnd() || (this.#stuck && this.log.scrollTop >= this.#top);
    this.#top = this.log.scrollTop;
    if (stuck !== this.#stuck) {
      this.#stuck = stuck;
      redraw();
    }
    if (stuck) this.#unseen = 0;
    this.jump.hidden = stuck;
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    if (scrollTop < NEAR) this.#further();
    else if (scrollHeight - scrollTop - clientHeight < NEAR && this.#window.down(this.#messages)) redraw();
  }

  async #further() {
    const thread = this.#thread;
    if (this.#window.up(thread.messages)) {
      redraw();
      return;
    }
    if (!thread.more || thread.loadingOlder) return;
    this.node.classList.add('reading-back');
    try {
      await thread.loadOlder();
      if (thread === this.#thread) this.#window.up(thread.messages);
    } catch (trouble) {
      complain(this.#pane, trouble.message);
    }
    this.node.classList.remove('reading-back');
    redraw();
  }

  /** Goes to a message, reading back as far as it takes. */
  async jumpTo(id) {
    const thread = this.#thread;
    this.node.classList.add('reading-back');
    try {
      while (!thread.find(id) && thread.more && thread.messages.length < FURTHEST) {
        if ((await thread.loadOlder(JUMP_PAGE)) === 0) break;
      }
    } catch (trouble) {
      complain(this.#pane, trouble.message);
    }
    this.node.classList.remove('reading-back');
    if (thread !== this.#thread) return;
    if (!thread.find(id)) {
      complain(this.#pane, 'That message is no longer here.');
      return;
    }
    let node = this.#nodeOf(id);
    if (!node) {
      this.#window.around(thread.messages, id);
      this.#stuck = false;
      this.#render(thread, (state.chat(thread.person, thread.chat)?.kind ?? 'private') !== 'private');
      node = this.#nodeOf(id);
    }
    this.#stuck = false;
    node?.scrollIntoView({ block: 'center', behavior: 'instant' });
    node?.classList.remove('found');
    // Reading a size lets the animation begin anew.
    if (node?.offsetWidth) node.classList.add('found');
    this.#scrolled();
  }

  #nodeOf(id) {
    return this.list.querySelector(`[data-id="${CSS.escape(id)}"]`);
  }

  // What is new.

  #news(fresh) {
    const others = fresh.filter((message) => !message.mine);
    if (!this.#stuck) this.#unseen += others.length;
    this.jump.hidden = this.#stuck || !this.#placed;
    keep(this.jump, this.#unseen, () => [iconButton('down', '', null).firstChild, this.#unseen ? el('span', { class: 'badge' }, String(Math.min(this.#unseen, 999))) : null]);
    if (fresh.some((message) => message.mine)) {
      this.#thread.unreadAfter = null;
      if (!this.#stuck) this.toNewest();
    }
    if (state.focused === this.#pane && others.length > 0) speak(others.map((message) => `${message.from?.name ?? ''}: ${message.text || message.service || 'a picture or file'}`).join('. '));
  }

  /** Tells the playground that what is in sight was read. */
  #read(thread, chat) {
    const unread = unreadOf(chat, thread.topic);
    const hidden = document.hidden || (narrow() && state.focused !== this.#pane);
    if (unread === 0 || !this.#stuck || hidden || thread.readUpTo === thread.upTo) return;
    thread.readUpTo = thread.upTo;
    act({ do: 'read', person: thread.person, chat: thread.chat, topic: thread.topic, up_to: thread.upTo }).catch(() => {
      // The next message brings another try.
    });
  }

  // Keys and presses.

  #key(event) {
    const nodes = [...this.list.querySelectorAll('.message:not(.typing)')];
    const now = nodes.indexOf(event.target.closest('.message'));
    const inside = event.target !== this.log && !event.target.classList.contains('message');
    if (['ArrowUp', 'ArrowDown'].includes(event.key) && !inside) {
      const step = event.key === 'ArrowUp' ? -1 : 1;
      const to = now < 0 ? nodes.length - 1 : now + step;
      this.#focusMessage(nodes, Math.max(0, Math.min(nodes.length - 1, to)));
    } else if (event.key === 'End' && !inside) {
      this.toNewest();
    } else if (now >= 0 && !inside && ['Enter', 'ContextMenu'].includes(event.key)) {
      const message = this.#messageOf(nodes[now]);
      if (message) this.#menu(message, nodes[now].querySelector('.bubble') ?? nodes[now]);
    } else {
      return;
    }
    event.preventDefault();
  }

  #focusMessage(nodes, to) {
    for (const node of nodes) {
      const more = node.querySelector('.do');
      if (more) more.tabIndex = node === nodes[to] ? 0 : -1;
    }
    nodes[to]?.focus({ preventScroll: true });
    nodes[to]?.scrollIntoView({ block: 'nearest' });
  }

  #messageOf(node) {
    return node ? this.#thread.find(node.dataset.id) : null;
  }

  #contextMenu(event) {
    const node = event.target.closest('.message');
    const message = this.#messageOf(node);
    if (!message) return;
    event.preventDefault();
    this.#menu(message, { x: event.clientX, y: event.clientY });
  }
}

/** How many messages of a chat (or a topic of it) were not read. */
function unreadOf(chat, topic) {
  if (!chat) return 0;
  // A forum counts all its topics; what is left over is the general one's.
  if (topic === null || topic === undefined) return Math.max(0, (chat.topics ?? []).reduce((left, known) => left - (known.unread ?? 0), chat.unread ?? 0));
  return chat.topics?.find((known) => known.id === topic)?.unread ?? 0;
}

const together = (a, b) =>
  a !== null && !a.service && a.from?.id === b.from?.id && a.from?.name === b.from?.name && a.mine === b.mine && a.ephemeral === b.ephemeral && Date.parse(b.date) - Date.parse(a.date) < RUN_SECONDS * 1_000;

const signOf = ({ messages, first, last, spins, lang, group }) =>
  `${messages.map((message) => `${message.key}.${message.changed}`)} ${first} ${last} ${group} ${lang} ${[...spins]} ${dayKey(nowText())}`;

function fade(node) {
  if (still()) {
    node.remove();
    return;
  }
  node.leaving = true;
  node.style.height = `${node.offsetHeight}px`;
  node.classList.add('going');
  node.addEventListener('animationend', (event) => event.target === node && node.remove());
  // In a tab that is not seen nothing is animated.
  setTimeout(() => node.remove(), 600);
}

function keepOne(list, words) {
  if (list.childElementCount === 1 && list.textContent === words) return;
  const node = el('li', { class: 'service empty' }, el('span', null, words));
  node.key = 'lost';
  list.replaceChildren(node);
}

const skeleton = () =>
  [0, 1, 2, 3].map((at) => {
    const node = el('li', { class: `ghost g${at}`, 'aria-hidden': 'true' });
    node.key = `ghost ${at}`;
    return node;
  });
