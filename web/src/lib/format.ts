// Numbers, sizes, dates and times as the reader's language writes them. All times are Unix
// milliseconds; each function that depends on "now" takes it, so that tests need no clock.
import { lang, locale } from "./i18n";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const cache = new Map<string, Intl.DateTimeFormat>();
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale.value + JSON.stringify(options);
  let f = cache.get(key);
  if (!f) cache.set(key, (f = new Intl.DateTimeFormat(locale.value, options)));
  return f;
}

export function number(n: number): string {
  return n.toLocaleString(locale.value);
}

/** A count on a badge: 1 … 99, then 99+. */
export function count(n: number): string {
  return n > 99 ? "99+" : number(n);
}

/** 1.2 MB: decimal units, one decimal below ten. */
export function bytes(n: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  let i = 0;
  while (n >= 1000 && i < units.length - 1) (n /= 1000), i++;
  return new Intl.NumberFormat(locale.value, { style: "unit", unit: units[i], unitDisplay: "short", maximumFractionDigits: n < 10 && i > 0 ? 1 : 0 }).format(n);
}

/** 14:05 */
export function clockTime(ms: number): string {
  return dates({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** 22 November 2026; the year is left out when it is this year. */
export function longDate(ms: number, now = Date.now()): string {
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return dates(sameYear ? { day: "numeric", month: "long" } : { day: "numeric", month: "long", year: "numeric" }).format(ms);
}

/** 22 Nov 2026, 14:05 */
export function dateTime(ms: number): string {
  return dates({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);
}

/** Whole calendar days from a to b in the reader's time zone. */
export function daysBetween(a: number, b: number): number {
  const start = (t: number) => new Date(t).setHours(0, 0, 0, 0);
  return Math.round((start(b) - start(a)) / day);
}

function yesterday(): string {
  return new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" }).format(-1, "day");
}

function capital(s: string): string {
  return s.charAt(0).toLocaleUpperCase(lang.value) + s.slice(1);
}

/** The stamp of a row in a list: 14:05 today, Yesterday, Monday within a week, else the date. */
export function stamp(ms: number, now = Date.now()): string {
  const days = daysBetween(ms, now);
  if (days <= 0) return clockTime(ms);
  if (days === 1) return capital(yesterday());
  if (days < 7) return capital(dates({ weekday: "long" }).format(ms));
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return dates(sameYear ? { day: "numeric", month: "short" } : { day: "numeric", month: "numeric", year: "2-digit" }).format(ms);
}

/** The divider between messages: 14:05, Yesterday 14:05, Monday 14:05, 22 November 14:05. */
export function divider(ms: number, now = Date.now()): string {
  const days = daysBetween(ms, now);
  const at = clockTime(ms);
  if (days <= 0) return at;
  if (days < 7) return `${stamp(ms, now)} ${at}`;
  return `${longDate(ms, now)} ${at}`;
}

/** How long ago, or until: 5 minutes ago, in 30 days. */
export function ago(ms: number, now = Date.now()): string {
  const f = new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" });
  const d = ms - now;
  const size = Math.abs(d);
  if (size < minute) return f.format(d > 0 ? Math.ceil(d / 1000) : 0, "second");
  // What is still to come is never promised too early.
  const whole = d > 0 ? Math.ceil : Math.trunc;
  if (size < hour) return f.format(whole(d / minute), "minute");
  if (size < day) return f.format(whole(d / hour), "hour");
  if (size < 45 * day) return f.format(d > 0 ? Math.round(d / day) : Math.trunc(d / day), "day");
  return f.format(Math.trunc(d / (30.4 * day)), "month");
}

/** 0:45 or 12:03, for waits and durations. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, "0")}`;
}

/** How long something took, in its largest unit: 12 seconds, 3 minutes, 5 hours. */
export function span(ms: number): string {
  const [n, unit] = ms < minute ? [Math.max(1, Math.round(ms / 1000)), "second"] : ms < hour ? [Math.round(ms / minute), "minute"] : [Math.round(ms / hour), "hour"];
  return new Intl.NumberFormat(locale.value, { style: "unit", unit: unit as string, unitDisplay: "long" }).format(n as number);
}

/** Ayu, Budi and Citra */
export function listOf(names: string[]): string {
  return new Intl.ListFormat(locale.value, { type: "conjunction", style: "long" }).format(names);
}
