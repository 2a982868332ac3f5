import { Button, Icon, type IconName } from "../../kit";
import { ago, dateTime } from "../../lib/format";
import { navigate } from "../../lib/router";
import { Limit_Kind } from "../../gen/alun/wallet/v1/wallet_pb";
import { formatAmount } from "../amount";
import { holdText } from "../wallet/limit-name";
import type { Obstacle } from "../wallet/rules";
import { t } from "../words";

interface View {
  icon: IconName;
  title: string;
  text: string;
  /** Where something can be done about it. */
  to?: { label: string; path: string };
}

function limitText(kind: Limit_Kind, left: string): string {
  if (kind === Limit_Kind.ONCE) return t("bar.once", { left });
  return kind === Limit_Kind.DAY ? t("bar.day", { left }) : t("bar.month", { left });
}

function view(o: Obstacle): View {
  switch (o.kind) {
    case "barred":
      return { icon: "snowflake", title: t("bar.barred"), text: o.reason ? t("bar.barredWhy", { reason: o.reason }) : t("bar.barredText") };
    case "frozen":
      return { icon: "snowflake", title: t("bar.frozen"), text: t("bar.frozenText"), to: { label: t("bar.unfreeze"), path: "/me/wallet/security" } };
    case "hold":
      return { icon: "hourglass", title: t("bar.hold", { when: ago(o.until) }), text: `${holdText(o.why)} ${t("bar.holdText", { date: dateTime(o.until) })}`, to: { label: t("bar.why"), path: "/me/wallet/security" } };
    case "short":
      return { icon: "coins", title: t("bar.short", { amount: formatAmount(o.missing) }), text: t("bar.shortText"), to: { label: t("bar.topUp"), path: "/me/bank/top-up" } };
    case "limit":
      return { icon: "gauge", title: t("bar.limit"), text: limitText(o.limit.kind, formatAmount(o.left)), to: { label: t("bar.limits"), path: "/me/wallet/limits" } };
  }
}

/** Why money cannot leave now, and the way to change that. */
export function ObstacleView({ obstacle, onLeave }: { obstacle: Obstacle; onLeave: () => void }) {
  const v = view(obstacle);
  return (
    <div class="obstacle" role="alert">
      <span class="obstacle-tile"><Icon name={v.icon} /></span>
      <p class="obstacle-title">{v.title}</p>
      <p class="hint">{v.text}</p>
      {v.to && (
        <Button
          wide
          onClick={() => {
            onLeave();
            navigate(v.to!.path);
          }}
        >
          {v.to.label}
        </Button>
      )}
    </div>
  );
}
