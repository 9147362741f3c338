// The line to the playground: what changed (live), what is to be seen (look), what is done (act).

const HEADERS = { 'X-Playground': '1' };
const FIRST_WAIT = 300;
const LONGEST_WAIT = 4_000;
const SLOW = 2_500;
const GIVE_UP = 20_000;

/** The playground said no, in words for a person. */
export class Refused extends Error {}

/** The playground cannot be reached. */
export class Silent extends Error {}

async function post(path, body, { patience = GIVE_UP, headers = {} } = {}) {
  let response;
  try {
    response = await fetch(path, { method: 'POST', headers: { ...HEADERS, ...headers }, body, signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Silent('The playground does not answer. If nothing appears here, try again in a moment.');
  }
  const answer = await response.json().catch(() => null);
  if (response.ok && answer !== null && answer.ok !== false) return answer;
  if (answer?.error) throw new Refused(answer.error);
  throw new Refused(`The playground could not do that (${response.status}).`);
}

const json = (path, body, options) => post(path, JSON.stringify(body), { ...options, headers: { 'Content-Type': 'application/json' } });

/** Moving the clock far or making another shop takes its time, and a bot may think about a list. */
const LONG_ACTS = { clock: 300_000, shop: 300_000, bot: 60_000, inline: 40_000 };

/** Does something as a person. Throws [`Refused`] or [`Silent`]. */
export const act = (body) => json('/play/act', body, { patience: LONG_ACTS[body.do] });

export const older = (body) => json('/play/older', body);

export const transcript = (body) => json('/play/transcript', body);

export const members = (body) => json('/play/members', body);

export function upload(query, file) {
  const known = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return post(`/play/upload?${new URLSearchParams(known)}`, file, { patience: 120_000 });
}

/** Reads on for ever: one look at a time, one after each change, again after a failure. */
export class Line {
  #hooks;
  #wanted = false;
  #busy = false;
  #wait = FIRST_WAIT;
  #source = null;

  /** `hooks`: `question()`, `answer(asked, answer)`, `version()`, `state(name)`. */
  constructor(hooks) {
    this.#hooks = hooks;
  }

  open() {
    this.#listen();
    this.look();
    // A browser has few lines to one address, and each tab would hold one.
    document.addEventListener('visibilitychange', () => {
      this.#source.close();
      if (document.hidden) return;
      this.#listen();
      this.look();
    });
  }

  /** Asks for what is to be seen, soon. */
  look() {
    this.#wanted = true;
    this.#pump();
  }

  #listen() {
    const source = new EventSource('/play/live');
    this.#source = source;
    source.onmessage = (event) => {
      this.#wait = FIRST_WAIT;
      const version = versionIn(event.data);
      if (version !== this.#hooks.version()) this.look();
    };
    source.onerror = () => {
      this.#hooks.state('lost');
      this.look();
      if (source.readyState === EventSource.CLOSED && this.#source === source) setTimeout(() => this.#source === source && !document.hidden && this.#listen(), this.#wait);
    };
  }

  async #pump() {
    if (this.#busy) return;
    this.#busy = true;
    while (this.#wanted) {
      this.#wanted = false;
      const slow = setTimeout(() => this.#hooks.state('slow'), SLOW);
      try {
        const asked = this.#hooks.question();
        const answer = await json('/play/look', asked);
        this.#wait = FIRST_WAIT;
        this.#hooks.state('there');
        this.#hooks.answer(asked, answer);
      } catch (trouble) {
        if (!(trouble instanceof Silent || trouble instanceof Refused)) console.error(trouble);
        this.#hooks.state('lost');
        this.#wanted = true;
        await new Promise((later) => setTimeout(later, this.#wait));
        this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
      } finally {
        clearTimeout(slow);
      }
    }
    this.#busy = false;
  }
}

function versionIn(data) {
  try {
    return JSON.parse(data).version;
  } catch {
    return null;
  }
}
