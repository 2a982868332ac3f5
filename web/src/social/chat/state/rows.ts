// The chat list's rows: one signal a chat, so that an event redraws one row; the order is a signal of its own.
import { batch, computed, signal, type Signal } from "@preact/signals";
import type { Chat, Id, Patch } from "../sync/model";
import { activeAt, unreadOf, withPatch } from "../sync/rules";

const base = new Map<Id, Chat>();
const patches = new Map<Id, Patch>();
const rows = new Map<Id, Signal<Chat | undefined>>();
const listing = signal<readonly Id[]>([]);
const requests = signal<readonly Id[]>([]);

/** Chats in the list, pinned first, newest first. */
export const order = computed(() => listing.value);
/** Chats that strangers began and that wait for an answer. */
export const requestOrder = computed(() => requests.value);
/** False until the cache or the server has told what there is. */
export const ready = signal(false);

/** What the chats tab's badge says: unread of chats that are not muted, and whether a muted one has any. */
export const unread = computed(() => {
  let n = 0;
  let dot = false;
  for (const id of listing.value) {
    const c = row(id).value;
    if (!c) continue;
    const own = unreadOf(c) || (c.state.markedUnread ? 1 : 0);
    if (c.state.muted) dot ||= own > 0;
    else n += own;
  }
  return { n, dot };
});

export function row(id: Id): Signal<Chat | undefined> {
  let s = rows.get(id);
  if (!s) rows.set(id, (s = signal(undefined)));
  return s;
}

/** The chat now, without following it. */
export function chatNow(id: Id): Chat | undefined {
  return row(id).peek();
}

function refresh(id: Id): void {
  const c = base.get(id);
  row(id).value = c && withPatch(c, patches.get(id));
}

function inList(c: Chat): boolean {
  return !c.state.hidden && !c.request && (c.kind === "group" || !!c.last || !!c.state.draft || c.state.pinned);
}

function sort(): void {
  const all = [...rows.values()].flatMap((s) => s.peek() ?? []);
  const by = (a: Chat, b: Chat) => Number(b.state.pinned) - Number(a.state.pinned) || activeAt(b) - activeAt(a) || (a.id < b.id ? 1 : -1);
  put(listing, all.filter(inList).sort(by).map((c) => c.id));
  put(requests, all.filter((c) => c.request && !c.state.hidden && c.last).sort(by).map((c) => c.id));
}

function put(s: Signal<readonly Id[]>, next: Id[]): void {
  const old = s.peek();
  if (old.length !== next.length || old.some((id, i) => id !== next[i])) s.value = next;
}

/** Takes chats and own unconfirmed changes; settled names chats whose changes the server has confirmed. */
export function takeRows(u: { chats?: readonly Chat[]; patches?: readonly Patch[]; patched?: readonly Id[] }): void {
  batch(() => {
    const touched = new Set<Id>();
    for (const c of u.chats ?? []) base.set(c.id, c), touched.add(c.id);
    for (const p of u.patches ?? []) patches.set(p.chat, p), touched.add(p.chat);
    for (const id of u.patched ?? []) patches.delete(id), touched.add(id);
    for (const id of touched) refresh(id);
    if (touched.size) sort();
  });
}

export function forgetRows(): void {
  batch(() => {
    base.clear();
    patches.clear();
    for (const s of rows.values()) s.value = undefined;
    sort();
  });
}

/** Every chat there is, in the list or not. */
export function allChats(): Chat[] {
  return [...rows.values()].flatMap((s) => s.value ?? []);
}
