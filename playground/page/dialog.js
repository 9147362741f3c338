// Dialogs and menus: one way to ask, one way to choose.

import { button, el, iconButton } from './dom.js';

/**
 * Shows a dialog (a sheet on a phone). `build(close)` gives what it holds.
 * The promise brings what `close` was given, or undefined when it was left by Escape or a click beside it.
 */
export function dialog(title, build, { wide = false, plain = false } = {}) {
  return new Promise((done) => {
    const node = el('dialog', { class: `sheet ${wide ? 'wide' : ''} ${plain ? 'plain' : ''}`, 'aria-label': title });
    let result;
    const close = (value) => {
      result = value;
      node.close();
    };
    const head = el('header', { class: 'sheet-head' }, el('h2', { dir: 'auto' }, title), iconButton('close', 'Close', () => close()));
    node.append(head, el('div', { class: 'sheet-body' }, build(close)));
    node.addEventListener('click', (event) => {
      if (event.target === node) close();
    });
    node.addEventListener('close', () => {
      node.remove();
      done(result);
    });
    document.body.append(node);
    node.showModal();
    node.querySelector('[autofocus]')?.focus();
  });
}

/** Says something that has to be read: a callback alert, say. */
export function tell(title, words) {
  return dialog(title, (close) => [
    el('p', { class: 'words', dir: 'auto' }, words),
    el('div', { class: 'row-end' }, button('OK', () => close(true), { class: 'primary', autofocus: true })),
  ]);
}

/** Asks yes or no. */
export function confirm(title, words, yes, { danger = false } = {}) {
  return dialog(title, (close) => [
    el('p', { class: 'words', dir: 'auto' }, words),
    el(
      'div',
      { class: 'row-end' },
      button('Cancel', () => close(false)),
      button(yes, () => close(true), { class: danger ? 'danger' : 'primary', autofocus: true }),
    ),
  ]);
}

/**
 * A form in a dialog. `fields` are nodes; `send()` does the work, and what it throws is shown in the form.
 */
export function form(title, fields, yes, send) {
  return dialog(title, (close) => {
    const error = el('p', { class: 'error', role: 'alert' });
    const submit = el('button', { type: 'submit', class: 'button primary' }, yes);
    return el(
      'form',
      {
        class: 'form',
        onsubmit: async (event) => {
          event.preventDefault();
          submit.disabled = true;
          error.textContent = '';
          try {
            close(await send());
          } catch (refused) {
            error.textContent = refused.message;
            submit.disabled = false;
          }
        },
      },
      fields,
      error,
      el('div', { class: 'row-end' }, button('Cancel', () => close()), submit),
    );
  });
}

/** A labelled field for a form. */
export function field(label, input, hint) {
  return el('label', { class: 'field' }, el('span', null, label), input, hint ? el('small', null, hint) : null);
}

/** Asks before a link leaves the playground; the address is shown in full. */
export function leaveFor(address) {
  return dialog('Open this link?', (close) => [
    el('p', { class: 'words address', dir: 'ltr' }, address),
    el(
      'div',
      { class: 'row-end' },
      button('Cancel', () => close()),
      el(
        'a',
        { class: 'button primary', href: address, target: '_blank', rel: 'noopener noreferrer', autofocus: true, onclick: () => close(true) },
        'Open in a new tab',
      ),
    ),
  ]);
}

let shown = null;

/** A menu at a point or below an element. An item is `{ words, about, icon, danger, checked, run }`. */
export function menu(at, items, label = 'Menu') {
  shown?.close();
  const before = document.activeElement;
  const node = el('div', { class: 'menu', role: 'menu', 'aria-label': label, tabindex: '-1' });
  const close = () => {
    if (shown?.node !== node) return;
    shown = null;
    node.remove();
    removeEventListener('pointerdown', outside, true);
    if (before?.isConnected) before.focus({ preventScroll: true });
  };
  const outside = (event) => {
    if (!node.contains(event.target)) close();
  };
  for (const item of items.filter(Boolean)) {
    node.append(
      el(
        'button',
        {
          type: 'button',
          role: item.checked === undefined ? 'menuitem' : 'menuitemradio',
          'aria-checked': item.checked === undefined ? null : String(item.checked),
          class: item.danger ? 'danger' : '',
          tabindex: '-1',
          onclick: () => {
            close();
            item.run();
          },
        },
        item.icon ?? null,
        el('span', { class: 'menu-words' }, el('span', { dir: 'auto' }, item.words), item.about ? el('small', { dir: 'auto' }, item.about) : null),
      ),
    );
  }
  node.addEventListener('keydown', (event) => {
    const all = [...node.children];
    const now = all.indexOf(document.activeElement);
    const to = { ArrowDown: now + 1, ArrowUp: now < 0 ? -1 : now - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) all.at(to % all.length)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // What lies outside of an open dialog cannot be used.
  (document.querySelector('dialog[open]:last-of-type') ?? document.body).append(node);
  place(node, at);
  shown = { node, close };
  addEventListener('pointerdown', outside, true);
  node.firstElementChild?.focus({ preventScroll: true });
}

function place(node, at) {
  const box = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y };
  const { offsetWidth: width, offsetHeight: height } = node;
  const left = Math.max(8, Math.min(box.left, innerWidth - width - 8));
  const below = box.bottom + 4;
  const top = below + height > innerHeight - 8 ? Math.max(8, box.top - height - 4) : below;
  node.style.left = `${left}px`;
  node.style.top = `${top}px`;
}
