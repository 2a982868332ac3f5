import { useEffect, useRef } from "preact/hooks";
import { useId } from "../lib/use-id";
import { k } from "./words";

const length = 6;

/**
 * A one-time code of six digits: one real field under six boxes, so that paste, the phone's
 * suggestion from a text message and screen readers work as in any field. onDone runs at the sixth digit.
 */
export function CodeInput({ value, onValue, onDone, bad, disabled }: { value: string; onValue: (v: string) => void; onDone: (code: string) => void; bad?: string; disabled?: boolean }) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), [bad, disabled]);
  const take = (raw: string) => {
    const digits = raw.replace(/\D/g, "").slice(0, length);
    onValue(digits);
    if (digits.length === length && digits !== value) onDone(digits);
  };
  return (
    <div>
      <div class={`code${bad ? " is-bad" : ""}`}>
        <div class="code-boxes" aria-hidden="true">
          {Array.from({ length }, (_, i) => (
            <span key={i} class={`code-box${i === Math.min(value.length, length - 1) ? " is-next" : ""}`}>{value[i] ?? ""}</span>
          ))}
        </div>
        <input ref={field} inputMode="numeric" pattern="[0-9]*" autocomplete="one-time-code" aria-label={k("code")} aria-invalid={Boolean(bad)} aria-describedby={bad ? id : undefined} disabled={disabled} value={value} onInput={(e) => { take(e.currentTarget.value); e.currentTarget.value = e.currentTarget.value.replace(/\D/g, "").slice(0, length); }} />
      </div>
      {bad && <p id={id} class="field-note is-bad" role="alert" style={{ marginBlockStart: "10px" }}>{bad}</p>}
    </div>
  );
}
