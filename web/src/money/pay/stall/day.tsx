import { useEffect, useState } from "preact/hooks";
import type { GetDayResponse } from "../../../gen/alun/pay/v1/pay_pb";
import { ErrorState, IconButton, Page, SkeletonList, TopBar } from "../../../kit";
import { nudges } from "../../../lib/changes";
import { explain } from "../../../lib/errors";
import { longDate, number } from "../../../lib/format";
import { useLoad } from "../../../lib/load";
import type { Params } from "../../../lib/router";
import { formatAmount, formatRough, type Amount } from "../../amount";
import { pay } from "../service";
import { t } from "../words";
import { dayOf, hourLabels, peak } from "./hours";

/** One day of a stall: how much came, went back and stayed, and when. */
export function DayPage({ params }: { params: Params }) {
  const id = params.stall!;
  const [back, setBack] = useState(0);
  const { from, until } = dayOf(Date.now(), back);
  return (
    <Page bar={<TopBar title={t("day")} parent={`/me/stalls/${id}`} deep />}>
      <div class="day-head">
        <IconButton icon="back" label={t("day.before")} onClick={() => setBack(back + 1)} />
        <h2 class="grow">{back === 0 ? t("day.today") : longDate(from)}</h2>
        <IconButton icon="forward" label={t("day.after")} disabled={back === 0} onClick={() => setBack(back - 1)} />
      </div>
      <Day key={from} id={id} from={from} until={until} />
    </Page>
  );
}

function Day({ id, from, until }: { id: string; from: number; until: number }) {
  const { data, error, reload } = useLoad(() => pay.getDay({ stallId: id, fromMs: BigInt(from), untilMs: BigInt(until) }));
  const news = nudges(`stall:${id}`).value;
  useEffect(() => {
    if (data) reload();
  }, [news]);
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={3} />;
  const facts = [
    [t("day.count"), number(data.count)],
    [t("day.paid"), formatAmount(data.paid as Amount)],
    [t("day.refunded"), formatAmount(data.refunded as Amount)],
    [t("day.net"), formatAmount(data.net as Amount)],
  ];
  return (
    <div class="page-pad stack">
      <dl class="day-facts">
        {facts.map(([name, value]) => (
          <div key={name} class="fact">
            <dt>{name}</dt>
            <dd class="num">{value}</dd>
          </div>
        ))}
      </dl>
      <Chart day={data} from={from} until={until} />
    </div>
  );
}

/** A bar for each hour; the table behind it says the same to a screen reader. */
function Chart({ day, from, until }: { day: GetDayResponse; from: number; until: number }) {
  const currency = day.net!.currency;
  const most = peak(day.hours);
  const labels = hourLabels(from, until);
  const bars = labels.map((label, i) => ({ label, minor: day.hours[i] ?? 0n }));
  if (most === 0n) return <p class="hint">{t("day.none")}</p>;
  return (
    <figure class="day-chart">
      <figcaption class="field-label">{t("day.chart")}</figcaption>
      <div class="day-bars" aria-hidden="true">
        <span class="day-top hint num">{formatRough({ minor: most, currency })}</span>
        {bars.map((b, i) => (
          <span key={i} class={`day-bar${b.minor === most ? " is-most" : ""}`} title={`${b.label} · ${formatAmount({ minor: b.minor, currency })}`}>
            <span style={{ blockSize: `${Number((b.minor * 1000n) / most) / 10}%` }} />
            {i % 6 === 0 && <span class="day-hour num">{b.label}</span>}
          </span>
        ))}
      </div>
      <table class="sr">
        <caption>{t("day.chart")}</caption>
        <tbody>
          {bars.filter((b) => b.minor > 0n).map((b) => (
            <tr key={b.label}>
              <th scope="row">{b.label}</th>
              <td>{formatAmount({ minor: b.minor, currency })}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
