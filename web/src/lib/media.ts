// Media queries as signals. Layout follows the width alone; how a thing is pointed at follows
// the pointer, because a phone may have a mouse and a laptop may be touched.
import { computed, signal, type ReadonlySignal } from "@preact/signals";

function query(q: string): ReadonlySignal<boolean> {
  if (typeof matchMedia === "undefined") return signal(false);
  const m = matchMedia(q);
  const s = signal(m.matches);
  m.addEventListener("change", () => (s.value = m.matches));
  return s;
}

/** One pane with pushed pages, below 820 px. */
export const isPhone = query("(width < 820px)");
/** Rail, list and content, from 820 px. */
export const isDesktop = computed(() => !isPhone.value);
/** Room for the details pane too, from 1180 px. */
export const isWide = query("(width >= 1180px)");
export const prefersDark = query("(prefers-color-scheme: dark)");
export const reducedMotion = query("(prefers-reduced-motion: reduce)");
/** A mouse or trackpad is the main pointer. */
export const canHover = query("(hover: hover) and (pointer: fine)");
/** Runs as an installed app. */
export const isStandalone = query("(display-mode: standalone)");
