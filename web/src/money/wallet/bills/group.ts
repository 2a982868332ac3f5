// Bills in months, and pages of bills put together: pure.
import type { Bill } from "../../../gen/alun/wallet/v1/wallet_pb";
import { ms } from "../../../lib/rpc";
import { monthKey, monthOf, type Month } from "../when";

export interface Group {
  key: string;
  month: Month;
  bills: Bill[];
  /** What came and went among bills, in their currency; both positive. */
  in: bigint;
  out: bigint;
  /** Whether every bill of the month that the filter lets through is here. */
  complete: boolean;
}

/** Final bills, newest first, by the reader's months. ended says that there are no older ones. */
export function byMonth(bills: readonly Bill[], ended: boolean): Group[] {
  const groups: Group[] = [];
  for (const b of bills) {
    const month = monthOf(ms(b.atMs));
    const key = monthKey(month);
    let g = groups.at(-1);
    if (g?.key !== key) groups.push((g = { key, month, bills: [], in: 0n, out: 0n, complete: false }));
    g.bills.push(b);
    const minor = b.amount?.minor ?? 0n;
    if (minor > 0n) g.in += minor;
    else g.out -= minor;
  }
  groups.forEach((g, i) => (g.complete = ended || i < groups.length - 1));
  return groups;
}

/** What a list knows of the bills that fit its filter. */
export interface Listed {
  /** On hold; they stand above everything else. */
  waiting: Bill[];
  bills: Bill[];
  /** Where the next page begins; "" at the end. */
  cursor: string;
}

export const nothing: Listed = { waiting: [], bills: [], cursor: "" };

function split(page: readonly Bill[]): { waiting: Bill[]; final: Bill[] } {
  return { waiting: page.filter((b) => b.pending), final: page.filter((b) => !b.pending) };
}

/** A further, older page behind what is known. */
export function append(known: Listed, page: readonly Bill[], cursor: string): Listed {
  const have = new Set(known.bills.map((b) => b.id));
  const { waiting, final } = split(page);
  return { waiting: [...known.waiting, ...waiting], bills: [...known.bills, ...final.filter((b) => !have.has(b.id))], cursor };
}

/** The first page asked for again: new bills go on top of the known ones; without an overlap the known ones are forgotten. */
export function renew(known: Listed, page: readonly Bill[], cursor: string): Listed {
  const { waiting, final } = split(page);
  const fresh = new Set(final.map((b) => b.id));
  const meet = known.bills.some((b) => fresh.has(b.id));
  if (!meet) return { waiting, bills: final, cursor };
  const last = known.bills.findLastIndex((b) => fresh.has(b.id));
  const older = known.bills.slice(last + 1);
  return { waiting, bills: [...final, ...older], cursor: older.length > 0 ? known.cursor : cursor };
}
