/** Times and durations for people, in their language, by Intl. Instants are milliseconds since 1970. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Formatters are costly to make and cheap to keep. */
const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `d${locale}${JSON.stringify(options)}`;
  const held = cache.get(key) as Intl.DateTimeFormat | undefined;
  if (held) return held;
  const made = new Intl.DateTimeFormat(locale, options);
  cache.set(key, made);
  return made;
}

function unitFormat(locale: string, unit: string, unitDisplay: 'narrow' | 'long'): Intl.NumberFormat {
  const key = `n${locale}${unit}${unitDisplay}`;
  const held = cache.get(key) as Intl.NumberFormat | undefined;
  if (held) return held;
  const made = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay });
  cache.set(key, made);
  return made;
}

const startOfDay = (atMs: number): number => new Date(atMs).setHours(0, 0, 0, 0);
/** Calendar days between two instants in the reader's time zone; summer time does not count as a day. */
export const daysBetween = (fromMs: number, toMs: number): number =>
  Math.round((startOfDay(toMs) - startOfDay(fromMs)) / DAY);

/** "10:21". */
export function clockTime(locale: string, atMs: number): string {
  return dateFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(atMs);
}

/** Date and time to the second, for tooltips. */
export function fullTime(locale: string, atMs: number): string {
  return dateFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs);
}

/** "Aug 2" within the year of `nowMs`, with the year otherwise. */
export function shortDate(locale: string, atMs: number, nowMs: number): string {
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return dateFormat(locale, {
    month: 'short',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(atMs);
}

/** Heading of a day in a conversation: today, yesterday, or the date with its weekday. */
export function dayLabel(locale: string, atMs: number, nowMs: number): string {
  const days = daysBetween(atMs, nowMs);
  if (days === 0 || days === 1) {
    const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day');
    return word.charAt(0).toLocaleUpperCase(locale) + word.slice(1);
  }
  const sameYear = new Date(atMs).getFullYear() === new Date(nowMs).getFullYear();
  return dateFormat(locale, {
    weekday: 'short',
    month: 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(atMs);
}

/** Age of a row in a list: "now" (given by the caller), "3m", "2h", then the clock-free date. */
export function relativeTime(locale: string, atMs: number, nowMs: number, justNow: string): string {
  const age = Math.max(0, nowMs - atMs);
  if (age < MINUTE) return justNow;
  if (age < HOUR) return unitFormat(locale, 'minute', 'narrow').format(Math.floor(age / MINUTE));
  if (daysBetween(atMs, nowMs) === 0) return clockTime(locale, atMs);
  if (daysBetween(atMs, nowMs) === 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-1, 'day');
  }
  return shortDate(locale, atMs, nowMs);
}

/** An instant in a sentence: "just now" (given by the caller), "3 minutes ago", "2 hours ago", then the date and the time. */
export function timeAgo(locale: string, atMs: number, nowMs: number, justNow: string): string {
  const age = Math.max(0, nowMs - atMs);
  if (age < MINUTE) return justNow;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  if (age < HOUR) return words.format(-Math.floor(age / MINUTE), 'minute');
  if (daysBetween(atMs, nowMs) === 0) return words.format(-Math.floor(age / HOUR), 'hour');
  return `${shortDate(locale, atMs, nowMs)} ${clockTime(locale, atMs)}`;
}

/** A running clock: "02:14", "1:02:14". Never negative. */
export function stopwatch(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / SECOND));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const rest = `${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** A duration in words with at most two units: "8 sec", "2 min 5 sec". */
export function duration(locale: string, durationMs: number, display: 'narrow' | 'long' = 'narrow'): string {
  const total = Math.max(0, Math.floor(durationMs / SECOND));
  const units: [string, number][] = [
    ['day', Math.floor(total / 86_400)],
    ['hour', Math.floor((total % 86_400) / 3_600)],
    ['minute', Math.floor((total % 3_600) / 60)],
    ['second', total % 60],
  ];
  const first = units.findIndex(([, value]) => value > 0);
  if (first < 0) return unitFormat(locale, 'second', display).format(0);
  return units
    .slice(first, first + 2)
    .filter(([, value]) => value > 0)
    .map(([unit, value]) => unitFormat(locale, unit, display).format(value))
    .join(' ');
}
