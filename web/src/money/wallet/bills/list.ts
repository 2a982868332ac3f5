// The bills that fit a filter, page by page, kept up to date by the nudge "wallet".
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Bill, ListBillsRequest_Direction as Direction } from "../../../gen/alun/wallet/v1/wallet_pb";
import { nudges } from "../../../lib/changes";
import { knownCurrency, owner, service } from "../state";
import { append, nothing, renew, type Listed } from "./group";

export interface Filter {
  /** Families; empty = all. */
  kinds: readonly string[];
  direction: Direction;
  query: string;
  /** Unix ms; 0 = open. */
  from: number;
  until: number;
  currency: string;
}

/** Lists that were looked at, by owner and filter: they show at once when one comes back, and without a network. */
const kept = new Map<string, Listed>();
const mostKept = 6;

function keep(key: string, known: Listed): void {
  kept.delete(key);
  kept.set(key, known);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
}

/** A bill that a list of the signed-in person knows: its receipt shows at once, and without a network. */
export function knownBill(id: string): Bill | undefined {
  for (const [key, l] of kept) {
    const bill = key.startsWith(owner.peek()) ? (l.waiting.find((b) => b.id === id) ?? l.bills.find((b) => b.id === id)) : undefined;
    if (bill) return bill;
  }
  return undefined;
}

const pageSize = 30;
/** A search may come back empty-handed and not be at the end: so many pages are looked through before somebody is asked. */
const pagesAtOnce = 5;

export interface Bills extends Listed {
  /** first: nothing is known yet. more: an older page is on its way. */
  loading: "" | "first" | "more";
  error: unknown;
  more: () => void;
  reload: () => void;
}

function ask(f: Filter, cursor: string) {
  return service.listBills({
    cursor,
    limit: pageSize,
    currency: f.currency || knownCurrency(),
    kinds: [...f.kinds],
    direction: f.direction,
    query: f.query.trim(),
    fromMs: BigInt(f.from),
    untilMs: BigInt(f.until),
  });
}

/** Follows the bills of a filter while the component is mounted. */
export function useBills(filter: Filter): Bills {
  const key = JSON.stringify(filter);
  const [state, setState] = useState<{ key: string; known?: Listed; loading: Bills["loading"]; error?: unknown }>({ key, loading: "first" });
  const now = useRef({ filter, turn: 0, known: undefined as Listed | undefined, busy: false });
  now.current.filter = filter;

  const run = useCallback(async (how: "anew" | "again" | "more") => {
    const n = now.current;
    if (how === "more" && (n.busy || !n.known?.cursor)) return;
    const turn = ++n.turn;
    const forKey = JSON.stringify(n.filter);
    if (how === "anew") {
      n.known = kept.get(owner.peek() + forKey);
      if (n.known) how = "again";
    }
    n.busy = true;
    setState((s) => ({ key: forKey, known: n.known, loading: n.known ? (how === "more" ? "more" : s.loading) : "first" }));
    try {
      let known = n.known;
      for (let i = 0; i < pagesAtOnce; i++) {
        const page = await ask(n.filter, how === "more" || i > 0 ? (known?.cursor ?? "") : "");
        if (turn !== n.turn) return;
        known = how === "again" && i === 0 && known ? renew(known, page.bills, page.nextCursor) : append(known ?? nothing, page.bills, page.nextCursor);
        if (page.bills.length > 0 || !page.nextCursor) break;
      }
      n.known = known;
      if (known) keep(owner.peek() + forKey, known);
      setState({ key: forKey, known, loading: "" });
    } catch (error) {
      if (turn === n.turn) setState({ key: forKey, known: n.known, loading: "", error });
    }
    n.busy = false;
  }, []);

  useEffect(() => void run("anew"), [key]);
  useEffect(() => {
    let seen = nudges("wallet").peek();
    const off = nudges("wallet").subscribe((v) => {
      if (v !== seen) void run("again");
      seen = v;
    });
    const online = () => void run("again");
    addEventListener("online", online);
    return () => {
      off();
      removeEventListener("online", online);
      now.current.turn++;
    };
  }, []);
  const fits = state.key === key;
  return {
    ...(fits ? (state.known ?? nothing) : nothing),
    loading: fits ? state.loading : "first",
    error: fits ? state.error : undefined,
    more: () => void run("more"),
    reload: () => void run(now.current.known ? "again" : "anew"),
  };
}
