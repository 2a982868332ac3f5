// What people do with their hands in the wallet. Everything goes through the page as a person would.
import type { Locator } from 'playwright-core';
import { notice, tab } from './people';
import type { Person } from './stage';

/** The PIN that people of the journeys choose. */
export const pin = '246813';

/** Opens Me → Wallet. */
export async function openWallet(p: Person): Promise<void> {
  await tab(p, 'Me');
  await p.page.getByRole('region', { name: 'Wallet', exact: true }).getByRole('link', { name: /Wallet/ }).click();
  await p.page.getByRole('heading', { name: 'Wallet', exact: true }).waitFor();
}

/** The page of the wallet that lies on top. */
export function top(p: Person): Locator {
  return p.page.locator('.content .layer[data-top="true"], .details .layer[data-top="true"]').last();
}

/** Six digits: tapped on the own keys of a phone, typed at a desktop. */
export async function enterPin(p: Person, digits = pin): Promise<void> {
  const keys = p.page.getByRole('dialog').last().getByRole('group', { name: 'Number keys' });
  await keys.waitFor();
  await p.page.locator('.pin-dots.is-busy').waitFor({ state: 'detached' });
  for (const d of digits) {
    if (p.stage.size.name === 'phone') await keys.getByRole('button', { name: d, exact: true }).tap();
    else await p.page.keyboard.press(d);
  }
}

/** Chooses the first PIN, from the notice in the wallet. */
export async function setPin(p: Person): Promise<void> {
  await openWallet(p);
  await top(p).getByRole('button', { name: 'Choose', exact: true }).click();
  await p.page.getByRole('dialog').getByText('Choose six digits').waitFor();
  await enterPin(p);
  await p.page.getByRole('dialog').getByText('Once more, to be sure').waitFor();
  await enterPin(p);
  await notice(p, 'Your payment PIN is set');
}

/** Types an amount into the field of the page on top: with the own keys under a finger, else with the keyboard. */
export async function enterAmount(p: Person, digits: string, inside: Locator = top(p)): Promise<void> {
  if (p.stage.size.name === 'desktop') {
    await inside.locator('.amount-field').fill(digits);
    return;
  }
  const keys = inside.getByRole('group', { name: 'Number keys' });
  for (const d of digits) await keys.getByRole('button', { name: d, exact: true }).tap();
}

/** Tops up from the sandbox bank, linking an account there when there is none, and waits until the money is in. */
export async function topUp(p: Person, digits: string): Promise<void> {
  await openWallet(p);
  await top(p).getByRole('link', { name: 'Top up' }).click();
  const page = top(p);
  await page.getByRole('heading', { name: 'Top up' }).waitFor();
  const link = page.getByRole('button', { name: 'Link an account' });
  await link.or(page.locator('.amount-field')).first().waitFor();
  if (await link.isVisible()) await linkAccount(p, link);
  await enterAmount(p, digits);
  await page.getByRole('button', { name: /^Top up Rp/ }).click();
  await top(p).getByText('Done', { exact: true }).waitFor();
}

/** Fills in the form that links a bank account. */
export async function linkAccount(p: Person, opener: Locator): Promise<void> {
  await opener.click();
  const sheet = p.page.getByRole('dialog');
  await sheet.getByLabel('Account number').fill('1234 5678 90');
  await sheet.getByRole('button', { name: 'Link', exact: true }).click();
  await notice(p, 'Account linked');
}

/** Makes somebody the operator, with the code that the server printed. */
export async function becomeOperator(p: Person): Promise<void> {
  const code = await p.stage.server.printed(/Setup code: (\S+)/);
  await tab(p, 'Me');
  await p.page.getByText('I have a setup code').click();
  await p.page.getByRole('dialog').getByRole('textbox').fill(code);
  await p.page.getByRole('dialog').getByRole('button').last().click();
  await p.page.getByText("Operator's desk").first().waitFor();
}
