// The people: a list that stays quick with thousands of them, in the rail and wherever somebody is chosen.

import { el, iconButton, narrow, reconcile } from './dom.js';
import { dialog } from './dialog.js';
import { aboutOf, avatar } from './faces.js';
import { newPerson } from './new.js';
import { showPerson } from './place.js';
import { state } from './state.js';

const ROW = 56;
const AROUND = 6;
const FEW = 8;

/** Only the rows in sight are in the document. `row(person, at)` gives what a row holds. */
class PeopleList {
  constructor(label, row) {
    this.row = row;
    this.found = [];
    this.of = null;
    this.search = el('input', { type: 'search', placeholder: 'Search', 'aria-label': `Search ${label}`, autocomplete: 'off', spellcheck: 'false', dir: 'auto' });
    this.rows = el('ul', { class: 'people-rows', 'aria-label': label });
    this.box = el('div', { class: 'people-box' }, this.rows);
    this.none = el('p', { class: 'none', hidden: true }, 'Nobody of that name.');
    this.search.addEventListener('input', () => {
      this.box.scrollTop = 0;
      this.of = null;
      this.draw();
    });
    this.box.addEventListener('scroll', () => this.#rows(), { passive: true });
    new ResizeObserver(() => this.#rows()).observe(this.box);
    this.rows.addEventListener('focusin', (event) => {
      this.at = Number(event.target.closest('.person')?.dataset.at);
      this.#tabStop();
    });
    this.box.addEventListener('keydown', (event) => this.#key(event));
    this.search.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      this.#focusRow(0);
    });
  }

  draw(people = state.everybody, shows = '') {
    const words = this.search.value.trim().toLowerCase();
    if (this.of !== people || this.words !== words) {
      this.of = people;
      this.words = words;
      this.found = words ? people.filter((person) => matches(person, words)) : people;
      this.rows.style.height = `${this.found.length * ROW}px`;
      this.none.hidden = this.found.length > 0 || words === '';
    }
    // Reading where it is scrolled to makes the browser lay out the page.
    if (this.drawn === this.found && this.shows === shows) return;
    this.drawn = this.found;
    this.shows = shows;
    this.#rows();
  }

  #rows() {
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - AROUND);
    const last = Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW) + AROUND;
    const items = this.found.slice(first, last).map((person, index) => {
      const at = first + index;
      return {
        key: person.id,
        shows: `${at}/${this.found.length} ${person.name} ${person.about} ${person.language} ${person.photo} ${this.shows}`,
        build: () => {
          const node = el('li', { class: 'person', 'aria-posinset': at + 1, 'aria-setsize': this.found.length, data: { at: String(at) } }, this.row(person));
          node.style.transform = `translateY(${at * ROW}px)`;
          return node;
        },
      };
    });
    reconcile(this.rows, items);
    this.#tabStop();
  }

  /** One row is in the way of the Tab key, not all of them; arrows go on from there. */
  #tabStop() {
    const rows = [...this.rows.children];
    const stop = rows.find((row) => Number(row.dataset.at) === this.at) ?? rows[0];
    for (const row of rows) for (const node of row.children) if (node.tabIndex !== (row === stop ? 0 : -1)) node.tabIndex = row === stop ? 0 : -1;
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest('.person');
    if (row && ['ArrowRight', 'ArrowLeft'].includes(event.key)) row.children[event.key === 'ArrowRight' ? 1 : 0]?.focus();
    if (!step || !row) return;
    event.preventDefault();
    const to = Number(row.dataset.at) + step;
    if (to < 0) this.search.focus();
    else this.#focusRow(Math.min(to, this.found.length - 1));
  }

  #focusRow(at) {
    this.at = at;
    const top = at * ROW;
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + ROW > this.box.scrollTop + this.box.clientHeight) this.box.scrollTop = top + ROW - this.box.clientHeight;
    this.#rows();
    this.rows.querySelector(`[data-at="${at}"] button`)?.focus({ preventScroll: true });
  }
}

function matches({ name, username, about }, words) {
  return `${name} ${username ?? ''} ${about ?? ''}`.toLowerCase().includes(words);
}

/** Somebody's face, name, what they are and their language. */
export function who(person) {
  return [
    avatar(person),
    el('span', { class: 'who' }, el('b', { dir: 'auto' }, person.name), el('small', { dir: 'auto' }, aboutOf(person))),
  ];
}

/** The rail at the left. */
export class Rail {
  constructor(node) {
    this.node = node;
    this.list = new PeopleList('people', (person) => railRow(person));
    node.append(
      el('header', { class: 'rail-head' }, el('h2', null, 'People'), iconButton('plus', 'New person', () => newPerson())),
      el('div', { class: 'rail-search' }, this.list.search),
      this.list.none,
      this.list.box,
    );
  }

  draw() {
    this.list.search.parentElement.hidden = state.everybody.length <= FEW && this.list.search.value === '';
    const focused = state.focused?.person ?? '';
    this.list.draw(state.everybody, `${focused} ${state.panes.map((pane) => pane.person)}`);
  }
}

function railRow(person) {
  const shown = state.panes.some((pane) => pane.person === person.id);
  const focused = state.focused?.person === person.id;
  return [
    el(
      'button',
      { type: 'button', class: `person-main ${focused ? 'focused' : ''} ${shown ? 'shown' : ''}`, 'aria-current': focused ? 'true' : null, data: { focus: 'person' }, onclick: () => showPerson(person.id) },
      who(person),
    ),
    iconButton('beside', `Open ${person.name} in a pane of their own`, () => showPerson(person.id, { beside: true }), { class: 'person-beside', data: { focus: 'beside' } }),
  ];
}

/** Asks for somebody; gives the id. */
export function pickPerson(title, { among = state.everybody } = {}) {
  return dialog(title, (close) => {
    const list = new PeopleList('people', (person) => el('button', { type: 'button', class: 'person-main', onclick: () => close(person.id) }, who(person)));
    requestAnimationFrame(() => list.draw(among));
    list.search.addEventListener('input', () => list.draw(among));
    return el('div', { class: 'pick' }, list.search, list.none, list.box);
  });
}

/** The people as a sheet, on a phone. */
export function peopleSheet() {
  return dialog('Who are you?', (close) => {
    const list = new PeopleList('people', (person) =>
      el(
        'button',
        {
          type: 'button',
          class: `person-main ${state.focused?.person === person.id ? 'focused' : ''}`,
          onclick: () => {
            close();
            showPerson(person.id);
          },
        },
        who(person),
      ),
    );
    requestAnimationFrame(() => list.draw());
    const add = el(
      'button',
      {
        type: 'button',
        class: 'button',
        onclick: () => {
          close();
          newPerson();
        },
      },
      'New person',
    );
    return el('div', { class: 'pick' }, list.search, list.none, list.box, narrow() ? add : null);
  });
}
