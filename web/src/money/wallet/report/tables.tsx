// The same report as tables: for screen readers, and for whoever likes figures better than pictures.
import type { GetReportResponse, GetReportResponse_Day } from "../../../gen/alun/wallet/v1/wallet_pb";
import { formatAmount } from "../../amount";
import { familyName, familyOf } from "../kind";
import { monthName, shortDay, type Month } from "../when";
import { t } from "../words";
import { percentText, slicesOf } from "./donut";
import type { Side } from "./page";

export function KindTable({ month, report, side, currency }: { month: Month; report: GetReportResponse; side: Side; currency: string }) {
  return (
    <div class="report-part table-scroll" tabIndex={0} role="region" aria-label={t("report.kinds")}>
      <table class="table">
        <caption>{t("report.tableKinds", { month: monthName(month) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("report.kind")}</th>
            <th scope="col">{t(side === "out" ? "report.out" : "report.in")}</th>
            <th scope="col">{t("report.share")}</th>
            <th scope="col">{t("report.count")}</th>
          </tr>
        </thead>
        <tbody>
          {slicesOf(report.parts, side).map((s) => (
            <tr key={s.part.kind}>
              <th scope="row">{familyName(familyOf(s.part.kind))}</th>
              <td class="num">{formatAmount({ minor: s.minor, currency })}</td>
              <td class="num">{percentText(s.percent)}</td>
              <td class="num">{s.count || "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Days on which nothing moved are left out. */
export function DayTable({ month, days, currency }: { month: Month; days: readonly GetReportResponse_Day[]; currency: string }) {
  return (
    <div class="report-part table-scroll" tabIndex={0} role="region" aria-label={t("report.days")}>
      <table class="table">
        <caption>{t("report.tableDays", { month: monthName(month) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("report.dayHead")}</th>
            <th scope="col">{t("report.in")}</th>
            <th scope="col">{t("report.out")}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((d, i) =>
            d.in || d.out ? (
              <tr key={i}>
                <th scope="row">{shortDay(new Date(month.year, month.month, i + 1).getTime())}</th>
                <td class="num">{formatAmount({ minor: d.in, currency })}</td>
                <td class="num">{formatAmount({ minor: d.out, currency })}</td>
              </tr>
            ) : null,
          )}
        </tbody>
      </table>
    </div>
  );
}
