// An open conversation.
import { useEffect, useMemo } from "preact/hooks";
import { useComputed } from "@preact/signals";
import { EmptyState, ErrorState, IconButton, SkeletonList, Spinner, TopBar } from "../../../kit";
import { ago, stamp } from "../../../lib/format";
import { useEscape } from "../../../lib/keys";
import { isWide } from "../../../lib/media";
import { back, navigate, path, query, type Params } from "../../../lib/router";
import type { Chat, Entry } from "../sync/model";
import { refreshChat, sendText } from "../state/actions";
import { myId, onUpdate } from "../state/hub";
import { nameOf } from "../state/people";
import { askPresence, presenceOf, stopTyping, typingIn } from "../state/presence";
import { watchPresence } from "../state/presence-watch";
import { ready, row } from "../state/rows";
import { ChatFace } from "../face";
import { chatName } from "../names";
import { ClosedBar, PickBar, RequestBar } from "./bars";
import { MessageRow } from "./bubble";
import { Composer } from "./composer";
import { MessageList } from "./message-list";
import { useReaders } from "./readers";
import { Talk } from "./talk";
import { t } from "../words";

export function ConversationPage({ params }: { params: Params }) {
  const id = params.chat!;
  const chat = row(id);
  const known = useComputed(() => chat.value !== undefined).value;
  useEffect(() => {
    if (!known) refreshChat(id).catch(() => undefined);
  }, [id, known]);
  if (known) return <Conversation key={id} id={id} />;
  if (!ready.value) return <div class="talk"><TopBar title="…" /><SkeletonList rows={6} /></div>;
  return (
    <div class="talk">
      <TopBar title={t("title")} />
      <EmptyState art="search" title={t("chat.none")} text={t("chat.none.text")} />
    </div>
  );
}

function Conversation({ id }: { id: string }) {
  const talk = useMemo(() => new Talk(id), [id]);
  useEffect(() => {
    void talk.timeline.open(Number(query.peek().get("at") ?? 0)).then(() => {
      const at = Number(query.peek().get("at") ?? 0);
      if (at) talk.show(at);
    });
    void refreshChat(id).catch(() => undefined);
    return () => talk.timeline.close();
  }, [talk]);
  useEffect(() => onUpdate((u) => {
    for (const e of u.entries ?? []) if (e.chat === id && u.fresh) stopTyping(id, e.sender);
  }), [id]);
  const stopPicking = () => (talk.picked.value = null);
  useEscape(stopPicking, talk.picked.value !== null);
  useEscape(() => {
    if (path.peek() === `/chats/${id}`) navigate("/chats");
    else back();
  }, talk.picked.value === null && !talk.editing.value && !talk.quoting.value);
  return (
    <div class="talk" onPaste={(e) => pasteHere(e, talk)}>
      <Head id={id} />
      <Bars id={id} />
      <Body talk={talk} />
      <Typing id={id} />
      <Foot talk={talk} />
    </div>
  );
}

/** A paste outside the composer lands in it. */
function pasteHere(e: ClipboardEvent, talk: Talk): void {
  if ((e.target as HTMLElement).closest("textarea, input")) return;
  const text = e.clipboardData?.getData("text/plain");
  if (!text) return;
  e.preventDefault();
  talk.focus(text);
}

function Head({ id }: { id: string }) {
  const c = row(id).value;
  useEffect(() => {
    const peer = row(id).peek()?.peer?.id;
    watchPresence("open", peer ? [peer] : []);
    if (peer) void askPresence([peer]);
    return () => watchPresence("open", []);
  }, [id, c?.peer?.id]);
  if (!c) return null;
  const info = () => {
    if (path.peek() === `/chats/${id}/info`) back();
    else navigate(`/chats/${id}/info`, { replace: path.peek().startsWith(`/chats/${id}/info`) });
  };
  return (
    <TopBar parent="/chats" title={<bdi>{chatName(c)}</bdi>} lead={<ChatFace chat={c} size={38} />} sub={<Sub chat={c} />} onTitle={info}>
      <IconButton icon="info" label={t("details")} aria-pressed={isWide.value ? path.value.startsWith(`/chats/${id}/info`) : undefined} onClick={info} />
    </TopBar>
  );
}

function Sub({ chat: c }: { chat: Chat }) {
  const typers = typingIn(c.id).value;
  if (typers.length) return <span class="is-typing">{c.kind === "group" ? t("typing.who", { who: nameOf(typers[0]!) }) : t("typing")}</span>;
  if (c.kind === "self") return <>{t("notes.sub")}</>;
  if (c.kind === "group") return <>{t("members", { n: c.memberCount })}</>;
  const p = presenceOf(c.peer?.id ?? "").value;
  if (p?.online) return <span class="is-online">{t("online")}</span>;
  if (p?.lastSeen) return <>{Date.now() - p.lastSeen < 24 * 3_600_000 ? t("lastSeen", { when: ago(p.lastSeen) }) : t("lastSeen", { when: stamp(p.lastSeen) })}</>;
  return c.peer?.handle ? <>@{c.peer.handle}</> : null;
}

function Bars({ id }: { id: string }) {
  const c = row(id).value;
  return c ? <RequestBar chat={c} /> : null;
}

function Body({ talk }: { talk: Talk }) {
  const { timeline } = talk;
  const state = timeline.state.value;
  const empty = useComputed(() => timeline.state.value === "ready" && timeline.shape.value.keys.length === 0).value;
  useReaders(talk, newestOwn(talk));
  if (state === "loading") return <div class="messages is-loading"><SkeletonList rows={6} /></div>;
  if (state === "failed") {
    return (
      <div class="messages">
        <ErrorState title={t("history.failed")} text={t("history.failed.text")} onRetry={() => { timeline.state.value = "loading"; void timeline.show(0); }} />
      </div>
    );
  }
  if (empty) return <Hello talk={talk} />;
  return (
    <>
      {timeline.loading.value === "older" && <div class="older-spinner" role="status" aria-label={t("loading")}><Spinner /></div>}
      <MessageList talk={talk} render={(key) => <MessageRow key={key} id={key} talk={talk} />} />
    </>
  );
}

/** The newest message of one's own that the server has, in a group. */
function newestOwn(talk: Talk): Entry | undefined {
  const found = useComputed(() => {
    const keys = talk.timeline.shape.value.keys;
    for (let i = keys.length - 1; i >= 0 && i > keys.length - 60; i--) {
      const r = talk.timeline.row(keys[i]!)?.value;
      if (r?.mine && r.entry && !r.item && !r.line) return r.entry;
    }
    return undefined;
  });
  return found.value;
}

function Hello({ talk }: { talk: Talk }) {
  const c = row(talk.chat).value;
  if (!c) return null;
  const self = c.kind === "self";
  return (
    <div class="messages">
      <EmptyState art={self ? "done" : "chats"} title={self ? t("notes") : t("hello", { who: chatName(c) })} text={self ? t("notes.text") : t("hello.text")}>
        {!self && c.maySend && (
          <button type="button" class="hello-wave" onClick={() => void sendText(talk.chat, "👋")} aria-label={t("wave")}>👋</button>
        )}
      </EmptyState>
    </div>
  );
}

function Typing({ id }: { id: string }) {
  const typers = typingIn(id).value.filter((x) => x !== myId.value);
  return (
    <div class="typing-line" role="status">
      {typers.length > 0 && (
        <>
          <span class="typing-dots" aria-hidden="true"><i /><i /><i /></span>
          {typers.length > 2 ? t("typing.n", { n: typers.length }) : typers.length === 2 ? t("typing.two", { a: nameOf(typers[0]!), b: nameOf(typers[1]!) }) : t("typing.who", { who: nameOf(typers[0]!) })}
        </>
      )}
    </div>
  );
}

function Foot({ talk }: { talk: Talk }) {
  const c = row(talk.chat);
  const may = useComputed(() => c.value?.maySend ?? false).value;
  if (talk.picked.value) return <PickBar talk={talk} />;
  if (!may && c.value) return <ClosedBar chat={c.value} />;
  return <Composer talk={talk} />;
}
