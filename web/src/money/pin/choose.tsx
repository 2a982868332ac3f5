import { useRef, useState } from "preact/hooks";
import { Icon } from "../../kit";
import { explain } from "../../lib/errors";
import { t } from "../words";
import { isWeak } from "./digits";
import { PinPad } from "./pad";

/** Chooses a PIN and repeats it. run keeps it; what it throws shows, and the choice begins again. */
export function ChoosePin({ text, run }: { text?: string; run: (pin: string) => Promise<void> }) {
  const first = useRef("");
  const [repeat, setRepeat] = useState(false);
  const [bad, setBad] = useState({ text: "", turn: 0 });
  const [busy, setBusy] = useState(false);

  const again = (text: string) => {
    first.current = "";
    setRepeat(false);
    setBad((b) => ({ text, turn: b.turn + 1 }));
  };
  const take = async (pin: string) => {
    if (!repeat) {
      if (isWeak(pin)) return again(t("pin.weak"));
      first.current = pin;
      setRepeat(true);
      return setBad((b) => ({ text: "", turn: b.turn + 1 }));
    }
    if (pin !== first.current) return again(t("pin.differs"));
    setBusy(true);
    try {
      await run(pin);
      first.current = "";
    } catch (e) {
      again(explain(e));
    }
    setBusy(false);
  };
  return (
    <div class="stack">
      {text && (
        <p class="pin-intro">
          <Icon name="shield" />
          <span>{text}</span>
        </p>
      )}
      <PinPad key={repeat ? "repeat" : "choose"} label={repeat ? t("pin.repeat") : t("pin.choose")} bad={bad.text || undefined} turn={bad.turn} busy={busy} onPin={(pin) => void take(pin)} />
    </div>
  );
}
