// Where the page is: its panes and its panel, kept in the address so that a reload shows the same.

import { narrow } from './dom.js';
import { isIn, redraw, state } from './state.js';

const MOST_PANES = 6;

let look = () => {};

/** Says what to do when something new has come on the screen. */
export function lookedAtBy(line) {
  look = () => line.look();
}

const number = (text) => (/^-?\d{1,16}$/.test(text ?? '') ? Number(text) : null);

/** Reads the address. */
export function readHash() {
  const hash = new URLSearchParams(location.hash.slice(1));
  const panes = (hash.get('p') ?? '')
    .split(',')
    .map((part) => part.split(':').map(number))
    .filter(([person]) => person !== null && person !== undefined)
    .slice(0, MOST_PANES)
    .map(([person, chat = null, topic = null]) => newPane(person, chat, topic));
  const panel = hash.get('panel');
  return { panes, panel: ['time', 'trouble', 'calls', 'transcript'].includes(panel) ? panel : null };
}

export function writeHash() {
  const panes = state.panes.map((pane) => [pane.person, pane.chat, pane.topic].filter((part) => part !== null).join(':'));
  const hash = `#p=${panes.join(',')}${state.panel ? `&panel=${state.panel}` : ''}`;
  if (location.hash !== hash && panes.length > 0) history.replaceState(null, '', hash);
}

function newPane(person, chat, topic = null) {
  const pane = { id: state.nextPane, person, chat, topic };
  state.nextPane += 1;
  return pane;
}

function moved() {
  state.reveal = true;
  writeHash();
  look();
  redraw();
}

/**
 * Panes for those who come without an address: a customer where the tour begins, and a clerk in private. When that is
 * the group, somebody in private is the third; otherwise the group is, once there is one.
 */
export function choosePanes() {
  const bot = state.bots[0]?.id ?? null;
  const like = (words, not = []) => state.everybody.find((person) => words.test(person.about ?? '') && !not.includes(person.id));
  const first = state.host?.tour?.[0]?.person;
  const customer = state.people.get(first) ?? like(/customer|member|guest/i) ?? state.everybody.find((person) => !/clerk|owner|staff|manager/i.test(person.about ?? '')) ?? state.everybody[0];
  const clerk = like(/clerk|staff|manager/i, [customer.id]) ?? state.everybody.find((person) => person.id !== customer.id);
  const tour = state.people.has(first) ? state.host.tour[0] : null;
  // Somebody with something to read, when the tour begins in the group.
  const inGroup = Boolean(tour) && tour.chat !== bot;
  const third = inGroup ? like(/customer|member|guest|regular/i, [customer.id, clerk?.id]) : null;
  state.panes = [newPane(customer.id, tour?.chat ?? bot)];
  if (clerk && !narrow()) state.panes.push(newPane(clerk.id, bot));
  if (third && !narrow()) state.panes.push(newPane(third.id, bot));
  state.focus = 0;
  state.groupWanted = inGroup ? null : customer.id;
  writeHash();
}

/** The third pane waits until there is a group, unless somebody has begun to choose for themselves. */
export function chooseGroup() {
  const person = state.groupWanted;
  if (!person) return;
  const group = state.chatsOf(person).find((chat) => chat.kind !== 'private' && isIn(chat));
  if (!group) return;
  state.groupWanted = null;
  if (narrow()) return;
  state.panes.push(newPane(person, group.chat));
  moved();
}

export function setPanes(panes) {
  state.groupWanted = null;
  state.panes = panes;
  state.focus = Math.min(state.focus, Math.max(0, panes.length - 1));
  moved();
}

export function focusPane(pane) {
  const at = state.panes.indexOf(pane);
  if (at < 0 || at === state.focus) return;
  state.focus = at;
  redraw();
}

/** Shows a chat in a pane; null is the list of chats. */
export function showChat(pane, chat, topic = null) {
  state.groupWanted = null;
  pane.chat = chat;
  pane.topic = topic;
  if (chat !== null) state.places.set(pane.person, { chat, topic });
  state.focus = Math.max(0, state.panes.indexOf(pane));
  moved();
}

/** Goes on to a chat of the same person: where it is open already, or else in this pane. */
export function goOn(pane, chat, topic = null) {
  const open = state.panes.find((known) => known.person === pane.person && known.chat === chat && known.topic === topic);
  showChat(open ?? pane, chat, topic);
}

/** Shows a person in the focused pane, at where they were last. */
export function showPerson(person, { beside = false } = {}) {
  state.groupWanted = null;
  const open = state.panes.find((pane) => pane.person === person);
  if (open && !beside) {
    state.focus = state.panes.indexOf(open);
    moved();
    return open;
  }
  const last = state.places.get(person) ?? { chat: state.bots[0]?.id ?? null, topic: null };
  const pane = newPane(person, last.chat, last.topic);
  if (beside && state.panes.length < MOST_PANES) {
    state.panes.splice(state.focus + 1, 0, pane);
    state.focus += state.panes.length > 1 ? 1 : 0;
  } else {
    state.panes[state.focus] = pane;
  }
  moved();
  return pane;
}

/** Shows this chat of this person: where it is open, where the person is, or in the focused pane. */
export function showPlace(person, chat, topic = null) {
  const pane =
    state.panes.find((known) => known.person === person && known.chat === chat && known.topic === topic) ??
    state.panes.find((known, at) => known.person === person && at === state.focus) ??
    state.panes.find((known) => known.person === person) ??
    showPerson(person);
  showChat(pane, chat, topic);
  return pane;
}

export function closePane(pane) {
  setPanes(state.panes.filter((known) => known !== pane));
}

export function openPanel(panel) {
  state.panel = panel;
  if (panel) state.tab = panel;
  moved();
}
