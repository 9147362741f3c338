// Keys and presses on the messages of a chat.

import { longPress } from './press.js';

/** Leads through the messages of `log` by arrows, and tells when the menu of one is wanted (`menu(id, at)`) or the newest (`newest()`). */
export function messageKeys(log, { menu, newest }) {
  log.addEventListener('keydown', (event) => {
    if (pressed(log, event, menu, newest)) event.preventDefault();
  });
  log.addEventListener('contextmenu', (event) => {
    const node = event.target.closest('.message');
    if (node && menu(node.dataset.id, { x: event.clientX, y: event.clientY })) event.preventDefault();
  });
  longPress(log, (target, at) => menu(target.closest('.message')?.dataset.id, at));
}

function pressed(log, { key, target }, menu, newest) {
  // What is inside of a message has keys of its own.
  if (target !== log && !target.classList.contains('message')) return false;
  const nodes = [...log.querySelectorAll('.message:not(.typing)')];
  const now = nodes.indexOf(target);
  if (key === 'ArrowUp') focus(nodes, now < 0 ? nodes.length - 1 : Math.max(0, now - 1));
  else if (key === 'ArrowDown') focus(nodes, now < 0 ? nodes.length - 1 : Math.min(nodes.length - 1, now + 1));
  else if (key === 'End') newest();
  else if (now >= 0 && ['Enter', 'ContextMenu'].includes(key)) menu(nodes[now].dataset.id, nodes[now].querySelector('.bubble') ?? nodes[now]);
  else return false;
  return true;
}

function focus(nodes, to) {
  for (const node of nodes) {
    const more = node.querySelector('.do');
    if (more) more.tabIndex = node === nodes[to] ? 0 : -1;
  }
  nodes[to]?.focus({ preventScroll: true });
  nodes[to]?.scrollIntoView({ block: 'nearest' });
}
