// What the person has read, what this device has received, and the rest of the person's own state:
// told to the server at most once a second for each chat, and again until it has answered.
import type { Ack } from "../../../gen/alun/live/v1/live_pb";
import type { Cache } from "./cache";
import type { EngineEnv } from "./env";
import type { Link } from "./link";
import type { Log } from "./log";
import { RemoteError, type Id, type Patch } from "./model";
import { mergeState, withPatch } from "./rules";

/** At most one mark of a chat in this time, ms. */
export const markEvery = 1_000;
/** Refs of marks, apart from those of the outbox. */
const refBase = 1n << 40n;

interface Deps {
  cache: Cache;
  link: Link;
  env: EngineEnv;
  log: Log;
}

export class Marks {
  private open = false;
  private delivered = new Map<Id, number>();
  private toldDelivered = new Map<Id, number>();
  private asked = new Map<bigint, Patch>();
  private calling = new Set<Id>();
  private ref = refBase;
  private cancel: (() => void) | null = null;
  private last = -markEvery;

  constructor(
    private readonly d: Deps,
    private readonly later: (work: () => Promise<void>) => void,
  ) {}

  async begin(): Promise<void> {
    this.open = true;
    await this.flush();
  }

  halt(): void {
    this.open = false;
    this.asked.clear();
    this.cancel?.();
    this.cancel = null;
  }

  /** The newest entries of a chat are stored on this device. */
  async received(chat: Id): Promise<void> {
    const c = this.d.log.chats.get(chat);
    if (c?.kind !== "direct" || !c.last || c.last.sender !== c.peer?.id) return;
    if (c.last.seq <= (this.toldDelivered.get(chat) ?? c.state.readSeq)) return;
    this.delivered.set(chat, c.last.seq);
    await this.flush();
  }

  /** Sends what has changed, now or when a second has passed since the last time. */
  async flush(): Promise<void> {
    if (!this.open || this.cancel) return;
    const wait = this.last + markEvery - this.d.env.timers.now();
    if (wait > 0) {
      this.cancel = this.d.env.timers.after(wait, () => {
        this.cancel = null;
        this.later(() => this.flush());
      });
      return;
    }
    const patches = await this.d.cache.patches();
    if (patches.length || this.delivered.size) this.last = this.d.env.timers.now();
    for (const p of patches) this.tell(p);
    for (const [chat, seq] of this.delivered) {
      if (this.d.link.send({ frame: { case: "mark", value: { chatId: chat, deliveredSeq: BigInt(seq) } } })) this.toldDelivered.set(chat, seq);
    }
    this.delivered.clear();
  }

  private tell(p: Patch): void {
    if ([...this.asked.values()].some((a) => a.chat === p.chat && a.version === p.version) || this.calling.has(p.chat)) return;
    const { chat, version: _, readSeq, readN: __, ...rest } = p;
    if (Object.keys(rest).length > 0) {
      this.calling.add(chat);
      void this.call(p);
    } else if (readSeq) {
      const ref = ++this.ref;
      const delivered = this.d.log.chats.get(chat)?.kind === "direct" ? BigInt(readSeq) : 0n;
      if (this.d.link.send({ ref, frame: { case: "mark", value: { chatId: chat, readSeq: BigInt(readSeq), deliveredSeq: delivered } } })) this.asked.set(ref, p);
    }
  }

  private async call(p: Patch): Promise<void> {
    try {
      const state = await this.d.env.remote.setState(p);
      this.later(async () => {
        this.calling.delete(p.chat);
        await this.settle(p, () => this.d.log.takeState(p.chat, state));
      });
    } catch (e) {
      this.later(async () => {
        this.calling.delete(p.chat);
        const passing = !(e instanceof RemoteError) || ["offline", "unavailable", "exhausted", "internal", "unauthenticated"].includes(e.kind);
        if (passing) {
          if (this.open) this.d.env.timers.after(5_000, () => this.later(() => this.flush()));
          return;
        }
        if (await this.d.cache.removePatch(p.chat, p.version)) this.d.env.publish({ patched: [p.chat], refused: [{ chat: p.chat, code: e.code }] });
      });
    }
  }

  /** Takes an answer; false when it is not one of ours. */
  async answered(ack: Ack): Promise<boolean> {
    const p = this.asked.get(ack.ref);
    if (!p) return false;
    this.asked.delete(ack.ref);
    const kind = ack.error?.kind;
    if (kind === "unavailable" || kind === "exhausted" || kind === "internal") {
      this.d.env.timers.after(Number(ack.error?.retryAfterMs ?? 0) || 5_000, () => this.later(() => this.flush()));
      return true;
    }
    await this.settle(p, async () => {
      const c = this.d.log.chats.get(p.chat);
      if (c && !ack.error) await this.d.log.store({ ...c, state: mergeState(withPatch(c, p).state, c.state) });
    });
    return true;
  }

  private async settle(p: Patch, take: () => Promise<void>): Promise<void> {
    await take();
    if (await this.d.cache.removePatch(p.chat, p.version)) this.d.env.publish({ patched: [p.chat] });
    else await this.flush();
  }
}
