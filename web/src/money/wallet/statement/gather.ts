// All bills of a span, gathered page by page for the page to print.
import { ListBillsRequest_Direction, type Bill } from "../../../gen/alun/wallet/v1/wallet_pb";
import { service } from "../state";

/** More than this is no page that anybody prints. */
export const maxBills = 2_000;

export interface Sheet {
  /** Oldest first, as on paper. */
  bills: Bill[];
  /** There are more than maxBills. */
  cut: boolean;
}

/** Fetches the final bills of [from, until); told hears how many there are so far. */
export async function gather(from: number, until: number, currency: string, told: (n: number) => void): Promise<Sheet> {
  const bills: Bill[] = [];
  let cursor = "";
  do {
    const page = await service.listBills({ cursor, limit: 100, currency, direction: ListBillsRequest_Direction.UNSPECIFIED, fromMs: BigInt(from), untilMs: BigInt(until) });
    bills.push(...page.bills.filter((b) => !b.pending));
    cursor = page.nextCursor;
    told(bills.length);
  } while (cursor && bills.length < maxBills);
  return { bills: bills.reverse(), cut: cursor !== "" };
}

/** The balance before the first and after the last of bills, oldest first. */
export function balances(bills: readonly Bill[]): { opening: bigint; closing: bigint } | undefined {
  const first = bills[0];
  const last = bills.at(-1);
  if (!first?.balanceAfter || !first.amount || !last?.balanceAfter) return undefined;
  return { opening: first.balanceAfter.minor - first.amount.minor, closing: last.balanceAfter.minor };
}
