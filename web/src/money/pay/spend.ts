import { failureOf } from "../../lib/errors";
import { agree, type Agreement } from "../agree";

/**
 * Has a payment by code agreed to and makes it: one tap up to the no-PIN limit, the PIN above it, and also when the server
 * wants the PIN all the same. null when it was given up. Throws what call throws.
 */
export async function spend<T>(what: Omit<Agreement, "kind" | "noPin">, call: (grant: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T | null> {
  const asked = { ...what, kind: "payment" };
  const grant = await agree({ ...asked, noPin: true });
  if (!grant) return null;
  try {
    return await call(grant as Uint8Array<ArrayBuffer>);
  } catch (e) {
    if (grant.length > 0 || failureOf(e).code !== "wallet.pin_needed") throw e;
  }
  const sure = await agree(asked);
  return sure && (await call(sure as Uint8Array<ArrayBuffer>));
}
