import { useState } from "preact/hooks";
import type { GetReportResponse, GetReportResponse_Part } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Icon } from "../../../kit";
import { formatAmount, speakAmount } from "../../amount";
import { familyName, familyOf, lookOf } from "../kind";
import { t } from "../words";
import { arcs, percents, ringPath, shareOf } from "./maths";
import type { Side } from "./page";

export interface Slice {
  part: GetReportResponse_Part;
  minor: bigint;
  percent: number;
  /** How often; 0 where the server counts both sides together. */
  count: number;
}

/** The parts of one side, the largest first, with whole percents. */
export function slicesOf(parts: readonly GetReportResponse_Part[], side: Side): Slice[] {
  const list = parts
    .map((part) => {
      const [own, other] = side === "out" ? [part.out, part.in] : [part.in, part.out];
      return { part, minor: own?.minor ?? 0n, count: other?.minor ? 0 : part.count };
    })
    .filter((s) => s.minor > 0n)
    .sort((a, b) => (a.minor > b.minor ? -1 : a.minor < b.minor ? 1 : 0));
  const shares = percents(list.map((s) => s.minor));
  return list.map((s, i) => ({ ...s, percent: shares[i]! }));
}

const outer = 100;
const inner = 66;

/** A ring of what the month was made of; pointing at a slice or a row tells its figures in the middle. */
export function Donut({ report, side, currency }: { report: GetReportResponse; side: Side; currency: string }) {
  const [at, setAt] = useState(-1);
  // Under a finger what was touched stays chosen.
  const leave = (e: PointerEvent) => e.pointerType === "mouse" && setAt(-1);
  const slices = slicesOf(report.parts, side);
  const total = slices.reduce((a, s) => a + s.minor, 0n);
  if (total === 0n) return null;
  const rings = arcs(slices.map((s) => shareOf(s.minor, total)));
  const shown = slices[at];
  const middle = formatAmount({ minor: shown?.minor ?? total, currency });
  return (
    <section class="report-part" aria-label={t("report.kinds")}>
      <h3 class="report-title">{t("report.kinds")}</h3>
      <div class="donut-box">
        <svg class="donut" viewBox="-104 -104 208 208" role="img" aria-label={t("report.donut", { total: speakAmount({ minor: total, currency }), n: slices.length })}>
          {slices.map((s, i) => (
            <path key={s.part.kind} class={`donut-slice${at >= 0 && at !== i ? " is-dim" : ""}`} style={{ "--tone": lookOf(s.part.kind).tone, "--i": i }} d={ringPath(rings[i]!, outer, inner)} fill-rule="evenodd" onPointerEnter={() => setAt(i)} onPointerLeave={leave} />
          ))}
        </svg>
        <div class="donut-middle" aria-hidden="true">
          <span class="donut-name">{shown ? familyName(familyOf(shown.part.kind)) : t(side === "out" ? "report.out" : "report.in")}</span>
          <span class="donut-total num"><span class="is-fit" style={{ "--chars": String(middle.length) }}>{middle}</span></span>
          {shown && <span class="donut-percent num">{percentText(shown.percent)}</span>}
        </div>
      </div>
      <ul class="legend">
        {slices.map((s, i) => (
          <li key={s.part.kind} class={at === i ? "is-on" : ""} onPointerEnter={() => setAt(i)} onPointerLeave={leave}>
            <span class="bill-tile" style={{ "--tone": lookOf(s.part.kind).tone, "--size": "36px" }}><Icon name={lookOf(s.part.kind).icon} /></span>
            <span class="grow">
              <span class="legend-row"><span class="legend-name">{familyName(familyOf(s.part.kind))}</span><span class="num legend-sum">{formatAmount({ minor: s.minor, currency })}</span></span>
              <span class="legend-bar"><span style={{ "--tone": lookOf(s.part.kind).tone, inlineSize: `${Math.max(1, s.percent)}%` }} /></span>
              <span class="legend-row hint"><span>{s.count > 0 && t("report.times", { n: s.count })}</span><span class="num">{percentText(s.percent)}</span></span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "12%"; less than one is said so. */
export function percentText(percent: number): string {
  return percent === 0 ? "<1%" : `${percent}%`;
}
