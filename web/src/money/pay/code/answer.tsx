import { useEffect, useState } from "preact/hooks";
import type { Payment } from "../../../gen/alun/pay/v1/pay_pb";
import { Button } from "../../../kit";
import { explain } from "../../../lib/errors";
import { duration } from "../../../lib/format";
import { ms } from "../../../lib/rpc";
import { formatAmount, type Amount } from "../../amount";
import { pay } from "../service";
import { spend } from "../spend";
import { t } from "../words";

/** Agrees to or refuses a charge that waits for the payer. */
export function Answer({ payment: p, answered }: { payment: Payment; answered: (p: Payment) => void }) {
  const [busy, setBusy] = useState<"yes" | "no">();
  const [bad, setBad] = useState("");
  const left = useCountdown(ms(p.confirmUntilMs));
  const amount = p.amount as Amount;
  const act = async (which: "yes" | "no", run: () => Promise<Payment | undefined | null>) => {
    if (busy) return;
    setBusy(which);
    setBad("");
    try {
      const now = await run();
      if (now) return answered(now);
    } catch (e) {
      setBad(explain(e));
      // It may have been taken back meanwhile: what it is now says why.
      await pay.getPayment({ id: p.id }).then((r) => r.payment && r.payment.state !== p.state && answered(r.payment), () => undefined);
    }
    setBusy(undefined);
  };
  const confirm = () =>
    spend({ clientId: p.confirmId, amount, payeeId: p.id, title: t("confirm.to", { name: p.stall?.name ?? "" }) }, async (grant) => (await pay.confirm({ id: p.id, grant })).payment);
  return (
    <div class="stack">
      {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
      <Button size="large" wide busy={busy === "yes"} disabled={Boolean(busy)} onClick={() => void act("yes", confirm)}>{t("confirm.pay", { amount: formatAmount(amount) })}</Button>
      <Button kind="quiet" wide busy={busy === "no"} disabled={Boolean(busy)} onClick={() => void act("no", async () => (await pay.decline({ id: p.id })).payment)}>{t("decline")}</Button>
      {left > 0 && <p class="hint pay-count num">{t("confirm.left", { time: duration(left) })}</p>}
    </div>
  );
}

/** Milliseconds until at, counted down each second; 0 when it is over or there is no such time. */
export function useCountdown(at: number): number {
  const [now, setNow] = useState(Date.now());
  const left = Math.max(0, at - now);
  useEffect(() => {
    if (!left) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [at, left > 0]);
  return at ? left : 0;
}
