import { loadWallet, mainCurrency, wallet } from "../wallet/state";

/** The currency of the caller's wallet, the deployment's; asked for when it is not known yet. */
export async function currency(): Promise<string> {
  if (!wallet.peek()) await loadWallet();
  return mainCurrency();
}
