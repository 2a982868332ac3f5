import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, Icon } from "../../kit";
import { explain, failureOf } from "../../lib/errors";
import { duration } from "../../lib/format";
import { ms } from "../../lib/rpc";
import { useCountdown } from "../../social/account/code-step";
import { loadWallet, wallet } from "../wallet/state";
import { t } from "../words";
import { demoPin } from "./demo";
import { PinPad } from "./pad";

interface Props {
  label?: string;
  /** Uses the PIN; a wrong one is told here, what else it throws too. */
  run: (pin: string) => Promise<void>;
  /** Why an earlier PIN turned out wrong, to be told from the start. */
  refused?: unknown;
  /** Leads to the way for those who forgot it. */
  onForgot?: () => void;
  /** Beside "forgot": another way to agree, such as a passkey. */
  children?: ComponentChildren;
}

/** What to say of a PIN that was not taken, with the guesses that are left. */
async function complaint(thrown: unknown): Promise<string> {
  const code = failureOf(thrown).code;
  if (code !== "wallet.pin_wrong" && code !== "wallet.pin_locked") return explain(thrown);
  const left = (await loadWallet())?.pinTriesLeft ?? 0;
  return code === "wallet.pin_wrong" && left > 0 ? t("pin.wrongLeft", { n: left }) : explain(thrown);
}

/** Asks for the payment PIN: wrong, locked for a while, forgotten. */
export function AskPin({ label = t("pin"), run, refused, onForgot, children }: Props) {
  const [bad, setBad] = useState({ text: "", turn: 0 });
  const [busy, setBusy] = useState(false);
  const locked = useCountdown(ms(wallet.value?.pinLockedUntilMs ?? 0n));

  const tell = async (thrown: unknown) => {
    const text = await complaint(thrown);
    setBad((b) => ({ text, turn: b.turn + 1 }));
  };
  const take = async (pin: string) => {
    setBusy(true);
    setBad((b) => ({ text: "", turn: b.turn }));
    await run(pin).catch(tell);
    setBusy(false);
  };
  useEffect(() => {
    if (refused) void tell(refused);
  }, []);
  const ways = (children || onForgot) && (
    <div class="pin-ways">
      {children}
      {onForgot && <Button kind="plain" size="small" onClick={onForgot}>{t("pin.forgot")}</Button>}
    </div>
  );
  if (locked > 0) {
    return (
      <div class="stack">
        <div class="pin-locked" role="alert">
          <Icon name="lock" />
          <p class="pin-locked-title">{t("pin.locked")}</p>
          <p class="hint">{t("pin.lockedText")}</p>
          <p class="pin-clock num" role="timer">{duration(locked)}</p>
        </div>
        {ways}
      </div>
    );
  }
  return (
    <div class="stack">
      <PinPad label={label} bad={bad.text || undefined} turn={bad.turn} busy={busy} onPin={(pin) => void take(pin)} />
      {demoPin() && <p class="pin-demo num">{t("pin.demo", { pin: demoPin() })}</p>}
      {ways}
    </div>
  );
}
