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

/** How long after a key was let go its click may still come, ms. */
const clickMs = 400;

/** Until when clicks are the rest of a tap on a key, by performance.now. */
let tapUntil = 0;

/**
 * A key acts when it is touched; the click that ends the same tap comes later, and by then something else may lie under the
 * finger, such as the button of the next step. That click is nobody's.
 */
function followTaps(): void {
  addEventListener("pointerdown", () => (tapUntil = 0), { capture: true });
  for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => tapUntil && (tapUntil = performance.now() + clickMs), { capture: true });
  const swallow = (e: MouseEvent) => {
    if (e.detail === 0 || performance.now() >= tapUntil) return; // by keyboard or a screen reader
    e.preventDefault();
    e.stopPropagation();
  };
  addEventListener("click", swallow, { capture: true });
}
if (typeof window !== "undefined") followTaps();

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
        tapUntil = Infinity;
        navigator.vibrate?.(10);
        onKey(name);
      }}
      onClick={() => onKey(name)}
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
