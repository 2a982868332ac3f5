// What a screen reader should say without the focus moving. The shell draws the live region.
import { signal } from "@preact/signals";

export const announcement = signal({ text: "", turn: 0 });

/** Says text politely, after what is being said now. The same text twice is said twice. */
export function announce(text: string): void {
  announcement.value = { text, turn: announcement.value.turn + 1 };
}
