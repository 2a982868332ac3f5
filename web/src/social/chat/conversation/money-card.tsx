// Cards of money in bubbles: what was sent, and how it stands for the reader.
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../../../kit";
import { formatAmount, speakAmount } from "../../../money/amount";
import { coverColours, coverPicture } from "../../../money/packet/covers";
import type { Entry, Id, MoneyBody, PacketBody, RequestBody, SplitBody, TransferBody } from "../sync/model";
import { myId } from "../state/hub";
import { nameOf } from "../state/people";
import { chatNow } from "../state/rows";
import { tm } from "../words/money";
import { declineFrom, openMoney, payFrom } from "./money-doors";
import { packetStanding, requestStanding, splitStanding, transferStanding, type Reader } from "./money-state";

const readerOf = (e: Entry): Reader => ({ me: myId.value, sender: e.sender, direct: chatNow(e.chat)?.kind === "direct" });
const called = (id: Id) => (id === myId.value ? tm("you") : nameOf(id));

export function MoneyCard({ e, b }: { e: Entry; b: MoneyBody }) {
  switch (b.kind) {
    case "packet":
      return <Packet e={e} b={b} />;
    case "transfer":
      return <Transfer e={e} b={b} />;
    case "request":
      return <Request e={e} b={b} />;
    case "split":
      return <Split e={e} b={b} />;
  }
}

interface Shell {
  e: Entry;
  look: string;
  dim: boolean;
  /** What a screen reader hears: kind, amount, state. */
  label: string;
  kind: string;
  art: ComponentChildren;
  title: ComponentChildren;
  sub: ComponentChildren;
  note?: string;
  actions?: ComponentChildren;
}

function Card(p: Shell) {
  return (
    <div class={`money-card ${p.look}${p.dim ? " is-over" : ""}`}>
      <button type="button" class="money-card-main" onClick={() => void openMoney(p.e)}>
        <span class="sr">{p.label}</span>
        <span class="money-card-art" aria-hidden="true">{p.art}</span>
        <span class="money-card-text" aria-hidden="true">
          <span class="money-card-title" dir="auto">{p.title}</span>
          <span class="money-card-sub">{p.sub}</span>
        </span>
      </button>
      {p.note && <p class="money-card-note" dir="auto">{p.note}</p>}
      {p.actions && <div class="money-card-actions">{p.actions}</div>}
      <p class="money-card-kind" aria-hidden="true">{p.kind}</p>
    </div>
  );
}

const says = (...parts: string[]) => parts.filter(Boolean).join(". ");

function Packet({ e, b }: { e: Entry; b: PacketBody }) {
  const s = packetStanding(b, e.card, readerOf(e));
  const greeting = b.greeting || tm("packet.greeting");
  const forWhom = b.onlyFor ? (b.onlyFor === myId.value ? tm("packet.forMe") : tm("packet.for", { who: nameOf(b.onlyFor) })) : "";
  const amount = e.card?.amount;
  const sub = s.state === "opened" && amount ? tm("packet.opened.with", { amount: formatAmount(amount) }) : s.dim || !forWhom ? tm(`packet.${s.state}`) : forWhom;
  const spoken = s.state === "opened" && amount ? tm("packet.opened.with", { amount: speakAmount(amount) }) : says(forWhom, tm(`packet.${s.state}`));
  const picture = coverPicture(b.cover);
  return (
    <Card
      e={e} look={`is-packet cover-${coverColours(b.cover)}`} dim={s.dim} kind={tm("packet")} title={greeting} sub={sub}
      label={says(tm("packet.by", { who: called(e.sender) }), greeting, spoken)}
      art={<Envelope open={s.dim} picture={picture} />}
    />
  );
}

/** A small envelope; its colours are those of the cover around it. */
function Envelope({ open, picture }: { open: boolean; picture?: string }) {
  return (
    <svg viewBox="0 0 40 48" class="envelope">
      <rect class="envelope-body" x="1" y={open ? 12 : 1} width="38" height={open ? 35 : 46} rx="5" />
      {picture && !open && <image href={picture} x="1" y="1" width="38" height="46" preserveAspectRatio="xMidYMid slice" clip-path="inset(0 round 5px)" />}
      <path class="envelope-flap" d={open ? "M3 12 20 1l17 11v2L20 25 3 14z" : "M1 6a5 5 0 0 1 5-5h28a5 5 0 0 1 5 5v8C33 20 27 22 20 22S7 20 1 14z"} />
      <circle class="envelope-seal" cx="20" cy={open ? 26 : 22} r="6.5" />
      <path class="envelope-hole" d={open ? "M17.5 23.5h5v5h-5z" : "M17.5 19.5h5v5h-5z"} />
    </svg>
  );
}

function Transfer({ e, b }: { e: Entry; b: TransferBody }) {
  const s = transferStanding(b, e.card, myId.value);
  const state = s.state === "waits" ? tm("transfer.waits", { who: nameOf(b.payee) }) : tm(`transfer.${s.state}`);
  const to = b.payee === myId.value ? tm("transfer.toMe") : tm("transfer.to", { who: nameOf(b.payee) });
  return (
    <Card
      e={e} look="is-transfer" dim={s.dim} kind={tm("transfer")} title={<b class="num">{formatAmount(b.amount)}</b>} sub={state} note={b.note}
      label={says(tm("transfer"), speakAmount(b.amount), to, b.note, state)}
      art={<Round icon={s.state === "accepted" ? "check" : s.state === "returned" ? "undo" : s.state === "expired" ? "clock" : "transfer"} />}
    />
  );
}

const Round = ({ icon }: { icon: IconName }) => <span class="money-card-round"><Icon name={icon} /></span>;

function Request({ e, b }: { e: Entry; b: RequestBody }) {
  const s = requestStanding(b, e.card, myId.value);
  const who = b.payer === myId.value ? tm("request.toMe", { who: nameOf(e.sender) }) : e.sender === myId.value ? tm("request.fromMe", { whom: nameOf(b.payer) }) : tm("request.from", { who: nameOf(e.sender), whom: nameOf(b.payer) });
  const state = s.state === "pay" ? "" : tm(`request.${s.state}`);
  return (
    <Card
      e={e} look="is-request" dim={s.dim} kind={tm("request")} title={<b class="num">{formatAmount(b.amount)}</b>} sub={s.dim ? state : who} note={b.note}
      label={says(tm("request"), speakAmount(b.amount), who, b.note, state)}
      art={<Round icon={s.state === "paid" ? "check" : s.dim ? "close" : "hand"} />}
      actions={s.state === "pay" && (
        <>
          <button type="button" class="is-main" onClick={() => void payFrom(e)}>{tm("request.pay")}<span class="sr"> {speakAmount(b.amount)}</span></button>
          <button type="button" onClick={() => void declineFrom(e)}>{tm("request.decline")}</button>
        </>
      )}
    />
  );
}

function Split({ e, b }: { e: Entry; b: SplitBody }) {
  const s = splitStanding(b, e.card, readerOf(e));
  const part = s.mine === undefined ? undefined : { minor: s.mine, currency: b.total.currency };
  const progress = tm("split.n", { done: s.done, of: s.of });
  // Who made it has paid his part from the start: to him the others matter.
  const own = e.sender === myId.value;
  const state = s.state === "done" || s.state === "closed" || s.state === "paid" ? tm(`split.${s.state}`) : own ? "" : part ? tm("split.mine", { amount: formatAmount(part) }) : tm("split.none");
  const spoken = s.state === "pay" && part ? tm("split.mine", { amount: speakAmount(part) }) : state;
  return (
    <Card
      e={e} look="is-split" dim={s.dim} kind={tm("split")} title={<b class="num">{formatAmount(b.total)}</b>} sub={s.dim ? state : [progress, state].filter(Boolean).join(" · ")} note={b.note}
      label={says(tm("split"), speakAmount(b.total), b.note, progress, spoken)}
      art={<Ring done={s.done} of={s.of} />}
      actions={s.state === "pay" && part && (
        <button type="button" class="is-main" onClick={() => void payFrom(e)}>
          <span class="sr">{tm("split.pay", { amount: speakAmount(part) })}</span>
          <span aria-hidden="true">{tm("split.pay", { amount: formatAmount(part) })}</span>
        </button>
      )}
    />
  );
}

/** How many have paid, as a ring. */
function Ring({ done, of }: { done: number; of: number }) {
  return (
    <svg viewBox="0 0 44 44" class="ring">
      <circle cx="22" cy="22" r="18" pathLength={1} />
      <circle class="ring-done" cx="22" cy="22" r="18" pathLength={1} stroke-dasharray={`${of ? done / of : 0} 1`} />
      <text x="22" y="26" text-anchor="middle">{done}/{of}</text>
    </svg>
  );
}
