// The "+" of the composer: what can be sent besides a text. A sheet on a phone, a popover on a desktop.
import { useRef } from "preact/hooks";
import { Icon, openPopover, openSheet, type IconName } from "../../../kit";
import { moveFocus } from "../../../lib/keys";
import { isPhone } from "../../../lib/media";
import type { Chat } from "../sync/model";
import { sendCard } from "../state/actions";
import { chatNow } from "../state/rows";
import { pickPeople } from "../people/picker";
import { t } from "../words";
import { tm } from "../words/money";
import { makeMoney } from "./money-doors";
import type { Talk } from "./talk";

interface Item {
  label: string;
  icon: IconName;
  tone: string;
  run: () => void;
}

function itemsOf(c: Chat): Item[] {
  const card: Item = { label: t("attach.card"), icon: "card", tone: "var(--nila)", run: () => void attachCard(c.id) };
  if (c.kind === "self") return [card];
  const make = (kind: "packet" | "transfer" | "request" | "split", icon: IconName, tone: string): Item => ({ label: tm(kind), icon, tone, run: () => void makeMoney(kind, c) });
  return [
    make("packet", "gift", "#c22a23"),
    make("transfer", "transfer", "#b06a00"),
    make("request", "hand", "#3743b5"),
    ...(c.kind === "group" ? [make("split", "receipt", "#a83a7a")] : []),
    card,
  ];
}

export async function openPlus(at: HTMLElement, talk: Talk): Promise<void> {
  const c = chatNow(talk.chat);
  if (!c) return;
  const items = itemsOf(c);
  const chosen = isPhone.peek() ? await openSheet<Item>(t("attach"), (close) => <Grid items={items} choose={close} />, { size: "small" }) : await besides(at, items);
  if (!chosen) return;
  at.focus({ preventScroll: true }); // where the focus comes back to from what opens now
  chosen.run();
}

async function besides(at: Element, items: readonly Item[]): Promise<Item | undefined> {
  let chosen: Item | undefined;
  await openPopover(at, t("attach"), (close) => <Grid items={items} choose={(i) => ((chosen = i), close())} />);
  return chosen;
}

function Grid({ items, choose }: { items: readonly Item[]; choose: (i: Item) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const keys = (e: KeyboardEvent) => moveFocus(box.current!, e, "button", e.key === "ArrowUp" || e.key === "ArrowDown" ? "vertical" : "horizontal");
  return (
    <div ref={box} class="plus-grid" onKeyDown={keys}>
      {items.map((i) => (
        <button key={i.label} type="button" class="plus-item" onClick={() => choose(i)}>
          <span class="plus-tile" style={{ "--tone": i.tone }}><Icon name={i.icon} /></span>
          <span>{i.label}</span>
        </button>
      ))}
    </div>
  );
}

async function attachCard(chat: string): Promise<void> {
  const people = await pickPeople({ title: t("attach.card"), yes: t("send"), most: 1 });
  for (const p of people ?? []) void sendCard(chat, p);
}
