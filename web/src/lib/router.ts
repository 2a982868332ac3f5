// Where we are. The address is the only state: /u/<slot>/chats/12/info means the layers /chats,
// /chats/12 and /chats/12/info lie on each other, so that back, a reload and a shared link all
// show the same. A phone shows the top layer; a desktop spreads them over its panes.
import { computed, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { isPhone, reducedMotion } from "./media";
import { parseSlot, slotBase } from "./slots";

export type Params = Readonly<Record<string, string>>;

/** A page of a wing. A pattern is a path with :names, such as "/chats/:chat/info". */
export interface Route {
  pattern: string;
  page: ComponentType<{ params: Params }>;
  /** From 1180 px a details page stands beside its content instead of covering it. */
  pane?: "content" | "details";
}

export interface Layer {
  /** The path of this layer; also its identity while it stays. */
  path: string;
  params: Params;
  route: Route;
}

/** The parameters when path fits pattern, else null. */
export function match(pattern: string, path: string): Params | null {
  const want = pattern.split("/");
  const have = path.split("/");
  if (want.length !== have.length) return null;
  const params: Record<string, string> = {};
  for (let i = 0; i < want.length; i++) {
    const w = want[i]!;
    const h = have[i]!;
    if (w.startsWith(":")) {
      if (!h) return null;
      try {
        params[w.slice(1)] = decodeURIComponent(h);
      } catch {
        return null; // a broken %-escape is no page of ours
      }
    } else if (w !== h) return null;
  }
  return params;
}

/** The layers of a path above its tab root: every prefix that some route knows, lowest first. */
export function layersOf(path: string, routes: readonly Route[]): Layer[] {
  const parts = path.split("/").filter(Boolean);
  const layers: Layer[] = [];
  for (let n = 2; n <= parts.length; n++) {
    const prefix = "/" + parts.slice(0, n).join("/");
    for (const route of routes) {
      const params = match(route.pattern, prefix);
      if (params) {
        layers.push({ path: prefix, params, route });
        break;
      }
    }
  }
  return layers;
}

/** "chats" for "/chats/12": the tab that a path belongs to. */
export function tabOf(path: string): string {
  return path.split("/")[1] ?? "";
}

/** Whether going from a to b opens a page, closes one, or changes sideways. */
export function direction(a: string, b: string): "push" | "pop" | "side" {
  if (b.startsWith(a + "/")) return "push";
  if (a.startsWith(b + "/")) return "pop";
  return "side";
}

const hasWindow = typeof window !== "undefined";

function here(): { path: string; query: string } {
  if (!hasWindow) return { path: "/", query: "" };
  return { path: parseSlot(location.pathname)?.[1].replace(/(.)\/+$/, "$1") ?? "/", query: location.search };
}

const place = signal(here());
/** The path inside the slot, without a slash at the end: "/chats/12". */
export const path = computed(() => place.value.path);
/** The query of the address, such as ?at=40 for a place in a chat. */
export const query = computed(() => new URLSearchParams(place.value.query));

interface State {
  /** How many of our own pages lie behind this one in the browser's history. */
  depth: number;
  /** The path of the page before. */
  from: string;
}
const state = (): State => (history.state as State | null) ?? { depth: 0, from: "" };

/** Full address of a path in this slot, for href. */
export function href(to: string): string {
  return slotBase + to;
}

function show(next: { path: string; query: string }): void {
  const way = direction(place.value.path, next.path);
  const apply = () => void (place.value = next);
  if (place.value.path === next.path || !isPhone.value || reducedMotion.value || way === "side" || !document.startViewTransition) {
    apply();
    return;
  }
  document.documentElement.dataset.way = way;
  const t = document.startViewTransition(async () => {
    apply();
    await new Promise((done) => setTimeout(done)); // Preact draws in a microtask
  });
  t.finished.finally(() => delete document.documentElement.dataset.way);
  t.ready.catch(() => undefined); // skipped because another page followed at once
}

/** Goes to a path of this slot ("/chats/12?at=40"). */
export function navigate(to: string, options: { replace?: boolean } = {}): void {
  const url = new URL(href(to), location.href);
  if (options.replace) history.replaceState(state(), "", url);
  else if (url.href !== location.href) history.pushState({ depth: state().depth + 1, from: path.value } satisfies State, "", url);
  show(here());
}

/** Closes the top page: back in history when the page before is its parent, else to the parent itself. */
export function back(parent = path.value.replace(/\/[^/]+$/, "") || "/"): void {
  if (state().depth > 0 && state().from === parent) history.back();
  else navigate(parent, { replace: true });
}

/** The path of the page before this one, for a page that several lead to; otherwise when it was opened directly. */
export function cameFrom(otherwise: string): string {
  return state().depth > 0 ? state().from : otherwise;
}

/** Click handler of the application: links of this slot navigate without a reload. */
export function followLink(e: MouseEvent): void {
  if (e.defaultPrevented || e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
  const a = (e.target as Element).closest?.("a");
  if (!a || a.target || a.hasAttribute("download") || a.origin !== location.origin) return;
  const to = parseSlot(a.pathname);
  if (!to || !a.pathname.startsWith(slotBase)) return;
  e.preventDefault();
  navigate(to[1] + a.search);
}

/** Starts to follow the browser's back and forward. */
export function startRouter(): void {
  window.addEventListener("popstate", () => show(here()));
  document.addEventListener("click", followLink);
}
