// Forwards messages: the newest chats first, then friends; several targets at once.
import { useState } from "preact/hooks";
import { Avatar, Button, Checkbox, EmptyState, openSheet, Search } from "../../../kit";
import { toast } from "../../../lib/toast";
import { toastError } from "../../../lib/errors";
import { activeAt } from "../sync/rules";
import type { Entry, Id } from "../sync/model";
import { forward, openDirect } from "../state/actions";
import { faceOf, friends, nameOf } from "../state/people";
import { allChats } from "../state/rows";
import { ChatFace } from "../face";
import { chatName } from "../names";
import { matches } from "./match";
import { t } from "../words";

/** Targets at once. */
const mostTargets = 9;

type Target = { chat: Id } | { person: Id };
const keyOf = (x: Target) => ("chat" in x ? `c${x.chat}` : `p${x.person}`);

/** True when it was forwarded. */
export async function openForward(entries: readonly Entry[]): Promise<boolean> {
  const targets = await openSheet<Target[]>(t("forward.to"), (close) => <Targets n={entries.length} close={close} />, { flush: true });
  if (!targets?.length) return false;
  try {
    for (const x of targets) {
      const chat = "chat" in x ? x.chat : (await openDirect(x.person)).id;
      for (const e of entries) await forward(e, chat);
    }
    toast(t("forwarded"), { tone: "good" });
    return true;
  } catch (e) {
    toastError(e);
    return false;
  }
}

function Targets({ n, close }: { n: number; close: (t?: Target[]) => void }) {
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<readonly Target[]>([]);
  const chats = allChats()
    .filter((c) => c.maySend && !c.request && (c.last || c.kind !== "direct") && (!query.trim() || matches(query, chatName(c), c.peer?.handle ?? "", c.peer ? (friends.value?.get(c.peer.id)?.sortKey ?? "") : "")))
    .sort((a, b) => activeAt(b) - activeAt(a))
    .slice(0, 60);
  const direct = new Set(allChats().flatMap((c) => (c.kind === "direct" && c.last && c.peer ? [c.peer.id] : [])));
  const people = [...(friends.value?.values() ?? [])].filter((f) => f.friend && !f.blocked && !direct.has(f.person.id) && (!query.trim() || matches(query, f.remark, f.person.name, f.person.handle, f.sortKey)));
  const toggle = (x: Target) => setPicked((now) => (now.some((y) => keyOf(y) === keyOf(x)) ? now.filter((y) => keyOf(y) !== keyOf(x)) : now.length < mostTargets ? [...now, x] : now));
  const has = (x: Target) => picked.some((y) => keyOf(y) === keyOf(x));
  return (
    <div class="picker">
      <div class="picker-search"><Search value={query} onValue={setQuery} label={t("search")} /></div>
      <div class="picker-list scroll">
        {chats.length + people.length === 0 && <EmptyState art="search" title={t("found.none")} />}
        {chats.map((c) => (
          <label key={c.id} class="cell has-avatar picker-row">
            <Checkbox checked={has({ chat: c.id })} onChange={() => toggle({ chat: c.id })} label={chatName(c)} />
            <ChatFace chat={c} size={40} />
            <bdi class="cell-main cell-title one-line">{chatName(c)}</bdi>
          </label>
        ))}
        {people.map((f) => (
          <label key={f.person.id} class="cell has-avatar picker-row">
            <Checkbox checked={has({ person: f.person.id })} onChange={() => toggle({ person: f.person.id })} label={nameOf(f.person.id, f.person)} />
            <Avatar face={faceOf(f.person.id, f.person)} size={40} />
            <bdi class="cell-main cell-title one-line">{nameOf(f.person.id, f.person)}</bdi>
          </label>
        ))}
      </div>
      <div class="picker-foot">
        <Button wide icon="share" disabled={picked.length === 0} onClick={() => close([...picked])}>{picked.length ? t("forward.n", { n }) : t("forward")}</Button>
      </div>
    </div>
  );
}
