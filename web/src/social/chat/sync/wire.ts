// Between the contract's messages and the client's own rows.
import { create } from "@bufbuild/protobuf";
import type { Person as PbPerson } from "../../../gen/alun/account/v1/account_pb";
import {
  BodySchema,
  Kind as PbKind,
  Role as PbRole,
  SendRequestSchema,
  System_What,
  type Body as PbBody,
  type CardState as PbCardState,
  type Chat as PbChat,
  type Entry as PbEntry,
  type PrivateLine,
  type SendRequest,
  type State as PbState,
  type System as PbSystem,
} from "../../../gen/alun/chat/v1/chat_pb";
import type { Amount as PbAmount } from "../../../gen/alun/money/v1/money_pb";
import type { Body, CardState, Chat, Entry, Kind, Line, Money, Outgoing, Person, Role, State, SystemBody, What } from "./model";

export function hex(bytes: Uint8Array): string {
  let s = "";
  for (const b of bytes) s += b.toString(16).padStart(2, "0");
  return s;
}

export function unhex(s: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(s.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = parseInt(s.slice(2 * i, 2 * i + 2), 16);
  return out;
}

export function personOf(p: PbPerson): Person {
  const { id, name, handle, avatar, about, region, scripted, deleted } = p;
  return { id, name, handle, avatar, about, region, scripted, deleted };
}

const whats: Record<System_What, What> = {
  [System_What.UNSPECIFIED]: "unknown",
  [System_What.GROUP_CREATED]: "created",
  [System_What.MEMBERS_ADDED]: "added",
  [System_What.MEMBER_REMOVED]: "removed",
  [System_What.MEMBER_LEFT]: "left",
  [System_What.GROUP_RENAMED]: "renamed",
  [System_What.ROLE_CHANGED]: "role",
  [System_What.OWNER_CHANGED]: "owner",
  [System_What.HISTORY_CHANGED]: "history",
  [System_What.GROUP_DISSOLVED]: "dissolved",
  [System_What.FRIENDS_NOW]: "friends",
  [System_What.INVITE_CHANGED]: "invite",
  [System_What.PACKET_OPENED]: "packetOpened",
  [System_What.PACKET_FINISHED]: "packetFinished",
  [System_What.PACKET_REFUNDED]: "packetRefunded",
  [System_What.TRANSFER_ACCEPTED]: "transferAccepted",
  [System_What.TRANSFER_RETURNED]: "transferReturned",
  [System_What.TRANSFER_EXPIRED]: "transferExpired",
  [System_What.TRANSFER_REMINDER]: "transferReminder",
  [System_What.REQUEST_PAID]: "requestPaid",
  [System_What.REQUEST_DECLINED]: "requestDeclined",
  [System_What.SPLIT_PAID]: "splitPaid",
  [System_What.SPLIT_DONE]: "splitDone",
  [System_What.SPLIT_REMINDER]: "splitReminder",
};

function systemOf(s: PbSystem): SystemBody {
  const out: SystemBody = { kind: "system", what: whats[s.what] ?? "unknown", actor: s.actorId, accounts: s.accountIds, value: s.value, about: Number(s.seq) };
  return s.amount ? { ...out, amount: moneyOf(s.amount) } : out;
}

export function moneyOf(a: PbAmount): Money {
  return { minor: a.minor, currency: a.currency };
}

const nobody = (id: string) => (id === "0" ? "" : id);

function bodyOf(b: PbBody | undefined, recalled: boolean): Body {
  if (!b) return recalled ? { kind: "text", text: "" } : { kind: "hole" };
  const k = b.kind;
  switch (k.case) {
    case "text":
      return { kind: "text", text: k.value.text };
    case "card":
      return k.value.person ? { kind: "card", person: personOf(k.value.person) } : { kind: "unknown" };
    case "packet":
      return { kind: "packet", id: k.value.id, greeting: k.value.greeting, cover: k.value.cover, onlyFor: nobody(k.value.onlyForId) };
    case "transfer": {
      const { id, payeeId, amount, note, expiresAtMs } = k.value;
      return amount ? { kind: "transfer", id, payee: payeeId, amount: moneyOf(amount), note, expiresAt: Number(expiresAtMs) } : { kind: "unknown" };
    }
    case "moneyRequest": {
      const { id, payerId, amount, note } = k.value;
      return amount ? { kind: "request", id, payer: payerId, amount: moneyOf(amount), note } : { kind: "unknown" };
    }
    case "split": {
      const { id, total, note, parts } = k.value;
      return total ? { kind: "split", id, total: moneyOf(total), note, parts: parts.map((p) => ({ account: p.accountId, minor: p.minor })) } : { kind: "unknown" };
    }
    case "edit":
      return { kind: "edit", seq: Number(k.value.seq), text: k.value.text, mentions: k.value.mentionIds };
    case "recall":
      return { kind: "recall", seq: Number(k.value.seq) };
    case "react":
      return { kind: "react", seq: Number(k.value.seq), emoji: k.value.emoji, remove: k.value.remove };
    case "system":
      return systemOf(k.value);
    default:
      return recalled ? { kind: "text", text: "" } : { kind: "unknown" };
  }
}

export function entryOf(e: PbEntry): Entry {
  const body = bodyOf(e.body, e.recalled);
  const out: Entry = {
    chat: e.chatId,
    seq: Number(e.seq),
    n: Number(e.n),
    sender: e.senderId,
    client: hex(e.clientId),
    at: Number(e.atMs),
    body,
    mentions: e.mentionIds,
    mentionAll: e.mentionAll,
    forwarded: e.forwarded,
    rev: Math.max(Number(e.rev), Number(e.seq)),
    editedAt: Number(e.editedAtMs),
    recalled: e.recalled,
    reactions: e.reactions.map(({ emoji, count, mine }) => ({ emoji, count, mine })),
  };
  if (e.quote?.seq) out.quote = { seq: Number(e.quote.seq), sender: e.quote.senderId, text: e.quote.text };
  if ("seq" in body) out.target = body.seq;
  return out;
}

export function stateOf(s: PbState | undefined): State {
  return {
    readSeq: Number(s?.readSeq ?? 0),
    readN: Number(s?.readN ?? 0),
    pinned: s?.pinned ?? false,
    muted: s?.muted ?? false,
    markedUnread: s?.markedUnread ?? false,
    hidden: s?.hidden ?? false,
    draft: s?.draft ?? "",
    draftQuote: Number(s?.draftQuoteSeq ?? 0),
    draftAt: Number(s?.draftAtMs ?? 0),
    mentionSeq: Number(s?.mentionSeq ?? 0),
    clearedSeq: Number(s?.clearedSeq ?? 0),
    deleted: (s?.deletedSeqs ?? []).map(Number),
  };
}

const kinds: Record<PbKind, Kind> = {
  [PbKind.UNSPECIFIED]: "direct",
  [PbKind.DIRECT]: "direct",
  [PbKind.GROUP]: "group",
  [PbKind.SELF]: "self",
};
const roles: Record<PbRole, Role> = {
  [PbRole.UNSPECIFIED]: "none",
  [PbRole.MEMBER]: "member",
  [PbRole.ADMIN]: "admin",
  [PbRole.OWNER]: "owner",
};
export const roleOf = (r: PbRole): Role => roles[r] ?? "member";
export const roleTo = (r: Role): PbRole =>
  ({ none: PbRole.UNSPECIFIED, member: PbRole.MEMBER, admin: PbRole.ADMIN, owner: PbRole.OWNER })[r];

export function chatOf(c: PbChat): Chat {
  const out: Chat = {
    id: c.id,
    kind: kinds[c.kind] ?? "direct",
    name: c.name,
    faces: c.faces.map(personOf),
    memberCount: c.memberCount,
    role: roleOf(c.role),
    newcomersSeeHistory: c.newcomersSeeHistory,
    membersMayInvite: c.membersMayInvite,
    dissolved: c.dissolved,
    maySend: c.maySend,
    maySendCode: c.maySendCode,
    lastSeq: Number(c.lastSeq),
    n: Number(c.n),
    fromSeq: Number(c.fromSeq),
    state: stateOf(c.state),
    peerDelivered: Number(c.peerDeliveredSeq),
    peerRead: Number(c.peerReadSeq),
    createdAt: Number(c.createdAtMs),
    request: c.request,
  };
  if (c.peer) out.peer = personOf(c.peer);
  if (c.last) out.last = entryOf(c.last);
  return out;
}

export function lineOf(l: PrivateLine, key: string): Line | undefined {
  if (!l.system) return undefined;
  return { chat: l.chatId, key, anchor: Number(l.anchorSeq), at: Number(l.atMs), body: systemOf(l.system) };
}

export function cardStateOf(c: PbCardState): CardState {
  const out: CardState = { chat: c.chatId, seq: Number(c.seq), state: c.state, done: c.done, of: c.of, at: Number(c.atMs) };
  return c.amount ? { ...out, amount: moneyOf(c.amount) } : out;
}

/** Every person that a chat row shows. */
export function peopleOf(c: Chat): Person[] {
  return c.peer ? [c.peer, ...c.faces] : c.faces;
}

function bodyTo(b: Body): PbBody | undefined {
  switch (b.kind) {
    case "text":
      return create(BodySchema, { kind: { case: "text", value: { text: b.text } } });
    case "card":
      return create(BodySchema, { kind: { case: "card", value: { person: b.person } } });
    case "edit":
      return create(BodySchema, { kind: { case: "edit", value: { seq: BigInt(b.seq), text: b.text, mentionIds: b.mentions } } });
    case "recall":
      return create(BodySchema, { kind: { case: "recall", value: { seq: BigInt(b.seq) } } });
    case "react":
      return create(BodySchema, { kind: { case: "react", value: { seq: BigInt(b.seq), emoji: b.emoji, remove: b.remove } } });
    default:
      return undefined;
  }
}

export function sendOf(item: Outgoing): SendRequest {
  return create(SendRequestSchema, {
    chatId: item.chat,
    clientId: unhex(item.id),
    baseSeq: BigInt(item.baseSeq),
    body: item.forward ? undefined : bodyTo(item.body),
    quoteSeq: BigInt(item.quote?.seq ?? 0),
    mentionIds: item.mentions,
    mentionAll: item.mentionAll,
    forwardChatId: item.forward?.chat ?? "0",
    forwardSeq: BigInt(item.forward?.seq ?? 0),
  });
}
