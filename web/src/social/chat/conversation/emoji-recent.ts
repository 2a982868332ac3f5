// The emoji that a person used last, on this device.
const stored = "alun.emoji";
const first = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

export function recentEmoji(): string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(stored) ?? "[]");
    return Array.isArray(list) ? list.filter((x): x is string => typeof x === "string").slice(0, 24) : [];
  } catch {
    return []; // written by something else: start over
  }
}

export function rememberEmoji(emoji: string): void {
  localStorage.setItem(stored, JSON.stringify([emoji, ...recentEmoji().filter((x) => x !== emoji)].slice(0, 24)));
}

/** Six for the quick row: always the same, so that the hand learns their places. */
export const quickEmoji = (): readonly string[] => first;
