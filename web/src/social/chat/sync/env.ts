// What the engine needs of the world, so that a test can be the world.
import type { CardState, Chat, Cursor, Entry, Id, Patch, Person, State, Update, Line } from "./model";

/** A WebSocket, as far as it is used here. */
export interface Socket {
  send(data: Uint8Array<ArrayBuffer>): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((data: Uint8Array) => void) | null;
  onclose: (() => void) | null;
}

export interface Timers {
  now(): number;
  /** Runs fn once after ms; the result cancels it. */
  after(ms: number, fn: () => void): () => void;
  /** 0 <= x < 1 */
  random(): number;
}

export interface HistoryPage {
  entries: Entry[];
  end: boolean;
  people: Person[];
}

export interface SyncAnswer {
  cursor: Omit<Cursor, "account">;
  reset: boolean;
  more: boolean;
  chats: Chat[];
  /** For each chat that moved: its newest entries, and whether some before them were left out. */
  moved: { chat: Id; entries: Entry[]; gap: boolean }[];
  states: { chat: Id; state: State }[];
  lines: Line[];
  cards: CardState[];
  contacts: boolean;
  me: boolean;
  people: Person[];
}

/** The calls that keep a device in step. They throw RemoteError. */
export interface Remote {
  sync(cursor: Cursor, chats: ReadonlyMap<Id, number>): Promise<SyncAnswer>;
  history(chat: Id, at: { before: number } | { after: number }, limit: number): Promise<HistoryPage>;
  getChat(id: Id): Promise<Chat>;
  setState(p: Patch): Promise<State>;
}

/** What a tab asks of the tab that leads. Everything that must not be lost is stored before it is asked. */
export type Command =
  /** The outbox or the patches changed. */
  | { do: "flush" }
  | { do: "typing"; chat: Id }
  /** People whose presence this tab wants to hear of. */
  | { do: "watch"; tab: string; ids: Id[] }
  | { do: "unwatch"; tab: string }
  /** A call's answer told the newest of a chat. */
  | { do: "adopt"; chat: Chat }
  | { do: "adoptState"; chat: Id; state: State }
  /** The network seems to be back, or somebody wants to know now. */
  | { do: "wake" }
  /** Another tab wants to know how things stand. */
  | { do: "hello" };

export interface EngineEnv {
  timers: Timers;
  remote: Remote;
  connect(): Socket;
  publish(u: Update): void;
}
