// The guided tour: a card that says what to do next, shows where, and ticks itself when it is done.

import { button, el, iconButton, keep, toast } from './dom.js';
import { act } from './link.js';
import { showPlace } from './place.js';
import { redraw, state } from './state.js';
import { fullOf } from './when.js';

let at = 0;
let away = false;
let of = null;
/** Up to where the step's chat was known when the step began: what was said before does not fulfil it. */
let begun = null;
/** Steps that were done once stay done. */
let done = new Set();
let composerOf = () => null;
let chatOf = () => null;

/** `composer(pane)` gives the field in which that pane's person writes, `chat(pane)` the messages in it. */
export function tourReaches({ composer, chat }) {
  [composerOf, chatOf] = [composer, chat];
}

const steps = () => state.host?.tour ?? [];
const place = () => `tour ${state.host?.shop ?? ''}`;

/** Whether there is a tour that is not on the screen. */
export function tourIsAway() {
  recall();
  return steps().length > 0 && away;
}

function recall() {
  const key = `${place()} ${steps().length} ${state.world}`;
  if (of === key) return;
  of = key;
  [at, away, begun] = [0, false, null];
  done = new Set();
  try {
    const kept = JSON.parse(localStorage.getItem(place()) ?? 'null');
    away = Boolean(kept?.away);
    // In another world nothing has been done yet.
    if (kept?.world === state.world) [at, begun] = [Math.min(kept.at, Math.max(0, steps().length - 1)), kept.begun];
  } catch {
    // Without storage every visit is the first.
  }
}

function store() {
  try {
    localStorage.setItem(place(), JSON.stringify({ at, away, begun, world: state.world }));
  } catch {
    // As above.
  }
  redraw();
}

export function resumeTour() {
  away = false;
  store();
}

/** The thread that has to be read to know whether the step is done, also when no pane shows it. */
export function tourThread() {
  const when = away ? null : steps()[at]?.done_when;
  return when ? state.thread(when.person, when.chat, null) : null;
}

/** The step is done when its words have come after the step was begun. */
function isDone(step) {
  const when = step.done_when;
  if (!when) return false;
  const thread = state.thread(when.person, when.chat, null);
  if (!thread.loaded) return false;
  if (begun === null) {
    begun = thread.upTo;
    store();
  }
  return thread.messages.some((message) => message.changed > begun && says(message, when.has));
}

function says(message, words) {
  return message.text?.includes(words) || message.service?.includes(words) || message.buttons?.flat().some((key) => key.text.includes(words));
}

export function drawTour(node) {
  recall();
  const step = steps()[at];
  node.hidden = away || !step || Boolean(state.host?.busy);
  if (node.hidden) {
    lead(null);
    return;
  }
  if (isDone(step)) done.add(at);
  const ticked = done.has(at);
  const last = at === steps().length - 1;
  keep(node, [at, ticked, step, steps().length], () => [
    el(
      'div',
      { class: 'tour-count' },
      `Step ${at + 1} of ${steps().length}`,
      el('span', { class: 'tour-dots', 'aria-hidden': 'true' }, steps().map((_, n) => el('i', { class: done.has(n) || n < at ? 'done' : n === at ? 'now' : '' }))),
    ),
    el(
      'div',
      { class: 'tour-words', 'aria-live': 'polite' },
      el('h2', { dir: 'auto' }, ticked ? el('span', { class: 'tick', role: 'img', 'aria-label': 'Done' }, '✓') : null, step.title),
      el('p', { dir: 'auto' }, told(step)),
    ),
    el(
      'div',
      { class: 'row-end' },
      at > 0 ? button('Back', () => go(at - 1), { data: { focus: 'back' } }) : null,
      button('Show me', () => show(step), { class: ticked ? '' : 'primary', data: { focus: 'show' } }),
      last
        ? button('Finish', finish, { class: ticked ? 'primary' : '', data: { focus: 'next' } })
        : button(ticked ? 'Next' : 'Skip', () => go(at + 1), { class: ticked ? 'primary' : '', data: { focus: 'next' } }),
    ),
    iconButton('close', 'Leave the tour', leave, { data: { focus: 'leave' } }),
  ]);
  lead(ticked ? null : step);
}

const SECONDS = { hour: 3_600, day: 86_400, week: 604_800 };
const AHEAD = /^\+(\d{1,4}) (hour|day|week)s?$/;

/** What stands between backticks can be tapped: words to be typed go into the field, `+3 days` moves the clock. */
function told(step) {
  return step.text.split('`').map((part, n) => {
    if (n % 2 === 0) return part;
    const [, count, unit] = AHEAD.exec(part) ?? [];
    const [title, run] = unit ? ['Move the clock', () => moveClock(Number(count) * SECONDS[unit])] : ['Put it into the message field', () => write(step, part)];
    return el('button', { type: 'button', class: 'type-this', title, onclick: run }, part);
  });
}

async function moveClock(seconds) {
  try {
    const { now, brought } = await act({ do: 'clock', by_seconds: seconds });
    toast([`It is now ${fullOf(now)}.`, brought].filter(Boolean).join(' '));
  } catch (refused) {
    toast(refused.message, { bad: true });
  }
}

function write(step, text) {
  const pane = open(step);
  queueMicrotask(() => composerOf(pane)?.write(text));
}

function open(step) {
  return showPlace(step.person, step.chat);
}

/** Shows what is next: the button to be tapped, or the message that it is about, or else the words to be sent. */
function show(step) {
  const pane = open(step);
  requestAnimationFrame(() => {
    const key = document.querySelector('.key.lead');
    if (key) {
      key.scrollIntoView({ block: 'center', behavior: 'instant' });
      return;
    }
    const thread = state.thread(step.person, step.chat, null);
    const message = step.look_at ? thread.messages.findLast((known) => says(known, step.look_at)) : null;
    if (message) chatOf(pane)?.jumpTo(message.key);
    else if (firstTyped(step)) composerOf(pane)?.write(firstTyped(step));
  });
}

const firstTyped = (step) => step.text.split('`').find((part, n) => n % 2 === 1 && !AHEAD.test(part)) ?? null;

function go(to) {
  [at, begun] = [to, null];
  store();
  open(steps()[at]);
}

function leave() {
  away = true;
  store();
}

function finish() {
  [at, begun] = [0, null];
  done = new Set();
  away = true;
  store();
}

/** Marks the button that is next: of those that the step names in “quotes” the last one that its people can see. */
function lead(step) {
  const named = step ? [...step.text.matchAll(/“([^”]+)”/g)].map(([, words]) => words) : [];
  const whose = [step?.person, step?.done_when?.person];
  const ids = step ? state.panes.filter((pane) => whose.includes(pane.person)).map((pane) => pane.id) : [];
  const seen = ids.flatMap((id) => [...document.querySelectorAll(`[data-pane="${id}"] .key:not(:disabled)`)]);
  const words = named.findLast((label) => seen.some((key) => key.textContent.trim() === label));
  const wanted = seen.findLast((key) => key.textContent.trim() === words) ?? null;
  for (const key of document.querySelectorAll('.key.lead')) if (key !== wanted) key.classList.remove('lead');
  wanted?.classList.add('lead');
}
