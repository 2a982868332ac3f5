import { useEffect, useRef, useState } from "preact/hooks";
import { ListBillsRequest_Direction as Direction } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Banner, Button, EmptyState, ErrorState, SkeletonList, Spinner, TopBar } from "../../../kit";
import { explain } from "../../../lib/errors";
import { moveFocus } from "../../../lib/keys";
import { formatAmount } from "../../amount";
import { loadWallet, mainCurrency, wallet } from "../state";
import { monthName } from "../when";
import { t } from "../words";
import { Filters } from "./filters";
import { byMonth, type Group } from "./group";
import { useBills, type Bills, type Filter } from "./list";
import { BillRow } from "./row";

const everything: Omit<Filter, "currency"> = { kinds: [], direction: Direction.UNSPECIFIED, query: "", from: 0, until: 0 };
/** How long after the last key the search begins, ms. */
const calmMs = 300;

/** What moved, newest first, by month. */
export function BillsPage() {
  const [filter, setFilter] = useState<Filter>({ ...everything, currency: "" });
  const [query, setQuery] = useState("");
  useEffect(() => {
    if (!wallet.peek()) void loadWallet();
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => setFilter((f) => (f.query === query ? f : { ...f, query })), calmMs);
    return () => clearTimeout(timer);
  }, [query]);
  const clear = () => {
    setQuery("");
    setFilter((f) => ({ ...everything, currency: f.currency }));
  };
  const currencies = wallet.value?.balances.map((b) => b.available?.currency ?? "") ?? [];
  const bills = useBills(filter);
  const narrowed = filter.kinds.length > 0 || filter.direction !== Direction.UNSPECIFIED || filter.query !== "" || filter.from > 0;
  return (
    <div class="page">
      <TopBar title={t("bills")} parent="/me/wallet" deep>
        {currencies.length > 1 && (
          <select class="currency-pick" aria-label={t("balance")} value={filter.currency || mainCurrency()} onChange={(e) => setFilter({ ...filter, currency: e.currentTarget.value })}>
            {currencies.map((c) => <option key={c}>{c}</option>)}
          </select>
        )}
      </TopBar>
      <Filters filter={filter} query={query} onQuery={setQuery} onFilter={setFilter} />
      <List bills={bills} narrowed={narrowed} onClear={clear} />
    </div>
  );
}

function List({ bills, narrowed, onClear }: { bills: Bills; narrowed: boolean; onClear: () => void }) {
  const empty = bills.waiting.length === 0 && bills.bills.length === 0;
  if (bills.loading === "first") return <div class="scroll bills-scroll"><SkeletonList rows={9} /></div>;
  if (empty && bills.error !== undefined) return <ErrorState text={explain(bills.error)} onRetry={bills.reload} />;
  if (empty && !bills.cursor) {
    return narrowed ? (
      <EmptyState art="search" title={t("bills.none")} text={t("bills.noneText")}>
        <Button kind="soft" onClick={onClear}>{t("bills.clear")}</Button>
      </EmptyState>
    ) : (
      <EmptyState art="square" title={t("bills.empty")} text={t("bills.emptyText")} />
    );
  }
  return (
    <div class="scroll bills-scroll" onKeyDown={(e) => moveFocus(e.currentTarget, e, "a.bill")}>
      {bills.error !== undefined && <Banner icon="offline">{t("bills.stale")}</Banner>}
      {bills.waiting.length > 0 && (
        <section class="bills-month">
          <header class="bills-head">
            <h2>{t("bills.waiting")}</h2>
            <span class="bills-sums">{t("bills.waitingNote")}</span>
          </header>
          <ul class="group-body">{bills.waiting.map((b) => <li key={b.id}><BillRow bill={b} /></li>)}</ul>
        </section>
      )}
      {byMonth(bills.bills, !bills.cursor).map((g) => <MonthGroup key={g.key} group={g} />)}
      <Older bills={bills} />
    </div>
  );
}

function MonthGroup({ group }: { group: Group }) {
  const currency = group.bills[0]?.amount?.currency ?? mainCurrency();
  return (
    <section class="bills-month">
      <header class="bills-head">
        <h2>{monthName(group.month)}</h2>
        {group.complete && (
          <span class="bills-sums num">
            {group.in > 0n && <span>{t("bills.sumIn", { amount: formatAmount({ minor: group.in, currency }) })}</span>}
            {group.out > 0n && <span>{t("bills.sumOut", { amount: formatAmount({ minor: group.out, currency }) })}</span>}
          </span>
        )}
      </header>
      <ul class="group-body">{group.bills.map((b) => <li key={b.id}><BillRow bill={b} /></li>)}</ul>
    </section>
  );
}

/** The end of the list: older bills come when it is scrolled near, or when asked for. */
function Older({ bills }: { bills: Bills }) {
  const mark = useRef<HTMLDivElement>(null);
  const more = useRef(bills.more);
  more.current = bills.more;
  const ready = bills.cursor !== "" && !bills.loading && bills.error === undefined;
  useEffect(() => {
    if (!ready) return;
    const seen = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && more.current(), { rootMargin: "600px" });
    seen.observe(mark.current!);
    return () => seen.disconnect();
  }, [ready, bills.bills.length]);
  if (!bills.cursor) return null;
  return (
    <div ref={mark} class="bills-older">
      {bills.loading === "more" ? (
        <p class="hint row" role="status"><Spinner />{t("bills.searching")}</p>
      ) : (
        <>
          {bills.error !== undefined && <p class="hint">{t("bills.failed")}</p>}
          <Button kind="soft" onClick={bills.more}>{t("bills.more")}</Button>
        </>
      )}
    </div>
  );
}
