import { useEffect, useState } from "preact/hooks";
import { Kind, type Chat } from "../../gen/alun/chat/v1/chat_pb";
import { ChatService } from "../../gen/alun/chat/v1/chat_pb";
import { Relation, type Contact, type FriendRequest } from "../../gen/alun/contact/v1/contact_pb";
import { Avatar, avatarUrl, Banner, Button, Cell, CellGroup, confirm, ErrorState, GroupAvatar, IconButton, openMenu, Page, SkeletonList, TopBar, type MenuItem } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { ago, longDate } from "../../lib/format";
import { useLoad } from "../../lib/load";
import { back, href, navigate } from "../../lib/router";
import { client, ms } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { me } from "../account/session";
import { openAsk } from "./ask";
import { openRecommend } from "./card";
import { openEdit } from "./edit";
import { accept } from "./requests";
import { Scripted } from "./row";
import { nameOf } from "./sections";
import { contactOf, service, take } from "./store";
import { t } from "./words";

const chats = client(ChatService);

/** Opens the chat with a person. */
export async function openChat(id: string): Promise<void> {
  try {
    const { chat } = await chats.openDirect({ accountId: id });
    navigate(`/chats/${chat!.id}`);
  } catch (e) {
    toastError(e);
  }
}

/** A person's page: who they are, how one keeps them, and what one can do. */
export function PersonPage({ params }: { params: Readonly<Record<string, string>> }) {
  const id = params.person!;
  const { data, error, reload, set } = useLoad(() => service.getRelation({ accountId: id }));
  const known = contactOf(id);
  useEffect(() => {
    if (data) reload(); // the list has changed: the relation may have, too
  }, [known]);
  const contact = data?.contact ?? known;
  if (!contact?.person)
    return <Page bar={<TopBar title="" />}>{error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={5} />}</Page>;
  const change = (c: Contact | undefined) => {
    if (!c) return;
    set({ $typeName: "alun.contact.v1.GetRelationResponse", contact: c, request: data?.request });
    take(c);
  };
  return <Person contact={contact} request={data?.request} fresh={reload} change={change} />;
}

function Person({ contact: c, request, fresh, change }: { contact: Contact; request?: FriendRequest; fresh: () => void; change: (c: Contact | undefined) => void }) {
  const p = c.person!;
  const name = nameOf(c) || t("deleted");
  const friend = c.relation === Relation.FRIEND;
  const self = c.relation === Relation.SELF;
  const bar = (
    <TopBar title={name}>
      {!self && !p.deleted && <IconButton icon="more" label={t("more")} onClick={(e) => void openMenu(e.currentTarget as Element, menu(c, change), { label: t("more") })} />}
    </TopBar>
  );
  return (
    <Page bar={bar}>
      <div class="person-head">
        <Avatar face={{ id: p.id, name, src: avatarUrl(p.avatar) }} size={88} />
        <h2 class="person-name"><bdi>{name}</bdi>{c.starred && <span class="person-star" role="img" aria-label={t("starred")}>★</span>}{p.scripted && <Scripted />}</h2>
        <p class="person-sub">
          {c.remark && p.name !== c.remark && <span>{t("realName")}: <bdi>{p.name}</bdi></span>}
          {p.handle && <bdi>@{p.handle}</bdi>}
          {friend && !c.blocked && <Presence id={p.id} />}
        </p>
        {p.about && <p class="person-about"><bdi>{p.about}</bdi></p>}
      </div>
      {c.blocked && <Banner icon="block" tone="bad">{t("isBlocked")}</Banner>}
      <Do contact={c} request={request} fresh={fresh} change={change} />
      <CellGroup>
        {p.region && <Cell title={t("region")} value={p.region} />}
        {(friend || c.blocked) && <Cell title={t("edit")} sub={[c.tags.join(" · "), c.note].filter(Boolean).join(" — ") || undefined} value={c.remark || undefined} onClick={() => void openEdit(c).then(change)} />}
        {friend && c.sinceMs > 0n && <Cell title={t("since", { date: longDate(ms(c.sinceMs)) })} />}
      </CellGroup>
      {!self && <Shared id={p.id} />}
    </Page>
  );
}

/** The large buttons: what is most likely wanted next. */
function Do({ contact: c, request, fresh, change }: { contact: Contact; request?: FriendRequest; fresh: () => void; change: (c: Contact | undefined) => void }) {
  const [busy, setBusy] = useState(false);
  const p = c.person!;
  const run = (f: () => Promise<unknown>) => {
    setBusy(true);
    void f().catch(toastError).finally(() => setBusy(false));
  };
  if (p.deleted) return null;
  if (c.relation === Relation.SELF)
    return <div class="person-do"><Button kind="soft" icon="edit" wide onClick={() => navigate("/me/profile")}>{t("yourProfile")}</Button></div>;
  if (c.blocked)
    return <div class="person-do"><Button kind="soft" icon="undo" wide busy={busy} onClick={() => run(() => unblock(c, change))}>{t("unblock")}</Button></div>;
  const write = <Button icon="chats" wide busy={busy} kind={c.relation === Relation.FRIEND ? "primary" : "soft"} onClick={() => run(() => openChat(p.id))}>{t("message")}</Button>;
  const ask = (words: "befriend" | "askAgain", kind: "primary" | "quiet") => (
    <Button icon="add-person" wide kind={kind} onClick={() => void openAsk(c, new URLSearchParams(location.search).get("via") ?? "chat").then((got) => got && (change(got), fresh()))}>{t(words)}</Button>
  );
  return (
    <div class="person-do">
      {request?.incoming && c.relation !== Relation.FRIEND && (
        <>
          {request.note && <p class="person-note">{t("requests.noteIn", { note: request.note })}</p>}
          <Button icon="check" wide busy={busy} onClick={() => run(() => accept(request).then(fresh))}>{t("accept")}</Button>
        </>
      )}
      {c.relation === Relation.STRANGER && !request?.incoming && ask("befriend", "primary")}
      {c.relation === Relation.ASKED && <p class="hint person-asked">{t("asked")}</p>}
      {write}
      {c.relation === Relation.ASKED && ask("askAgain", "quiet")}
    </div>
  );
}

async function unblock(c: Contact, change: (c: Contact | undefined) => void): Promise<void> {
  change((await service.unblock({ accountId: c.person!.id })).contact);
  toast(t("unblocked"), { tone: "good" });
}

function menu(c: Contact, change: (c: Contact | undefined) => void): MenuItem[] {
  const id = c.person!.id;
  const name = nameOf(c);
  const items: MenuItem[] = [];
  if (c.relation === Relation.FRIEND) {
    items.push({
      label: c.starred ? t("unstar") : t("star"), icon: "star",
      run: () => void service.updateContact({ accountId: id, starred: !c.starred }).then((r) => change(r.contact), toastError),
    });
    items.push({ label: t("recommend"), icon: "card", run: () => openRecommend(c) });
  }
  if (c.blocked) items.push({ label: t("unblock"), icon: "undo", line: true, run: () => void unblock(c, change).catch(toastError) });
  else
    items.push({
      label: t("block"), icon: "block", danger: true, line: items.length > 0,
      run: () => void confirm({ title: t("block.title", { name }), text: t("block.text", { name }), yes: t("block"), danger: true })
        .then(async (yes) => yes && change((await service.block({ accountId: id })).contact)).catch(toastError),
    });
  if (c.relation === Relation.FRIEND)
    items.push({
      label: t("delete"), icon: "trash", danger: true,
      run: () => void confirm({ title: t("delete.title", { name }), text: t("delete.text", { name }), yes: t("delete"), danger: true })
        .then(async (yes) => {
          if (!yes) return;
          await service.deleteContact({ accountId: id });
          take((await service.getRelation({ accountId: id })).contact);
          back("/contacts");
        }).catch(toastError),
    });
  return items;
}

function Presence({ id }: { id: string }) {
  const { data } = useLoad(async () => (await chats.getPresence({ accountIds: [id] })).presences[0]);
  if (!data || (!data.online && !data.lastSeenMs)) return null;
  return <span class={data.online ? "person-online" : ""}>{data.online ? t("online") : t("lastSeen", { time: ago(ms(data.lastSeenMs)) })}</span>;
}

function Shared({ id }: { id: string }) {
  const { data } = useLoad(async () => (await chats.listSharedGroups({ accountId: id })).chats);
  if (!data?.length) return null;
  return (
    <div class="person-shared">
      <CellGroup title={t("shared")}>
        {data.map((chat) => <GroupCell key={chat.id} chat={chat} />)}
      </CellGroup>
    </div>
  );
}

/** A group as a row that opens it. */
export function GroupCell({ chat }: { chat: Chat }) {
  const faces = chat.faces.map((f) => ({ id: f.id, name: f.name, src: avatarUrl(f.avatar) }));
  const others = chat.faces.filter((f) => f.id !== me.value?.person?.id).map((f) => contactOf(f.id)?.remark || f.name);
  const name = chat.name || others.join(", ") || t("unnamed");
  return (
    <Cell
      title={<bdi class="one-line">{name}</bdi>}
      sub={chat.kind === Kind.GROUP ? t("members", { n: chat.memberCount }) : undefined}
      lead={<GroupAvatar face={{ id: chat.id, name }} members={faces} size={42} />}
      href={href(`/chats/${chat.id}`)}
    />
  );
}
