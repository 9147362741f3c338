// What a message can carry besides text: pictures, files, phone numbers, places.

import { button, el, toast } from './dom.js';
import { dialog } from './dialog.js';
import { ownFile } from './faces.js';
import { icon } from './icons.js';
import { pickPerson } from './people.js';
import { state } from './state.js';

/** A picture, or the pictures of an album in a grid. */
export function pictures(messages, acts) {
  const shown = messages.filter((message) => ownFile(message.photo?.url));
  if (shown.length === 0) return null;
  return el(
    'div',
    { class: shown.length > 1 ? `album n${Math.min(shown.length, 5)}` : 'picture' },
    shown.map((message) => {
      const { photo, from } = message;
      return el(
        'button',
        {
          type: 'button',
          class: 'photo',
          'aria-label': `Photo from ${from?.name ?? 'the chat'}. Enlarge.`,
          data: { focus: `photo-${message.id}` },
          vars: shown.length > 1 ? {} : { '--ratio': String(ratio(photo)), '--wide': `${Math.max(120, photo.width || 320)}px` },
          onclick: () => acts.enlarge(message),
        },
        el('img', { src: photo.url, alt: '', width: photo.width, height: photo.height, loading: 'lazy', decoding: 'async' }),
      );
    }),
  );
}

const ratio = ({ width, height }) => Math.min(2.4, Math.max(0.62, width && height ? width / height : 1.5));

const UNITS = ['bytes', 'KB', 'MB', 'GB'];

export function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return '';
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)));
  return `${(bytes / 1024 ** step).toFixed(step && bytes / 1024 ** step < 10 ? 1 : 0)} ${UNITS[step]}`;
}

export function fileCard({ url, name, size }) {
  return el(
    'a',
    { class: 'card', href: ownFile(url), download: name ?? '' },
    el('span', { class: 'card-sign' }, icon('download')),
    el('span', { class: 'card-words' }, el('b', { dir: 'auto' }, name ?? 'File'), el('small', null, sizeOf(size))),
  );
}

export function contactCard({ name, phone }) {
  return el(
    'div',
    { class: 'card' },
    el('span', { class: 'card-sign' }, icon('phone')),
    el('span', { class: 'card-words' }, el('b', { dir: 'auto' }, name || 'Contact'), el('small', { dir: 'ltr' }, phone)),
  );
}

export function placeCard({ latitude, longitude }) {
  return el(
    'div',
    { class: 'card' },
    el('span', { class: 'card-sign' }, icon('place')),
    el('span', { class: 'card-words' }, el('b', null, 'Location'), el('small', null, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`)),
  );
}

const went = (chat) => chat !== null && chat !== undefined;

/** Shows a picture large, and lets anybody scan what is on it. `scan(person)` throws in words. */
export function enlarge(message, person, scan) {
  const { photo } = message;
  return dialog(
    `Photo from ${message.from?.name ?? 'the chat'}`,
    (close) => {
      const error = el('p', { class: 'error', role: 'alert' });
      const as = async (who) => {
        error.textContent = '';
        try {
          const { link, chat } = await scan(who);
          close();
          toast(went(chat) ? `Scanned by ${state.nameOf(who)}.` : `Scanned: ${link}`);
        } catch (refused) {
          error.textContent = refused.message;
        }
      };
      const near = [...new Set([person, ...state.panes.map((pane) => pane.person), ...state.places.keys()])].slice(0, 5);
      return [
        el('img', { class: 'enlarged', src: ownFile(photo.url), alt: message.text || 'The photo, large', width: photo.width, height: photo.height }),
        error,
        el(
          'div',
          { class: 'row-wrap' },
          near.map((who) => button([icon('scan'), `Scan as ${state.nameOf(who)}`], () => as(who), { class: who === person ? '' : 'primary' })),
          button('Scan as somebody else…', async () => {
            const who = await pickPerson('Who scans it?');
            if (who) await as(who);
          }),
          el('a', { class: 'button', href: ownFile(photo.url), download: '' }, icon('download'), 'Save'),
        ),
      ];
    },
    { wide: true },
  );
}
