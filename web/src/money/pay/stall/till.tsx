import { useState } from "preact/hooks";
import { PaymentState as S, type Payment, type Stall } from "../../../gen/alun/pay/v1/pay_pb";
import { Avatar, Banner, Button, confirm, EmptyState, ErrorState, Icon, IconButton, openMenu, Page, SkeletonList, TopBar, type IconName } from "../../../kit";
import { explain, toastError } from "../../../lib/errors";
import { divider, stamp } from "../../../lib/format";
import { langNames, langs } from "../../../lib/i18n";
import { href, navigate, type Params } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { toast } from "../../../lib/toast";
import { useWakeLock } from "../code/wake";
import { coinOf, formatAmount, type Amount } from "../../amount";
import { Figure } from "../../figure";
import { currency } from "../currency";
import { categoryName, personFace, StallTile } from "../faces";
import { answered, onceId } from "../once";
import { stateWords } from "../payment/page";
import { isPaid, moodOf } from "../payment/state";
import { pay } from "../service";
import { t } from "../words";
import { canSpeak, sayAmount, setSpeech, speech } from "./speech";
import { useTill, type Till } from "./state";

/** A stall's page is its till: what came in last, large; what came in today; and the ways to take money. */
export function TillPage({ params }: { params: Params }) {
  const id = params.stall!;
  const till = useTill(id);
  const stall = till.stall;
  useWakeLock(Boolean(stall && !stall.face?.closed));
  return (
    <Page
      class="till"
      bar={
        <TopBar title={<bdi>{stall?.face?.name ?? t("stall")}</bdi>} sub={stall && categoryName(stall.face!.category)} lead={stall && <StallTile stall={stall.face!} size={40} />} parent="/me/stalls" deep>
          {canSpeak && <IconButton icon={speech.value.on ? "speaker" : "speaker-off"} label={speech.value.on ? t("voice.on") : t("voice.off")} onClick={(e) => voiceMenu(e.currentTarget)} />}
          {stall?.mine && <IconButton icon="settings" label={t("stall.settings")} onClick={() => navigate(`/me/stalls/${id}/settings`)} />}
        </TopBar>
      }
    >
      {!stall || !till.payments ? till.error ? <ErrorState text={explain(till.error)} onRetry={till.reload} /> : <SkeletonList rows={5} /> : <Open id={id} stall={stall} till={till} payments={till.payments} />}
    </Page>
  );
}

function Open({ id, stall, till, payments }: { id: string; stall: Stall; till: Till; payments: readonly Payment[] }) {
  return (
    <>
      {till.error !== undefined && <Banner icon="offline" tone="bad">{t("till.old")}</Banner>}
      {stall.face!.closed ? <Banner icon="info">{t("stall.isClosed")}</Banner> : <Ways id={id} />}
      <Last payment={till.last ?? payments.find(isPaid)} fresh={till.last !== undefined} />
      <Purse stall={stall} settled={till.set} />
      <section class="group" aria-label={t("till.payments")}>
        <h2 class="group-title till-title"><span class="grow">{t("till.payments")}</span><a href={href(`/me/stalls/${id}/day`)}>{t("day")}</a></h2>
        {payments.length === 0 ? <EmptyState art="square" title={t("till.none")} text={t("till.noneText")} /> : <div class="group-body" role="list">{payments.map((p) => <Row key={p.id} payment={p} fresh={p.id === till.last?.id} />)}</div>}
        {till.more && <div class="till-more"><Button kind="quiet" onClick={till.older}>{t("more")}</Button></div>}
      </section>
    </>
  );
}

const ways = [
  { to: "charge", icon: "scan", key: "charge" },
  { to: "code", icon: "qr", key: "show" },
  { to: "poster", icon: "printer", key: "poster" },
] as const satisfies readonly { to: string; icon: IconName; key: string }[];

function Ways({ id }: { id: string }) {
  return (
    <nav class="till-ways" aria-label={t("till.ways")}>
      {ways.map((w) => (
        <a key={w.to} class="till-way" href={href(`/me/stalls/${id}/${w.to}`)}>
          <Icon name={w.icon} />
          <span>{t(w.key)}</span>
        </a>
      ))}
    </nav>
  );
}

/** The payment that came in last, large enough to be read across the counter; it lights up when it comes while one looks. */
function Last({ payment: p, fresh }: { payment?: Payment; fresh: boolean }) {
  return (
    <div class={`till-last${p ? (fresh ? "" : " is-past") : " is-idle"}`} key={p?.id}>
      {p && (
        <>
          <p class="till-last-at">{t("till.lastAt", { time: divider(ms(p.paidAtMs || p.atMs)) })}</p>
          <p class="till-last-amount"><Figure amount={p.amount as Amount} /></p>
          <p class="till-last-who"><Icon name="check" /><bdi>{p.payer?.name}</bdi></p>
        </>
      )}
      <p class="till-listen"><span class="till-live" aria-hidden="true" />{t("till.waiting")}</p>
    </div>
  );
}

/** What the stall holds, and the owner's way to take it. */
function Purse({ stall, settled }: { stall: Stall; settled: (s: Stall | undefined) => void }) {
  const [busy, setBusy] = useState(false);
  const balance = stall.balance as Amount;
  const settle = async () => {
    if (busy || !(await confirm({ title: t("settle.title"), text: t("settle.text", { amount: formatAmount(balance) }), yes: t("settle") }))) return;
    setBusy(true);
    const what = `settle|${stall.face!.id}|${balance.minor}`;
    try {
      const got = await pay.settle({ clientId: onceId(what), stallId: stall.face!.id });
      answered(what);
      settled(got.stall);
      toast(t("settle.done", { amount: formatAmount(got.amount as Amount) }), { tone: "good" });
    } catch (e) {
      toastError(e);
    }
    setBusy(false);
  };
  return (
    <div class="till-purse">
      <span class="grow">
        <span class="hint">{t("till.balance")}</span>
        <span class="till-balance num">{formatAmount(balance)}</span>
        {stall.autoSettle && <span class="hint">{t("till.auto")}</span>}
      </span>
      {stall.mine && <Button kind="soft" busy={busy} disabled={balance.minor <= 0n} onClick={() => void settle()}>{t("settle")}</Button>}
    </div>
  );
}

function Row({ payment: p, fresh }: { payment: Payment; fresh: boolean }) {
  const at = ms(p.paidAtMs || p.atMs);
  const mood = moodOf(p);
  return (
    <div role="listitem">
      <a class={`cell till-row${fresh ? " is-fresh" : ""}`} href={href(`/me/payments/${p.id}`)}>
        {p.payer ? <Avatar face={personFace(p.payer)} size={40} /> : <span class="cell-tile"><Icon name="person" /></span>}
        <span class="cell-main">
          <span class="cell-title one-line till-row-name"><bdi>{p.payer?.name}</bdi></span>
          <span class="cell-sub one-line">{[p.note, p.state === S.SUCCESS ? "" : stateWords(p)].filter(Boolean).join(" · ") || t(t.has(`by.${p.by}`) ? `by.${p.by as "static"}` : "by.static")}</span>
        </span>
        <span class="till-row-end">
          <span class={`num till-row-amount is-${isPaid(p) || mood === "wait" ? mood : "off"}`}>{formatAmount(p.amount as Amount)}</span>
          <time class="hint">{stamp(at)}</time>
        </span>
      </a>
    </div>
  );
}

function voiceMenu(at: Element): void {
  const s = speech.peek();
  void openMenu(
    at,
    [
      { label: t("voice.speak"), icon: s.on ? "speaker" : "speaker-off", checked: s.on, run: () => setSpeech({ ...s, on: !s.on }) },
      { label: t("voice.page"), checked: s.lang === "", line: true, run: () => setSpeech({ ...s, lang: "" }) },
      ...langs.map((l) => ({ label: langNames[l], checked: s.lang === l, run: () => setSpeech({ ...s, lang: l }) })),
      { label: t("voice.try"), line: true, disabled: !s.on, run: () => void currency().then((c) => sayAmount({ minor: 25n * coinOf(c), currency: c })) },
    ],
    { label: t("voice") },
  );
}
