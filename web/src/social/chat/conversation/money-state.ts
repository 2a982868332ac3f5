// How a card of money stands for its reader, from the entry and what the server has told since. Pure.
import type { CardState, Id, PacketBody, RequestBody, SplitBody, TransferBody } from "../sync/model";

/** What a card shows. dim: it is over. */
export interface Standing<S extends string> {
  state: S;
  dim: boolean;
}
const open = <S extends string>(state: S): Standing<S> => ({ state, dim: false });
const over = <S extends string>(state: S): Standing<S> => ({ state, dim: true });

export interface Reader {
  me: Id;
  sender: Id;
  /** A chat of two: who sent a packet there does not open it himself. */
  direct: boolean;
}

/** open: may be opened, as far as is known here. look: nothing to open for the reader. */
export function packetStanding(b: PacketBody, card: CardState | undefined, r: Reader): Standing<"open" | "look" | "opened" | "gone" | "expired"> {
  if (card?.state === "opened" || card?.state === "gone" || card?.state === "expired") return over(card.state);
  const notMine = b.onlyFor ? b.onlyFor !== r.me : r.direct && r.sender === r.me;
  return open(notMine ? "look" : "open");
}

/** accept: the reader may take it. */
export function transferStanding(b: TransferBody, card: CardState | undefined, me: Id): Standing<"accept" | "waits" | "accepted" | "returned" | "expired"> {
  if (card?.state === "accepted" || card?.state === "returned" || card?.state === "expired") return over(card.state);
  return open(b.payee === me ? "accept" : "waits");
}

/** pay: the reader is asked. */
export function requestStanding(b: RequestBody, card: CardState | undefined, me: Id): Standing<"pay" | "open" | "paid" | "declined" | "cancelled"> {
  if (card?.state === "paid" || card?.state === "declined" || card?.state === "cancelled") return over(card.state);
  return open(b.payer === me ? "pay" : "open");
}

export interface SplitStanding extends Standing<"pay" | "open" | "paid" | "done" | "closed"> {
  done: number;
  of: number;
  /** The reader's own part; undefined when he has none. */
  mine?: bigint;
}

/** The maker has paid his own part from the start. */
export function splitStanding(b: SplitBody, card: CardState | undefined, r: Pick<Reader, "me" | "sender">): SplitStanding {
  const mine = b.parts.find((p) => p.account === r.me)?.minor;
  const of = card?.of || b.parts.length;
  const done = card?.state === "done" ? of : card?.of ? card.done : b.parts.filter((p) => p.account === r.sender).length;
  const state = card?.state === "done" || card?.state === "closed" || card?.state === "paid" ? card.state : mine !== undefined && r.me !== r.sender ? "pay" : "open";
  return { state, dim: state === "done" || state === "closed", done, of, mine };
}
