// Building the page. Whatever comes from a server becomes text nodes and attributes, never markup.

import { icon } from './icons.js';

const AS_PROPERTY = new Set(['value', 'checked', 'disabled', 'hidden', 'tabIndex', 'selected', 'open']);

/** Builds an element. `on…` are listeners, `data` is the dataset, `vars` are custom properties of its style. */
export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) set(node, name, value);
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function set(node, name, value) {
  if (value === null || value === undefined) return;
  if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
  else if (name === 'class') node.className = value;
  else if (name === 'data') Object.assign(node.dataset, value);
  else if (name === 'vars') for (const [key, to] of Object.entries(value)) node.style.setProperty(key, to);
  else if (AS_PROPERTY.has(name)) node[name] = value;
  else if (value !== false) node.setAttribute(name, value === true ? '' : String(value));
}

/** A button that is only an icon. */
export function iconButton(name, label, onclick, props = {}) {
  return el('button', { type: 'button', 'aria-label': label, title: label, onclick, ...props, class: `icon-button ${props.class ?? ''}` }, icon(name));
}

/** A button with words. */
export function button(words, onclick, props = {}) {
  return el('button', { type: 'button', onclick, ...props, class: `button ${props.class ?? ''}` }, words);
}

/** Sets an attribute, when it is another: the browser lays out anew for each that is written. */
export function put(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Rebuilds what a node holds, but only when what it shows has changed. */
export function keep(node, shows, build) {
  const sign = JSON.stringify(shows);
  if (node.shows === sign) return;
  node.shows = sign;
  const focused = focusKey(node);
  node.replaceChildren(...[build()].flat(3).filter(Boolean));
  refocus(node, focused);
}

/**
 * Makes a parent hold these items in this order, and builds only what is new or changed.
 * An item is `{ key, shows, build(old) }`; `leave(node)` may let what goes fade away.
 */
export function reconcile(parent, items, leave = (node) => node.remove()) {
  const wanted = new Set(items.map((item) => item.key));
  const here = new Map();
  for (const node of [...parent.children]) {
    if (node.leaving || node.key === undefined) continue;
    if (wanted.has(node.key)) here.set(node.key, node);
    else leave(node);
  }
  let at = parent.firstElementChild;
  const pass = () => {
    while (at?.leaving) at = at.nextElementSibling;
  };
  for (const item of items) {
    pass();
    let node = here.get(item.key);
    if (!node || node.shows !== item.shows) {
      const fresh = item.build(node ?? null);
      fresh.key = item.key;
      fresh.shows = item.shows;
      if (node) {
        const focused = focusKey(node);
        if (at === node) at = fresh;
        node.replaceWith(fresh);
        refocus(fresh, focused);
      }
      node = fresh;
    }
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
}

/** What in this node has the focus, so that it can have it again after a rebuild. */
function focusKey(node) {
  const active = document.activeElement;
  if (!active || !node.contains(active)) return null;
  return active === node ? '' : (active.dataset.focus ?? null);
}

function refocus(node, key) {
  if (key === null) return;
  const target = key === '' ? node : node.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  restoring = true;
  target?.focus({ preventScroll: true });
  restoring = false;
}

let restoring = false;

/** Whether the focus moves because something was rebuilt, not because of a person. */
export const isRestoring = () => restoring;

/** Whether movement is unwelcome. */
export const still = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Whether this is a phone's width. */
export const narrow = () => matchMedia('(max-width: 760px)').matches;

/** A short word at the foot of the page. */
export function toast(words, { host = document.getElementById('toasts'), long = false, bad = false } = {}) {
  const node = el('div', { class: `toast ${bad ? 'bad' : ''}`, dir: 'auto' }, words);
  host.append(node);
  while (host.children.length > 3) host.firstElementChild.remove();
  setTimeout(() => node.remove(), long || words.length > 60 ? 6_000 : 3_200);
}

/** Tells a screen reader. */
export function speak(words) {
  document.getElementById('spoken').textContent = words;
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(`Copied: ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
  } catch {
    toast('The browser did not allow copying.', { bad: true });
  }
}
