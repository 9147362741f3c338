// Sending more than text.

import { button, el, toast } from './dom.js';
import { field, form, menu } from './dialog.js';
import { attempt, complain } from './follow.js';
import { icon } from './icons.js';
import { act, upload } from './link.js';
import { sizeOf } from './media.js';
import { goOn } from './place.js';
import { state } from './state.js';

const LARGEST = 20 * 1024 * 1024;
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export function attachMenu(pane, at) {
  const group = pane.chat < 0;
  menu(
    at,
    [
      { words: 'Photo', icon: icon('image'), run: () => choose(PICTURES.join(','), (files) => dropped(pane, files)) },
      { words: 'File', icon: icon('file'), run: () => choose('', (files) => dropped(pane, files, 'document')) },
      !group && { words: 'My phone number', icon: icon('phone'), run: () => attempt(pane, { do: 'contact', person: pane.person, chat: pane.chat }) },
      { words: 'Location…', icon: icon('place'), run: () => locate(pane) },
      { words: 'Scan a QR picture…', icon: icon('scan'), run: () => choose(PICTURES.join(','), ([file]) => scanFile(pane, file)) },
    ],
    'Attach',
  );
}

function choose(accept, chosen) {
  const input = el('input', { type: 'file', accept });
  input.addEventListener('change', () => input.files.length > 0 && chosen([...input.files]));
  input.click();
}

/** Files that were chosen, dropped or pasted: shown before they are sent. */
export async function dropped(pane, files, as = null) {
  for (const file of files.slice(0, 10)) {
    if (file.size > LARGEST) complain(pane, `${file.name} is ${sizeOf(file.size)}. 20 MB is the most.`);
    else await preview(pane, file, as);
  }
}

async function preview(pane, file, as) {
  const isPicture = PICTURES.includes(file.type);
  const thread = state.threadOf(pane);
  const address = isPicture ? URL.createObjectURL(file) : null;
  const caption = el('input', { type: 'text', dir: 'auto', autocomplete: 'off', autofocus: true });
  const asFile = el('input', { type: 'checkbox', checked: as === 'document' });
  const sent = await form(
    isPicture ? 'Send this picture' : 'Send this file',
    [
      isPicture ? el('img', { class: 'preview', src: address, alt: '' }) : el('div', { class: 'card' }, el('span', { class: 'card-sign' }, icon('file')), el('span', { class: 'card-words' }, el('b', { dir: 'auto' }, file.name), el('small', null, sizeOf(file.size)))),
      field('Caption', caption),
      isPicture ? el('label', { class: 'check' }, asFile, 'Send as a file, as it is') : null,
    ],
    'Send',
    () =>
      upload(
        {
          person: pane.person,
          chat: pane.chat,
          topic: pane.topic,
          as: isPicture && !asFile.checked ? 'photo' : 'document',
          name: file.name,
          reply_to: thread?.draft.reply?.id,
          caption: caption.value,
        },
        file,
      ),
  );
  if (sent && thread) thread.draft.reply = null;
  if (address) URL.revokeObjectURL(address);
}

async function scanFile(pane, file) {
  try {
    const answer = await upload({ person: pane.person, chat: pane.chat, as: 'scan', name: file.name }, await asPng(file));
    if (answer.chat !== null && answer.chat !== undefined) goOn(pane, answer.chat);
    else toast(`Scanned: ${answer.link}`);
  } catch (refused) {
    complain(pane, refused.message);
  }
}

/** Pictures of every kind are read as PNG. */
async function asPng(file) {
  if (file.type === 'image/png') return file;
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('That picture could not be read.');
  });
  const canvas = el('canvas', { width: picture.width, height: picture.height });
  canvas.getContext('2d').drawImage(picture, 0, 0);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

/** Asks for a place, and sends it. */
export function locate(pane, body = { do: 'locate' }) {
  const latitude = el('input', { type: 'number', step: 'any', min: '-90', max: '90', value: '-6.2', required: true, autofocus: true });
  const longitude = el('input', { type: 'number', step: 'any', min: '-180', max: '180', value: '106.81667', required: true });
  const fill = (a, b) => () => {
    latitude.value = a;
    longitude.value = b;
  };
  const places = el('div', { class: 'row-wrap' }, button('Beijing', fill('39.9042', '116.4074')), button('Jakarta', fill('-6.2', '106.81667')), button('London', fill('51.5072', '-0.1276')));
  return form('Send a location', [places, field('Latitude', latitude), field('Longitude', longitude)], 'Send', () =>
    act({ ...body, person: pane.person, chat: pane.chat, topic: pane.topic, latitude: Number(latitude.value), longitude: Number(longitude.value) }),
  );
}
