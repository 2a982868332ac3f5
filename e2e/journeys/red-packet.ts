import assert from 'node:assert/strict';
import { befriend, signUp } from '../people';
import { fund, givePin, makeGroup, openPlus, rupiah, says } from '../pocket';
import { enterPin } from '../purse';
import { journey, type Person } from '../stage';
import { openChat, writeTo } from '../talk';

/** The card of the newest red packet in the conversation. */
const card = (p: Person) => p.page.locator('.money-card.is-packet').last();
const stageOf = (p: Person) => p.page.locator('dialog.packet-stage[open]');
const lines = (p: Person) => p.page.locator('.messages .house-line.is-link').allInnerTexts();

journey('a lucky red packet that four open at once', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  const others = [await signUp(stage, 'Budi'), await signUp(stage, 'Citra'), await signUp(stage, 'Dewi')];
  for (const p of others) await befriend(ayu, p);
  await fund(ayu, 200_000);
  await givePin(ayu);
  await makeGroup(ayu, 'Arisan', others);

  await openPlus(ayu, 'Red packet');
  const sheet = ayu.page.getByRole('dialog', { name: 'Red packet' });
  await sheet.locator('.amount-field').fill('50000');
  await sheet.getByRole('button', { name: 'All 4' }).click();
  await sheet.getByLabel('Greeting').fill('Selamat tahun baru');
  await sheet.locator('.cover-choice', { hasText: 'Lanterns' }).click();
  assert.ok(await sheet.getByRole('radio', { name: 'Lanterns' }).isChecked());
  await ayu.shot('make');
  await ayu.accessible('making a red packet');
  await sheet.getByRole('button', { name: /^Put Rp/ }).click();
  await enterPin(ayu);
  await says(card(ayu)).getByText('Selamat tahun baru').waitFor();

  const four = [ayu, ...others];
  for (const p of others) await openChat(p, 'Arisan');
  await Promise.all(four.map((p) => card(p).getByRole('button').click()));
  await Promise.all(four.map((p) => stageOf(p).getByRole('button', { name: 'Open', exact: true }).waitFor()));
  await others[0]!.shot('envelope');
  await others[0]!.accessible('an envelope');
  await Promise.all(four.map((p) => stageOf(p).getByRole('button', { name: 'Open', exact: true }).click()));
  await Promise.all(four.map((p) => stageOf(p).getByText('It is in your wallet').waitFor()));

  // Everybody has one share, together they are what was put in, and the largest has the crown.
  const last = others[2]!;
  await stageOf(last).getByRole('button', { name: 'Close' }).click();
  await says(card(last)).getByText(/^Opened · Rp/).waitFor();
  await card(last).getByRole('button').click();
  await stageOf(last).getByText(/^All 4 opened in /).waitFor();
  const shares = await stageOf(last).locator('.packet-share').evaluateAll((rows) =>
    rows.map((r) => ({ who: r.querySelector('.packet-share-name')!.textContent!, amount: r.querySelector('.packet-share-amount > [aria-hidden]')!.textContent!, crown: !!r.querySelector('.packet-crown') })),
  );
  assert.deepEqual(shares.map((s) => s.who).sort(), ['Ayu', 'Budi', 'Citra', 'You']);
  const amounts = shares.map((s) => rupiah(s.amount));
  assert.equal(amounts.reduce((a, b) => a + b), 50_000);
  assert.ok(amounts.every((a) => a > 0));
  assert.deepEqual(shares.filter((s) => s.crown).map((s) => rupiah(s.amount)), [Math.max(...amounts)]);
  await last.shot('list');
  await last.accessible('who got what');

  await stageOf(last).getByRole('button', { name: 'How was this drawn?' }).click();
  await stageOf(last).locator('.proof-result[data-verified="true"]').getByText('It fits.').waitFor();
  assert.equal(await stageOf(last).locator('.proof-checks .is-good').count(), 4, 'the browser had noted the seal while the packet was open');
  await last.shot('proof');
  await last.accessible('how it was drawn');
  await stageOf(last).getByRole('button', { name: 'Back' }).click();
  await stageOf(last).getByRole('button', { name: 'My red packets' }).click();
  await last.page.getByText('1 packet', { exact: true }).waitFor();
  await stageOf(last).waitFor({ state: 'detached' }); // it covers nothing of the page that it led to
  await last.shot('year');
  await last.accessible('the year of red packets');

  // A line for each opening: the sender has all of them, an opener his own.
  await stageOf(ayu).getByRole('button', { name: 'Close' }).click();
  await ayu.page.getByText('Your red packet was all taken in').waitFor();
  const told = await lines(ayu);
  for (const who of ['Budi', 'Citra', 'Dewi']) assert.ok(told.includes(`${who} opened your red packet.`), `${told.join(' / ')} lacks ${who}`);
  assert.ok(told.includes('You opened your own red packet.'));
  await stageOf(others[0]!).getByRole('button', { name: 'Close' }).click();
  await says(card(others[0]!)).getByText(/^Opened/).waitFor();
  assert.deepEqual(await lines(others[0]!), ['You opened the red packet of Ayu.']);
  await ayu.shot('after');
  await ayu.accessible('a red packet that is over');
});

journey('a red packet for one alone, one that comes too late, and none without a network', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  const [budi, citra] = [await signUp(stage, 'Budi'), await signUp(stage, 'Citra')];
  for (const p of [budi, citra]) await befriend(ayu, p);
  await fund(ayu, 100_000);
  await givePin(ayu);
  await makeGroup(ayu, 'Futsal', [budi, citra]);
  await openChat(budi, 'Futsal');
  await openChat(citra, 'Futsal');

  await openPlus(ayu, 'Red packet');
  const sheet = ayu.page.getByRole('dialog', { name: 'Red packet' });
  await sheet.getByText('Exclusive', { exact: true }).click();
  await sheet.getByRole('button', { name: 'Choose a member' }).click();
  await ayu.page.getByRole('dialog', { name: 'Choose a member' }).getByText('Budi', { exact: true }).click();
  await sheet.locator('.amount-field').fill('7000');
  await ayu.context.setOffline(true);
  await sheet.getByRole('button', { name: /^Put Rp/ }).click();
  await sheet.getByText('Money is only sent while there is a connection').waitFor();
  await ayu.shot('refused-offline');
  await ayu.context.setOffline(false);
  await sheet.getByRole('button', { name: /^Put Rp/ }).click();
  await enterPin(ayu);
  await says(card(ayu)).getByText('For Budi').waitFor();

  await card(citra).getByRole('button').click();
  await stageOf(citra).getByText('Only Budi can open it.').waitFor();
  await citra.shot('not-yours');
  await stageOf(citra).getByRole('button', { name: 'Close' }).click();
  await says(card(budi)).getByText('For you alone').waitFor();
  await budi.context.setOffline(true);
  await card(budi).getByRole('button').click();
  await stageOf(budi).getByText('No connection to the server').waitFor();
  await budi.context.setOffline(false);
  await stageOf(budi).getByRole('button', { name: 'Try again' }).click();
  // Two taps are one opening.
  await stageOf(budi).getByRole('button', { name: 'Open', exact: true }).dblclick();
  await stageOf(budi).getByText('It is in your wallet').waitFor();
  await stageOf(budi).getByText(/^Opened after /).waitFor();
  await stageOf(budi).getByRole('button', { name: 'Close' }).click();

  await openPlus(ayu, 'Red packet');
  await sheet.locator('.amount-field').fill('9000');
  await sheet.getByText('Equal', { exact: true }).click();
  await sheet.getByText('Total', { exact: true }).waitFor({ state: 'detached' });
  await sheet.getByRole('button', { name: 'One fewer' }).click();
  await sheet.getByRole('button', { name: 'One fewer' }).click();
  await sheet.getByRole('button', { name: 'Put Rp 9,000 into the envelope' }).click();
  await enterPin(ayu);
  await says(card(ayu)).getByText('Open', { exact: true }).waitFor();
  await says(card(budi)).getByText('Open', { exact: true }).waitFor();
  // By keys alone: the coin has the focus as soon as the envelope is there, and closing gives it back to the card.
  await card(budi).getByRole('button').press('Enter');
  await stageOf(budi).locator('.coin:focus:not([aria-disabled])').waitFor();
  await budi.page.keyboard.press('Enter');
  await stageOf(budi).getByText('It is in your wallet').waitFor();
  await budi.page.keyboard.press('Escape');
  await stageOf(budi).waitFor({ state: 'detached' });
  await budi.page.locator('.money-card.is-packet button:focus').waitFor();
  // The browser's Back leaves the envelope with its chat, rather than leaving it open over another page.
  await card(budi).getByRole('button').press('Enter');
  await stageOf(budi).getByText('It is in your wallet').waitFor();
  await budi.page.goBack();
  await stageOf(budi).waitFor({ state: 'detached' });
  await says(card(citra)).getByText('Open', { exact: true }).waitFor();
  await card(citra).getByRole('button').click();
  await stageOf(citra).getByText('You were too late').waitFor();
  await citra.shot('too-late');
  await citra.accessible('too late');
  await stageOf(citra).getByRole('button', { name: 'See who got what' }).click();
  await stageOf(citra).getByText('Budi').first().waitFor();
});

journey('a red packet between two: the other opens it, its sender looks', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await fund(ayu, 50_000);
  await givePin(ayu);
  await writeTo(ayu, 'Budi');
  await openPlus(ayu, 'Red packet');
  const sheet = ayu.page.getByRole('dialog', { name: 'Red packet' });
  await sheet.locator('.amount-field').fill('600000');
  await sheet.getByText('A share can be at most Rp 500,000.').waitFor();
  assert.ok(await sheet.getByRole('button', { name: /^Put Rp/ }).isDisabled());
  await sheet.getByRole('button', { name: 'Rp 20,000', exact: true }).click();
  await ayu.accessible('a red packet for one');
  await sheet.getByRole('button', { name: 'Put Rp 20,000 into the envelope' }).click();
  await enterPin(ayu);
  await says(card(ayu)).getByText('View', { exact: true }).waitFor();
  await card(ayu).getByRole('button').click();
  await stageOf(ayu).getByText('Nobody has opened it yet').waitFor();
  await openChat(budi, 'Ayu');
  await card(budi).getByRole('button').click();
  await stageOf(budi).getByRole('button', { name: 'Open', exact: true }).click();
  await stageOf(budi).getByText('It is in your wallet').waitFor();
  await stageOf(ayu).getByText(/^Opened after /).waitFor(); // while she looks
  await budi.shot('opened');
  assert.deepEqual(await lines(budi), ['You opened the red packet of Ayu.']);
});
