// Picks people: friends by letter, with search; the picked ones stand on top.
import { useMemo, useRef, useState } from "preact/hooks";
import { Avatar, Button, Checkbox, EmptyState, Icon, IndexList, openSheet, Search, SkeletonList, type Section } from "../../../kit";
import { toastError } from "../../../lib/errors";
import type { Id, Person } from "../sync/model";
import { faceOf, friends, loadFriends, nameOf, type Friend } from "../state/people";
import { fold, matches } from "./match";
import { t } from "../words";

export interface Pick {
  title: string;
  /** The word on the button. */
  yes: string;
  /** At most this many; 1 picks at once. */
  most: number;
  /** Already there: shown ticked, not to be changed. */
  fixed?: ReadonlySet<Id>;
  /** Ticked when it opens. */
  start?: readonly Id[];
}

/** Opens the picker; undefined when the person went away. */
export function pickPeople(p: Pick): Promise<Person[] | undefined> {
  if (!friends.peek()) loadFriends().catch(toastError);
  return openSheet<Person[]>(p.title, (close) => <Picker p={p} close={close} />, { flush: true });
}

/** Friends under the first letter of how they are sorted; what is no letter goes under #. */
export function sections(list: readonly Friend[]): Section<Friend>[] {
  const by = new Map<string, Friend[]>();
  const keyOf = (f: Friend) => fold(f.sortKey || f.remark || f.person.name);
  for (const f of [...list].sort((a, b) => keyOf(a).localeCompare(keyOf(b)))) {
    const c = keyOf(f).charAt(0).toUpperCase();
    const key = /^[A-Z]$/.test(c) ? c : "#";
    by.set(key, [...(by.get(key) ?? []), f]);
  }
  return [...by].sort(([a], [b]) => (a === "#" ? 1 : b === "#" ? -1 : a < b ? -1 : 1)).map(([key, items]) => ({ key, items }));
}

function Picker({ p, close }: { p: Pick; close: (people?: Person[]) => void }) {
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<readonly Id[]>(p.start ?? []);
  const input = useRef<HTMLInputElement>(null);
  const all = friends.value;
  const list = useMemo(
    () => [...(all?.values() ?? [])].filter((f) => f.friend && !f.blocked && !f.person.deleted && (!query.trim() || matches(query, f.remark, f.person.name, f.person.handle, f.sortKey))),
    [all, query],
  );
  if (!all) return <SkeletonList rows={6} />;
  const toggle = (f: Friend) => {
    if (p.most === 1) return close([f.person]);
    setPicked((now) => (now.includes(f.person.id) ? now.filter((id) => id !== f.person.id) : now.length < p.most ? [...now, f.person.id] : now));
    if (query) {
      setQuery("");
      input.current?.focus();
    }
  };
  const done = () => close(picked.flatMap((id) => all.get(id)?.person ?? []));
  return (
    <div class="picker">
      <div class="picker-search">
        <Search value={query} onValue={setQuery} inputRef={input} label={t("pick.search")} onKeyDown={(e) => e.key === "Enter" && list[0] && query && toggle(list[0])} />
      </div>
      {picked.length > 0 && (
        <div class="picked-row" role="group" aria-label={t("picked", { n: picked.length })}>
          {picked.map((id) => (
            <button key={id} type="button" class="picked-face" aria-label={t("remove.who", { who: nameOf(id) })} onClick={() => setPicked(picked.filter((x) => x !== id))}>
              <Avatar face={faceOf(id)} size={40} />
              <span class="picked-x"><Icon name="close" /></span>
            </button>
          ))}
        </div>
      )}
      {list.length === 0 ? (
        <EmptyState art={query ? "search" : "people"} title={query ? t("found.none") : t("pick.none")} text={query ? undefined : t("pick.none.text")} />
      ) : (
        <IndexList
          label={p.title}
          sections={sections(list)}
          row={(f) => {
            const fixed = p.fixed?.has(f.person.id) ?? false;
            const on = fixed || picked.includes(f.person.id);
            return (
              <div key={f.person.id} role="listitem"><label class={`cell has-avatar picker-row${fixed ? " is-fixed" : ""}`}>
                {p.most > 1 && <Checkbox checked={on} disabled={fixed} onChange={() => toggle(f)} label={nameOf(f.person.id, f.person)} />}
                <Avatar face={faceOf(f.person.id, f.person)} size={40} />
                <span class="cell-main">
                  <bdi class="cell-title one-line">{nameOf(f.person.id, f.person)}</bdi>
                  {f.person.handle && <span class="cell-sub one-line">@{f.person.handle}</span>}
                </span>
                {p.most === 1 && <button type="button" class="cover-button" aria-label={nameOf(f.person.id, f.person)} onClick={() => toggle(f)} />}
              </label></div>
            );
          }}
        />
      )}
      {p.most > 1 && (
        <div class="picker-foot">
          <Button wide disabled={picked.length === 0} onClick={done}>{picked.length ? t("pick.yes", { yes: p.yes, n: picked.length }) : p.yes}</Button>
        </div>
      )}
    </div>
  );
}
