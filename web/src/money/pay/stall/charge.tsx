import { useEffect, useState } from "preact/hooks";
import { PaymentState as S, type Payment } from "../../../gen/alun/pay/v1/pay_pb";
import { Art, Button, Page, Spinner, TextField, TopBar } from "../../../kit";
import { Scanner } from "../../../kit/scanner/scanner";
import { nudges } from "../../../lib/changes";
import { explain } from "../../../lib/errors";
import { duration } from "../../../lib/format";
import { canHover } from "../../../lib/media";
import { useLoad } from "../../../lib/load";
import { navigate, path, type Params } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { formatAmount, type Amount } from "../../amount";
import { AmountInput } from "../../amount-input";
import { Figure } from "../../figure";
import { useCountdown } from "../code/answer";
import { currency } from "../currency";
import { bare, codeLength, grouped, isPayCode } from "../digits";
import { answered, onceId } from "../once";
import { stateWords } from "../payment/page";
import { isPaid } from "../payment/state";
import { noteMax, pay } from "../service";
import { t } from "../words";

/** Takes money by the code that a customer shows: amount, code, and the wait for his answer if there is one. */
export function ChargePage({ params }: { params: Params }) {
  const id = params.stall!;
  const { data: unit } = useLoad(currency);
  const [minor, setMinor] = useState(0n);
  const [note, setNote] = useState("");
  const [step, setStep] = useState<"amount" | "code">("amount");
  const [payment, setPayment] = useState<Payment>();
  const again = () => {
    setPayment(undefined);
    setMinor(0n);
    setNote("");
    setStep("amount");
  };
  const amount = { minor, currency: unit ?? "IDR" };
  return (
    <Page bar={<TopBar title={t("charge")} parent={`/me/stalls/${id}`} deep />}>
      {payment ? (
        <Outcome payment={payment} stall={id} set={setPayment} again={again} />
      ) : step === "code" ? (
        <TakeCode stall={id} amount={amount} note={note.trim()} charged={setPayment} back={() => setStep("amount")} />
      ) : (
        <form class="stack page-pad" onSubmit={(e) => { e.preventDefault(); if (minor > 0n) setStep("code"); }}>
          {unit && <AmountInput label={t("charge.amount")} currency={unit} value={minor} onValue={setMinor} autofocus />}
          <TextField label={t("note.optional")} value={note} onValue={setNote} max={noteMax} maxLength={noteMax} autocomplete="off" />
          <Button type="submit" size="large" wide icon="scan" disabled={minor <= 0n}>{t("charge.next")}</Button>
        </form>
      )}
    </Page>
  );
}

function TakeCode({ stall, amount, note, charged, back }: { stall: string; amount: Amount; note: string; charged: (p: Payment | undefined) => void; back: () => void }) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const charge = async (text: string) => {
    if (busy) return;
    if (!isPayCode(text)) return setBad(t("charge.notCode"));
    const code = bare(text);
    setBusy(true);
    setBad("");
    const what = `charge|${stall}|${code}|${amount.minor}|${note}`;
    try {
      const got = await pay.charge({ clientId: onceId(what), stallId: stall, code, amount, note });
      answered(what);
      return charged(got.payment);
    } catch (e) {
      setBad(explain(e));
      setBusy(false);
    }
  };
  return (
    <div class="stack page-pad">
      <div class="charge-head">
        <span class="pay-amount"><Figure amount={amount} /></span>
        <Button kind="plain" size="small" icon="edit" onClick={back}>{t("charge.change")}</Button>
      </div>
      <Scanner onText={charge} on={path.value.endsWith("/charge") && !busy} />
      {/* At a desk the field has the focus: a hand scanner types what it reads, and Enter. */}
      <form class="stack" onSubmit={(e) => { e.preventDefault(); void charge(typed); }}>
        <TextField label={t("charge.typed")} value={grouped(typed)} onValue={(v) => { setTyped(bare(v)); setBad(""); }} inputMode="numeric" autocomplete="off" autofocus={canHover.value} note={bad || t("charge.typedNote")} tone={bad ? "bad" : undefined} enterkeyhint="go" />
        <Button type="submit" size="large" wide busy={busy} disabled={typed.length !== codeLength}>{t("charge.take", { amount: formatAmount(amount) })}</Button>
      </form>
    </div>
  );
}

/** How long a payer may think about it (PayService.Charge), ms. */
const answerMs = 90_000;
const askMs = 3_000; // while a payer thinks about it the till does not rely on nudges alone

/** What became of a charge; while the payer is being asked it can be taken back. */
function Outcome({ payment: p, stall, set, again }: { payment: Payment; stall: string; set: (p: Payment) => void; again: () => void }) {
  const waiting = p.state === S.USERPAYING || p.state === S.NOTPAY;
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const left = useCountdown(waiting ? ms(p.atMs) + answerMs : 0);
  const news = nudges(`stall:${stall}`).value;
  const look = () => void pay.getPayment({ id: p.id }).then((r) => r.payment && set(r.payment), () => undefined);
  useEffect(() => {
    if (waiting) look();
  }, [news]);
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(look, askMs);
    return () => clearInterval(timer);
  }, [waiting]);
  const reverse = async () => {
    if (busy) return;
    setBusy(true);
    setBad("");
    try {
      set((await pay.reverse({ id: p.id })).payment!);
    } catch (e) {
      setBad(explain(e));
      look();
    }
    setBusy(false);
  };
  const paid = isPaid(p);
  return (
    <div class={`outcome stack page-pad is-${paid ? "good" : waiting ? "wait" : "bad"}`}>
      <div class="outcome-art" aria-hidden="true">{waiting ? <Spinner /> : <Art name={paid ? "done" : "broken"} />}</div>
      <p class="outcome-words" role="status">{waiting ? t("charge.waiting") : stateWords(p)}</p>
      <p class="pay-amount"><Figure amount={p.amount as Amount} /></p>
      {p.payer && <p class="outcome-who"><bdi>{p.payer.name}</bdi></p>}
      {left > 0 && <p class="hint num">{t("charge.left", { time: duration(left) })}</p>}
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      {waiting ? (
        <Button kind="danger-soft" wide busy={busy} onClick={() => void reverse()}>{t("reverse")}</Button>
      ) : (
        <>
          <Button size="large" wide onClick={again}>{t("charge.again")}</Button>
          <Button kind="quiet" wide onClick={() => navigate(`/me/stalls/${stall}`, { replace: true })}>{t("till.back")}</Button>
        </>
      )}
    </div>
  );
}
