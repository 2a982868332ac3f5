// What opens from a card of money or the "+" panel. The rooms of money are fetched when they are first needed.
import { toastError } from "../../../lib/errors";
import { link } from "../../../lib/link";
import type { Chat, Entry } from "../sync/model";

/** Keeps a second tap from opening the same thing twice. */
let opening = false;

async function door(open: () => Promise<unknown>): Promise<void> {
  if (opening) return;
  opening = true;
  try {
    await open();
  } catch (e) {
    // Without a network the code itself may be missing; say what is wrong, not what failed.
    toastError(link.peek() === "offline" ? new TypeError("offline") : e);
  } finally {
    opening = false;
  }
}

/** Shows what is behind a card. */
export function openMoney(e: Entry): Promise<void> {
  return door(async () => {
    const b = e.body;
    if (b.kind === "packet") (await import("../../../money/packet/show")).showPacket({ id: b.id, sender: e.sender, greeting: b.greeting, cover: b.cover, state: e.card?.state });
    else if (b.kind === "transfer") (await import("../../../money/transfer/show")).showTransfer(b.id);
    else if (b.kind === "request") (await import("../../../money/transfer/show")).showRequest(b.id);
    else if (b.kind === "split") (await import("../../../money/transfer/show")).showSplit(b.id);
  });
}

/** What a card's own buttons do. */
export function payFrom(e: Entry): Promise<void> {
  return door(async () => {
    const m = await import("../../../money/transfer/show");
    if (e.body.kind === "request") await m.payRequest(e.body.id);
    else if (e.body.kind === "split") await m.payShare(e.body.id);
  });
}
export function declineFrom(e: Entry): Promise<void> {
  return door(async () => e.body.kind === "request" && (await import("../../../money/transfer/show")).declineRequest(e.body.id));
}

export type Making = "packet" | "transfer" | "request" | "split";

/** Opens the sheet where something new for a chat is made. */
export function makeMoney(kind: Making, chat: Chat): Promise<void> {
  return door(async () => {
    if (kind === "packet") (await import("../../../money/packet/make")).makePacket(chat);
    else if (kind === "split") (await import("../../../money/transfer/make-split")).makeSplit(chat);
    else if (kind === "transfer") (await import("../../../money/transfer/make")).makeTransfer(chat);
    else (await import("../../../money/transfer/make")).makeRequest(chat);
  });
}
