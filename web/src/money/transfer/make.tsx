// The sheets where a transfer or a request begins: whom, how much, what for.
import { useState } from "preact/hooks";
import { Avatar, Button, openSheet, TextField } from "../../kit";
import { explain } from "../../lib/errors";
import { link } from "../../lib/link";
import { toast } from "../../lib/toast";
import { faceOf, nameOf } from "../../social/chat/state/people";
import type { Chat, Person } from "../../social/chat/sync/model";
import { agree } from "../agree";
import { formatAmount, type Amount } from "../amount";
import { AmountInput } from "../amount-input";
import { pickMember } from "../member-pick";
import { Sending, type Steps } from "../sending";
import { available, mainCurrency, wallet } from "../wallet/state";
import { maxNote, transfers, transferForm } from "./service";
import { t } from "./words";

type What = "transfer" | "request";

interface Making {
  minor: bigint;
  note: string;
  sending: Sending<unknown>;
}

/** What was being sent when no answer came, by kind, chat and person: opened again it is the same purpose. */
const kept = new Map<string, Making>();

export const makeTransfer = (chat: Chat) => make("transfer", chat);
export const makeRequest = (chat: Chat) => make("request", chat);

async function make(what: What, chat: Chat): Promise<void> {
  if (!(await transferForm())) return;
  const who = chat.kind === "direct" ? chat.peer : await pickMember(chat.id, t("choose"));
  if (!who) return;
  void openSheet<void>(t(what), (close) => <Make what={what} chat={chat} who={who} close={() => close()} />);
}

function Make({ what, chat, who, close }: { what: What; chat: Chat; who: Person; close: () => void }) {
  const key = `${what}/${chat.id}/${who.id}`;
  const [making] = useState<Making>(() => kept.get(key) ?? { minor: 0n, note: "", sending: new Sending() });
  const [minor, setMinor] = useState(making.minor);
  const [note, setNote] = useState(making.note);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(making.sending.unknown ? t("unknown") : "");
  const currency = mainCurrency();
  const amount = { minor, currency };
  const locked = busy || making.sending.unknown;
  const name = nameOf(who.id, who);

  const send = async () => {
    if (minor <= 0n || busy) return;
    if (link.peek() === "offline") return setFailed(t("offline"));
    setBusy(true);
    setFailed("");
    Object.assign(making, { minor, note });
    const done = await making.sending.run(stepsOf(what, chat, who, amount, note.trim()));
    setBusy(false);
    if (done.is === "unknown") {
      kept.set(key, making);
      return setFailed(t("unknown"));
    }
    kept.delete(key);
    if (done.is === "refused") return setFailed(explain(done.error));
    if (done.is !== "done") return;
    toast(t(`done.${what}`), { tone: "good" });
    close();
  };
  return (
    <form class="make-money" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <div class="make-who"><Avatar face={faceOf(who.id, who)} size={44} /><bdi class="one-line">{t(what === "transfer" ? "to" : "from", { who: name })}</bdi></div>
      <fieldset class="make-fields" disabled={locked}>
        <AmountInput label={t("amount")} currency={currency} value={minor} onValue={(m) => (setFailed(""), setMinor(m))} disabled={locked} autofocus note={what === "transfer" && wallet.value ? t("have", { amount: formatAmount(available(currency)) }) : undefined} />
        <TextField label={t("note")} value={note} onValue={setNote} max={maxNote} maxLength={maxNote} placeholder={t("note.hint")} autocomplete="off" />
      </fieldset>
      <div class="make-foot">
        {failed && <p class="make-failed" role="alert">{failed}</p>}
        <Button type="submit" size="large" wide busy={busy} disabled={minor <= 0n}>{making.sending.unknown ? t("retry") : minor > 0n ? t(`make.${what}`, { amount: formatAmount(amount) }) : t("make.none")}</Button>
      </div>
      <p class="hint">{t(`${what}.hint`, { who: name })}</p>
    </form>
  );
}

/** A request moves no money, so nobody has to agree to it. */
function stepsOf(what: What, chat: Chat, who: Person, amount: Amount, note: string): Steps<unknown> {
  if (what === "request") {
    return { agree: async () => new Uint8Array(), call: (clientId) => transfers.sendRequest({ clientId, chatId: chat.id, payerId: who.id, amount, note }) };
  }
  const name = nameOf(who.id, who);
  return {
    agree: (clientId) => agree({ kind: "transfer", clientId, amount, payeeId: who.id, title: t("agree.transfer", { who: name }), face: faceOf(who.id, who), lines: note ? [{ label: t("note"), value: note }] : [] }),
    call: (clientId, grant) => transfers.sendTransfer({ clientId, chatId: chat.id, payeeId: who.id, amount, note, grant }),
  };
}
