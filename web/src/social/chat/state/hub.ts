// This tab's part: opens the cache, shows what it holds, joins the tabs, and spreads each update over the signals.
import { batch, signal } from "@preact/signals";
import { contactsChanged as contactsTurn, nudge } from "../../../lib/changes";
import { openSlotDb } from "../../../lib/db";
import { live as linkState } from "../../../lib/link";
import { slot } from "../../../lib/slots";
import { refreshMe, me as account } from "../../account/session";
import { Cache, cacheVersion, upgradeCache, type ChatDb } from "../sync/cache";
import { Engine } from "../sync/engine";
import type { Command } from "../sync/env";
import type { Id, Line, Outgoing, Status, Update } from "../sync/model";
import { remote } from "../sync/remote";
import { openSocket, timers } from "../sync/socket";
import { Tabs } from "../sync/tabs";
import { forgetPeople, friends, keepPeople, loadFriends, takePeople, type Friend } from "./people";
import { takePresences, takeTyping } from "./presence";
import { forgetRows, ready, takeRows } from "./rows";

export const status = signal<Status>("connecting");
/** The server's clock less ours, ms. */
export const skew = signal(0);
/** Own id; "" until somebody is known. */
export const myId = signal<Id>("");
/** What is on its way, by chat, in order. */
export const outbox = signal<ReadonlyMap<Id, readonly Outgoing[]>>(new Map());
/** Lines that only this account sees, by chat. */
export const lines = signal<ReadonlyMap<Id, readonly Line[]>>(new Map());

type Listener = (u: Update) => void;
const listeners = new Set<Listener>();

/** Hears every update after the signals have it. Returns what ends it. */
export function onUpdate(fn: Listener): () => void {
  listeners.add(fn);
  return () => void listeners.delete(fn);
}

let cacheOpen: Promise<Cache> | null = null;
let tabs: Tabs | null = null;
const tabId = typeof crypto === "undefined" ? "" : Math.random().toString(36).slice(2);

export function cache(): Promise<Cache> {
  return (cacheOpen ??= openSlotDb<ChatDb>("chat", cacheVersion, upgradeCache).then((db) => new Cache(db, () => myId.peek())));
}

/** Tells every tab, this one too, what changed. */
export function publish(u: Update): void {
  tabs ? tabs.publish(u) : take(u);
}

export function ask(c: Command): void {
  tabs?.ask(c);
}

function take(u: Update): void {
  batch(() => {
    if (u.reset) {
      forgetRows();
      forgetPeople();
      outbox.value = new Map();
      lines.value = new Map();
    }
    if (u.account) myId.value = u.account;
    if (u.status) setStatus(u.status);
    if (u.skew !== undefined) skew.value = u.skew;
    if (u.people) takePeople(u.people);
    if (u.chats || u.patches || u.patched) takeRows(u);
    if (u.outbox || u.done?.length) takeOutbox(u.outbox ?? [], u.done ?? []);
    if (u.lines) takeLines(u.lines);
    if (u.typing) takeTyping(u.typing);
    if (u.presences) takePresences(u.presences);
    for (const fn of listeners) fn(u);
  });
  if (u.leader) sendWatch();
  if (u.nudges) nudge(u.nudges);
  if (u.contacts) contactsChanged();
  if (u.me) void refreshMe().catch(() => undefined);
}

function setStatus(s: Status): void {
  status.value = s;
  linkState.value = s === "online" || s === "syncing" ? "open" : s === "signedOut" ? "idle" : "connecting";
  if (s === "online") {
    ready.value = true;
    if (!friendsFresh) contactsChanged();
  }
  if (s === "offline") friendsFresh = false;
}

let friendsFresh = false;
let friendsTimer = 0;
function contactsChanged(): void {
  contactsTurn.value++;
  friendsFresh = true;
  clearTimeout(friendsTimer);
  friendsTimer = window.setTimeout(() => {
    loadFriends().then(
      async (list) => (await cache()).setMeta("friends", [...list.values()]),
      () => (friendsFresh = false),
    );
  }, 150);
}

function takeOutbox(items: readonly Outgoing[], done: readonly string[]): void {
  const next = new Map(outbox.peek());
  const drop = new Set([...done, ...items.map((i) => i.id)]);
  for (const [chat, list] of next) {
    const left = list.filter((i) => !drop.has(i.id));
    if (left.length !== list.length) left.length ? next.set(chat, left) : next.delete(chat);
  }
  for (const i of items) next.set(i.chat, [...(next.get(i.chat) ?? []), i].sort((a, b) => a.order - b.order));
  outbox.value = next;
}

function takeLines(list: readonly Line[]): void {
  const next = new Map(lines.peek());
  for (const l of list) next.set(l.chat, [...(next.get(l.chat) ?? []).filter((o) => o.key !== l.key), l]);
  lines.value = next;
}

let watched: readonly Id[] = [];

/** Sets the people whose presence this tab shows now. */
export function watchPresence(ids: readonly Id[]): void {
  if (ids.length === watched.length && ids.every((id, i) => id === watched[i])) return;
  watched = ids;
  sendWatch();
}
function sendWatch(): void {
  ask({ do: "watch", tab: tabId, ids: [...watched] });
}

/** Shows what the cache holds, then joins the other tabs. Called once after sign-in. */
export async function startHub(): Promise<void> {
  if (tabs) return;
  myId.value = account.peek()?.person?.id ?? "";
  const c = await cache();
  keepPeople((people) => void c.putPeople(people).catch(() => undefined));
  let now = await c.load();
  if (myId.value && now.cursor.account && now.cursor.account !== myId.value) {
    await c.reset(false); // the slot was somebody else's before
    now = await c.load();
  }
  const kept = await c.meta<Friend[]>("friends");
  batch(() => {
    if (kept) friends.value = new Map(kept.map((f) => [f.person.id, f]));
    takePeople(now.people);
    takeRows(now);
    takeOutbox(now.outbox, []);
    takeLines(now.lines);
    if (now.cursor.epoch) ready.value = true;
    myId.value ||= now.cursor.account;
  });
  tabs = new Tabs({
    locks: navigator.locks as never,
    channel: new BroadcastChannel(`alun-${slot}-chat`),
    name: `alun-${slot}-chat`,
    lead: async (say) => {
      const engine = new Engine(c, { timers, remote, connect: openSocket, publish: say });
      await engine.start();
      return engine;
    },
    onUpdate: take,
  });
  tabs.start();
  addEventListener("online", () => ask({ do: "wake" }));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask({ do: "wake" }));
  addEventListener("pagehide", () => ask({ do: "unwatch", tab: tabId }));
  addEventListener("pageshow", (e) => (e as PageTransitionEvent).persisted && sendWatch());
}

/** Leaves the other tabs; after a sign-out. */
export function stopHub(): void {
  tabs?.stop();
  tabs = null;
  cacheOpen = null;
  batch(() => {
    forgetRows();
    forgetPeople();
    outbox.value = new Map();
    lines.value = new Map();
    ready.value = false;
  });
}
