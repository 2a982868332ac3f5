import { useState } from "preact/hooks";
import { Role } from "../../gen/alun/account/v1/account_pb";
import type { AdminPerson } from "../../gen/alun/admin/v1/admin_pb";
import { Avatar, avatarUrl, Button, Cell, CellGroup, confirm, ErrorState, IconButton, openSheet, SkeletonList, TextField } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { dateTime, longDate } from "../../lib/format";
import { useLoad } from "../../lib/load";
import { back, href } from "../../lib/router";
import { ms } from "../../lib/rpc";
import { toast } from "../../lib/toast";
import { me } from "../../social/account/session";
import { Lines } from "./audit";
import { Marks, replace } from "./people";
import { admin } from "./service";
import { t } from "./words";

const reasonMax = 200;

/** One account: what an operator may see of it, and what he can do. */
export function PersonDesk({ id, known }: { id: string; known?: AdminPerson }) {
  const { data, error, reload, set } = useLoad(async () => (await admin.listPeople({ query: id, limit: 1 })).people[0] ?? null);
  const audit = useLoad(async () => (await admin.listAudit({ subjectId: id, limit: 20 })).entries);
  const p = data ?? known;
  if (!p?.person) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={4} />;
  const done = (next: AdminPerson | undefined, words: string) => {
    if (next) set(next);
    replace(next);
    audit.reload();
    toast(words, { tone: "good" });
  };
  return (
    <div class="scroll desk-person">
      <Head person={p} />
      <CellGroup>
        <Cell title={t("addresses")} value={p.addresses.length ? <span class="desk-lines">{p.addresses.map((a) => <bdi key={a}>{a}</bdi>)}</span> : "–"} />
        <Cell title={t("created")} value={longDate(ms(p.createdAtMs))} />
        <Cell title={t("seen")} value={p.lastSeenMs ? dateTime(ms(p.lastSeenMs)) : t("never")} />
        <Cell title={t("devices")} value={String(p.sessions)} />
        <Cell title={t("wallet")} href={href(`/admin/money/wallets/${id}`)} />
        <Cell title={t("id")} value={<span class="num">{p.person.id}</span>} />
      </CellGroup>
      <Acts person={p} done={done} />
      {audit.data && audit.data.length > 0 && (
        <section class="desk-past">
          <h3 class="group-title">{t("history")}</h3>
          <Lines entries={audit.data} />
        </section>
      )}
    </div>
  );
}

function Head({ person: p }: { person: AdminPerson }) {
  const person = p.person!;
  const name = person.name || t("noName");
  return (
    <div class="desk-person-head">
      <span class="desk-person-back"><IconButton icon="back" label={t("people")} onClick={() => back("/admin")} /></span>
      <Avatar face={{ id: person.id, name, src: avatarUrl(person.avatar) }} size={72} />
      <span class="grow">
        <h2 class="desk-person-name"><bdi>{name}</bdi></h2>
        {person.handle && <p class="hint"><bdi>@{person.handle}</bdi></p>}
        <Marks person={p} />
        {p.suspended && <p class="field-note is-bad">{t("reason", { reason: p.suspendedReason })}</p>}
        {p.deleteAtMs > 0n && <p class="field-note is-bad">{t("leaving", { date: longDate(ms(p.deleteAtMs)) })}</p>}
      </span>
    </div>
  );
}

function Acts({ person: p, done }: { person: AdminPerson; done: (next: AdminPerson | undefined, words: string) => void }) {
  const id = p.person!.id;
  const name = p.person!.name || t("noName");
  const self = id === me.value?.person?.id;
  const operator = p.role === Role.OPERATOR;
  const act = (question: { title: string; text: string; yes: string; danger?: boolean }, run: () => Promise<void>) =>
    void confirm(question).then((yes) => (yes ? run() : undefined)).catch(toastError);
  return (
    <div class="desk-acts">
      {p.suspended ? (
        <Button kind="soft" icon="undo" onClick={() => act({ title: t("restore.title", { name }), text: t("restore.text"), yes: t("restore") }, async () => done((await admin.restore({ accountId: id })).person, t("restore.done")))}>{t("restore")}</Button>
      ) : (
        <Button kind="danger-soft" icon="block" disabled={self} onClick={() => void askReason(name).then(async (reason) => reason && done((await admin.suspend({ accountId: id, reason })).person, t("suspend.done"))).catch(toastError)}>{t("suspend")}</Button>
      )}
      <Button
        kind="soft" icon="sign-out" disabled={p.sessions === 0}
        onClick={() => act({ title: t("end.title", { name }), text: t("end.text"), yes: t("end"), danger: true }, async () => {
          const { ended } = await admin.endSessions({ accountId: id });
          done((await admin.listPeople({ query: id, limit: 1 })).people[0], t("end.done", { n: ended }));
        })}
      >{t("end")}</Button>
      {operator ? (
        <Button kind="soft" icon="crown" onClick={() => act({ title: t("take.title", { name }), text: t("take.text"), yes: t("take"), danger: true }, async () => done((await admin.setOperator({ accountId: id, operator: false })).person, t("take.done")))}>{t("take")}</Button>
      ) : (
        <Button kind="soft" icon="crown" disabled={p.suspended} onClick={() => act({ title: t("give.title", { name }), text: t("give.text"), yes: t("give") }, async () => done((await admin.setOperator({ accountId: id, operator: true })).person, t("give.done")))}>{t("give")}</Button>
      )}
    </div>
  );
}

function askReason(name: string): Promise<string | undefined> {
  return openSheet<string>(t("suspend.title", { name }), (close) => <Reason close={close} />, { size: "small" });
}

function Reason({ close }: { close: (reason?: string) => void }) {
  const [reason, setReason] = useState("");
  return (
    <form class="stack" onSubmit={(e) => { e.preventDefault(); if (reason.trim()) close(reason.trim()); }}>
      <p>{t("suspend.text")}</p>
      <TextField label={t("suspend.reason")} value={reason} onValue={setReason} max={reasonMax} maxLength={reasonMax} autocomplete="off" />
      <Button type="submit" kind="danger" wide disabled={!reason.trim()}>{t("suspend")}</Button>
    </form>
  );
}
