import type { ComponentChildren, HTMLAttributes, InputHTMLAttributes, TextareaHTMLAttributes } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useId } from "../lib/use-id";
import { Icon } from "./icon";
import { IconButton } from "./button";
import { k } from "./words";

interface Labelled {
  label: string;
  value: string;
  onValue: (v: string) => void;
  /** Below the field; bad colours it and is read out at once. */
  note?: ComponentChildren;
  tone?: "bad" | "good";
  /** Longest value in characters; with it, what is left shows when little is. */
  max?: number;
}

function Foot({ id, note, tone, value, max }: Pick<Labelled, "note" | "tone" | "value" | "max"> & { id: string }) {
  const left = max === undefined ? Infinity : max - [...value].length;
  const near = left <= Math.max(5, (max ?? 0) * 0.2);
  if (!note && !near) return null;
  return (
    <div class="field-foot">
      <p id={id} class={`field-note${tone ? " is-" + tone : ""}`} role={tone === "bad" ? "alert" : undefined}>{note}</p>
      {near && <p class={`field-note num${left < 0 ? " is-bad" : ""}`} aria-label={k("left", { n: left })}>{left}</p>}
    </div>
  );
}

/** What a text field passes on to its input; kinds with a look of their own are other components. */
interface InputRest extends Omit<HTMLAttributes<HTMLInputElement>, "label" | "prefix" | "role"> {
  type?: "text" | "email" | "tel" | "url";
  autocomplete?: string;
  maxLength?: number;
  placeholder?: string;
  disabled?: boolean;
  inputMode?: "text" | "email" | "tel" | "numeric" | "url";
}

export interface TextFieldProps extends Labelled, InputRest {
  /** Before the text inside the box, such as "@". */
  prefix?: ComponentChildren;
  suffix?: ComponentChildren;
}

/** One line of text with its label above. */
export function TextField({ label, value, onValue, note, tone, max, prefix, suffix, type = "text", ...rest }: TextFieldProps) {
  const id = useId();
  const input = { ...rest, type } as InputHTMLAttributes<HTMLInputElement>; // which is a union by type
  return (
    <div class={`field${tone === "bad" ? " is-bad" : ""}`}>
      <label class="field-label" for={id}>{label}</label>
      <div class="field-box">
        {prefix && <span class="field-affix">{prefix}</span>}
        <input {...input} id={id} value={value} onInput={(e) => onValue(e.currentTarget.value)} aria-invalid={tone === "bad" || undefined} aria-describedby={note ? id + "-note" : undefined} />
        {suffix}
      </div>
      <Foot id={id + "-note"} {...{ note, tone, value, max }} />
    </div>
  );
}

export interface TextAreaProps extends Labelled, Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, "label" | "value" | "max"> {}

/** Several lines; grows with its text up to ten lines. */
export function TextArea({ label, value, onValue, note, tone, max, ...rest }: TextAreaProps) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => grow(box.current), [value]);
  return (
    <div class={`field${tone === "bad" ? " is-bad" : ""}`}>
      <label class="field-label" for={id}>{label}</label>
      <div class="field-box">
        <textarea {...rest} id={id} ref={box} value={value} onInput={(e) => onValue(e.currentTarget.value)} aria-invalid={tone === "bad" || undefined} aria-describedby={note ? id + "-note" : undefined} />
      </div>
      <Foot id={id + "-note"} {...{ note, tone, value, max }} />
    </div>
  );
}

/** Fits a text area's height to its text where the browser cannot do it itself (field-sizing). */
export function grow(el: HTMLTextAreaElement | null): void {
  if (!el || CSS.supports("field-sizing", "content")) return;
  el.style.height = "auto";
  el.style.height = `${el.scrollHeight}px`;
}

export interface SearchProps {
  value: string;
  onValue: (v: string) => void;
  /** Its name and placeholder. */
  label?: string;
  /** A shortcut to show, such as "Ctrl K". */
  hint?: string;
  onKeyDown?: (e: KeyboardEvent) => void;
  inputRef?: { current: HTMLInputElement | null };
  autofocus?: boolean;
}

/** The search pill. Esc clears it, then leaves it. */
export function Search({ value, onValue, label = k("search"), hint, onKeyDown, inputRef, autofocus }: SearchProps) {
  const own = useRef<HTMLInputElement>(null);
  const ref = inputRef ?? own;
  const keys = (e: KeyboardEvent) => {
    onKeyDown?.(e);
    if (e.key !== "Escape" || e.defaultPrevented) return;
    e.preventDefault();
    if (value) onValue("");
    else ref.current?.blur();
  };
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input ref={ref} type="search" enterkeyhint="search" autocomplete="off" placeholder={label} aria-label={label} value={value} autofocus={autofocus} onInput={(e) => onValue(e.currentTarget.value)} onKeyDown={keys} />
      {value ? <IconButton icon="close" label={k("clear")} small onClick={() => { onValue(""); ref.current?.focus(); }} /> : hint && <kbd aria-hidden="true">{hint}</kbd>}
    </div>
  );
}
