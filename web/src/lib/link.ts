// How well we reach the server. The live socket reports; the shell shows it.
import { computed, signal } from "@preact/signals";

const network = signal(typeof navigator === "undefined" || navigator.onLine !== false);
if (typeof window !== "undefined") {
  window.addEventListener("online", () => (network.value = true));
  window.addEventListener("offline", () => (network.value = false));
}

/** What the live connection says of itself; "idle" while there is none to speak of. */
export const live = signal<"idle" | "connecting" | "open">("idle");

/** What to tell the person. */
export const link = computed<"offline" | "connecting" | "online">(() => {
  if (!network.value) return "offline";
  return live.value === "connecting" ? "connecting" : "online";
});
