// What can be done with one message.

import { confirm, menu } from './dialog.js';
import { copy } from './dom.js';
import { attempt } from './follow.js';
import { icon } from './icons.js';
import { state } from './state.js';

/** `does`: `reply`, `edit`, `enlarge`. */
export function messageMenu(pane, message, at, does) {
  const plain = !message.service && !message.ephemeral;
  menu(
    at,
    [
      plain && { words: 'Reply', icon: icon('reply'), run: does.reply },
      message.text && { words: 'Copy text', icon: icon('copy'), run: () => copy(message.text) },
      message.photo && { words: 'Enlarge and scan…', icon: icon('scan'), run: does.enlarge },
      message.mine && plain && !message.contact && !message.location && { words: 'Edit', icon: icon('edit'), run: does.edit },
      plain && mayDelete(pane, message) && { words: 'Delete', icon: icon('trash'), danger: true, run: () => remove(pane, message) },
    ],
    'Message',
  );
}

/** In a group others' messages are deleted by admins only; `can_delete` tells whether this one has the right. */
function mayDelete(pane, message) {
  const chat = state.chat(pane.person, pane.chat);
  if (message.mine || !chat || chat.kind === 'private') return true;
  return Boolean(chat.me?.can_delete);
}

async function remove(pane, message) {
  if (await confirm('Delete this message?', 'It goes for everybody in this chat.', 'Delete', { danger: true })) {
    await attempt(pane, { do: 'delete', person: pane.person, chat: message.chat ?? pane.chat, message: message.id });
  }
}
