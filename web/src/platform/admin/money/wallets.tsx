import { useEffect, useRef, useState } from "preact/hooks";
import type { PersonWalletResponse } from "../../../gen/alun/admin/v1/money_pb";
import type { AdminPerson } from "../../../gen/alun/admin/v1/admin_pb";
import { Level, Limit_Kind as Kind, type Wallet } from "../../../gen/alun/wallet/v1/wallet_pb";
import { Avatar, avatarUrl, Banner, Button, Cell, CellGroup, confirm, EmptyState, ErrorState, IconButton, openSheet, Search, Segmented, SkeletonList, TextField } from "../../../kit";
import { explain, toastError } from "../../../lib/errors";
import { dateTime } from "../../../lib/format";
import { useLoad } from "../../../lib/load";
import { back, href } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { toast } from "../../../lib/toast";
import { formatAmount, type Amount } from "../../../money/amount";
import { admin } from "../service";
import { money } from "./service";
import { t } from "./words";

const typingMs = 250; // of quiet before a search begins
const reasonMax = 200;

/** Finding somebody's wallet; beside it, or above it on a phone, the one that was chosen. */
export function WalletsPage({ person }: { person?: string }) {
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<readonly AdminPerson[]>();
  const [failed, setFailed] = useState<unknown>();
  const [again, setAgain] = useState(0);
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    const load = () =>
      void admin.listPeople({ query, limit: 30 }).then(
        (r) => mine === turn.current && (setFailed(undefined), setFound(r.people)),
        (e: unknown) => mine === turn.current && setFailed(e),
      );
    const timer = setTimeout(load, query ? typingMs : 0);
    return () => clearTimeout(timer);
  }, [query, again]);
  return (
    <div class={`desk-split${person ? " has-wallet" : ""}`}>
      <section class="desk-list" aria-label={t("wallets")}>
        <div class="desk-tools"><Search value={query} onValue={setQuery} label={t("wallets.search")} /></div>
        <div class="scroll desk-rows">
          {!found ? failed ? <ErrorState text={explain(failed)} onRetry={() => setAgain(again + 1)} /> : <SkeletonList /> : found.length === 0 ? <EmptyState art="search" title={t("wallets.none")} /> : found.map((p) => <Row key={p.person!.id} person={p} chosen={person} />)}
        </div>
      </section>
      <section class="desk-detail" aria-label={t("wallet")}>
        {person ? <WalletDesk key={person} id={person} /> : <EmptyState art="people" title={t("wallets.pick")} text={t("wallets.pickText")} />}
      </section>
    </div>
  );
}

function Row({ person: p, chosen }: { person: AdminPerson; chosen?: string }) {
  const person = p.person!;
  return (
    <a class="cell desk-row" href={href(`/admin/money/wallets/${person.id}`)} aria-current={chosen === person.id ? "page" : undefined}>
      <Avatar face={{ id: person.id, name: person.name, src: avatarUrl(person.avatar) }} size={40} />
      <span class="cell-main">
        <span class="desk-name one-line"><bdi>{person.name || person.id}</bdi></span>
        <span class="cell-sub one-line">{person.handle ? `@${person.handle}` : p.addresses[0]}</span>
      </span>
    </a>
  );
}

const levels = [
  { value: "1", level: Level.UNVERIFIED, key: "level.1" },
  { value: "2", level: Level.LITE, key: "level.2" },
  { value: "3", level: Level.FULL, key: "level.3" },
] as const;

/** One wallet as the desk sees it: how much, what it may, what stops it. Not what it was spent on. */
function WalletDesk({ id }: { id: string }) {
  const { data, error, reload, set } = useLoad(() => money.getPersonWallet({ accountId: id }));
  if (!data) return error ? <ErrorState text={explain(error)} onRetry={reload} /> : <SkeletonList rows={4} />;
  const person = data.person!;
  const w = data.wallet!;
  const took = (next: PersonWalletResponse, words: string) => {
    set(next);
    toast(words, { tone: "good" });
  };
  return (
    <div class="scroll desk-person">
      <div class="desk-person-head">
        <span class="desk-person-back"><IconButton icon="back" label={t("wallets")} onClick={() => back("/admin/money/wallets")} /></span>
        <Avatar face={{ id: person.id, name: person.name, src: avatarUrl(person.avatar) }} size={64} />
        <span class="grow">
          <h2 class="desk-person-name"><bdi>{person.name}</bdi></h2>
          <a class="hint" href={href(`/admin/people/${person.id}`)}>{t("wallet.account")}</a>
        </span>
      </div>
      {w.frozen && <div class="money-banner"><Banner icon="snowflake" tone="bad">{w.frozenByOperator ? t("frozen.desk", { reason: w.frozenReason }) : t("frozen.self")}</Banner></div>}
      <CellGroup>
        {w.balances.map((b) => <Cell key={b.available!.currency} title={t("wallet.available")} sub={b.held && b.held.minor > 0n ? t("wallet.held", { amount: formatAmount(b.held as Amount) }) : undefined} value={<span class="num">{formatAmount(b.available as Amount)}</span>} />)}
        <Cell title={t("wallet.pin")} value={w.pinSet ? t("yes") : t("no")} sub={w.pinLockedUntilMs > 0n ? t("wallet.pinLocked", { when: dateTime(ms(w.pinLockedUntilMs)) }) : undefined} />
        {w.holdUntilMs > 0n && <Cell title={t("wallet.hold")} value={dateTime(ms(w.holdUntilMs))} />}
      </CellGroup>
      <LevelPick id={id} wallet={w} took={took} />
      <Used wallet={w} />
      <Acts id={id} name={person.name} wallet={w} took={took} />
    </div>
  );
}

interface Acting {
  id: string;
  wallet: Wallet;
  took: (next: PersonWalletResponse, words: string) => void;
}

function LevelPick({ id, wallet: w, took }: Acting) {
  const choose = async (value: string) => {
    const l = levels.find((o) => o.value === value)!;
    if (l.level === w.level) return;
    if (!(await confirm({ title: t("level.title", { level: t(l.key) }), text: t("level.text"), yes: t("level.yes") }))) return;
    await money.setLevel({ accountId: id, level: l.level }).then((r) => took(r, t("level.done")), toastError);
  };
  return (
    <section class="money-level">
      <h3 class="group-title">{t("level")}</h3>
      <Segmented label={t("level")} value={String(w.level || Level.UNVERIFIED)} options={levels.map((l) => ({ value: l.value as string, label: t(l.key) }))} onChange={(v) => void choose(v)} />
    </section>
  );
}

function Used({ wallet: w }: { wallet: Wallet }) {
  const shown = w.limits.filter((l) => l.max && l.kind !== Kind.UNSPECIFIED);
  if (shown.length === 0) return null;
  return (
    <CellGroup title={t("limits")}>
      {shown.map((l) => <Cell key={l.kind} title={t(`limit.${l.kind as 1}`)} value={<span class="num">{l.kind === Kind.ONCE ? formatAmount(l.max as Amount) : t("limit.used", { used: formatAmount((l.used ?? { minor: 0n, currency: l.max!.currency }) as Amount), max: formatAmount(l.max as Amount) })}</span>} />)}
    </CellGroup>
  );
}

function Acts({ id, name, wallet: w, took }: Acting & { name: string }) {
  const freeze = async () => {
    const reason = await openSheet<string>(t("freeze.title", { name }), (close) => <Reason close={close} />, { size: "small" });
    if (reason) await money.freezeWallet({ accountId: id, reason }).then((r) => took(r, t("freeze.done")), toastError);
  };
  const unfreeze = async () => {
    if (await confirm({ title: t("unfreeze.title", { name }), text: t("unfreeze.text"), yes: t("unfreeze") })) await money.unfreezeWallet({ accountId: id }).then((r) => took(r, t("unfreeze.done")), toastError);
  };
  const clear = async () => {
    if (await confirm({ title: t("clear.title", { name }), text: t("clear.text"), yes: t("clear"), danger: true })) await money.clearPin({ accountId: id }).then((r) => took(r, t("clear.done")), toastError);
  };
  return (
    <div class="desk-acts">
      {w.frozenByOperator ? <Button kind="soft" icon="undo" onClick={() => void unfreeze()}>{t("unfreeze")}</Button> : <Button kind="danger-soft" icon="snowflake" onClick={() => void freeze()}>{t("freeze")}</Button>}
      <Button kind="soft" icon="key" disabled={!w.pinSet} onClick={() => void clear()}>{t("clear")}</Button>
    </div>
  );
}

function Reason({ close }: { close: (reason?: string) => void }) {
  const [reason, setReason] = useState("");
  return (
    <form class="stack" onSubmit={(e) => { e.preventDefault(); if (reason.trim()) close(reason.trim()); }}>
      <p>{t("freeze.text")}</p>
      <TextField label={t("freeze.reason")} value={reason} onValue={setReason} max={reasonMax} maxLength={reasonMax} autocomplete="off" />
      <Button type="submit" kind="danger" wide disabled={!reason.trim()}>{t("freeze")}</Button>
    </form>
  );
}
