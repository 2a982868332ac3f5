// Lines about money in the reader's language. Only those whom it concerns have them, so "you" is one side of each.
import { span } from "../../../lib/format";
import { formatAmount } from "../../../money/amount";
import type { MoneyWhat, SystemBody } from "../sync/model";
import { myId } from "../state/hub";
import { nameOf } from "../state/people";
import { tm } from "../words/money";

const whats: Record<MoneyWhat, true> = {
  packetOpened: true, packetFinished: true, packetRefunded: true, transferAccepted: true, transferReturned: true, transferExpired: true,
  transferReminder: true, requestPaid: true, requestDeclined: true, splitPaid: true, splitDone: true, splitReminder: true,
};

export function isMoneyWhat(what: string): what is MoneyWhat {
  return what in whats;
}

/** Follows the names it uses. */
export function moneyLine(b: SystemBody, what: MoneyWhat): string {
  const me = myId.value;
  const mine = b.actor === me;
  const other = mine ? (b.accounts[0] ?? "") : b.actor;
  const own = mine && (!other || other === me);
  const who = own || !other || other === "0" ? "" : nameOf(other);
  const amount = b.amount ? formatAmount(b.amount) : "";
  switch (what) {
    case "packetOpened":
      return own ? tm("line.packetOpened.own") : tm(mine ? "line.packetOpened.me" : "line.packetOpened", { who });
    case "packetFinished":
      return b.value ? tm("line.packetFinished.in", { time: span(Number(b.value)) }) : tm("line.packetFinished");
    case "packetRefunded":
      return tm("line.packetRefunded", { amount });
    case "transferExpired":
    case "transferReminder":
      return tm(`line.${what}`, { amount });
    case "splitDone":
      return tm("line.splitDone");
    case "splitReminder":
      return mine ? tm("line.splitReminder.me") : tm("line.splitReminder", { who, amount });
    default:
      return tm(mine ? `line.${what}.me` : `line.${what}`, { who, amount });
  }
}
