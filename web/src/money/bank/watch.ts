// Movements that were still open when somebody left their page: how they end is told wherever one is by then.
import type { Move } from "../../gen/alun/bank/v1/bank_pb";
import { nudges } from "../../lib/changes";
import { path } from "../../lib/router";
import { toast } from "../../lib/toast";
import { owner } from "../wallet/state";
import { bank, isOpen, State, told } from "./state";

/** At most so many are followed; the oldest is given up. */
const most = 20;

const open = new Map<string, string>(); // movement: whose
let following = false;

/** Follows an open movement until the bank has decided. */
export function watch(m: Move): void {
  if (!isOpen(m)) return void open.delete(m.id);
  open.set(m.id, owner.peek());
  if (open.size > most) open.delete(open.keys().next().value!);
  if (following) return;
  following = true;
  let seen = nudges("wallet").peek();
  nudges("wallet").subscribe((n) => {
    if (n !== seen) void ask();
    seen = n;
  });
}

async function ask(): Promise<void> {
  for (const [id, whose] of [...open]) {
    if (whose !== owner.peek()) {
      open.delete(id);
      continue;
    }
    const move = await bank.getMove({ id }).then((r) => r.move, () => undefined); // the next nudge asks again
    if (!move || isOpen(move) || !open.delete(id)) continue;
    if (path.value !== `/me/bank/moves/${id}`) toast(told(move), { tone: move.state === State.DONE ? "good" : "bad" });
  }
}
