// The money desk: the books, people's wallets, the bank's queue, covers, limits.
import { useEffect, useRef } from "preact/hooks";
import { href, match, path } from "../../../lib/router";
import { BankPage } from "./bank";
import { CoversPage } from "./covers";
import { LimitsPage } from "./limits";
import { TotalsPage } from "./totals";
import { WalletsPage } from "./wallets";
import { t } from "./words";

const pages = [
  { at: "/admin/money", key: "totals" },
  { at: "/admin/money/wallets", key: "wallets" },
  { at: "/admin/money/bank", key: "bank" },
  { at: "/admin/money/covers", key: "covers" },
  { at: "/admin/money/limits", key: "limits" },
] as const;

export function MoneyDesk() {
  const person = match("/admin/money/wallets/:id", path.value)?.id;
  const page = person ? "wallets" : (pages.find((p) => p.at === path.value)?.key ?? "totals");
  const nav = useRef<HTMLElement>(null);
  useEffect(() => nav.current!.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" }), [page]);
  return (
    <div class="money-desk">
      <nav ref={nav} class="money-nav" aria-label={t("sections")}>
        {pages.map((p) => (
          <a key={p.key} class="chip" href={href(p.at)} aria-current={page === p.key ? "page" : undefined}>{t(p.key)}</a>
        ))}
      </nav>
      {page === "totals" && <TotalsPage />}
      {page === "wallets" && <WalletsPage person={person} />}
      {page === "bank" && <BankPage />}
      {page === "covers" && <CoversPage />}
      {page === "limits" && <LimitsPage />}
    </div>
  );
}
