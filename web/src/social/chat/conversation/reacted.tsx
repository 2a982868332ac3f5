import { useEffect, useState } from "preact/hooks";
import { Cell, CellGroup, ErrorState, openSheet, SkeletonList } from "../../../kit";
import { stamp } from "../../../lib/format";
import type { Entry, Person } from "../sync/model";
import { chats, typed } from "../sync/remote";
import { personOf } from "../sync/wire";
import { faceOf, nameOf, takePeople } from "../state/people";
import { t } from "../words";

interface Reacted {
  person: Person;
  emoji: string;
  at: number;
}

/** Who reacted to a message, and how. */
export function openReactions(e: Entry): Promise<unknown> {
  return openSheet(t("reactions"), () => <List e={e} />, { flush: true });
}

function List({ e }: { e: Entry }) {
  const [list, setList] = useState<Reacted[] | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (failed) return;
    typed(chats.listReactions({ chatId: e.chat, seq: BigInt(e.seq) })).then(
      (r) => {
        const all = r.reactions.flatMap((x) => (x.person ? [{ person: personOf(x.person), emoji: x.emoji, at: Number(x.atMs) }] : []));
        takePeople(all.map((x) => x.person));
        setList(all);
      },
      () => setFailed(true),
    );
  }, [failed]);
  if (failed) return <ErrorState onRetry={() => setFailed(false)} />;
  if (!list) return <SkeletonList rows={3} />;
  return (
    <CellGroup>
      {list.map((x) => (
        <Cell key={x.person.id + x.emoji} face={faceOf(x.person.id, x.person)} title={<bdi>{nameOf(x.person.id, x.person)}</bdi>} sub={stamp(x.at)} value={<span class="reacted-emoji">{x.emoji}</span>} />
      ))}
    </CellGroup>
  );
}
