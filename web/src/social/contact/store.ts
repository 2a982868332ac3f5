// The contacts and requests of this slot, as far as this device knows them. What was known last time shows at once;
// the server's answer follows, and again whenever the live connection says that something changed.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { computed, signal } from "@preact/signals";
import type { DBSchema } from "idb";
import { AnswerRequestRequest_Answer as Answer, ContactService, ListContactsResponseSchema, ListRequestsResponseSchema, type Contact, type FriendRequest } from "../../gen/alun/contact/v1/contact_pb";
import { contactsChanged } from "../../lib/changes";
import { openSlotDb } from "../../lib/db";
import { client } from "../../lib/rpc";
import { badges } from "../../shell/wings";
import { listed } from "./sections";

export const service = client(ContactService);
export { Answer };

/** All whom the server knows of as ours: friends and blocked people, in the order of the index. undefined: not known yet. */
export const contacts = signal<readonly Contact[] | undefined>(undefined);
/** The newest requests, both directions. */
export const requests = signal<readonly FriendRequest[] | undefined>(undefined);
/** What the last fetch threw while nothing is known. */
export const failure = signal<unknown>(undefined);

export const friends = computed(() => listed(contacts.value ?? []));
const byId = computed(() => new Map((contacts.value ?? []).map((c) => [c.person?.id ?? "", c])));

/** How we keep a person, if at all. Reading it in a component redraws the component when it changes. */
export function contactOf(id: string): Contact | undefined {
  return byId.value.get(id);
}

interface Schema extends DBSchema {
  kept: { key: string; value: Uint8Array };
}
let db: Promise<Awaited<ReturnType<typeof openSlotDb<Schema>>>> | undefined;
const kept = () => (db ??= openSlotDb<Schema>("contact", 1, (d) => void d.createObjectStore("kept")));
const keep = (key: string, value: Uint8Array) => kept().then((d) => d.put("kept", value, key)).catch(() => undefined); // only a cache

async function recall(): Promise<void> {
  const d = await kept();
  const [list, asked] = await Promise.all([d.get("kept", "contacts"), d.get("kept", "requests")]);
  if (list && !contacts.value) contacts.value = fromBinary(ListContactsResponseSchema, list).contacts;
  if (asked && !requests.value) requests.value = fromBinary(ListRequestsResponseSchema, asked).requests;
}

let turn = 0;

/** Fetches both lists again; a late answer of an earlier fetch is dropped. */
export async function refresh(): Promise<void> {
  const mine = ++turn;
  try {
    const [list, asked] = await Promise.all([service.listContacts({}), service.listRequests({ limit: 50 })]);
    if (mine !== turn) return;
    contacts.value = list.contacts;
    requests.value = asked.requests;
    badges.contacts.value = { n: asked.unseen };
    failure.value = undefined;
    void keep("contacts", toBinary(ListContactsResponseSchema, list));
    void keep("requests", toBinary(ListRequestsResponseSchema, asked));
  } catch (e) {
    if (mine === turn) failure.value = e;
  }
}

/** Older requests than those we have; false when there are none. */
export async function moreRequests(): Promise<boolean> {
  const known = requests.value ?? [];
  const last = known.at(-1);
  if (!last) return false;
  const page = await service.listRequests({ limit: 50, beforeMs: last.atMs, beforeId: last.id });
  requests.value = [...known, ...page.requests];
  return page.requests.length === 50;
}

/** Puts in what a change answered with. */
export function take(c: Contact | undefined): void {
  if (!c?.person || !contacts.value) return;
  const others = contacts.value.filter((o) => o.person?.id !== c.person!.id);
  contacts.value = [...others, c].sort((a, b) => (a.sortKey < b.sortKey ? -1 : 1));
  void refresh();
}

/** Takes the new requests off the badge, now that they are on the screen. */
export async function seeRequests(): Promise<void> {
  const fresh = (requests.value ?? []).filter((r) => r.incoming && !r.seen);
  if (!fresh.length) return;
  badges.contacts.value = { n: 0 };
  await Promise.all(fresh.map((r) => service.answerRequest({ id: r.id, answer: Answer.SEEN })));
  await refresh();
}

let started = false;

/** Begins to follow; called when the wing's code arrives. */
export function start(): void {
  if (started) return;
  started = true;
  void recall().catch(() => undefined).then(refresh);
  window.addEventListener("online", () => void refresh());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void refresh());
  contactsChanged.subscribe((n) => void (n > 0 && refresh()));
}
