import { useEffect, useRef, useState } from "preact/hooks";
import { openPopover, Skeleton, type Place } from "../../../kit";
import { moveFocus } from "../../../lib/keys";
import { recentEmoji, rememberEmoji } from "./emoji-recent";
import { t } from "../words";

type Group = { key: "recent" | "faces" | "people" | "nature" | "food" | "play" | "travel" | "things" | "signs"; icon: string; list: string[] };

/** Emoji by kind; their list is fetched when it is first opened. */
export function EmojiPanel({ onPick }: { onPick: (emoji: string) => void }) {
  const [groups, setGroups] = useState<Group[] | null>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let here = true;
    void import("./emoji-data").then((m) => here && setGroups([{ key: "recent" as const, icon: "🕘", list: recentEmoji() }, ...m.groups].filter((g) => g.list.length > 0)));
    return () => void (here = false);
  }, []);
  if (!groups) return <div class="emoji-panel" role="status" aria-label={t("emoji")}><Skeleton height="200px" /></div>;
  const go = (key: string) => {
    const part = box.current?.querySelector<HTMLElement>(`[data-group="${key}"]`);
    if (part) box.current!.scrollTop = part.offsetTop - box.current!.offsetTop;
  };
  const pick = (e: MouseEvent) => {
    const emoji = (e.target as HTMLElement).closest<HTMLElement>("[data-emoji]")?.dataset.emoji;
    if (!emoji) return;
    rememberEmoji(emoji);
    onPick(emoji);
  };
  return (
    <div class="emoji-panel">
      <div class="emoji-tabs" role="toolbar" aria-label={t("emoji.kinds")} onKeyDown={(e) => moveFocus(e.currentTarget, e, "button", "horizontal")}>
        {groups.map((g) => (
          <button key={g.key} type="button" aria-label={t(`emoji.${g.key}`)} title={t(`emoji.${g.key}`)} onClick={() => go(g.key)}>{g.icon}</button>
        ))}
      </div>
      <div ref={box} class="emoji-scroll" onClick={pick} onKeyDown={(e) => gridKeys(e)}>
        {groups.map((g) => (
          <section key={g.key} data-group={g.key} aria-label={t(`emoji.${g.key}`)}>
            <h3 class="emoji-title">{t(`emoji.${g.key}`)}</h3>
            <div class="emoji-grid">
              {g.list.map((x) => <button key={x} type="button" data-emoji={x}>{x}</button>)}
            </div>
          </section>
        ))}
      </div>
    </div>
  );
}

function gridKeys(e: KeyboardEvent): void {
  const box = e.currentTarget as HTMLElement;
  const el = e.target as HTMLElement;
  if (moveFocus(box, e, ".emoji-grid button", "horizontal")) return;
  if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
  e.preventDefault();
  const all = [...box.querySelectorAll<HTMLElement>(".emoji-grid button")];
  const from = el.getBoundingClientRect();
  const rows = all.filter((x) => (e.key === "ArrowDown" ? x.getBoundingClientRect().top > from.top + 4 : x.getBoundingClientRect().top < from.top - 4));
  const near = (x: HTMLElement) => Math.abs(x.getBoundingClientRect().top - from.top) * 4 + Math.abs(x.getBoundingClientRect().left - from.left);
  rows.sort((a, b) => near(a) - near(b))[0]?.focus();
}

/** The panel beside a place; picks one. */
export function openEmoji(at: Place, onPick: (emoji: string) => void): Promise<void> {
  return openPopover(at, t("emoji"), (close) => <EmojiPanel onPick={(x) => { close(); onPick(x); }} />);
}
