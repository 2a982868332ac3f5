import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { isPhone } from "../lib/media";
import { useId } from "../lib/use-id";
import { IconButton } from "./button";
import { leaveMs } from "./overlay";
import { k } from "./words";

export interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: ComponentChildren;
  children: ComponentChildren;
  /** Buttons that stay in view below the content. */
  foot?: ComponentChildren;
  /** On a desktop. */
  size?: "small" | "wide";
  /** No padding at the sides, for cells that bring their own. */
  flush?: boolean;
}

/** Drag down by the head: past this many px, or faster than this many px per ms, it closes. */
const dragFar = 110;
const dragFast = 0.6;

function useDragDown(box: { current: HTMLDialogElement | null }, onClose: () => void) {
  const start = useRef<{ y: number; at: number } | null>(null);
  const move = (dy: number) => box.current?.style.setProperty("--drag", `${Math.max(0, dy)}px`);
  return {
    onPointerDown: (e: PointerEvent) => {
      if (!isPhone.value || (e.target as Element).closest("button")) return;
      start.current = { y: e.clientY, at: e.timeStamp };
      (e.currentTarget as Element).setPointerCapture(e.pointerId);
      box.current?.classList.add("is-dragging");
    },
    onPointerMove: (e: PointerEvent) => start.current && move(e.clientY - start.current.y),
    onPointerUp: (e: PointerEvent) => {
      const s = start.current;
      if (!s) return;
      start.current = null;
      box.current?.classList.remove("is-dragging");
      const dy = e.clientY - s.y;
      const close = dy > dragFar || (dy > 24 && dy / (e.timeStamp - s.at) > dragFast);
      move(0);
      if (close) onClose();
    },
    onPointerCancel: () => {
      start.current = null;
      box.current?.classList.remove("is-dragging");
      move(0);
    },
  };
}

/** From the bottom on a phone, a dialog in the middle on a desktop. Modal: focus stays inside, Esc closes, focus returns. */
export function Sheet({ open, onClose, title, children, foot, size, flush }: SheetProps) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [shown, setShown] = useState(open);
  const drag = useDragDown(box, onClose);
  useLayoutEffect(() => {
    const d = box.current;
    if (open) {
      setShown(true);
      if (d && !d.open) d.showModal();
      return;
    }
    if (d?.open) d.close();
    const t = setTimeout(() => setShown(false), leaveMs);
    return () => clearTimeout(t);
  }, [open]);
  useEffect(() => () => box.current?.close(), []);
  const outside = (e: MouseEvent) => {
    if (e.target !== box.current) return;
    const r = box.current!.getBoundingClientRect();
    if (e.clientX < r.left || e.clientX > r.right || e.clientY < r.top || e.clientY > r.bottom) onClose();
  };
  return (
    <dialog
      ref={box}
      class={`sheet${size ? " is-" + size : ""}`}
      aria-labelledby={id}
      onCancel={(e) => {
        if (e.target !== box.current) return;
        e.preventDefault();
        onClose();
      }}
      onPointerDown={outside}
      onContextMenu={(e) => e.stopPropagation()}
    >
      {(open || shown) && (
        <div class="sheet-panel" tabIndex={-1} autofocus>
          <header class="sheet-head" {...drag}>
            <h2 id={id} class="sheet-title">{title}</h2>
            <IconButton icon="close" label={k("close")} onClick={onClose} />
          </header>
          <div class={`sheet-body${flush ? " is-flush" : ""}`}>{children}</div>
          {foot && <footer class="sheet-foot">{foot}</footer>}
        </div>
      )}
    </dialog>
  );
}
