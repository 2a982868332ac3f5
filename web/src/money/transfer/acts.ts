// What people do with transfers, requests and split bills: each act once, never while offline, said when it is done.
import { State, type Request, type Split, type Transfer } from "../../gen/alun/transfer/v1/transfer_pb";
import { confirm } from "../../kit";
import { explain } from "../../lib/errors";
import { link } from "../../lib/link";
import { toast } from "../../lib/toast";
import { myId } from "../../social/chat/state/hub";
import { faceOf, nameOf, takePeople } from "../../social/chat/state/people";
import { personOf } from "../../social/chat/sync/wire";
import { agree, type Agreement } from "../agree";
import { formatAmount, type Amount } from "../amount";
import { isUnknown, Sending } from "../sending";
import { transfers } from "./service";
import { t } from "./words";

type People = { payer?: Transfer["payer"]; payee?: Transfer["payee"]; maker?: Split["maker"]; shares?: Split["shares"] };
function known<T extends People>(x: T): T {
  takePeople([x.payer, x.payee, x.maker, ...(x.shares ?? []).map((s) => s.person)].flatMap((p) => (p ? [personOf(p)] : [])));
  return x;
}

export const getTransfer = async (id: string) => known((await transfers.getTransfer({ id })).transfer!);
export const getRequest = async (id: string) => known((await transfers.getRequest({ id })).request!);
export const getSplit = async (id: string) => known((await transfers.getSplit({ id })).split!);

/** Amounts are always there; the wire cannot say so. */
export const amountOf = (a: Amount | undefined): Amount => a ?? { minor: 0n, currency: "" };

/** Does something that is harmless twice. undefined when it did not happen, or nobody knows: why not has been said. */
async function act<T>(call: () => Promise<T>): Promise<T | undefined> {
  if (link.peek() === "offline") {
    toast(t("offline"), { tone: "bad" });
    return undefined;
  }
  try {
    return await call();
  } catch (e) {
    toast(isUnknown(e) ? t("unknown") : explain(e), { tone: "bad" });
    return undefined;
  }
}

export async function acceptTransfer(x: Transfer): Promise<Transfer | undefined> {
  const r = await act(() => transfers.acceptTransfer({ id: x.id }));
  if (r) toast(t("done.accept", { amount: formatAmount(amountOf(x.amount)) }), { tone: "good" });
  return r?.transfer;
}

export async function returnTransfer(x: Transfer): Promise<Transfer | undefined> {
  const amount = formatAmount(amountOf(x.amount));
  const who = nameOf(x.payer!.id);
  if (!(await confirm({ title: t("return.title", { amount, who }), text: t("return.text"), yes: t("return") }))) return undefined;
  const r = await act(() => transfers.returnTransfer({ id: x.id }));
  if (r) toast(t("done.return", { amount, who }), { tone: "good" });
  return r?.transfer;
}

/** Payments under way or without an answer, by what they pay: tapped again it is the same payment. */
const sendings = new Map<string, Sending<unknown>>();

async function pay<T>(key: string, what: Omit<Agreement, "clientId">, call: (clientId: Uint8Array<ArrayBuffer>, grant: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T | undefined> {
  if (link.peek() === "offline") {
    toast(t("offline"), { tone: "bad" });
    return undefined;
  }
  const sending = (sendings.get(key) ?? new Sending()) as Sending<T>;
  sendings.set(key, sending);
  const done = await sending.run({ agree: (clientId) => agree({ ...what, clientId }), call });
  if (done.is === "unknown") toast(t("unknown"), { tone: "bad" });
  else sendings.delete(key);
  if (done.is === "refused") toast(explain(done.error), { tone: "bad" });
  if (done.is !== "done") return undefined;
  toast(t("done.pay", { amount: formatAmount(what.amount) }), { tone: "good" });
  return done.answer;
}

export async function payRequestOf(r: Request): Promise<Request | undefined> {
  const who = r.payee!.id;
  const lines = r.note ? [{ label: t("note"), value: r.note }] : [];
  const done = await pay(`request/${r.id}`, { kind: "request", amount: amountOf(r.amount), payeeId: r.id, title: t("agree.request", { who: nameOf(who) }), face: faceOf(who), lines }, (clientId, grant) => transfers.payRequest({ clientId, id: r.id, grant }));
  return done?.request;
}

export async function declineRequestOf(r: Request): Promise<Request | undefined> {
  const who = nameOf(r.payee!.id);
  const amount = formatAmount(amountOf(r.amount));
  if (!(await confirm({ title: t("decline.title", { who }), text: t("decline.text", { amount }), yes: t("decline"), danger: true }))) return undefined;
  const done = await act(() => transfers.declineRequest({ id: r.id }));
  if (done) toast(t("done.decline"));
  return done?.request;
}

export async function cancelRequestOf(r: Request): Promise<Request | undefined> {
  const done = await act(() => transfers.cancelRequest({ id: r.id }));
  if (done) toast(t("done.cancel"));
  return done?.request;
}

/** The caller's own share, if any. */
export const myShare = (s: Split) => s.shares.find((x) => x.person?.id === myId.peek());

export async function payShareOf(s: Split): Promise<Split | undefined> {
  const mine = myShare(s);
  if (!mine || mine.paidAtMs || s.state !== State.WAITING) return undefined;
  const who = s.maker!.id;
  const lines = s.note ? [{ label: t("note"), value: s.note }] : [];
  const done = await pay(`split/${s.id}`, { kind: "split", amount: amountOf(mine.amount), payeeId: s.id, title: t("agree.split", { who: nameOf(who) }), face: faceOf(who), lines }, (clientId, grant) => transfers.payShare({ clientId, id: s.id, grant }));
  return done?.split;
}

export async function remindOf(s: Split): Promise<Split | undefined> {
  const done = await act(() => transfers.remindSplit({ id: s.id }));
  if (done) toast(t("done.remind"), { tone: "good" });
  return done?.split;
}

export async function closeSplitOf(s: Split): Promise<Split | undefined> {
  if (!(await confirm({ title: t("close.title"), text: t("close.text"), yes: t("close"), danger: true }))) return undefined;
  const done = await act(() => transfers.closeSplit({ id: s.id }));
  if (done) toast(t("done.close"));
  return done?.split;
}
