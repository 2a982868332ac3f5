// What people do with their hands outside of a conversation. Everything goes through the page as a person would.
import type { Locator } from 'playwright-core';
import type { Person, Stage } from './stage';

export type Tab = 'Chats' | 'Contacts' | 'Discover' | 'Me';

/** The address and handle that a name signs up with. */
export const addressOf = (name: string) => `${name.toLowerCase()}@example.org`;
export const handleOf = (name: string) => `${name.toLowerCase()}_alun`;

/** Asks for a code and uses the one that the page shows, as it does on loopback. */
export async function enterCode(p: Person): Promise<void> {
  await p.page.getByLabel('E-mail address or phone number').fill(addressOf(p.name));
  await p.page.getByRole('button', { name: 'Send me a code' }).click();
  await p.page.getByRole('button', { name: 'Use it' }).click();
}

/** A new account with a name and a handle, arrived at the chats. */
export async function signUp(stage: Stage, name: string, options: Parameters<Stage['person']>[1] = {}): Promise<Person> {
  const p = await stage.person(name, options);
  await enterCode(p);
  await p.page.getByLabel('Name', { exact: true }).fill(name);
  await p.page.getByLabel('Handle (optional)').fill(handleOf(name));
  await p.page.getByText('This handle is free.').waitFor();
  await p.page.getByRole('button', { name: 'Go in' }).click();
  await nav(p).getByRole('link', { name: 'Chats' }).waitFor();
  return p;
}

/** Another window of the same person, signed in with a code of its own: a second device. */
export async function secondDevice(p: Person): Promise<Person> {
  const other = await p.stage.person(p.name);
  await enterCode(other);
  await nav(other).getByRole('link', { name: 'Chats' }).waitFor();
  return other;
}

function nav(p: Person): Locator {
  return p.page.locator('nav.nav');
}

/** Opens the root of a tab. On a phone it first goes back from whatever lies above. */
export async function tab(p: Person, name: Tab): Promise<void> {
  for (let i = 0; i < 6 && p.stage.size.name === 'phone' && (await nav(p).getAttribute('inert')) !== null; i++) {
    await back(p);
  }
  const link = nav(p).getByRole('link', { name });
  await link.click();
  if ((await link.getAttribute('aria-current')) === null) await link.click();
}

/** Presses the topmost page's Back. */
export async function back(p: Person): Promise<void> {
  await p.page.getByRole('button', { name: 'Back' }).last().click();
}

/** One asks by handle, the other accepts. */
export async function befriend(asker: Person, other: Person): Promise<void> {
  await findByHandle(asker, other.name);
  await asker.page.getByRole('button', { name: 'Add as friend' }).click();
  await asker.page.getByRole('button', { name: 'Send request' }).click();
  await notice(asker, 'The request is on its way');
  await acceptFrom(other, asker.name);
}

/** Opens somebody's page by their exact handle. */
export async function findByHandle(p: Person, name: string): Promise<void> {
  await tab(p, 'Contacts');
  await p.page.getByRole('button', { name: 'Add contact' }).or(p.page.getByRole('link', { name: 'Add contact' })).first().click();
  await p.page.getByLabel('Handle or phone number').fill(`@${handleOf(name)}`);
  await p.page.getByRole('button', { name: 'Find', exact: true }).click();
}

/** Accepts the friend request of a person, which arrives by itself. */
export async function acceptFrom(p: Person, name: string): Promise<void> {
  await tab(p, 'Contacts');
  await p.page.getByRole('link', { name: 'New friends' }).click();
  const request = p.page.locator('.request', { hasText: name });
  await request.getByRole('button', { name: 'Accept' }).click();
  await notice(p, 'You are friends now');
}

/** Waits until no notice lies over the page. */
export async function calm(p: Person): Promise<void> {
  await p.page.waitForFunction(() => document.querySelectorAll('.toast').length === 0);
}

/** Waits for a notice that passes by. */
export async function notice(p: Person, text: string): Promise<void> {
  await p.page.getByLabel('Notices').getByText(text).first().waitFor();
}

/** Long press with a finger, or a right click, until a menu shows. */
export async function press(p: Person, on: Locator): Promise<void> {
  await calm(p);
  const menu = p.page.getByRole('menu').last();
  await on.scrollIntoViewIfNeeded();
  if (p.stage.size.name === 'desktop') {
    await on.click({ button: 'right' });
    await menu.waitFor();
    return;
  }
  const box = await on.boundingBox();
  if (!box) throw new Error('nothing to press');
  const point = { x: box.x + Math.min(24, box.width / 2), y: box.y + box.height / 2 };
  const cdp = await p.context.newCDPSession(p.page);
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
  await menu.waitFor();
  await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await cdp.detach();
}

/** Chooses an item of the menu that press opens. */
export async function choose(p: Person, on: Locator, item: string): Promise<void> {
  await press(p, on);
  await p.page.getByRole('menuitem', { name: item, exact: true }).click();
}
