// The keyboard: shortcuts, a stack for Esc, and moving the focus with arrows.
import { useEffect } from "preact/hooks";

const isMac = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** "mod+k" for Ctrl+K, or Command+K on a Mac; "shift+enter"; "escape". In this order: mod, alt, shift, key. */
export function chord(e: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">, mac = isMac): string {
  const mod = mac ? e.metaKey : e.ctrlKey;
  const key = e.key === " " ? "space" : e.key.toLowerCase();
  return (mod ? "mod+" : "") + (e.altKey ? "alt+" : "") + (e.shiftKey ? "shift+" : "") + key;
}

type Handler = (e: KeyboardEvent) => void | false;
const bound: { chord: string; run: Handler }[] = [];

/**
 * Binds a chord; the newest binding wins, so for "escape" this is a stack. A handler that returns
 * false passes the key on to the next older one. Returns what unbinds it.
 */
export function bindKey(c: string, run: Handler): () => void {
  const entry = { chord: c, run };
  bound.push(entry);
  return () => {
    const i = bound.indexOf(entry);
    if (i >= 0) bound.splice(i, 1);
  };
}

/** Runs the handlers of a key event; true when one took it. */
export function dispatchKey(e: KeyboardEvent): boolean {
  const c = chord(e);
  for (let i = bound.length - 1; i >= 0; i--) {
    const b = bound[i];
    if (b?.chord === c && b.run(e) !== false) return true;
  }
  return false;
}

if (typeof window !== "undefined") {
  window.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing) return;
    // The browser itself closes an open dialog or menu with Esc.
    if (e.key === "Escape" && document.querySelector("dialog[open], [popover]:popover-open:not(.toasts)")) return;
    if (dispatchKey(e)) e.preventDefault();
  });
}

/** Binds a chord while the component is mounted and on is true. */
export function useKey(c: string, run: Handler, on = true): void {
  useEffect(() => (on ? bindKey(c, run) : undefined), [c, run, on]);
}

/** Escape while mounted, newest first. */
export function useEscape(run: () => void, on = true): void {
  useKey("escape", run, on);
}

/** Where the arrow, Home and End keys lead from index i of n items; -1 when the key is not one of them. */
export function arrowTo(key: string, i: number, n: number, axis: "vertical" | "horizontal", rtl = false): number {
  if (n === 0) return -1;
  const forward = axis === "vertical" ? "ArrowDown" : rtl ? "ArrowLeft" : "ArrowRight";
  const backward = axis === "vertical" ? "ArrowUp" : rtl ? "ArrowRight" : "ArrowLeft";
  if (key === forward) return i < 0 ? 0 : (i + 1) % n;
  if (key === backward) return i < 0 ? n - 1 : (i - 1 + n) % n;
  if (key === "Home") return 0;
  if (key === "End") return n - 1;
  return -1;
}

/** Moves the focus among the elements of box that match selector. True when it moved. */
export function moveFocus(box: HTMLElement, e: KeyboardEvent, selector: string, axis: "vertical" | "horizontal" = "vertical"): boolean {
  const items = [...box.querySelectorAll<HTMLElement>(selector)].filter((el) => !el.hasAttribute("disabled") && el.offsetParent !== null);
  const at = items.findIndex((el) => el === document.activeElement || el.contains(document.activeElement));
  const to = arrowTo(e.key, at, items.length, axis, getComputedStyle(box).direction === "rtl");
  if (to < 0) return false;
  e.preventDefault();
  items[to]?.focus();
  items[to]?.scrollIntoView({ block: "nearest" });
  return true;
}
