import type { Signal } from "@preact/signals";
import { Badge, Icon, SwipeCell } from "../../../kit";
import { stamp } from "../../../lib/format";
import { href, path } from "../../../lib/router";
import type { Chat } from "../sync/model";
import { unreadOf } from "../sync/rules";
import { markUnread } from "../state/actions";
import { myId, outbox } from "../state/hub";
import { typingIn } from "../state/presence";
import { nameOf } from "../state/people";
import { ChatFace } from "../face";
import { chatName, lastLine } from "../names";
import { Ticks } from "../conversation/ticks";
import { askClear, chatMenu, hideChat, isUnread } from "./actions";
import { t } from "../words";

/** One chat of the list. It redraws when its own chat changes, and for nothing else. */
export function ChatRow({ chat }: { chat: Signal<Chat | undefined> }) {
  const c = chat.value;
  if (!c) return null;
  const unread = isUnread(c);
  return (
    <SwipeCell
      label={chatName(c)}
      menu={() => chatMenu(chat.peek() ?? c)}
      actions={[
        { label: unread ? t("read") : t("unread"), icon: unread ? "check-all" : "mark-unread", tone: "nila", run: () => void markUnread(c, !unread) },
        { label: t("hide"), icon: "hide", tone: "marigold", run: () => void hideChat(c) },
        { label: t("delete"), icon: "trash", tone: "danger", run: () => void askClear(c, true) },
      ]}
    >
      <RowLink chat={c} />
    </SwipeCell>
  );
}

function RowLink({ chat: c }: { chat: Chat }) {
  const current = path.value === `/chats/${c.id}` || path.value.startsWith(`/chats/${c.id}/`);
  const n = unreadOf(c);
  const at = Math.max(c.last?.at ?? 0, c.state.draft ? c.state.draftAt : 0) || c.createdAt;
  return (
    <a class={`chat-row${c.state.pinned ? " is-pinned" : ""}${isUnread(c) ? " is-unread" : ""}`} href={href(`/chats/${c.id}`)} data-chat={c.id} aria-current={current ? "page" : undefined} draggable={false}>
      <ChatFace chat={c} />
      <span class="chat-row-main">
        <span class="chat-row-top">
          <bdi class="chat-row-name one-line">{chatName(c)}</bdi>
          {c.state.muted && <Icon name="bell-off" class="chat-row-mute" />}
          {at > 0 && <time class="chat-row-time" dateTime={new Date(at).toISOString()}>{stamp(at)}</time>}
        </span>
        <span class="chat-row-bottom">
          <LastLine chat={c} />
          {c.state.muted && n > 0 ? <Badge n={n} kind="muted" /> : n > 0 ? <Badge n={n} /> : c.state.markedUnread ? <Badge n={1} kind="dot" /> : c.state.pinned ? <Icon name="pin" fill class="chat-row-pin" /> : null}
        </span>
        {c.state.muted && <span class="sr">{t("muted")}</span>}
        {c.state.pinned && <span class="sr">{t("pinned")}</span>}
      </span>
    </a>
  );
}

function LastLine({ chat: c }: { chat: Chat }) {
  const typers = typingIn(c.id).value;
  if (typers.length) {
    return <span class="chat-row-line one-line is-typing">{c.kind === "group" ? t("typing.who", { who: nameOf(typers[0]!) }) : t("typing")}</span>;
  }
  if (c.state.draft) {
    return (
      <span class="chat-row-line one-line" dir="auto">
        <span class="is-draft">{t("draft")}</span> {c.state.draft}
      </span>
    );
  }
  const waiting = outbox.value.get(c.id)?.findLast((i) => !("seq" in i.body));
  const { who, text } = waiting && waiting.body.kind === "text" ? { who: c.kind === "group" ? t("you.short") : "", text: waiting.body.text } : lastLine(c);
  const e = c.last;
  const mine = e?.sender === myId.value && e.body.kind !== "system" && !e.recalled;
  return (
    <span class="chat-row-line one-line" dir="auto">
      {c.state.mentionSeq > c.state.readSeq && <span class="is-mention">{t("mentioned")} </span>}
      {(waiting || mine) && c.kind !== "self" && <Ticks chat={c} seq={waiting ? 0 : e!.seq} failed={waiting?.state === "failed"} />}
      {who && <bdi>{who}: </bdi>}
      {text}
    </span>
  );
}
