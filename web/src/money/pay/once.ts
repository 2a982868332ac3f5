// The client_id of a call that moves money: the same until the call was answered, over lost answers and reloads of the page,
// so that nothing happens twice. What is asked for names the id: asking for something else is another id.
import { slot } from "../../lib/slots";

const prefix = `alun.${slot}.once.`;

/** The id of what, such as "pay|S17|25000". 16 random bytes, kept in this tab. */
export function onceId(what: string, store: Storage = sessionStorage): Uint8Array<ArrayBuffer> {
  const kept = store.getItem(prefix + what);
  if (kept && /^[0-9a-f]{32}$/.test(kept)) return Uint8Array.from(kept.match(/../g)!, (b) => parseInt(b, 16));
  const fresh = crypto.getRandomValues(new Uint8Array(16));
  store.setItem(prefix + what, Array.from(fresh, (b) => b.toString(16).padStart(2, "0")).join(""));
  return fresh;
}

/** What was asked for has been answered: the next time is another one. */
export function answered(what: string, store: Storage = sessionStorage): void {
  store.removeItem(prefix + what);
}
