// Which part of a long chat is in the document.

const STEP = 60;
const MOST = 220;

/** A window on a thread's messages, told by the messages at its ends so that it survives whatever is added or removed. */
export class Window {
  constructor() {
    this.from = 0;
    /** null: it reaches to the newest, and goes with it. */
    this.to = null;
  }

  toNewest(messages) {
    this.to = null;
    this.from = messages.at(-STEP)?.seq ?? 0;
  }

  around(messages, id) {
    const at = messages.findIndex((message) => message.id === id);
    this.from = messages[Math.max(0, at - STEP)].seq;
    const last = at + STEP;
    this.to = last >= messages.length - 1 ? null : messages[last].seq;
  }

  slice(messages) {
    let { start, end } = this.#ends(messages);
    // While it follows the newest, what is far above goes.
    if (this.to === null && end - start > MOST) {
      start = end - STEP * 2;
      this.from = messages[start].seq;
    }
    return messages.slice(start, end);
  }

  #ends(messages) {
    const found = messages.findIndex((message) => message.seq >= this.from);
    const start = found < 0 ? messages.length : found;
    if (this.to === null) return { start, end: messages.length };
    const after = messages.findIndex((message) => message.seq > this.to);
    return { start, end: after < 0 ? messages.length : after };
  }

  /** Shows more above; false when there is nothing above. */
  up(messages) {
    const { start, end } = this.#ends(messages);
    if (start === 0) return false;
    const from = Math.max(0, start - STEP);
    this.from = from === 0 ? 0 : messages[from].seq;
    if (end - from > MOST) this.to = messages[from + MOST - 1].seq;
    return true;
  }

  /** Shows more below; false when it already reaches the newest. */
  down(messages) {
    if (this.to === null) return false;
    const { start, end } = this.#ends(messages);
    const last = end + STEP;
    this.to = last >= messages.length ? null : messages[last - 1].seq;
    const to = Math.min(last, messages.length);
    if (to - start > MOST) this.from = messages[to - MOST].seq;
    return true;
  }

  get followsNewest() {
    return this.to === null;
  }
}
