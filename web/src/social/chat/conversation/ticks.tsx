import { Icon } from "../../../kit";
import type { Chat } from "../sync/model";
import { t } from "../words";

/** How far a message of one's own has come: a clock, one tick, two ticks, two bright ticks. seq 0 is not sent yet. */
export function Ticks({ chat, seq, failed }: { chat: Chat; seq: number; failed?: boolean }) {
  if (failed) return <Mark name="warning" cls="is-failed" label={t("tick.failed")} />;
  if (!seq) return <Mark name="clock" cls="" label={t("tick.waiting")} />;
  if (chat.kind === "direct" && chat.peerRead >= seq) return <Mark name="check-all" cls="is-read" label={t("tick.read")} />;
  if (chat.kind === "direct" && chat.peerDelivered >= seq) return <Mark name="check-all" cls="" label={t("tick.delivered")} />;
  return <Mark name="check" cls="" label={t("tick.sent")} />;
}

function Mark({ name, cls, label }: { name: "check" | "check-all" | "clock" | "warning"; cls: string; label: string }) {
  return (
    <span class={`ticks ${cls}`} role="img" aria-label={label} title={label}>
      <Icon name={name} />
    </span>
  );
}
