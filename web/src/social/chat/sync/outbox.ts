// Sending: one item of a chat at a time, in order, with the same id until the server has answered.
import type { Ack } from "../../../gen/alun/live/v1/live_pb";
import type { Timers } from "./env";
import type { Cache } from "./cache";
import type { Id, Outgoing, Update } from "./model";
import { sendOf } from "./wire";
import type { Link } from "./link";

/** How long an answer may take before the item is sent again, ms. */
export const answerWithin = 15_000;
/** How often something that the server cannot do right now is tried before the person is asked. */
export const maxTries = 8;

interface Flight {
  item: Outgoing;
  ref: bigint;
  cancel: () => void;
}

interface Deps {
  cache: Cache;
  link: Link;
  timers: Timers;
  publish(u: Update): void;
  /** The server wrote the item into the log. */
  written(item: Outgoing, seq: number, n: number, at: number): Promise<void>;
}

export class Outbox {
  private flights = new Map<Id, Flight>();
  private pauses = new Map<Id, () => void>();
  private ref = 0n;
  private open = false;

  constructor(private readonly d: Deps) {}

  /** From now on there is a line and the log is in step, so what waits may go. */
  async begin(): Promise<void> {
    this.open = true;
    await this.flush();
  }

  /** The line is gone: what was on its way goes back into the queue. */
  halt(): void {
    this.open = false;
    for (const f of this.flights.values()) f.cancel();
    for (const cancel of this.pauses.values()) cancel();
    this.flights.clear();
    this.pauses.clear();
  }

  async flush(): Promise<void> {
    if (!this.open) return;
    const heads = new Map<Id, Outgoing>();
    for (const item of await this.d.cache.outbox()) {
      if (item.state === "waiting" && !heads.has(item.chat)) heads.set(item.chat, item);
    }
    for (const [chat, item] of heads) if (!this.flights.has(chat) && !this.pauses.has(chat)) this.launch(item);
  }

  private launch(item: Outgoing): void {
    const ref = ++this.ref;
    if (!this.open || !this.d.link.send({ ref, frame: { case: "send", value: sendOf(item) } })) return;
    const cancel = this.d.timers.after(answerWithin, () => {
      if (this.flights.get(item.chat)?.ref === ref) this.launch(item);
    });
    this.flights.get(item.chat)?.cancel();
    this.flights.set(item.chat, { item, ref, cancel });
  }

  /** Takes an answer; false when it is not one of ours. */
  async answered(ack: Ack): Promise<boolean> {
    for (const [chat, f] of this.flights) {
      if (f.ref !== ack.ref) continue;
      f.cancel();
      this.flights.delete(chat);
      if (ack.sent) await this.d.written(f.item, Number(ack.sent.seq), Number(ack.sent.n), Number(ack.sent.atMs));
      else await this.refused(f.item, ack.error?.code ?? "internal", ack.error?.kind ?? "internal", Number(ack.error?.retryAfterMs ?? 0));
      await this.flush();
      return true;
    }
    return false;
  }

  /** The log has shown that an item is written; whoever waits for its answer need not. True when one did. */
  arrived(chat: Id, ids: ReadonlySet<string>): boolean {
    const f = this.flights.get(chat);
    if (!f || !ids.has(f.item.id)) return false;
    f.cancel();
    return this.flights.delete(chat);
  }

  private async refused(item: Outgoing, code: string, kind: string, retryAfterMs: number): Promise<void> {
    if (code === "chat.base_too_old" && item.baseSeq) {
      // We are in step, so an earlier copy of it would have shown: only the newest entries need a look.
      await this.d.cache.changeOutgoing({ ...item, baseSeq: 0 });
      return;
    }
    const passing = kind === "exhausted" || kind === "unavailable" || kind === "internal";
    if (passing && item.tries + 1 < maxTries) {
      await this.d.cache.changeOutgoing({ ...item, tries: item.tries + 1 });
      const wait = Math.max(retryAfterMs, 500 * 2 ** item.tries);
      this.pauses.set(item.chat, this.d.timers.after(wait, () => {
        this.pauses.delete(item.chat);
        void this.flush();
      }));
      return;
    }
    if ("seq" in item.body) {
      // A change has no bubble to show its failure on: withdraw it and say why.
      await this.d.cache.removeOutgoing([item.id]);
      this.d.publish({ done: [item.id], refused: [{ chat: item.chat, code }] });
      return;
    }
    const failed: Outgoing = { ...item, state: "failed", code, tries: 0 };
    if (await this.d.cache.changeOutgoing(failed)) this.d.publish({ outbox: [failed] });
  }
}
