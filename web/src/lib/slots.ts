// Account slots: up to five accounts in one browser, each under its own path /u/<slot>/ with its own
// cookie and its own local database. A page belongs to one slot for its whole life; changing
// the slot is a navigation.
import { signal } from "@preact/signals";

export const maxSlots = 5;
const storedSlots = "alun.slots";
const storedLast = "alun.slot";

/** What the switcher shows of an account without asking the server. */
export interface SlotAccount {
  slot: number;
  id: string;
  name: string;
  handle: string;
  avatar: string;
}

/** The slot and the path inside it: "/u/2/me/devices" is [2, "/me/devices"]; null outside any slot. */
export function parseSlot(pathname: string): [number, string] | null {
  const m = /^\/u\/(\d)(\/.*)?$/.exec(pathname);
  if (!m || Number(m[1]) >= maxSlots) return null;
  return [Number(m[1]), m[2] || "/"];
}

const hasWindow = typeof window !== "undefined";

/** The slot of this page. */
export const slot: number = hasWindow ? (parseSlot(location.pathname)?.[0] ?? 0) : 0;
/** "/u/0": the prefix of every page and call of this slot. */
export const slotBase = `/u/${slot}`;

function readSlots(): SlotAccount[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(storedSlots) ?? "[]");
    return Array.isArray(list) ? list.filter((s): s is SlotAccount => typeof s?.slot === "number" && typeof s?.id === "string") : [];
  } catch {
    return []; // written by something else: start over
  }
}

/** The accounts that are signed in in this browser, by slot. Other tabs keep it up to date. */
export const slotAccounts = signal<SlotAccount[]>(hasWindow ? readSlots() : []);
if (hasWindow) {
  window.addEventListener("storage", (e) => {
    if (e.key === storedSlots) slotAccounts.value = readSlots();
  });
}

function write(list: SlotAccount[]): void {
  slotAccounts.value = list.toSorted((a, b) => a.slot - b.slot);
  localStorage.setItem(storedSlots, JSON.stringify(slotAccounts.value));
}

/** Notes that this account is signed in in its slot. */
export function rememberSlot(account: SlotAccount): void {
  write([...readSlots().filter((s) => s.slot !== account.slot), account]);
  localStorage.setItem(storedLast, String(account.slot));
}

/** Notes that nobody is signed in in this slot. */
export function forgetSlot(n: number): void {
  write(readSlots().filter((s) => s.slot !== n));
}

/** The lowest slot without an account; -1 when all are taken. */
export function freeSlot(accounts: readonly SlotAccount[]): number {
  for (let n = 0; n < maxSlots; n++) if (!accounts.some((s) => s.slot === n)) return n;
  return -1;
}

/** Where to go when the address names no slot: the last one used. */
export function lastSlot(): number {
  const n = Number(localStorage.getItem(storedLast) ?? 0);
  return Number.isInteger(n) && n >= 0 && n < maxSlots ? n : 0;
}

/** Opens another slot in this tab. */
export function openSlot(n: number, path = "/"): void {
  localStorage.setItem(storedLast, String(n));
  location.assign(`/u/${n}${path}`);
}
