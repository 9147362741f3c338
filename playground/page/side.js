// The tools beside the chats: time, trouble, calls, transcript. On a phone they are a sheet.

import { el, iconButton, keep, put } from './dom.js';
import { CallsTab } from './calls.js';
import { TimeTab } from './time_tab.js';
import { TranscriptTab } from './transcript.js';
import { TroubleTab } from './trouble.js';
import { icon } from './icons.js';
import { openPanel } from './place.js';
import { state } from './state.js';

const TABS = [
  ['time', 'Time', 'clock', TimeTab],
  ['trouble', 'Trouble', 'bolt', TroubleTab],
  ['calls', 'Calls', 'calls', CallsTab],
  ['transcript', 'Transcript', 'text', TranscriptTab],
];

export class Side {
  constructor(node) {
    this.node = node;
    this.tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Tools' });
    this.bodies = new Map(TABS.map(([name, , , Tab]) => [name, new Tab()]));
    this.body = el('div', { class: 'side-body', role: 'tabpanel', id: 'tool', tabindex: '0' });
    node.append(el('header', { class: 'side-head' }, this.tabs, iconButton('close', 'Hide the tools', () => openPanel(null))), this.body);
    node.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) openPanel(null);
    });
    this.tabs.addEventListener('keydown', (event) => this.#key(event));
  }

  draw() {
    const { panel } = state;
    this.node.hidden = !panel;
    document.getElementById('app').classList.toggle('with-side', Boolean(panel));
    if (!panel) return;
    keep(this.tabs, [panel, state.breaches.length > 0], () =>
      TABS.map(([name, words, sign]) =>
        el(
          'button',
          {
            type: 'button',
            role: 'tab',
            id: `tab-${name}`,
            class: 'tab',
            'aria-controls': 'tool',
            'aria-selected': String(name === panel),
            tabIndex: name === panel ? 0 : -1,
            data: { focus: name, tab: name },
            onclick: () => openPanel(name),
          },
          icon(sign),
          el('span', null, words),
          name === 'calls' && state.breaches.length > 0 ? el('span', { class: 'dot' }) : null,
        ),
      ),
    );
    const tab = this.bodies.get(panel);
    if (this.body.firstElementChild !== tab.node) this.body.replaceChildren(tab.node);
    put(this.body, 'aria-labelledby', `tab-${panel}`);
    tab.draw();
  }

  #key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const now = TABS.findIndex(([name]) => name === state.panel);
    const [name] = TABS.at((now + step) % TABS.length);
    openPanel(name);
    queueMicrotask(() => this.tabs.querySelector(`[data-tab="${name}"]`)?.focus());
    event.preventDefault();
  }
}
