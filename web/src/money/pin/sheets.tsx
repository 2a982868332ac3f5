// The PIN's own errands, each a sheet: setting it, changing it, getting a new one, and asking for it before something else.
import { useState } from "preact/hooks";
import { openSheet } from "../../kit";
import { failureOf } from "../../lib/errors";
import { toast } from "../../lib/toast";
import { moneySheet } from "../style";
import { service, setWallet } from "../wallet/state";
import { t } from "../words";
import { AskPin } from "./ask";
import { ChoosePin } from "./choose";
import { chosePin } from "./demo";
import { ForgotPin } from "./forgot";

/** Sets the first PIN. True when there is one now. */
export async function openSetPin(): Promise<boolean> {
  await moneySheet();
  const done = await openSheet<boolean>(t("pin.setTitle"), (close) => <ChoosePin text={t("pin.setText")} run={async (pin) => keepFirst(pin).then(() => close(true))} />, { size: "small" });
  return done === true;
}

/** Keeps a first PIN and says so. */
export async function keepFirst(pin: string): Promise<void> {
  setWallet((await service.setPin({ pin })).wallet);
  chosePin(pin);
  toast(t("pin.set"), { tone: "good" });
}

/** The old PIN, then a new one twice. */
export async function openChangePin(): Promise<void> {
  await moneySheet();
  const answer = await openSheet<"forgot">(t("pin.change"), (close) => <ChangePin onDone={() => close()} onForgot={() => close("forgot")} />, { size: "small" });
  if (answer === "forgot") await openForgotPin();
}

function ChangePin({ onDone, onForgot }: { onDone: () => void; onForgot: () => void }) {
  // The server compares the old PIN together with the new one; a wrong one leads back to the first step.
  const [old, setOld] = useState("");
  const [refused, setRefused] = useState<unknown>(undefined);
  if (!old) return <AskPin label={t("pin.old")} refused={refused} onForgot={onForgot} run={async (pin) => setOld(pin)} />;
  const change = async (newPin: string) => {
    try {
      setWallet((await service.changePin({ oldPin: old, newPin })).wallet);
      chosePin(newPin);
    } catch (e) {
      if (!["wallet.pin_wrong", "wallet.pin_locked"].includes(failureOf(e).code)) throw e;
      setRefused(e);
      setOld("");
      return;
    }
    toast(t("pin.changed"), { tone: "good" });
    onDone();
  };
  return <ChoosePin run={change} />;
}

/** A new PIN by a code to one's address. True when there is one. */
export async function openForgotPin(): Promise<boolean> {
  await moneySheet();
  const done = await openSheet<boolean>(t("forgot.title"), (close) => <ForgotPin onDone={() => close(true)} />, { size: "small" });
  if (done) toast(t("pin.changed"), { tone: "good" });
  return done === true;
}

/** Asks for the PIN before something that is no payment, such as unfreezing. True when run went through. */
export async function askPin(title: string, text: string, run: (pin: string) => Promise<void>): Promise<boolean> {
  await moneySheet();
  const answer = await openSheet<"done" | "forgot">(
    title,
    (close) => (
      <div class="stack">
        <p class="hint">{text}</p>
        <AskPin run={async (pin) => run(pin).then(() => close("done"))} onForgot={() => close("forgot")} />
      </div>
    ),
    { size: "small" },
  );
  if (answer === "forgot") await openForgotPin();
  return answer === "done";
}
