import { useEffect, useState } from "preact/hooks";
import { ListBillsRequest_Direction as Direction, type Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { Banner, Cell, CellGroup, ErrorState, Icon, Page, Skeleton, SkeletonList, TopBar, type IconName } from "../../kit";
import { explain } from "../../lib/errors";
import { href } from "../../lib/router";
import { t as packetWords } from "../packet/words";
import { BillRow } from "./bills/row";
import { useBills } from "./bills/list";
import { WalletCard } from "./card";
import { Notices } from "./notices";
import { loadWallet, wallet, walletError } from "./state";
import { t } from "./words";

/** How many of the newest bills show here. */
const latest = 5;

const actions: readonly { to: string; icon: IconName; tone: string; key: "scan" | "pay" | "receive" | "stalls" }[] = [
  { to: "/me/scan", icon: "scan", tone: "#3743b5", key: "scan" },
  { to: "/me/pay", icon: "barcode", tone: "#d98d10", key: "pay" },
  { to: "/me/receive", icon: "qr", tone: "#2f9e6c", key: "receive" },
  { to: "/me/stalls", icon: "storefront", tone: "#d5372f", key: "stalls" },
];

/** The wallet: what is in it, what to do with it, what moved last. */
export function WalletPage() {
  const [asked, setAsked] = useState(false);
  useEffect(() => void loadWallet().then(() => setAsked(true)), []);
  const w = wallet.value;
  return (
    <Page bar={<TopBar title={t("wallet")} />}>
      {w ? <Inside wallet={w} /> : asked ? <ErrorState text={explain(walletError.value)} onRetry={() => void loadWallet()} /> : <Waiting />}
    </Page>
  );
}

function Waiting() {
  return (
    <div role="status">
      <div class="wallet-card is-waiting"><Skeleton width="30%" /><Skeleton width="60%" height="2.4rem" /></div>
      <SkeletonList rows={4} />
    </div>
  );
}

function Inside({ wallet: w }: { wallet: Wallet }) {
  return (
    <>
      {walletError.value !== undefined && <Banner icon="offline">{t("bills.stale")}</Banner>}
      <WalletCard wallet={w} />
      <Notices wallet={w} />
      <nav class="wallet-actions" aria-label={t("actions")}>
        {actions.map((a) => (
          <a key={a.to} href={href(a.to)}>
            <span class="action-tile" style={{ "--tone": a.tone }}><Icon name={a.icon} /></span>
            {t(a.key)}
          </a>
        ))}
      </nav>
      <Latest />
      <CellGroup title={t("more")}>
        <Cell title={t("report")} sub={t("report.sub")} icon="chart" tone="#a83a7a" href={href("/me/report")} />
        <Cell title={packetWords("year.short")} icon="gift" tone="#d5372f" href={href("/me/packets")} />
        <Cell title={t("statement")} sub={t("statement.sub")} icon="printer" tone="#2b6cb0" href={href("/me/statement")} />
        <Cell title={t("bank")} icon="bank" tone="#3743b5" href={href("/me/bank")} />
        <Cell title={t("limits")} icon="gauge" tone="#b06a00" href={href("/me/wallet/limits")} />
        <Cell title={t("security")} sub={t("security.sub")} icon="shield" tone="#1d7a51" href={href("/me/wallet/security")} />
      </CellGroup>
    </>
  );
}

function Latest() {
  const { waiting, bills, loading, error, reload } = useBills({ kinds: [], direction: Direction.UNSPECIFIED, query: "", from: 0, until: 0, currency: "" });
  const shown = [...waiting, ...bills].slice(0, latest);
  return (
    <section class="group">
      <div class="latest-head">
        <h2 class="group-title">{t("latest")}</h2>
        <a href={href("/me/bills")}>{t("all")}</a>
      </div>
      {loading === "first" ? (
        <SkeletonList rows={3} />
      ) : shown.length > 0 ? (
        <ul class="group-body">{shown.map((b) => <li key={b.id}><BillRow bill={b} /></li>)}</ul>
      ) : (
        <div class="group-body latest-empty">
          <Icon name={error === undefined ? "receipt" : "offline"} />
          <p class="hint">{error === undefined ? t("bills.emptyText") : explain(error)}</p>
          {error !== undefined && <button type="button" class="chip" onClick={reload}>{t("retry")}</button>}
        </div>
      )}
    </section>
  );
}
