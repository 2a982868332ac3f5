import { useState } from "preact/hooks";
import type { GetReportResponse_Day } from "../../../gen/alun/wallet/v1/wallet_pb";
import { formatAmount, formatRough } from "../../amount";
import { shortDay, type Month } from "../when";
import { t } from "../words";
import { axisTop, shareOf } from "./maths";

const width = 620;
const half = 92;
const gap = 4;

/** One bar a day: what came in above the line, what went out below it. Arrow keys walk along the days. */
export function Days({ month, days, currency }: { month: Month; days: readonly GetReportResponse_Day[]; currency: string }) {
  const [at, setAt] = useState(-1);
  const largest = days.reduce((m, d) => (d.in > m ? d.in : d.out > m ? d.out : m), 0n);
  if (largest === 0n) return null;
  const top = axisTop(largest);
  const step = width / days.length;
  const dayOf = (i: number) => new Date(month.year, month.month, i + 1).getTime();
  const tell = (i: number) => t("report.day", { day: shortDay(dayOf(i)), in: formatAmount({ minor: days[i]!.in, currency }), out: formatAmount({ minor: days[i]!.out, currency }) });
  const busiest = days.reduce((best, d, i) => (d.in + d.out > days[best]!.in + days[best]!.out ? i : best), 0);
  const walk = (e: KeyboardEvent) => {
    const by = e.key === "ArrowRight" ? 1 : e.key === "ArrowLeft" ? -1 : 0;
    if (!by) return;
    e.preventDefault();
    setAt(Math.max(0, Math.min(days.length - 1, (at < 0 ? busiest - by : at) + by)));
  };
  return (
    <section class="report-part" aria-label={t("report.days")}>
      <h3 class="report-title">{t("report.days")}</h3>
      <div class="days" role="slider" tabIndex={0} aria-label={t("report.days")} aria-valuemin={1} aria-valuemax={days.length} aria-valuenow={(at < 0 ? busiest : at) + 1} aria-valuetext={tell(at < 0 ? busiest : at)} onKeyDown={walk} onPointerLeave={(e) => e.pointerType === "mouse" && setAt(-1)}>
        <svg viewBox={`0 0 ${width} ${half * 2 + 2}`} preserveAspectRatio="none" aria-hidden="true">
          <path class="days-grid" d={`M0 1H${width}M0 ${half / 2 + 1}H${width}M0 ${half * 1.5 + 1}H${width}M0 ${half * 2 + 1}H${width}`} />
          {days.map((d, i) => {
            const up = shareOf(d.in, top) * half;
            const down = shareOf(d.out, top) * half;
            return (
              <g key={i} class={`day${at === i ? " is-on" : ""}`} style={{ "--i": i }} onPointerEnter={() => setAt(i)} onPointerDown={() => setAt(i)}>
                <rect class="day-hit" x={i * step} y="0" width={step} height={half * 2 + 2} />
                {up > 0 && <rect class="day-in" x={i * step + gap / 2} width={step - gap} y={half + 1 - Math.max(2, up)} height={Math.max(2, up)} rx="3" />}
                {down > 0 && <rect class="day-out" x={i * step + gap / 2} width={step - gap} y={half + 1} height={Math.max(2, down)} rx="3" />}
              </g>
            );
          })}
          <path class="days-line" d={`M0 ${half + 1}H${width}`} />
        </svg>
        <span class="days-top num" aria-hidden="true">{formatRough({ minor: top, currency })}</span>
        <span class="days-bottom num" aria-hidden="true">{formatRough({ minor: -top, currency })}</span>
      </div>
      <p class="days-axis num" aria-hidden="true">{[0, 7, 14, 21, days.length - 1].map((i) => <span key={i}>{i + 1}</span>)}</p>
      <p class="days-tell" aria-hidden="true">{at >= 0 ? tell(at) : t("report.daysText")}</p>
    </section>
  );
}
