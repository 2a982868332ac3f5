import { useEffect, useRef } from "preact/hooks";
import { announcement } from "../lib/announce";
import { dismiss, toasts } from "../lib/toast";
import { Icon } from "./icon";
import { k } from "./words";

/** Draws the passing notices and the live region. The shell mounts it once. */
export function Toasts() {
  const box = useRef<HTMLDivElement>(null);
  const list = toasts.value;
  useEffect(() => {
    const el = box.current!;
    const open = el.matches(":popover-open");
    // It stays open even when empty, since only what enters a visible region is read out; opening it
    // again lifts it over a dialog that opened meanwhile.
    if (open && list.length && document.querySelector("dialog[open]")) el.hidePopover();
    if (!el.matches(":popover-open")) el.showPopover();
  }, [list]);
  const { text, turn } = announcement.value;
  return (
    <>
      <div ref={box} class="toasts" popover="manual" role="region" aria-live="polite" aria-label={k("notices")}>
        {list.map((t) => (
          <div key={t.id} class={`toast is-${t.tone}`} onClick={() => dismiss(t.id)}>
            {t.tone !== "plain" && <Icon name={t.tone === "good" ? "check" : "warning"} />}
            <span class="grow">{t.text}</span>
            {t.action && (
              <button
                type="button"
                onClick={() => {
                  dismiss(t.id);
                  t.action!.run();
                }}
              >
                {t.action.label}
              </button>
            )}
          </div>
        ))}
      </div>
      <div class="sr" aria-live="polite">
        <span key={turn}>{text}</span>
      </div>
    </>
  );
}
