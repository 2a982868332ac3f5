// Short notices that pass by. The kit draws them (kit/toasts.tsx).
import { signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "good" | "bad";
  action?: { label: string; run: () => void };
  /** Takes the place of an older one of the same topic, such as the newest of several messages. */
  topic?: string;
}

/** At most this many at once; the oldest goes first. */
const limit = 3;
let last = 0;
export const toasts = signal<Toast[]>([]);

/** Shows text; it leaves after 5 s, or 10 s when it tells of a failure or offers what cannot be had elsewhere. Returns what removes it. */
export function toast(text: string, options: { tone?: Toast["tone"]; action?: Toast["action"]; topic?: string; stay?: boolean } = {}): () => void {
  const t: Toast = { id: ++last, text, tone: options.tone ?? "plain", action: options.action, topic: options.topic };
  toasts.value = [...toasts.value.filter((o) => o.text !== text && !(t.topic && o.topic === t.topic)), t].slice(-limit);
  const gone = () => dismiss(t.id);
  if (!options.stay) setTimeout(gone, t.tone === "bad" || (t.action && !t.topic) ? 10_000 : 5_000);
  return gone;
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((t) => t.id !== id);
}
