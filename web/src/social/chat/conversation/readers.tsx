// Who has read a message of a group: a number beside the newest of one's own, the names on a sheet.
import { useEffect, useState } from "preact/hooks";
import { Cell, CellGroup, ErrorState, Icon, openSheet, SkeletonList } from "../../../kit";
import type { Entry, Id } from "../sync/model";
import { chats, typed } from "../sync/remote";
import { onUpdate } from "../state/hub";
import { faceOf, nameOf } from "../state/people";
import { chatNow } from "../state/rows";
import type { Talk } from "./talk";
import { t } from "../words";

interface Readers {
  read: Id[];
  unread: Id[];
}

async function askReaders(e: Entry): Promise<Readers> {
  const r = await typed(chats.listReaders({ chatId: e.chat, seq: BigInt(e.seq) }));
  return { read: r.readIds, unread: r.unreadIds };
}

/** Keeps a group's known readers while it is open: asked for the newest own message, then told live. */
export function useReaders(talk: Talk, newestOwn: Entry | undefined): void {
  const take = (ids: readonly Id[], seq: number) => {
    const next = new Map(talk.readers.peek());
    for (const id of ids) next.set(id, Math.max(seq, next.get(id) ?? 0));
    talk.readers.value = next;
  };
  useEffect(
    () =>
      onUpdate((u) => {
        for (const m of u.marks ?? []) if (m.chat === talk.chat && m.read) take([m.account], m.read);
      }),
    [talk],
  );
  const seq = newestOwn?.seq ?? 0;
  useEffect(() => {
    if (!newestOwn || chatNow(talk.chat)?.kind !== "group") return;
    askReaders(newestOwn).then((r) => take(r.read, seq), () => undefined);
  }, [talk, seq]);
}

export function ReadBy({ talk, e, onOpen }: { talk: Talk; e: Entry; onOpen: () => void }) {
  let n = 0;
  for (const read of talk.readers.value.values()) if (read >= e.seq) n++;
  if (n === 0) return null;
  return (
    <button type="button" class="read-by" onClick={(ev) => { ev.stopPropagation(); onOpen(); }} aria-label={t("readBy.n", { n })} title={t("readBy.n", { n })}>
      <Icon name="eye" />
      <span class="num">{n}</span>
    </button>
  );
}

export function openReaders(e: Entry): Promise<unknown> {
  return openSheet(t("readBy"), () => <List e={e} />, { flush: true });
}

function List({ e }: { e: Entry }) {
  const [r, setR] = useState<Readers | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!failed) askReaders(e).then(setR, () => setFailed(true));
  }, [failed]);
  if (failed) return <ErrorState onRetry={() => setFailed(false)} />;
  if (!r) return <SkeletonList rows={4} />;
  const part = (title: string, ids: readonly Id[]) =>
    ids.length > 0 && (
      <CellGroup title={title}>
        {ids.map((id) => <Cell key={id} face={faceOf(id)} title={<bdi>{nameOf(id)}</bdi>} />)}
      </CellGroup>
    );
  return (
    <>
      {part(t("readBy.n", { n: r.read.length }), r.read)}
      {part(t("readBy.not", { n: r.unread.length }), r.unread)}
      <p class="hint sheet-hint">{t("readBy.hint")}</p>
    </>
  );
}
