// Where messages are written. Its text lives here alone: typing redraws nothing else.
import { useEffect, useRef } from "preact/hooks";
import { useSignal, useSignalEffect, type Signal } from "@preact/signals";
import { grow, Icon, IconButton } from "../../../kit";
import { canHover, isPhone } from "../../../lib/media";
import { useEscape } from "../../../lib/keys";
import { toast } from "../../../lib/toast";
import { editFor, editText, maxText, saveDraft, sendText, serverNow, typing } from "../state/actions";
import { cache, myId } from "../state/hub";
import { nameOf } from "../state/people";
import { chatNow } from "../state/rows";
import { saysShort } from "../names";
import { EmojiPanel, openEmoji } from "./emoji";
import { loadMembers, members } from "./members";
import { Mentions, type Called } from "./mentions";
import { openPlus } from "./plus";
import { everyone } from "./said";
import { mentionAt, mentionsIn } from "./text";
import type { Talk } from "./talk";
import { t } from "../words";

/** A draft is stored when the hand has rested this long, ms. */
const draftAfter = 900;

export function Composer({ talk }: { talk: Talk }) {
  const text = useSignal(chatNow(talk.chat)?.state.draft ?? "");
  const area = useRef<HTMLTextAreaElement>(null);
  const called = useRef<Called[]>([]);
  const emoji = useSignal(false);
  const mention = useSignal<{ from: number; word: string } | null>(null);
  const timer = useRef(0);
  useDraft(talk, text, timer);

  const put = (value: string, caret = value.length) => {
    text.value = value;
    requestAnimationFrame(() => {
      area.current?.setSelectionRange(caret, caret);
      grow(area.current);
    });
  };
  useSignalEffect(() => {
    const c = talk.compose.value;
    if (c.turn === 0) return;
    if (c.text !== undefined) put(c.text);
    requestAnimationFrame(() => area.current?.focus());
  });
  // Editing takes the place of what was being written, and gives it back afterwards.
  const before = useRef("");
  const wasEditing = useRef(false);
  useSignalEffect(() => {
    const e = talk.editing.value;
    if (e && e.body.kind === "text") {
      if (!wasEditing.current) before.current = text.peek();
      wasEditing.current = true;
      called.current = e.mentions.map((id) => ({ id, name: nameOf(id) }));
      put(e.body.text);
    } else if (wasEditing.current) {
      wasEditing.current = false;
      put(before.current);
    }
  });
  useEffect(() => {
    grow(area.current);
    if (canHover.peek() && !isPhone.peek()) area.current?.focus({ preventScroll: true });
  }, [talk]);

  const input = (e: Event) => {
    const el = e.currentTarget as HTMLTextAreaElement;
    text.value = el.value;
    grow(el);
    if (el.value.trim() && !talk.editing.peek()) typing(talk.chat);
    follow(el);
  };
  const follow = (el: HTMLTextAreaElement) => {
    const at = chatNow(talk.chat)?.kind === "group" && el.selectionStart === el.selectionEnd ? mentionAt(el.value, el.selectionStart) : null;
    if (at && !members(talk.chat).peek()) void loadMembers(talk.chat).catch(() => undefined);
    mention.value = at;
  };
  const call = (who: Called) => {
    const at = mention.peek();
    if (!at) return;
    called.current = [...called.current.filter((c) => c.id !== who.id), who];
    const head = text.peek().slice(0, at.from) + "@" + who.name + " ";
    mention.value = null;
    put(head + text.peek().slice(at.from + 1 + at.word.length), head.length);
    area.current?.focus();
  };
  const insert = (x: string) => {
    const el = area.current!;
    const [a, b] = [el.selectionStart, el.selectionEnd];
    put(text.peek().slice(0, a) + x + text.peek().slice(b), a + x.length);
  };

  const send = () => {
    const value = text.peek().trim();
    if (!value) return;
    if ([...value].length > maxText) return void toast(t("tooLong", { n: maxText }), { tone: "bad" });
    const people = mentionsIn(value, called.current).filter((c) => c.id !== "all").map((c) => c.id);
    const all = everyone.some((w) => called.current.some((c) => c.id === "all") && value.includes("@" + w));
    const editing = talk.editing.peek();
    if (editing) {
      if (serverNow() - editing.at > editFor) toast(t("edit.late"), { tone: "bad" });
      else if (editing.body.kind === "text" && editing.body.text !== value) void editText(editing, value, people);
      talk.editing.value = null;
      return;
    }
    const quote = talk.quoting.peek() ?? undefined;
    void sendText(talk.chat, value, { quote, mentions: people, mentionAll: all });
    called.current = [];
    talk.quoting.value = null;
    put("");
    clearTimeout(timer.current);
    void saveDraft(talk.chat, "", 0);
    talk.toEnd.value++;
  };
  const keys = (e: KeyboardEvent) => {
    if (e.isComposing || e.defaultPrevented) return;
    const el = area.current!;
    if (e.key === "Enter" && !e.shiftKey && !e.altKey) {
      if (e.ctrlKey || e.metaKey) {
        e.preventDefault();
        insert("\n");
      } else if (canHover.peek() || !isPhone.peek()) {
        e.preventDefault();
        send();
      }
    } else if (e.key === "ArrowUp" && !el.value && !talk.editing.peek()) {
      const own = lastOwn(talk);
      if (own) {
        e.preventDefault();
        talk.edit(own);
      }
    }
  };
  const cancel = () => {
    if (emoji.peek()) emoji.value = false;
    else if (talk.editing.peek()) talk.editing.value = null;
    else talk.quoting.value = null;
  };
  useEscape(cancel, emoji.value || !!talk.editing.value || !!talk.quoting.value);

  return (
    <form class="composer" onSubmit={(e) => { e.preventDefault(); send(); }}>
      {mention.value && <Mentions chat={talk.chat} word={mention.value.word} area={area} onPick={call} onClose={() => (mention.value = null)} />}
      <Above talk={talk} onCancel={cancel} />
      <div class="composer-line">
        <IconButton icon="attach" label={t("attach")} aria-haspopup="dialog" onClick={(e) => void openPlus(e.currentTarget, talk)} />
        <div class="composer-box">
          <textarea
            ref={area}
            rows={1}
            dir="auto"
            aria-label={t("write")}
            placeholder={t("write")}
            value={text.value}
            onInput={input}
            onKeyDown={keys}
            onKeyUp={(e) => (e.key === "ArrowLeft" || e.key === "ArrowRight") && follow(e.currentTarget)}
            onClick={(e) => follow(e.currentTarget)}
            onFocus={() => isPhone.peek() && (emoji.value = false)}
            enterkeyhint={canHover.value ? "send" : "enter"}
          />
          <IconButton
            icon="smile"
            label={t("emoji")}
            aria-expanded={isPhone.value ? emoji.value : undefined}
            onClick={(e) => {
              if (isPhone.peek()) emoji.value = !emoji.peek();
              else void openEmoji(e.currentTarget, (x) => { insert(x); area.current?.focus(); });
            }}
          />
        </div>
        <IconButton icon={talk.editing.value ? "check" : "send"} type="submit" kind="filled" class="send" label={talk.editing.value ? t("save") : t("send")} disabled={!text.value.trim()} />
      </div>
      {emoji.value && isPhone.value && <EmojiPanel onPick={insert} />}
    </form>
  );
}

function Above({ talk, onCancel }: { talk: Talk; onCancel: () => void }) {
  const e = talk.editing.value;
  const q = talk.quoting.value;
  if (!e && !q) return null;
  return (
    <div class="composer-above">
      <Icon name={e ? "edit" : "reply"} />
      <span class="grow">
        <span class="quoted-who">{e ? t("editing") : <bdi>{q!.sender === myId.value ? t("you") : nameOf(q!.sender)}</bdi>}</span>
        <span class="quoted-text one-line" dir="auto">{e ? saysShort(e) : q!.text}</span>
      </span>
      <IconButton icon="close" small label={t("cancel")} onClick={onCancel} />
    </div>
  );
}

/** Keeps the draft: after a rest, when the page is left, and when the chat is. */
function useDraft(talk: Talk, text: Signal<string>, timer: { current: number }): void {
  const save = () => {
    clearTimeout(timer.current);
    if (!talk.editing.peek()) void saveDraft(talk.chat, text.peek().trim() ? text.peek() : "", talk.quoting.peek()?.seq ?? 0);
  };
  useSignalEffect(() => {
    void text.value;
    void talk.quoting.value;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(save, draftAfter);
  });
  useEffect(() => {
    const seq = chatNow(talk.chat)?.state.draftQuote ?? 0;
    if (seq) void cache().then((c) => c.entry(talk.chat, seq)).then((e) => e && !talk.quoting.peek() && talk.quote(e));
    addEventListener("pagehide", save);
    return () => {
      removeEventListener("pagehide", save);
      save();
    };
  }, [talk]);
}

function lastOwn(talk: Talk) {
  const keys = talk.timeline.shape.peek().keys;
  for (let i = keys.length - 1; i >= 0 && i > keys.length - 30; i--) {
    const r = talk.timeline.row(keys[i]!).peek();
    if (r.mine && r.entry && !r.item && !r.entry.recalled && r.entry.body.kind === "text" && !r.entry.forwarded) return serverNow() - r.entry.at < editFor ? r.entry : undefined;
  }
  return undefined;
}
