// What the client keeps of chats: plain rows that go into IndexedDB and between tabs as they are.
// Sequence numbers are plain numbers here (a chat never reaches 2^53 entries); ids stay strings.

export type Id = string;

export interface Person {
  id: Id;
  name: string;
  handle: string;
  avatar: string;
  about: string;
  region: string;
  scripted: boolean;
  deleted: boolean;
}

/** What happened in a line of the house; the words of alun.chat.v1.System.What. */
export type What =
  | "created"
  | "added"
  | "removed"
  | "left"
  | "renamed"
  | "role"
  | "owner"
  | "history"
  | "dissolved"
  | "friends"
  | "invite"
  | MoneyWhat
  | "unknown";

/** What happened to money, in lines that only those whom it concerns see. */
export type MoneyWhat =
  | "packetOpened"
  | "packetFinished"
  | "packetRefunded"
  | "transferAccepted"
  | "transferReturned"
  | "transferExpired"
  | "transferReminder"
  | "requestPaid"
  | "requestDeclined"
  | "splitPaid"
  | "splitDone"
  | "splitReminder";

/** A whole number of a currency's minor units. */
export interface Money {
  minor: bigint;
  currency: string;
}

export interface SystemBody {
  kind: "system";
  what: What;
  actor: Id;
  accounts: Id[];
  value: string;
  /** The seq of the entry that the line speaks of; 0 when there is none. */
  about: number;
  amount?: Money;
}

/** A red packet. What is in it is not here: its room tells. */
export interface PacketBody {
  kind: "packet";
  id: Id;
  greeting: string;
  cover: string;
  /** The member it is for; "" for whoever comes first. */
  onlyFor: Id;
}
/** Money offered to one member, who accepts or returns it. */
export interface TransferBody {
  kind: "transfer";
  id: Id;
  payee: Id;
  amount: Money;
  note: string;
  expiresAt: number;
}
/** One member is asked for money. */
export interface RequestBody {
  kind: "request";
  id: Id;
  payer: Id;
  amount: Money;
  note: string;
}
/** A bill whose parts members are asked for. */
export interface SplitBody {
  kind: "split";
  id: Id;
  total: Money;
  note: string;
  parts: { account: Id; minor: bigint }[];
}
/** Cards of money: written by the server alone, never edited, forwarded or recalled. How they stand is a CardState. */
export type MoneyBody = PacketBody | TransferBody | RequestBody | SplitBody;

export type Body =
  | { kind: "text"; text: string }
  | { kind: "card"; person: Person }
  | MoneyBody
  | { kind: "edit"; seq: number; text: string; mentions: Id[] }
  | { kind: "recall"; seq: number }
  | { kind: "react"; seq: number; emoji: string; remove: boolean }
  | SystemBody
  /** Nothing left to see: deleted by the person for themself. */
  | { kind: "hole" }
  /** Of a kind that this client does not know yet. */
  | { kind: "unknown" };

export interface Quote {
  seq: number;
  sender: Id;
  text: string;
}

export interface Reaction {
  emoji: string;
  count: number;
  mine: boolean;
}

/** One entry of a chat's log, with the state of its row as of entry `rev` of the log. */
export interface Entry {
  chat: Id;
  seq: number;
  n: number;
  sender: Id;
  /** Hex of the 16 bytes that the sending device chose; "" when there are none. */
  client: string;
  at: number;
  body: Body;
  quote?: Quote;
  mentions: Id[];
  mentionAll: boolean;
  forwarded: boolean;
  rev: number;
  editedAt: number;
  recalled: boolean;
  reactions: Reaction[];
  /** The entry that an edit, recall or reaction speaks of; only these have it (it is an index of the cache). */
  target?: number;
  /** How a card of money stands for this account; without it, as it was sent. */
  card?: CardState;
  /** The text before its recall; only on the device that saw it, only of one's own messages. */
  was?: string;
}

/** What the person alone sees of a chat, the same on all devices. */
export interface State {
  readSeq: number;
  readN: number;
  pinned: boolean;
  muted: boolean;
  markedUnread: boolean;
  hidden: boolean;
  draft: string;
  draftQuote: number;
  draftAt: number;
  mentionSeq: number;
  clearedSeq: number;
  deleted: number[];
}

export type Kind = "direct" | "group" | "self";
export type Role = "none" | "member" | "admin" | "owner";

export interface Chat {
  id: Id;
  kind: Kind;
  name: string;
  peer?: Person;
  faces: Person[];
  memberCount: number;
  role: Role;
  newcomersSeeHistory: boolean;
  membersMayInvite: boolean;
  dissolved: boolean;
  maySend: boolean;
  maySendCode: string;
  lastSeq: number;
  n: number;
  fromSeq: number;
  last?: Entry;
  state: State;
  peerDelivered: number;
  peerRead: number;
  createdAt: number;
  request: boolean;
}

/** How the thing behind a card stands, as far as it concerns this account. The words of `state` are those of alun.chat.v1.CardState. */
export interface CardState {
  chat: Id;
  seq: number;
  state: string;
  amount?: Money;
  /** Of a split: so many of so many have paid. */
  done: number;
  of: number;
  at: number;
}

/** A line that only this account sees, after entry `anchor`. */
export interface Line {
  chat: Id;
  key: string;
  anchor: number;
  at: number;
  body: SystemBody;
}

/** A change of the caller's own state that the server has not confirmed yet; absent fields stay. */
export interface Patch {
  chat: Id;
  /** Grows with every change, so that an answer removes only what it answered. */
  version: number;
  readSeq?: number;
  readN?: number;
  pinned?: boolean;
  muted?: boolean;
  markedUnread?: boolean;
  hidden?: boolean;
  draft?: string;
  draftQuote?: number;
  draftAt?: number;
}

/** Something on its way to the server. It survives a reload and is sent again with the same id. */
export interface Outgoing {
  /** Hex of the 16-byte client_id. */
  id: string;
  chat: Id;
  /** Place in the queue: what was written first is sent first. */
  order: number;
  /** The newest seq known when it was written; the same on a resend. */
  baseSeq: number;
  at: number;
  body: Body;
  quote?: Quote;
  mentions: Id[];
  mentionAll: boolean;
  forward?: { chat: Id; seq: number };
  /** waiting: will be sent; failed: the server refused it and the person decides. */
  state: "waiting" | "failed";
  /** Machine code of the refusal. */
  code: string;
  tries: number;
}

export interface Presence {
  id: Id;
  online: boolean;
  lastSeen: number;
}

export interface Mark {
  chat: Id;
  account: Id;
  delivered: number;
  read: number;
}

/** Where this browser stands; account is whose rows these are. */
export interface Cursor {
  account: Id;
  epoch: number;
  changeSeq: number;
}

export type Status = "connecting" | "syncing" | "online" | "offline" | "signedOut";

/** What changed, told to every tab at once. */
export interface Update {
  /** A tab has begun to lead: the others say again what they want to hear of. */
  leader?: boolean;
  status?: Status;
  /** Server clock minus ours, ms. */
  skew?: number;
  account?: Id;
  /** Everything was forgotten; the rest of this update is what there is now. */
  reset?: boolean;
  chats?: Chat[];
  entries?: Entry[];
  /** True when the entries came from the live socket or a sync after start, so that they may notify. */
  fresh?: boolean;
  outbox?: Outgoing[];
  /** Outbox items that are done or were withdrawn. */
  done?: string[];
  patches?: Patch[];
  patched?: Id[];
  lines?: Line[];
  people?: Person[];
  marks?: Mark[];
  typing?: { chat: Id; account: Id }[];
  presences?: Presence[];
  /** Contacts changed: lists of them should be fetched again. */
  contacts?: boolean;
  /** Topics whose pages should ask again; "all" after a break, when a word may have been lost. */
  nudges?: string[] | "all";
  /** The caller's own profile or settings changed. */
  me?: boolean;
  /** A change, not a message, was refused: its machine code. */
  refused?: { chat: Id; code: string }[];
}

export const emptyState: State = {
  readSeq: 0,
  readN: 0,
  pinned: false,
  muted: false,
  markedUnread: false,
  hidden: false,
  draft: "",
  draftQuote: 0,
  draftAt: 0,
  mentionSeq: 0,
  clearedSeq: 0,
  deleted: [],
};

/** A failure with the server's machine code; kind "offline" when no answer came. */
export class RemoteError extends Error {
  constructor(
    readonly code: string,
    readonly kind: string,
    message = code,
    readonly retryAfterMs = 0,
  ) {
    super(message);
    this.name = "RemoteError";
  }
}
