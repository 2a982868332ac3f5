import type { ComponentChildren } from "preact";
import type { Face } from "../kit";
import { toastError } from "../lib/errors";
import type { Amount } from "./amount";
import { moneySheet } from "./style";

/** What somebody is asked to agree to. */
export interface Agreement {
  /** As Intent.kind: "transfer", "request", "split", "redpacket", "payment", "withdrawal". */
  kind: string;
  /** The 16 bytes of the call that will spend. */
  clientId: Uint8Array;
  amount: Amount;
  /** As Intent.payee_id. */
  payeeId: string;
  /** What happens, in words: "Transfer to Budi". */
  title: string;
  /** Who gets it, above the amount. */
  face?: Face;
  /** Everything else that is worth knowing, such as the note or the number of shares. */
  lines?: readonly { label: string; value: ComponentChildren }[];
  /** A payment by code: up to the owner's no-PIN limit one tap is enough. */
  noPin?: boolean;
}

/**
 * Shows exactly what will happen and has the owner of the wallet agree to it by PIN or passkey. Resolves to the grant for the
 * call that spends (empty when no PIN was needed), or to null when it was given up. Whatever stands in the way (no PIN yet,
 * a freeze, a hold, a limit, too little money) is said here, with what to do about it.
 *
 * The server may still answer wallet.pin_needed to an empty grant: ask again without noPin.
 */
export async function agree(what: Agreement): Promise<Uint8Array | null> {
  try {
    const [{ openAgree }] = await Promise.all([import("./pin/agree-sheet"), moneySheet()]);
    return await openAgree(what);
  } catch (e) {
    toastError(e);
    return null;
  }
}
