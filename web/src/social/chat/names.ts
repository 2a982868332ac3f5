// What a chat is called and how its newest line reads. All of it follows names and languages.
import { listOf } from "../../lib/format";
import { formatAmount } from "../../money/amount";
import { oneLine } from "./conversation/text";
import { systemLine } from "./conversation/system";
import type { Chat, Entry } from "./sync/model";
import { myId } from "./state/hub";
import { nameOf } from "./state/people";
import { t } from "./words";
import { tm } from "./words/money";

export function chatName(c: Chat): string {
  if (c.kind === "self") return t("notes");
  if (c.kind === "direct") return c.peer ? nameOf(c.peer.id, c.peer) : "…";
  if (c.name) return c.name;
  const others = c.faces.filter((p) => p.id !== myId.value).slice(0, 4);
  return others.length ? listOf(others.map((p) => nameOf(p.id, p))) : t("group");
}

/** What a message says in a few words, for lists, quotes and notices. */
export function saysShort(e: Pick<Entry, "body" | "recalled">): string {
  if (e.recalled) return t("recalled");
  const b = e.body;
  switch (b.kind) {
    case "text":
      return oneLine(b.text);
    case "card":
      return t("card.of", { name: nameOf(b.person.id, b.person) });
    case "system":
      return systemLine(b);
    case "packet":
      return tm("packet.of", { text: oneLine(b.greeting) || tm("packet.greeting") });
    case "transfer":
    case "request":
      return [tm(`${b.kind}.of`, { amount: formatAmount(b.amount) }), oneLine(b.note, 60)].filter(Boolean).join(" ");
    case "split":
      return [tm("split.of", { amount: formatAmount(b.total) }), oneLine(b.note, 60)].filter(Boolean).join(" ");
    default:
      return t("unknown");
  }
}

/** The newest line of a chat as its row shows it, with who said it in a group. */
export function lastLine(c: Chat): { who: string; text: string } {
  const e = c.last;
  if (!e) return { who: "", text: "" };
  if (e.body.kind === "system") return { who: "", text: systemLine(e.body) };
  const mine = e.sender === myId.value;
  if (e.recalled) return { who: "", text: mine ? t("recalled.me") : t("recalled.by", { who: nameOf(e.sender) }) };
  const who = c.kind === "group" ? (mine ? t("you.short") : nameOf(e.sender)) : "";
  return { who, text: saysShort(e) };
}
