// What is behind the cards of transfers and requests: how they stand now, and what the reader can do.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { State, type Request, type Transfer } from "../../gen/alun/transfer/v1/transfer_pb";
import { Button, openSheet } from "../../kit";
import { divider } from "../../lib/format";
import { ms } from "../../lib/rpc";
import { serverNow } from "../../social/chat/state/actions";
import { myId } from "../../social/chat/state/hub";
import { nameOf } from "../../social/chat/state/people";
import { formatAmount } from "../amount";
import { Figure } from "../figure";
import { acceptTransfer, amountOf, cancelRequestOf, declineRequestOf, getRequest, getSplit, getTransfer, payRequestOf, payShareOf, returnTransfer } from "./acts";
import { clockOf } from "./left";
import { transferSheet } from "./service";
import { Facts, Loading, Stand, useActs, useThing, Who } from "./sheet-parts";
import { SplitSheet } from "./show-split";
import { t } from "./words";

async function show(title: string, body: () => ComponentChildren): Promise<void> {
  await transferSheet();
  void openSheet<void>(title, body);
}
export const showTransfer = (id: string) => show(t("transfer"), () => <TransferSheet id={id} />);
export const showRequest = (id: string) => show(t("request.short"), () => <RequestSheet id={id} />);
export const showSplit = (id: string) => show(t("split.short"), () => <SplitSheet id={id} />);

/** From the card's own buttons: the newest state decides what happens. */
export async function payRequest(id: string): Promise<void> {
  await transferSheet();
  const r = await getRequest(id);
  if (r.state !== State.WAITING) return showRequest(id);
  await payRequestOf(r);
}
export async function declineRequest(id: string): Promise<void> {
  await transferSheet();
  const r = await getRequest(id);
  if (r.state !== State.WAITING) return showRequest(id);
  await declineRequestOf(r);
}
export async function payShare(id: string): Promise<void> {
  await transferSheet();
  const s = await getSplit(id);
  if (s.state !== State.WAITING) return showSplit(id);
  await payShareOf(s);
}

function TransferSheet({ id }: { id: string }) {
  const { data: x, error, reload, set } = useThing(() => getTransfer(id));
  const [busy, run] = useActs<Transfer>(set);
  if (!x) return <Loading error={error} reload={reload} />;
  const mine = x.payee?.id === myId.value;
  const who = nameOf((mine ? x.payer : x.payee)?.id ?? "");
  const waiting = x.state === State.WAITING;
  return (
    <div class="thing">
      <Stand icon={waiting ? "hourglass" : x.state === State.DONE ? "check" : "undo"} tone={waiting ? undefined : x.state === State.DONE ? "good" : "over"} text={transferState(x, mine)}>
        <Figure amount={amountOf(x.amount)} />
      </Stand>
      {waiting && <Left until={ms(x.expiresAtMs)} onOver={reload} />}
      <Facts rows={[[t("label.from"), <Who id={x.payer?.id ?? ""} />], [t("note"), x.note], [t("sent.at"), divider(ms(x.atMs))], [t("ended.at"), x.endedAtMs ? divider(ms(x.endedAtMs)) : ""]]} />
      {waiting && mine && (
        <div class="thing-acts">
          <Button size="large" wide busy={busy === "accept"} disabled={!!busy} onClick={() => run("accept", () => acceptTransfer(x))}>{t("accept")}</Button>
          <Button kind="quiet" wide busy={busy === "return"} disabled={!!busy} onClick={() => run("return", () => returnTransfer(x))}>{t("return")}</Button>
        </div>
      )}
      {waiting && !mine && <p class="hint thing-hint">{t("transfer.hint", { who })}</p>}
    </div>
  );
}

function transferState(x: Transfer, mine: boolean): string {
  const who = nameOf(x.payee?.id ?? "");
  switch (x.state) {
    case State.DONE:
      return mine ? t("state.accepted.you") : t("state.accepted", { who });
    case State.RETURNED:
      return mine ? t("state.returned.you") : t("state.returned", { who });
    case State.EXPIRED:
      return t("state.expired");
    default:
      return mine ? t("state.waiting.you") : t("state.waiting", { who });
  }
}

/** Counts down by the server's clock; asks again when the time is over. */
function Left({ until, onOver }: { until: number; onOver: () => void }) {
  const [left, setLeft] = useState(() => until - serverNow());
  useEffect(() => {
    const timer = setInterval(() => setLeft(until - serverNow()), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  const over = left <= 0;
  useEffect(() => {
    if (over) onOver();
  }, [over]);
  return <p class="thing-left num" role="timer" aria-live="off">{t("left", { time: clockOf(left) })}</p>;
}

function RequestSheet({ id }: { id: string }) {
  const { data: r, error, reload, set } = useThing(() => getRequest(id));
  const [busy, run] = useActs<Request>(set);
  if (!r) return <Loading error={error} reload={reload} />;
  const payee = r.payee?.id ?? "";
  const payer = r.payer?.id ?? "";
  const waiting = r.state === State.WAITING;
  const state = waiting ? t("request.waiting") : r.state === State.DONE ? t("request.paid") : r.state === State.RETURNED ? t("request.declined") : t("request.cancelled");
  const asks = payer === myId.value ? t("request.you", { who: nameOf(payee) }) : payee === myId.value ? t("request.by", { who: nameOf(payer) }) : t("request.other", { who: nameOf(payee), whom: nameOf(payer) });
  return (
    <div class="thing">
      <Stand icon={waiting ? "hourglass" : r.state === State.DONE ? "check" : "close"} tone={waiting ? undefined : r.state === State.DONE ? "good" : "over"} text={waiting ? asks : state}>
        <Figure amount={amountOf(r.amount)} />
      </Stand>
      <Facts rows={[[t("label.from"), <Who id={payee} />], [t("note"), r.note], [t("asked.at"), divider(ms(r.atMs))], [t("ended.at"), r.endedAtMs ? divider(ms(r.endedAtMs)) : ""]]} />
      {waiting && payer === myId.value && (
        <div class="thing-acts">
          <Button size="large" wide busy={busy === "pay"} disabled={!!busy} onClick={() => run("pay", () => payRequestOf(r))}>{t("pay", { amount: formatAmount(amountOf(r.amount)) })}</Button>
          <Button kind="quiet" wide busy={busy === "decline"} disabled={!!busy} onClick={() => run("decline", () => declineRequestOf(r))}>{t("decline")}</Button>
        </div>
      )}
      {waiting && payee === myId.value && <div class="thing-acts"><Button kind="quiet" wide busy={!!busy} onClick={() => run("cancel", () => cancelRequestOf(r))}>{t("cancel")}</Button></div>}
    </div>
  );
}
