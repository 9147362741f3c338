// Where a chat is scrolled to, and which of its messages are in the document because of that.

import { el, iconButton, keep } from './dom.js';
import { complain } from './follow.js';
import { redraw } from './state.js';
import { Window } from './window.js';

const NEAR = 400;
const AT_END = 80;
const FURTHEST = 12_000;
const JUMP_PAGE = 200;

export class Scroll {
  /** Whether it goes along with what is new. */
  stuck = true;
  /** Whether the chat was brought to where reading begins. */
  placed = false;
  #pane;
  #log;
  #list;
  #render;
  #thread = null;
  #window = new Window();
  #unseen = 0;
  /** How far it was scrolled last. */
  #top = 0;

  /** `render` draws the messages at once. */
  constructor(pane, log, list, render) {
    this.#pane = pane;
    this.#log = log;
    this.#list = list;
    this.#render = render;
    this.jump = iconButton('down', 'Go to the newest message', () => this.toNewest(), { class: 'jump', hidden: true });
    log.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    const stay = new ResizeObserver(() => {
      if (this.stuck) this.#toEnd();
    });
    stay.observe(log);
    stay.observe(list);
  }

  /** Another chat is shown. */
  show(thread) {
    this.#thread = thread;
    this.#window = new Window();
    this.placed = false;
    this.stuck = true;
    this.#unseen = 0;
  }

  /** The messages that are in the document. */
  get shown() {
    return this.#window.slice(this.#thread.messages, this.stuck);
  }

  get followsNewest() {
    return this.#window.followsNewest;
  }

  /** Tells one place from another. */
  get sign() {
    return `${this.#window.from} ${this.#window.to} ${this.stuck}`;
  }

  /** What is drawn first is around the newest messages. */
  begin() {
    this.#window.toNewest(this.#thread.messages);
  }

  /** Draws, and stays with what is being read. */
  around(draw) {
    const held = this.placed && !this.stuck ? this.#hold() : null;
    draw();
    if (!this.placed) this.#place();
    else if (this.stuck) this.#toEnd();
    else this.#release(held);
  }

  /** Counts messages of others that came below what is in sight. */
  count(others) {
    if (!this.stuck) this.#unseen += others;
    this.jump.hidden = this.stuck;
    keep(this.jump, this.#unseen, () => [iconButton('down', '', null).firstChild, this.#unseen ? el('span', { class: 'badge' }, String(Math.min(this.#unseen, 999))) : null]);
  }

  toNewest() {
    this.begin();
    this.stuck = true;
    redraw();
  }

  /** Goes to a message, reading back as far as it takes. */
  async to(key) {
    const thread = this.#thread;
    this.#readingBack(true);
    try {
      while (!thread.find(key) && thread.more && thread.messages.length < FURTHEST) {
        if ((await thread.loadOlder(JUMP_PAGE)) === 0) break;
      }
    } catch (trouble) {
      complain(this.#pane, trouble.message);
    }
    this.#readingBack(false);
    if (thread !== this.#thread) return;
    if (!thread.find(key)) {
      complain(this.#pane, 'That message is no longer here.');
      return;
    }
    this.stuck = false;
    if (!this.#nodeOf(key)) {
      this.#window.around(thread.messages, key);
      this.#render();
    }
    const node = this.#nodeOf(key);
    node?.scrollIntoView({ block: 'center', behavior: 'instant' });
    node?.classList.remove('found');
    // Reading a size lets the animation begin anew.
    if (node?.offsetWidth) node.classList.add('found');
    this.#scrolled();
  }

  #place() {
    this.placed = true;
    const line = this.#list.querySelector('.unread-line');
    if (line) {
      this.#log.scrollTop = line.offsetTop - 60;
      this.stuck = this.#isAtEnd();
    } else {
      this.#toEnd();
    }
  }

  #isAtEnd() {
    return this.followsNewest && this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < AT_END;
  }

  #toEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
    this.#top = this.#log.scrollTop;
  }

  /** Remembers where a message in sight stands. */
  #hold() {
    const top = this.#log.scrollTop;
    const nodes = [...this.#list.children].filter((node) => node.dataset.id && !node.leaving);
    const seen = nodes.findIndex((node) => node.offsetTop + node.offsetHeight > top);
    // The first of all will look different when there is one before it.
    const node = nodes[seen === 0 ? 1 : seen] ?? nodes[0];
    return node ? { id: node.dataset.id, by: node.offsetTop - top } : null;
  }

  #release(held) {
    const node = held && this.#nodeOf(held.id);
    if (node) this.#log.scrollTop = node.offsetTop - held.by;
  }

  #nodeOf(key) {
    return this.#list.querySelector(`[data-id="${CSS.escape(key)}"]`);
  }

  #scrolled() {
    if (!this.#thread?.loaded || !this.placed) return;
    // What moves by itself, because something beside it grew, does not lead away from the end.
    const stuck = this.#isAtEnd() || (this.stuck && this.#log.scrollTop >= this.#top);
    this.#top = this.#log.scrollTop;
    if (stuck !== this.stuck) {
      this.stuck = stuck;
      redraw();
    }
    if (stuck) this.#unseen = 0;
    this.jump.hidden = stuck;
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    if (scrollTop < NEAR) this.#further();
    else if (scrollHeight - scrollTop - clientHeight < NEAR && this.#window.down(this.#thread.messages)) redraw();
  }

  async #further() {
    const thread = this.#thread;
    if (this.#window.up(thread.messages)) {
      redraw();
      return;
    }
    if (!thread.more || thread.loadingOlder) return;
    this.#readingBack(true);
    try {
      await thread.loadOlder();
      if (thread === this.#thread) this.#window.up(thread.messages);
    } catch (trouble) {
      complain(this.#pane, trouble.message);
    }
    this.#readingBack(false);
    redraw();
  }

  #readingBack(on) {
    this.#log.parentElement.classList.toggle('reading-back', on);
  }
}
