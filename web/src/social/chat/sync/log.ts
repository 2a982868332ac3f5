// Chats' logs as they come in: entries are applied in order of seq, a hole is filled from History
// before what lies behind it, and every row that changed is published once it is stored.
import type { Cache } from "./cache";
import type { EngineEnv } from "./env";
import type { Chat, Entry, Id, Outgoing, Person, State, Update } from "./model";
import { altersChat, asEntry, isVisible, mergeChat, mergeState, noteEntry } from "./rules";
import { peopleOf } from "./wire";

/** A hole of more than repairPages × repairLimit entries stays until somebody scrolls there. */
export const repairLimit = 200;
export const repairPages = 3;

interface Deps {
  cache: Cache;
  env: EngineEnv;
  me(): Id;
  /** Own entries that were seen in a log. */
  arrived(chat: Id, clients: ReadonlySet<string>): void;
}

export class Log {
  readonly chats = new Map<Id, Chat>();
  /** Entries behind a hole that is being filled. */
  private held = new Map<Id, Entry[]>();
  private repairing = new Set<Id>();

  constructor(
    private readonly d: Deps,
    /** Runs work after what is being applied now. */
    private readonly later: (work: () => Promise<void>) => void,
  ) {}

  load(chats: readonly Chat[]): void {
    this.chats.clear();
    this.held.clear();
    for (const c of chats) this.chats.set(c.id, c);
  }

  /** Puts the server's view of chats beside ours. */
  async takeChats(chats: readonly Chat[], more: Update = {}): Promise<void> {
    if (chats.length === 0 && Object.keys(more).length === 0) return;
    const people: Person[] = [...(more.people ?? []), ...chats.flatMap(peopleOf)];
    const merged: Chat[] = [];
    for (const c of chats) {
      const m = await this.withLast(mergeChat(this.chats.get(c.id), c));
      this.chats.set(c.id, m);
      merged.push(m);
    }
    await this.d.cache.putChats(merged);
    await this.d.cache.putPeople(people);
    this.d.env.publish({ ...more, chats: merged, people });
    for (const c of chats) {
      const waiting = this.held.get(c.id);
      if (waiting && !this.repairing.has(c.id)) {
        this.held.delete(c.id);
        await this.live(waiting);
      }
    }
  }

  async takeState(chat: Id, state: State): Promise<void> {
    const c = this.chats.get(chat);
    if (c) await this.store(await this.withLast({ ...c, state: mergeState(c.state, state) }));
  }

  async store(c: Chat, more: Update = {}): Promise<void> {
    this.chats.set(c.id, c);
    await this.d.cache.putChats([c]);
    this.d.env.publish({ ...more, chats: [c] });
  }

  /** The chat with the newest line that the person may still see. */
  private async withLast(c: Chat): Promise<Chat> {
    if (!c.last || isVisible(c.last, c)) return c;
    const { rows } = await this.d.cache.page(c.id, c.last.seq, 50);
    const last = rows.findLast((r) => !r.target && isVisible(r, c));
    const out = { ...c };
    delete out.last;
    return last ? { ...out, last } : out;
  }

  /** A stretch of a chat's log as Sync gave it. */
  async takeStretch(chat: Id, entries: Entry[], gap: boolean, tail: number): Promise<void> {
    const c = this.chats.get(chat);
    if (!c) return;
    const first = entries[0]?.seq ?? c.lastSeq + 1;
    // Without a gap the answer stands for everything after our cursor, up to where the chat is now.
    const from = gap || tail === 0 ? first : Math.min(first, tail + 1);
    const to = Math.max(entries.at(-1)?.seq ?? 0, entries.length || !gap ? c.lastSeq : 0);
    const rows = await this.d.cache.putStretch(chat, { entries, from, to });
    await this.publishRows(c, rows, entries, true);
  }

  /** Entries from the live line, of any chats, in any order. */
  async live(entries: readonly Entry[]): Promise<void> {
    const by = new Map<Id, Entry[]>();
    for (const e of entries) by.set(e.chat, [...(by.get(e.chat) ?? []), e]);
    for (const [chat, list] of by) {
      if (!this.chats.has(chat)) {
        this.hold(chat, list);
        this.fetchChat(chat);
      } else if (this.repairing.has(chat)) this.hold(chat, list);
      else await this.place(chat, list);
    }
  }

  private hold(chat: Id, list: readonly Entry[]): void {
    this.held.set(chat, [...(this.held.get(chat) ?? []), ...list]);
  }

  private async place(chat: Id, list: readonly Entry[]): Promise<void> {
    const stored = await this.d.cache.append(chat, list);
    const c = this.chats.get(chat);
    if (c && stored.rows.length) await this.publishRows(c, stored.rows, list.filter((e) => !stored.ahead.includes(e)), true);
    if (stored.ahead.length) {
      this.hold(chat, stored.ahead);
      this.repair(chat, stored.tail);
    }
  }

  private async publishRows(c: Chat, rows: Entry[], entries: readonly Entry[], fresh: boolean): Promise<void> {
    let chat = c;
    const me = this.d.me();
    for (const e of [...entries].sort((a, b) => a.seq - b.seq)) chat = noteEntry(chat, e, me);
    const last = chat.last && rows.find((r) => r.seq === chat.last?.seq);
    if (last) chat = { ...chat, last };
    const done = new Set(entries.filter((e) => e.sender === me && e.client).map((e) => e.client));
    if (done.size) {
      await this.d.cache.removeOutgoing([...done]);
      this.d.arrived(c.id, done);
    }
    await this.store(chat, { entries: rows, fresh, done: [...done] });
    if (fresh && entries.some(altersChat)) this.askSoon(c.id);
  }

  private asking = new Set<Id>();

  /** Asks for a chat's row after a moment, spread out, since all members hear of a change at once. */
  private askSoon(chat: Id): void {
    if (this.asking.has(chat)) return;
    this.asking.add(chat);
    this.d.env.timers.after(200 + 2_000 * this.d.env.timers.random(), () => {
      this.asking.delete(chat);
      this.d.env.remote.getChat(chat).then((c) => this.later(() => this.takeChats([c])), () => undefined);
    });
  }

  /** Fetches what lies between the known log and the held entries. */
  private repair(chat: Id, tail: number): void {
    this.repairing.add(chat);
    const run = async () => {
      let after = tail;
      try {
        for (let i = 0; i < repairPages; i++) {
          const page = await this.d.env.remote.history(chat, { after }, repairLimit);
          const from = after + 1;
          const first = Math.min(...(this.held.get(chat) ?? []).map((e) => e.seq));
          const to = page.end ? Math.max(page.entries.at(-1)?.seq ?? 0, Number.isFinite(first) ? first - 1 : 0) : page.entries.at(-1)!.seq;
          await new Promise<void>((done) => this.later(async () => {
            await this.d.cache.putPeople(page.people);
            const rows = await this.d.cache.putStretch(chat, { entries: page.entries, from, to });
            const c = this.chats.get(chat);
            if (c) await this.publishRows(c, rows, page.entries, true);
            done();
          }));
          if (page.end || to + 1 >= first) break;
          after = to;
        }
      } catch {
        // No network: the next Sync brings it. What is held begins a stretch of its own until then.
      }
      this.later(() => this.release(chat));
    };
    void run();
  }

  private async release(chat: Id): Promise<void> {
    this.repairing.delete(chat);
    const list = (this.held.get(chat) ?? []).sort((a, b) => a.seq - b.seq);
    this.held.delete(chat);
    if (list.length === 0) return;
    const c = this.chats.get(chat);
    const { ahead, rows, tail } = await this.d.cache.append(chat, list);
    if (c && rows.length) await this.publishRows(c, rows, list, true);
    if (ahead.length === 0 || !c) return;
    // Still a hole: it was longer than we fetch at once. The newest stretch stands on its own.
    const first = ahead[0]!.seq;
    if (first <= tail) return;
    const stretch = ahead.filter((e, i) => e.seq === first + i);
    const more = await this.d.cache.putStretch(chat, { entries: stretch, from: first, to: stretch.at(-1)!.seq });
    await this.publishRows(this.chats.get(chat) ?? c, more, stretch, true);
    const rest = ahead.slice(stretch.length);
    if (rest.length) await this.place(chat, rest);
  }

  private fetchChat(chat: Id): void {
    if (this.repairing.has(chat)) return;
    this.repairing.add(chat);
    this.d.env.remote.getChat(chat).then(
      (c) => this.later(async () => {
        this.repairing.delete(chat);
        await this.takeChats([c]);
      }),
      () => this.later(async () => {
        this.repairing.delete(chat);
        this.held.delete(chat); // not ours, or no network: Sync will tell
      }),
    );
  }

  /** An own item that the server has just given its place. */
  async written(item: Outgoing, seq: number, n: number, at: number): Promise<void> {
    if (item.forward && item.body.kind === "unknown") {
      // A copy of something that this device cannot make: wait for the real entry.
      await this.d.cache.removeOutgoing([item.id]);
      this.d.env.publish({ done: [item.id] });
      return;
    }
    await this.live([asEntry(item, seq, n, at, this.d.me())]);
    await this.d.cache.removeOutgoing([item.id]);
    this.d.env.publish({ done: [item.id] });
  }

  /** Somebody has received or read up to here. */
  async mark(chat: Id, account: Id, delivered: number, read: number): Promise<void> {
    const c = this.chats.get(chat);
    if (!c || account === this.d.me()) return;
    if (c.kind !== "direct") return;
    const next = { ...c, peerDelivered: Math.max(c.peerDelivered, delivered, read), peerRead: Math.max(c.peerRead, read) };
    if (next.peerDelivered !== c.peerDelivered || next.peerRead !== c.peerRead) await this.store(next);
  }
}

