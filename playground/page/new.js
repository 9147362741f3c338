// New people, new groups, and ways into groups.

import { button, el, toast } from './dom.js';
import { dialog, field, form } from './dialog.js';
import { avatar } from './faces.js';
import { attempt } from './follow.js';
import { act } from './link.js';
import { showChat, showPerson } from './place.js';
import { isIn, state } from './state.js';

const LANGUAGES = [
  ['en', 'English'],
  ['zh-hans', '中文 (简体)'],
  ['id', 'Bahasa Indonesia'],
  ['de', 'Deutsch'],
  ['ar', 'العربية'],
  ['ja', '日本語'],
];

const text = (props) => el('input', { type: 'text', dir: 'auto', autocomplete: 'off', maxlength: '64', ...props });

/** Somebody new comes to the playground, and is shown. */
export async function newPerson() {
  const first = text({ required: true, autofocus: true });
  const last = text();
  const username = text({ pattern: '[A-Za-z][A-Za-z0-9_]{4,31}', dir: 'ltr', title: '5 to 32 letters, digits or underscores' });
  const language = el('select', null, LANGUAGES.map(([code, words]) => el('option', { value: code }, words)));
  const groups = state.knownGroups;
  const group = el('select', null, el('option', { value: '' }, 'None yet'), groups.map(({ chat, title }) => el('option', { value: String(chat) }, title)));
  const made = await form(
    'New person',
    [
      field('First name', first),
      field('Last name', last, 'May be left empty'),
      field('Username', username, 'May be left empty'),
      field('Language of the phone', language),
      groups.length > 0 ? field('Joins the group', group) : null,
    ],
    'Add',
    () => act({ do: 'person', first_name: first.value, last_name: last.value || null, username: username.value || null, language: language.value }),
  );
  if (!made?.person) return;
  // Until the playground has told of them.
  state.people.set(made.person, { id: made.person, name: [first.value, last.value].filter(Boolean).join(' '), username: username.value || null, language: language.value, about: null, photo: null });
  const pane = showPerson(made.person, { beside: true });
  if (!group.value) return;
  const chat = Number(group.value);
  if (await attempt(pane, { do: 'join', person: made.person, chat })) showChat(pane, chat);
}

/** A group of one's own; gives its chat. */
export async function newGroup(person, pane = null) {
  const title = text({ required: true, autofocus: true, maxlength: '128' });
  const forum = el('input', { type: 'checkbox' });
  const made = await form(
    `New group of ${state.nameOf(person)}`,
    [field('Title', title), el('label', { class: 'check' }, forum, 'With topics (a forum)')],
    'Make it',
    () => act({ do: 'group', person, title: title.value, forum: forum.checked }),
  );
  if (made?.chat && pane) showChat(pane, made.chat);
  return made?.chat ?? null;
}

/** Into a group that somebody on the screen is in, or by a link. */
export function joinGroup(pane) {
  const mine = new Set(state.chatsOf(pane.person).filter((chat) => isIn(chat)).map((chat) => chat.chat));
  const groups = state.knownGroups.filter((group) => !mine.has(group.chat));
  const { person } = pane;
  return dialog(`${state.nameOf(person)} joins a group`, (close) => {
    const error = el('p', { class: 'error', role: 'alert' });
    const link = text({ placeholder: 'https://t.me/…', dir: 'ltr', maxlength: '500', 'aria-label': 'Link' });
    const run = async (body) => {
      error.textContent = '';
      try {
        const answer = await act({ person, ...body });
        close();
        const chat = answer.chat ?? body.chat;
        if (body.do === 'ask') toast('Asked. An admin has to let them in.');
        else if (chat !== undefined && chat !== null) showChat(pane, chat);
      } catch (refused) {
        error.textContent = refused.message;
      }
    };
    return [
      groups.length === 0 ? el('p', { class: 'words' }, 'There is no other group among the people on the screen.') : null,
      el(
        'div',
        { class: 'choices' },
        groups.map((group) =>
          el(
            'div',
            { class: 'choice' },
            avatar({ id: group.chat, name: group.title }, 'small'),
            el('span', { class: 'grow', dir: 'auto' }, group.title),
            button('Join', () => run({ do: 'join', chat: group.chat }), { class: 'primary' }),
            button('Ask to join', () => run({ do: 'ask', chat: group.chat })),
          ),
        ),
      ),
      el(
        'form',
        {
          class: 'inline',
          onsubmit: (event) => {
            event.preventDefault();
            if (link.value.trim()) run({ do: 'open', link: link.value.trim() });
          },
        },
        link,
        el('button', { type: 'submit', class: 'button' }, 'Open link'),
      ),
      error,
    ];
  });
}
