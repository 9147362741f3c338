// What the page knows. Everything it shows is drawn from here.

import { Thread } from './thread.js';

const KEPT_THREADS = 16;
const KEPT_CALLS = 600;

const nobody = (id) => ({ id, name: `Person ${id}`, username: null, language: null, about: null, photo: null });

/** Whether the person whose list this chat is from is in it. */
export const isIn = (chat) => !['left', 'kicked', 'asked'].includes(chat.me?.status);

/** Whether that person is an admin of it. */
export const isAdmin = (chat) => ['creator', 'administrator'].includes(chat.me?.status);

class State {
  constructor() {
    this.connection = 'first';
    /** Each is `{ id, person, chat, topic }`; without a chat it shows the person's chats. */
    this.panes = [];
    this.focus = 0;
    this.panel = null;
    /** The tab last looked at. */
    this.tab = 'time';
    this.nextPane = 1;
    /** The focused pane has to be brought into sight. */
    this.reveal = false;
    /** Whose group is shown in a third pane, once there is one. */
    this.groupWanted = null;
    /** Where each person was last. */
    this.places = new Map();
    this.shop = undefined;
    this.host = null;
    this.forget();
  }

  /** The playground started anew, or another shop was chosen. */
  forget() {
    this.version = 0;
    this.world = undefined;
    this.bots = [];
    this.people = new Map();
    this.everybody = [];
    this.peopleVersion = 0;
    this.chats = new Map();
    // What people were writing is not lost.
    this.drafts = new Map([...(this.threads ?? [])].map(([key, { draft }]) => [key, draft.text]));
    this.threads = new Map();
    this.calls = [];
    this.callsNext = 0;
    this.callsMissed = 0;
    this.breaches = [];
    /** How many messages the bots have sent, to whomever. */
    this.posted = 0;
    /** The trouble that goes on. */
    this.fault = null;
  }

  get ready() {
    return this.everybody.length > 0 && this.bots.length > 0;
  }

  get focused() {
    return this.panes[this.focus] ?? null;
  }

  person(id) {
    return this.people.get(id) ?? nobody(id);
  }

  bot(id) {
    return this.bots.find((bot) => bot.id === id) ?? null;
  }

  nameOf(id) {
    return this.people.get(id)?.name ?? this.bot(id)?.name ?? nobody(id).name;
  }

  chatsOf(person) {
    return this.chats.get(person) ?? [];
  }

  /** Whether a person's chats were told: each has at least that with the bot. */
  knows(person) {
    return this.chatsOf(person).length > 0;
  }

  chat(person, chat) {
    return this.chatsOf(person).find((known) => known.chat === chat) ?? null;
  }

  thread(person, chat, topic) {
    const key = `${person}:${chat}:${topic ?? ''}`;
    let thread = this.threads.get(key);
    // The ones used last stay.
    if (thread) this.threads.delete(key);
    thread ??= new Thread(person, chat, topic ?? null, this.drafts.get(key));
    this.threads.set(key, thread);
    return thread;
  }

  threadOf(pane) {
    return pane?.chat === null || pane?.chat === undefined ? null : this.thread(pane.person, pane.chat, pane.topic);
  }

  prune() {
    for (const key of [...this.threads.keys()].slice(0, -KEPT_THREADS)) this.threads.delete(key);
  }

  takePeople({ version, list }) {
    this.peopleVersion = version;
    this.everybody = list;
    this.people = new Map(list.map((person) => [person.id, person]));
  }

  takeCalls({ next, list, missed }) {
    this.callsNext = next;
    this.callsMissed += missed ?? 0;
    this.calls = [...this.calls, ...list].slice(-KEPT_CALLS);
  }

  /** A pane's chat, all groups that anybody on the screen has. */
  get knownGroups() {
    const groups = new Map();
    for (const list of this.chats.values()) {
      for (const chat of list) if (chat.kind !== 'private' && !groups.has(chat.chat)) groups.set(chat.chat, chat);
    }
    return [...groups.values()];
  }
}

export const state = new State();

let draw = () => {};
let asked = false;

/** Says who draws the page. */
export function drawnBy(all) {
  draw = all;
}

/** Has the page drawn once, after everything that happens now. */
export function redraw() {
  if (asked) return;
  asked = true;
  queueMicrotask(() => {
    asked = false;
    draw();
  });
}
