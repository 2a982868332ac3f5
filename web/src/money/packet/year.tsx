// A year of red packets: what came, what went, how lucky one was. Reached from the wallet and from each packet.
import { useState } from "preact/hooks";
import { State, type GetYearResponse, type GetYearResponse_Line as Line } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { Avatar, EmptyState, ErrorState, Icon, IconButton, Page, Segmented, SkeletonList, TopBar } from "../../kit";
import { explain } from "../../lib/errors";
import { divider } from "../../lib/format";
import { useLoad } from "../../lib/load";
import { ms } from "../../lib/rpc";
import { myId } from "../../social/chat/state/hub";
import { faceOf, nameOf, takePeople } from "../../social/chat/state/people";
import { personOf } from "../../social/chat/sync/wire";
import { formatAmount, speakAmount, type Amount } from "../amount";
import { Figure } from "../figure";
import { knownCurrency, mainCurrency } from "../wallet/state";
import { CoverArt } from "./cover-art";
import { packets } from "./service";
import { showPacket } from "./show";
import { t } from "./words";

/** The first year that anybody can ask for. */
const firstYear = 2020;

async function fetchYear(year: number): Promise<GetYearResponse> {
  const r = await packets.getYear({ year, zoneMinutes: -new Date().getTimezoneOffset(), currency: knownCurrency() });
  takePeople([r.bestFrom, ...r.receivedLines.map((l) => l.sender), ...r.sentLines.map((l) => l.sender)].flatMap((p) => (p ? [personOf(p)] : [])));
  return r;
}

export function YearPage() {
  const [year, setYear] = useState(() => new Date().getFullYear());
  return (
    <Page class="packet-year" bar={<TopBar deep parent="/me/wallet" title={t("year.short")} />}>
      <Pick year={year} onYear={setYear} />
      <Year key={year} year={year} />
    </Page>
  );
}

function Pick({ year, onYear }: { year: number; onYear: (y: number) => void }) {
  return (
    <div class="year-pick" role="group" aria-label={t("year.pick")}>
      <IconButton icon="back" label={String(year - 1)} disabled={year <= firstYear} onClick={() => onYear(year - 1)} />
      <output class="num" aria-live="polite">{year}</output>
      <IconButton icon="forward" label={String(year + 1)} disabled={year >= new Date().getFullYear()} onClick={() => onYear(year + 1)} />
    </div>
  );
}

function Year({ year }: { year: number }) {
  const { data, error, reload } = useLoad(() => fetchYear(year));
  const [side, setSide] = useState<"got" | "gave">("got");
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={6} />;
  if (data.sentCount + data.receivedCount === 0) return <EmptyState art="square" title={t("year.none", { year: String(year) })} text={t("year.none.text")} />;
  const lines = side === "got" ? data.receivedLines : data.sentLines;
  return (
    <>
      <Summary r={data} year={year} />
      <Segmented label={t("year", { year: String(year) })} value={side} options={[{ value: "got", label: t("year.got") }, { value: "gave", label: t("year.gave") }]} onChange={setSide} />
      {lines.length === 0 ? <p class="hint year-empty">{t("year.none", { year: String(year) })}</p> : <ul class="year-lines">{lines.map((l) => <LineRow key={l.packetId} l={l} side={side} />)}</ul>}
    </>
  );
}

const zero = (a: Amount | undefined): Amount => a ?? { minor: 0n, currency: mainCurrency() };

function Summary({ r, year }: { r: GetYearResponse; year: number }) {
  return (
    <section class="year-card cover-alun" aria-label={t("year", { year: String(year) })}>
      <CoverArt cover="alun" />
      <div class="year-face"><Avatar face={faceOf(myId.value)} size={56} /></div>
      <p class="year-title">{t("year", { year: String(year) })}</p>
      <dl class="year-sums">
        <div>
          <dt>{t("year.got")}</dt>
          <dd><Figure amount={zero(r.received)} /></dd>
          <dd>{t("year.n", { n: r.receivedCount })}</dd>
        </div>
        <div>
          <dt>{t("year.gave")}</dt>
          <dd><Figure amount={zero(r.sent)} /></dd>
          <dd>{t("year.n", { n: r.sentCount })}</dd>
        </div>
      </dl>
      {r.luckiestCount > 0 && <p class="year-lucky"><Icon name="crown" />{t("year.lucky", { n: r.luckiestCount })}</p>}
      {r.best && r.best.minor > 0n && r.bestFrom && <p class="year-best">{t("year.best", { amount: formatAmount(r.best), who: nameOf(r.bestFrom.id) })}</p>}
    </section>
  );
}

function LineRow({ l, side }: { l: Line; side: "got" | "gave" }) {
  const sender = l.sender?.id ?? "";
  const state = t(`year.state.${l.state === State.GONE ? "gone" : l.state === State.EXPIRED ? "expired" : "open"}`, { taken: l.taken, count: l.count });
  return (
    <li>
      <button type="button" class="packet-share year-line" onClick={() => void showPacket({ id: l.packetId, sender, greeting: "", cover: "", state: "opened" })}>
        <Avatar face={faceOf(sender)} size={42} />
        <span class="grow">
          <bdi class="packet-share-name one-line">{side === "got" ? nameOf(sender) : state}</bdi>
          <time class="packet-share-at num" dateTime={new Date(ms(l.atMs)).toISOString()}>{divider(ms(l.atMs))}</time>
        </span>
        <span class="packet-share-end">
          {l.amount && <span class="packet-share-amount num"><span aria-hidden="true">{formatAmount(l.amount)}</span><span class="sr">{speakAmount(l.amount)}</span></span>}
          {l.luckiest && <span class="packet-crown"><Icon name="crown" />{t("luckiest")}</span>}
        </span>
      </button>
    </li>
  );
}
