// Acting from a pane: what goes wrong is said there, and where an act leads is shown there.

import { el, toast } from './dom.js';
import { dialog, leaveFor } from './dialog.js';
import { avatar } from './faces.js';
import { act } from './link.js';
import { newGroup } from './new.js';
import { pay } from './pay.js';
import { goOn, showPlace } from './place.js';
import { isIn, redraw, state } from './state.js';
import { isInside, webAddress } from './text.js';

/** Says in a pane what went wrong. */
export function complain(pane, words) {
  pane.error = words;
  redraw();
}

/** Acts; gives null when it was refused, which is then said in the pane. */
export async function attempt(pane, body) {
  try {
    const answer = await act(body);
    if (pane.error) {
      pane.error = null;
      redraw();
    }
    return answer;
  } catch (refused) {
    complain(pane, refused.message);
    return null;
  }
}

const gone = (chat) => chat !== null && chat !== undefined;

/** Follows a link as this pane's person. */
export async function follow(pane, link) {
  const url = webAddress(link);
  if (!url) return;
  if (!isInside(url)) {
    await leaveFor(url.href);
    return;
  }
  const body = { do: 'open', person: pane.person, link: url.href };
  if (url.searchParams.has('startgroup')) {
    body.group = await chooseGroup(pane);
    if (!body.group) return;
  }
  const answer = await attempt(pane, body);
  if (answer?.invoice) await pay(answer.invoice, { person: pane.person, link: body.link });
  else if (gone(answer?.chat)) goOn(pane, answer.chat);
}

/** Follows an `@name`: to a bot, or nowhere. */
export function mention(pane, name) {
  const bot = state.bots.find((known) => known.username?.toLowerCase() === name.toLowerCase());
  if (bot) return follow(pane, `https://t.me/${bot.username}`);
  const person = state.everybody.find((known) => known.username?.toLowerCase() === name.toLowerCase());
  toast(person ? `@${name} is ${person.name}.` : `Nobody here is called @${name}.`);
  return null;
}

/** Scans a photo as somebody, and shows where that leads. Throws in words. */
export async function scan(person, photo) {
  const answer = await act({ do: 'scan', person, photo });
  if (answer.invoice) pay(answer.invoice, { person, link: answer.link });
  else if (gone(answer.chat)) showPlace(person, answer.chat);
  return answer;
}

/** Asks to which group the bot shall be added; gives its chat. */
function chooseGroup(pane) {
  const groups = state.chatsOf(pane.person).filter((chat) => chat.kind !== 'private' && isIn(chat));
  return dialog('Add the bot to which group?', (close) => [
    groups.length === 0 ? el('p', { class: 'words' }, `${state.nameOf(pane.person)} is in no group yet.`) : null,
    el(
      'div',
      { class: 'choices' },
      groups.map((group) =>
        el(
          'button',
          { type: 'button', class: 'choice', onclick: () => close(group.chat) },
          avatar({ id: group.chat, name: group.title }, 'small'),
          el('span', { dir: 'auto' }, group.title),
        ),
      ),
      el(
        'button',
        {
          type: 'button',
          class: 'choice',
          onclick: async () => {
            const made = await newGroup(pane.person);
            if (made) close(made);
          },
        },
        'Make a new group…',
      ),
    ),
  ]);
}
