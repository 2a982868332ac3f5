// The place where a packet is opened and looked at: the whole screen of a phone, a tall card in the middle of a desktop.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { IconButton } from "../../kit";
import { openOverlay } from "../../kit/overlay";
import { coverColours } from "./covers";
import { t } from "./words";

interface Props {
  label: string;
  cover: string;
  /** Light text on the cover: the head's buttons follow. */
  onCover: boolean;
  /** Leads to the view before; without it there is only close. */
  onBack?: () => void;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog: focus stays inside, Esc goes back or closes, focus returns to the card. */
export function Stage({ label, cover, onCover, onBack, onClose, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = box.current!;
    dialog.showModal();
    return () => dialog.close(); // which gives the focus back
  }, []);
  // What had the focus may have gone, as the coin does: a screen reader goes on with what has come instead.
  useEffect(() => {
    if (document.activeElement === document.body) (box.current!.querySelector<HTMLElement>("[data-start]") ?? box.current!).focus();
  });
  return (
    <dialog
      ref={box}
      class={`packet-stage cover-${coverColours(cover)}${onCover ? " is-cover" : ""}`}
      aria-label={label}
      tabIndex={-1}
      onCancel={(e) => {
        if (e.target !== box.current) return;
        e.preventDefault();
        if (onBack && e.isTrusted) onBack(); // not from closeOnBack: the page below is gone
        else onClose();
      }}
      onPointerDown={(e) => e.target === box.current && outside(e, box.current!) && onClose()}
      onContextMenu={(e) => e.stopPropagation()}
    >
      <header class="packet-head">
        {onBack ? <IconButton icon="back" label={t("back")} onClick={onBack} /> : <span />}
        <IconButton icon="close" label={t("close")} onClick={onClose} />
      </header>
      {children}
    </dialog>
  );
}

function outside(e: PointerEvent, el: HTMLElement): boolean {
  const r = el.getBoundingClientRect();
  return e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom;
}

/** Opens something on a stage of its own, which goes at once: whatever closes it may lead to another page. */
export function onStage(draw: (close: () => void) => preact.VNode): void {
  void openOverlay<void>((close) => draw(() => close()), 0);
}
