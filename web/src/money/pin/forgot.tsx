import { useRef, useState } from "preact/hooks";
import type { StartPinResetResponse } from "../../gen/alun/wallet/v1/wallet_pb";
import { Button, Icon, type IconName } from "../../kit";
import { explain } from "../../lib/errors";
import { CodeForm } from "../../social/account/code-step";
import { service, setWallet } from "../wallet/state";
import { t } from "../words";
import { ChoosePin } from "./choose";
import { chosePin } from "./demo";

const points: readonly [IconName, "forgot.code" | "forgot.new" | "forgot.hold"][] = [["key", "forgot.new"], ["mail", "forgot.code"], ["hourglass", "forgot.hold"]];

/** A new PIN for somebody who forgot the old one: what it means, the new PIN, then a code that proves who asks. */
export function ForgotPin({ onDone }: { onDone: () => void }) {
  const [step, setStep] = useState<"explain" | "choose" | "code">("explain");
  const [sent, setSent] = useState<StartPinResetResponse | null>(null);
  const [busy, setBusy] = useState(false);
  const [bad, setBad] = useState("");
  const chosen = useRef("");

  const start = async () => {
    setBusy(true);
    setBad("");
    try {
      setSent(await service.startPinReset({}));
      setStep("choose");
    } catch (e) {
      setBad(explain(e));
    }
    setBusy(false);
  };
  if (step === "explain") {
    return (
      <div class="stack">
        <ol class="points">
          {points.map(([icon, key]) => (
            <li key={key}>
              <Icon name={icon} />
              <span>{t(key)}</span>
            </li>
          ))}
        </ol>
        {bad && <p class="field-note is-bad" role="alert">{bad}</p>}
        <Button size="large" wide busy={busy} onClick={() => void start()}>{t("forgot.go")}</Button>
      </div>
    );
  }
  if (step === "choose" || !sent) {
    return (
      <ChoosePin
        run={async (pin) => {
          chosen.current = pin;
          setStep("code");
        }}
      />
    );
  }
  return (
    <div class="stack">
      <p class="hint">
        {t("forgot.sent")} <bdi>{sent.address}</bdi>
      </p>
      <CodeForm
        sent={sent}
        again={() => service.startPinReset({})}
        finish={async (ticket, code) => {
          setWallet((await service.finishPinReset({ ticket, code, newPin: chosen.current })).wallet);
          chosePin(chosen.current);
          chosen.current = "";
          onDone();
        }}
      />
    </div>
  );
}
