// The one live connection: opens it, opens it again with growing, jittered waits, notices when it is dead.
import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { ClientFrameSchema, ServerFrameSchema, type ServerFrame } from "../../../gen/alun/live/v1/live_pb";
import type { Socket, Timers } from "./env";

/** Waits between attempts, ms: full jitter over a window that doubles from first to most. */
export const backoff = { first: 500, most: 30_000 };
/** A quiet line is asked for a sign of life after quiet ms and given up patience ms later. */
export const alive = { quiet: 25_000, patience: 10_000 };

/** The wait before attempt n (from 0). */
export function waitBefore(n: number, random: number): number {
  if (n === 0) return 0;
  const window = Math.min(backoff.most, backoff.first * 2 ** (n - 1));
  return window / 2 + (random * window) / 2;
}

interface Handlers {
  frame(f: ServerFrame): void;
  /** The line is gone; attempts says how often in a row it has failed to open. */
  down(attempts: number): void;
}

export class Link {
  private socket: Socket | null = null;
  private attempts = 0;
  private cancelWait: (() => void) | null = null;
  private cancelWatch: (() => void) | null = null;
  private stopped = true;

  constructor(
    private readonly open: () => Socket,
    private readonly timers: Timers,
    private readonly on: Handlers,
  ) {}

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.cancelWait?.();
    this.cancelWait = null;
    this.drop();
  }

  /** Tries at once when it is waiting; when open, makes sure the line is alive. */
  wake(): void {
    if (this.stopped) return;
    if (this.cancelWait) {
      this.cancelWait();
      this.cancelWait = null;
      this.connect();
    } else if (this.socket) this.probe();
  }

  /** The server has greeted us: the next failure starts from the shortest wait. */
  greeted(): void {
    this.attempts = 0;
  }

  /** False when there is no open line. */
  send(frame: MessageInitShape<typeof ClientFrameSchema>): boolean {
    if (!this.socket) return false;
    this.socket.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, frame)));
    return true;
  }

  private connect(): void {
    const socket = this.open();
    const opening = this.timers.after(alive.patience, () => this.lost(socket));
    let open = false;
    socket.onopen = () => {
      opening();
      open = true;
      this.socket = socket;
      this.listen();
    };
    socket.onmessage = (data) => {
      if (this.socket !== socket) return;
      this.listen();
      this.on.frame(fromBinary(ServerFrameSchema, data));
    };
    socket.onclose = () => {
      opening();
      if (open ? this.socket === socket : !this.stopped) this.lost(socket);
    };
  }

  private listen(): void {
    this.cancelWatch?.();
    this.cancelWatch = this.timers.after(alive.quiet, () => this.probe());
  }

  private probe(): void {
    this.cancelWatch?.();
    const socket = this.socket;
    if (!socket) return;
    this.send({ frame: { case: "ping", value: {} } });
    this.cancelWatch = this.timers.after(alive.patience, () => this.lost(socket));
  }

  private drop(): void {
    this.cancelWatch?.();
    this.cancelWatch = null;
    const s = this.socket;
    this.socket = null;
    if (s) s.onclose = s.onmessage = null;
    s?.close();
  }

  private lost(socket: Socket): void {
    socket.onclose = socket.onmessage = socket.onopen = null;
    socket.close();
    this.drop();
    if (this.stopped || this.cancelWait) return;
    this.attempts++;
    this.cancelWait = this.timers.after(waitBefore(this.attempts, this.timers.random()), () => {
      this.cancelWait = null;
      this.connect();
    });
    this.on.down(this.attempts);
  }
}
