// Taps on inline buttons: they spin until the bot has answered.

import { copy, toast } from './dom.js';
import { leaveFor, tell } from './dialog.js';
import { attempt, follow } from './follow.js';
import { pay } from './pay.js';
import { goOn } from './place.js';
import { redraw, state } from './state.js';
import { isInside, webAddress } from './text.js';

/** After this a button stops spinning, as apps do when a bot never answers. */
const PATIENCE = 30_000;

/** Taps of this page without an answer: tap id → { pane, thread, place }. */
const open = new Map();
/** Answers that came before the playground had said the tap's id. */
const early = new Map();

/** The places (`row:column`) of a message that spin. */
export function spinning(thread, message) {
  return new Set([...thread.spins].filter((place) => place.startsWith(`${message.key} `)).map((place) => place.slice(message.key.length + 1)));
}

function stop(thread, place) {
  if (!thread.spins.delete(place)) return;
  thread.revision += 1;
  redraw();
}

export async function tap(pane, thread, message, row, column, key) {
  if (key.kind === 'url') {
    const url = webAddress(key.url ?? '');
    if (url && !isInside(url)) return leaveFor(url.href);
    if (url?.searchParams.has('startgroup')) return follow(pane, url.href);
  }
  const place = `${message.key} ${row}:${column}`;
  if (thread.spins.has(place)) return null;
  thread.spins.add(place);
  thread.revision += 1;
  redraw();
  const answer = await attempt(pane, { do: 'tap', person: pane.person, chat: message.chat ?? pane.chat, message: message.id, row, column });
  if (!answer?.tap || key.kind !== 'callback') stop(thread, place);
  if (!answer) return null;
  if (answer.invoice) return pay(answer.invoice, { person: pane.person, chat: message.chat ?? pane.chat, message: message.id });
  if (answer.copied) await copy(answer.copied);
  if (answer.chat !== null && answer.chat !== undefined) goOn(pane, answer.chat);
  else if (answer.opened) await follow(pane, answer.opened);
  if (answer.tap && key.kind === 'callback') wait(answer.tap, { pane, thread, place });
  return null;
}

function wait(id, tapped) {
  open.set(id, tapped);
  const answer = early.get(id);
  if (answer) settle(id, answer);
  setTimeout(() => {
    if (open.delete(id)) stop(tapped.thread, tapped.place);
  }, PATIENCE);
}

/** Takes the answers that a look brought. */
export function answered(answers) {
  for (const answer of answers) {
    if (open.has(answer.tap)) settle(answer.tap, answer);
    else early.set(answer.tap, answer);
  }
  for (const id of [...early.keys()].slice(0, -50)) early.delete(id);
}

function settle(id, answer) {
  const { pane, thread, place } = open.get(id);
  open.delete(id);
  early.delete(id);
  stop(thread, place);
  const bot = state.bot(thread.chat) ?? state.bots[0];
  if (answer.url) follow(pane, answer.url);
  else if (answer.text && answer.alert) tell(bot?.name ?? 'The bot says', answer.text);
  else if (answer.text) toast(answer.text, { host: document.querySelector(`[data-pane="${pane.id}"] .pane-toasts`) ?? undefined });
}
