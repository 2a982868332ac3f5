// What a wallet allows now, found out before somebody tries: pure, from what the server said of it. The server decides again.
import { Limit_Kind, type Limit, type Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { coinOf, unitOf, type Amount } from "../amount";

export type Obstacle =
  | { kind: "barred"; reason: string }
  | { kind: "frozen" }
  | { kind: "hold"; until: number; why: string }
  | { kind: "short"; missing: Amount }
  | { kind: "limit"; limit: Limit; left: Amount };

/** Limits of what leaves, the narrowest period first. */
const outgoing = [Limit_Kind.ONCE, Limit_Kind.DAY, Limit_Kind.MONTH];

/** What is left of a limit, never below zero; undefined for one without a maximum. */
export function leftOf(l: Limit): Amount | undefined {
  if (!l.max) return undefined;
  const used = l.kind === Limit_Kind.ONCE ? 0n : (l.used?.minor ?? 0n);
  const left = l.max.minor - used;
  return { minor: left > 0n ? left : 0n, currency: l.max.currency };
}

function limitsFor(w: Wallet, currency: string): Limit[] {
  return outgoing.flatMap((kind) => w.limits.filter((l) => l.kind === kind && l.max?.currency === currency));
}

/** Why this amount cannot leave the wallet at a moment, the gravest reason first; undefined when it can. */
export function obstacle(w: Wallet, a: Amount, now: number): Obstacle | undefined {
  if (w.frozenByOperator) return { kind: "barred", reason: w.frozenReason };
  if (w.frozen) return { kind: "frozen" };
  if (Number(w.holdUntilMs) > now) return { kind: "hold", until: Number(w.holdUntilMs), why: w.holdReason };
  for (const limit of limitsFor(w, a.currency)) {
    const left = leftOf(limit);
    if (left && a.minor > left.minor) return { kind: "limit", limit, left };
  }
  const has = w.balances.find((b) => b.available?.currency === a.currency)?.available?.minor ?? 0n;
  if (a.minor > has) return { kind: "short", missing: { minor: a.minor - has, currency: a.currency } };
  return undefined;
}

/** The limits of day and month of which less than a fifth is left after this amount: worth saying before. */
export function tightAfter(w: Wallet, a: Amount): { limit: Limit; left: Amount }[] {
  return limitsFor(w, a.currency).flatMap((limit) => {
    const left = limit.kind === Limit_Kind.ONCE ? undefined : leftOf(limit);
    if (!left || !limit.max) return [];
    const after = left.minor - a.minor;
    return after * 5n < limit.max.minor ? [{ limit, left: { minor: after, currency: a.currency } }] : [];
  });
}

/** The most that may leave now in a currency: the least of balance and limits. For the top of a field. */
export function mostOut(w: Wallet, currency: string): bigint {
  const has = w.balances.find((b) => b.available?.currency === currency)?.available?.minor ?? 0n;
  return limitsFor(w, currency).reduce((most, l) => {
    const left = leftOf(l)?.minor ?? most;
    return left < most ? left : most;
  }, has);
}

/** The least that may go out to a bank: the bank's own, or the last of the wallet when that is less. */
export function leastOut(w: Wallet, currency: string, bankLeast: bigint): bigint {
  const has = w.balances.find((b) => b.available?.currency === currency)?.available?.minor ?? 0n;
  return has > 0n && has < bankLeast ? has : bankLeast;
}

/** The most that may still come in: what the wallet may hold less what it has; undefined without such a limit. */
export function mostIn(w: Wallet, currency: string): bigint | undefined {
  const max = w.limits.find((l) => l.kind === Limit_Kind.BALANCE && l.max?.currency === currency)?.max?.minor;
  if (max === undefined) return undefined;
  const b = w.balances.find((x) => x.available?.currency === currency);
  const has = (b?.available?.minor ?? 0n) + (b?.held?.minor ?? 0n);
  return max > has ? max - has : 0n;
}

/** Whether a payment by code of this amount goes without the PIN. */
export function goesWithoutPin(w: Wallet, a: Amount): boolean {
  return w.pinSet && w.noPinLimit?.currency === a.currency && a.minor <= w.noPinLimit.minor;
}

/** Amounts to choose from: never, then steps of about a quarter, a half and all of what the operator allows, in round figures. */
export function noPinChoices(max: Amount, present: bigint): bigint[] {
  const round = (minor: bigint) => {
    let step = unitOf(max.currency);
    while (step * 10n <= minor) step *= 10n;
    return minor < step ? minor : (minor / step) * step;
  };
  const list = [0n, round(max.minor / 10n), round(max.minor / 4n), round(max.minor / 2n), max.minor, present];
  return [...new Set(list.filter((m) => m >= 0n && m <= max.minor))].sort((a, b) => (a < b ? -1 : 1));
}

/** Round amounts between least and most to begin with. */
export function quickAmounts(least: bigint, most: bigint, currency: string): bigint[] {
  return [10n, 20n, 50n, 100n, 200n, 500n, 1000n].map((n) => n * coinOf(currency)).filter((a) => a >= least && a <= most).slice(-4);
}
