// Months and days of money in the reader's calendar and time zone.
import { locale } from "../../lib/i18n";

/** A calendar month; month counts from 0 as in Date. */
export interface Month {
  year: number;
  month: number;
}

export function monthOf(ms: number): Month {
  const d = new Date(ms);
  return { year: d.getFullYear(), month: d.getMonth() };
}

export function addMonths(m: Month, n: number): Month {
  return monthOf(new Date(m.year, m.month + n, 1).getTime());
}

/** The first millisecond of a month and of the next one. */
export function monthRange(m: Month): { from: number; until: number } {
  return { from: new Date(m.year, m.month, 1).getTime(), until: new Date(m.year, m.month + 1, 1).getTime() };
}

export const monthKey = (m: Month) => `${m.year}-${String(m.month + 1).padStart(2, "0")}`;

/** "2026-11" as a month; undefined for anything else. */
export function parseMonth(text: string | null): Month | undefined {
  const m = /^(\d{4})-(\d{2})$/.exec(text ?? "");
  if (!m || Number(m[2]) < 1 || Number(m[2]) > 12) return undefined;
  return { year: Number(m[1]), month: Number(m[2]) - 1 };
}

/** Minutes east of UTC at a moment, as reports want it. */
export const zoneMinutes = (ms: number) => -new Date(ms).getTimezoneOffset();

const format = (ms: number, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale.value, options).format(ms);

/** November 2026 */
export const monthName = (m: Month) => format(monthRange(m).from, { month: "long", year: "numeric" });

/** 22 Nov, 14:05 */
export const dayTime = (ms: number) => format(ms, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** 22 Nov */
export const shortDay = (ms: number) => format(ms, { day: "numeric", month: "short" });

/** 22 November 2026, 14:05:09: for receipts. */
export const exactTime = (ms: number) => format(ms, { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });

/** "2026-11-22" of a date field, at the first millisecond of that day; shift moves by days. NaN when it is none. */
export function dayStart(text: string, shift = 0): number {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return m ? new Date(Number(m[1]), Number(m[2]) - 1, Number(m[3]) + shift).getTime() : NaN;
}

/** The value of a date field for a moment. */
export function dayField(ms: number): string {
  const d = new Date(ms);
  return `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, "0")}-${String(d.getDate()).padStart(2, "0")}`;
}
