import { ChatService } from "../../gen/alun/chat/v1/chat_pb";
import { Cell, CellGroup, EmptyState, ErrorState, Page, SkeletonList, TopBar } from "../../kit";
import { explain } from "../../lib/errors";
import { locale } from "../../lib/i18n";
import { useLoad } from "../../lib/load";
import { href } from "../../lib/router";
import { client } from "../../lib/rpc";
import { me } from "../account/session";
import { GroupCell } from "./person";
import { ContactRow } from "./row";
import { tagsOf } from "./sections";
import { contacts, friends } from "./store";
import { t } from "./words";

const chats = client(ChatService);

/** All groups that the reader is in. */
export function GroupsPage() {
  // What one shares with oneself is every group that one is in.
  const { data, error, reload } = useLoad(async () => (await chats.listSharedGroups({ accountId: me.value!.person!.id })).chats);
  const bar = <TopBar title={t("groups")} />;
  if (!data) return <Page bar={bar}>{error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList />}</Page>;
  return (
    <Page bar={bar}>
      {data.length === 0 ? <EmptyState art="chats" title={t("groups.empty")} text={t("groups.emptyText")} /> : <CellGroup>{data.map((c) => <GroupCell key={c.id} chat={c} />)}</CellGroup>}
    </Page>
  );
}

/** All tags with how many people bear them. */
export function TagsPage() {
  const tags = tagsOf(friends.value, locale.value);
  return (
    <Page bar={<TopBar title={t("tags")} />}>
      {tags.length === 0 && <EmptyState art="people" title={t("tags.empty")} text={t("tags.emptyText")} />}
      {tags.length > 0 && (
        <CellGroup>
          {tags.map(({ tag, n }) => <Cell key={tag} icon="tag" tone="#a83a7a" title={<bdi>{tag}</bdi>} value={t("count", { n })} href={href(`/contacts/tags/${encodeURIComponent(tag)}`)} />)}
        </CellGroup>
      )}
    </Page>
  );
}

/** The people of one tag. */
export function TagPage({ params }: { params: Readonly<Record<string, string>> }) {
  const tag = params.tag!;
  const list = friends.value.filter((c) => c.tags.includes(tag));
  return (
    <Page bar={<TopBar title={tag} sub={t("count", { n: list.length })} deep />}>
      {list.length === 0 ? <EmptyState art="people" title={t("tags.empty")} text={t("tags.emptyText")} /> : <div role="list" aria-label={tag}>{list.map((c) => <ContactRow key={c.person?.id} contact={c} />)}</div>}
    </Page>
  );
}

/** Whom the reader has blocked. */
export function BlockedPage() {
  const list = (contacts.value ?? []).filter((c) => c.blocked);
  return (
    <Page bar={<TopBar title={t("blocked")} />}>
      {list.length === 0 ? <EmptyState art="people" title={t("blocked.empty")} text={t("blocked.emptyText")} /> : <div role="list" aria-label={t("blocked")}>{list.map((c) => <ContactRow key={c.person?.id} contact={c} />)}</div>}
    </Page>
  );
}
