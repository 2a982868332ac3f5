// What people do with their hands inside of a conversation.
import type { Locator } from 'playwright-core';
import { tab } from './people';
import type { Person } from './stage';

/** Opens the chat whose row carries this name. */
export async function openChat(p: Person, name: string): Promise<void> {
  await tab(p, 'Chats');
  await row(p, name).click();
  await composer(p).waitFor();
}

/** Opens the chat with a friend from the friend's page. */
export async function writeTo(p: Person, name: string): Promise<void> {
  await tab(p, 'Contacts');
  await p.page.getByRole('link', { name }).first().click();
  await p.page.getByRole('button', { name: 'Message', exact: true }).or(p.page.getByRole('link', { name: 'Message', exact: true })).click();
  await composer(p).waitFor();
}

/** The row of a chat in the list. */
export function row(p: Person, name: string): Locator {
  return p.page.locator('a.chat-row', { hasText: name });
}

export function composer(p: Person): Locator {
  return p.page.getByRole('textbox', { name: 'Write a message' });
}

/** Writes and sends: Enter on a desktop, the button on a phone. */
export async function say(p: Person, text: string): Promise<void> {
  await composer(p).fill(text);
  if (p.stage.size.name === 'desktop') await composer(p).press('Enter');
  else await p.page.getByRole('button', { name: 'Send', exact: true }).click();
  await bubble(p, text).waitFor();
}

/** The bubble that says text. */
export function bubble(p: Person, text: string): Locator {
  return p.page.locator('.messages .bubble', { hasText: text }).last();
}

/** The small mark in a bubble of one's own: "Waiting to be sent", "Sent", "Delivered", "Read". */
export function tick(p: Person, text: string, state: string): Locator {
  return bubble(p, text).getByRole('img', { name: state });
}

/** The texts in the conversation's window, oldest first. */
export async function texts(p: Person): Promise<string[]> {
  return p.page.locator('.messages .bubble .said').allInnerTexts();
}
