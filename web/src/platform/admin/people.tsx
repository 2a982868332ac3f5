import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { Role } from "../../gen/alun/account/v1/account_pb";
import type { AdminPerson } from "../../gen/alun/admin/v1/admin_pb";
import { Avatar, avatarUrl, Button, EmptyState, ErrorState, Search, Segmented, SkeletonList } from "../../kit";
import { explain, toastError } from "../../lib/errors";
import { href } from "../../lib/router";
import { PersonDesk } from "./person";
import { admin } from "./service";
import { t } from "./words";

type Which = "all" | "suspended" | "operators";

interface Found {
  people: AdminPerson[];
  next: string;
  total: number;
}

const found = signal<Found | null>(null);

/** Puts in what an act answered with. */
export function replace(p: AdminPerson | undefined): void {
  if (!p || !found.value) return;
  found.value = { ...found.value, people: found.value.people.map((o) => (o.person?.id === p.person?.id ? p : o)) };
}

const typingMs = 250; // of quiet before a search begins

/** Finding people; beside it, or above it on a phone, the one that was chosen. */
export function PeoplePage({ person }: { person?: string }) {
  const [query, setQuery] = useState("");
  const [which, setWhich] = useState<Which>("all");
  const [failed, setFailed] = useState<unknown>();
  const turn = useRef(0);
  const load = (cursor = "") => {
    const mine = ++turn.current;
    admin.listPeople({ query, cursor, limit: 50, suspendedOnly: which === "suspended", operatorsOnly: which === "operators" }).then(
      (r) => {
        if (mine !== turn.current) return;
        setFailed(undefined);
        found.value = { people: cursor && found.value ? [...found.value.people, ...r.people] : r.people, next: r.nextCursor, total: Number(r.total) };
      },
      (e: unknown) => mine === turn.current && (cursor ? toastError(e) : setFailed(e)),
    );
  };
  useEffect(() => {
    const timer = setTimeout(load, query ? typingMs : 0);
    return () => clearTimeout(timer);
  }, [query, which]);
  const list = found.value;
  return (
    <div class="desk-split">
      <section class="desk-list" aria-label={t("people")}>
        <div class="desk-tools">
          <Search value={query} onValue={setQuery} label={t("people.search")} />
          <Segmented label={t("people.which")} value={which} onChange={setWhich} options={[{ value: "all", label: t("people.all") }, { value: "suspended", label: t("people.suspended") }, { value: "operators", label: t("people.operators") }]} />
        </div>
        <div class="scroll desk-rows">
          {failed && !list ? <ErrorState text={explain(failed)} onRetry={() => load()} /> : !list ? <SkeletonList /> : <Rows list={list} chosen={person} more={() => load(list.next)} />}
        </div>
      </section>
      <section class="desk-detail" aria-label={t("people.pick")}>
        {person ? <PersonDesk key={person} id={person} known={list?.people.find((p) => p.person?.id === person)} /> : <EmptyState art="people" title={t("people.pick")} text={t("people.pickText")} />}
      </section>
    </div>
  );
}

function Rows({ list, chosen, more }: { list: Found; chosen?: string; more: () => void }) {
  if (list.people.length === 0) return <EmptyState art="search" title={t("people.none")} text={t("people.noneText")} />;
  return (
    <>
      <p class="hint desk-count">{t("people.count", { n: list.total })}</p>
      {list.people.map((p) => {
        const person = p.person!;
        const name = person.name || t("noName");
        return (
          <a key={person.id} class="cell desk-row" href={href(`/admin/people/${person.id}`)} aria-current={chosen === person.id ? "page" : undefined}>
            <Avatar face={{ id: person.id, name, src: avatarUrl(person.avatar) }} size={40} />
            <span class="cell-main">
              <span class="desk-name one-line"><bdi>{name}</bdi></span>
              <span class="cell-sub one-line">{person.handle ? `@${person.handle}` : p.addresses[0]}</span>
            </span>
            <Marks person={p} />
          </a>
        );
      })}
      {list.next && <div class="desk-more"><Button kind="quiet" onClick={more}>{t("people.more")}</Button></div>}
    </>
  );
}

/** What is special about an account, as small labels. */
export function Marks({ person: p }: { person: AdminPerson }) {
  return (
    <span class="marks">
      {p.role === Role.OPERATOR && <span class="mark-label is-operator">{t("operator")}</span>}
      {p.suspended && <span class="mark-label is-bad">{t("suspended")}</span>}
      {p.person?.scripted && <span class="mark-label">{t("scripted")}</span>}
    </span>
  );
}
