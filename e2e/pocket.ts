// What people do with money inside of a conversation, and what gives them some.
import type { Locator } from 'playwright-core';
import { tab } from './people';
import { pin } from './purse';
import type { Person } from './stage';
import { composer } from './talk';

/** Calls the server as the page of a person would, in JSON: for what a journey needs and is not about. */
async function call<T>(p: Person, method: string, request: object): Promise<T> {
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

/** What a person can spend, in rupiah, as the server says. */
export async function balance(p: Person): Promise<number> {
  const { wallet } = await call<{ wallet: { balances?: { available?: { minor?: string } }[] } }>(p, 'alun.wallet.v1.WalletService/GetWallet', {});
  return Number(wallet.balances?.[0]?.available?.minor ?? 0);
}

/** Tops a wallet up by the sandbox bank and waits for the money. */
export async function fund(p: Person, minor: number): Promise<void> {
  const { account } = await call<{ account: { id: string } }>(p, 'alun.bank.v1.BankService/LinkAccount', { bankId: 'sandbox', number: '1234567890', holder: p.name });
  const clientId = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  await call(p, 'alun.bank.v1.BankService/TopUp', { clientId, accountId: account.id, amount: { minor: String(minor), currency: 'IDR' } });
  for (let tries = 0; tries < 200; tries++) {
    if ((await balance(p)) >= minor) return;
    await p.page.waitForTimeout(100);
  }
  throw new Error(`${p.name}'s top-up never arrived`);
}

/** Sets the payment PIN without the page. */
export async function givePin(p: Person): Promise<void> {
  await call(p, 'alun.wallet.v1.WalletService/SetPin', { pin });
}

/** A group of friends, opened by its maker. */
export async function makeGroup(p: Person, name: string, friends: readonly Person[]): Promise<void> {
  await tab(p, 'Chats');
  await p.page.getByRole('button', { name: 'New', exact: true }).click();
  await p.page.getByRole('menuitem', { name: 'New group' }).click();
  for (const f of friends) await p.page.getByRole('dialog').getByText(f.name, { exact: true }).click();
  await p.page.getByRole('button', { name: /^Next/ }).first().click();
  await p.page.getByLabel('Group name').fill(name);
  await p.page.getByRole('button', { name: 'Create group' }).click();
  await composer(p).waitFor();
}

/** Chooses something of the composer's "+". */
export async function openPlus(p: Person, item: string): Promise<void> {
  await p.page.getByRole('button', { name: 'Attach' }).click();
  await p.page.getByRole('dialog', { name: 'Attach' }).getByRole('button', { name: item, exact: true }).click();
}

/** What a card of money shows to the eye. */
export const says = (card: Locator): Locator => card.locator('.money-card-text');

/** "Rp 12,500" as a number. */
export const rupiah = (text: string): number => Number(text.replace(/\D/g, ''));
