// Beside or above a conversation: who is in it, and what can be set.
import { useEffect } from "preact/hooks";
import { Cell, CellGroup, IconButton, Page, Switch, TopBar } from "../../../kit";
import { isWide } from "../../../lib/media";
import { back, href, type Params } from "../../../lib/router";
import type { Chat } from "../sync/model";
import { setMuted, setPinned } from "../state/actions";
import { nameOf } from "../state/people";
import { row } from "../state/rows";
import { askClear } from "../list/actions";
import { loadMembers } from "../conversation/members";
import { newGroup } from "../people/new-group";
import { ChatFace } from "../face";
import { chatName } from "../names";
import { GroupRules, GroupWays } from "./group";
import { MembersGrid } from "./members";
import { t } from "../words";

export function DetailsPage({ params }: { params: Params }) {
  const id = params.chat!;
  const c = row(id).value;
  const group = c?.kind === "group";
  useEffect(() => {
    if (group) loadMembers(id).catch(() => undefined);
  }, [id, group]);
  return (
    <Page class="talk-details" bar={<TopBar title={t("details")} deep={!isWide.value} parent={`/chats/${id}`}>{isWide.value && <IconButton icon="close" label={t("close")} onClick={() => back(`/chats/${id}`)} />}</TopBar>}>
      {c && <Details chat={c} />}
    </Page>
  );
}

function Details({ chat: c }: { chat: Chat }) {
  return (
    <>
      <div class="details-head">
        <ChatFace chat={c} size={76} />
        <h2 class="details-name"><bdi>{chatName(c)}</bdi></h2>
        {c.kind === "direct" && c.peer && (c.peer.handle || nameOf(c.peer.id, c.peer) !== c.peer.name) && <p class="hint">{c.peer.handle ? `@${c.peer.handle}` : c.peer.name}</p>}
        {c.kind === "direct" && c.peer?.about && <p class="details-about" dir="auto">{c.peer.about}</p>}
        {c.kind === "group" && <p class="hint">{t("members", { n: c.memberCount })}</p>}
        {c.kind === "self" && <p class="hint">{t("notes.text")}</p>}
      </div>
      {c.kind === "group" && <MembersGrid chat={c} />}
      {c.kind === "direct" && c.peer && (
        <CellGroup>
          <Cell icon="person" title={t("profile")} href={href(`/contacts/${c.peer.id}`)} />
          <Cell icon="people-three" title={t("groupWith", { who: nameOf(c.peer.id, c.peer) })} onClick={() => void newGroup([c.peer!.id])} />
        </CellGroup>
      )}
      {c.kind === "group" && c.role !== "none" && <GroupRules chat={c} />}
      <CellGroup>
        <Cell icon="pin" label title={t("pin")} value={<Switch checked={c.state.pinned} label={t("pin")} onChange={(on) => void setPinned(c.id, on)} />} />
        <Cell icon="bell-off" label title={t("mute")} value={<Switch checked={c.state.muted} label={t("mute")} onChange={(on) => void setMuted(c.id, on)} />} />
      </CellGroup>
      <CellGroup>
        <Cell icon="broom" title={t("clear")} onClick={() => void askClear(c, false)} />
        <Cell icon="trash" tone="var(--red)" danger title={t("delete.chat")} onClick={() => void askClear(c, true)} />
      </CellGroup>
      {c.kind === "group" && c.role !== "none" && <GroupWays chat={c} />}
    </>
  );
}
