import { useState } from "preact/hooks";
import type { Bill } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Button, ErrorState, Mark, Page, Spinner, TopBar } from "../../../kit";
import { explain } from "../../../lib/errors";
import { dateTime, longDate } from "../../../lib/format";
import { useLoad } from "../../../lib/load";
import { query } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { me, server } from "../../../social/account/session";
import { formatAmount, formatSigned } from "../../amount";
import { spanComplaint } from "../bills/dates";
import { SandboxMark } from "../card";
import { kindName, otherSide } from "../kind";
import { loadWallet, mainCurrency, wallet } from "../state";
import { dayStart } from "../when";
import { t } from "../words";
import { balances, gather, maxBills } from "./gather";
import { maxDays } from "./page";

/** A statement as a sheet of paper. Only the sheet is printed (print rules in wallet.css). */
export function PrintPage() {
  const [from, until] = [query.value.get("from") ?? "", query.value.get("until") ?? ""];
  const bad = spanComplaint(from, until, maxDays);
  return (
    <Page class="print-page" bar={<TopBar title={t("statement.print")} deep>{!bad && <Button icon="printer" size="small" onClick={() => print()}>{t("statement.go")}</Button>}</TopBar>}>
      {bad ? <ErrorState text={bad} /> : <Paper key={from + until} from={dayStart(from)} until={dayStart(until, 1)} />}
    </Page>
  );
}

function Paper({ from, until }: { from: number; until: number }) {
  const [n, setN] = useState(0);
  const { data, error, reload } = useLoad(async () => {
    if (!wallet.peek()) await loadWallet();
    return gather(from, until, mainCurrency(), setN);
  });
  if (!data) return error !== undefined ? <ErrorState text={explain(error)} onRetry={reload} /> : <p class="paper-wait hint row" role="status"><Spinner />{t("statement.loading", { n })}</p>;
  if (data.cut) return <ErrorState text={t("statement.many", { n: maxBills })} />;
  const currency = mainCurrency();
  const sums = balances(data.bills);
  return (
    <article class="paper">
      <header class="paper-head">
        <Mark size={36} />
        <div class="grow">
          <h2>{t("statement.of", { name: me.value?.person?.name ?? "" })}</h2>
          <p>{t("bills.range", { from: longDate(from, 0), until: longDate(until - 1, 0) })} · {currency}</p>
        </div>
        {wallet.value?.sandbox && <SandboxMark />}
      </header>
      {sums && (
        <dl class="paper-sums num">
          <div><dt>{t("statement.opening")}</dt><dd>{formatAmount({ minor: sums.opening, currency })}</dd></div>
          <div><dt>{t("statement.closing")}</dt><dd>{formatAmount({ minor: sums.closing, currency })}</dd></div>
        </dl>
      )}
      {data.bills.length === 0 ? <p>{t("statement.none")}</p> : <Lines bills={data.bills} />}
      <footer class="paper-foot">{t("statement.made", { date: dateTime(Date.now()), server: server.value?.name || "Alun" })}{server.value && " · " + location.host}</footer>
    </article>
  );
}

/** Its rows are laid out anew on a phone, which takes the meaning from a table: hence the roles. */
function Lines({ bills }: { bills: readonly Bill[] }) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t("statement")}>
      <table class="table" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{t("statement.date")}</th>
            <th scope="col" role="columnheader">{t("statement.what")}</th>
            <th scope="col" role="columnheader">{t("statement.amount")}</th>
            <th scope="col" role="columnheader">{t("receipt.after")}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {bills.map((b) => (
            <tr key={b.id} role="row">
              <td role="cell" class="num">{dateTime(ms(b.atMs))}</td>
              <td role="cell">
                <bdi>{otherSide(b)}</bdi>
                <span class="table-more">{[kindName(b.kind), b.note, b.id].filter(Boolean).join(" · ")}</span>
              </td>
              <td role="cell" class="num">{b.amount && formatSigned(b.amount)}</td>
              <td role="cell" class="num">{b.balanceAfter && formatAmount(b.balanceAfter)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
