// What stands where one would write, when one cannot.

import { attempt } from './follow.js';
import { showChat } from './place.js';
import { isAdmin, state } from './state.js';

/** What stands where one would write: a way to begin, to unblock, to join, or why it is not possible. */
export function standIn(pane, thread, chat) {
  const { person } = pane;
  if (!chat) return state.knows(person) ? { words: 'All chats', about: `${state.nameOf(person)} is not in this chat.`, yes: true, run: () => showChat(pane, null) } : null;
  const run = (body) => () => attempt(pane, { person, ...body });
  if (chat.kind === 'private') {
    if (chat.blocked) return { words: 'Unblock', about: 'You stopped this bot. It cannot write to you.', yes: true, run: run({ do: 'unblock', bot: chat.chat }) };
    const empty = thread.loaded && thread.messages.length === 0 && !thread.more;
    if (empty) return { words: 'Start', about: 'This is where it begins.', yes: true, run: run({ do: 'say', chat: chat.chat, text: '/start' }) };
    return null;
  }
  const status = chat.me?.status;
  if (status === 'asked') return { words: 'You asked to join. An admin has to let you in.' };
  if (status === 'left') return { words: 'Join', about: 'You are not in this group.', yes: true, run: run({ do: 'join', chat: chat.chat }) };
  if (status === 'kicked') return { words: 'You were removed from this group.' };
  const topic = chat.topics?.find(({ id }) => id === pane.topic);
  if (topic?.closed && !isAdmin(chat)) return { words: 'This topic is closed.' };
  return chat.me?.can_write === false ? { words: 'You cannot write here.' } : null;
}
