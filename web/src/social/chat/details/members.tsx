import { useState } from "preact/hooks";
import { Avatar, Button, confirm, Icon, openMenu, Skeleton, type MenuItem } from "../../../kit";
import { toastError } from "../../../lib/errors";
import { listOf } from "../../../lib/format";
import { navigate } from "../../../lib/router";
import { toast } from "../../../lib/toast";
import type { Chat, Role } from "../sync/model";
import { chats, typed } from "../sync/remote";
import { isAdmin } from "../sync/rules";
import { chatOf, roleTo } from "../sync/wire";
import { adopt } from "../state/actions";
import { myId, publish } from "../state/hub";
import { faceOf, nameOf } from "../state/people";
import { loadMembers, members, type Member } from "../conversation/members";
import { openChatWith } from "../open";
import { pickPeople } from "../people/picker";
import { t } from "../words";

/** Members shown before "show all". */
const shown = 15;

/** Takes what a call answered: the chat, and the list of its members again. */
export async function took(answer: { chat?: Parameters<typeof chatOf>[0] }): Promise<void> {
  if (!answer.chat) return;
  const c = chatOf(answer.chat);
  publish({ chats: [c] });
  adopt(c);
  await loadMembers(c.id).catch(() => undefined);
}

export function MembersGrid({ chat: c }: { chat: Chat }) {
  const list = members(c.id).value;
  const [all, setAll] = useState(false);
  const may = c.maySend && (isAdmin(c) || c.membersMayInvite);
  return (
    <section class="group members">
      <ul class="members-grid">
        {(list ?? []).slice(0, all ? undefined : shown).map((m) => (
          <li key={m.person.id}>
            <button type="button" class="member" onClick={(e) => openMember(e.currentTarget, c, m)} onContextMenu={(e) => { e.preventDefault(); openMember(e.currentTarget, c, m); }}>
              <Avatar face={faceOf(m.person.id, m.person)} size={48} />
              <bdi class="member-name one-line">{nameOf(m.person.id, m.person)}</bdi>
              {m.role === "owner" || m.role === "admin" ? <span class={`member-role is-${m.role}`}>{t(`role.${m.role}`)}</span> : null}
            </button>
          </li>
        ))}
        {!list && Array.from({ length: Math.min(c.memberCount, 10) }, (_, i) => <li key={i}><span class="member"><Skeleton width="48px" height="48px" /><Skeleton width="40px" height="0.7em" /></span></li>)}
        {may && (
          <li>
            <button type="button" class="member" onClick={() => void add(c)}>
              <span class="member-add"><Icon name="add" /></span>
              <span class="member-name">{t("add")}</span>
            </button>
          </li>
        )}
      </ul>
      {list && list.length > shown && <Button kind="plain" wide onClick={() => setAll(!all)}>{all ? t("less") : t("members.all", { n: list.length })}</Button>}
    </section>
  );
}

async function add(c: Chat): Promise<void> {
  const there = new Set((members(c.id).peek() ?? []).map((m) => m.person.id));
  const people = await pickPeople({ title: t("add.title"), yes: t("add"), most: Math.max(1, 500 - c.memberCount) + 1, fixed: there });
  if (!people?.length) return;
  try {
    const r = await typed(chats.addMembers({ chatId: c.id, accountIds: people.map((p) => p.id) }));
    await took(r);
    if (r.refusedIds.length) toast(t("refused", { names: listOf(r.refusedIds.map((id) => nameOf(id))) }));
  } catch (e) {
    toastError(e);
  }
}

function openMember(at: Element, c: Chat, m: Member): void {
  const id = m.person.id;
  const name = nameOf(id, m.person);
  if (id === myId.peek()) return navigate("/me/profile");
  const mayRemove = c.maySend && (c.role === "owner" || (c.role === "admin" && m.role === "member"));
  const items: MenuItem[] = [
    { label: t("message.to"), icon: "chats", run: () => void openChatWith(id).catch(toastError) },
    { label: t("profile"), icon: "person", run: () => navigate(`/contacts/${id}`) },
  ];
  if (c.role === "owner" && c.maySend) {
    const admin = m.role === "admin";
    items.push(
      { label: admin ? t("admin.remove") : t("admin.make"), icon: "shield", line: true, run: () => void setRole(c, m, admin ? "member" : "admin") },
      { label: t("owner.make"), icon: "crown", run: () => void handOver(c, m) },
    );
  }
  if (mayRemove) {
    items.push({
      label: t("member.remove"),
      icon: "block",
      danger: true,
      line: true,
      run: async () => {
        if (!(await confirm({ title: t("member.remove.title", { who: name }), text: t("member.remove.text"), yes: t("member.remove"), danger: true }))) return;
        typed(chats.removeMember({ chatId: c.id, accountId: id })).then(took).catch(toastError);
      },
    });
  }
  void openMenu(at, items, { label: name });
}

async function setRole(c: Chat, m: Member, role: Role): Promise<void> {
  await typed(chats.setRole({ chatId: c.id, accountId: m.person.id, role: roleTo(role) })).then(took).catch(toastError);
}

async function handOver(c: Chat, m: Member): Promise<void> {
  const yes = await confirm({ title: t("owner.title", { who: nameOf(m.person.id, m.person) }), text: t("owner.text"), yes: t("owner.make"), danger: true });
  if (yes) await setRole(c, m, "owner");
}
