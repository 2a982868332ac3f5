import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { canHover } from "../lib/media";
import { locale } from "../lib/i18n";
import { useId } from "../lib/use-id";
import { amountParts, digitsOf, formatAmount, separators, speakAmount } from "./amount";
import { fieldMinor, fieldText, press, retype, type Edited } from "./amount-edit";
import { Keypad } from "./keypad";
import { parseAmount } from "./parse";
import { t } from "./words";

export interface AmountInputProps {
  label: string;
  currency: string;
  /** Minor units; 0n while there is nothing yet. */
  value: bigint;
  onValue: (minor: bigint) => void;
  /** Outside of them a sentence says so; whoever shows the button asks inRange. */
  min?: bigint;
  max?: bigint;
  /** What else is wrong with it, in place of the note. */
  wrong?: string;
  /** Below the figure while it is in range, such as what the wallet holds. */
  note?: ComponentChildren;
  /** Behind the note or the complaint, such as a button that takes all there is. */
  way?: ComponentChildren;
  /** Amounts to take with one tap. */
  quick?: readonly bigint[];
  autofocus?: boolean;
  disabled?: boolean;
}

/** Whether an amount is given and within its limits. */
export function inRange(value: bigint, min = 1n, max?: bigint): boolean {
  return value > 0n && value >= min && (max === undefined || value <= max);
}

function complaint(p: AmountInputProps): string | undefined {
  if (p.value > 0n && p.max !== undefined && p.value > p.max) return t("amount.most", { amount: formatAmount({ minor: p.max, currency: p.currency }) });
  if (p.value > 0n && p.min !== undefined && p.value < p.min) return t("amount.least", { amount: formatAmount({ minor: p.min, currency: p.currency }) });
  return undefined;
}

/**
 * A large figure to type, paste or tap. It is one real field, grouped while typing. Under a finger it brings its own
 * keys instead of the phone's keyboard, with 000 where the currency has no fraction.
 */
export function AmountInput(p: AmountInputProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const marks = useMemo(() => separators(), [locale.value]);
  const places = digitsOf(p.currency);
  const [text, setText] = useState(() => fieldText({ minor: p.value, currency: p.currency }, marks));
  const caret = useRef<number | null>(null);
  const touch = !canHover.value;
  // A value from outside, such as a quick amount or another currency, replaces what was typed.
  const shown = fieldMinor(text, p.currency, marks) === p.value ? text : fieldText({ minor: p.value, currency: p.currency }, marks);
  const { symbol, symbolFirst } = amountParts({ minor: 0n, currency: p.currency });
  const bad = complaint(p) ?? p.wrong;

  const take = (e: Edited) => {
    setText(e.text);
    caret.current = e.caret;
    p.onValue(fieldMinor(e.text, p.currency, marks));
  };
  useLayoutEffect(() => {
    const el = field.current!;
    el.value = shown;
    if (caret.current !== null && document.activeElement === el) el.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  useLayoutEffect(() => {
    if (p.autofocus) field.current!.focus();
  }, []);

  const input = (e: Event) => {
    const el = e.currentTarget as HTMLInputElement;
    take(retype(el.value, el.selectionStart ?? el.value.length, places, marks));
  };
  const paste = (e: ClipboardEvent) => {
    const minor = parseAmount(e.clipboardData?.getData("text") ?? "", p.currency, marks);
    e.preventDefault();
    if (minor === null) return;
    const whole = fieldText({ minor, currency: p.currency }, marks);
    take({ text: whole, caret: whole.length });
  };
  const key = (name: string) => {
    const el = field.current!;
    el.focus();
    take(press(el.value, el.selectionStart ?? el.value.length, el.selectionEnd ?? el.value.length, name, places, marks));
  };
  return (
    <div class={`amount${bad ? " is-bad" : ""}`}>
      <label class="amount-label" for={id}>{p.label}</label>
      <div class={`amount-box${symbolFirst ? "" : " is-after"}`} onPointerDown={(e) => e.target !== field.current && (e.preventDefault(), field.current!.focus())}>
        <span class="amount-symbol" aria-hidden="true">{symbol}</span>
        <input ref={field} id={id} class="amount-field" inputMode={touch ? "none" : places ? "decimal" : "numeric"} autocomplete="off" placeholder="0" style={{ "--chars": String(Math.max(1, shown.length)) }} disabled={p.disabled} aria-invalid={Boolean(bad)} aria-describedby={`${id}-note`} onInput={input} onPaste={paste} />
      </div>
      <p id={`${id}-note`} class={`amount-note field-note${bad ? " is-bad" : ""}`} role={bad ? "alert" : undefined}>
        {p.value > 0n && <span class="sr">{speakAmount({ minor: p.value, currency: p.currency })}. </span>}
        {bad ?? p.note} {p.way}
      </p>
      {p.quick && p.quick.length > 0 && <Quick {...p} quick={p.quick} />}
      {touch && !p.disabled && <Keypad label={t("keypad")} extra={places ? { key: marks.decimal, label: t("key.decimal") } : { key: "000", label: t("key.thousand") }} onKey={key} />}
    </div>
  );
}

function Quick({ quick, value, currency, onValue, disabled }: AmountInputProps & { quick: readonly bigint[] }) {
  return (
    <div class="amount-quick">
      {quick.map((minor) => (
        <button key={String(minor)} type="button" class="chip num" aria-pressed={minor === value} disabled={disabled} onClick={() => onValue(minor)}>
          {formatAmount({ minor, currency })}
        </button>
      ))}
    </div>
  );
}
