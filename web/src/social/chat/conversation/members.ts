// The members of a group, fetched when first needed and again when the group's log says they changed.
import { signal, type Signal } from "@preact/signals";
import type { Id, Person, Role } from "../sync/model";
import { chats, typed } from "../sync/remote";
import { personOf, roleOf } from "../sync/wire";
import { onUpdate } from "../state/hub";
import { takePeople } from "../state/people";

export interface Member {
  person: Person;
  role: Role;
  joinedAt: number;
  invitedBy: Id;
}

const lists = new Map<Id, Signal<readonly Member[] | undefined>>();
let listening = false;

export function members(chat: Id): Signal<readonly Member[] | undefined> {
  let s = lists.get(chat);
  if (!s) lists.set(chat, (s = signal(undefined)));
  return s;
}

export async function loadMembers(chat: Id): Promise<readonly Member[]> {
  if (!listening) {
    listening = true;
    onUpdate((u) => {
      for (const e of u.entries ?? []) if (u.fresh && e.body.kind === "system" && lists.get(e.chat)?.peek()) void loadMembers(e.chat).catch(() => undefined);
    });
  }
  const r = await typed(chats.listMembers({ chatId: chat }));
  const rank: Record<Role, number> = { owner: 0, admin: 1, member: 2, none: 3 };
  const list = r.members
    .flatMap((m) => (m.person ? [{ person: personOf(m.person), role: roleOf(m.role), joinedAt: Number(m.joinedAtMs), invitedBy: m.invitedById }] : []))
    .sort((a, b) => rank[a.role] - rank[b.role] || a.joinedAt - b.joinedAt);
  takePeople(list.map((m) => m.person));
  members(chat).value = list;
  return list;
}
