import { useEffect, useState } from "preact/hooks";
import { Cell, CellGroup, EmptyState } from "../../../kit";
import { toastError } from "../../../lib/errors";
import { navigate } from "../../../lib/router";
import { ChatFace } from "../face";
import { chatName } from "../names";
import { openChatWith } from "../open";
import { faceOf, friends, nameOf } from "../state/people";
import { allChats } from "../state/rows";
import { activeAt } from "../sync/rules";
import { matches } from "../people/match";
import { t } from "../words";

const most = 30;

/** Chats and people whose names fit the words typed so far; searched on this device alone. */
export function Found({ query, done }: { query: string; done: () => void }) {
  const [picked, setPicked] = useState("");
  useEffect(() => setPicked(""), [query]);
  const chats = allChats()
    .filter((c) => matches(query, chatName(c), c.peer?.name ?? "", c.peer?.handle ?? "", c.peer ? (friends.value?.get(c.peer.id)?.sortKey ?? "") : "") || (c.kind === "group" && c.faces.some((p) => matches(query, nameOf(p.id, p)))))
    .sort((a, b) => activeAt(b) - activeAt(a))
    .slice(0, most);
  const direct = new Set(chats.flatMap((c) => (c.kind === "direct" && c.peer ? [c.peer.id] : [])));
  const people = [...(friends.value?.values() ?? [])].filter((f) => f.friend && !direct.has(f.person.id) && matches(query, f.remark, f.person.name, f.person.handle, f.sortKey)).slice(0, most);
  if (chats.length + people.length === 0) return <EmptyState art="search" title={t("found.none")} text={t("found.none.text")} />;
  const go = (id: string) => {
    done();
    navigate(`/chats/${id}`);
  };
  return (
    <div class="found">
      {chats.length > 0 && (
        <CellGroup title={t("title")}>
          {chats.map((c) => (
            <Cell key={c.id} class="has-avatar" lead={<ChatFace chat={c} size={40} />} title={<bdi>{chatName(c)}</bdi>} sub={c.kind === "group" ? t("members", { n: c.memberCount }) : undefined} onClick={() => go(c.id)} />
          ))}
        </CellGroup>
      )}
      {people.length > 0 && (
        <CellGroup title={t("people")}>
          {people.map((f) => (
            <Cell
              key={f.person.id}
              face={faceOf(f.person.id, f.person)}
              title={<bdi>{nameOf(f.person.id, f.person)}</bdi>}
              sub={f.person.handle ? `@${f.person.handle}` : undefined}
              disabled={picked !== ""}
              onClick={() => {
                setPicked(f.person.id);
                openChatWith(f.person.id).then(done, (e: unknown) => {
                  setPicked("");
                  toastError(e);
                });
              }}
            />
          ))}
        </CellGroup>
      )}
    </div>
  );
}
