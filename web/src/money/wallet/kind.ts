// What a movement was, in words, with the icon and colour of its family.
import type { Bill } from "../../gen/alun/wallet/v1/wallet_pb";
import type { IconName } from "../../kit";
import { t } from "./words";

/** A family of kinds: the part of Bill.kind up to the dot. */
export type Family = "redpacket" | "transfer" | "request" | "split" | "payment" | "bank" | "other";

export const families: readonly Family[] = ["redpacket", "transfer", "request", "split", "payment", "bank"];

const looks: Record<Family, { icon: IconName; tone: string; key: `family.${Family}` }> = {
  redpacket: { icon: "gift", tone: "#d5372f", key: "family.redpacket" },
  transfer: { icon: "swap", tone: "#d98d10", key: "family.transfer" },
  request: { icon: "hand", tone: "#2b6cb0", key: "family.request" },
  split: { icon: "split", tone: "#a83a7a", key: "family.split" },
  payment: { icon: "storefront", tone: "#2f9e6c", key: "family.payment" },
  bank: { icon: "bank", tone: "#3743b5", key: "family.bank" },
  other: { icon: "receipt", tone: "#777a87", key: "family.other" },
};

export function familyOf(kind: string): Family {
  const head = kind.split(".")[0] as Family;
  return head in looks ? head : "other";
}

export const lookOf = (kind: string) => looks[familyOf(kind)];

export const familyName = (f: Family) => t(looks[f].key);

/** "Red packet sent"; the family's name for a kind that came later than this client. */
export function kindName(kind: string): string {
  const key = `kind.${kind}`;
  return t.has(key) ? (t as unknown as (key: string) => string)(key) : familyName(familyOf(kind));
}

/** A bank's name comes with the last digits of the account, "Sandbox Bank •••• 7890": both apart, so that the digits are not cut off. */
export function splitAccount(name: string): { name: string; number: string } {
  const at = name.indexOf(" ••••");
  return at < 0 ? { name, number: "" } : { name: name.slice(0, at), number: name.slice(at + 1) };
}

/** The other side: a person, a stall, a bank; else what it was. */
export function otherSide(b: Bill): string {
  return b.person?.name || b.name || kindName(b.kind);
}
