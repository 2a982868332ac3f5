// How a movement stands, found out from what else moved for the same thing: pure.
import type { Bill } from "../../../gen/alun/wallet/v1/wallet_pb";

/** done: final. held: may still leave or come back. back: it was held, and came back. */
export type Standing = "done" | "held" | "back";

const isRelease = (b: Bill) => b.kind.endsWith(".release");

/** The receipt of a hold stays where it was when the hold has ended: its end is among what belongs to it. */
export function standing(bill: Bill, related: readonly Bill[]): Standing {
  if (!bill.pending) return "done";
  if (related.some((b) => !b.pending)) return "done";
  return related.some(isRelease) ? "back" : "held";
}

/** What else is worth a row: neither the hold that became this bill nor the end of one, which the state tells. */
export function worthShowing(related: readonly Bill[]): Bill[] {
  return related.filter((b) => !b.pending);
}
