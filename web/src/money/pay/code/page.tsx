import { useEffect, useState } from "preact/hooks";
import { useComputed } from "@preact/signals";
import type { Payment } from "../../../gen/alun/pay/v1/pay_pb";
import { Button, Cell, CellGroup, EmptyState, ErrorState, Icon, openSheet, Page, Skeleton, TopBar } from "../../../kit";
import { QR } from "../../../kit/qr";
import { useVisible } from "../../../lib/visible";
import { announce } from "../../../lib/announce";
import { nudges } from "../../../lib/changes";
import { explain } from "../../../lib/errors";
import { link } from "../../../lib/link";
import { href, navigate, query } from "../../../lib/router";
import { formatAmount, speakAmount, type Amount } from "../../amount";
import { loadWallet, wallet } from "../../wallet/state";
import { Party } from "../faces";
import { grouped } from "../digits";
import { pay } from "../service";
import { isPaid } from "../payment/state";
import { t } from "../words";
import { Answer } from "./answer";
import { Barcode } from "./barcode";
import { hideCode, nextCode, shown, type Shown } from "./shown";
import { useWakeLock } from "./wake";

/** The code that a till reads to take money; turns into what waits for an answer, and into the receipt. */
export function PayCodePage() {
  const visible = useVisible();
  const parent = query.value.get("from") ?? undefined;
  const waiting = useWaiting(visible);
  useWakeLock(visible);
  useEffect(() => void loadWallet(), []);
  useEffect(() => {
    if (!visible) return;
    void nextCode();
    return hideCode;
  }, [visible, link.value === "offline"]);
  useEffect(() => {
    // The server can be reached again.
    if (visible && link.value === "online" && !["loading", "online"].includes(shown.peek().is)) void nextCode();
  }, [visible, link.value]);
  return (
    <Page bar={<TopBar title={t("code")} parent={parent} deep={parent !== undefined} />} class="paycode-page">
      {waiting.payment ? <Waiting payment={waiting.payment} answered={waiting.answered} /> : <Card shown={shown.value} />}
      {offlineUseless() && (
        <CellGroup>
          <Cell icon="shield" tone="#b06a00" title={t("code.noPin")} sub={t("code.noPinSub")} href={href("/me/wallet/security")} />
        </CellGroup>
      )}
      <CellGroup>
        <Cell icon="scan" title={t("scan")} sub={t("code.scanSub")} href={href("/me/scan")} />
        <Cell icon="hand" tone="#b06a00" title={t("receive")} sub={t("scan.receiveSub")} href={href("/me/receive")} />
      </CellGroup>
    </Page>
  );
}

/** A code kept for offline use pays only what needs no PIN, which is nothing until its owner says otherwise. */
function offlineUseless(): boolean {
  return wallet.value !== undefined && (wallet.value.noPinLimit?.minor ?? 0n) === 0n;
}

/** What a till has asked for since the page opened; a payment that is done leads to its receipt. */
function useWaiting(on: boolean) {
  const [payment, setPayment] = useState<Payment>();
  const [opened] = useState(Date.now);
  const [seen] = useState(() => new Set<string>());
  const news = nudges("pay").value;
  useEffect(() => {
    if (!on) return;
    let here = true;
    pay.listWaiting({}).then(
      (r) => {
        if (!here) return;
        // The first look tells what was over before; later ones tell what this page's code has paid.
        const done = r.done.find((p) => isPaid(p) && !seen.has(p.id));
        const first = seen.size === 0;
        for (const p of r.done) seen.add(p.id);
        seen.add("");
        if (done && !first) return navigate(`/me/payments/${done.id}?done=1`, { replace: true });
        const next = r.payments[0];
        setPayment(next);
        if (next) announce(t("code.asked", { name: next.stall?.name ?? "", amount: speakAmount(next.amount as Amount) }));
      },
      () => undefined, // asked again with the next nudge
    );
    return () => void (here = false);
  }, [on, news, opened]);
  const answered = (p: Payment) => {
    if (isPaid(p)) return navigate(`/me/payments/${p.id}?done=1`, { replace: true });
    setPayment(undefined);
    void nextCode();
  };
  return { payment, answered };
}

function Waiting({ payment: p, answered }: { payment: Payment; answered: (p: Payment) => void }) {
  const amount = p.amount as Amount;
  return (
    <div class="paycode-waiting stack page-pad">
      <Party stall={p.stall} sub={t("code.wants")} />
      <p class="pay-amount" aria-label={speakAmount(amount)}>{formatAmount(amount)}</p>
      {p.note && <p class="pay-note"><bdi>{p.note}</bdi></p>}
      <Answer payment={p} answered={answered} />
    </div>
  );
}

function Card({ shown: s }: { shown: Shown }) {
  if (s.is === "failed") return <ErrorState text={explain(s.error)} onRetry={() => void nextCode()} />;
  if (s.is === "none")
    return (
      <EmptyState art="offline" title={t("code.none")} text={t("code.noneText")}>
        <Button kind="soft" icon="refresh" onClick={() => void nextCode()}>{t("code.again")}</Button>
      </EmptyState>
    );
  const digits = s.is === "loading" ? "" : s.code.digits;
  return (
    <div class="paycode">
      <div class="paycode-card">
        <p class="paycode-how">{t("code.how")}</p>
        {digits ? (
          <button type="button" class="paycode-big" aria-label={t("code.enlarge")} title={t("code.enlarge")} onClick={() => enlarge(digits)}>
            <Barcode digits={digits} />
          </button>
        ) : (
          <div class="paycode-empty"><Skeleton height="96px" /></div>
        )}
        <p class="paycode-digits num">{digits ? grouped(digits) : " "}</p>
        {digits ? <QR text={digits} size={200} label={t("code.qr")} /> : <Skeleton width="200px" height="200px" />}
        {s.is === "online" && <Life since={s.since} until={s.code.expiresAt} />}
        {s.is === "offline" && <Offline left={s.left} />}
      </div>
      <p class="hint paycode-warn"><Icon name="shield" />{t("code.warn")}</p>
    </div>
  );
}

/** How much of the code's minute is left, as a line that grows shorter. */
function Life({ since, until }: { since: number; until: number }) {
  return (
    <div class="paycode-foot">
      <span class="paycode-life" aria-hidden="true"><span key={since} style={{ "--life": `${until - since}ms` }} /></span>
      <span class="row">
        <span class="hint grow">{t("code.refresh")}</span>
        <Button kind="plain" size="small" icon="refresh" onClick={() => void nextCode()}>{t("code.new")}</Button>
      </span>
    </div>
  );
}

function Offline({ left }: { left: number }) {
  return (
    <div class="paycode-foot">
      <p class="paycode-offline" role="status"><Icon name="offline" /><span>{offlineUseless() ? t("code.offlineUseless") : t("code.offline", { n: left })}</span></p>
      <Button kind="soft" wide disabled={left === 0} onClick={() => void nextCode(true)}>{t("code.next")}</Button>
    </div>
  );
}

/** The barcode along the whole width, for scanners that are far away. */
function enlarge(digits: string): void {
  void openSheet<void>(t("code"), () => <Large first={digits} />, { size: "wide" });
}

function Large({ first }: { first: string }) {
  const digits = useComputed(() => (shown.value.is === "online" || shown.value.is === "offline" ? shown.value.code.digits : first));
  return (
    <div class="paycode-large">
      <Barcode digits={digits.value} />
      <p class="paycode-digits num">{grouped(digits.value)}</p>
      <QR text={digits.value} size={320} label={t("code.qr")} />
    </div>
  );
}
