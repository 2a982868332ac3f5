// What a payment's state means to whoever looks at it.
import { PaymentState as S, type Payment } from "../../../gen/alun/pay/v1/pay_pb";

export type Mood = "good" | "wait" | "bad" | "quiet";

/** paid, refunded (in part or whole), waiting, or over without money having moved. */
export function moodOf(p: Pick<Payment, "state">): Mood {
  switch (p.state) {
    case S.SUCCESS:
      return "good";
    case S.REFUND:
      return "quiet";
    case S.USERPAYING:
    case S.NOTPAY:
      return "wait";
    default:
      return "bad";
  }
}

/** Money has moved, even when some of it went back. */
export function isPaid(p: Pick<Payment, "state">): boolean {
  return p.state === S.SUCCESS || p.state === S.REFUND;
}

/** What can still be given back, in minor units. */
export function restOf(p: Pick<Payment, "state" | "amount" | "refunded">): bigint {
  if (!isPaid(p)) return 0n;
  const rest = (p.amount?.minor ?? 0n) - (p.refunded?.minor ?? 0n);
  return rest > 0n ? rest : 0n;
}

/**
 * Those of page that have become paid since known was looked at, oldest first: what a till calls out.
 * known holds the ids that were paid before.
 */
export function newlyPaid(known: ReadonlySet<string>, page: readonly Payment[]): Payment[] {
  return page.filter((p) => isPaid(p) && !known.has(p.id)).toReversed();
}

/** A newer page over what is known, newest first, each payment once, as the newer page tells it. A gap between them drops the older ones. */
export function merged(known: readonly Payment[], page: readonly Payment[]): { list: Payment[]; gap: boolean } {
  const fresh = new Set(page.map((p) => p.id));
  const overlap = known.some((p) => fresh.has(p.id));
  if (known.length === 0 || page.length === 0 || !overlap) return { list: [...page], gap: known.length > 0 && page.length > 0 };
  return { list: [...page, ...known.filter((p) => !fresh.has(p.id))], gap: false };
}
