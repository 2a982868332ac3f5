// The engine's calls over Connect.
import { client } from "../../../lib/rpc";
import { failureOf } from "../../../lib/errors";
import { Code, ConnectError } from "@connectrpc/connect";
import { ChatService, type SyncResponse } from "../../../gen/alun/chat/v1/chat_pb";
import type { Remote, SyncAnswer } from "./env";
import { RemoteError, type CardState, type Chat, type Line, type State } from "./model";
import { cardStateOf, chatOf, entryOf, lineOf, personOf, stateOf } from "./wire";

export const chats = client(ChatService);

/** Entries of each moved chat that Sync sends along. */
const syncPage = 30;

/** Whatever a call throws, as the engine understands it. */
export async function typed<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (e) {
    if (ConnectError.from(e).code === Code.Unauthenticated) throw new RemoteError("unauthenticated", "unauthenticated");
    const f = failureOf(e);
    throw new RemoteError(f.code, f.code === "offline" ? "offline" : f.kind, f.code, f.retryAt ? f.retryAt - Date.now() : 0);
  }
}

function answerOf(r: SyncResponse): SyncAnswer {
  const latest: Chat[] = r.chats.flatMap((m) => (m.chat ? [chatOf(m.chat)] : []));
  const changed: Chat[] = [];
  const states: { chat: string; state: State }[] = [];
  const lines: Line[] = [];
  const cards: CardState[] = [];
  let contacts = false;
  let me = false;
  for (const c of r.changes) {
    const w = c.what;
    if (w.case === "chat" && !latest.some((l) => l.id === w.value.id)) changed.push(chatOf(w.value));
    else if (w.case === "state" && w.value.state) states.push({ chat: w.value.chatId, state: stateOf(w.value.state) });
    else if (w.case === "line") {
      const line = lineOf(w.value, c.key);
      if (line) lines.push(line);
    } else if (w.case === "card") cards.push(cardStateOf(w.value));
    else if (w.case === "contacts") contacts = true;
    else if (w.case === "me") me = true;
  }
  return {
    cursor: { epoch: Number(r.epoch), changeSeq: Number(r.changeSeq) },
    reset: r.reset,
    more: r.more,
    chats: [...changed, ...latest],
    moved: r.chats.flatMap((m) => (m.chat ? [{ chat: m.chat.id, entries: m.entries.map(entryOf), gap: m.gap }] : [])),
    states,
    lines,
    cards,
    contacts,
    me,
    people: r.people.map(personOf),
  };
}

export const remote: Remote = {
  async sync(cursor, tails) {
    const r = await typed(
      chats.sync({
        epoch: BigInt(cursor.epoch),
        changeSeq: BigInt(cursor.changeSeq),
        chats: [...tails].map(([chatId, seq]) => ({ chatId, seq: BigInt(seq) })),
        page: syncPage,
      }),
    );
    return answerOf(r);
  },
  async history(chatId, at, limit) {
    const before = "before" in at ? at.before : 0;
    const after = "after" in at ? at.after : 0;
    const r = await typed(chats.history({ chatId, beforeSeq: BigInt(before), afterSeq: BigInt(after), limit }));
    return { entries: r.entries.map(entryOf), end: r.end, people: r.people.map(personOf) };
  },
  async getChat(chatId) {
    const r = await typed(chats.getChat({ chatId }));
    if (!r.chat) throw new RemoteError("chat.not_found", "not_found");
    return chatOf(r.chat);
  },
  async setState(p) {
    const r = await typed(
      chats.setState({
        chatId: p.chat,
        readSeq: p.readSeq === undefined ? undefined : BigInt(p.readSeq),
        pinned: p.pinned,
        muted: p.muted,
        markedUnread: p.markedUnread,
        hidden: p.hidden,
        draft: p.draft,
        draftQuoteSeq: p.draftQuote === undefined ? undefined : BigInt(p.draftQuote),
      }),
    );
    return stateOf(r.state);
  },
};
