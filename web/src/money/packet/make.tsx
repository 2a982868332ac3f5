// The sheet where a red packet is made: kind, amount, how many, wish and cover; then the PIN, then it is in the chat.
import { useState } from "preact/hooks";
import { Kind, type Cover, type GetRulesResponse } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { Avatar, Button, ErrorState, IconButton, openSheet, Segmented, SkeletonList, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { link } from "../../lib/link";
import { useLoad } from "../../lib/load";
import { toast } from "../../lib/toast";
import { chatName } from "../../social/chat/names";
import type { Chat, Person } from "../../social/chat/sync/model";
import { faceOf, nameOf } from "../../social/chat/state/people";
import { agree } from "../agree";
import { coinOf, formatAmount } from "../amount";
import { AmountInput } from "../amount-input";
import { pickMember } from "../member-pick";
import { Sending } from "../sending";
import { CoverPick } from "./cover-pick";
import { countOf, problemOf, quickAmounts, totalOf, type Order, type OrderKind, type Problem, type Rules } from "./order";
import { packets, packetSheet } from "./service";
import { t } from "./words";

interface Draft extends Order {
  greeting: string;
  cover: string;
  onlyFor?: Person;
}

interface Making {
  draft: Draft;
  sending: Sending<unknown>;
  nonce: Uint8Array<ArrayBuffer>;
}

/** What was being sent when no answer came, by chat: opened again it is the same purpose. */
const kept = new Map<string, Making>();

const newNonce = () => crypto.getRandomValues(new Uint8Array(32));
const wireKind: Record<OrderKind, Kind> = { lucky: Kind.LUCKY, equal: Kind.EQUAL, exclusive: Kind.EXCLUSIVE };

export async function makePacket(chat: Chat): Promise<void> {
  await packetSheet();
  void openSheet<void>(t("packet"), (close) => <Make chat={chat} close={() => close()} />);
}

function Make({ chat, close }: { chat: Chat; close: () => void }) {
  const { data, error, reload } = useLoad(() => packets.getRules({}));
  if (!data?.minShare) return error ? <ErrorState text={link.value === "offline" ? t("offline") : explain(error)} onRetry={reload} /> : <SkeletonList rows={5} />;
  return <Form chat={chat} answer={data} close={close} />;
}

function rulesOf(r: GetRulesResponse): Rules {
  return { minShare: r.minShare?.minor ?? 1n, maxShare: r.maxShare?.minor ?? 1n, maxTotal: r.maxTotal?.minor ?? 1n, maxCount: r.maxCount };
}

function firstDraft(chat: Chat, covers: readonly Cover[]): Draft {
  const group = chat.kind === "group";
  return { kind: "lucky", minor: 0n, count: group ? Math.min(chat.memberCount, 5) : 1, greeting: "", cover: covers[0]?.id ?? "alun" };
}

/** A sentence about what is wrong. */
function problemText(p: Problem, currency: string): string {
  return p.key === "bad.members" ? t(p.key) : t(p.key, { amount: formatAmount({ minor: p.minor, currency }) });
}

function Form({ chat, answer, close }: { chat: Chat; answer: GetRulesResponse; close: () => void }) {
  const group = chat.kind === "group";
  const people = group ? chat.memberCount : 1; // who may open it: in a group the sender, too
  const rules = rulesOf(answer);
  const currency = answer.minShare!.currency;
  const [making] = useState<Making>(() => kept.get(chat.id) ?? { draft: firstDraft(chat, answer.covers), sending: new Sending(), nonce: newNonce() });
  const [draft, setDraft] = useState(making.draft);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(making.sending.unknown ? t("unknown") : "");
  const locked = busy || making.sending.unknown;
  const set = (change: Partial<Draft>) => {
    setFailed("");
    setDraft((d) => ({ ...d, ...change }));
  };
  const order = { ...draft, count: countOf(draft, people, rules) };
  const total = { minor: totalOf(order), currency };
  const problem = problemOf(order, people, rules);
  const ready = order.minor > 0n && !problem && (draft.kind !== "exclusive" || !group || !!draft.onlyFor);

  const send = async () => {
    if (!ready || busy) return;
    if (link.peek() === "offline") return setFailed(t("offline"));
    setBusy(true);
    setFailed("");
    making.draft = draft;
    const onlyFor = draft.kind === "exclusive" ? draft.onlyFor : undefined;
    const done = await making.sending.run({
      agree: (clientId) => agree({ kind: "redpacket", clientId, amount: total, payeeId: chat.id, ...agreement(chat, order, onlyFor) }),
      call: (clientId, grant) => packets.send({ clientId, chatId: chat.id, kind: wireKind[draft.kind], total, count: order.count, greeting: draft.greeting.trim(), cover: draft.cover, onlyForId: onlyFor?.id ?? "0", nonce: making.nonce, grant }),
    });
    setBusy(false);
    if (done.is === "unknown") {
      kept.set(chat.id, making);
      return setFailed(t("unknown"));
    }
    kept.delete(chat.id);
    if (done.is !== "givenUp") making.nonce = newNonce();
    if (done.is === "refused") return setFailed(explain(done.error));
    if (done.is !== "done") return;
    toast(t("sent"), { tone: "good" });
    close();
  };

  return (
    <form class="make-packet" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <fieldset class="make-fields" disabled={locked}>
        {group && (
          <div class="make-kind">
            <Segmented label={t("kinds")} value={draft.kind} options={(["lucky", "equal", "exclusive"] as const).map((value) => ({ value, label: t(value) }))} onChange={(kind) => set({ kind })} />
            <p class="hint">{t(`${draft.kind}.text`)}</p>
          </div>
        )}
        {group && draft.kind === "exclusive" && <ForWhom chat={chat} who={draft.onlyFor} onPick={(onlyFor) => set({ onlyFor })} />}
        <AmountInput
          label={t(!group || draft.kind === "exclusive" ? "amount" : draft.kind === "equal" ? "each" : "total")}
          currency={currency} value={draft.minor} onValue={(minor) => set({ minor })} disabled={locked} autofocus
          wrong={problem && problemText(problem, currency)}
          quick={quickAmounts({ minor: coinOf(currency), currency }, rules)}
        />
        {group && draft.kind !== "exclusive" && <Count n={order.count} people={people} most={rules.maxCount} onCount={(count) => set({ count })} />}
        <TextField label={t("greeting.label")} value={draft.greeting} onValue={(greeting) => set({ greeting })} max={60} maxLength={60} placeholder={t("greeting")} autocomplete="off" />
        <CoverPick covers={answer.covers} value={draft.cover} onPick={(cover) => set({ cover })} />
      </fieldset>
      <div class="make-foot">
        <Sum order={order} total={total} />
        {failed && <p class="make-failed" role="alert">{failed}</p>}
        <Button type="submit" size="large" wide class="make-send" busy={busy} disabled={!ready}>{making.sending.unknown ? t("retry") : total.minor > 0n ? t("put", { amount: formatAmount(total) }) : t("put.none")}</Button>
      </div>
      <p class="hint make-limits">{t("agree.back")} {t("limits", { min: formatAmount({ minor: rules.minShare, currency }), max: formatAmount({ minor: rules.maxShare, currency }), total: formatAmount({ minor: rules.maxTotal, currency }) })}</p>
    </form>
  );
}

/** What the sheet that asks for the PIN says. */
function agreement(chat: Chat, o: Order, onlyFor?: Person) {
  const person = onlyFor ?? (chat.kind === "direct" ? chat.peer : undefined);
  return {
    title: person ? t("agree.person", { who: nameOf(person.id, person) }) : t("agree.title", { chat: chatName(chat) }),
    face: person && faceOf(person.id, person),
    lines: person ? [] : [{ label: t("kinds"), value: t(o.kind === "equal" ? "agree.equal" : "agree.lucky", { n: o.count }) }],
  };
}

function ForWhom({ chat, who, onPick }: { chat: Chat; who?: Person; onPick: (p: Person) => void }) {
  const pick = async () => {
    const p = await pickMember(chat.id, t("choose"));
    if (p) onPick(p);
  };
  return (
    <div class="field">
      <span class="field-label">{t("forWhom")}</span>
      <button type="button" class="make-whom" onClick={() => void pick()}>
        {who && <Avatar face={faceOf(who.id, who)} size={32} />}
        <bdi class={who ? "" : "is-none"}>{who ? nameOf(who.id, who) : t("choose")}</bdi>
      </button>
    </div>
  );
}

function Count({ n, people, most, onCount }: { n: number; people: number; most: number; onCount: (n: number) => void }) {
  const limit = Math.min(people, most);
  const presets = [...new Set([3, 5, 10, limit])].filter((x) => x <= limit && x > 1);
  return (
    <div class="make-count" role="group" aria-label={t("count")}>
      <span class="field-label">{t("count")}</span>
      <span class="make-stepper">
        <IconButton icon="minus" kind="soft" label={t("count.fewer")} disabled={n <= 1} onClick={() => onCount(n - 1)} />
        <output class="num" aria-live="polite">{n}</output>
        <IconButton icon="add" kind="soft" label={t("count.more")} disabled={n >= limit} onClick={() => onCount(n + 1)} />
      </span>
      <span class="make-presets">
        {presets.map((x) => <button key={x} type="button" class="chip num" aria-pressed={x === n} onClick={() => onCount(x)}>{x === limit ? t("count.all", { n: x }) : x}</button>)}
      </span>
      <span class="hint">{t("count.of", { n: people })}</span>
    </div>
  );
}

function Sum({ order, total }: { order: Order; total: { minor: bigint; currency: string } }) {
  return (
    <p class="make-sum">
      <span>{t("sum")}</span>
      <strong class="num">{formatAmount(total)}</strong>
      {order.kind === "lucky" && order.count > 1 && total.minor > 0n && <span class="hint">{t("average", { amount: formatAmount({ minor: total.minor / BigInt(order.count), currency: total.currency }) })}</span>}
    </p>
  );
}
