// Money in the pockets of people whose journey is not about how it got there: by the server's own calls.
import { pin } from './purse';
import type { Person } from './stage';

/** Calls the server as the page of a person would, in JSON: for what a journey needs and is not about. */
export async function call<T>(p: Person, method: string, request: object): Promise<T> {
  const [ok, answer] = await p.page.evaluate(
    async ([method, body]) => {
      const r = await fetch(`/u/0/${method}`, { method: 'POST', headers: { 'content-type': 'application/json', 'connect-protocol-version': '1' }, body });
      return [r.ok, await r.text()] as const;
    },
    [method, JSON.stringify(request)] as const,
  );
  if (!ok) throw new Error(`${method}: ${answer}`);
  return JSON.parse(answer) as T;
}

const clientId = () => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');

/** Tops a wallet up by the sandbox bank, by all of rupiah or by some of it, and waits until it holds rupiah. */
export async function fund(p: Person, rupiah: number, by = rupiah): Promise<void> {
  const { account } = await call<{ account: { id: string } }>(p, 'alun.bank.v1.BankService/LinkAccount', { bankId: 'sandbox', number: String(Date.now()), holder: p.name });
  await call(p, 'alun.bank.v1.BankService/TopUp', { clientId: clientId(), accountId: account.id, amount: { minor: String(by), currency: 'IDR' } });
  for (let tries = 0; tries < 200; tries++) {
    if ((await balance(p)) >= rupiah) return;
    await p.page.waitForTimeout(100);
  }
  throw new Error(`${p.name}'s top-up never arrived`);
}

/** Sets the payment PIN, and up to how many rupiah a payment by code goes without it. */
export async function setPin(p: Person, without = 0): Promise<void> {
  await call(p, 'alun.wallet.v1.WalletService/SetPin', { pin });
  if (without > 0) await setNoPinLimit(p, without);
}

/** Sets up to how many rupiah a payment by code goes without the PIN. */
export async function setNoPinLimit(p: Person, rupiah: number): Promise<void> {
  await call(p, 'alun.wallet.v1.WalletService/SetNoPinLimit', { limit: { minor: String(rupiah), currency: 'IDR' }, pin });
}

/** What a person can spend, in rupiah, as the server says. */
export async function balance(p: Person): Promise<number> {
  const { wallet } = await call<{ wallet: { balances?: { available?: { minor?: string } }[] } }>(p, 'alun.wallet.v1.WalletService/GetWallet', {});
  return Number(wallet.balances?.[0]?.available?.minor ?? 0);
}
