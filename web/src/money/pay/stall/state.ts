// An open stall's till as this page knows it: the stall, its payments, and what to call out.
import { useEffect, useRef, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import type { Payment, Stall } from "../../../gen/alun/pay/v1/pay_pb";
import { announce } from "../../../lib/announce";
import { nudges } from "../../../lib/changes";
import { toastError } from "../../../lib/errors";
import { speakAmount, type Amount } from "../../amount";
import { isPaid, merged, newlyPaid } from "../payment/state";
import { pay } from "../service";
import { t } from "../words";
import { sayAmount } from "./speech";

/** Grows when the list of stalls has changed. */
export const stallsChanged = signal(0);

const pageSize = 30;
/** At most this many are called out after a break; the newest say enough. */
const mostCalled = 3;

export interface Till {
  stall?: Stall;
  payments?: readonly Payment[];
  /** Older ones can be had. */
  more: boolean;
  /** The payment that came in last while the page was open. */
  last?: Payment;
  error?: unknown;
  reload: () => void;
  older: () => void;
  set: (stall: Stall | undefined) => void;
}

/** The till of a stall, kept up to date while the page is mounted. Calls out what comes in. */
export function useTill(id: string): Till {
  const [stall, setStall] = useState<Stall>();
  const [payments, setPayments] = useState<readonly Payment[]>();
  const [last, setLast] = useState<Payment>();
  const [error, setError] = useState<unknown>();
  const cursor = useRef("");
  const paid = useRef<Set<string>>(undefined);
  const now = useRef<readonly Payment[]>([]);
  const turn = useRef(0);
  const news = nudges(`stall:${id}`).value;

  const put = (list: readonly Payment[]) => {
    now.current = list;
    setPayments(list);
  };
  const reload = async () => {
    const mine = ++turn.current;
    try {
      const [s, page] = await Promise.all([pay.getStall({ id }), pay.listPayments({ stallId: id, limit: pageSize })]);
      if (mine !== turn.current) return;
      setStall(s.stall);
      setError(undefined);
      const { list, gap } = merged(now.current, page.payments);
      if (now.current.length === 0 || gap) cursor.current = page.nextCursor;
      put(list);
      // What was paid before the page opened is not called out.
      if (paid.current) callOut(newlyPaid(paid.current, page.payments));
      paid.current = new Set([...(paid.current ?? []), ...page.payments.filter(isPaid).map((p) => p.id)]);
    } catch (e) {
      if (mine === turn.current) setError(e);
    }
  };
  const callOut = (fresh: readonly Payment[]) => {
    if (fresh.length === 0) return;
    setLast(fresh.at(-1));
    for (const p of fresh.slice(-mostCalled)) {
      sayAmount(p.amount as Amount);
      announce(t("till.came", { amount: speakAmount(p.amount as Amount), name: p.payer?.name ?? "" }));
    }
  };
  const older = () => {
    if (!cursor.current) return;
    pay.listPayments({ stallId: id, cursor: cursor.current, limit: pageSize }).then((page) => {
      cursor.current = page.nextCursor;
      const known = new Set(now.current.map((p) => p.id));
      put([...now.current, ...page.payments.filter((p) => !known.has(p.id))]);
      paid.current = new Set([...(paid.current ?? []), ...page.payments.filter(isPaid).map((p) => p.id)]);
    }, toastError);
  };
  useEffect(() => {
    void reload();
    return () => void turn.current++;
  }, [id, news]);
  useEffect(() => {
    const seen = () => document.visibilityState === "visible" && void reload();
    document.addEventListener("visibilitychange", seen);
    return () => document.removeEventListener("visibilitychange", seen);
  }, [id]);
  return { stall, payments, last, error, more: cursor.current !== "", reload: () => void reload(), older, set: setStall };
}
