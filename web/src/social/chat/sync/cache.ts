// The local cache: everything a tab needs to paint chats without a network. One database per account
// slot; several tabs use it at once, so each change that depends on what is stored is
// one transaction. All of it can be fetched again except the outbox and unconfirmed patches.
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { CardState, Chat, Cursor, Entry, Id, Line, Outgoing, Patch, Person } from "./model";
import { applyChange, cover, isChange, isMoney, joinPatch, newerRow, rangeAt, tailOf, type Ranges } from "./rules";

export interface ChatDb extends DBSchema {
  meta: { key: string; value: unknown };
  chats: { key: Id; value: Chat };
  entries: { key: [Id, number]; value: Entry; indexes: { target: [Id, number] } };
  ranges: { key: Id; value: { chat: Id; list: [number, number][] } };
  outbox: { key: string; value: Outgoing };
  patches: { key: Id; value: Patch };
  people: { key: Id; value: Person };
  lines: { key: [Id, string]; value: Line };
  /** Beside the entries, since a state may come before its card, or for one that is not known here. */
  cards: { key: [Id, number]; value: CardState };
}

/** 1: text and cards of people. 2: money. */
export const cacheVersion = 2;

type Upgrade = IDBPTransaction<ChatDb, StoreNames<ChatDb>[], "versionchange">;

export function upgradeCache(db: IDBPDatabase<ChatDb>, from: number, tx: Upgrade): void {
  if (from === 1) {
    // What the earlier client could not read it kept as "unknown": all rows are fetched anew. What is to be sent stays.
    for (const s of ["chats", "entries", "ranges", "lines"] as const) void tx.objectStore(s).clear();
    const meta = tx.objectStore("meta");
    void meta.get("cursor").then((c) => c && meta.put({ ...(c as Cursor), epoch: 0, changeSeq: 0 } satisfies Cursor, "cursor"));
    db.createObjectStore("cards", { keyPath: ["chat", "seq"] });
    return;
  }
  db.createObjectStore("meta");
  db.createObjectStore("chats", { keyPath: "id" });
  // Only changes carry a target, so only they are in this index.
  db.createObjectStore("entries", { keyPath: ["chat", "seq"] }).createIndex("target", ["chat", "target"]);
  db.createObjectStore("ranges", { keyPath: "chat" });
  db.createObjectStore("outbox", { keyPath: "id" });
  db.createObjectStore("patches", { keyPath: "chat" });
  db.createObjectStore("people", { keyPath: "id" });
  db.createObjectStore("lines", { keyPath: ["chat", "key"] });
  db.createObjectStore("cards", { keyPath: ["chat", "seq"] });
}

/** A page of history: entries in order of seq, and the stretch of the log that it stands for. */
export interface Stretch {
  entries: Entry[];
  from: number;
  to: number;
}

/** What storing entries changed. */
export interface Stored {
  /** Rows as they are now: the new ones and those that a change altered. */
  rows: Entry[];
  /** Entries that do not follow what is known; the log is known up to `tail`. */
  ahead: Entry[];
  tail: number;
}

type Tx = IDBPTransaction<ChatDb, StoreNames<ChatDb>[], "readwrite">;
type Cards = IDBPTransaction<ChatDb, StoreNames<ChatDb>[], "readonly">;

const relaxed = { durability: "relaxed" } as const;
const span = (chat: Id, from: number, to: number) => IDBKeyRange.bound([chat, from], [chat, to]);

export class Cache {
  constructor(
    private readonly db: IDBPDatabase<ChatDb>,
    private me: () => Id,
  ) {}

  /** Everything a tab shows before it opens a chat. */
  async load(): Promise<{ cursor: Cursor; chats: Chat[]; outbox: Outgoing[]; patches: Patch[]; people: Person[]; lines: Line[] }> {
    const tx = this.db.transaction(["meta", "chats", "outbox", "patches", "people", "lines"]);
    const [cursor, chats, outbox, patches, people, lines] = await Promise.all([
      tx.objectStore("meta").get("cursor"),
      tx.objectStore("chats").getAll(),
      tx.objectStore("outbox").getAll(),
      tx.objectStore("patches").getAll(),
      tx.objectStore("people").getAll(),
      tx.objectStore("lines").getAll(),
    ]);
    outbox.sort((a, b) => a.order - b.order);
    return { cursor: (cursor as Cursor | undefined) ?? { account: "", epoch: 0, changeSeq: 0 }, chats, outbox, patches, people, lines };
  }

  async meta<T>(key: string): Promise<T | undefined> {
    return (await this.db.get("meta", key)) as T | undefined;
  }
  async setMeta(key: string, value: unknown): Promise<void> {
    await this.db.put("meta", value, key);
  }

  /** Forgets all rows. keepOutgoing: an epoch reset keeps what is still to be sent, another account keeps nothing. */
  async reset(keepOutgoing: boolean): Promise<void> {
    const stores = ["meta", "chats", "entries", "ranges", "people", "lines", "cards", ...(keepOutgoing ? [] : ["outbox", "patches"])] as StoreNames<ChatDb>[];
    const tx = this.db.transaction(stores, "readwrite");
    for (const s of stores) void tx.objectStore(s).clear();
    await tx.done;
    if (keepOutgoing) {
      // A seq of the old epoch says nothing about the new log.
      const out = this.db.transaction("outbox", "readwrite");
      for (const item of await out.store.getAll()) await out.store.put({ ...item, baseSeq: 0 });
      await out.done;
    }
  }

  async putChats(chats: readonly Chat[], cursor?: Cursor): Promise<void> {
    const tx = this.db.transaction(["chats", "meta"], "readwrite", relaxed);
    for (const c of chats) void tx.objectStore("chats").put(c);
    if (cursor) void tx.objectStore("meta").put(cursor, "cursor");
    await tx.done;
  }

  async putPeople(people: readonly Person[]): Promise<void> {
    if (people.length === 0) return;
    const tx = this.db.transaction("people", "readwrite", relaxed);
    for (const p of people) void tx.store.put(p);
    await tx.done;
  }

  async putLine(line: Line): Promise<void> {
    await this.db.put("lines", line);
  }

  /** Stores how cards stand now; the rows among them that are here, as they look now. */
  async putCards(list: readonly CardState[]): Promise<Entry[]> {
    if (list.length === 0) return [];
    const tx = this.db.transaction(["entries", "cards"], "readwrite", relaxed);
    const rows: Entry[] = [];
    for (const card of list) {
      void tx.objectStore("cards").put(card);
      const row = await tx.objectStore("entries").get([card.chat, card.seq]);
      if (row) rows.push({ ...row, card });
    }
    await tx.done;
    return rows;
  }

  /** Rows with the states of their cards. */
  private async withCards(tx: Cards, rows: readonly Entry[]): Promise<Entry[]> {
    return Promise.all(rows.map(async (row) => {
      const card = isMoney(row.body) ? await tx.objectStore("cards").get([row.chat, row.seq]) : undefined;
      return card ? { ...row, card } : row;
    }));
  }

  /** Stores a stretch of the log as the server gave it. */
  async putStretch(chat: Id, s: Stretch): Promise<Entry[]> {
    const tx = this.db.transaction(["entries", "ranges", "cards"], "readwrite", relaxed);
    const rows = await this.merge(tx as unknown as Tx, chat, s.entries);
    await this.setRanges(tx as unknown as Tx, chat, cover(await this.rangesIn(tx as unknown as Tx, chat), s.from, s.to));
    const out = await this.withCards(tx as unknown as Cards, rows);
    await tx.done;
    return out;
  }

  /** Stores entries as they arrived one by one; those that leave a gap are not stored but returned. */
  async append(chat: Id, entries: readonly Entry[]): Promise<Stored> {
    const tx = this.db.transaction(["entries", "ranges", "cards"], "readwrite", relaxed) as unknown as Tx;
    let ranges = await this.rangesIn(tx, chat);
    const fit: Entry[] = [];
    const ahead: Entry[] = [];
    for (const e of [...entries].sort((a, b) => a.seq - b.seq)) {
      const known = rangeAt(ranges, e.seq);
      const tail = tailOf(ranges);
      if (known || tail === 0 || e.seq === tail + 1) {
        fit.push(e);
        ranges = cover(ranges, e.seq, e.seq);
      } else ahead.push(e);
    }
    const merged = await this.merge(tx, chat, fit);
    await this.setRanges(tx, chat, ranges);
    const rows = await this.withCards(tx as unknown as Cards, merged);
    await tx.done;
    return { rows, ahead, tail: tailOf(ranges) };
  }

  private async rangesIn(tx: Tx, chat: Id): Promise<Ranges> {
    return (await tx.objectStore("ranges").get(chat))?.list ?? [];
  }
  private async setRanges(tx: Tx, chat: Id, ranges: Ranges): Promise<void> {
    await tx.objectStore("ranges").put({ chat, list: ranges.map(([a, b]) => [a, b]) });
  }

  /** Puts rows beside what is there by the rev rule, and applies changes in both directions. */
  private async merge(tx: Tx, chat: Id, entries: readonly Entry[]): Promise<Entry[]> {
    if (entries.length === 0) return [];
    const store = tx.objectStore("entries");
    const sorted = [...entries].sort((a, b) => a.seq - b.seq);
    const [lo, hi] = [sorted[0]!.seq, sorted.at(-1)!.seq];
    const stored = hi - lo < 4 * sorted.length + 50 ? await store.getAll(span(chat, lo, hi)) : await this.each(tx, sorted);
    const rows = new Map(stored.map((r) => [r.seq, r]));
    const changed = new Set<number>();
    for (const e of sorted) {
      const row = newerRow(rows.get(e.seq), e);
      if (row !== rows.get(e.seq)) changed.add(e.seq);
      rows.set(e.seq, row);
    }
    // Changes that were known before the row they speak of.
    const earlier = await store.index("target").getAll(span(chat, lo, hi));
    const changes = [...earlier, ...sorted.filter(isChange)].sort((a, b) => a.seq - b.seq);
    const recalled: number[] = [];
    for (const c of changes) {
      const at = c.target!;
      const row = rows.get(at) ?? (await store.get([chat, at]));
      if (!row) continue;
      const next = applyChange(row, c, this.me());
      if (next !== row) changed.add(at);
      if (next !== row && c.body.kind === "recall") recalled.push(at);
      rows.set(at, next);
    }
    const out = [...changed].sort((a, b) => a - b).map((seq) => rows.get(seq)!);
    for (const row of out) void store.put(row);
    for (const at of recalled) await this.emptyEdits(tx, chat, at); // after the puts: an edit may be among them
    return out;
  }

  /** A recalled message leaves no earlier wording behind. */
  private async emptyEdits(tx: Tx, chat: Id, target: number): Promise<void> {
    const store = tx.objectStore("entries");
    for (const e of await store.index("target").getAll([chat, target])) {
      if (e.body.kind === "edit") void store.put({ ...e, body: { ...e.body, text: "", mentions: [] } });
    }
  }

  private async each(tx: Tx, entries: readonly Entry[]): Promise<Entry[]> {
    const found = await Promise.all(entries.map((e) => tx.objectStore("entries").get([e.chat, e.seq])));
    return found.filter((e) => e !== undefined);
  }

  /** Up to limit rows before (or, newer, from) seq, as far as the log is known without a hole; whole: the stretch reaches further back. */
  async page(chat: Id, before: number, limit: number): Promise<{ rows: Entry[]; from: number }> {
    const tx = this.db.transaction(["entries", "ranges", "cards"]);
    const ranges = (await tx.objectStore("ranges").get(chat))?.list ?? [];
    const range = rangeAt(ranges, Math.min(before - 1, tailOf(ranges)));
    if (!range) return { rows: [], from: before };
    const from = Math.max(range[0], before - 1 > range[1] ? range[1] - limit + 1 : before - limit);
    const rows = await tx.objectStore("entries").getAll(span(chat, from, before - 1));
    return { rows: await this.withCards(tx as unknown as Cards, rows), from };
  }

  /** Up to limit rows after seq, as far as known without a hole; to is the last seq that they stand for. */
  async pageAfter(chat: Id, after: number, limit: number): Promise<{ rows: Entry[]; to: number }> {
    const tx = this.db.transaction(["entries", "ranges", "cards"]);
    const range = rangeAt((await tx.objectStore("ranges").get(chat))?.list ?? [], after + 1);
    if (!range) return { rows: [], to: after };
    const to = Math.min(range[1], after + limit);
    const rows = await tx.objectStore("entries").getAll(span(chat, after + 1, to));
    return { rows: await this.withCards(tx as unknown as Cards, rows), to };
  }

  async tails(chats: readonly Id[]): Promise<Map<Id, number>> {
    const all = await this.db.getAll("ranges");
    const by = new Map(all.map((r) => [r.chat, tailOf(r.list)]));
    return new Map(chats.map((id) => [id, by.get(id) ?? 0]));
  }

  async entry(chat: Id, seq: number): Promise<Entry | undefined> {
    const tx = this.db.transaction(["entries", "cards"]);
    const row = await tx.objectStore("entries").get([chat, seq]);
    return row && (await this.withCards(tx as unknown as Cards, [row]))[0];
  }

  async putOutgoing(item: Outgoing): Promise<void> {
    await this.db.put("outbox", item); // strict durability: this is the only copy
  }
  /** Changes an item unless it was withdrawn meanwhile. True when it is still there. */
  async changeOutgoing(item: Outgoing): Promise<boolean> {
    const tx = this.db.transaction("outbox", "readwrite");
    const there = !!(await tx.store.get(item.id));
    if (there) await tx.store.put(item);
    await tx.done;
    return there;
  }
  async removeOutgoing(ids: readonly string[]): Promise<void> {
    const tx = this.db.transaction("outbox", "readwrite");
    for (const id of ids) void tx.store.delete(id);
    await tx.done;
  }
  async outbox(): Promise<Outgoing[]> {
    return (await this.db.getAll("outbox")).sort((a, b) => a.order - b.order);
  }

  async patch(next: Omit<Patch, "version">): Promise<Patch> {
    const tx = this.db.transaction("patches", "readwrite");
    const joined = joinPatch(await tx.store.get(next.chat), next);
    await tx.store.put(joined);
    await tx.done;
    return joined;
  }
  patches(): Promise<Patch[]> {
    return this.db.getAll("patches");
  }
  /** Removes a patch unless it was changed since it had this version. True when it is gone. */
  async removePatch(chat: Id, version: number): Promise<boolean> {
    const tx = this.db.transaction("patches", "readwrite");
    const now = await tx.store.get(chat);
    const same = !now || now.version === version;
    if (same) await tx.store.delete(chat);
    await tx.done;
    return same;
  }

  close(): void {
    this.db.close();
  }
}
