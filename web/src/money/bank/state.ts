// Linked bank accounts and movements between them and the wallet.
import { BankService, Move_Kind as Kind, Move_State as State, type Account, type Move } from "../../gen/alun/bank/v1/bank_pb";
import { client } from "../../lib/rpc";
import { formatAmount } from "../amount";
import { t } from "./words";

export const bank = client(BankService);
export { Kind, State };

/** Whether the bank has not decided yet. */
export const isOpen = (m: Move) => m.state === State.WAITING || m.state === State.UNKNOWN;

export function stateName(s: State): string {
  switch (s) {
    case State.DONE:
      return t("state.done");
    case State.FAILED:
      return t("state.failed");
    case State.UNKNOWN:
      return t("state.unknown");
    default:
      return t("state.waiting");
  }
}

/** One sentence on how a movement stands, for those who are told in passing. */
export function told(m: Move): string {
  const amount = m.amount ? formatAmount(m.amount) : "";
  return t(m.kind === Kind.TOP_UP ? "told.in" : "told.out", { amount, state: stateName(m.state) });
}

/** The account used last, until the page is loaded anew. */
let last = "";

/** The account to begin with: the one used last, else the first. */
export function firstAccount(accounts: readonly Account[]): Account | undefined {
  return accounts.find((a) => a.id === last) ?? accounts[0];
}

export function rememberAccount(a: Account): void {
  last = a.id;
}
