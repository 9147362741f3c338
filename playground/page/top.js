// The bar at the top: where one is, what time it is there, and the ways to the tools.

import { el, iconButton, keep, narrow, put } from './dom.js';
import { menu } from './dialog.js';
import { aboutOf, avatar } from './faces.js';
import { icon } from './icons.js';
import { act } from './link.js';
import { peopleSheet } from './people.js';
import { openPanel } from './place.js';
import { redraw, state } from './state.js';
import { resumeTour, tourIsAway } from './tour.js';
import { fullOf, nowText, timeOf } from './when.js';

const LOST = {
  first: 'Reaching the playground…',
  slow: 'The playground takes its time…',
  lost: 'Reconnecting… Is the playground still running?',
};

/** What is told below the bar when all is not well. */
let trouble = null;

export function drawTop(node, notice) {
  const { host, panel } = state;
  const shop = host?.shops?.find((known) => known.key === host.shop) ?? null;
  const person = state.focused ? state.person(state.focused.person) : null;
  const shows = [host?.shops, host?.shop, state.bots, nowText()?.slice(0, 16), Boolean(panel), person, narrow(), tourIsAway(), host?.running, Boolean(host?.busy), state.breaches.length, document.documentElement.dataset.theme];
  keep(node, shows, () => [
    narrow() ? [el('h1', { class: 'unseen' }, 'Playground'), personButton(person)] : brand(),
    shop && !narrow() ? shopButton(host, shop) : null,
    shop || narrow() ? null : el('span', { class: 'top-bot', dir: 'auto' }, state.bots[0]?.name ?? ''),
    el('span', { class: 'grow' }),
    host?.running === false && !host.busy ? el('button', { type: 'button', class: 'chip bad', onclick: () => openPanel('trouble') }, 'Bot is down') : null,
    state.breaches.length > 0 ? el('button', { type: 'button', class: 'chip bad', onclick: () => openPanel('calls') }, `${state.breaches.length} ${state.breaches.length === 1 ? 'breach' : 'breaches'}`) : null,
    nowText()
      ? el(
          'button',
          { type: 'button', class: 'chip', title: 'The playground’s clock. Move it.', data: { focus: 'clock' }, onclick: () => openPanel(panel === 'time' ? null : 'time') },
          icon('clock'),
          narrow() ? timeOf(nowText()) : fullOf(nowText()),
        )
      : null,
    narrow() ? null : wideTools(),
    iconButton('panel', panel ? 'Hide the tools' : 'Show the tools', () => openPanel(panel ? null : state.tab), { 'aria-expanded': String(Boolean(panel)), data: { focus: 'panel' }, class: panel ? 'on' : '' }),
    narrow() ? iconButton('more', 'More', (event) => more(event.currentTarget, shop), { 'aria-haspopup': 'menu', data: { focus: 'more' } }) : null,
  ]);
  const words = host?.busy ?? host?.error ?? trouble ?? LOST[state.connection] ?? null;
  const kind = host?.busy ? 'busy' : host?.error || trouble ? 'bad' : 'waiting';
  notice.hidden = !words;
  put(notice, 'class', `notice ${kind}`);
  keep(notice, [words, kind], () => (words ? [kind === 'bad' ? null : el('span', { class: 'spinner' }), el('span', null, words)] : []));
}

function wideTools() {
  return [
    tourIsAway() ? el('button', { type: 'button', class: 'chip', data: { focus: 'tour' }, onclick: () => resumeTour() }, icon('flag'), 'Tour') : null,
    iconButton('theme', 'Light or dark', changeTheme, { data: { focus: 'theme' } }),
  ];
}

/** What has no room in the bar of a phone. */
function more(at, shop) {
  menu(
    at,
    [
      shop && { words: shop.title, about: 'Choose another shop', icon: icon('shop'), run: () => shops(at, state.host) },
      tourIsAway() && { words: 'Take the tour', icon: icon('flag'), run: () => resumeTour() },
      { words: 'Light or dark', icon: icon('theme'), run: changeTheme },
    ],
    'More',
  );
}

function changeTheme() {
  window.switchTheme();
  redraw();
}

const brand = () => el('h1', { class: 'brand' }, el('img', { src: '/page/icon.svg', alt: '', width: '28', height: '28' }), 'Playground');

function personButton(person) {
  if (!person) return brand();
  return el(
    'button',
    { type: 'button', class: 'top-person', 'aria-haspopup': 'dialog', 'aria-label': `You are ${person.name}. Be somebody else.`, data: { focus: 'person' }, onclick: () => peopleSheet() },
    avatar(person, 'small'),
    el('span', { class: 'who' }, el('b', { dir: 'auto' }, person.name), el('small', null, aboutOf(person))),
    icon('down'),
  );
}

function shopButton(host, shop) {
  return el(
    'button',
    {
      type: 'button',
      class: 'shop',
      'aria-haspopup': 'menu',
      'aria-label': `Shop: ${shop.title}. Choose another.`,
      data: { focus: 'shop' },
      onclick: (event) => shops(event.currentTarget, host),
    },
    el('span', { dir: 'auto' }, shop.title),
    icon('down'),
  );
}

function shops(at, host) {
  menu(
    at,
    host.shops.map((known) => ({
      words: known.title,
      about: [known.about, known.members && `${known.members} members`].filter(Boolean).join(' · '),
      checked: known.key === host.shop,
      run: () => (known.key !== host.shop || host.error) && choose(known.key),
    })),
    'Shops',
  );
}

async function choose(key) {
  trouble = null;
  try {
    await act({ do: 'shop', key });
  } catch (refused) {
    trouble = refused.message;
  }
  redraw();
}
