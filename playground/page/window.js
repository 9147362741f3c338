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
    this.from = (messages.at(-STEP) ?? messages[0])?.seq ?? 0;
  }

  around(messages, key) {
    const at = messages.findIndex((message) => message.key === key);
    this.from = messages[Math.max(0, at - STEP)].seq;
    const last = at + STEP;
    this.to = last >= messages.length - 1 ? null : messages[last].seq;
  }

  /** What is in the window; `atEnd` tells that the reader is at the newest. */
  slice(messages, atEnd) {
    let { start, end } = this.#ends(messages);
    if (this.to === null && end - start > MOST) {
      // What is far from the reader goes.
      if (atEnd) {
        start = end - STEP * 2;
        this.from = messages[start].seq;
      } else {
        end = start + MOST;
        this.to = messages[end - 1].seq;
      }
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
    this.from = messages[from].seq;
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
