// What a bubble says: quote, forward mark, text with links and mentions, card.
import { Fragment, type ComponentChildren } from "preact";
import { Avatar, Icon } from "../../../kit";
import { href } from "../../../lib/router";
import type { Entry, Person } from "../sync/model";
import { myId } from "../state/hub";
import { faceOf, nameOf, person } from "../state/people";
import { saysShort } from "../names";
import { isMoney } from "../sync/rules";
import { MoneyCard } from "./money-card";
import { onlyEmoji, partsOf } from "./text";
import type { Talk } from "./talk";
import { t } from "../words";

/** How a sender may have called everyone: in the sender's language, not the reader's. */
export const everyone = ["all", "semua", "所有人"];

export function Said({ e, talk, foot }: { e: Entry; talk: Talk; foot: ComponentChildren }) {
  const b = e.body;
  const big = b.kind === "text" && !e.quote && !e.forwarded ? onlyEmoji(b.text) : 0;
  return (
    <>
      {e.forwarded && <span class="forwarded"><Icon name="share" />{t("forwarded")}</span>}
      {e.quote && <Quoted e={e} talk={talk} />}
      {b.kind === "card" && <Card p={b.person} />}
      {isMoney(b) && <MoneyCard e={e} b={b} />}
      {/* The foot stands where the text ends, so it follows the text's direction, not the page's. */}
      <div dir="auto">
        {b.kind === "text" && <div class={`said${big ? ` is-big is-big-${big}` : ""}`}>{big ? b.text.trim() : <Words text={b.text} e={e} />}</div>}
        {b.kind !== "text" && b.kind !== "card" && !isMoney(b) && <div class="said is-unknown">{t("unknown.text")}</div>}
        {foot}
      </div>
    </>
  );
}

function Quoted({ e, talk }: { e: Entry; talk: Talk }) {
  const q = e.quote!;
  // Of a card of money the server keeps the note alone; the row itself, when it is at hand, says more.
  const row = talk.timeline.row(talk.timeline.keyAt(q.seq) ?? "")?.peek().entry;
  const text = row?.seq === q.seq && isMoney(row.body) ? saysShort(row) : q.text;
  return (
    <button type="button" class="quoted" tabIndex={-1} onClick={(ev) => { ev.stopPropagation(); talk.show(q.seq); }}>
      <span class="quoted-who"><bdi>{q.sender === myId.value ? t("you") : nameOf(q.sender)}</bdi></span>
      <span class="quoted-text" dir="auto">{text || t("message")}</span>
    </button>
  );
}

/** A text as it was written, with links to follow and names that were called. */
export function Words({ text, e }: { text: string; e: Entry }) {
  const names = e.mentions.flatMap((id) => {
    const p = person(id);
    return p?.name ? [{ at: "@" + p.name, id }] : [];
  });
  if (e.mentionAll) for (const w of everyone) names.push({ at: "@" + w, id: "all" });
  return (
    <>
      {partsOf(text).map((p, i) =>
        p.kind === "link" ? (
          <a key={i} href={p.href} target="_blank" rel="noopener noreferrer nofollow" onClick={(ev) => ev.stopPropagation()}>{p.text}</a>
        ) : (
          <Fragment key={i}>{called(p.text, names)}</Fragment>
        ),
      )}
    </>
  );
}

function called(text: string, names: readonly { at: string; id: string }[]): ComponentChildren {
  for (const n of [...names].sort((a, b) => b.at.length - a.at.length)) {
    const i = text.indexOf(n.at);
    if (i < 0) continue;
    return (
      <>
        {called(text.slice(0, i), names)}
        <span class={`mention${n.id === myId.value || n.id === "all" ? " is-me" : ""}`}>{n.at}</span>
        {called(text.slice(i + n.at.length), names)}
      </>
    );
  }
  return text;
}

function Card({ p }: { p: Person }) {
  return (
    <a class="person-card" href={href(`/contacts/${p.id}`)}>
      <span class="person-card-top">
        <Avatar face={faceOf(p.id, p)} size={44} />
        <span class="grow">
          <bdi class="person-card-name one-line">{nameOf(p.id, p)}</bdi>
          {p.handle && <span class="person-card-handle one-line">@{p.handle}</span>}
        </span>
      </span>
      <span class="person-card-foot">{t("card")}</span>
    </a>
  );
}

