import { useEffect, useState } from "preact/hooks";
import type { GetReportResponse } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Button, EmptyState, ErrorState, IconButton, Page, Segmented, Skeleton, TopBar } from "../../../kit";
import { nudges } from "../../../lib/changes";
import { explain } from "../../../lib/errors";
import { locale } from "../../../lib/i18n";
import { useLoad } from "../../../lib/load";
import { navigate, query } from "../../../lib/router";
import { formatAmount, zero } from "../../amount";
import { Figure } from "../../figure";
import { knownCurrency, mainCurrency, service } from "../state";
import { addMonths, monthKey, monthName, monthOf, monthRange, parseMonth, zoneMinutes, type Month } from "../when";
import { t } from "../words";
import { Days } from "./days";
import { Donut } from "./donut";
import { change } from "./maths";
import { People } from "./people";
import { DayTable, KindTable } from "./tables";

export type Side = "in" | "out";

/** What a month was like: where money came from and went to, as pictures, or as tables for those who prefer. */
export function ReportPage() {
  const present = monthOf(Date.now());
  const month = parseMonth(query.value.get("month")) ?? present;
  const go = (m: Month) => navigate(`/me/report?month=${monthKey(m)}`, { replace: true });
  const last = monthKey(month) >= monthKey(present);
  return (
    <Page bar={<TopBar title={t("report")} parent="/me/wallet" deep />} class="report">
      <div class="month-pick">
        <IconButton icon="back" label={t("report.prev")} kind="soft" onClick={() => go(addMonths(month, -1))} />
        <h2 aria-live="polite">{monthName(month)}</h2>
        <IconButton icon="forward" label={t("report.next")} kind="soft" disabled={last} onClick={() => go(addMonths(month, 1))} />
      </div>
      <OneMonth key={monthKey(month)} month={month} />
    </Page>
  );
}

function OneMonth({ month }: { month: Month }) {
  const { from, until } = monthRange(month);
  const { data, error, reload } = useLoad(() => service.getReport({ fromMs: BigInt(from), untilMs: BigInt(until), currency: knownCurrency(), zoneMinutes: zoneMinutes(from) }));
  const nudged = nudges("wallet").value;
  useEffect(() => {
    if (nudged) reload();
  }, [nudged]);
  if (!data && error !== undefined) return <ErrorState text={explain(error)} onRetry={reload} />;
  if (!data) {
    return (
      <div class="report-wait" role="status">
        <Skeleton height="5.5rem" />
        <Skeleton height="16rem" />
        <Skeleton height="10rem" />
      </div>
    );
  }
  const { in: came, out: went } = data;
  if (!came?.minor && !went?.minor) return <EmptyState art="square" title={t("report.empty")} text={t("report.emptyText")} />;
  return <Pictures month={month} report={data} />;
}

function Pictures({ month, report: r }: { month: Month; report: GetReportResponse }) {
  const [side, setSide] = useState<Side>((r.out?.minor ?? 0n) > 0n ? "out" : "in");
  const [table, setTable] = useState(false);
  const currency = r.in?.currency || mainCurrency();
  return (
    <>
      <div class="report-sums">
        <Sum side="out" now={r.out?.minor ?? 0n} before={r.beforeOut?.minor ?? 0n} currency={currency} />
        <Sum side="in" now={r.in?.minor ?? 0n} before={r.beforeIn?.minor ?? 0n} currency={currency} />
      </div>
      <div class="report-side">
        <Segmented label={t("report.side")} options={[{ value: "out", label: t("report.out") }, { value: "in", label: t("report.in") }]} value={side} onChange={setSide} />
      </div>
      {table ? (
        <>
          <KindTable month={month} report={r} side={side} currency={currency} />
          <DayTable month={month} days={r.days} currency={currency} />
        </>
      ) : (
        <>
          <Donut key={side} report={r} side={side} currency={currency} />
          <Days month={month} days={r.days} currency={currency} />
        </>
      )}
      <People parties={side === "out" ? r.mostOut : r.mostIn} side={side} />
      <div class="report-foot">
        <Button kind="quiet" onClick={() => setTable(!table)} aria-pressed={table}>{t(table ? "report.picture" : "report.table")}</Button>
      </div>
    </>
  );
}

function Sum({ side, now, before, currency }: { side: Side; now: bigint; before: bigint; currency: string }) {
  const c = change(now, before);
  const percent = c === null ? "" : new Intl.NumberFormat(locale.value, { style: "percent" }).format(Math.abs(c) / 100);
  const text = c === null ? t("report.first") : c === 0 ? t("report.same") : t(c > 0 ? "report.more" : "report.less", { percent });
  return (
    <div class={`report-sum is-${side}`}>
      <p class="report-sum-label">{t(side === "out" ? "report.out" : "report.in")}</p>
      <p class="report-sum-figure"><Figure amount={{ ...zero(currency), minor: now }} /></p>
      <p class="report-sum-change" title={before > 0n ? formatAmount({ minor: before, currency }) : undefined}>{text}</p>
    </div>
  );
}
