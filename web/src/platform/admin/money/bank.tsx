import { useEffect, useRef, useState } from "preact/hooks";
import type { BankMove, Sandbox } from "../../../gen/alun/admin/v1/money_pb";
import { Move_Kind as Kind, Move_State as State } from "../../../gen/alun/bank/v1/bank_pb";
import { Avatar, avatarUrl, Banner, Button, EmptyState, ErrorState, Icon, IconButton, Segmented, SkeletonList } from "../../../kit";
import { explain, sentence, toastError } from "../../../lib/errors";
import { dateTime } from "../../../lib/format";
import { href } from "../../../lib/router";
import { ms } from "../../../lib/rpc";
import { formatAmount, type Amount } from "../../../money/amount";
import { money } from "./service";
import { t } from "./words";

const pageSize = 50;
const everyMs = 5_000;
const modes = ["approve", "ask", "refuse", "lose"] as const;
type Mode = (typeof modes)[number];
const states = [State.UNSPECIFIED, State.WAITING, State.UNKNOWN, State.DONE, State.FAILED] as const;

/** What goes in and out through the bank; the sandbox bank is played by the operator. */
export function BankPage() {
  const [which, setWhich] = useState<State>(State.UNSPECIFIED);
  const [moves, setMoves] = useState<readonly BankMove[]>();
  const [sandbox, setSandbox] = useState<Sandbox>();
  const [end, setEnd] = useState(true);
  const [failed, setFailed] = useState<unknown>();
  const turn = useRef(0);
  const load = (beforeId = "0") => {
    const mine = ++turn.current;
    money.listBankMoves({ state: which, beforeId, limit: pageSize }).then(
      (r) => {
        if (mine !== turn.current) return;
        setFailed(undefined);
        setMoves((was) => (beforeId !== "0" && was ? [...was, ...r.moves] : r.moves));
        setSandbox(r.sandbox);
        setEnd(r.end);
      },
      (e: unknown) => mine === turn.current && (moves ? toastError(e) : setFailed(e)),
    );
  };
  useEffect(() => load(), [which]);
  useEffect(() => {
    // Somebody is waiting: what comes in shows without a key. Pages that were asked for stay as they are.
    const timer = setInterval(() => document.visibilityState === "visible" && (moves?.length ?? 0) <= pageSize && load(), everyMs);
    return () => clearInterval(timer);
  }, [which, moves?.length]);
  if (!moves) return failed ? <ErrorState text={explain(failed)} onRetry={() => load()} /> : <SkeletonList />;
  const replace = (m: BankMove | undefined) => m && setMoves((was) => was?.map((o) => (o.move?.id === m.move?.id ? m : o)));
  return (
    <div class="scroll desk-page">
      <div class="desk-bar">
        <h2 class="desk-h">{t("bank")}</h2>
        <IconButton icon="refresh" label={t("refresh")} onClick={() => load()} />
      </div>
      {sandbox && <Mode sandbox={sandbox} set={setSandbox} />}
      <div class="bank-which">
        <Segmented label={t("bank.which")} value={String(which)} options={states.map((s) => ({ value: String(s), label: t(`move.${s}`) }))} onChange={(v) => setWhich(Number(v))} />
      </div>
      {moves.length === 0 ? <EmptyState art="done" title={t("bank.none")} text={t("bank.noneText")} /> : <ol class="audit-lines">{moves.map((m) => <Row key={m.move!.id} move={m} set={replace} />)}</ol>}
      {!end && <div class="desk-more"><Button kind="quiet" onClick={() => load(moves.at(-1)!.move!.id)}>{t("more")}</Button></div>}
    </div>
  );
}

function Mode({ sandbox, set }: { sandbox: Sandbox; set: (s: Sandbox | undefined) => void }) {
  const choose = (mode: Mode) => void money.setSandbox({ sandbox: { mode } }).then((r) => set(r.sandbox), toastError);
  return (
    <section class="bank-mode">
      <Banner icon="info" tone="demo">{t("sandbox")}</Banner>
      <h3 class="group-title">{t("mode")}</h3>
      <Segmented label={t("mode")} value={sandbox.mode as Mode} options={modes.map((m) => ({ value: m, label: t(`mode.${m}`) }))} onChange={choose} />
      <p class="hint">{t(`mode.${(modes.find((m) => m === sandbox.mode) ?? "approve")}.text`)}</p>
    </section>
  );
}

function Row({ move: m, set }: { move: BankMove; set: (m: BankMove | undefined) => void }) {
  const [busy, setBusy] = useState(false);
  const move = m.move!;
  const out = move.kind === Kind.WITHDRAWAL;
  const decide = async (approve: boolean) => {
    setBusy(true);
    await money.decideBankMove({ id: move.id, approve }).then((r) => set(r.move), toastError);
    setBusy(false);
  };
  return (
    <li class="line bank-move">
      {m.person ? <Avatar face={{ id: m.person.id, name: m.person.name, src: avatarUrl(m.person.avatar) }} size={32} /> : <span class="line-owner"><Icon name="bank" /></span>}
      <span class="grow">
        <span class="line-what">
          {m.person && <a href={href(`/admin/money/wallets/${m.person.id}`)}><bdi>{m.person.name}</bdi></a>} · {out ? t("move.out") : t("move.in")} · <b class="num">{formatAmount(move.amount as Amount)}</b>
        </span>
        <span class="hint line-facts">
          {[t(`move.${(move.state || State.WAITING) as State.WAITING}`), move.reason && (sentence(move.reason) ?? move.reason), move.account && `${move.account.bank?.name} ${move.account.number}`, m.bankState === "queued" ? t("move.queued") : ""].filter(Boolean).join(" · ")}
        </span>
        {m.bankState === "queued" && (
          <span class="bank-decide">
            <Button size="small" busy={busy} onClick={() => void decide(true)}>{t("move.approve")}</Button>
            <Button size="small" kind="danger-soft" disabled={busy} onClick={() => void decide(false)}>{t("move.refuse")}</Button>
          </span>
        )}
      </span>
      <time class="hint line-at">{dateTime(ms(move.atMs))}</time>
    </li>
  );
}
