import { useEffect, useRef } from "preact/hooks";
import type { Move } from "../../gen/alun/bank/v1/bank_pb";
import { Button, ErrorState, Icon, Page, Skeleton, TopBar } from "../../kit";
import { announce } from "../../lib/announce";
import { nudges } from "../../lib/changes";
import { explain, sentence } from "../../lib/errors";
import { useLoad } from "../../lib/load";
import { navigate, type Params } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { formatAmount } from "../amount";
import { Figure } from "../figure";
import { exactTime } from "../wallet/when";
import { loadWallet } from "../wallet/state";
import { BankName } from "./rows";
import { bank, isOpen, Kind, State, stateName, told } from "./state";
import { watch } from "./watch";
import { t } from "./words";

/** While a movement is open it is also asked for now and then, should a nudge get lost, ms. */
const patienceMs = 15_000;

/** How one movement stands, live. */
export function MovePage({ params }: { params: Params }) {
  const { data: move, error, reload } = useLoad(async () => (await bank.getMove({ id: params.move! })).move);
  const nudged = nudges("wallet").value;
  useEffect(() => {
    if (nudged) reload();
  }, [nudged]);
  const open = move !== undefined && isOpen(move);
  useEffect(() => {
    if (!open) return;
    const timer = setInterval(reload, patienceMs);
    return () => clearInterval(timer);
  }, [open]);
  const before = useRef<State | undefined>(undefined);
  useEffect(() => {
    if (!move) return;
    watch(move);
    if (before.current !== undefined && before.current !== move.state) {
      announce(told(move));
      void loadWallet();
    }
    before.current = move.state;
  }, [move?.state]);
  return (
    <Page bar={<TopBar title={t(move?.kind === Kind.WITHDRAWAL ? "move.out" : "move.in")} parent="/me/bank" deep />}>
      {move ? (
        <Progress move={move} />
      ) : error !== undefined ? (
        <ErrorState text={explain(error)} onRetry={reload} />
      ) : (
        <div class="receipt-head" role="status"><Skeleton width="72px" height="72px" /><Skeleton width="50%" height="2rem" /><Skeleton width="80%" height="8rem" /></div>
      )}
    </Page>
  );
}

function text(m: Move): string {
  const incoming = m.kind === Kind.TOP_UP;
  const amount = m.amount ? formatAmount(m.amount) : "";
  switch (m.state) {
    case State.DONE:
      return t(incoming ? "done.in" : "done.out", { amount });
    case State.FAILED:
      return [sentence(m.reason), t(incoming ? "failed.in" : "failed.out")].filter(Boolean).join(" ");
    case State.UNKNOWN:
      return t("unknown.text");
    default:
      return t(incoming ? "waiting.in" : "waiting.out");
  }
}

const look = { [State.DONE]: "is-done", [State.FAILED]: "is-failed", [State.UNKNOWN]: "is-unknown", [State.WAITING]: "is-waiting", [State.UNSPECIFIED]: "is-waiting" };

function Progress({ move: m }: { move: Move }) {
  const incoming = m.kind === Kind.TOP_UP;
  const icon = m.state === State.DONE ? "check" : m.state === State.FAILED ? "close" : m.state === State.UNKNOWN ? "question" : incoming ? "arrow-in" : "arrow-out";
  return (
    <>
      <div class={`move-head ${look[m.state]}`}>
        <span class="move-ring"><Icon name={icon} /></span>
        <p class="receipt-amount">{m.amount && <Figure amount={m.amount} />}</p>
        <p class="move-state">{stateName(m.state)}</p>
        <p class="move-text">{text(m)}</p>
        {isOpen(m) && <p class="hint">{t("move.leave")}</p>}
      </div>
      <div class="receipt-facts">
        <dl class="lines">
          {m.account && (
            <div>
              <dt>{t("move.account")}</dt>
              <dd><span class="bank-name"><BankName account={m.account} /></span> <span class="num">{m.account.number}</span></dd>
            </div>
          )}
          <div><dt>{t("move.asked")}</dt><dd class="num">{exactTime(ms(m.atMs))}</dd></div>
          {m.doneAtMs > 0n && <div><dt>{t("move.decided")}</dt><dd class="num">{exactTime(ms(m.doneAtMs))}</dd></div>}
          <div><dt>{t("move.number")}</dt><dd class="num">{m.id}</dd></div>
        </dl>
      </div>
      <div class="move-foot">
        {m.state === State.FAILED && <Button kind="soft" onClick={() => navigate(incoming ? "/me/bank/top-up" : "/me/bank/withdraw", { replace: true })}>{t("move.again")}</Button>}
        <Button kind={m.state === State.FAILED ? "quiet" : "soft"} onClick={() => navigate("/me/wallet", { replace: true })}>{t("move.back")}</Button>
      </div>
    </>
  );
}
