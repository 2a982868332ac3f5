// The window onto one chat's log: a few hundred rows in memory, older and newer ones from the cache, and
// where that has a hole, from the server. One signal a row; the list of keys changes only when rows come or go.
import { batch, effect, signal, type Signal } from "@preact/signals";
import type { Entry, Id, Update } from "../sync/model";
import { newerRow } from "../sync/rules";
import { remote } from "../sync/remote";
import { cache, lines, myId, onUpdate, outbox, publish } from "./hub";
import { chatNow, row } from "./rows";
import { rowsOf, sameRow, type Row } from "./layout";

/** Entries fetched at a time, and the most that stay in memory. */
export const pageSize = 80;
export const maxWindow = 400;
/** Which rows there are; shift says that the last change was at the start, so the view keeps its place from the end. */
export interface Shape {
  keys: readonly string[];
  shift: boolean;
}

export class Timeline {
  readonly shape = signal<Shape>({ keys: [], shift: false });
  /** loading: nothing to show yet. failed: nothing to show and no answer. */
  readonly state = signal<"loading" | "ready" | "failed">("loading");
  readonly atStart = signal(false);
  readonly atEnd = signal(true);
  readonly loading = signal<"" | "older" | "newer">("");
  /** The last read seq when the chat was opened: the unread divider stands after it. */
  private unreadAfter = 0;
  private entries = new Map<number, Entry>();
  private from = 1;
  private to = 0;
  private rows = new Map<string, Signal<Row>>();
  private stops: (() => void)[] = [];
  private closed = false;

  constructor(readonly chat: Id) {}

  /** Opens at the first unread message, at seq when given, else at the end. Resolves when there is something to draw. */
  async open(seq = 0): Promise<void> {
    const c = chatNow(this.chat);
    this.unreadAfter = c && c.n > c.state.readN ? c.state.readSeq : 0;
    this.stops.push(onUpdate((u) => this.hear(u)));
    await this.show(seq || this.unreadAfter);
    let first = true;
    this.stops.push(
      effect(() => {
        void outbox.value.get(this.chat);
        void lines.value.get(this.chat);
        void row(this.chat).value?.state.deleted;
        void row(this.chat).value?.state.clearedSeq;
        if (!first && !this.closed) this.build();
        first = false;
      }),
    );
  }

  close(): void {
    this.closed = true;
    for (const stop of this.stops) stop();
  }

  row(key: string): Signal<Row> {
    return this.rows.get(key)!;
  }

  /** The key of the row at seq, or of the next one after it. */
  keyAt(seq: number): string | undefined {
    return this.shape.peek().keys.find((k) => (this.rows.get(k)?.peek().entry?.seq ?? Infinity) >= seq);
  }
  unreadKey(): string | undefined {
    return this.shape.peek().keys.find((k) => this.rows.get(k)?.peek().unread);
  }

  /** Fills the window around a place; 0 is the end. */
  async show(seq: number): Promise<void> {
    const c = await cache();
    const chat = chatNow(this.chat);
    const end = chat?.lastSeq ?? 0;
    if (!seq || end - seq < 2 * pageSize) {
      const page = await c.page(this.chat, Number.MAX_SAFE_INTEGER, Math.max(pageSize, seq ? end - seq + pageSize / 2 : 0));
      const to = page.rows.at(-1)?.seq ?? 0;
      const whole = page.rows.length > 0 && to >= end;
      if (page.rows.length) this.replace(page.rows, page.from, Math.max(to, whole ? end : to), true);
      if (!whole && end > 0) await this.fetchEnd();
      else this.state.value = "ready";
    } else await this.showAround(seq);
    if (!this.closed && this.from <= this.floor()) this.atStart.value = true;
    else if (this.shape.peek().keys.length < 20) await this.older();
  }

  private async showAround(seq: number): Promise<void> {
    const c = await cache();
    let before = await c.page(this.chat, seq + 1, pageSize);
    if (before.from > seq) {
      if (!(await this.fetchBefore(seq + 1))) return void (this.state.value = this.shape.peek().keys.length ? "ready" : "failed");
      before = await c.page(this.chat, seq + 1, pageSize);
    }
    const after = await c.pageAfter(this.chat, seq, pageSize);
    this.replace([...before.rows, ...after.rows], before.from, Math.max(seq, after.to), Math.max(seq, after.to) >= (chatNow(this.chat)?.lastSeq ?? 0));
    this.state.value = "ready";
    if (!this.atEnd.peek() && after.to < seq + 20) await this.newer();
  }

  private replace(rows: readonly Entry[], from: number, to: number, atEnd: boolean): void {
    this.entries = new Map(rows.map((r) => [r.seq, r]));
    this.from = from;
    this.to = to;
    this.atEnd.value = atEnd;
    this.atStart.value = from <= this.floor();
    this.state.value = "ready";
    this.build();
  }

  /** The newest page from the server: the cache does not reach the end. */
  private async fetchEnd(): Promise<void> {
    const ok = await this.fetchBefore((chatNow(this.chat)?.lastSeq ?? 0) + 1);
    if (this.closed) return;
    const page = await (await cache()).page(this.chat, Number.MAX_SAFE_INTEGER, pageSize);
    if (page.rows.length) this.replace(page.rows, page.from, Math.max(page.rows.at(-1)!.seq, ok ? (chatNow(this.chat)?.lastSeq ?? 0) : 0), true);
    this.state.value = ok || page.rows.length ? "ready" : "failed";
  }

  private async fetchBefore(before: number): Promise<boolean> {
    try {
      const r = await remote.history(this.chat, { before }, pageSize);
      const from = r.end ? 1 : (r.entries[0]?.seq ?? before);
      const c = await cache();
      await c.putPeople(r.people);
      const rows = await c.putStretch(this.chat, { entries: r.entries, from, to: before - 1 });
      publish({ people: r.people, entries: rows });
      return true;
    } catch {
      return false;
    }
  }

  private floor(): number {
    const c = chatNow(this.chat);
    return Math.max(1, c?.fromSeq ?? 1, (c?.state.clearedSeq ?? 0) + 1);
  }

  /** Adds a page before the window. */
  async older(): Promise<void> {
    if (this.atStart.peek() || this.loading.peek() || this.closed) return;
    this.loading.value = "older";
    try {
      const c = await cache();
      let page = await c.page(this.chat, this.from, pageSize);
      if (page.from >= this.from && (await this.fetchBefore(this.from))) page = await c.page(this.chat, this.from, pageSize);
      if (this.closed || page.from >= this.from) return;
      for (const r of page.rows) this.entries.set(r.seq, r);
      this.from = page.from;
      this.atStart.value = this.from <= this.floor();
      this.build(true);
      // In a second step, so that each change is at one end only.
      if (this.entries.size > maxWindow) setTimeout(() => this.trim("end"));
    } finally {
      this.loading.value = "";
    }
    if (!this.closed && !this.atStart.peek() && this.shape.peek().keys.length < 20) await this.older();
  }

  /** Adds a page after the window. */
  async newer(): Promise<void> {
    if (this.atEnd.peek() || this.loading.peek() || this.closed) return;
    this.loading.value = "newer";
    try {
      const c = await cache();
      let page = await c.pageAfter(this.chat, this.to, pageSize);
      if (page.to <= this.to) {
        try {
          const r = await remote.history(this.chat, { after: this.to }, pageSize);
          const to = r.entries.at(-1)?.seq ?? this.to;
          await c.putStretch(this.chat, { entries: r.entries, from: this.to + 1, to });
          page = await c.pageAfter(this.chat, this.to, pageSize);
        } catch {
          return;
        }
      }
      if (this.closed) return;
      for (const r of page.rows) this.entries.set(r.seq, newerRow(this.entries.get(r.seq), r));
      this.to = Math.max(this.to, page.to);
      this.atEnd.value = this.to >= (chatNow(this.chat)?.lastSeq ?? 0);
      this.build();
      if (this.entries.size > maxWindow) setTimeout(() => this.trim("start"));
    } finally {
      this.loading.value = "";
    }
  }

  private trim(side: "start" | "end"): void {
    if (this.closed || this.loading.peek()) return;
    const seqs = [...this.entries.keys()].sort((a, b) => a - b);
    const over = seqs.length - (maxWindow - pageSize);
    if (over <= 0) return;
    const gone = side === "start" ? seqs.slice(0, over) : seqs.slice(-over);
    for (const s of gone) this.entries.delete(s);
    if (side === "start") {
      this.from = seqs[over]!;
      this.atStart.value = false;
    } else {
      this.to = seqs[seqs.length - over - 1]!;
      this.atEnd.value = false;
    }
    this.build(side === "start");
  }

  private hear(u: Update): void {
    if (u.reset) {
      this.entries.clear();
      this.to = 0;
      this.atEnd.value = true;
      this.build();
      return;
    }
    let changed = false;
    for (const e of u.entries ?? []) {
      if (e.chat !== this.chat) continue;
      const inside = this.entries.has(e.seq) || (e.seq >= this.from && e.seq <= this.to);
      if (!inside && !(this.atEnd.peek() && e.seq > this.to && u.fresh)) continue;
      this.entries.set(e.seq, e);
      this.to = Math.max(this.to, e.seq);
      if (this.state.peek() !== "ready") this.state.value = "ready";
      changed = true;
    }
    if (changed || u.account) this.build();
  }

  /** Forgets the divider: everything has been seen. */
  clearUnread(): void {
    if (!this.unreadAfter) return;
    this.unreadAfter = 0;
    this.build();
  }

  private build(shift = false): void {
    const c = chatNow(this.chat);
    if (!c) return;
    const next = rowsOf(c, [...this.entries.values()], this.atEnd.peek() ? (outbox.peek().get(this.chat) ?? []) : [], lines.peek().get(this.chat) ?? [], {
      me: myId.peek(),
      unreadAfter: this.unreadAfter,
      from: this.from,
      to: this.atEnd.peek() ? Infinity : this.to,
      pending: outbox.peek().get(this.chat) ?? [],
    });
    batch(() => {
      const keys = next.map((r) => r.key);
      for (const r of next) {
        const s = this.rows.get(r.key);
        if (!s) this.rows.set(r.key, signal(r));
        else if (!sameRow(s.peek(), r)) s.value = r;
      }
      const old = this.shape.peek().keys;
      if (old.length !== keys.length || old.some((k, i) => k !== keys[i])) {
        this.shape.value = { keys, shift };
        const keep = new Set(keys);
        for (const k of this.rows.keys()) if (!keep.has(k)) this.rows.delete(k);
      }
    });
  }
}
