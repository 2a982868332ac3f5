import { useEffect, useState } from "preact/hooks";
import type { AuditEntry } from "../../gen/alun/admin/v1/admin_pb";
import { Avatar, avatarUrl, Button, EmptyState, ErrorState, Icon, SkeletonList } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { dateTime } from "../../lib/format";
import { href } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { factsOf, say } from "./facts";
import { admin } from "./service";
import { t } from "./words";

/** Everything that operators did, newest first. */
export function AuditPage() {
  const [entries, setEntries] = useState<readonly AuditEntry[] | null>(null);
  const [end, setEnd] = useState(true);
  const [failed, setFailed] = useState<unknown>();
  const load = (beforeId = "0") =>
    admin.listAudit({ beforeId, limit: 50 }).then(
      (r) => {
        setFailed(undefined);
        setEntries((was) => (beforeId !== "0" && was ? [...was, ...r.entries] : r.entries));
        setEnd(r.end);
      },
      (e: unknown) => (entries ? toastError(e) : setFailed(e)),
    );
  useEffect(() => void load(), []);
  if (!entries) return failed ? <ErrorState text={explain(failed)} onRetry={() => void load()} /> : <SkeletonList />;
  return (
    <div class="scroll desk-page">
      <h2 class="desk-h">{t("audit")}</h2>
      <p class="hint">{t("audit.note")}</p>
      {entries.length === 0 ? <EmptyState art="done" title={t("audit.none")} text={t("audit.noneText")} /> : <Lines entries={entries} />}
      {!end && <div class="desk-more"><Button kind="quiet" onClick={() => void load(entries.at(-1)!.id)}>{t("audit.more")}</Button></div>}
    </div>
  );
}

export function Lines({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <ol class="audit-lines">
      {entries.map((e) => {
        const key = `act.${e.act}`;
        const facts = factsOf(e.detailJson);
        return (
          <li key={e.id} class="line">
            {e.actor ? <Avatar face={{ id: e.actor.id, name: e.actor.name, src: avatarUrl(e.actor.avatar) }} size={32} /> : <span class="line-owner"><Icon name="key" /></span>}
            <span class="grow">
              <span class="line-what">
                <bdi class="line-who">{e.actor?.name || t("audit.owner")}</bdi> · {t.has(key) ? say(key) : e.act}
                {e.subject && <> · <a href={href(`/admin/people/${e.subject.id}`)}><bdi>{e.subject.name || e.subject.handle || e.subject.id}</bdi></a></>}
              </span>
              {facts && <span class="hint line-facts">{facts}</span>}
            </span>
            <time class="hint line-at">{dateTime(ms(e.atMs))}</time>
          </li>
        );
      })}
    </ol>
  );
}
