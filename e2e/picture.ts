// The picture at the top of the README: the demo town on a desktop and on a phone, drawn side by side. make shots
import { writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { browser } from './browser';
import { calm } from './people';
import { Server } from './server';
import { desktop, phone, Stage, type Person, type Size } from './stage';
import { row } from './talk';

const target = process.env['ALUN_PICTURE']!;

test('the picture of the README', { timeout: 240_000 }, async () => {
  const server = await Server.start('--demo');
  try {
    const wide = await be(server, desktop, 'Ayu', 'Kabar Pasar');
    const narrow = await be(server, phone, 'Hasan', 'Kabar Pasar');
    await narrow.page.locator('.money-card.is-packet').last().getByRole('button').click();
    await narrow.page.locator('.packet-share').first().waitFor();
    await narrow.page.waitForLoadState('networkidle');
    for (const p of [wide, narrow]) await calm(p);
    await writeFile(target, await compose(await wide.page.screenshot(), await narrow.page.screenshot()));
  } finally {
    await server.close();
  }
});

/** Becomes one of the townspeople and opens one of their chats. */
async function be(server: Server, size: Size, name: string, chat: string): Promise<Person> {
  const stage = new Stage('picture', size, server);
  const p = await stage.person(name, { locale: 'en-GB', scale: 2 });
  await p.page.getByRole('button', { name: `Be ${name}` }).click();
  await row(p, chat).click(); // each of them speaks a language of their own
  await p.page.locator('.composer textarea').blur();
  await p.page.locator('.messages .bubble').last().waitFor();
  await p.page.waitForLoadState('networkidle');
  return p;
}

/** Lays the phone over the desktop's corner, on the colours of the house. */
async function compose(wide: Buffer, narrow: Buffer): Promise<Buffer> {
  const page = await (await browser()).newPage({ viewport: { width: 1480, height: 940 } });
  const data = (b: Buffer) => `data:image/png;base64,${b.toString('base64')}`;
  await page.setContent(`
    <style>
      body { margin: 0; height: 100vh; background: linear-gradient(135deg, #3743b5, #262e80); overflow: hidden; position: relative }
      img { position: absolute; display: block; box-shadow: 0 24px 64px #0008 }
      .wide { left: 56px; top: 56px; width: 1200px; border-radius: 14px }
      .narrow { right: 56px; bottom: 40px; width: 318px; border-radius: 34px; border: 8px solid #14162a }
    </style>
    <img class="wide" src="${data(wide)}"><img class="narrow" src="${data(narrow)}">`);
  await page.evaluate(() => Promise.all([...document.images].map((i) => i.decode())));
  const picture = await page.screenshot();
  await page.close();
  return picture;
}
