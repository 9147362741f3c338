// Waits until something is to be seen (or no longer), and gives it. Things are found as people find them: by what
// they read, and by what a screen reader would call a button or a field. Of several the last is meant: the newest.
//
// `ask`: { within, what: "text" | "button" | "field" | "message", words, gone }. Words that end in … are a beginning.

const [ask, patience, done] = arguments;

const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const isSeen = (node) => node.checkVisibility({ visibilityProperty: true });
const spoken = (node) =>
  node.nodeType === Node.TEXT_NODE ? node.data : node.ariaHidden === "true" ? "" : [...node.childNodes].map(spoken).join("");
const nameOf = (node) => squeeze(node.ariaLabel ?? spoken(node.labels?.[0]?.firstElementChild ?? node));

const isMeant = (name) => (ask.words.endsWith("…") ? name.startsWith(ask.words.slice(0, -1)) : name === ask.words);

const REGIONS = "section, aside, nav, main, header, dialog[open], [role=menu], [role=group]";
const WHAT = {
  button: "button:not(:disabled), a[href], [role=button]",
  field: "input, textarea, select",
  message: ".message, .service",
};

function regions() {
  // Whatever lies behind a dialog is out of reach.
  const dialogs = [...document.querySelectorAll("dialog[open]")];
  if (!ask.within) return [dialogs.at(-1) ?? document.body];
  const named = (node) => nameOf(node).startsWith(ask.within) && node.ariaLabel !== null;
  return [...document.querySelectorAll(REGIONS)].filter((node) => named(node) && isSeen(node));
}

/** The innermost of what shows these words. */
function textIn(region) {
  const has = (node) => isSeen(node) && squeeze(node.innerText).includes(ask.words);
  if (!has(region)) return null;
  let node = region;
  for (let inner = node; inner; inner = [...node.children].findLast(has)) node = inner;
  return node;
}

function find() {
  for (const region of regions().reverse()) {
    if (ask.what === "text") {
      const node = textIn(region);
      if (node) return node;
      continue;
    }
    const fits = ask.what === "message" ? (node) => squeeze(node.innerText).includes(ask.words) : (node) => isMeant(nameOf(node));
    const node = [...region.querySelectorAll(WHAT[ask.what])].findLast((known) => isSeen(known) && fits(known));
    if (!node) continue;
    if (ask.what !== "message") return node;
    node.scrollIntoView({ block: "nearest" });
    return node.querySelector(".bubble") ?? node;
  }
  return null;
}

const changes = new MutationObserver(look);
const events = ["load", "scroll", "transitionend", "animationend", "input", "toggle"];
const timer = setTimeout(() => end(null), patience);

function end(found) {
  changes.disconnect();
  clearTimeout(timer);
  for (const event of events) document.removeEventListener(event, look, true);
  done(found);
}

function look() {
  const found = find();
  if (ask.gone ? found === null : found !== null) end(ask.gone ? true : found);
}

changes.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
for (const event of events) document.addEventListener(event, look, true);
look();
