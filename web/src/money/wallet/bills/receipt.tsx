import { useEffect } from "preact/hooks";
import type { Bill } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Banner, Button, Cell, CellGroup, ErrorState, Icon, openSheet, Page, Skeleton, TopBar } from "../../../kit";
import { nudges } from "../../../lib/changes";
import { explain, toastError } from "../../../lib/errors";
import { useLoad } from "../../../lib/load";
import { href, type Params } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { toast } from "../../../lib/toast";
import { formatAmount, formatSigned, speakAmount } from "../../amount";
import { familyOf, kindName, lookOf, otherSide } from "../kind";
import { saveFile } from "../save";
import { service } from "../state";
import { exactTime } from "../when";
import { t } from "../words";
import { knownBill } from "./list";
import { BillFace, BillRow, Moved } from "./row";
import { standing, worthShowing } from "./standing";
import { openThing, thingOf } from "./thing";

/** Everything that is known of one movement. */
export function ReceiptPage({ params }: { params: Params }) {
  const { data, error, reload } = useLoad(() => service.getBill({ id: params.bill! }));
  const nudged = nudges("wallet").value;
  useEffect(() => {
    if (nudged) reload();
  }, [nudged]);
  const bill = data?.bill ?? knownBill(params.bill!);
  return (
    <Page bar={<TopBar title={t("receipt")} deep />}>
      {bill && error !== undefined && <Banner icon="offline">{t("bills.stale")}</Banner>}
      {bill ? (
        <Receipt bill={bill} related={data?.related ?? []} />
      ) : error !== undefined ? (
        <ErrorState text={explain(error)} onRetry={reload} />
      ) : (
        <div class="receipt-head" role="status"><Skeleton width="56px" height="56px" /><Skeleton width="50%" height="2rem" /><Skeleton width="80%" height="8rem" /></div>
      )}
    </Page>
  );
}

const looks = { done: { tone: "", icon: "check", text: "receipt.done" }, held: { tone: " is-waiting", icon: "hourglass", text: "receipt.pending" }, back: { tone: " is-back", icon: "undo", text: "receipt.back" } } as const;

function Receipt({ bill, related }: { bill: Bill; related: Bill[] }) {
  const stands = standing(bill, related);
  const { tone, icon, text } = looks[stands];
  const rows = worthShowing(related);
  return (
    <>
      <div class="receipt-head">
        <BillFace bill={bill} size={60} />
        <p class="receipt-name"><bdi>{otherSide(bill)}</bdi></p>
        <p class="receipt-amount"><span class="is-fit" style={{ "--chars": String(bill.amount ? formatSigned(bill.amount).length : 1) }}><Moved bill={bill} stands={stands} /></span></p>
        <p class={`receipt-state${tone}`}>
          <Icon name={icon} />
          {t(text)}
        </p>
      </div>
      <Facts bill={bill} />
      {rows.length > 0 && (
        <section class="group">
          <h2 class="group-title">{t("receipt.related")}</h2>
          <ul class="group-body">{rows.map((b) => <li key={b.id}><BillRow bill={b} /></li>)}</ul>
        </section>
      )}
      <Ways bill={bill} />
    </>
  );
}

function Facts({ bill }: { bill: Bill }) {
  const copy = () => void navigator.clipboard.writeText(bill.id).then(() => toast(t("receipt.copied"), { tone: "good" }), toastError);
  const rows: [string, preact.ComponentChildren][] = [[t("receipt.kind"), kindName(bill.kind)]];
  if (bill.person || bill.name) rows.push([t("receipt.with"), <bdi>{otherSide(bill)}</bdi>]);
  rows.push([t("receipt.time"), <span class="num">{exactTime(ms(bill.atMs))}</span>]);
  if (bill.note) rows.push([t("receipt.note"), <bdi>{bill.note}</bdi>]);
  if (bill.balanceAfter && !bill.pending) rows.push([t("receipt.after"), <span class="num"><span aria-hidden="true">{formatAmount(bill.balanceAfter)}</span><span class="sr">{speakAmount(bill.balanceAfter)}</span></span>]);
  if (!bill.pending) rows.push([t("receipt.number"), <button type="button" class="receipt-number num" aria-label={`${t("receipt.copy")} ${bill.id}`} onClick={copy}>{bill.id}<Icon name="copy" /></button>]);
  return (
    <div class="receipt-facts">
      <dl class="lines">
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Where a bill leads on: its chat, its payment or bank movement, its proof. */
function Ways({ bill }: { bill: Bill }) {
  const family = familyOf(bill.kind);
  const thing = thingOf(bill);
  const look = lookOf(bill.kind);
  return (
    <CellGroup>
      {thing && <Cell title={t(`receipt.${thing}`)} icon={look.icon} tone={look.tone} onClick={() => void openThing(bill, thing).catch(toastError)} />}
      {bill.chatId !== "0" && <Cell title={t("receipt.chat")} icon="chats" href={href(`/chats/${bill.chatId}`)} />}
      {family === "bank" && bill.ref !== "0" && <Cell title={t("receipt.move")} icon="bank" href={href(`/me/bank/moves/${bill.ref}`)} />}
      {family === "payment" && bill.kind !== "payment.settle" && bill.ref !== "0" && <Cell title={t("receipt.payment")} icon="storefront" tone="#2f9e6c" href={href(`/me/payments/${bill.ref}`)} />}
      {!bill.pending && <Cell title={t("receipt.proof")} icon="seal" tone="#1d7a51" onClick={() => void openProof(bill.id)} />}
    </CellGroup>
  );
}

/** Says what a proof is, then downloads it. */
async function openProof(billId: string): Promise<void> {
  const yes = await openSheet<boolean>(
    t("receipt.proofTitle"),
    (close) => (
      <div class="stack">
        <p class="pin-intro">
          <Icon name="seal" />
          <span>{t("receipt.proofText")}</span>
        </p>
        <Button size="large" wide icon="download" onClick={() => close(true)}>{t("receipt.proofGo")}</Button>
      </div>
    ),
    { size: "small" },
  );
  if (!yes) return;
  try {
    const { file, filename } = await service.getProof({ billId });
    saveFile(file, filename, "application/octet-stream");
    toast(t("receipt.proofDone"), { tone: "good" });
  } catch (e) {
    toastError(e);
  }
}
