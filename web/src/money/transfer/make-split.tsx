// The sheet where a bill is split: the bill, who takes part, how it is divided, and what each pays.
import { useState } from "preact/hooks";
import { Avatar, Button, Checkbox, ErrorState, IconButton, openSheet, Segmented, SkeletonList, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { link } from "../../lib/link";
import { toast } from "../../lib/toast";
import { myId } from "../../social/chat/state/hub";
import { faceOf, nameOf } from "../../social/chat/state/people";
import type { Chat, Id } from "../../social/chat/sync/model";
import { formatAmount, separators, zero } from "../amount";
import { AmountInput } from "../amount-input";
import { fieldText } from "../amount-edit";
import { useOthers } from "../member-pick";
import { parseAmount } from "../parse";
import { Sending } from "../sending";
import { mainCurrency } from "../wallet/state";
import { maxNote, transfers, transferForm } from "./service";
import { divisionOf, maxHeads, maxParts, missing, type Division, type Head, type SplitWay } from "./split";
import { t } from "./words";

interface Draft {
  way: SplitWay;
  total: bigint;
  note: string;
  /** Who takes part, in the order of the list. */
  in: ReadonlySet<Id>;
  heads: ReadonlyMap<Id, number>;
  amounts: ReadonlyMap<Id, bigint>;
}
interface Making {
  draft: Draft;
  sending: Sending<unknown>;
}

/** What was being sent when no answer came, by chat: opened again it is the same purpose. */
const kept = new Map<Id, Making>();

export async function makeSplit(chat: Chat): Promise<void> {
  if (!(await transferForm())) return;
  void openSheet<void>(t("split"), (close) => <Make chat={chat} close={() => close()} />, { size: "wide" });
}

function Make({ chat, close }: { chat: Chat; close: () => void }) {
  const { list, error, reload } = useOthers(chat.id);
  if (!list) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={5} />;
  return <Form chat={chat} ids={[myId.value, ...list.map((p) => p.id)]} close={close} />;
}

function firstDraft(ids: readonly Id[]): Draft {
  return { way: "equal", total: 0n, note: "", in: new Set(ids.slice(0, maxParts)), heads: new Map(), amounts: new Map() };
}

function headsOf(d: Draft, ids: readonly Id[]): Head[] {
  return ids.filter((id) => d.in.has(id)).map((id) => ({ id, heads: d.heads.get(id) ?? 1, minor: d.amounts.get(id) ?? 0n }));
}

function Form({ chat, ids, close }: { chat: Chat; ids: readonly Id[]; close: () => void }) {
  const [making] = useState<Making>(() => kept.get(chat.id) ?? { draft: firstDraft(ids), sending: new Sending() });
  const [draft, setDraft] = useState(making.draft);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(making.sending.unknown ? t("unknown") : "");
  const currency = mainCurrency();
  const locked = busy || making.sending.unknown;
  const set = (change: Partial<Draft>) => {
    setFailed("");
    setDraft((d) => ({ ...d, ...change }));
  };
  const division = divisionOf(draft.way, draft.total, headsOf(draft, ids));
  const gap = missing(division, myId.value);
  // What the maker asks of others; his own part is paid from the start.
  const asked = division.parts.reduce((sum, p) => (p.id === myId.value ? sum : sum + p.minor), 0n);

  const send = async () => {
    if (gap || busy) return;
    if (link.peek() === "offline") return setFailed(t("offline"));
    setBusy(true);
    setFailed("");
    making.draft = draft;
    const parts = division.parts.map((p) => ({ accountId: p.id, amount: { minor: p.minor, currency } }));
    const done = await making.sending.run({
      agree: async () => new Uint8Array(), // it asks others; nothing leaves the wallet
      call: (clientId) => transfers.createSplit({ clientId, chatId: chat.id, note: draft.note.trim(), parts }),
    });
    setBusy(false);
    if (done.is === "unknown") {
      kept.set(chat.id, making);
      return setFailed(t("unknown"));
    }
    kept.delete(chat.id);
    if (done.is === "refused") return setFailed(explain(done.error));
    toast(t("done.split"), { tone: "good" });
    close();
  };
  return (
    <form class="make-money" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <fieldset class="make-fields" disabled={locked}>
        <div class="make-way">
          <Segmented label={t("way")} value={draft.way} options={(["equal", "amounts", "heads"] as const).map((value) => ({ value, label: t(`way.${value}`) }))} onChange={(way) => set({ way })} />
          <p class="hint">{t(`way.${draft.way}.text`)}</p>
        </div>
        {draft.way !== "amounts" && <AmountInput label={t("total")} currency={currency} value={draft.total} onValue={(total) => set({ total })} disabled={locked} />}
        <TextField label={t("note")} value={draft.note} onValue={(note) => set({ note })} max={maxNote} maxLength={maxNote} placeholder={t("note.hint")} autocomplete="off" />
        <People ids={ids} draft={draft} division={division} currency={currency} set={set} />
      </fieldset>
      {division.odd > 0 && <p class="hint split-odd" role="note">{t("odd", { n: division.odd, unit: formatAmount({ minor: 1n, currency }) })}</p>}
      {draft.way === "amounts" && <p class="split-total"><span>{t("total")}</span><strong class="num">{formatAmount(division.total > 0n ? { minor: division.total, currency } : zero(currency))}</strong></p>}
      <div class="make-foot">
        {failed && <p class="make-failed" role="alert">{failed}</p>}
        <Button type="submit" size="large" wide busy={busy} disabled={!!gap}>{making.sending.unknown ? t("retry") : gap ? t(`miss.${draft.way === "amounts" && gap === "total" ? "parts" : gap}`) : t("make.split", { amount: formatAmount({ minor: asked, currency }) })}</Button>
      </div>
    </form>
  );
}

interface PeopleProps {
  ids: readonly Id[];
  draft: Draft;
  division: Division;
  currency: string;
  set: (change: Partial<Draft>) => void;
}

function People({ ids, draft, division, currency, set }: PeopleProps) {
  const parts = new Map(division.parts.map((p) => [p.id, p.minor]));
  const toggle = (id: Id, on: boolean) => {
    const next = new Set(draft.in);
    if (on) next.add(id);
    else next.delete(id);
    set({ in: next });
  };
  return (
    <div class="field">
      <span class="field-label">{t("who")}</span>
      <ul class="split-people">
        {ids.map((id) => {
          const name = id === myId.value ? t("you.part") : nameOf(id);
          const on = draft.in.has(id);
          return (
            <li key={id} class="split-person">
              <label class="split-who">
                <Checkbox checked={on} onChange={(x) => toggle(id, x)} label={name} />
                <Avatar face={faceOf(id)} size={36} />
                <bdi class="split-name">{name}</bdi>
              </label>
              {on && draft.way === "heads" && <Heads name={name} n={draft.heads.get(id) ?? 1} onN={(n) => set({ heads: new Map(draft.heads).set(id, n) })} />}
              {on && draft.way === "amounts" ? (
                <PartField name={name} currency={currency} value={draft.amounts.get(id) ?? 0n} onValue={(m) => set({ amounts: new Map(draft.amounts).set(id, m) })} />
              ) : (
                on && <output class="split-part num">{formatAmount({ minor: parts.get(id) ?? 0n, currency })}</output>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function Heads({ name, n, onN }: { name: string; n: number; onN: (n: number) => void }) {
  return (
    <span class="split-heads">
      <IconButton icon="minus" small kind="soft" label={t("heads.fewer", { who: name })} disabled={n <= 1} onClick={() => onN(n - 1)} />
      <span class="num" aria-live="polite" aria-label={t("heads", { n })}>×{n}</span>
      <IconButton icon="add" small kind="soft" label={t("heads.more", { who: name })} disabled={n >= maxHeads} onClick={() => onN(n + 1)} />
    </span>
  );
}

/** A small field for one part: what is typed is read when it is left, and grouped then. */
function PartField({ name, currency, value, onValue }: { name: string; currency: string; value: bigint; onValue: (m: bigint) => void }) {
  const marks = separators();
  const [text, setText] = useState(() => fieldText({ minor: value, currency }, marks));
  const read = (s: string) => parseAmount(s, currency, marks) ?? 0n;
  return (
    <input
      class="split-field num" inputMode="decimal" autocomplete="off" placeholder="0" aria-label={t("part", { who: name })} value={text}
      onInput={(e) => (setText(e.currentTarget.value), onValue(read(e.currentTarget.value)))}
      onBlur={() => setText(fieldText({ minor: read(text), currency }, marks))}
    />
  );
}
