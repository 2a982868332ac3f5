// What a person does in a chat. What must not be lost is stored before the leader is told.
import type { Body, Chat, Entry, Id, Outgoing, Patch, Quote } from "../sync/model";
import { hex } from "../sync/wire";
import { chats, typed } from "../sync/remote";
import { chatOf, stateOf } from "../sync/wire";
import { ask, cache, myId, outbox, publish, skew } from "./hub";
import { chatNow } from "./rows";

/** Longest message, in characters. */
export const maxText = 5_000;
/** How long one's own message may be edited and recalled, ms. */
export const editFor = 15 * 60_000;
export const recallFor = 2 * 60_000;
export const maxReactions = 5;

export const newClientId = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));
/** The server's time as this device reckons it. */
export const serverNow = (): number => Date.now() + skew.peek();

let lastOrder = 0;
const nextOrder = () => (lastOrder = Math.max(lastOrder + 1, Date.now() * 1000));

export interface Extras {
  quote?: Quote;
  mentions?: Id[];
  mentionAll?: boolean;
  forward?: { chat: Id; seq: number };
}

async function queue(chat: Id, body: Body, extras: Extras = {}): Promise<void> {
  const c = await cache();
  const item: Outgoing = {
    id: newClientId(),
    chat,
    order: nextOrder(),
    baseSeq: chatNow(chat)?.lastSeq ?? 0,
    at: serverNow(),
    body,
    quote: extras.quote,
    mentions: extras.mentions ?? [],
    mentionAll: extras.mentionAll ?? false,
    forward: extras.forward,
    state: "waiting",
    code: "",
    tries: 0,
  };
  publish({ outbox: [item] }); // shown at once; stored before it is sent
  await c.putOutgoing(item);
  ask({ do: "flush" });
}

export const sendText = (chat: Id, text: string, extras?: Extras) => queue(chat, { kind: "text", text }, extras);
export const sendCard = (chat: Id, person: Extract<Body, { kind: "card" }>["person"]) => queue(chat, { kind: "card", person });
export const editText = (e: Entry, text: string, mentions: Id[]) => queue(e.chat, { kind: "edit", seq: e.seq, text, mentions });
export const recall = (e: Entry) => queue(e.chat, { kind: "recall", seq: e.seq });
/** Copies a message into another chat, as it is there. */
export const forward = (e: Entry, to: Id) => queue(to, e.body, { forward: { chat: e.chat, seq: e.seq } });

/** Sets a reaction, or takes it back when it is there already. */
export async function toggleReaction(e: Entry, emoji: string): Promise<void> {
  const mine = e.reactions.filter((r) => r.mine);
  const there = mine.some((r) => r.emoji === emoji);
  if (!there && mine.length >= maxReactions) return;
  await queue(e.chat, { kind: "react", seq: e.seq, emoji, remove: there });
}

/** Sends a refused message again, as it was. */
export async function retry(item: Outgoing): Promise<void> {
  const again: Outgoing = { ...item, state: "waiting", code: "", tries: 0 };
  publish({ outbox: [again] });
  await (await cache()).changeOutgoing(again);
  ask({ do: "flush" });
}

/** Withdraws what has not been sent. */
export async function discard(item: Outgoing): Promise<void> {
  await (await cache()).removeOutgoing([item.id]);
  publish({ done: [item.id] });
}

async function patch(p: Omit<Patch, "version">): Promise<void> {
  const joined = await (await cache()).patch(p);
  publish({ patches: [joined] });
  ask({ do: "flush" });
}

/** What was read up to here, seq and its n. It never goes back. */
export async function markRead(chat: Id, seq: number, n: number): Promise<void> {
  const c = chatNow(chat);
  if (!c || (seq <= c.state.readSeq && !c.state.markedUnread)) return;
  await patch({ chat, ...(seq > c.state.readSeq ? { readSeq: seq, readN: n } : {}), ...(c.state.markedUnread ? { markedUnread: false } : {}) });
}

export function markUnread(c: Chat, on: boolean): Promise<void> {
  if (on) return patch({ chat: c.id, markedUnread: true });
  return markRead(c.id, c.lastSeq, c.n);
}
export const setPinned = (chat: Id, pinned: boolean) => patch({ chat, pinned });
export const setMuted = (chat: Id, muted: boolean) => patch({ chat, muted });
export const setHidden = (chat: Id, hidden: boolean) => patch({ chat, hidden });

export async function saveDraft(chat: Id, draft: string, draftQuote: number): Promise<void> {
  const s = chatNow(chat)?.state;
  if (!s || (s.draft === draft && (s.draftQuote === draftQuote || !draft))) return;
  await patch({ chat, draft, draftQuote: draft ? draftQuote : 0, draftAt: draft ? serverNow() : 0 });
}

export const typing = (chat: Id) => ask({ do: "typing", chat });

/** Takes what a call said of a chat, in this tab at once and in the cache by the leader. */
export function adopt(chat: Chat): Chat {
  ask({ do: "adopt", chat });
  return chat;
}

export async function deleteForMe(chat: Id, seqs: readonly number[]): Promise<void> {
  for (let i = 0; i < seqs.length; i += 100) {
    const r = await typed(chats.deleteForMe({ chatId: chat, seqs: seqs.slice(i, i + 100).map(BigInt) }));
    ask({ do: "adoptState", chat, state: stateOf(r.state) });
  }
}

export async function clearChat(chat: Id): Promise<void> {
  const r = await typed(chats.clear({ chatId: chat }));
  ask({ do: "adoptState", chat, state: stateOf(r.state) });
}

/** The 1:1 chat with somebody, made when there is none. One's own id gives the notes to self. */
export async function openDirect(accountId: Id): Promise<Chat> {
  const r = await typed(chats.openDirect({ accountId }));
  const c = chatOf(r.chat!);
  publish({ chats: [c] });
  return adopt(c);
}

/** Asks the server for a chat's newest state: marks, members, whether one may write. */
export async function refreshChat(id: Id): Promise<void> {
  const r = await typed(chats.getChat({ chatId: id }));
  if (r.chat) adopt(chatOf(r.chat));
}

export function pendingOf(chat: Id): readonly Outgoing[] {
  return outbox.value.get(chat) ?? [];
}
export const isMe = (id: Id) => id === myId.value;
