// The table of wings: everything that the shell knows of chats, contacts and the rest. A wing's code
// is a chunk of its own, fetched when its tab is first opened, or right after sign-in when eager.
import type { ComponentType } from "preact";
import { signal, type Signal } from "@preact/signals";
import { loadIcons, type IconName } from "../kit/icon";
import type { Route } from "../lib/router";
import { reloadIfStale } from "./stale";
import { t } from "./words";

export type Tab = "chats" | "contacts" | "discover" | "me";

/** What a wing's module exports as default. */
export interface WingModule {
  /** The root of the tab: the list pane of a desktop, the first page of a phone. */
  Root: ComponentType;
  /** Pages above it. Patterns begin with the tab: "/chats/:chat". */
  routes: readonly Route[];
  /** What fills the content pane of a desktop while no page is open. */
  Empty?: ComponentType;
  /** Runs once after sign-in, such as opening the live socket. */
  start?: () => void;
}

export interface Wing {
  tab: Tab;
  icon: IconName;
  title: () => string;
  eager?: boolean;
  load: () => Promise<{ default: WingModule }>;
}

export const wings: readonly Wing[] = [
  { tab: "chats", icon: "chats", title: () => t("chats"), eager: true, load: () => import("../social/chat/wing") },
  { tab: "contacts", icon: "contacts", title: () => t("contacts"), load: () => import("../social/contact/wing") },
  { tab: "discover", icon: "discover", title: () => t("discover"), load: () => import("./discover/wing") },
  { tab: "me", icon: "me", title: () => t("me"), load: loadMe },
];

/** The Me tab is of two floors: the account, and the wallet with its pages. */
async function loadMe(): Promise<{ default: WingModule }> {
  const [{ default: account }, money] = await Promise.all([import("../social/account/wing"), import("../money/wing")]);
  return { default: { ...account, routes: [...account.routes, ...money.routes], start: money.start } };
}

/** What a tab's icon carries: a number, or a dot without one. Wings write, the shell draws. */
export interface TabBadge {
  n: number;
  dot?: boolean;
}
export const badges: Readonly<Record<Tab, Signal<TabBadge>>> = {
  chats: signal({ n: 0 }),
  contacts: signal({ n: 0 }),
  discover: signal({ n: 0 }),
  me: signal({ n: 0 }),
};

/** Modules that have arrived. */
export const loaded: Readonly<Record<Tab, Signal<WingModule | null>>> = {
  chats: signal(null),
  contacts: signal(null),
  discover: signal(null),
  me: signal(null),
};

const pending = new Map<Tab, Promise<WingModule>>();

/** Fetches a wing's code once; a failed try may be repeated. */
export function loadWing(wing: Wing): Promise<WingModule> {
  let p = pending.get(wing.tab);
  if (!p) {
    p = Promise.all([wing.load(), loadIcons()]).then(([m]) => {
      loaded[wing.tab].value = m.default;
      m.default.start?.();
      return m.default;
    });
    p.catch(() => {
      pending.delete(wing.tab);
      void reloadIfStale();
    });
    pending.set(wing.tab, p);
  }
  return p;
}

/** Fetches what works from the start, whatever tab is open. */
export function loadEager(): void {
  for (const w of wings) if (w.eager) loadWing(w).catch(() => undefined);
}
