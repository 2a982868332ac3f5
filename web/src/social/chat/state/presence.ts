// Who is typing where, and who is online. Both are hints that fade by themselves.
import { signal, type Signal } from "@preact/signals";
import { ChatService } from "../../../gen/alun/chat/v1/chat_pb";
import { client } from "../../../lib/rpc";
import type { Id, Presence } from "../sync/model";

/** Without a further sign, somebody has stopped typing after this time, ms. */
export const typingFor = 6_000;

const typing = new Map<Id, Signal<readonly Id[]>>();
const timers = new Map<string, number>();
const presences = new Map<Id, Signal<Presence | undefined>>();

/** Who types in a chat now, in the order they began. */
export function typingIn(chat: Id): Signal<readonly Id[]> {
  let s = typing.get(chat);
  if (!s) typing.set(chat, (s = signal([])));
  return s;
}

export function takeTyping(list: readonly { chat: Id; account: Id }[]): void {
  for (const { chat, account } of list) {
    const s = typingIn(chat);
    if (!s.peek().includes(account)) s.value = [...s.peek(), account];
    const key = `${chat}/${account}`;
    clearTimeout(timers.get(key));
    timers.set(key, window.setTimeout(() => stopTyping(chat, account), typingFor));
  }
}

/** A message came from them: they are done. */
export function stopTyping(chat: Id, account: Id): void {
  const s = typing.get(chat);
  if (s?.peek().includes(account)) s.value = s.peek().filter((id) => id !== account);
}

export function presenceOf(id: Id): Signal<Presence | undefined> {
  let s = presences.get(id);
  if (!s) presences.set(id, (s = signal(undefined)));
  return s;
}

export function takePresences(list: readonly Presence[]): void {
  for (const p of list) presenceOf(p.id).value = p;
}

/** Asks once how people are; afterwards the live line tells. */
export async function askPresence(ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    const r = await client(ChatService).getPresence({ accountIds: [...ids].slice(0, 200) });
    takePresences(r.presences.map((p) => ({ id: p.accountId, online: p.online, lastSeen: Number(p.lastSeenMs) })));
  } catch {
    // a hint only: without it nothing is shown
  }
}
