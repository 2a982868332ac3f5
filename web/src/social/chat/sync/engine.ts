// The engine: keeps this browser's copy of the account's chats in step with the server. It runs in one
// tab at a time, the leader; all tabs read the cache and hear its updates.
//
// Everything that arrives is applied one after the other, so no rule has to think of another one
// running beside it.
import type { ServerFrame } from "../../../gen/alun/live/v1/live_pb";
import type { Cache } from "./cache";
import type { Command, EngineEnv, SyncAnswer } from "./env";
import { Link } from "./link";
import { Log } from "./log";
import { Marks } from "./marks";
import { RemoteError, type CardState, type Cursor, type Id, type Status } from "./model";
import { Outbox } from "./outbox";
import { cardStateOf, chatOf, entryOf, lineOf, stateOf } from "./wire";

/** A device tells at most this often that somebody types. */
export const typingEvery = 3_000;
/** People whose presence can be followed at once. */
export const maxWatch = 200;

export class Engine {
  private cursor: Cursor = { account: "", epoch: 0, changeSeq: 0 };
  private status: Status = "connecting";
  private readonly link: Link;
  private readonly log: Log;
  private readonly outbox: Outbox;
  private readonly marks: Marks;
  private queue: Promise<void> = Promise.resolve();
  private seen = this.queue;
  private syncing = false;
  private syncAgain = false;
  private greeted = false;
  /** Frames that came while Sync was asked; they are applied after its answer. */
  private waiting: ServerFrame[] = [];
  private watches = new Map<string, Id[]>();
  private typed = new Map<Id, number>();
  private stopped = false;

  constructor(
    private readonly cache: Cache,
    private readonly env: EngineEnv,
  ) {
    this.link = new Link(() => env.connect(), env.timers, {
      frame: (f) => this.frame(f),
      down: (attempts) => this.down(attempts),
    });
    const later = (work: () => Promise<void>) => this.enqueue(work);
    this.log = new Log({
      cache,
      env,
      me: () => this.cursor.account,
      arrived: (chat, ids) => {
        if (this.outbox.arrived(chat, ids)) later(() => this.outbox.flush());
      },
    }, later);
    this.outbox = new Outbox({
      cache,
      link: this.link,
      timers: env.timers,
      publish: (u) => env.publish(u),
      written: (item, seq, n, at) => {
        this.typed.delete(item.chat); // who goes on typing after a message is seen to do so at once
        return this.log.written(item, seq, n, at);
      },
    });
    this.marks = new Marks({ cache, link: this.link, env, log: this.log }, later);
  }

  /** The account whose rows these are; "" before the first greeting. */
  get account(): Id {
    return this.cursor.account;
  }

  async start(): Promise<void> {
    const now = await this.cache.load();
    this.cursor = now.cursor;
    this.log.load(now.chats);
    if (!this.stopped) this.link.start();
  }

  stop(): void {
    this.stopped = true;
    this.link.stop();
    this.outbox.halt();
    this.marks.halt();
  }

  /** Resolves when everything that arrived so far has been applied; true when there was anything since it was last asked. */
  async settled(): Promise<boolean> {
    let moved = false;
    while (this.seen !== this.queue) {
      moved = true;
      await (this.seen = this.queue);
    }
    return moved;
  }

  command(c: Command): void {
    switch (c.do) {
      case "flush":
        this.enqueue(() => this.outbox.flush());
        this.enqueue(() => this.marks.flush());
        return;
      case "typing":
        return this.typing(c.chat);
      case "watch":
        this.watches.set(c.tab, c.ids);
        return this.watch();
      case "unwatch":
        if (this.watches.delete(c.tab)) this.watch();
        return;
      case "adopt":
        return this.enqueue(() => this.log.takeChats([c.chat]));
      case "adoptState":
        return this.enqueue(() => this.log.takeState(c.chat, c.state));
      case "wake":
        return this.link.wake();
      case "hello":
        return this.env.publish({ status: this.status, account: this.cursor.account });
    }
  }

  private enqueue(work: () => Promise<void>): void {
    this.queue = this.queue.then(() => (this.stopped ? undefined : work())).catch((e: unknown) => {
      // One bad thing must not stop the rest; what it left out is found again by Sync.
      console.error("chat:", e);
    });
  }

  private setStatus(s: Status): void {
    if (this.status === s) return;
    this.status = s;
    this.env.publish({ status: s });
  }

  private frame(f: ServerFrame): void {
    for (const h of f.hellos) {
      this.link.greeted();
      this.greeted = true;
      this.env.publish({ skew: Number(h.nowMs) - this.env.timers.now() });
      this.enqueue(() => this.greet(h.accountId, Number(h.epoch)));
    }
    if (f.resyncs.length) this.sync();
    this.enqueue(async () => {
      if (this.syncing) this.waiting.push(f);
      else await this.apply(f);
    });
  }

  private async greet(account: Id, epoch: number): Promise<void> {
    if (this.cursor.account && this.cursor.account !== account) await this.forget({ account, epoch: 0, changeSeq: 0 }, false);
    else if (this.cursor.epoch && this.cursor.epoch !== epoch) await this.forget({ account, epoch: 0, changeSeq: 0 }, true);
    else if (!this.cursor.account) this.cursor = { ...this.cursor, account };
    this.env.publish({ account });
    this.watch();
    this.sync();
  }

  private async forget(cursor: Cursor, keepOutgoing: boolean): Promise<void> {
    await this.cache.reset(keepOutgoing);
    this.cursor = cursor;
    this.log.load([]);
    this.env.publish({ reset: true, account: cursor.account, outbox: keepOutgoing ? await this.cache.outbox() : [], patches: keepOutgoing ? await this.cache.patches() : [] });
  }

  private down(attempts: number): void {
    this.greeted = false;
    this.outbox.halt();
    this.marks.halt();
    if (this.status === "signedOut") return;
    this.setStatus(attempts > 1 ? "offline" : "connecting");
    // A refused upgrade does not say why: a plain call does, and brings what is new all the same.
    if (attempts === 2) this.sync();
  }

  /** Asks what was missed; asked again meanwhile, it runs once more. */
  private sync(): void {
    if (this.syncing) {
      this.syncAgain = true;
      return;
    }
    this.syncing = true;
    if (this.greeted) this.setStatus("syncing");
    void this.runSync();
  }

  private async runSync(): Promise<void> {
    try {
      let more = true;
      while (more && !this.stopped) {
        const tails = await this.cache.tails([...this.log.chats.keys()]);
        const answer = await this.env.remote.sync(this.cursor, tails);
        await new Promise<void>((done) => this.enqueue(() => this.takeSync(answer, tails).finally(done)));
        more = answer.more || answer.reset || this.syncAgain;
        this.syncAgain = false;
      }
      this.enqueue(() => this.inStep());
    } catch (e) {
      this.enqueue(() => this.notInStep(e));
    }
  }

  private async takeSync(a: SyncAnswer, tails: ReadonlyMap<Id, number>): Promise<void> {
    if (a.reset) await this.forget({ account: this.cursor.account, epoch: a.cursor.epoch, changeSeq: 0 }, true);
    await this.log.takeChats(a.chats, { people: a.people, lines: a.lines, contacts: a.contacts, me: a.me });
    for (const s of a.states) await this.log.takeState(s.chat, s.state);
    for (const l of a.lines) await this.cache.putLine(l);
    await this.cards(a.cards);
    for (const m of a.moved) {
      await this.log.takeStretch(m.chat, m.entries, m.gap, a.reset ? 0 : (tails.get(m.chat) ?? 0));
      await this.marks.received(m.chat);
    }
    if (!a.reset) this.cursor = { account: this.cursor.account, ...a.cursor };
    await this.cache.putChats([], this.cursor);
  }

  private async inStep(): Promise<void> {
    this.syncing = false;
    const frames = this.waiting.splice(0);
    for (const f of frames) await this.apply(f);
    this.env.publish({ nudges: "all" });
    if (!this.greeted) return;
    this.setStatus("online");
    await this.outbox.begin();
    await this.marks.begin();
  }

  private async notInStep(e: unknown): Promise<void> {
    this.syncing = false;
    this.waiting.length = 0;
    if (e instanceof RemoteError && e.kind === "unauthenticated") {
      this.link.stop();
      this.setStatus("signedOut");
      return;
    }
    if (!this.greeted) return;
    // The line is open but the call failed: ask again soon.
    this.env.timers.after(3_000, () => this.greeted && this.sync());
  }

  private async apply(f: ServerFrame): Promise<void> {
    if (f.entries.length) {
      const entries = f.entries.map(entryOf);
      await this.log.live(entries);
      for (const chat of new Set(entries.map((e) => e.chat))) await this.marks.received(chat);
    }
    for (const c of f.changes) await this.change(c);
    for (const ack of f.acks) if (!(await this.outbox.answered(ack))) await this.marks.answered(ack);
    for (const m of f.marks) await this.log.mark(m.chatId, m.accountId, Number(m.deliveredSeq), Number(m.readSeq));
    const marks = f.marks.map((m) => ({ chat: m.chatId, account: m.accountId, delivered: Number(m.deliveredSeq), read: Number(m.readSeq) }));
    const typing = f.typing.map((t) => ({ chat: t.chatId, account: t.accountId })).filter((t) => t.account !== this.cursor.account);
    const presences = f.presences.map((p) => ({ id: p.accountId, online: p.online, lastSeen: Number(p.lastSeenMs) }));
    const nudges = [...new Set(f.nudges.map((n) => n.topic))];
    if (marks.length || typing.length || presences.length || nudges.length) this.env.publish({ marks, typing, presences, nudges });
  }

  private async change(c: ServerFrame["changes"][number]): Promise<void> {
    const seq = Number(c.seq);
    if (seq <= this.cursor.changeSeq) return;
    // The account's numbers grow without holes while one listens: a jump means that something was missed.
    if (seq > this.cursor.changeSeq + 1) return this.sync();
    const w = c.what;
    if (w.case === "chat") await this.log.takeChats([chatOf(w.value)]);
    else if (w.case === "state" && w.value.state) await this.log.takeState(w.value.chatId, stateOf(w.value.state));
    else if (w.case === "contacts") this.env.publish({ contacts: true });
    else if (w.case === "me") this.env.publish({ me: true });
    else if (w.case === "card") await this.cards([cardStateOf(w.value)]);
    else if (w.case === "line") {
      const line = lineOf(w.value, c.key);
      if (line) {
        await this.cache.putLine(line);
        this.env.publish({ lines: [line] });
      }
    }
    this.cursor = { ...this.cursor, changeSeq: seq };
    await this.cache.putChats([], this.cursor);
  }

  private async cards(list: readonly CardState[]): Promise<void> {
    const entries = await this.cache.putCards(list);
    if (entries.length) this.env.publish({ entries });
  }

  private typing(chat: Id): void {
    const now = this.env.timers.now();
    if (now - (this.typed.get(chat) ?? -typingEvery) < typingEvery) return;
    if (this.greeted && this.link.send({ frame: { case: "typing", value: { chatId: chat } } })) this.typed.set(chat, now);
  }

  private watch(): void {
    if (!this.greeted) return;
    const ids = [...new Set([...this.watches.values()].flat())].slice(0, maxWatch);
    this.link.send({ frame: { case: "watch", value: { accountIds: ids } } });
  }
}
