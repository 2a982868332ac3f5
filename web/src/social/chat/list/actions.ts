// What can be done with a chat from the list, by swipe, menu or key.
import { confirm, type MenuItem } from "../../../kit";
import { toast } from "../../../lib/toast";
import { toastError } from "../../../lib/errors";
import { navigate, path } from "../../../lib/router";
import type { Chat } from "../sync/model";
import { unreadOf } from "../sync/rules";
import { clearChat, markUnread, setHidden, setMuted, setPinned } from "../state/actions";
import { chatName } from "../names";
import { t } from "../words";

function leaveIfOpen(c: Chat): void {
  if (path.peek().startsWith(`/chats/${c.id}`)) navigate("/chats", { replace: true });
}

export function isUnread(c: Chat): boolean {
  return unreadOf(c) > 0 || c.state.markedUnread;
}

export async function hideChat(c: Chat): Promise<void> {
  leaveIfOpen(c);
  await setHidden(c.id, true);
  toast(t("hidden", { name: chatName(c) }), { action: { label: t("undo"), run: () => void setHidden(c.id, false) } });
}

export async function askClear(c: Chat, andHide: boolean): Promise<void> {
  const yes = await confirm({
    title: andHide ? t("delete.title", { name: chatName(c) }) : t("clear.title", { name: chatName(c) }),
    text: t("clear.text"),
    yes: andHide ? t("delete") : t("clear"),
    danger: true,
  });
  if (!yes) return;
  try {
    await clearChat(c.id);
    if (andHide) {
      leaveIfOpen(c);
      await setHidden(c.id, true);
    }
  } catch (e) {
    toastError(e);
  }
}

/** All of it, as a menu. */
export function chatMenu(c: Chat): MenuItem[] {
  const s = c.state;
  return [
    { label: s.pinned ? t("unpin") : t("pin"), icon: s.pinned ? "pin-off" : "pin", run: () => void setPinned(c.id, !s.pinned) },
    { label: isUnread(c) ? t("markRead") : t("markUnread"), icon: isUnread(c) ? "check-all" : "mark-unread", run: () => void markUnread(c, !isUnread(c)) },
    { label: s.muted ? t("unmute") : t("mute"), icon: s.muted ? "bell" : "bell-off", run: () => void setMuted(c.id, !s.muted) },
    { label: t("hide"), icon: "hide", run: () => void hideChat(c) },
    { label: t("clear"), icon: "broom", line: true, run: () => void askClear(c, false) },
    { label: t("delete"), icon: "trash", danger: true, run: () => void askClear(c, true) },
  ];
}
