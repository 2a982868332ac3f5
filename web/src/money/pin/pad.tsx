import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useId } from "../../lib/use-id";
import { Keypad } from "../keypad";
import { t } from "../words";
import { pinDigits, pinLength } from "./digits";

interface Props {
  /** What is asked for: "Payment PIN", "New PIN". Also its name for screen readers. */
  label: string;
  /** The sixth digit is in. The value is in no element, no log and no storage, and is forgotten here when this returns. */
  onPin: (pin: string) => void;
  /** Why the last one was not taken; a new sentence or a growing turn shakes the dots. */
  bad?: string;
  turn?: number;
  busy?: boolean;
}

/**
 * Six dots and the keys for them. Digits come from the keys on the screen, from a keyboard or from the clipboard; there is no
 * input element, so nothing can be filled in, remembered or read back by the browser.
 */
export function PinPad({ label, onPin, bad, turn = 0, busy }: Props) {
  const id = useId();
  const pin = useRef("");
  const [count, setCount] = useState(0);
  const box = useRef<HTMLDivElement>(null);

  const put = (next: string) => {
    if (busy) return;
    pin.current = next;
    setCount(next.length);
    if (next.length < pinLength) return;
    pin.current = "";
    onPin(next);
  };
  const press = useRef((_: string) => {});
  press.current = (key) => put(key === "back" ? pin.current.slice(0, -1) : pinDigits(pin.current + key));

  useEffect(() => {
    if (!busy) setCount(pin.current.length);
  }, [busy, bad, turn, label]);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  // Before the pad is seen: fast fingers type the second time at once.
  useLayoutEffect(() => {
    const here = (target: EventTarget | null) => {
      const dialog = box.current?.closest("dialog");
      const inField = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
      return !inField && (target === document.body || (dialog ?? document).contains(target as Node));
    };
    const onKey = (e: KeyboardEvent) => {
      if (e.ctrlKey || e.metaKey || e.altKey || !here(e.target)) return;
      const digit = pinDigits(e.key.length === 1 ? e.key : "");
      if (!digit && e.key !== "Backspace") return;
      e.preventDefault();
      press.current(digit || "back");
    };
    const onPaste = (e: ClipboardEvent) => {
      if (!here(e.target)) return;
      e.preventDefault();
      const digits = pinDigits(e.clipboardData?.getData("text") ?? "");
      if (digits.length === pinLength) press.current(digits);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("paste", onPaste);
    return () => {
      pin.current = "";
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("paste", onPaste);
    };
  }, []);

  return (
    <div class="pin">
      <div ref={box} class="pin-field" role="group" tabIndex={-1} aria-label={t("pin.field", { label })} aria-describedby={`${id}-note`}>
        <p class="pin-label" aria-hidden="true">{label}</p>
        <div key={turn} class={`pin-dots${bad ? " is-bad" : ""}${busy ? " is-busy" : ""}`} aria-hidden="true">
          {Array.from({ length: pinLength }, (_, i) => (
            <span key={i} class={`pin-dot${i < count || busy ? " is-full" : ""}`} />
          ))}
        </div>
        <span class="sr" aria-live="polite">{busy ? t("pin.checking") : t("pin.count", { n: count, of: pinLength })}</span>
        <p id={`${id}-note`} class="pin-note field-note is-bad" role="alert">{bad}</p>
      </div>
      <Keypad label={t("keypad")} onKey={(key) => press.current(key)} disabled={busy} />
    </div>
  );
}
