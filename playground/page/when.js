// Dates as the page's clock sees them: in the offset they carry, or else that of the playground's "now"; never the browser's.

let offset = 0;
let now = null;
let heard = 0;

/** Takes the clock's word. */
export function setNow(text) {
  now = text;
  heard = performance.now();
  offset = offsetOf(text) ?? 0;
}

/** The minutes that a date says it is ahead of Greenwich; null when it only says `Z`. */
function offsetOf(text) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(text ?? '') ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : null;
}

/** What time it is: the clock goes on between two words from the playground. */
export function nowText() {
  if (!sound(now)) return now;
  const passed = Date.parse(now) + performance.now() - heard;
  const zone = /(Z|[+-]\d\d:\d\d)$/.exec(now)?.[0] ?? 'Z';
  return new Date(passed + offset * 60_000).toISOString().slice(0, 19) + zone;
}

const shifted = (text) => new Date(Date.parse(text) + (offsetOf(text) ?? offset) * 60_000);
const format = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const TIME = format({ hour: '2-digit', minute: '2-digit' });
const DAY = format({ weekday: 'long', day: 'numeric', month: 'long' });
const DAY_OF_YEAR = format({ day: 'numeric', month: 'long', year: 'numeric' });
const SHORT = format({ day: 'numeric', month: 'short' });
const FULL = format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

const sound = (text) => Number.isFinite(Date.parse(text ?? ''));

/** `08:05` */
export const timeOf = (text) => (sound(text) ? TIME.format(shifted(text)) : '');

/** `2026-11-23`, to compare days by. */
export const dayKey = (text) => (sound(text) ? shifted(text).toISOString().slice(0, 10) : '');

/** `Mon 23 Nov 2026, 08:05` */
export const fullOf = (text) => (sound(text) ? FULL.format(shifted(text)) : '');

/** `Today`, `Yesterday`, `Monday 23 November`, `23 November 2025`. */
export function dayOf(text) {
  const key = dayKey(text);
  if (key === dayKey(nowText())) return 'Today';
  if (sound(now) && key === dayKey(new Date(Date.parse(nowText()) - 86_400_000).toISOString())) return 'Yesterday';
  return key.slice(0, 4) === dayKey(nowText()).slice(0, 4) ? DAY.format(shifted(text)) : DAY_OF_YEAR.format(shifted(text));
}

/** For a list: the time of today's, the date of older ones. */
export function briefly(text) {
  if (!sound(text)) return '';
  return dayKey(text) === dayKey(nowText()) ? timeOf(text) : SHORT.format(shifted(text));
}

/** For a field that asks for a date and a time: `2026-11-23T08:05`. */
export const forField = (text) => (sound(text) ? shifted(text).toISOString().slice(0, 16) : '');

/** What such a field says, as an instant. */
export const fromField = (text) => new Date(Date.parse(`${text}:00Z`) - offset * 60_000).toISOString();
