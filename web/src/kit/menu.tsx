import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { moveFocus } from "../lib/keys";
import { Icon, type IconName } from "./icon";
import { openOverlay } from "./overlay";

export interface MenuItem {
  label: string;
  icon?: IconName;
  /** In place of the icon, such as a face. */
  lead?: ComponentChildren;
  danger?: boolean;
  disabled?: boolean;
  /** Shows a tick. */
  checked?: boolean;
  /** A line above it. */
  line?: boolean;
  run: () => void;
}

/** Where a menu opens: beside an element, or at a point of the window. */
export type Place = Element | { x: number; y: number };

export interface MenuOptions {
  /** Name for screen readers. */
  label: string;
  /** Icons above words in rows of four, as over a message. */
  grid?: boolean;
  /** Above the items, such as a row of reactions; close runs before anything else. */
  head?: (close: () => void) => ComponentChildren;
}

const gap = 6;
const edge = 12;

/** The corner for a box of w × h beside place, inside a window of W × H: below and at the start if there is room, else above, else pushed in. */
export function placeBox(place: { left: number; right: number; top: number; bottom: number }, w: number, h: number, W: number, H: number, rtl = false): { x: number; y: number } {
  let x = rtl ? place.right - w : place.left;
  if (x + w > W - edge) x = place.right - w;
  if (x < edge) x = Math.min(place.left, W - w - edge);
  let y = place.bottom + gap;
  if (y + h > H - edge) y = place.top - gap - h;
  return { x: Math.max(edge, Math.min(x, W - w - edge)), y: Math.max(edge, Math.min(y, H - h - edge)) };
}

function rectOf(place: Place) {
  if (place instanceof Element) return place.getBoundingClientRect();
  return { left: place.x, right: place.x, top: place.y - gap, bottom: place.y - gap };
}

/** Opens anything beside a place; Esc, a click elsewhere and close end it. */
export function openPopover(place: Place, label: string, draw: (close: () => void) => ComponentChildren, cls = "popover"): Promise<void> {
  const before = document.activeElement as HTMLElement | null;
  const rect = rectOf(place);
  return openOverlay<void>((close) => <Floating rect={rect} label={label} cls={cls} draw={draw} close={() => close()} />).then(() => {
    if (document.activeElement === document.body) before?.focus?.({ preventScroll: true });
  });
}

function Floating({ rect, label, cls, draw, close }: { rect: ReturnType<typeof rectOf>; label: string; cls: string; draw: (close: () => void) => ComponentChildren; close: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const el = box.current!;
    el.showPopover();
    const at = placeBox(rect, el.offsetWidth, el.offsetHeight, innerWidth, innerHeight, getComputedStyle(el).direction === "rtl");
    el.style.left = `${at.x}px`;
    el.style.top = `${at.y}px`;
    (el.querySelector<HTMLElement>("[autofocus], button:not(:disabled), input") ?? el).focus({ preventScroll: true });
    const onToggle = (e: Event) => (e as ToggleEvent).newState === "closed" && close();
    // Not popover="auto": the browser would take the end of the long press that opened it for a tap elsewhere.
    const onDown = (e: Event) => !el.contains(e.target as Node) && el.hidePopover();
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== "Escape" || e.isComposing) return;
      e.preventDefault(); // or a dialog below would close as well
      e.stopPropagation();
      el.hidePopover();
    };
    document.addEventListener("pointerdown", onDown, true);
    document.addEventListener("keydown", onKey, true);
    const onScroll = (e: Event) => !el.contains(e.target as Node) && el.hidePopover();
    el.addEventListener("toggle", onToggle);
    addEventListener("resize", close);
    addEventListener("popstate", close);
    document.addEventListener("scroll", onScroll, { capture: true, passive: true });
    return () => {
      document.removeEventListener("pointerdown", onDown, true);
      document.removeEventListener("keydown", onKey, true);
      removeEventListener("resize", close);
      removeEventListener("popstate", close);
      document.removeEventListener("scroll", onScroll, { capture: true });
    };
  }, []);
  const shut = () => box.current?.hidePopover();
  return (
    <div ref={box} popover="manual" class={`menu ${cls}`} role={cls === "popover" ? "dialog" : undefined} aria-label={cls === "popover" ? label : undefined} tabIndex={-1} onContextMenu={(e) => e.preventDefault()}>
      {draw(shut)}
    </div>
  );
}

/** Opens a menu. Arrows, Home, End and first letters move; Enter chooses; Tab and Esc leave. */
export function openMenu(place: Place, items: readonly MenuItem[], options: MenuOptions): Promise<void> {
  return openPopover(
    place,
    options.label,
    (close) => (
      <>
        {options.head?.(close)}
        <MenuList items={items} label={options.label} grid={options.grid} close={close} />
      </>
    ),
    options.grid ? "is-grid" : "is-list",
  );
}

function MenuList({ items, label, grid, close }: { items: readonly MenuItem[]; label: string; grid?: boolean; close: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const keys = (e: KeyboardEvent) => {
    const list = box.current!;
    if (e.key === "Tab") {
      e.preventDefault();
      close();
    } else if (grid && (e.key === "ArrowLeft" || e.key === "ArrowRight")) moveFocus(list, e, "button", "horizontal");
    else if (moveFocus(list, e, "button")) return;
    else if (e.key.length === 1 && !e.ctrlKey && !e.metaKey && e.key !== " ") {
      const hit = items.findIndex((i) => !i.disabled && i.label.toLocaleLowerCase().startsWith(e.key.toLocaleLowerCase()));
      list.querySelectorAll("button")[hit]?.focus();
    }
  };
  return (
    <div ref={box} role="menu" aria-label={label} class={grid ? "menu-grid" : undefined} onKeyDown={keys}>
      {items.map((item) => (
        <>
          {item.line && <div class="menu-line" role="separator" />}
          <button
            type="button"
            role={item.checked === undefined ? "menuitem" : "menuitemcheckbox"}
            aria-checked={item.checked}
            tabIndex={-1}
            class={`menu-item${item.danger ? " is-danger" : ""}`}
            disabled={item.disabled}
            onClick={() => {
              close();
              item.run();
            }}
          >
            {item.lead ?? (item.icon && <Icon name={item.icon} />)}
            <span class="grow">{item.label}</span>
            {item.checked && <Icon name="check" />}
          </button>
        </>
      ))}
    </div>
  );
}
