// The commands to choose from while one is being written: a list above the field, led by the keys of the field.

import { el, iconButton, put } from './dom.js';

const MOST = 8;

export class Suggestions {
  #text;
  #does;
  #id;
  #commands = [];
  #at = -1;

  /** `does.choose(command)` says it, `does.write(text)` puts it into the field. */
  constructor(text, id, does) {
    this.#text = text;
    this.#does = does;
    this.#id = `commands-${id}`;
    this.node = el('div', { class: 'commands', role: 'listbox', id: this.#id, 'aria-label': 'Commands', hidden: true });
    this.toggle = iconButton('slash', 'Commands', () => this.#toggle(), { class: 'quiet', 'aria-haspopup': 'listbox', 'aria-controls': this.#id, 'aria-expanded': 'false' });
  }

  /** Takes the commands that there are. */
  draw(commands) {
    this.#commands = commands;
    this.toggle.hidden = commands.length === 0;
  }

  /** Shows the commands that begin with what is written. */
  follow() {
    const begun = /^\/([a-z0-9_]*)$/i.exec(this.#text.value)?.[1].toLowerCase();
    this.#show(begun === undefined ? [] : this.#commands.filter(({ command }) => command.startsWith(begun)).slice(0, MOST));
  }

  hide() {
    this.#show([]);
  }

  /** Whether a key was meant for the list. */
  takes({ key, shiftKey }) {
    const options = this.#options;
    if (options.length === 0) return false;
    if (key === 'ArrowDown') this.#mark((this.#at + 1) % options.length);
    else if (key === 'ArrowUp') this.#mark(this.#at <= 0 ? options.length - 1 : this.#at - 1);
    else if (key === 'Tab' && !shiftKey && this.#text.value !== '') this.#does.write(`/${options[Math.max(0, this.#at)].dataset.command} `);
    else if (key === 'Enter' && !shiftKey && this.#at >= 0) this.#does.choose(options[this.#at].dataset.command);
    else if (key === 'Escape') this.hide();
    else return false;
    return true;
  }

  get #options() {
    return [...this.node.children];
  }

  #toggle() {
    this.#show(this.node.hidden ? this.#commands : []);
    this.#text.focus();
  }

  #show(commands) {
    this.node.hidden = commands.length === 0;
    this.node.replaceChildren(
      ...commands.map(({ command, description }, at) =>
        el(
          'button',
          { type: 'button', role: 'option', id: `${this.#id}-${at}`, tabindex: '-1', 'aria-selected': 'false', data: { command }, onclick: () => this.#does.choose(command) },
          el('b', null, `/${command}`),
          el('span', { dir: 'auto' }, description),
        ),
      ),
    );
    put(this.toggle, 'aria-expanded', String(commands.length > 0));
    this.#tell(commands.length > 0);
    this.#mark(-1);
  }

  /** A field of many lines is a combobox only as long as there is something to choose. */
  #tell(open) {
    const told = { role: 'combobox', 'aria-expanded': 'true', 'aria-controls': this.#id, 'aria-haspopup': 'listbox', 'aria-autocomplete': 'list' };
    for (const [name, value] of Object.entries(told)) {
      if (open) put(this.#text, name, value);
      else this.#text.removeAttribute(name);
    }
  }

  #mark(at) {
    this.#at = at;
    const options = this.#options;
    for (const [place, option] of options.entries()) put(option, 'aria-selected', String(place === at));
    const chosen = options[at];
    if (chosen) put(this.#text, 'aria-activedescendant', chosen.id);
    else this.#text.removeAttribute('aria-activedescendant');
    chosen?.scrollIntoView({ block: 'nearest' });
  }
}
