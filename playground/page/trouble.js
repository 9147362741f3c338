// Trouble to order: faults of the network and of Telegram, and of the bot itself.

import { button, el, keep } from './dom.js';
import { field } from './dialog.js';
import { act } from './link.js';
import { state } from './state.js';

const KINDS = [
  ['429', 'Too many requests (429)', 'Telegram asks to wait. The call has no effect.'],
  ['5xx', 'Telegram is down (5xx)', 'The call has no effect.'],
  ['slow', 'Slow', 'The call goes well, late.'],
  ['cut_before', 'Cut off before', 'The line breaks; the call has no effect.'],
  ['cut_after', 'Cut off after', 'The call has its effect; the answer is lost.'],
];

const METHODS = ['sendMessage', 'sendPhoto', 'editMessageText', 'editMessageCaption', 'answerCallbackQuery', 'deleteMessage', 'getUpdates', 'getChatMember'];

const SHARES = [
  ['once', 'The next call only'],
  ['0.1', 'One call in ten'],
  ['0.5', 'Every second call'],
  ['1', 'Every call'],
];

const BOT = [
  ['restart', 'Restart', 'It finishes what it does, and starts again.'],
  ['kill', 'Kill', 'It stops in the middle of whatever it does.'],
  ['start', 'Start', 'It starts on what it left behind.'],
];

const options = (list) => list.map(([value, words]) => el('option', { value }, words));

export class TroubleTab {
  constructor() {
    this.kind = el('select', null, options(KINDS));
    this.hint = el('small');
    this.method = el('select', null, el('option', { value: '' }, 'Any method'), METHODS.map((name) => el('option', { value: name }, name)));
    this.share = el('select', null, options(SHARES));
    this.error = el('p', { class: 'error', role: 'alert' });
    this.on = el('div', { class: 'on-now' });
    this.said = el('p', { class: 'hint', role: 'status' });
    this.bot = el('div', { class: 'bot-acts' });
    this.kind.addEventListener('change', () => this.#hint());
    this.#hint();
    this.node = el(
      'div',
      { class: 'tab-body' },
      this.bot,
      el('h3', null, 'Faults'),
      el(
        'form',
        {
          class: 'form',
          onsubmit: (event) => {
            event.preventDefault();
            this.#begin();
          },
        },
        el('label', { class: 'field' }, el('span', null, 'What goes wrong'), this.kind, this.hint),
        field('With which call', this.method),
        field('How often', this.share),
        el('div', { class: 'row-end' }, button('End all faults', () => this.#end()), el('button', { type: 'submit', class: 'button danger' }, 'Make trouble')),
      ),
      this.on,
      this.said,
      this.error,
    );
  }

  #hint() {
    this.hint.textContent = KINDS.find(([kind]) => kind === this.kind.value)?.[2] ?? '';
  }

  draw() {
    const { host } = state;
    const can = host?.can ?? [];
    keep(this.bot, [can, host?.running, host?.busy], () =>
      can.length === 0
        ? []
        : [
            el('h3', null, 'The bot ', el('span', { class: `chip ${host.running ? 'good' : 'bad'}` }, host.running ? 'running' : 'down')),
            ...BOT.filter(([act]) => can.includes(act)).map(([to, words, about]) =>
              el(
                'div',
                { class: 'bot-act' },
                button(words, () => this.#bot(to), { class: to === 'kill' ? 'danger' : '', disabled: Boolean(host.busy) || (to === 'start') === Boolean(host.running), data: { focus: to } }),
                el('small', null, about),
              ),
            ),
          ],
    );
    keep(this.on, state.fault, () => (state.fault ? [el('span', { class: 'chip bad' }, 'now'), el('span', null, inWords(state.fault))] : []));
  }

  async #do(body) {
    this.error.textContent = '';
    this.said.textContent = '';
    try {
      await act(body);
      return true;
    } catch (refused) {
      this.error.textContent = refused.message;
      return false;
    }
  }

  #bot(to) {
    return this.#do({ do: 'bot', to });
  }

  async #begin() {
    const [kind, method, share] = [this.kind.value, this.method.value || null, this.share.value];
    const often = share === 'once' ? { once: true } : { share: Number(share) };
    if (await this.#do({ do: 'fault', kind, method, ...often })) this.said.textContent = share === 'once' ? `The next ${method ?? 'call'} will have it.` : '';
  }

  async #end() {
    if (await this.#do({ do: 'fault', kind: 'none' })) this.said.textContent = 'All faults ended.';
  }
}

const known = (list, value) => list.find(([key]) => key === value)?.[1] ?? value;

const inWords = ({ kind, method, share }) => `${known(KINDS, kind)}, ${method ?? 'any method'}${share ? `, ${Math.round(share * 100)} of 100 calls` : ''}`;
