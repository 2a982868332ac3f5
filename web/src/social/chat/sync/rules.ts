// The pure rules of a chat's log: which stretches are known, how a change entry alters the row it
// speaks of, what an entry does to its chat's row in the list. No storage, no network, no clock.
import type { Body, Chat, Entry, Id, MoneyBody, Outgoing, Patch, Reaction, State, SystemBody } from "./model";

/** Known stretches of a log, [first, last] each, ascending, never touching. */
export type Ranges = readonly (readonly [number, number])[];

/** Adds the stretch from a to b. */
export function cover(ranges: Ranges, a: number, b: number): Ranges {
  if (b < a) return ranges;
  const out: [number, number][] = [];
  let [lo, hi] = [a, b];
  for (const [x, y] of ranges) {
    if (y < lo - 1 || x > hi + 1) out.push([x, y]);
    else [lo, hi] = [Math.min(lo, x), Math.max(hi, y)];
  }
  out.push([lo, hi]);
  return out.sort((p, q) => p[0] - q[0]);
}

/** The newest seq that is known; 0 when nothing is. */
export function tailOf(ranges: Ranges): number {
  return ranges.at(-1)?.[1] ?? 0;
}

/** The stretch that holds seq, if any. */
export function rangeAt(ranges: Ranges, seq: number): readonly [number, number] | undefined {
  return ranges.find(([a, b]) => a <= seq && seq <= b);
}

/** A countable message, a change of one, or a line of the house. */
export function isMessage(e: Pick<Entry, "body">): boolean {
  return e.body.kind === "text" || e.body.kind === "card" || e.body.kind === "unknown" || isMoney(e.body);
}
/** A card of money. */
export function isMoney(b: Body): b is MoneyBody {
  return b.kind === "packet" || b.kind === "transfer" || b.kind === "request" || b.kind === "split";
}
export function isChange(e: Pick<Entry, "body">): boolean {
  return e.body.kind === "edit" || e.body.kind === "recall" || e.body.kind === "react";
}

function react(list: readonly Reaction[], emoji: string, by: 1 | -1, mine: boolean): Reaction[] {
  const at = list.findIndex((r) => r.emoji === emoji);
  if (at < 0) return by > 0 ? [...list, { emoji, count: 1, mine }] : [...list];
  const old = list[at]!;
  const next = { emoji, count: old.count + by, mine: mine ? by > 0 : old.mine };
  return next.count > 0 ? list.map((r, i) => (i === at ? next : r)) : list.filter((_, i) => i !== at);
}

/**
 * The row after a change entry; the row itself when the change is in it already (seq <= rev) or
 * speaks of another row.
 */
export function applyChange(row: Entry, change: Entry, me: Id): Entry {
  const b = change.body;
  if (change.seq <= row.rev || change.target !== row.seq) return row;
  switch (b.kind) {
    case "edit":
      return { ...row, rev: change.seq, editedAt: change.at, body: { kind: "text", text: b.text }, mentions: b.mentions };
    case "recall":
      return {
        ...row,
        rev: change.seq,
        recalled: true,
        body: { kind: "text", text: "" },
        quote: undefined,
        reactions: [],
        mentions: [],
        mentionAll: false,
        was: row.sender === me && row.body.kind === "text" ? row.body.text : undefined,
      };
    case "react":
      return { ...row, rev: change.seq, reactions: react(row.reactions, b.emoji, b.remove ? -1 : 1, change.sender === me) };
    default:
      return row;
  }
}

/** The newer of two copies of one row; what only this device knows survives. */
export function newerRow(old: Entry | undefined, next: Entry): Entry {
  if (!old) return next;
  if (old.rev > next.rev) return old;
  const was = next.was ?? old.was ?? (next.recalled && !old.recalled && old.body.kind === "text" ? old.body.text : undefined);
  return was && next.recalled ? { ...next, was } : next;
}

/** A message row as the person should see it while own changes of it are still on their way. */
export function withPending(row: Entry, items: readonly Outgoing[], me: Id): Entry {
  let out = row;
  for (const item of items) {
    const b = item.body;
    if (item.state === "failed" || !("seq" in b) || b.seq !== row.seq) continue;
    if (b.kind === "react" && !b.remove && out.reactions.some((r) => r.emoji === b.emoji && r.mine)) continue;
    if (b.kind === "react" && b.remove && !out.reactions.some((r) => r.emoji === b.emoji && r.mine)) continue;
    const change = asEntry(item, out.rev + 1, row.n, item.at, me);
    out = { ...applyChange(out, change, me), rev: row.rev };
  }
  return out;
}

/** The entry that an outgoing item becomes once the server has given it its place. */
export function asEntry(item: Outgoing, seq: number, n: number, at: number, me: Id): Entry {
  return {
    chat: item.chat,
    seq,
    n,
    sender: me,
    client: item.id,
    at,
    body: item.body,
    quote: item.quote,
    mentions: item.mentions,
    mentionAll: item.mentionAll,
    forwarded: !!item.forward,
    rev: seq,
    editedAt: 0,
    recalled: false,
    reactions: [],
    ...("seq" in item.body ? { target: item.body.seq } : {}),
  };
}

/** Whether the person may see an entry at all. */
export function isVisible(e: Pick<Entry, "seq" | "body">, chat: Pick<Chat, "fromSeq" | "state">): boolean {
  return e.body.kind !== "hole" && e.seq >= chat.fromSeq && e.seq > chat.state.clearedSeq && !chat.state.deleted.includes(e.seq);
}

/** The chat's row after a new entry of its log. Own messages count as read up to themselves. */
export function noteEntry(chat: Chat, e: Entry, me: Id): Chat {
  if (e.seq <= chat.lastSeq) return chat;
  const out: Chat = { ...chat, lastSeq: e.seq, n: Math.max(chat.n, e.n) };
  if (isChange(e)) {
    if (chat.last && e.target === chat.last.seq) out.last = applyChange(chat.last, e, me);
    return out;
  }
  if (e.body.kind === "hole") return out;
  if (e.body.kind === "system") return { ...afterSystem(out, e.body, me), last: e };
  else {
    out.last = e;
    const state = { ...chat.state, hidden: false };
    if (e.sender === me) Object.assign(state, { readSeq: e.seq, readN: e.n, markedUnread: false, mentionSeq: 0 });
    else if (!state.mentionSeq && (e.mentionAll || e.mentions.includes(me))) state.mentionSeq = e.seq;
    out.state = state;
    if (e.sender === me) out.request = false;
  }
  return out;
}

/** What a line of the house tells of the chat itself. */
function afterSystem(chat: Chat, b: SystemBody, me: Id): Chat {
  const value = b.value;
  switch (b.what) {
    case "renamed":
      return { ...chat, name: value };
    case "added":
      return { ...chat, memberCount: chat.memberCount + b.accounts.length };
    case "removed":
      return { ...chat, memberCount: Math.max(0, chat.memberCount - b.accounts.length), ...(b.accounts.includes(me) ? gone : {}) };
    case "left":
      return { ...chat, memberCount: Math.max(0, chat.memberCount - 1), ...(b.actor === me ? gone : {}) };
    case "dissolved":
      return { ...chat, dissolved: true, maySend: false, maySendCode: "chat.dissolved" };
    default:
      return chat;
  }
}
const gone = { role: "none", maySend: false, maySendCode: "chat.left" } as const;

/** Whether the chat's own row should be asked for again after this entry: faces, roles or settings changed. */
export function altersChat(e: Entry): boolean {
  return e.body.kind === "system" && e.body.what !== "friends" && e.body.what !== "renamed" && e.body.what !== "dissolved";
}

/** Two views of a person's state: the server's newest, but what was read never becomes unread again. */
export function mergeState(local: State, server: State): State {
  const readFurther = local.readSeq > server.readSeq;
  return {
    ...server,
    readSeq: readFurther ? local.readSeq : server.readSeq,
    readN: Math.max(local.readN, server.readN),
    mentionSeq: readFurther && server.mentionSeq <= local.readSeq ? 0 : server.mentionSeq,
  };
}

/** The chat as the server tells it now, keeping what the log has told since. */
export function mergeChat(local: Chat | undefined, server: Chat): Chat {
  if (!local) return server;
  const ahead = local.lastSeq > server.lastSeq;
  return {
    ...server,
    lastSeq: Math.max(local.lastSeq, server.lastSeq),
    n: Math.max(local.n, server.n),
    last: ahead || (local.last && server.last?.seq === local.last.seq && local.last.rev > server.last.rev) ? local.last : server.last,
    state: ahead ? { ...mergeState(local.state, server.state), mentionSeq: server.state.mentionSeq || local.state.mentionSeq } : mergeState(local.state, server.state),
    peerDelivered: Math.max(local.peerDelivered, server.peerDelivered),
    peerRead: Math.max(local.peerRead, server.peerRead),
  };
}

/** The chat with the person's unconfirmed changes on it. */
export function withPatch(chat: Chat, p: Patch | undefined): Chat {
  if (!p) return chat;
  const { chat: _, version: __, readSeq = 0, readN = 0, ...rest } = p;
  const state: State = { ...chat.state, ...rest };
  if (readSeq > state.readSeq) {
    state.readSeq = readSeq;
    state.readN = Math.max(state.readN, readN);
    if (state.mentionSeq <= readSeq) state.mentionSeq = 0;
  }
  return { ...chat, state };
}

/** Joins a further change onto an unconfirmed one. */
export function joinPatch(old: Patch | undefined, next: Omit<Patch, "version">): Patch {
  const out: Patch = { ...old, ...next, version: (old?.version ?? 0) + 1 };
  if (old?.readSeq && next.readSeq !== undefined && next.readSeq < old.readSeq) {
    out.readSeq = old.readSeq;
    out.readN = old.readN;
  }
  return out;
}

/** Unread messages of a chat: what counts less what was read. */
export function unreadOf(chat: Pick<Chat, "n" | "state">): number {
  return Math.max(0, chat.n - chat.state.readN);
}

/** When something last happened that moves a chat up in the list. */
export function activeAt(chat: Chat): number {
  return Math.max(chat.last?.at ?? 0, chat.createdAt, chat.state.draft ? chat.state.draftAt : 0);
}

/** Whether the person runs this group. */
export function isAdmin(c: Pick<Chat, "role">): boolean {
  return c.role === "admin" || c.role === "owner";
}
