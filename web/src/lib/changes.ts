// What the live connection tells other wings: each number grows when something of that kind has changed on the server.
import { batch, signal, type Signal } from "@preact/signals";

/** Contacts or requests of this account. */
export const contactsChanged = signal(0);

const topics = new Map<string, Signal<number>>();

/**
 * Grows when the server says that what is known of a topic ("wallet", "pay", "stall:<id>") is old, and after every
 * break of the connection, when such a word may have been lost. Whoever shows the topic asks again then.
 */
export function nudges(topic: string): Signal<number> {
  let s = topics.get(topic);
  if (!s) topics.set(topic, (s = signal(0)));
  return s;
}

/** Tells those who follow these topics; all of them when everything may be old. */
export function nudge(list: readonly string[] | "all"): void {
  batch(() => {
    for (const s of list === "all" ? topics.values() : list.map(nudges)) s.value = s.peek() + 1;
  });
}
