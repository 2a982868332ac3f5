// One purpose, one client_id: how a call that spends money is made exactly once, whatever the network does.
import { failureOf } from "../lib/errors";

/** done: the server has answered. givenUp: the person did not agree. refused: nothing happened. unknown: it may have happened. */
export type Outcome<T> = { is: "done"; answer: T } | { is: "givenUp" } | { is: "refused" | "unknown"; error: unknown };

export interface Steps<T> {
  /** Has the person agree to exactly what call will do; null when they do not. */
  agree: (clientId: Uint8Array<ArrayBuffer>) => Promise<Uint8Array | null>;
  call: (clientId: Uint8Array<ArrayBuffer>, grant: Uint8Array<ArrayBuffer>) => Promise<T>;
}

/** Failures after which nobody can say whether the server did it. */
export function isUnknown(error: unknown): boolean {
  const f = failureOf(error);
  return f.code === "offline" || f.kind === "unavailable" || f.kind === "internal";
}

const stale = ["wallet.grant", "wallet.pin_needed"];
const freshId = () => crypto.getRandomValues(new Uint8Array(16));

/**
 * Makes one thing happen once. A second run while one is under way is that one, so double taps are harmless. After
 * "unknown" the next run asks with the same client_id, and its content must be the same: the server then gives its first
 * answer. After "refused" nothing has happened, and the next run is a new purpose.
 */
export class Sending<T> {
  private id = freshId();
  private grant: Uint8Array<ArrayBuffer> | null = null;
  private running: Promise<Outcome<T>> | null = null;
  /** Whether the last run ended without an answer. */
  unknown = false;

  run(steps: Steps<T>): Promise<Outcome<T>> {
    return (this.running ??= this.once(steps).finally(() => (this.running = null)));
  }

  private async once(s: Steps<T>): Promise<Outcome<T>> {
    for (let asked = false; ; ) {
      if (!this.grant) {
        asked = true;
        this.grant = (await s.agree(this.id)) as Uint8Array<ArrayBuffer> | null;
        if (!this.grant) return { is: "givenUp" };
      }
      try {
        const answer = await s.call(this.id, this.grant);
        this.next();
        return { is: "done", answer };
      } catch (error) {
        if (isUnknown(error)) {
          this.unknown = true;
          return { is: "unknown", error };
        }
        // An agreement of before has run out meanwhile: it did not happen, so ask again for the same.
        if (!asked && stale.includes(failureOf(error).code)) {
          this.grant = null;
          continue;
        }
        this.next();
        return { is: "refused", error };
      }
    }
  }

  private next(): void {
    this.id = freshId();
    this.grant = null;
    this.unknown = false;
  }
}
