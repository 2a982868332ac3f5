import { Icon } from "../kit";
import { t } from "./words";

interface Props {
  /** "0" to "9", "back", or what extra says. */
  onKey: (key: string) => void;
  /** The key at the lower start: several zeros, a separator; none leaves the place empty. */
  extra?: { key: string; label: string };
  label: string;
  disabled?: boolean;
}

const rows = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** A pointer went down on a key and its click is still to come: perhaps on another keypad that took the place of this one. */
let touched = false;

/**
 * Our own numeric keys. They act when touched, not when let go, so that fast taps are never lost, and they do not
 * take the focus away from the field above; a screen reader and the keyboard press them like any button.
 */
export function Keypad({ onKey, extra, label, disabled }: Props) {
  const key = (name: string, face: preact.ComponentChildren, say?: string) => (
    <button
      key={name}
      type="button"
      class={`key${name === "back" ? " is-back" : ""}`}
      aria-label={say}
      disabled={disabled}
      onPointerDown={(e) => {
        if (e.button !== 0) return;
        e.preventDefault();
        touched = true;
        navigator.vibrate?.(10);
        onKey(name);
      }}
      onClick={(e) => {
        if (!touched || e.detail === 0) onKey(name);
        touched = false;
      }}
    >
      {face}
    </button>
  );
  return (
    <div class="keypad" role="group" aria-label={label} dir="ltr">
      {rows.map((n) => key(n, n))}
      {extra ? key(extra.key, extra.key, `${extra.key}, ${extra.label}`) : <span />}
      {key("0", "0")}
      {key("back", <Icon name="erase" />, t("key.back"))}
    </div>
  );
}
