import { useEffect } from "preact/hooks";
import { Icon, Skeleton, type IconName } from "../../kit";
import { href } from "../../lib/router";
import { Figure } from "../figure";
import { Eye } from "./card";
import { hidden } from "./shown";
import { available, loadWallet, wallet, walletError } from "./state";
import { t } from "./words";

const ways: readonly { to: string; icon: IconName; key: "scan" | "pay" | "receive" }[] = [
  { to: "/me/scan", icon: "scan", key: "scan" },
  { to: "/me/pay", icon: "barcode", key: "pay" },
  { to: "/me/receive", icon: "qr", key: "receive" },
];

/** The wallet on the Me tab: the balance, and what one does with it every day. */
export function Strip() {
  useEffect(() => void loadWallet(), []);
  const w = wallet.value;
  return (
    <section class="strip" aria-label={t("wallet")}>
      <div class="strip-head">
        <a class="strip-main" href={href("/me/wallet")}>
          <span class="strip-title"><Icon name="wallet" />{t("wallet")}{w?.sandbox && <span class="strip-sandbox">{t("sandbox")}</span>}</span>
          <span class="strip-figure">{w ? <Figure amount={available()} hidden={hidden.value} hiddenLabel={t("balance.hidden")} /> : walletError.value !== undefined ? <span class="hint">{t("balance.unknown")}</span> : <Skeleton width="8rem" height="1.75rem" />}</span>
        </a>
        <Eye />
      </div>
      <nav class="strip-ways" aria-label={t("actions")}>
        {ways.map((way) => (
          <a key={way.to} href={href(way.to)}><Icon name={way.icon} />{t(way.key)}</a>
        ))}
      </nav>
    </section>
  );
}
