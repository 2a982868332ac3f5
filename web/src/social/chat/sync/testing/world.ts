// A small server and a small clock for the engine's tests: the server keeps logs as the real one does and
// speaks the real frames; time stands still until a test moves it.
import "fake-indexeddb/auto";
import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { openDB } from "idb";
import { ClientFrameSchema, ServerFrameSchema } from "../../../../gen/alun/live/v1/live_pb";
import { BodySchema, CardStateSchema, ChangeSchema, ChatSchema, EntrySchema, Kind, PrivateLineSchema, type Entry as PbEntry } from "../../../../gen/alun/chat/v1/chat_pb";
import { Cache, cacheVersion, upgradeCache, type ChatDb } from "../cache";
import { Engine } from "../engine";
import type { HistoryPage, Remote, Socket, SyncAnswer, Timers } from "../env";
import { RemoteError, type Chat, type Cursor, type Id, type Patch, type State, type Update, type Outgoing } from "../model";
import { cardStateOf, chatOf, entryOf, hex, lineOf } from "../wire";

export class FakeClock implements Timers {
  private t = 1_000_000;
  private list: { at: number; fn: () => void }[] = [];
  now = () => this.t;
  random = () => 0.5;
  after = (ms: number, fn: () => void) => {
    const entry = { at: this.t + Math.round(ms), fn };
    this.list.push(entry);
    return () => void (this.list = this.list.filter((e) => e !== entry));
  };
  /** Moves time on and runs what is due, in order, each with what it sets off. */
  async pass(ms: number): Promise<void> {
    const end = this.t + Math.round(ms);
    for (;;) {
      const next = this.list.filter((e) => e.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.list = this.list.filter((e) => e !== next);
      this.t = Math.max(this.t, next.at);
      next.fn();
      for (let i = 0; i < 10; i++) await new Promise((done) => setImmediate(done));
    }
    this.t = end;
  }
}

interface Row {
  e: PbEntry;
}
interface FakeChat {
  id: Id;
  name: string;
  log: Row[];
  n: number;
  states: Map<Id, { readSeq: number; readN: number; pinned: boolean; draft: string }>;
  written: Map<string, number>;
}

/** One change of an account; a newer one of the same key replaces it. */
interface FakeChange {
  seq: number;
  key: string;
  chat?: Id;
  card?: MessageInitShape<typeof CardStateSchema>;
  line?: MessageInitShape<typeof PrivateLineSchema>;
}

/** One server for any number of devices; accounts are "1", "2", … */
export class FakeServer {
  epoch = 7;
  chats = new Map<Id, FakeChat>();
  changes = new Map<Id, FakeChange[]>();
  devices = new Set<FakeDevice>();
  /** Chance that a live frame is lost, 0 to 1; decided by rand. */
  loss = 0;
  rand = () => 0.99;
  syncs = 0;
  histories = 0;
  sends = 0;
  refuse: ((text: string) => { code: string; kind: string } | undefined) | undefined;

  constructor(readonly clock: FakeClock) {}

  addChat(id: Id, members: Id[]): FakeChat {
    const c: FakeChat = { id, name: `chat ${id}`, log: [], n: 0, states: new Map(), written: new Map() };
    for (const m of members) c.states.set(m, { readSeq: 0, readN: 0, pinned: false, draft: "" });
    this.chats.set(id, c);
    for (const m of members) this.changed(m, id);
    return c;
  }

  changed(account: Id, chat: Id): void {
    this.record(account, { key: `chat:${chat}`, chat }, { case: "chat", value: this.view(chat, account) });
  }
  /** How a card stands for one account from now on. */
  card(account: Id, card: MessageInitShape<typeof CardStateSchema> & { chatId: Id; seq: bigint }): void {
    this.record(account, { key: `card:${card.chatId}:${card.seq}`, card }, { case: "card", value: card });
  }
  /** A line that one account sees. */
  line(account: Id, key: string, line: MessageInitShape<typeof PrivateLineSchema>): void {
    this.record(account, { key, line }, { case: "line", value: line });
  }
  private record(account: Id, change: Omit<FakeChange, "seq">, what: MessageInitShape<typeof ChangeSchema>["what"]): void {
    const seq = this.lastChange(account) + 1;
    const list = (this.changes.get(account) ?? []).filter((c) => c.key !== change.key);
    this.changes.set(account, [...list, { seq, ...change }]);
    this.push([account], { changes: [{ seq: BigInt(seq), key: change.key, what }] });
  }
  lastChange(account: Id): number {
    return this.changes.get(account)?.at(-1)?.seq ?? 0;
  }

  view(id: Id, account: Id) {
    const c = this.chats.get(id)!;
    const s = c.states.get(account)!;
    const last = c.log.findLast((r) => r.e.body?.kind.case === "text");
    return create(ChatSchema, {
      id,
      kind: Kind.GROUP,
      name: c.name,
      maySend: true,
      lastSeq: BigInt(c.log.length),
      n: BigInt(c.n),
      fromSeq: 1n,
      last: last && this.seen(last.e, account),
      state: { readSeq: BigInt(s.readSeq), readN: BigInt(s.readN), pinned: s.pinned, draft: s.draft },
    });
  }

  private seen(e: PbEntry, account: Id): PbEntry {
    const mine = new Set<string>();
    for (const r of this.chats.get(e.chatId)!.log) {
      const k = r.e.body?.kind;
      if (k?.case === "react" && k.value.seq === e.seq && r.e.senderId === account) k.value.remove ? mine.delete(k.value.emoji) : mine.add(k.value.emoji);
    }
    return { ...e, reactions: e.reactions.map((r) => ({ ...r, mine: mine.has(r.emoji) })) };
  }

  /** Appends an entry as the real server does; the same client id gives the same answer. */
  write(chat: Id, sender: Id, body: MessageInitShape<typeof BodySchema>["kind"], client = "", deliver = true): { seq: number; n: number; duplicate: boolean } {
    const c = this.chats.get(chat)!;
    const known = client ? c.written.get(sender + client) : undefined;
    if (known) return { seq: known, n: Number(c.log[known - 1]!.e.n), duplicate: true };
    const seq = c.log.length + 1;
    const countable = ["text", "card", "packet", "transfer", "moneyRequest", "split"].includes(body?.case ?? "");
    if (countable) c.n++;
    const e = create(EntrySchema, {
      chatId: chat,
      seq: BigInt(seq),
      n: BigInt(c.n),
      senderId: sender,
      clientId: Uint8Array.from(client.match(/../g) ?? [], (x) => parseInt(x, 16)),
      atMs: BigInt(this.clock.now()),
      body: { kind: body },
      rev: BigInt(seq),
    });
    const live = create(EntrySchema, { ...e });
    const k = e.body?.kind;
    if (k?.case === "edit" || k?.case === "recall" || k?.case === "react") {
      const row = c.log[Number(k.value.seq) - 1]!;
      const t = { ...row.e, rev: e.seq };
      if (k.case === "edit") Object.assign(t, { body: create(BodySchema, { kind: { case: "text", value: { text: k.value.text } } }), editedAtMs: e.atMs });
      if (k.case === "recall") Object.assign(t, { recalled: true, body: create(BodySchema), reactions: [] });
      if (k.case === "react") {
        const old = t.reactions.find((r) => r.emoji === k.value.emoji)?.count ?? 0;
        const count = old + (k.value.remove ? -1 : 1);
        t.reactions = [...t.reactions.filter((r) => r.emoji !== k.value.emoji), ...(count > 0 ? [{ $typeName: "alun.chat.v1.Reaction" as const, emoji: k.value.emoji, count, mine: false }] : [])];
      }
      row.e = t;
    }
    c.log.push({ e });
    if (client) c.written.set(sender + client, seq);
    const s = c.states.get(sender);
    if (countable && s) Object.assign(s, { readSeq: seq, readN: c.n });
    if (deliver) this.push([...c.states.keys()], { entries: [live] });
    return { seq, n: c.n, duplicate: false };
  }

  text(chat: Id, sender: Id, text: string): void {
    this.write(chat, sender, { case: "text", value: { text } });
  }

  push(accounts: Id[], f: MessageInitShape<typeof ServerFrameSchema>): void {
    for (const d of this.devices) if (accounts.includes(d.account) && this.rand() >= this.loss) d.hear(f);
  }

  /** What a device should hold of a chat in the end: the real state of each row. */
  truth(chat: Id, account: Id) {
    return this.chats.get(chat)!.log.map((r) => entryOf(this.seen(r.e, account)));
  }
}

let databases = 0;

export class FakeDevice {
  line: (Socket & { up: boolean }) | null = null;
  /** False: no network. */
  reachable = true;
  /** Answers are lost: the server does the work, the device never hears. */
  deaf = false;
  updates: Update[] = [];
  engine!: Engine;
  cache!: Cache;
  private order = 0;

  constructor(
    readonly server: FakeServer,
    readonly account: Id,
  ) {}

  static async make(server: FakeServer, account: Id): Promise<FakeDevice> {
    const d = new FakeDevice(server, account);
    const db = await openDB<ChatDb>(`test-${++databases}`, cacheVersion, { upgrade: (db, from, _, tx) => upgradeCache(db, from, tx) });
    d.cache = new Cache(db, () => account);
    server.devices.add(d);
    await d.boot();
    return d;
  }

  /** Starts the engine on what is stored, as a new leader would. */
  async boot(): Promise<void> {
    this.engine = new Engine(this.cache, {
      timers: this.server.clock,
      remote: this.remote,
      connect: () => this.connect(),
      publish: (u) => void this.updates.push(structuredClone(u)),
    });
    await this.engine.start();
    await this.quiet();
  }

  /** Waits until nothing moves any more. Time does not pass. */
  async quiet(): Promise<void> {
    for (let still = 0; still < 30; still++) {
      await new Promise((done) => setImmediate(done));
      if (await this.engine.settled()) still = 0;
    }
  }

  private connect(): Socket {
    const socket: Socket & { up: boolean } = {
      up: true,
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (data) => this.take(socket, data),
      close: () => void (socket.up = false),
    };
    setImmediate(() => {
      if (!this.reachable) return socket.onclose?.();
      this.line = socket;
      socket.onopen?.();
      this.hear({ hellos: [{ epoch: BigInt(this.server.epoch), changeSeq: BigInt(this.server.lastChange(this.account)), accountId: this.account, sessionId: "9", nowMs: BigInt(this.server.clock.now()) }] });
    });
    return socket;
  }

  cut(): void {
    const l = this.line;
    this.line = null;
    l?.onclose?.();
  }

  hear(f: MessageInitShape<typeof ServerFrameSchema>): void {
    if (!this.line?.up || this.deaf) return;
    this.line.onmessage?.(toBinary(ServerFrameSchema, create(ServerFrameSchema, f)));
  }

  private take(socket: Socket, data: Uint8Array): void {
    if (socket !== this.line) return;
    const f = fromBinary(ClientFrameSchema, data);
    if (f.frame.case === "ping") this.hear({ pongs: [{}] });
    if (f.frame.case === "mark") {
      const c = this.server.chats.get(f.frame.value.chatId)!;
      const s = c.states.get(this.account)!;
      const seq = Number(f.frame.value.readSeq);
      if (seq > s.readSeq) {
        Object.assign(s, { readSeq: seq, readN: Number(c.log[seq - 1]!.e.n) });
        this.server.changed(this.account, c.id);
      }
      if (f.ref) this.hear({ acks: [{ ref: f.ref }] });
    }
    if (f.frame.case === "send") {
      this.server.sends++;
      const r = f.frame.value;
      const text = r.body?.kind.case === "text" ? r.body.kind.value.text : "";
      const no = this.server.refuse?.(text);
      if (no) return this.hear({ acks: [{ ref: f.ref, error: no }] });
      const w = this.server.write(r.chatId, this.account, r.body?.kind, hex(r.clientId));
      this.hear({ acks: [{ ref: f.ref, sent: { chatId: r.chatId, seq: BigInt(w.seq), n: BigInt(w.n), atMs: BigInt(this.server.clock.now()), duplicate: w.duplicate } }] });
    }
  }

  private readonly remote: Remote = {
    sync: async (cursor: Cursor, tails): Promise<SyncAnswer> => {
      this.need();
      const s = this.server;
      s.syncs++;
      const reset = cursor.epoch !== 0 && cursor.epoch !== s.epoch;
      const ch = (s.changes.get(this.account) ?? []).filter((c) => reset || c.seq > cursor.changeSeq);
      const mine = [...s.chats.values()].filter((c) => c.states.has(this.account));
      const moved = mine.filter((c) => (reset ? 0 : (tails.get(c.id) ?? 0)) < c.log.length);
      const ids = new Set([...ch.flatMap((c) => c.chat ?? []), ...moved.map((c) => c.id)]);
      return {
        cursor: { epoch: s.epoch, changeSeq: s.lastChange(this.account) },
        reset,
        more: false,
        chats: [...ids].map((id) => chatOf(s.view(id, this.account))),
        moved: moved.map((c) => {
          const after = reset ? 0 : (tails.get(c.id) ?? 0);
          const all = s.truth(c.id, this.account).filter((e) => e.seq > after);
          return { chat: c.id, entries: all.slice(-20), gap: all.length > 20 };
        }),
        states: [],
        lines: ch.flatMap((c) => (c.line ? (lineOf(create(PrivateLineSchema, c.line), c.key) ?? []) : [])),
        cards: ch.flatMap((c) => (c.card ? cardStateOf(create(CardStateSchema, c.card)) : [])),
        contacts: false,
        me: false,
        people: [],
      };
    },
    history: async (chat, at, limit): Promise<HistoryPage> => {
      this.need();
      this.server.histories++;
      const all = this.server.truth(chat, this.account);
      const side = "after" in at ? all.filter((e) => e.seq > at.after) : all.filter((e) => e.seq < at.before);
      const entries = "after" in at ? side.slice(0, limit) : side.slice(-limit);
      return { entries, end: entries.length === side.length, people: [] };
    },
    getChat: async (id): Promise<Chat> => {
      this.need();
      return chatOf(this.server.view(id, this.account));
    },
    setState: async (p: Patch): Promise<State> => {
      this.need();
      const s = this.server.chats.get(p.chat)!.states.get(this.account)!;
      if (p.pinned !== undefined) s.pinned = p.pinned;
      if (p.draft !== undefined) s.draft = p.draft;
      this.server.changed(this.account, p.chat);
      return chatOf(this.server.view(p.chat, this.account)).state;
    },
  };

  private need(): void {
    if (!this.reachable) throw new RemoteError("offline", "offline");
  }

  /** Writes as a tab does: into the outbox first, then asks the leader. */
  async send(chat: Id, body: Outgoing["body"]): Promise<string> {
    const id = hex(crypto.getRandomValues(new Uint8Array(16)));
    const tails = await this.cache.tails([chat]);
    await this.cache.putOutgoing({ id, chat, order: ++this.order, baseSeq: tails.get(chat)!, at: this.server.clock.now(), body, mentions: [], mentionAll: false, state: "waiting", code: "", tries: 0 });
    this.engine.command({ do: "flush" });
    return id;
  }

  async rows(chat: Id) {
    return (await this.cache.page(chat, Number.MAX_SAFE_INTEGER, 100_000)).rows;
  }
  async chat(id: Id): Promise<Chat> {
    return (await this.cache.load()).chats.find((c) => c.id === id)!;
  }
}
