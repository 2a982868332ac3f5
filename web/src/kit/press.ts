import { useRef } from "preact/hooks";

const holdMs = 450;
const slop = 10;

/**
 * Right click, long press and the menu key, as one: handlers to spread on an element. run gets the
 * point to open a menu at. A long press does not also click.
 */
export function usePress(run: (at: { x: number; y: number }, target: HTMLElement) => void) {
  const held = useRef<{ timer: number; x: number; y: number; fired: boolean } | null>(null);
  const drop = () => {
    if (held.current) clearTimeout(held.current.timer);
  };
  return {
    onContextMenu: (e: MouseEvent) => {
      e.preventDefault();
      const target = e.currentTarget as HTMLElement;
      if (held.current?.fired) return;
      drop();
      if (held.current) held.current.fired = true;
      // The menu key gives no useful point: take the element's own.
      const r = target.getBoundingClientRect();
      const byKey = e.clientX === 0 && e.clientY === 0;
      run(byKey ? { x: r.left + 24, y: r.top + r.height / 2 } : { x: e.clientX, y: e.clientY }, target);
    },
    onPointerDown: (e: PointerEvent) => {
      drop();
      const target = e.currentTarget as HTMLElement;
      held.current = { timer: 0, x: e.clientX, y: e.clientY, fired: false };
      if (e.pointerType !== "touch") return;
      const h = held.current;
      h.timer = window.setTimeout(() => {
        h.fired = true;
        navigator.vibrate?.(10);
        run({ x: h.x, y: h.y }, target);
      }, holdMs);
    },
    onPointerMove: (e: PointerEvent) => {
      const h = held.current;
      if (h && Math.hypot(e.clientX - h.x, e.clientY - h.y) > slop) drop();
    },
    onPointerUp: drop,
    onPointerCancel: drop,
    onClickCapture: (e: MouseEvent) => {
      if (!held.current?.fired) return;
      held.current = null;
      e.preventDefault();
      e.stopPropagation();
    },
  };
}
