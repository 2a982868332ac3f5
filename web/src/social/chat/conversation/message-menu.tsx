// What can be done with a message.
import { confirm, IconButton, openMenu, openPopover, type MenuItem, type Place } from "../../../kit";
import { announce } from "../../../lib/announce";
import { toast } from "../../../lib/toast";
import { toastError } from "../../../lib/errors";
import type { Entry } from "../sync/model";
import { isMoney } from "../sync/rules";
import { deleteForMe, discard, editFor, recall, recallFor, retry, serverNow, toggleReaction } from "../state/actions";
import { chatNow } from "../state/rows";
import type { Row } from "../state/layout";
import { openForward } from "../people/forward";
import { quickEmoji, rememberEmoji } from "./emoji-recent";
import { openEmoji } from "./emoji";
import { openReaders } from "./readers";
import type { Talk } from "./talk";
import { t } from "../words";

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t("copied"));
  } catch {
    toast(t("copy.failed"), { tone: "bad" });
  }
}

export async function askDelete(chat: string, seqs: readonly number[]): Promise<boolean> {
  const yes = await confirm({ title: t("deleteForMe.title", { n: seqs.length }), text: t("deleteForMe.text"), yes: t("deleteForMe"), danger: true });
  if (!yes) return false;
  try {
    await deleteForMe(chat, seqs);
    return true;
  } catch (e) {
    toastError(e);
    return false;
  }
}

function items(talk: Talk, r: Row, e: Entry): MenuItem[] {
  const c = chatNow(talk.chat);
  const text = e.body.kind === "text" ? e.body.text : "";
  const copy: MenuItem[] = text ? [{ label: t("copy"), icon: "copy", run: () => void copyText(text) }] : [];
  const item = r.item;
  if (item) {
    const again: MenuItem[] = item.state === "failed" ? [{ label: t("retry"), icon: "refresh", run: () => void retry(item) }] : [];
    return [...copy, ...again, { label: t("delete"), icon: "trash", danger: true, run: () => void discard(item) }];
  }
  const age = serverNow() - e.at;
  const money = isMoney(e.body); // such a card is what it is: nobody copies it or takes it back
  const may = c?.maySend ?? false;
  const admin = c?.kind === "group" && (c.role === "admin" || c.role === "owner");
  return [
    ...copy,
    ...(may ? [{ label: t("quote"), icon: "reply" as const, run: () => talk.quote(e) }] : []),
    ...(money ? [] : [{ label: t("forward"), icon: "share" as const, run: () => void openForward([e]) }]),
    ...(may && r.mine && text && age < editFor && !e.forwarded ? [{ label: t("edit"), icon: "edit" as const, run: () => talk.edit(e) }] : []),
    ...(may && !money && ((r.mine && age < recallFor) || admin) ? [{ label: t("recall"), icon: "undo" as const, run: () => void askRecall(e, r.mine) }] : []),
    ...(r.mine && c?.kind === "group" ? [{ label: t("readBy"), icon: "eye" as const, run: () => void openReaders(e) }] : []),
    { label: t("select"), icon: "select", run: () => talk.pick(e) },
    { label: t("delete"), icon: "trash", danger: true, run: () => void askDelete(talk.chat, [e.seq]) },
  ];
}

async function askRecall(e: Entry, mine: boolean): Promise<void> {
  const yes = mine || (await confirm({ title: t("recall.title"), text: t("recall.text"), yes: t("recall"), danger: true }));
  if (yes) await recall(e);
}

export function openMessageMenu(at: Place, talk: Talk, r: Row, e: Entry): Promise<void> {
  const may = !r.item && chatNow(talk.chat)?.maySend;
  return openMenu(at, items(talk, r, e), { label: t("message"), grid: true, head: may ? (close) => <Quick e={e} at={at} close={close} /> : undefined });
}

function Quick({ e, at, close }: { e: Entry; at: Place; close: () => void }) {
  return (
    <div class="quick-react" role="group" aria-label={t("react")}>
      {quickEmoji().map((x) => (
        <button
          key={x}
          type="button"
          class={e.reactions.some((r) => r.emoji === x && r.mine) ? "is-mine" : ""}
          aria-pressed={e.reactions.some((r) => r.emoji === x && r.mine)}
          onClick={() => {
            close();
            react(e, x);
          }}
        >
          {x}
        </button>
      ))}
      <IconButton icon="add" label={t("emoji.more")} onClick={() => { close(); void openEmoji(at, (x) => react(e, x)); }} />
    </div>
  );
}

function react(e: Entry, emoji: string): void {
  rememberEmoji(emoji);
  void toggleReaction(e, emoji);
  announce(emoji);
}

/** The row of reactions alone, from the button beside a bubble. */
export function openReact(at: Element, e: Entry): Promise<void> {
  return openPopover(at, t("react"), (close) => <Quick e={e} at={at} close={close} />);
}
