// One message, or one line of the house, with what stands above it.
import { memo } from "preact/compat";
import { Avatar, Icon, IconButton } from "../../../kit";
import { clockTime, divider } from "../../../lib/format";
import { href } from "../../../lib/router";
import type { Chat, Entry, Id, SystemBody } from "../sync/model";
import { discard, retry, toggleReaction } from "../state/actions";
import { myId } from "../state/hub";
import { faceOf, nameOf, person } from "../state/people";
import { row as chatRow } from "../state/rows";
import type { Row } from "../state/layout";
import { sentence } from "../../../lib/errors";
import { Said } from "./said";
import { systemLine } from "./system";
import { Ticks } from "./ticks";
import { useBubble } from "./bubble-hands";
import { openReaders, ReadBy } from "./readers";
import { openReactions } from "./reacted";
import type { Talk } from "./talk";
import { t } from "../words";

/** The row called key. It redraws when its own row changes, and for nothing else. */
export const MessageRow = memo(function MessageRow({ talk, id }: { talk: Talk; id: string }) {
  const r = talk.timeline.row(id)?.value;
  const c = chatRow(talk.chat).peek();
  if (!r || !c) return null;
  return (
    <div class={`message-row${r.first ? " is-first" : ""}${r.last ? " is-last" : ""}`} data-key={id}>
      {r.divider && <div class="time-divider"><time dateTime={new Date(r.at).toISOString()}>{divider(r.at)}</time></div>}
      {r.unread && <div class="unread-divider" role="separator"><span>{t("newMessages")}</span></div>}
      {r.line ? <HouseLine talk={talk} line={r.line} /> : r.entry?.recalled ? <Recalled talk={talk} e={r.entry} mine={r.mine} /> : <Message talk={talk} r={r} e={r.entry!} chat={c} />}
    </div>
  );
});

/** A line of the house; one that speaks of a card leads there. */
function HouseLine({ talk, line }: { talk: Talk; line: SystemBody }) {
  const text = systemLine(line);
  if (!line.about) return <p class="house-line" dir="auto">{text}</p>;
  return <button type="button" class="house-line is-link" dir="auto" onClick={() => talk.show(line.about)}>{text}</button>;
}

function Recalled({ talk, e, mine }: { talk: Talk; e: Entry; mine: boolean }) {
  return (
    <p class="house-line">
      {mine ? t("recalled.me") : t("recalled.by", { who: nameOf(e.sender) })}
      {mine && e.was && (
        <>
          {" "}
          <button type="button" class="link" onClick={() => talk.focus(e.was)}>{t("editAgain")}</button>
        </>
      )}
    </p>
  );
}

function Message({ talk, r, e, chat }: { talk: Talk; r: Row; e: Entry; chat: Chat }) {
  const hands = useBubble(talk, r, e);
  const picked = talk.picked.value;
  const group = chat.kind === "group";
  const side = r.mine ? "is-own" : "is-other";
  const toned = e.mentionAll || e.mentions.includes(myId.value);
  return (
    <div class={`message ${side}${picked ? " is-picking" : ""}${picked?.has(e.seq) ? " is-picked" : ""}`} {...(picked ? hands.pick : hands.swipe)}>
      {picked && <input type="checkbox" class="tick" checked={picked.has(e.seq)} disabled={!!r.item} aria-label={t("select")} onChange={() => talk.pick(e)} onClick={(x) => x.stopPropagation()} />}
      {!r.mine && chat.kind !== "self" && (
        <span class="message-face">
          {r.first && <a href={href(`/contacts/${e.sender}`)} aria-label={nameOf(e.sender)} tabIndex={-1}><Avatar face={faceOf(e.sender)} size={36} /></a>}
        </span>
      )}
      <div class="message-body">
        {group && !r.mine && r.first && <Sender id={e.sender} />}
        <div class="bubble-line">
          <div class={`bubble${toned && !r.mine ? " is-toned" : ""}`} tabIndex={-1} {...hands.press} aria-label={undefined}>
            <Said e={e} talk={talk} foot={<Foot r={r} e={e} chat={chat} talk={talk} />} />
          </div>
          {!picked && (
            <span class="bubble-tools">
              {!r.item && chat.maySend && <IconButton icon="smile" small label={t("react")} onClick={hands.react} />}
              <IconButton icon="more" small label={t("more")} onClick={hands.menu} />
            </span>
          )}
        </div>
        {e.reactions.length > 0 && <Reactions e={e} />}
        {r.item?.state === "failed" && <Failed r={r} />}
      </div>
    </div>
  );
}

function Sender({ id }: { id: Id }) {
  const p = person(id);
  return (
    <span class="message-sender">
      <bdi>{nameOf(id)}</bdi>
      {p?.scripted && <span class="scripted">{t("scripted")}</span>}
    </span>
  );
}

function Foot({ r, e, chat, talk }: { r: Row; e: Entry; chat: Chat; talk: Talk }) {
  const live = chatRow(talk.chat).value ?? chat; // peers' marks move the ticks
  return (
    <span class="bubble-foot">
      {e.editedAt > 0 && <span>{t("edited")}</span>}
      <time dateTime={new Date(r.at).toISOString()}>{clockTime(r.at)}</time>
      {r.mine && live.kind !== "self" && <Ticks chat={live} seq={r.item ? 0 : e.seq} failed={r.item?.state === "failed"} />}
      {r.mine && live.kind === "group" && !r.item && <ReadBy talk={talk} e={e} onOpen={() => void openReaders(e)} />}
    </span>
  );
}

function Reactions({ e }: { e: Entry }) {
  return (
    <div class="reactions" role="group" aria-label={t("reactions")}>
      {e.reactions.map((x) => (
        <button key={x.emoji} type="button" class={`reaction${x.mine ? " is-mine" : ""}`} aria-pressed={x.mine} aria-label={`${x.emoji} ${x.count}`} onClick={() => void toggleReaction(e, x.emoji)} onContextMenu={(ev) => { ev.preventDefault(); ev.stopPropagation(); void openReactions(e); }}>
          <span>{x.emoji}</span>
          <span class="num">{x.count}</span>
        </button>
      ))}
      <button type="button" class="reaction is-who" aria-label={t("reacted")} title={t("reacted")} onClick={() => void openReactions(e)}>
        <Icon name="people" />
      </button>
    </div>
  );
}

function Failed({ r }: { r: Row }) {
  const item = r.item!;
  return (
    <div class="failed" role="alert">
      <span>{sentence(item.code) ?? t("failed")}</span>
      <button type="button" class="link" onClick={() => void retry(item)}>{t("retry")}</button>
      <button type="button" class="link" onClick={() => void discard(item)}>{t("delete")}</button>
    </div>
  );
}
