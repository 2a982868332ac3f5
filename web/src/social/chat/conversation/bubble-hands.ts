// What hands can do with a bubble: right click, long press, keys, the buttons beside it, a swipe to quote.
import { useMemo, useRef } from "preact/hooks";
import { usePress, type Place } from "../../../kit";
import type { Entry } from "../sync/model";
import type { Row } from "../state/layout";
import { openMessageMenu, openReact } from "./message-menu";
import type { Talk } from "./talk";

/** A swipe this far quotes, px. */
const quoteAt = 56;

export function useBubble(talk: Talk, r: Row, e: Entry) {
  const now = useRef({ r, e });
  now.current = { r, e };
  const menu = (at: Place) => openMessageMenu(at, talk, now.current.r, now.current.e);
  const press = usePress((at) => void menu(at));
  const swipe = useRef<{ x: number; y: number; on: boolean; el: HTMLElement } | null>(null);
  return useMemo(() => {
    const end = (ev: PointerEvent) => {
      const s = swipe.current;
      swipe.current = null;
      if (!s) return;
      s.el.style.removeProperty("--swipe");
      s.el.classList.remove("is-swiping");
      if (s.on && Math.abs(ev.clientX - s.x) >= quoteAt && !now.current.r.item) talk.quote(now.current.e);
    };
    return {
      press: {
        ...press,
        onKeyDown: (ev: KeyboardEvent) => {
          if (ev.key !== "Enter" || ev.target !== ev.currentTarget) return;
          ev.preventDefault();
          void menu(ev.currentTarget as HTMLElement);
        },
      },
      menu: (ev: MouseEvent) => void menu(ev.currentTarget as HTMLElement),
      react: (ev: MouseEvent) => void openReact(ev.currentTarget as HTMLElement, now.current.e),
      pick: {
        onClick: () => {
          if (!now.current.r.item) talk.pick(now.current.e);
        },
      },
      swipe: {
        onPointerDown: (ev: PointerEvent) => {
          if (ev.pointerType === "touch") swipe.current = { x: ev.clientX, y: ev.clientY, on: false, el: ev.currentTarget as HTMLElement };
        },
        onPointerMove: (ev: PointerEvent) => {
          const s = swipe.current;
          if (!s) return;
          const rtl = getComputedStyle(s.el).direction === "rtl";
          const dx = (ev.clientX - s.x) * (rtl ? -1 : 1);
          if (!s.on && (dx < 10 || Math.abs(ev.clientY - s.y) > dx)) {
            if (dx < -10 || Math.abs(ev.clientY - s.y) > 12) swipe.current = null;
            return;
          }
          s.on = true;
          s.el.classList.add("is-swiping");
          s.el.style.setProperty("--swipe", `${Math.min(quoteAt + 12, Math.max(0, dx)) * (rtl ? -1 : 1)}px`);
        },
        onPointerUp: end,
        onPointerCancel: () => {
          swipe.current?.el.style.removeProperty("--swipe");
          swipe.current?.el.classList.remove("is-swiping");
          swipe.current = null;
        },
      },
    };
  }, [talk, press]);
}
