import type { Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { Button, Icon, type IconName } from "../../kit";
import { ago } from "../../lib/format";
import { href } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { openSetPin } from "../pin/sheets";
import { holdText } from "./limit-name";
import { t } from "./words";

function Notice({ icon, tone, text, to, action }: { icon: IconName; tone: "bad" | "warm" | "cool"; text: string; to?: string; action?: { label: string; run: () => void } }) {
  const inside = (
    <>
      <Icon name={icon} />
      <span class="grow">{text}</span>
      {action && <Button size="small" onClick={action.run}>{action.label}</Button>}
      {to && <Icon name="next" class="cell-arrow" />}
    </>
  );
  if (to) return <a class={`notice is-${tone}`} href={href(to)}>{inside}</a>;
  return <div class={`notice is-${tone}`}>{inside}</div>;
}

/** What keeps money in the wallet now, or soon would: a freeze, a hold, no PIN. */
export function Notices({ wallet: w }: { wallet: Wallet }) {
  const held = ms(w.holdUntilMs) > Date.now();
  return (
    <div class="notices">
      {w.frozenByOperator && <Notice icon="snowflake" tone="bad" text={w.frozenReason ? t("frozen.operatorWhy", { reason: w.frozenReason }) : t("frozen.operator")} />}
      {w.frozen && !w.frozenByOperator && <Notice icon="snowflake" tone="bad" text={t("frozen.banner")} to="/me/wallet/security" />}
      {held && <Notice icon="hourglass" tone="warm" text={t("hold.banner", { why: holdText(w.holdReason), when: ago(ms(w.holdUntilMs)) })} to="/me/wallet/security" />}
      {!w.pinSet && <Notice icon="lock" tone="cool" text={t("pin.missing")} action={{ label: t("pin.choose"), run: () => void openSetPin() }} />}
    </div>
  );
}
