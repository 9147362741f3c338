// The page: asks the playground what is to be seen, and draws it.

import { Line } from './link.js';
import { Panes } from './panes.js';
import { chooseGroup, choosePanes, lookedAtBy, readHash, setPanes, writeHash } from './place.js';
import { Rail } from './people.js';
import { Side } from './side.js';
import { drawnBy, redraw, state } from './state.js';
import { answered } from './taps.js';
import { drawTop } from './top.js';
import { drawTour, tourReaches, tourThread } from './tour.js';
import { setNow } from './when.js';

const LIMIT = 60;

/** What was on the screen of each shop when one went to another. */
const left = new Map();
/** What comes on the screen again as soon as its shop is open. */
let waiting = null;

const byId = (id) => document.getElementById(id);
const rail = new Rail(byId('rail'));
const panes = new Panes(byId('panes'));
const side = new Side(byId('side'));

/** What is asked for: what is on the screen, and what the tour waits for. */
function wanted() {
  const threads = new Set(state.panes.map((pane) => state.threadOf(pane)));
  threads.add(state.ready ? tourThread() : null);
  threads.delete(null);
  const asked = [...threads].map(({ person, chat, topic, upTo }) => ({ person, chat, topic, since: upTo, limit: LIMIT }));
  // A pane that shows no chat needs the person's list of them.
  const listed = state.panes.filter((pane) => pane.chat === null).map(({ person }) => ({ person, chat: null, topic: null, since: 0, limit: 1 }));
  return [...asked, ...listed];
}

const line = new Line({
  version: () => state.version,

  question() {
    return {
      people_since: state.peopleVersion,
      calls_since: state.panel === 'calls' ? state.callsNext : null,
      panes: wanted(),
    };
  },

  answer(asked, answer) {
    if (isAnother(answer)) {
      begin(answer);
      line.look();
      return;
    }
    take(asked, answer);
    const first = state.panes.length === 0;
    settlePanes();
    chooseGroup();
    state.prune();
    if (first) line.look();
    redraw();
  },

  state(connection) {
    if (state.connection === connection) return;
    state.connection = connection;
    redraw();
  },
});

/** Whether this is another playground than before: it was started anew, or another shop was chosen. */
function isAnother({ version, world, host }) {
  if (state.shop === undefined) return false;
  return version < state.version || world !== state.world || (host?.shop ?? null) !== state.shop;
}

function begin({ host }) {
  const otherShop = (host?.shop ?? null) !== state.shop;
  state.forget();
  if (otherShop) {
    left.set(state.shop, { panes: state.panes, focus: state.focus, places: state.places });
    waiting = left.get(host?.shop ?? null) ?? null;
    state.panes = [];
    state.places = new Map();
    state.drafts.clear();
  }
  state.shop = undefined;
}

function take(asked, answer) {
  state.version = answer.version;
  state.world = answer.world;
  state.shop = answer.host?.shop ?? null;
  state.host = answer.host ?? null;
  state.bots = answer.bots ?? state.bots;
  state.breaches = answer.breaches ?? [];
  state.posted = answer.posted ?? 0;
  state.fault = answer.fault ?? null;
  setNow(answer.now);
  if (answer.people) state.takePeople(answer.people);
  if (answer.calls) state.takeCalls(answer.calls);
  for (const [person, list] of Object.entries(answer.chats ?? {})) state.chats.set(Number(person), list);
  const same = (a, b) => a.person === b.person && a.chat === b.chat && (a.topic ?? null) === (b.topic ?? null);
  for (const pane of answer.panes ?? []) {
    const question = asked.panes.find((known) => same(known, pane));
    if (!question || pane.chat === null) continue;
    const thread = state.thread(pane.person, pane.chat, pane.topic ?? null);
    // What was asked from another point than the thread now stands at would not fit.
    if (thread.upTo !== question.since) continue;
    const fresh = thread.take(pane, question.since);
    const shown = state.panes.some((known) => state.threadOf(known) === thread);
    thread.fresh = shown ? [...(thread.fresh ?? []), ...fresh] : [];
    answered(thread.answers.splice(0));
  }
}

/** Panes of people who are not here go; when none is left, good ones are chosen. */
function settlePanes() {
  if (!state.ready) return;
  if (waiting) {
    // The people of a shop that is being opened come one by one.
    if (state.host?.busy) return;
    Object.assign(state, waiting, { groupWanted: null });
    waiting = null;
    writeHash();
  }
  for (const pane of state.panes) {
    const moved = state.threadOf(pane)?.moved;
    if (!moved) continue;
    pane.chat = moved;
    writeHash();
  }
  const known = state.panes.filter((pane) => state.people.has(pane.person));
  if (known.length === 0) choosePanes();
  else if (known.length < state.panes.length) setPanes(known);
}

tourReaches({ composer: (pane) => panes.composer(pane), chat: (pane) => panes.chat(pane) });
lookedAtBy(line);

drawnBy(() => {
  drawTop(byId('top'), byId('notice'));
  rail.draw();
  panes.draw();
  side.draw();
  drawTour(byId('tour'));
});

function fromAddress() {
  const { panes: named, panel } = readHash();
  state.panes = named;
  state.panel = panel;
  if (panel) state.tab = panel;
  state.focus = 0;
}

addEventListener('hashchange', () => {
  fromAddress();
  line.look();
  redraw();
});
// The shown clock goes on.
setInterval(redraw, 20_000);
matchMedia('(max-width: 760px)').addEventListener('change', redraw);
addEventListener('visibilitychange', () => !document.hidden && redraw());

fromAddress();
writeHash();
redraw();
line.open();
