// Names of limits and reasons of holds, as they are read in several places.
import { Limit_Kind } from "../../gen/alun/wallet/v1/wallet_pb";
import { t } from "../words";

export function limitName(kind: Limit_Kind): string {
  switch (kind) {
    case Limit_Kind.DAY:
      return t("limit.day");
    case Limit_Kind.MONTH:
      return t("limit.month");
    case Limit_Kind.BALANCE:
      return t("limit.balance");
    default:
      return t("limit.once");
  }
}

/** Why money waits: "You signed in on a new device." */
export function holdText(why: string): string {
  switch (why) {
    case "device":
      return t("hold.device");
    case "number":
      return t("hold.number");
    case "pin":
      return t("hold.pin");
    default:
      return t("hold.other");
  }
}
