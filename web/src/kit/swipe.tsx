import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";
import { openMenu, type MenuItem } from "./menu";
import { usePress } from "./press";

export interface SwipeAction {
  label: string;
  icon: IconName;
  tone?: "nila" | "marigold" | "danger";
  run: () => void;
}

const width = 80; // px of one action, as in lists.css
const slop = 8;

/** Only one row is open at a time. */
let closeOpen: (() => void) | null = null;

/**
 * A row with actions behind it. A finger or a mouse drags it towards the start; a right click, a long
 * press or the menu key opens the same actions as a menu, or the longer one that menu gives.
 */
export function SwipeCell({ actions, menu, label, children }: { actions: readonly SwipeAction[]; menu?: () => readonly MenuItem[]; label: string; children: ComponentChildren }) {
  const face = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; y: number; from: number; on: boolean } | null>(null);
  const [open, setOpen] = useState(false);
  const full = actions.length * width;
  const rtl = () => getComputedStyle(face.current!).direction === "rtl";
  const put = (px: number) => face.current?.style.setProperty("translate", px ? `${rtl() ? px : -px}px 0` : "none");
  const settle = (to: boolean) => {
    setOpen(to);
    put(to ? full : 0);
    if (to) {
      closeOpen?.();
      closeOpen = shut.current;
    } else if (closeOpen === shut.current) closeOpen = null;
  };
  const shut = useRef(() => {
    setOpen(false);
    put(0);
  });
  useEffect(() => () => void (closeOpen === shut.current && (closeOpen = null)), []);
  const press = usePress((at) => {
    settle(false);
    drag.current = null;
    void openMenu(at, menu ? menu() : actions.map((a) => ({ label: a.label, icon: a.icon, danger: a.tone === "danger", run: a.run })), { label });
  });

  const down = (e: PointerEvent) => {
    press.onPointerDown(e);
    if (e.button === 0) drag.current = { x: e.clientX, y: e.clientY, from: open ? full : 0, on: false };
  };
  const move = (e: PointerEvent) => {
    press.onPointerMove(e);
    const d = drag.current;
    if (!d) return;
    const dx = (d.x - e.clientX) * (rtl() ? -1 : 1);
    const dy = Math.abs(e.clientY - d.y);
    if (!d.on) {
      if (Math.abs(dx) < slop || dy > Math.abs(dx)) return;
      d.on = true;
      face.current!.parentElement!.classList.add("is-dragging");
      face.current!.setPointerCapture(e.pointerId);
    }
    const px = d.from + dx;
    put(Math.max(0, px > full ? full + (px - full) * 0.25 : px));
  };
  const up = (e: PointerEvent) => {
    press.onPointerUp();
    const d = drag.current;
    drag.current = d?.on ? { ...d, on: true } : null;
    if (!d?.on) return;
    face.current!.parentElement!.classList.remove("is-dragging");
    const dx = (d.x - e.clientX) * (rtl() ? -1 : 1);
    settle(d.from + dx > full / 2);
    setTimeout(() => (drag.current = null)); // the click that follows is not meant
  };
  const click = (e: MouseEvent) => {
    press.onClickCapture(e);
    if (!drag.current?.on && !open) return;
    e.preventDefault();
    e.stopPropagation();
    if (!drag.current?.on) settle(false);
  };
  return (
    <div class="swipe">
      <div class="swipe-actions" inert={!open} aria-hidden={!open}>
        {actions.map((a) => (
          <button key={a.label} type="button" class={a.tone ? `is-${a.tone}` : ""} onClick={() => { settle(false); a.run(); }}>
            <Icon name={a.icon} />
            {a.label}
          </button>
        ))}
      </div>
      <div ref={face} class="swipe-face" onContextMenu={press.onContextMenu} onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up} onClickCapture={click} onDragStart={(e) => e.preventDefault()}>
        {children}
      </div>
    </div>
  );
}
