import { ListBillsRequest_Direction as Direction } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Icon, Search } from "../../../kit";
import { families, familyName } from "../kind";
import { shortDay } from "../when";
import { t } from "../words";
import { openSpan } from "./dates";
import type { Filter } from "./list";

interface Props {
  filter: Filter;
  /** What is being typed; the filter follows a moment later. */
  query: string;
  onQuery: (query: string) => void;
  onFilter: (f: Filter) => void;
}

const directions: readonly [Direction, "bills.in" | "bills.out"][] = [[Direction.IN, "bills.in"], [Direction.OUT, "bills.out"]];

/** Search and chips above the bills. Chips of kinds add up; those of directions exclude each other. */
export function Filters({ filter, query, onQuery, onFilter }: Props) {
  const toggle = (kind: string) => onFilter({ ...filter, kinds: filter.kinds.includes(kind) ? filter.kinds.filter((k) => k !== kind) : [...filter.kinds, kind] });
  const dates = async () => {
    const span = await openSpan(filter.from ? { from: filter.from, until: filter.until } : null);
    if (span !== undefined) onFilter({ ...filter, from: span?.from ?? 0, until: span?.until ?? 0 });
  };
  return (
    <div class="filters">
      <Search label={t("bills.search")} value={query} onValue={onQuery} />
      <div class="chips" role="group" aria-label={t("bills.kinds")}>
        <button type="button" class={`chip${filter.from ? " is-on" : ""}`} aria-haspopup="dialog" onClick={() => void dates()}>
          <Icon name="calendar" />
          {filter.from ? t("bills.range", { from: shortDay(filter.from), until: shortDay(filter.until - 1) }) : t("bills.dates")}
        </button>
        {directions.map(([d, key]) => (
          <button key={d} type="button" class="chip" aria-pressed={filter.direction === d} onClick={() => onFilter({ ...filter, direction: filter.direction === d ? Direction.UNSPECIFIED : d })}>{t(key)}</button>
        ))}
        {families.map((f) => (
          <button key={f} type="button" class="chip" aria-pressed={filter.kinds.includes(f)} onClick={() => toggle(f)}>{familyName(f)}</button>
        ))}
      </div>
    </div>
  );
}
