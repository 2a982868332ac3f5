// Picks one member of a group, for money that goes to or comes from one person.
import { useEffect, useState } from "preact/hooks";
import { Avatar, Cell, EmptyState, ErrorState, openSheet, Search, SkeletonList } from "../kit";
import { explain } from "../lib/errors";
import { loadMembers, members } from "../social/chat/conversation/members";
import { matches } from "../social/chat/people/match";
import { myId } from "../social/chat/state/hub";
import { faceOf, nameOf } from "../social/chat/state/people";
import type { Id, Person } from "../social/chat/sync/model";
import { t } from "../social/chat/words";

/** undefined when the person went away. */
export function pickMember(chat: Id, title: string): Promise<Person | undefined> {
  return openSheet<Person>(title, (close) => <Members chat={chat} pick={close} />, { flush: true });
}

/** The current members of a group without oneself, fetched when they are not known. */
export function useOthers(chat: Id): { list: readonly Person[] | undefined; error: unknown; reload: () => void } {
  const [error, setError] = useState<unknown>();
  const reload = () => {
    setError(undefined);
    loadMembers(chat).catch(setError);
  };
  useEffect(reload, [chat]);
  const list = members(chat).value?.map((m) => m.person).filter((p) => p.id !== myId.value && !p.deleted);
  return { list, error, reload };
}

function Members({ chat, pick }: { chat: Id; pick: (p: Person) => void }) {
  const { list, error, reload } = useOthers(chat);
  const [query, setQuery] = useState("");
  if (!list) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={5} />;
  const found = list.filter((p) => !query.trim() || matches(query, nameOf(p.id, p), p.name, p.handle));
  return (
    <div class="picker">
      {list.length > 8 && <div class="picker-search"><Search value={query} onValue={setQuery} label={t("search")} /></div>}
      <div class="picker-list scroll">
        {found.length === 0 && <EmptyState art="people" title={t("found.none")} />}
        {found.map((p) => (
          <Cell key={p.id} class="has-avatar" lead={<Avatar face={faceOf(p.id, p)} size={42} />} title={<bdi class="one-line">{nameOf(p.id, p)}</bdi>} sub={p.handle ? `@${p.handle}` : undefined} onClick={() => pick(p)} />
        ))}
      </div>
    </div>
  );
}
