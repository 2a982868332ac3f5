// The caller's wallet as the server last told it. Whoever shows money reads it; a nudge "wallet" asks again.
import { computed, effect, signal } from "@preact/signals";
import { WalletService, type Wallet } from "../../gen/alun/wallet/v1/wallet_pb";
import { nudges } from "../../lib/changes";
import { client } from "../../lib/rpc";
import { me } from "../../social/account/session";
import { zero, type Amount } from "../amount";

export const service = client(WalletService);

/** Whose wallet it is. What is kept of one person is forgotten when somebody else signs in on the same page. */
export const owner = computed(() => me.value?.person?.id ?? "");

/** undefined: not known yet. */
export const wallet = signal<Wallet | undefined>(undefined);
/** What the last try threw, if it failed; an earlier wallet stays. */
export const walletError = signal<unknown>(undefined);

let turn = 0;

/** Asks the server; a late answer of an earlier call is dropped. Never throws: walletError holds why not. */
export async function loadWallet(): Promise<Wallet | undefined> {
  follow();
  const mine = ++turn;
  try {
    const answer = await service.getWallet({});
    if (mine === turn) setWallet(answer.wallet);
  } catch (e) {
    if (mine === turn) walletError.value = e;
  }
  return wallet.value;
}

/** Takes the wallet that another call answered with. */
export function setWallet(next: Wallet | undefined): void {
  if (!next) return;
  turn++;
  wallet.value = next;
  walletError.value = undefined;
}

let following = false;

/** Begins to ask again whenever something moved; idle until somebody has shown interest. */
function follow(): void {
  if (following) return;
  following = true;
  let seen = nudges("wallet").peek();
  effect(() => {
    const n = nudges("wallet").value;
    if (n !== seen) void loadWallet();
    seen = n;
  });
  let whose = owner.peek();
  effect(() => {
    if (owner.value === whose) return;
    whose = owner.value;
    turn++;
    wallet.value = undefined;
  });
  window.addEventListener("online", () => void loadWallet());
}

/** The currency of this deployment; IDR until it is known. */
export function mainCurrency(): string {
  return knownCurrency() || "IDR";
}

/** For a call that names a currency: empty until it is known, which means the deployment's. */
export function knownCurrency(): string {
  return wallet.value?.balances[0]?.available?.currency ?? "";
}

/** What can be spent now in a currency. */
export function available(currency = mainCurrency()): Amount {
  return wallet.value?.balances.find((b) => b.available?.currency === currency)?.available ?? zero(currency);
}
