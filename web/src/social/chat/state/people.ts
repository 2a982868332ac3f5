// People by id: names and faces for every row. A name that is not known yet is asked for once, in batches.
import { signal, type Signal } from "@preact/signals";
import { AccountService } from "../../../gen/alun/account/v1/account_pb";
import { ContactService, Relation } from "../../../gen/alun/contact/v1/contact_pb";
import type { Face } from "../../../kit";
import { avatarUrl } from "../../../kit/avatar";
import { client } from "../../../lib/rpc";
import type { Id, Person } from "../sync/model";
import { personOf } from "../sync/wire";
import { t } from "../words";

/** A friend as the person keeps them. */
export interface Friend {
  person: Person;
  remark: string;
  /** Latin letters to sort and search by. */
  sortKey: string;
  starred: boolean;
  blocked: boolean;
  friend: boolean;
}

const known = new Map<Id, Signal<Person | undefined>>();
/** Everyone in the contact list, by id; undefined until it has been loaded. */
export const friends = signal<ReadonlyMap<Id, Friend> | undefined>(undefined);
const wanted = new Set<Id>();
let asking = false;
let keep: (people: Person[]) => void = () => undefined;

/** Where people that were asked for are stored. */
export function keepPeople(store: (people: Person[]) => void): void {
  keep = store;
}

function slotOf(id: Id): Signal<Person | undefined> {
  let s = known.get(id);
  if (!s) known.set(id, (s = signal(undefined)));
  return s;
}

export function takePeople(people: readonly Person[]): void {
  for (const p of people) {
    const s = slotOf(p.id);
    const old = s.peek();
    if (!old || old.name !== p.name || old.avatar !== p.avatar || old.handle !== p.handle || old.deleted !== p.deleted || old.about !== p.about) s.value = p;
  }
}

export function forgetPeople(): void {
  for (const s of known.values()) s.value = undefined;
  friends.value = undefined;
}

/** The person, followed; asks for one that is not known. */
export function person(id: Id): Person | undefined {
  const p = slotOf(id).value;
  if (!p && id && id !== "0") want(id);
  return p;
}

function want(id: Id): void {
  if (wanted.has(id)) return;
  wanted.add(id);
  if (asking) return;
  asking = true;
  setTimeout(() => void askPeople(), 30);
}

async function askPeople(): Promise<void> {
  asking = false;
  const ids = [...wanted].filter((id) => !slotOf(id).peek()).slice(0, 200);
  if (ids.length === 0) return;
  try {
    const people = (await client(AccountService).getPeople({ ids })).people.map(personOf);
    takePeople(people);
    keep(people);
  } catch {
    for (const id of ids) wanted.delete(id); // asked again when next drawn
  }
}

/** What this account calls somebody: the remark name, the name, or a word for who is gone. */
export function nameOf(id: Id, fallback?: Person): string {
  const remark = friends.value?.get(id)?.remark;
  if (remark) return remark;
  const p = person(id) ?? fallback;
  if (p?.deleted) return t("goneAccount");
  return p?.name || "…";
}

export function faceOf(id: Id, fallback?: Person): Face {
  const p = person(id) ?? fallback;
  return { id, name: nameOf(id, fallback), src: avatarUrl(p?.avatar ?? "") };
}

/** Fetches the contact list again. */
export async function loadFriends(): Promise<ReadonlyMap<Id, Friend>> {
  const r = await client(ContactService).listContacts({});
  const list: Friend[] = r.contacts.flatMap((c) =>
    c.person
      ? [{ person: personOf(c.person), remark: c.remark, sortKey: c.sortKey, starred: c.starred, blocked: c.blocked, friend: c.relation === Relation.FRIEND }]
      : [],
  );
  takePeople(list.map((f) => f.person));
  keep(list.map((f) => f.person));
  friends.value = new Map(list.map((f) => [f.person.id, f]));
  return friends.value;
}
