// Which code the page shows: a fresh one from the server each minute, or one of those kept when there is no network.
import { signal } from "@preact/signals";
import { failureOf } from "../../../lib/errors";
import { link } from "../../../lib/link";
import { alive, inOurTime, needsNew, nextAt, type Code } from "../codes";
import { canKeep, keepCodes, keptCodes, takeCode } from "../code-store";
import { pay } from "../service";

export type Shown =
  | { is: "loading" }
  | { is: "online"; code: Code; since: number }
  /** Without a network: how many more there are after this one. */
  | { is: "offline"; code: Code; left: number }
  /** Without a network and without a code left. */
  | { is: "none" }
  | { is: "failed"; error: unknown };

export const shown = signal<Shown>({ is: "loading" });

let turn = 0;
let timer = 0;
/** Calls one after another: each new code makes the one before worthless, so their order at the server must be ours. */
let asking: Promise<unknown> = Promise.resolve();
/** The code taken out for being shown without a network; it stays when the tab is hidden for a while. */
let held: { code: Code; left: number } | undefined;

/** Shows a code and goes on doing so until hideCode. another: not the one that was taken out before, which a till may have used. */
export async function nextCode(another = false): Promise<void> {
  const mine = ++turn;
  if (another) held = undefined;
  clearTimeout(timer);
  const show = (s: Shown) => {
    if (mine === turn) shown.value = s;
  };
  if (link.peek() === "offline") return show(await offline());
  try {
    let asked = Date.now();
    const call = asking.catch(() => undefined).then(() => {
      if (mine !== turn) return undefined;
      asked = Date.now();
      return pay.issueCodes({ offline: false });
    });
    asking = call;
    const got = await call;
    if (!got) return;
    const code = inOurTime(got.codes, got.nowMs, asked)[0];
    if (!code) return show({ is: "none" });
    held = undefined;
    show({ is: "online", code, since: asked });
    if (mine === turn) timer = window.setTimeout(() => void nextCode(), Math.max(1_000, nextAt(code) - Date.now()));
    refill().catch(() => undefined); // tried again with the next code
  } catch (e) {
    // What is shown stays while it is good: a till may be reading it.
    const now = shown.peek();
    if (now.is === "online" && alive([now.code], Date.now()).length) {
      if (mine === turn) timer = window.setTimeout(() => void nextCode(), 1_000);
      return;
    }
    show(failureOf(e).code === "offline" ? await offline() : { is: "failed", error: e });
  }
}

async function offline(): Promise<Shown> {
  if (!held || alive([held.code], Date.now()).length === 0) {
    const { code, left } = await takeCode(Date.now()).catch(() => ({ code: undefined, left: 0 }));
    held = code && { code, left };
  }
  return held ? { is: "offline", ...held } : { is: "none" };
}

/** Keeps a set for times without a network. */
async function refill(): Promise<void> {
  if (!canKeep || !needsNew(await keptCodes(Date.now()), Date.now())) return;
  const asked = Date.now();
  const got = await pay.issueCodes({ offline: true });
  await keepCodes(inOurTime(got.codes, got.nowMs, asked));
}

/** Takes the code away: the page is gone or the tab is hidden. */
export function hideCode(): void {
  turn++;
  clearTimeout(timer);
  shown.value = { is: "loading" };
}
