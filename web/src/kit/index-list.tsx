import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { moveFocus } from "../lib/keys";
import { k } from "./words";

export interface Section<T> {
  /** What stands on the bar and above the rows: a letter, "#", a star. */
  key: string;
  items: readonly T[];
}

/** Rows (each a role="listitem") under letters, with a bar of the letters at the end: tap, drag along it, or arrows. */
export function IndexList<T>({ sections, row, head, label }: { sections: readonly Section<T>[]; row: (item: T) => ComponentChildren; head?: ComponentChildren; label: string }) {
  const scroll = useRef<HTMLDivElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const [bubble, setBubble] = useState<{ key: string; x: number; y: number } | null>(null);
  const [current, setCurrent] = useState("");

  const jump = (key: string) => {
    setCurrent(key);
    const part = scroll.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (part) scroll.current!.scrollTop = part.offsetTop;
  };
  const follow = (e: PointerEvent) => {
    const el = document.elementFromPoint(bar.current!.getBoundingClientRect().left + 8, e.clientY);
    const key = el instanceof HTMLElement && bar.current!.contains(el) ? el.dataset.letter : undefined;
    if (!key) return;
    const r = bar.current!.getBoundingClientRect();
    const rtl = getComputedStyle(bar.current!).direction === "rtl";
    setBubble({ key, x: rtl ? r.right + 12 : r.left - 68, y: e.clientY });
    jump(key);
  };
  const track = () => {
    const top = scroll.current!.scrollTop;
    const parts = scroll.current!.querySelectorAll<HTMLElement>("[data-key]");
    let at = "";
    for (const p of parts) if (p.offsetTop <= top + 4) at = p.dataset.key!;
    setCurrent(at);
  };
  return (
    <div class="index">
      <div ref={scroll} class="index-scroll" onScroll={track} style={{ position: "relative" }}>
        {head}
        <div role="group" aria-label={label} onKeyDown={(e) => moveFocus(e.currentTarget, e, "a.cell, button.cell")}>
          {sections.map((s) => (
            <div key={s.key} data-key={s.key} aria-label={s.key} role="list">
              <div class="index-head" aria-hidden="true">{s.key}</div>
              {s.items.map(row)}
            </div>
          ))}
        </div>
      </div>
      {sections.length > 2 && (
        <div
          ref={bar}
          class="index-bar"
          role="toolbar"
          aria-orientation="vertical"
          aria-label={k("index")}
          onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); follow(e); }}
          onPointerMove={(e) => bubble && follow(e)}
          onPointerUp={() => setBubble(null)}
          onPointerCancel={() => setBubble(null)}
          onKeyDown={(e) => moveFocus(e.currentTarget, e, "button")}
        >
          {sections.map((s, i) => (
            <button key={s.key} type="button" data-letter={s.key} tabIndex={s.key === current || (!current && i === 0) ? 0 : -1} class={s.key === current ? "is-current" : ""} onClick={() => jump(s.key)}>
              {s.key}
            </button>
          ))}
        </div>
      )}
      {bubble && <div class="index-bubble" aria-hidden="true" style={{ left: `${bubble.x}px`, top: `${bubble.y}px` }}>{bubble.key}</div>}
    </div>
  );
}
