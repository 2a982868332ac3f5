import { useEffect, useState } from "preact/hooks";
import type { Payment } from "../../../gen/alun/pay/v1/pay_pb";
import { Art, Button, ErrorState, Page, Skeleton, TextField, TopBar } from "../../../kit";
import { QR } from "../../../kit/qr";
import { nudges } from "../../../lib/changes";
import { explain } from "../../../lib/errors";
import { useLoad } from "../../../lib/load";
import { navigate, type Params } from "../../../lib/router";
import { type Amount } from "../../amount";
import { AmountInput } from "../../amount-input";
import { Figure } from "../../figure";
import { useWakeLock } from "../code/wake";
import { currency } from "../currency";
import { isPaid } from "../payment/state";
import { noteMax, pay } from "../service";
import { t } from "../words";

/** A code for one amount, shown to the customer; turns into the receipt when it is paid. */
export function ShowPage({ params }: { params: Params }) {
  const id = params.stall!;
  const { data: unit } = useLoad(currency);
  const [minor, setMinor] = useState(0n);
  const [note, setNote] = useState("");
  const [on, setOn] = useState(false);
  const next = () => {
    setOn(false);
    setMinor(0n);
    setNote("");
  };
  return (
    <Page bar={<TopBar title={t("show")} parent={`/me/stalls/${id}`} deep />}>
      {on ? (
        <Showing stall={id} amount={{ minor, currency: unit! }} note={note.trim()} next={next} />
      ) : (
        <form class="stack page-pad" onSubmit={(e) => { e.preventDefault(); if (minor > 0n && unit) setOn(true); }}>
          {unit && <AmountInput label={t("charge.amount")} currency={unit} value={minor} onValue={setMinor} autofocus />}
          <TextField label={t("note.optional")} value={note} onValue={setNote} max={noteMax} maxLength={noteMax} autocomplete="off" />
          <Button type="submit" size="large" wide icon="qr" disabled={minor <= 0n || !unit}>{t("show.go")}</Button>
        </form>
      )}
    </Page>
  );
}

const askMs = 5_000; // a customer stands in front of it: nudges alone are not enough

/** The payment that the code with this reference brought; another till may show one for the same amount. */
function usePaid(stall: string, reference: string | undefined): Payment | undefined {
  const [paid, setPaid] = useState<Payment>();
  const news = nudges(`stall:${stall}`).value;
  const look = () =>
    void pay.listPayments({ stallId: stall, limit: 30 }).then(
      (r) => setPaid((now) => now ?? r.payments.find((p) => isPaid(p) && p.reference === reference)),
      () => undefined, // asked again in a moment
    );
  useEffect(() => {
    if (reference && !paid) look();
  }, [news, reference]);
  useEffect(() => {
    if (!reference || paid) return;
    const timer = setInterval(look, askMs);
    return () => clearInterval(timer);
  }, [paid, reference]);
  return paid;
}

function Showing({ stall, amount, note, next }: { stall: string; amount: Amount; note: string; next: () => void }) {
  const { data: code, error, reload } = useLoad(() => pay.getStallCode({ stallId: stall, amount, note }));
  const paid = usePaid(stall, code?.reference);
  useWakeLock(!paid);
  if (error && !code) return <ErrorState text={explain(error)} onRetry={reload} />;
  return (
    <div class={`show stack page-pad${paid ? " is-paid" : ""}`}>
      <p class="pay-amount"><Figure amount={amount} /></p>
      {note && <p class="pay-note"><bdi>{note}</bdi></p>}
      {paid ? (
        <div class="outcome-art" aria-hidden="true"><Art name="done" /></div>
      ) : code ? (
        <QR text={code.text} size={300} label={t("show.label")} />
      ) : (
        <Skeleton width="300px" height="300px" />
      )}
      <p class="outcome-words" role="status">{paid ? t("show.paid", { name: paid.payer?.name ?? "" }) : t("show.waiting")}</p>
      <Button kind={paid ? "primary" : "quiet"} size="large" wide onClick={next}>{paid ? t("show.next") : t("show.cancel")}</Button>
      {paid && <Button kind="plain" wide onClick={() => navigate(`/me/payments/${paid.id}`)}>{t("show.receipt")}</Button>}
    </div>
  );
}
