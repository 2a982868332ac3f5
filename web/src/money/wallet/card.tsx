import type { Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { Icon, Kawung } from "../../kit";
import { href } from "../../lib/router";
import { formatAmount, zero } from "../amount";
import { Figure } from "../figure";
import { hidden, toggleHidden } from "./shown";
import { mainCurrency } from "./state";
import { t } from "./words";

/** Says that the money is worth nothing, wherever money of the bank shows. */
export function SandboxMark() {
  return (
    <span class="sandbox" title={t("sandbox.text")}>
      <Icon name="info" />
      {t("sandbox")}
    </span>
  );
}

/** The eye that hides the balance from those who look over one's shoulder. */
export function Eye() {
  return (
    <button type="button" class="card-eye" aria-label={t(hidden.value ? "balance.show" : "balance.hide")} title={t(hidden.value ? "balance.show" : "balance.hide")} onClick={toggleHidden}>
      <Icon name={hidden.value ? "hide" : "eye"} />
    </button>
  );
}

/** The card with the balance, what is on hold, and the ways in and out. */
export function WalletCard({ wallet: w }: { wallet: Wallet }) {
  const [main, ...others] = w.balances;
  const available = main?.available ?? zero(mainCurrency());
  const held = w.balances.flatMap((b) => (b.held && b.held.minor > 0n ? [b.held] : []));
  return (
    <section class="wallet-card" aria-label={t("balance")}>
      <Kawung id="kawung-wallet" />
      <div class="card-top">
        <span class="card-label">{t("balance")}</span>
        <Eye />
        <span class="grow" />
        {w.sandbox && <SandboxMark />}
      </div>
      <p class="card-figure"><Figure amount={available} hidden={hidden.value} hiddenLabel={t("balance.hidden")} /></p>
      {!hidden.value && (held.length > 0 || others.length > 0) && (
        <p class="card-more">
          {held.map((a) => (
            <a key={a.currency} class="card-chip num" href={href("/me/bills")}>
              <Icon name="hourglass" />
              {t("held", { amount: formatAmount(a) })}
            </a>
          ))}
          {others.map((b) => b.available && (
            <a key={b.available.currency} class="card-chip num" href={href(`/me/bank/out/${b.available.currency}`)} aria-label={`${formatAmount(b.available)}, ${t("withdraw")}`}>
              {formatAmount(b.available)}
            </a>
          ))}
        </p>
      )}
      <div class="card-ways">
        <a class="card-way" href={href("/me/bank/top-up")}><Icon name="add" />{t("topUp")}</a>
        <a class="card-way" href={href("/me/bank/withdraw")}><Icon name="arrow-up" />{t("withdraw")}</a>
      </div>
    </section>
  );
}
