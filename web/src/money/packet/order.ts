// What somebody is about to put into an envelope: sums and limits. Pure; the server has the last word.
import type { Amount } from "../amount";

export type OrderKind = "lucky" | "equal" | "exclusive";

export interface Order {
  kind: OrderKind;
  /** What was typed, in minor units: all of it, or for "equal" what each gets. */
  minor: bigint;
  count: number;
}

/** The server's limits, in minor units. */
export interface Rules {
  minShare: bigint;
  maxShare: bigint;
  maxTotal: bigint;
  maxCount: number;
}

/** All that goes into the envelope. */
export function totalOf(o: Order): bigint {
  return o.kind === "equal" ? o.minor * BigInt(o.count) : o.minor;
}

/** How many shares: as many as were chosen, never more than the people who may open them or the rules allow; one for a person. */
export function countOf(o: Pick<Order, "kind" | "count">, people: number, rules: Pick<Rules, "maxCount">): number {
  if (o.kind === "exclusive") return 1;
  return Math.max(1, Math.min(o.count, people, rules.maxCount));
}

export type Problem = { key: "bad.small" | "bad.large" | "bad.total"; minor: bigint } | { key: "bad.members" };

/** What stands in the way, the nearest first; undefined when nothing does. An amount of 0 is no problem yet. */
export function problemOf(o: Order, people: number, r: Rules): Problem | undefined {
  if (o.minor <= 0n) return undefined;
  const total = totalOf(o);
  const n = BigInt(o.count);
  if (o.count > people) return { key: "bad.members" };
  if (total < r.minShare * n) return { key: "bad.small", minor: r.minShare };
  if (total > r.maxTotal) return { key: "bad.total", minor: r.maxTotal };
  if (total > r.maxShare * n) return { key: "bad.large", minor: r.maxShare };
  return undefined;
}

/** Amounts to take with one tap, round in their currency and within the limits. */
export function quickAmounts(a: Amount, r: Rules): bigint[] {
  return [5n, 10n, 20n, 50n, 100n].map((x) => x * a.minor).filter((x) => x >= r.minShare && x <= r.maxTotal);
}
