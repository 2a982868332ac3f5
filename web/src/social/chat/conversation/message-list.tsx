// The list of messages: only what is near the view is in the page. The one place that knows the virtualiser.
import { Fragment, type ComponentChildren } from "preact";
import { useCallback, useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { signal, useSignal, useSignalEffect, type Signal } from "@preact/signals";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { IconButton } from "../../../kit";
import { moveFocus } from "../../../lib/keys";
import { reducedMotion } from "../../../lib/media";
import { onUpdate } from "../state/hub";
import { chatNow, row } from "../state/rows";
import { unreadOf } from "../sync/rules";
import { markRead } from "../state/actions";
import { count } from "../../../lib/format";
import type { Talk } from "./talk";
import { t } from "../words";

/** Pages are fetched this long before their place is reached, px. */
const ahead = 1_600;
/** Nearer to the end than this counts as being there, px. */
const nearEnd = 80;

/** Whether somebody is looking: what is shown then counts as read. */
const looking: Signal<boolean> = signal(true);
const look = () => (looking.value = document.visibilityState === "visible" && document.hasFocus());
if (typeof document !== "undefined") {
  look();
  for (const e of ["focus", "blur", "visibilitychange"]) addEventListener(e, look, true);
}
export { looking };

export function MessageList({ talk, render }: { talk: Talk; render: (key: string) => ComponentChildren }) {
  const { timeline } = talk;
  const view = useRef<VirtualizerHandle>(null);
  const box = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const placed = useRef(false);
  const away = useSignal(false);
  const shape = timeline.shape.value;

  const seen = useCallback(() => {
    const v = view.current;
    const c = chatNow(talk.chat);
    if (!v || !c || !placed.current || !looking.peek()) return;
    if (stick.current && timeline.atEnd.peek()) return void markRead(c.id, c.lastSeq, c.n);
    const keys = timeline.shape.peek().keys;
    for (let i = Math.min(keys.length - 1, v.findItemIndex(v.scrollOffset + v.viewportSize - 24)); i >= 0; i--) {
      const e = timeline.row(keys[i]!)?.peek().entry;
      if (e && e.seq < Number.MAX_SAFE_INTEGER) return void markRead(c.id, e.seq, e.n);
    }
  }, [talk]);

  const toEnd = useCallback(() => {
    const v = view.current;
    const n = timeline.shape.peek().keys.length;
    // An open menu belongs to a place on the page: nothing moves until it is closed.
    if (v && n && !document.querySelector(".menu:popover-open")) v.scrollToIndex(n - 1, { align: "end" });
  }, [talk]);

  const onScroll = useCallback(() => {
    const v = view.current;
    if (!v || !placed.current) return;
    const below = v.scrollSize - v.scrollOffset - v.viewportSize;
    stick.current = below < nearEnd && timeline.atEnd.peek();
    away.value = below > 400 || !timeline.atEnd.peek();
    if (v.scrollOffset < ahead) void timeline.older();
    if (below < ahead) void timeline.newer();
    seen();
  }, [talk]);

  // The first view: at the first unread message, else at the end.
  useLayoutEffect(() => {
    if (placed.current || shape.keys.length === 0 || !view.current) return;
    const key = timeline.unreadKey();
    const at = key ? shape.keys.indexOf(key) : -1;
    if (at > 0) {
      stick.current = false;
      view.current.scrollToIndex(at, { align: "start", offset: -72 });
    } else toEnd();
    const settled = (frames: number) => {
      if (view.current?.viewportSize === 0 && frames > 0) return void requestAnimationFrame(() => settled(frames - 1));
      placed.current = true;
      onScroll();
    };
    requestAnimationFrame(() => settled(60));
  }, [shape]);
  // What comes at the end pulls the view along when it was there.
  useLayoutEffect(() => {
    if (placed.current && !shape.shift && stick.current) toEnd();
  }, [shape]);

  useSignalEffect(() => {
    if (!talk.toEnd.value) return;
    void endNow();
  });
  const endNow = async () => {
    if (!timeline.atEnd.peek()) await timeline.show(0);
    stick.current = true;
    timeline.clearUnread();
    requestAnimationFrame(toEnd);
  };
  useSignalEffect(() => {
    const { seq } = talk.jump.value;
    if (seq) void jumpTo(seq);
  });
  const jumpTo = async (seq: number) => {
    const find = () => {
      const key = timeline.keyAt(seq);
      return key && timeline.row(key)?.peek().entry?.seq === seq ? key : undefined;
    };
    if (!find()) {
      stick.current = false;
      await timeline.show(seq);
    }
    const key = find();
    if (!key) return;
    stick.current = false;
    const at = timeline.shape.peek().keys.indexOf(key);
    requestAnimationFrame(() => {
      view.current?.scrollToIndex(at, { align: "center", smooth: !reducedMotion.peek() && Math.abs(view.current.findItemIndex(view.current.scrollOffset) - at) < 60 });
      flash(key);
    });
  };
  const flash = (key: string) => {
    let tries = 0;
    const run = () => {
      const el = box.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
      if (!el && ++tries < 40) return void requestAnimationFrame(run);
      el?.classList.add("is-flash");
      el?.addEventListener("animationend", () => el.classList.remove("is-flash"), { once: true });
    };
    run();
  };

  useEffect(() => onUpdate((u) => u.entries && setTimeout(seen)), [talk]);
  useSignalEffect(() => {
    if (looking.value) seen();
  });
  useEffect(() => {
    // Sizes are known only some frames after the first view, and without a scroll: what is seen is asked again then.
    const watch = new ResizeObserver(() => {
      if (!placed.current) return;
      if (stick.current) toEnd();
      onScroll();
    });
    watch.observe(box.current!);
    if (box.current!.firstElementChild) watch.observe(box.current!.firstElementChild);
    return () => watch.disconnect();
  }, [talk]);

  return (
    <div class="messages">
      <div ref={box} class="messages-scroll" role="log" aria-live="off" aria-label={t("messages")} tabIndex={0} onKeyDown={(e) => listKeys(e)}>
        <div class="messages-push" />
        <Virtualizer ref={view} scrollRef={box} data={shape.keys} shift={shape.shift} bufferSize={600} onScroll={onScroll} onResize={() => stick.current && placed.current && toEnd()}>
          {(key: string) => <Fragment key={key}>{render(key)}</Fragment>}
        </Virtualizer>
      </div>
      {away.value && <ToEnd talk={talk} onClick={() => void endNow()} />}
    </div>
  );
}

function listKeys(e: KeyboardEvent): void {
  const box = e.currentTarget as HTMLElement;
  if (e.target instanceof HTMLElement && e.target.closest("a, button, input, textarea") && e.key !== "ArrowUp" && e.key !== "ArrowDown") return;
  if (e.key === "Home" || e.key === "End") return;
  if (document.activeElement === box && e.key === "ArrowUp") {
    const all = box.querySelectorAll<HTMLElement>(".bubble");
    e.preventDefault();
    all[all.length - 1]?.focus();
    return;
  }
  moveFocus(box, e, ".bubble");
}

function ToEnd({ talk, onClick }: { talk: Talk; onClick: () => void }) {
  const c = row(talk.chat).value;
  const n = c ? unreadOf(c) : 0;
  return (
    <div class="to-end">
      {n > 0 && <span class="to-end-n" aria-hidden="true">{count(n)}</span>}
      <IconButton icon="down" kind="filled" label={n > 0 ? t("toEnd.n", { n }) : t("toEnd")} onClick={onClick} />
    </div>
  );
}
