// Several tabs, one engine: a lock decides which tab leads, a channel carries updates to all tabs and
// commands to the leader. When the leader goes, the browser gives the lock to the next one.
import type { Command } from "./env";
import type { Update } from "./model";

/** The part of the Web Locks API that is used; held until the promise that work returns ends. */
export interface Locks {
  request(name: string, options: { signal: AbortSignal }, work: () => Promise<void>): Promise<void>;
}

/** What leads while the lock is held. */
export interface Leader {
  command(c: Command): void;
  stop(): void;
}

type Letter = { update: Update } | { command: Command };

interface Deps {
  locks: Locks;
  channel: BroadcastChannel;
  name: string;
  /** Makes the engine; called once, when this tab begins to lead. */
  lead(publish: (u: Update) => void): Promise<Leader>;
  onUpdate(u: Update): void;
}

export class Tabs {
  private leader: Leader | null = null;
  private readonly abort = new AbortController();
  private release: (() => void) | null = null;
  private stopped = false;

  constructor(private readonly d: Deps) {
    d.channel.onmessage = (e: MessageEvent<Letter>) => this.hear(e.data);
  }

  /** Whether this tab leads. */
  get leads(): boolean {
    return this.leader !== null;
  }

  start(): void {
    const held = this.d.locks.request(this.d.name, { signal: this.abort.signal }, async () => {
      if (this.stopped) return;
      const leader = await this.d.lead((u) => this.publish(u));
      if (this.stopped) return leader.stop();
      this.leader = leader;
      this.publish({ leader: true });
      await new Promise<void>((done) => (this.release = done));
    });
    held.catch((e: unknown) => {
      if (!this.stopped) throw e;
    });
    this.ask({ do: "hello" });
  }

  stop(): void {
    this.stopped = true;
    this.leader?.stop();
    this.leader = null;
    this.release?.();
    this.abort.abort();
    this.d.channel.close();
  }

  /** Tells every tab, this one too. */
  publish(u: Update): void {
    if (this.stopped) return;
    this.d.onUpdate(u);
    this.d.channel.postMessage({ update: u } satisfies Letter);
  }

  /** Asks the leader, whichever tab that is. With no leader yet it is lost: what matters is stored. */
  ask(c: Command): void {
    if (this.stopped) return;
    if (this.leader) this.leader.command(c);
    else this.d.channel.postMessage({ command: c } satisfies Letter);
  }

  private hear(letter: Letter): void {
    if ("update" in letter) this.d.onUpdate(letter.update);
    else this.leader?.command(letter.command);
  }
}
