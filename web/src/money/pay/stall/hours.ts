// Days of the reader's time zone in hours. A day in which the clocks change has 23 or 25.
import { clockTime } from "../../../lib/format";

const hour = 3_600_000;

/** The day that lies back days before now: its first millisecond and the next day's. */
export function dayOf(now: number, back: number): { from: number; until: number } {
  const d = new Date(now);
  d.setHours(0, 0, 0, 0);
  d.setDate(d.getDate() - back);
  const from = d.getTime();
  d.setDate(d.getDate() + 1);
  return { from, until: d.getTime() };
}

/** The beginning of each hour as the clock shows it. */
export function hourLabels(from: number, until: number): string[] {
  return Array.from({ length: Math.round((until - from) / hour) }, (_, i) => clockTime(from + i * hour));
}

/** The highest of the hours; 0n when nothing came. */
export function peak(hours: readonly bigint[]): bigint {
  return hours.reduce((most, h) => (h > most ? h : most), 0n);
}
