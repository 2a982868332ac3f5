import { useEffect, useState } from "preact/hooks";
import { Avatar, Icon } from "../../../kit";
import type { Id } from "../sync/model";
import { myId } from "../state/hub";
import { faceOf, friends, nameOf } from "../state/people";
import { matches } from "../people/match";
import { row } from "../state/rows";
import { isAdmin } from "../sync/rules";
import { members } from "./members";
import { t } from "../words";

/** Somebody called with @: by their own name, since a remark name is nobody else's business. */
export interface Called {
  id: Id;
  name: string;
}

const most = 8;
/** In larger groups only admins may call everyone, as the server has it. */
const everyoneFree = 32;

/** Members whose name fits the word after @; arrows and Enter choose while the caret stays in the text. */
export function Mentions({ chat, word, area, onPick, onClose }: { chat: Id; word: string; area: { current: HTMLTextAreaElement | null }; onPick: (c: Called) => void; onClose: () => void }) {
  const [at, setAt] = useState(0);
  const list = members(chat).value;
  const people = (list ?? [])
    .filter((m) => m.person.id !== myId.value && (!word || matches(word, m.person.name, m.person.handle, friends.value?.get(m.person.id)?.remark ?? "", friends.value?.get(m.person.id)?.sortKey ?? "")))
    .slice(0, most);
  const chatNow = row(chat).value;
  const may = !!chatNow && (chatNow.memberCount <= everyoneFree || isAdmin(chatNow));
  const all = may && (!word || matches(word, t("everyone"))) ? [{ id: "all", name: t("everyone") }] : [];
  const options: Called[] = [...people.map((m) => ({ id: m.person.id, name: m.person.name })), ...all];
  useEffect(() => setAt(0), [word]);
  useEffect(() => {
    const el = area.current;
    if (!el) return;
    const keys = (e: KeyboardEvent) => {
      if (e.isComposing || options.length === 0) return;
      if (e.key === "ArrowDown" || e.key === "ArrowUp") setAt((i) => (i + (e.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
      else if (e.key === "Enter" || e.key === "Tab") onPick(options[Math.min(at, options.length - 1)]!);
      else if (e.key === "Escape") onClose();
      else return;
      e.preventDefault();
      e.stopImmediatePropagation();
    };
    el.addEventListener("keydown", keys, { capture: true });
    el.setAttribute("aria-activedescendant", `mention-${at}`);
    el.setAttribute("aria-controls", "mentions");
    return () => {
      el.removeEventListener("keydown", keys, { capture: true });
      el.removeAttribute("aria-activedescendant");
      el.removeAttribute("aria-controls");
    };
  });
  if (options.length === 0) return null;
  return (
    <div class="mentions" id="mentions" role="listbox" aria-label={t("mention")}>
      {options.map((o, i) => (
        <div
          key={o.id}
          id={`mention-${i}`}
          role="option"
          aria-selected={i === at}
          class={`mentions-row${i === at ? " is-current" : ""}`}
          onPointerDown={(e) => { e.preventDefault(); onPick(o); }}
          onPointerEnter={() => setAt(i)}
        >
          {o.id === "all" ? <span class="cell-tile"><Icon name="megaphone" /></span> : <Avatar face={faceOf(o.id)} size={32} />}
          <bdi class="one-line">{o.id === "all" ? t("everyone.all") : nameOf(o.id)}</bdi>
        </div>
      ))}
    </div>
  );
}
