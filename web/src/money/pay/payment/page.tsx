import { useEffect, useState } from "preact/hooks";
import { PaymentState as S, type Payment } from "../../../gen/alun/pay/v1/pay_pb";
import { Art, Button, Cell, CellGroup, ErrorState, Page, SkeletonList, TopBar } from "../../../kit";
import { nudges } from "../../../lib/changes";
import { explain, sentence } from "../../../lib/errors";
import { dateTime } from "../../../lib/format";
import { useLoad } from "../../../lib/load";
import { cameFrom, navigate, query, type Params } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { me } from "../../../social/account/session";
import { formatAmount, speakAmount, type Amount } from "../../amount";
import { Answer } from "../code/answer";
import { categoryName, Party } from "../faces";
import { grouped } from "../digits";
import { pay } from "../service";
import { t } from "../words";
import { openRefund, type Source } from "./refund";
import { moodOf, restOf } from "./state";

/** A payment as a receipt, for its payer and for the stall's people. */
export function PaymentPage({ params }: { params: Params }) {
  const id = params.id!;
  // Not back to the scanner after paying: it would read the same code again.
  const [parent] = useState(() => (query.peek().has("done") ? "/me" : cameFrom("/me")));
  const { data, error, reload, set } = useLoad(async () => {
    const { payment } = await pay.getPayment({ id });
    const p = payment!;
    const self = me.peek()?.person?.id;
    if (p.payer?.id === self) return { payment: p, mine: true, refund: undefined };
    if (!p.stall) return { payment: p, mine: false, refund: p.payee?.id === self ? ("wallet" as const) : undefined };
    const { stall } = await pay.getStall({ id: p.stall.id });
    return { payment: p, mine: false, refund: stall?.mayRefund ? (stall.mine ? ("owner" as const) : ("staff" as const)) : undefined };
  });
  const stall = data?.payment.stall?.id;
  const news = (data && !data.mine && stall ? nudges(`stall:${stall}`) : nudges("pay")).value;
  useEffect(() => {
    if (data) reload();
  }, [news]);
  return (
    <Page bar={<TopBar title={t("payment")} parent={parent} deep />}>
      {data ? <Receipt {...data} set={(payment) => set({ ...data, payment })} /> : error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={3} />}
    </Page>
  );
}

/** The words of a state, as its payer or the stall reads it. */
export function stateWords(p: Payment): string {
  if (p.state === S.REFUND) return restOf(p) > 0n ? t("state.REFUND.part") : t("state.REFUND");
  if (p.state === S.PAYERROR) return sentence(p.reason) ?? t("state.PAYERROR");
  return t(`state.${S[p.state] as "SUCCESS" | "NOTPAY" | "USERPAYING" | "CLOSED" | "REVOKED"}`);
}

function Receipt({ payment: p, mine, refund, set }: { payment: Payment; mine: boolean; refund: Source | undefined; set: (p: Payment) => void }) {
  const done = query.value.get("done") === "1" && p.state === S.SUCCESS;
  const amount = p.amount as Amount;
  const name = p.stall?.name ?? p.payee?.name ?? "";
  const rest = restOf(p);
  return (
    <div class="receipt">
      {done && (
        <div class="receipt-done" role="status">
          <Art name="done" />
          <span class="sr">{t("payment.done", { amount: speakAmount(amount), name })}</span>
        </div>
      )}
      <div class="page-pad"><Party stall={mine || !p.stall ? p.stall : undefined} person={mine ? p.payee : p.stall ? p.payer : (p.payer ?? p.payee)} sub={mine ? undefined : t("payment.paidYou")} /></div>
      <p class="pay-amount" aria-label={speakAmount(amount)}>{formatAmount(amount)}</p>
      <p class={`pay-state is-${moodOf(p)}`}>{stateWords(p)}</p>
      {mine && p.state === S.USERPAYING && <div class="page-pad"><Answer payment={p} answered={set} /></div>}
      <CellGroup>
        {mine ? <Cell title={t("payment.to")} value={name} /> : <Cell title={t("payment.from")} value={p.payer?.name ?? ""} />}
        {!mine && p.stall && <Cell title={t("stall")} value={p.stall.name} sub={categoryName(p.stall.category)} />}
        {p.note && <Cell title={t("note")} value={<bdi class="receipt-note">{p.note}</bdi>} />}
        <Cell title={t("payment.at")} value={<time>{dateTime(ms(p.paidAtMs || p.atMs))}</time>} />
        {t.has(`by.${p.by}`) && <Cell title={t("payment.by")} value={t(`by.${p.by as "static"}`)} />}
        <Cell title={t("payment.id")} value={<span class="num payment-number">{grouped(p.id)}</span>} />
      </CellGroup>
      {p.refunds.length > 0 && <Refunds payment={p} />}
      <div class="receipt-acts page-pad">
        {refund && rest > 0n && <Button kind="danger-soft" icon="undo" wide onClick={() => void openRefund(p, refund).then((now) => now && set(now))}>{t("refund")}</Button>}
        {done && <Button size="large" wide onClick={() => navigate("/me", { replace: true })}>{t("done")}</Button>}
      </div>
    </div>
  );
}

function Refunds({ payment: p }: { payment: Payment }) {
  const currency = p.amount!.currency;
  return (
    <CellGroup title={t("refunds")} note={t("refund.sofar", { refunded: formatAmount(p.refunded as Amount), rest: formatAmount({ minor: restOf(p), currency }) })}>
      {p.refunds.map((r) => (
        <Cell key={r.id} title={formatAmount(r.amount as Amount)} sub={[r.reason, dateTime(ms(r.atMs)), r.by?.name].filter(Boolean).join(" · ")} value={t(`refund.state.${(r.state || 1) as 1}`)} />
      ))}
    </CellGroup>
  );
}
