// Who is signed in in this slot, and what this server offers. What is known from last time shows at
// once; the server's answer follows.
import { fromJsonString, toJsonString } from "@bufbuild/protobuf";
import { effect, signal } from "@preact/signals";
import { AccountService, MeSchema, type GetServerResponse, type Me } from "../../gen/alun/account/v1/account_pb";
import { failureOf } from "../../lib/errors";
import { langChoice, setLang } from "../../lib/i18n";
import { navigate } from "../../lib/router";
import { client, signedOut } from "../../lib/rpc";
import { forgetSlot, rememberSlot, slot } from "../../lib/slots";

export const account = client(AccountService);

/**
 * loading: not known yet. out: nobody. new: signed in, but without a name yet. leaving: the account
 * is about to be deleted. in: everything else.
 */
export type Session = "loading" | "out" | "new" | "leaving" | "in";

export const session = signal<Session>("loading");
export const me = signal<Me | null>(null);
export const server = signal<GetServerResponse | null>(null);
/** Why nobody is signed in, when that came as a surprise. */
export const endedBy = signal<"" | "ended" | "out" | "deleted">("");

const stored = `alun.${slot}.me`;

function readMe(): Me | null {
  const text = localStorage.getItem(stored);
  if (!text) return null;
  try {
    return fromJsonString(MeSchema, text, { ignoreUnknownFields: true });
  } catch {
    return null; // of an older version: the server will tell
  }
}

/** Takes the server's newest word on the account. */
export function setMe(next: Me | undefined): void {
  if (!next?.person) return;
  me.value = next;
  localStorage.setItem(stored, toJsonString(MeSchema, next));
  const p = next.person;
  rememberSlot({ slot, id: p.id, name: p.name, handle: p.handle, avatar: p.avatar });
  session.value = next.needsProfile ? "new" : next.deleteAtMs > 0n ? "leaving" : "in";
  endedBy.value = "";
}

/** Enters after a sign-in: the language chosen before goes along, else the account's own is taken. */
export function enter(next: Me | undefined): void {
  if (next?.settings?.language && !langChoice.value) setLang(next.settings.language);
  setMe(next);
}

/** Forgets the account in this browser. The server's session must have ended before, or ends by itself. */
export async function leave(why: typeof endedBy.value): Promise<void> {
  session.value = "out";
  me.value = null;
  endedBy.value = why;
  if (why !== "ended") navigate("/", { replace: true }); // whoever was thrown out finds his place again
  localStorage.removeItem(stored);
  forgetSlot(slot);
  const { wipeSlot } = await import("../../lib/db");
  await wipeSlot();
}

/** Logs this device out and leaves nothing of the account here. */
export async function signOut(): Promise<void> {
  await account.signOut({});
  await leave("out");
}

/** Asks the server again who we are. */
export async function refreshMe(): Promise<void> {
  setMe((await account.getMe({})).me);
}

async function refreshServer(): Promise<void> {
  server.value = await account.getServer({});
}

/** Finds out who is here; called once. */
export async function startSession(): Promise<void> {
  const known = readMe();
  if (known) {
    me.value = known;
    session.value = known.needsProfile ? "new" : known.deleteAtMs > 0n ? "leaving" : "in";
  }
  let first = signedOut.value;
  effect(() => {
    if (signedOut.value === first) return;
    first = signedOut.value;
    if (session.peek() !== "out") void leave(me.peek() ? "ended" : "");
  });
  // Another tab of this slot signed out.
  window.addEventListener("storage", (e) => {
    if (e.key === stored && e.newValue === null && session.value !== "out") location.reload();
    if (e.key === stored && e.newValue && session.value === "out") location.reload();
  });
  window.addEventListener("online", () => {
    if (session.value === "in") void refreshMe().catch(() => undefined);
    if (!server.value) void refreshServer().catch(() => undefined);
  });
  void refreshServer().catch(() => undefined);
  try {
    await refreshMe();
  } catch (e) {
    if (failureOf(e).code === "offline" && known) return; // read what is here until the network is back
    if (session.value === "loading") session.value = "out";
  }
}

/** The server's description, waited for: the sign-in page cannot be drawn without. */
export async function needServer(): Promise<void> {
  if (!server.value) await refreshServer();
}
