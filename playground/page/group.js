// A chat's own sheet: what can be done with a group and its members, or with a bot.

import { button, copy, el, toast } from './dom.js';
import { confirm, dialog } from './dialog.js';
import { avatar } from './faces.js';
import { act, members } from './link.js';
import { pickPerson } from './people.js';
import { showChat } from './place.js';
import { isAdmin, isIn, state } from './state.js';

const STATUS = {
  creator: 'Owner of the group',
  administrator: 'Admin',
  member: 'Member',
  restricted: 'Member with limits',
  left: 'Not a member',
  asked: 'Asked to join',
  kicked: 'Removed',
};

/** Opens the sheet of the chat that a pane shows. */
export function chatSheet(pane) {
  const chat = state.chat(pane.person, pane.chat);
  if (!chat) return null;
  return dialog(chat.title, (close) => {
    const error = el('p', { class: 'error', role: 'alert' });
    const run = async (body, { stay = false } = {}) => {
      error.textContent = '';
      try {
        const answer = await act({ person: pane.person, chat: chat.chat, ...body });
        if (!stay) close();
        return answer;
      } catch (refused) {
        error.textContent = refused.message;
        return null;
      }
    };
    const parts = chat.kind === 'private' ? botParts(pane, chat, run) : groupParts(pane, chat, run);
    return [error, ...parts];
  });
}

function botParts(pane, chat, run) {
  const bot = state.bot(chat.chat);
  return [
    el('div', { class: 'sheet-face' }, avatar({ id: chat.chat, name: chat.title }, 'large'), el('p', null, bot?.username ? `@${bot.username}` : 'Bot')),
    el(
      'div',
      { class: 'choices' },
      action('Send /start', () => run({ do: 'say', text: '/start', topic: null })),
      chat.blocked
        ? action('Unblock the bot', () => run({ do: 'unblock', bot: chat.chat }))
        : action('Stop and block the bot', () => run({ do: 'block', bot: chat.chat }), { danger: true }),
    ),
  ];
}

function groupParts(pane, chat, run) {
  const me = chat.me ?? {};
  const inside = isIn(chat);
  const admin = isAdmin(chat);
  const pick = async (title, kind, { among = () => within(pane, chat, fits[kind]) } = {}) => {
    const who = await pickPerson(title, { among: await among() });
    if (who && (await run({ do: kind, who }, { stay: true }))) toast('Done.');
  };
  return [
    el(
      'div',
      { class: 'sheet-face' },
      avatar({ id: chat.chat, name: chat.title }, 'large'),
      el('p', null, [`${chat.members ?? '?'} ${chat.members === 1 ? 'member' : 'members'}`, kindOf(chat), STATUS[me.status], me.tag && `tag “${me.tag}”`, me.anonymous && 'anonymous'].filter(Boolean).join(' · ')),
      chat.link ? button(chat.link, () => copy(chat.link), { title: 'Copy the link' }) : null,
    ),
    requests(pane, chat, run, admin),
    el(
      'div',
      { class: 'choices' },
      inside ? null : action('Join', () => run({ do: 'join' })),
      inside ? null : action('Ask to join', () => run({ do: 'ask' })),
      inside ? action('Add somebody…', () => pick('Add whom?', 'add', { among: () => [...state.bots.map(asPerson), ...state.everybody] })) : null,
      admin ? action('Remove somebody…', () => pick('Remove whom?', 'remove')) : null,
      admin ? action('Make somebody an admin…', () => pick('Promote whom?', 'promote')) : null,
      admin ? action('Make an admin a member again…', () => pick('Demote whom?', 'demote')) : null,
      admin ? action(me.anonymous ? 'Write under my own name' : 'Stay anonymous: write as the group', () => run({ do: 'anonymous', on: !me.anonymous })) : null,
      admin && chat.kind === 'supergroup' ? action(chat.forum ? 'Turn topics off' : 'Turn topics on', () => run({ do: 'forum', on: !chat.forum })) : null,
      me.status === 'creator' && chat.kind === 'group' ? action('Upgrade to a supergroup', () => upgrade(pane, run)) : null,
      inside
        ? action(
            'Leave the group',
            async () => {
              if (await confirm('Leave the group?', `${state.nameOf(pane.person)} can come back later.`, 'Leave', { danger: true })) await run({ do: 'leave' });
            },
            { danger: true },
          )
        : null,
    ),
  ];
}

const kindOf = ({ kind, forum }) => (forum ? 'forum' : kind === 'group' ? 'small group' : 'supergroup');

const action = (words, run, { danger = false } = {}) => el('button', { type: 'button', class: `choice ${danger ? 'danger' : ''}`, onclick: run }, words);

async function upgrade(pane, run) {
  const answer = await run({ do: 'upgrade' });
  if (answer?.chat) showChat(pane, answer.chat);
}

function requests(pane, chat, run, admin) {
  if (!admin || !chat.requests?.length) return null;
  return el(
    'div',
    { class: 'choices' },
    el('h3', null, 'Want to join'),
    chat.requests.map(({ id, name }) => {
      const row = el('div', { class: 'choice' }, avatar({ id, name }, 'small'), el('span', { class: 'grow', dir: 'auto' }, name));
      const decide = async (kind) => {
        if (await run({ do: kind, who: id }, { stay: true })) row.remove();
      };
      row.append(
        button('Let in', () => decide('admit'), { class: 'primary' }),
        button('Refuse', () => decide('refuse')),
      );
      return row;
    }),
  );
}

/** Whom an act is for, by what they are in the group. The bot may be made an admin before it is in. */
const fits = {
  remove: (status) => status !== 'creator',
  promote: (status) => !['creator', 'administrator'].includes(status),
  demote: (status) => status === 'administrator',
};

const asPerson = (bot) => ({ ...bot, about: 'Bot', language: null, photo: null });

/** The members of a group whom an act is for, or everybody when it cannot be told. */
async function within(pane, chat, fit) {
  const everybody = [...state.bots.map(asPerson), ...state.everybody];
  try {
    const { list } = await members({ person: pane.person, chat: chat.chat });
    const status = new Map(list.map((member) => [member.id, member.status]));
    const there = (one) => status.has(one.id) || (fit === fits.promote && state.bot(one.id));
    return everybody.filter((one) => there(one) && fit(status.get(one.id))).map((one) => ({ ...one, about: STATUS[status.get(one.id)] ?? one.about }));
  } catch {
    return everybody;
  }
}
