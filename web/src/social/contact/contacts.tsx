import { useState } from "preact/hooks";
import { Badge, Button, Cell, EmptyState, ErrorState, IconButton, IndexList, RootBar, Search, SkeletonList } from "../../kit";
import { explain } from "../../lib/errors";
import { href, navigate, path } from "../../lib/router";
import { badges } from "../../shell/wings";
import { ContactRow } from "./row";
import { fits, sectionsOf, wanted } from "./sections";
import { contacts, failure, friends, refresh } from "./store";
import { t } from "./words";

const doors = [
  { to: "/contacts/requests", icon: "add-person", key: "newFriends", tone: "#b06a00" },
  { to: "/contacts/groups", icon: "people", key: "groups", tone: "#1d7a51" },
  { to: "/contacts/tags", icon: "tag", key: "tags", tone: "#a83a7a" },
] as const;

/** The root of the Contacts tab: search, the doors to requests, groups and tags, then everybody from A to Z. */
export function Contacts() {
  const [query, setQuery] = useState("");
  return (
    <>
      <RootBar title={t("contacts")}>
        <IconButton icon="add-person" label={t("add")} onClick={() => navigate("/contacts/add")} />
      </RootBar>
      <div class="contact-search">
        <Search value={query} onValue={setQuery} label={t("search")} />
      </div>
      {query.trim() ? <Hits query={query} /> : <Everybody />}
    </>
  );
}

function Everybody() {
  const all = friends.value;
  if (!contacts.value) return failure.value ? <ErrorState text={explain(failure.value)} onRetry={() => void refresh()} /> : <SkeletonList />;
  const head = (
    <div class="contact-doors">
      {doors.map((d) => (
        <Cell key={d.to} title={t(d.key)} icon={d.icon} tone={d.tone} href={href(d.to)} current={path.value.startsWith(d.to)} value={d.key === "newFriends" && badges.contacts.value.n > 0 ? <Badge n={badges.contacts.value.n} /> : undefined} />
      ))}
      {contacts.value.some((c) => c.blocked) && <Cell title={t("blocked")} icon="block" tone="#5d6171" href={href("/contacts/blocked")} current={path.value === "/contacts/blocked"} />}
    </div>
  );
  if (all.length === 0)
    return (
      <div class="scroll contact-scroll">
        {head}
        <EmptyState art="people" title={t("empty.title")} text={t("empty.text")}>
          <Button icon="add-person" onClick={() => navigate("/contacts/add")}>{t("add")}</Button>
        </EmptyState>
      </div>
    );
  return (
    <IndexList
      label={t("contacts")}
      head={head}
      sections={[...sectionsOf(all)]}
      row={(c) => <ContactRow key={c.person?.id} contact={c} />}
    />
  );
}

function Hits({ query }: { query: string }) {
  const hits = friends.value.filter((c) => fits(c, query));
  const want = wanted(query);
  const mayBeHandle = want.case !== "handle" || /^[a-z][a-z0-9_.]{2,31}$/.test(want.value);
  return (
    <div class="scroll contact-scroll" aria-live="polite">
      <div role="list" aria-label={t("contacts")}>
        {hits.map((c) => <ContactRow key={c.person?.id} contact={c} />)}
      </div>
      {hits.length === 0 && (
        <EmptyState art="search" title={t("noHit.title")} text={t("noHit.text", { query: query.trim() })}>
          {mayBeHandle && (
            <Button kind="soft" icon="search" onClick={() => navigate(`/contacts/add?find=${encodeURIComponent(query.trim())}`)}>
              {want.case === "handle" ? t("find.instead", { handle: want.value }) : t("add.find")}
            </Button>
          )}
        </EmptyState>
      )}
    </div>
  );
}
