// How a window of a chat's log is laid out: which rows there are, in which order, what stands above and beside them. Pure.
import type { CardState, Chat, Entry, Id, Line, Outgoing, SystemBody } from "../sync/model";
import { asEntry, isChange, isMessage, isVisible, withPending } from "../sync/rules";

/** A pause this long gets a time above the next message, ms. */
export const pauseMs = 5 * 60_000;
/** Messages of one person closer than this stand together, ms. */
export const groupMs = 3 * 60_000;

export interface Row {
  key: string;
  entry?: Entry;
  /** A line of the house. */
  line?: SystemBody;
  /** Not confirmed by the server yet. */
  item?: Outgoing;
  at: number;
  /** A time stands above it. */
  divider: boolean;
  /** The first unread message: a divider stands above it. */
  unread: boolean;
  /** First and last of a run of messages by one person. */
  first: boolean;
  last: boolean;
  mine: boolean;
}

/** Whether a row would look the same. */
export function sameRow(a: Row, b: Row): boolean {
  return (
    a.item === b.item && a.line === b.line && a.divider === b.divider && a.unread === b.unread && a.first === b.first && a.last === b.last && a.mine === b.mine &&
    (a.entry === b.entry || (!!a.entry && !!b.entry && a.entry.rev === b.entry.rev && a.entry.seq === b.entry.seq && a.entry.reactions === b.entry.reactions && a.entry.body === b.entry.body && a.entry.recalled === b.entry.recalled && sameCard(a.entry.card, b.entry.card)))
  );
}

const sameCard = (a: CardState | undefined, b: CardState | undefined) => a === b || (a?.state === b?.state && a?.at === b?.at && a?.done === b?.done);

/** What the window is, and for whom. unreadAfter: the last read seq when it was opened, 0 when all was read. */
export interface Around {
  me: Id;
  unreadAfter: number;
  from: number;
  to: number;
  pending: readonly Outgoing[];
}

/** The rows of a window: what is visible, in order, with dividers and grouping. */
export function rowsOf(chat: Chat, entries: readonly Entry[], items: readonly Outgoing[], own: readonly Line[], a: Around): Row[] {
  const out: Row[] = [];
  const base = { divider: false, unread: false, first: true, last: true };
  const written = new Set<string>();
  const byAnchor = [...own].filter((l) => l.anchor >= a.from - 1 && l.anchor <= a.to && l.anchor > chat.state.clearedSeq).sort((x, y) => x.anchor - y.anchor || x.at - y.at);
  let next = 0;
  const putLines = (upTo: number) => {
    for (; next < byAnchor.length && byAnchor[next]!.anchor < upTo; next++) {
      const l = byAnchor[next]!;
      out.push({ ...base, key: `l:${l.key}`, line: l.body, at: l.at, mine: false });
    }
  };
  for (const e of [...entries].sort((x, y) => x.seq - y.seq)) {
    if (e.client) written.add(e.client);
    if (isChange(e) || !isVisible(e, chat)) continue;
    putLines(e.seq);
    const mine = e.sender === a.me;
    const entry = isMessage(e) && a.pending.length ? withPending(e, a.pending, a.me) : e;
    const key = mine && e.client ? `c:${e.client}` : `s:${e.seq}`;
    out.push({ ...base, key, entry, line: e.body.kind === "system" ? e.body : undefined, at: e.at, mine });
  }
  putLines(Infinity);
  for (const item of items) {
    if ("seq" in item.body || written.has(item.id)) continue;
    out.push({ ...base, key: `c:${item.id}`, entry: asEntry(item, Number.MAX_SAFE_INTEGER, 0, item.at, a.me), item, at: item.at, mine: true });
  }
  let marked = false;
  for (let i = 0; i < out.length; i++) {
    const [r, before] = [out[i]!, out[i - 1]];
    const day = !before || new Date(before.at).toDateString() !== new Date(r.at).toDateString();
    r.divider = day || r.at - before.at > pauseMs;
    const counts = r.entry && !r.line && !r.mine && !r.item;
    if (a.unreadAfter > 0 && !marked && counts && r.entry!.seq > a.unreadAfter) r.unread = marked = true;
  }
  for (let i = 0; i < out.length; i++) {
    const [before, r, after] = [out[i - 1], out[i]!, out[i + 1]];
    r.first = !together(before, r);
    r.last = !after || !together(r, after);
  }
  return out;
}

function together(a: Row | undefined, b: Row): boolean {
  if (!a?.entry || !b.entry || a.line || b.line || b.divider || b.unread) return false;
  return a.entry.sender === b.entry.sender && b.at - a.at < groupMs && !a.entry.recalled && !b.entry.recalled;
}
