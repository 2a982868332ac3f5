import type { Bill } from "../../../gen/alun/wallet/v1/wallet_pb";
import { avatarUrl, Avatar, Icon } from "../../../kit";
import { href, path } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { formatSigned, speakAmount } from "../../amount";
import { kindName, lookOf, otherSide, splitAccount } from "../kind";
import { t } from "../words";
import type { Standing } from "./standing";
import { dayTime } from "../when";

/** A face for a person, a coloured tile for everything else. */
export function BillFace({ bill, size = 44 }: { bill: Bill; size?: number }) {
  const look = lookOf(bill.kind);
  if (!bill.person) {
    return (
      <span class="bill-tile" style={{ "--tone": look.tone, "--size": `${size}px` }}>
        <Icon name={look.icon} />
      </span>
    );
  }
  return (
    <span class="bill-face">
      <Avatar face={{ id: bill.person.id, name: bill.person.name, src: avatarUrl(bill.person.avatar) }} size={size} />
      <span class="bill-mark" style={{ "--tone": look.tone }}>
        <Icon name={look.icon} />
      </span>
    </span>
  );
}

/** The amount with its sign; green when it came in, struck out when it came back. */
export function Moved({ bill, stands = bill.pending ? "held" : "done" }: { bill: Bill; stands?: Standing }) {
  const amount = bill.amount;
  if (!amount) return null;
  return (
    <span class={`bill-amount num${amount.minor > 0n ? " is-in" : ""}${stands === "held" ? " is-waiting" : stands === "back" ? " is-void" : ""}`}>
      <span aria-hidden="true">{formatSigned(amount)}</span>
      <span class="sr">{`${t(amount.minor > 0n ? "bills.in" : "bills.out")} ${speakAmount({ ...amount, minor: amount.minor < 0n ? -amount.minor : amount.minor })}`}</span>
    </span>
  );
}

/** One movement in a list: who, what, when, how much. Leads to its receipt. */
export function BillRow({ bill }: { bill: Bill }) {
  const to = `/me/bills/${encodeURIComponent(bill.id)}`;
  const { name, number } = splitAccount(otherSide(bill));
  const about = [kindName(bill.kind), number, bill.note].filter((s) => s && s !== name).join(" · ");
  return (
    <a class="bill" href={href(to)} aria-current={path.value === to ? "page" : undefined}>
      <BillFace bill={bill} />
      <span class="grow">
        <span class="bill-name one-line"><bdi>{name}</bdi></span>
        <span class="bill-about one-line"><bdi>{about || kindName(bill.kind)}</bdi></span>
      </span>
      <span class="bill-end">
        <Moved bill={bill} />
        <span class="bill-time num">{bill.pending ? t("bills.waiting") : dayTime(ms(bill.atMs))}</span>
      </span>
    </a>
  );
}
