// What a screen reader should say without the focus moving. The shell draws the live region.
import { signal } from "@preact/signals";

export const announcement = signal({ text: "", turn: 0 });

/** How long what was said stays on the page, ms: long enough to be read out, not a word longer. */
const staysMs = 5_000;

/** Says text politely, after what is being said now. The same text twice is said twice. */
export function announce(text: string): void {
  const turn = announcement.value.turn + 1;
  announcement.value = { text, turn };
  setTimeout(() => {
    if (announcement.value.turn === turn) announcement.value = { text: "", turn };
  }, staysMs);
}
