// Doors into a chat, for this wing and the others.
import { toastError } from "../../lib/errors";
import { navigate } from "../../lib/router";
import type { Id } from "./sync/model";
import { openDirect } from "./state/actions";
import { myId } from "./state/hub";
import { allChats } from "./state/rows";

/** Opens the 1:1 chat with somebody: from the cache at once when it is known. */
export async function openChatWith(account: Id): Promise<void> {
  const known = allChats().find((c) => (account === myId.peek() ? c.kind === "self" : c.kind === "direct" && c.peer?.id === account));
  const id = known?.id ?? (await openDirect(account)).id;
  navigate(`/chats/${id}`);
}

/** The notes to oneself. */
export async function openNotes(): Promise<void> {
  await openChatWith(myId.peek()).catch(toastError);
}
