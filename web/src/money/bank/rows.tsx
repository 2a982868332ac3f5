import type { Account, Move } from "../../gen/alun/bank/v1/bank_pb";
import { Icon, Spinner } from "../../kit";
import { href, path } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { formatSigned } from "../amount";
import { dayTime } from "../wallet/when";
import { isOpen, Kind, State, stateName } from "./state";
import { t } from "./words";

/** The bank's name, with the mark that its money is worth nothing where that is so. */
export function BankName({ account }: { account: Account }) {
  return (
    <>
      <bdi>{account.bank?.name}</bdi>
      {account.bank?.sandbox && <span class="sandbox">{t("sandbox.mark")}</span>}
    </>
  );
}

/** One movement in a list; leads to how it stands. */
export function MoveRow({ move: m }: { move: Move }) {
  const to = `/me/bank/moves/${m.id}`;
  const incoming = m.kind === Kind.TOP_UP;
  const amount = m.amount && { ...m.amount, minor: incoming ? m.amount.minor : -m.amount.minor };
  return (
    <a class="bill" href={href(to)} aria-current={path.value === to ? "page" : undefined}>
      <span class="bill-tile" style={{ "--tone": m.state === State.FAILED ? "#777a87" : incoming ? "#2f9e6c" : "#3743b5", "--size": "44px" }}>
        {isOpen(m) ? <Spinner /> : <Icon name={m.state === State.FAILED ? "close" : incoming ? "arrow-in" : "arrow-out"} />}
      </span>
      <span class="grow">
        <span class="bill-name one-line">{t(incoming ? "move.in" : "move.out")}</span>
        <span class="bill-about one-line">{[stateName(m.state), m.account?.number].filter(Boolean).join(" · ")}</span>
      </span>
      <span class="bill-end">
        <span class={`bill-amount num${m.state === State.FAILED ? " is-void" : incoming ? " is-in" : ""}`}>{amount && formatSigned(amount)}</span>
        <span class="bill-time num">{dayTime(ms(m.atMs))}</span>
      </span>
    </a>
  );
}
