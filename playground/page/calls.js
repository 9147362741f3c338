// Every call of the Bot API with its answer; breaches of the specification in red.

import { button, el, keep, reconcile } from './dom.js';
import { act } from './link.js';
import { redraw, state } from './state.js';
import { timeOf } from './when.js';

const SHOWN = 200;

export class CallsTab {
  #open = new Set();

  constructor() {
    this.breaches = el('div', { class: 'breaches' });
    this.search = el('input', { type: 'search', placeholder: 'Method or text', 'aria-label': 'Search the calls', autocomplete: 'off', oninput: () => redraw() });
    this.refused = el('input', { type: 'checkbox', onchange: () => redraw() });
    this.polls = el('input', { type: 'checkbox', onchange: () => redraw() });
    this.list = el('ul', { class: 'calls', 'aria-label': 'Calls, newest first' });
    this.none = el('p', { class: 'hint' });
    this.node = el(
      'div',
      { class: 'tab-body' },
      this.breaches,
      this.search,
      el('div', { class: 'row-wrap' }, el('label', { class: 'check' }, this.refused, 'Refused only'), el('label', { class: 'check' }, this.polls, 'With getUpdates')),
      this.none,
      this.list,
    );
  }

  draw() {
    keep(this.breaches, state.breaches, () => (state.breaches.length > 0 ? this.#breaches() : []));
    const words = this.search.value.trim().toLowerCase();
    const found = [];
    for (let at = state.calls.length - 1; at >= 0 && found.length < SHOWN; at -= 1) {
      const call = state.calls[at];
      if (this.refused.checked && call.ok) continue;
      if (!this.polls.checked && call.method.toLowerCase() === 'getupdates' && call.ok) continue;
      if (words && !haystack(call).includes(words)) continue;
      found.push(call);
    }
    reconcile(
      this.list,
      found.map((call) => ({ key: `${state.world} ${call.n}`, shows: '', build: () => this.#call(call) })),
    );
    const missed = state.callsMissed > 0 ? `${state.callsMissed} older calls are not shown.` : '';
    this.none.textContent = found.length === 0 ? 'No calls yet that fit.' : missed;
    this.none.hidden = this.none.textContent === '';
  }

  #breaches() {
    return [
      el('h3', null, `Breaches of the specification (${state.breaches.length})`),
      el('ul', null, state.breaches.slice(-50).map((words) => el('li', { dir: 'auto' }, words))),
      button('Forget them', () => act({ do: 'forget_breaches' }).catch(() => redraw())),
    ];
  }

  #call(call) {
    const body = el('div', { class: 'call-body' });
    const details = el(
      'details',
      {
        class: `call ${call.ok ? '' : 'refused'} ${call.fault ? 'faulty' : ''}`,
        open: this.#open.has(call.n),
        ontoggle: () => {
          if (details.open) {
            this.#open.add(call.n);
            body.replaceChildren(json('Asked', call.params), json('Answered', call.answer));
          } else {
            this.#open.delete(call.n);
          }
        },
      },
      el(
        'summary',
        null,
        el('span', { class: 'call-time' }, timeOf(call.at)),
        el('b', null, call.method),
        el('span', { class: 'call-brief', dir: 'auto' }, brief(call)),
        call.fault || !call.ok ? el('span', { class: 'chip bad' }, call.fault ?? refusal(call.answer)) : null,
      ),
      body,
    );
    return el('li', null, details);
  }
}

const refusal = (answer) => (answer?.error_code ? String(answer.error_code) : 'refused');

function brief({ params, ok, answer }) {
  if (!ok && answer?.description) return answer.description;
  const words = params?.text ?? params?.caption ?? params?.message_id ?? params?.command ?? '';
  return String(words).replace(/\s+/g, ' ').slice(0, 80);
}

function haystack(call) {
  call.words ??= `${call.method} ${JSON.stringify(call.params)} ${JSON.stringify(call.answer)}`.toLowerCase();
  return call.words;
}

function json(title, value) {
  return el('div', null, el('h3', null, title), el('pre', { tabindex: '0', dir: 'auto' }, JSON.stringify(value ?? null, null, 2)));
}
