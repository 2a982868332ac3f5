import type { GetReportResponse_Party } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Avatar, avatarUrl, Icon } from "../../../kit";
import { formatAmount } from "../../amount";
import { lookOf, splitAccount } from "../kind";
import { t } from "../words";
import { shareOf } from "./maths";
import type { Side } from "./page";

/** To whom most went, or from whom most came, each with a bar as long as its part of the largest. */
export function People({ parties, side }: { parties: readonly GetReportResponse_Party[]; side: Side }) {
  const largest = parties.reduce((m, p) => ((p.amount?.minor ?? 0n) > m ? p.amount!.minor : m), 0n);
  if (largest === 0n) return null;
  return (
    <section class="report-part">
      <h3 class="report-title">{t(side === "out" ? "report.peopleOut" : "report.peopleIn")}</h3>
      <ol class="legend">
        {parties.map((p, i) => (
          <li key={i}>
            {p.person ? <Avatar face={{ id: p.person.id, name: p.person.name, src: avatarUrl(p.person.avatar) }} size={36} /> : <Nobody name={p.name} />}
            <span class="grow">
              <span class="legend-row"><bdi class="legend-name one-line">{p.person?.name || splitAccount(p.name).name}</bdi><span class="num legend-sum">{p.amount && formatAmount(p.amount)}</span></span>
              <span class="legend-bar"><span style={{ "--tone": side === "out" ? "var(--nila)" : "var(--green)", inlineSize: `${Math.max(1, shareOf(p.amount?.minor ?? 0n, largest) * 100)}%` }} /></span>
              <span class="legend-row hint"><span>{[t("report.times", { n: p.count }), splitAccount(p.name).number].filter(Boolean).join(" · ")}</span></span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** No person: a bank by its account's digits, else a stall. */
function Nobody({ name }: { name: string }) {
  const look = lookOf(splitAccount(name).number ? "bank" : "payment");
  return <span class="bill-tile" style={{ "--tone": look.tone, "--size": "36px" }}><Icon name={look.icon} /></span>;
}
