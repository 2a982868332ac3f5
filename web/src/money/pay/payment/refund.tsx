import { useState } from "preact/hooks";
import type { Payment } from "../../../gen/alun/pay/v1/pay_pb";
import { Button, openSheet, TextField } from "../../../kit";
import { explain, failureOf } from "../../../lib/errors";
import { toast } from "../../../lib/toast";
import { formatAmount, type Amount } from "../../amount";
import { AmountInput, inRange } from "../../amount-input";
import { personFace } from "../faces";
import { answered, onceId } from "../once";
import { pay } from "../service";
import { spend } from "../spend";
import { t } from "../words";
import { restOf } from "./state";

const reasonMax = 100; // pay.ReasonMax
const reasons = ["wrong", "out", "returned", "goodwill"] as const;

/** Whose money goes back: the caller's own, or the stall's; its owner may help out when it has too little. */
export type Source = "wallet" | "owner" | "staff";

/** Asks how much goes back and why; the payment as it is after that, or nothing when it was left. */
export function openRefund(p: Payment, from: Source): Promise<Payment | undefined> {
  return openSheet<Payment>(t("refund"), (close) => <Refund payment={p} from={from} close={close} />);
}

/** Makes the refund; null when the owner of the wallet did not agree. */
async function giveBack(p: Payment, from: Source, clientId: Uint8Array<ArrayBuffer>, amount: Amount, reason: string): Promise<Payment | null> {
  const call = async (grant?: Uint8Array<ArrayBuffer>) => (await pay.refund({ clientId, paymentId: p.id, amount, reason, grant })).payment!;
  const fromWallet = () => spend({ clientId, amount, payeeId: p.id, title: t("refund.own"), face: p.payer && personFace(p.payer), lines: [{ label: t("refund.reason"), value: reason || "–" }] }, call);
  if (from === "wallet") return fromWallet();
  try {
    return await call();
  } catch (e) {
    if (from !== "owner" || failureOf(e).code !== "pay.short") throw e;
    return fromWallet();
  }
}

function Refund({ payment: p, from, close }: { payment: Payment; from: Source; close: (p?: Payment) => void }) {
  const rest = restOf(p);
  const currency = p.amount!.currency;
  const [minor, setMinor] = useState(rest);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const amount = { minor, currency };
  const fine = inRange(minor, 1n, rest);
  const send = async () => {
    if (busy || !fine) return;
    setBusy(true);
    setBad("");
    const what = `refund|${p.id}|${p.refunded?.minor ?? 0n}|${minor}|${reason.trim()}`;
    try {
      const now = await giveBack(p, from, onceId(what), amount, reason.trim());
      if (now) {
        answered(what);
        toast(t("refund.done", { amount: formatAmount(amount) }), { tone: "good" });
        return close(now);
      }
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  return (
    <form class="stack" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      <p class="hint">{t("refund.text", { rest: formatAmount({ minor: rest, currency }), name: p.payer?.name ?? "" })}</p>
      <AmountInput label={t("amount")} currency={currency} value={minor} onValue={setMinor} max={rest} />
      <div class="pay-chips" role="group" aria-label={t("refund.reason")}>
        {reasons.map((r) => {
          const words = t(`refund.reason.${r}`);
          return <button key={r} type="button" class="chip" aria-pressed={reason === words} onClick={() => setReason(reason === words ? "" : words)}>{words}</button>;
        })}
      </div>
      <TextField label={t("refund.reason")} value={reason} onValue={setReason} max={reasonMax} maxLength={reasonMax} autocomplete="off" />
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      <Button type="submit" kind="danger" size="large" wide busy={busy} disabled={!fine}>{minor > 0n ? t("refund.give", { amount: formatAmount(amount) }) : t("refund")}</Button>
    </form>
  );
}
