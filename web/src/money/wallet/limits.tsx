import { useEffect } from "preact/hooks";
import { Level, Limit_Kind, type Limit } from "../../gen/alun/wallet/v1/wallet_pb";
import { Cell, CellGroup, ErrorState, Page, SkeletonList, TopBar } from "../../kit";
import { explain } from "../../lib/errors";
import { formatAmount } from "../amount";
import { shareOf } from "./report/maths";
import { limitName } from "./limit-name";
import { leftOf } from "./rules";
import { loadWallet, wallet, walletError } from "./state";
import { t } from "./words";

function levelName(level: Level): string {
  return level === Level.FULL ? t("level.full") : level === Level.LITE ? t("level.lite") : t("level.unverified");
}

/** Every limit of the wallet with what is used of it. */
export function LimitsPage() {
  useEffect(() => void loadWallet(), []);
  const w = wallet.value;
  const bar = <TopBar title={t("limits")} deep />;
  if (!w) return <Page bar={bar}>{walletError.value === undefined ? <SkeletonList rows={4} /> : <ErrorState text={explain(walletError.value)} onRetry={() => void loadWallet()} />}</Page>;
  return (
    <Page bar={bar}>
      <CellGroup note={t("limits.levelText")}>
        <Cell title={t("limits.level")} icon="seal" tone="#1d7a51" value={levelName(w.level)} />
      </CellGroup>
      <section class="group">
        <div class="group-body">{w.limits.length > 0 ? w.limits.map((l, i) => <LimitBar key={i} limit={l} />) : <p class="limit hint">{t("limits.none")}</p>}</div>
        <p class="group-note hint">{t("limits.text")}</p>
      </section>
    </Page>
  );
}

function LimitBar({ limit }: { limit: Limit }) {
  const { max, kind } = limit;
  const left = leftOf(limit);
  if (!max || !left) return null;
  const name = limitName(kind);
  if (kind === Limit_Kind.ONCE) {
    return (
      <div class="limit">
        <p class="limit-head"><span>{name}</span><strong class="num">{t("limits.upTo", { max: formatAmount(max) })}</strong></p>
      </div>
    );
  }
  const used = formatAmount(limit.used ?? { minor: 0n, currency: max.currency });
  const share = shareOf(limit.used?.minor ?? 0n, max.minor);
  const text = t(kind === Limit_Kind.BALANCE ? "limits.holds" : "limits.used", { used, max: formatAmount(max) });
  return (
    <div class="limit">
      <p class="limit-head"><span>{name}</span><strong class="num">{t("limits.left", { amount: formatAmount(left) })}</strong></p>
      <div class={`meter${share > 0.8 ? " is-near" : ""}`} role="meter" aria-label={name} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} aria-valuetext={text}>
        <span style={{ inlineSize: share > 0 ? `max(6px, ${Math.min(100, share * 100)}%)` : "0" }} />
      </div>
      <p class="hint num">{text}</p>
    </div>
  );
}
