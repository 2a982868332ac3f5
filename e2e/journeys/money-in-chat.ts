import assert from 'node:assert/strict';
import { befriend, notice, signUp } from '../people';
import { balance, fund, givePin, makeGroup, openPlus, says } from '../pocket';
import { enterPin } from '../purse';
import { journey, type Person } from '../stage';
import { openChat, row, writeTo } from '../talk';
import { tab } from '../people';

const card = (p: Person, kind: 'transfer' | 'request' | 'split') => p.page.locator(`.money-card.is-${kind}`).last();
const sheet = (p: Person, name: string) => p.page.getByRole('dialog', { name, exact: true });

async function close(p: Person, name: string): Promise<void> {
  await sheet(p, name).getByRole('button', { name: 'Close' }).first().click();
  await sheet(p, name).waitFor({ state: 'hidden' });
}

async function transfer(p: Person, digits: string, note: string): Promise<void> {
  await openPlus(p, 'Transfer');
  await sheet(p, 'Transfer').locator('.amount-field').fill(digits);
  await sheet(p, 'Transfer').getByLabel('Note').fill(note);
  await sheet(p, 'Transfer').getByRole('button', { name: /^Transfer Rp/ }).click();
  await enterPin(p);
  await notice(p, 'Your transfer is in the chat');
}

journey('a transfer is accepted, another one returned', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await fund(ayu, 300_000);
  await givePin(ayu);
  await writeTo(ayu, 'Budi');
  await openPlus(ayu, 'Transfer');
  await sheet(ayu, 'Transfer').getByText('In your wallet: Rp 300,000').waitFor();
  await sheet(ayu, 'Transfer').locator('.amount-field').fill('40000');
  await ayu.shot('make-transfer');
  await ayu.accessible('making a transfer');
  await close(ayu, 'Transfer');
  assert.ok(await ayu.page.getByRole('button', { name: 'Attach' }).evaluate((b) => b === document.activeElement), 'the focus comes back to where it began');

  await transfer(ayu, '40000', 'es teh');
  await says(card(ayu, 'transfer')).getByText('Waiting for Budi').waitFor();
  assert.equal(await balance(ayu), 260_000);
  await tab(budi, 'Chats');
  await row(budi, 'Ayu').getByText('[Transfer] Rp 40,000 es teh').waitFor();
  await openChat(budi, 'Ayu');
  // Going to the chat takes its notice away, which would stay for five seconds.
  await budi.page.locator('.toast', { hasText: '[Transfer]' }).waitFor({ state: 'detached', timeout: 2_500 });
  await says(card(budi, 'transfer')).getByText('Waiting for you to accept').waitFor();
  await budi.accessible('a transfer in a chat');
  // By keyboard on a desktop, by touch on a phone.
  const open = card(budi, 'transfer').getByRole('button', { name: /^Transfer\. 40,000 Indonesian rupiahs\. To you\. es teh\. Waiting for you to accept/ });
  if (stage.size.name === 'desktop') await open.press('Enter');
  else await open.tap();
  await sheet(budi, 'Transfer').getByText(/^(23:59:|24:00:00)\S* left to accept/).waitFor();
  await budi.shot('waiting');
  await budi.accessible('a transfer that waits');
  await sheet(budi, 'Transfer').getByRole('button', { name: 'Accept' }).dblclick();
  await sheet(budi, 'Transfer').getByText('You accepted it').waitFor();
  await close(budi, 'Transfer');
  await says(card(budi, 'transfer')).getByText('Accepted', { exact: true }).waitFor();
  await says(card(ayu, 'transfer')).getByText('Accepted', { exact: true }).waitFor();
  await ayu.page.getByText('Budi accepted your Rp 40,000.').waitFor();
  await budi.page.getByText('You accepted Rp 40,000 from Ayu.').waitFor();
  assert.deepEqual([await balance(ayu), await balance(budi)], [260_000, 40_000]);

  await transfer(ayu, '5000', '');
  await says(card(budi, 'transfer')).getByText('Waiting for you to accept').waitFor();
  await says(card(ayu, 'transfer')).getByText('Waiting for Budi').waitFor();
  await card(ayu, 'transfer').getByRole('button').click();
  await sheet(ayu, 'Transfer').getByText('Budi has 24 hours to accept it.').waitFor();
  await card(budi, 'transfer').getByRole('button').click();
  await sheet(budi, 'Transfer').getByRole('button', { name: 'Return' }).click();
  await budi.page.getByRole('dialog', { name: /^Return Rp 5,000 to Ayu/ }).getByRole('button', { name: 'Return' }).click();
  // The sheet that is open on the other side follows by itself.
  await sheet(ayu, 'Transfer').getByText('Budi returned it').waitFor();
  await ayu.shot('returned');
  assert.deepEqual([await balance(ayu), await balance(budi)], [260_000, 40_000]);
  // What was said survives a reload.
  await ayu.page.reload();
  await says(card(ayu, 'transfer')).getByText('Returned', { exact: true }).waitFor();
});

journey('an answer that was lost moves money once', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await fund(ayu, 100_000);
  await givePin(ayu);
  await writeTo(ayu, 'Budi');
  await openPlus(ayu, 'Transfer');
  await sheet(ayu, 'Transfer').locator('.amount-field').fill('30000');
  // The server does it, and its answer never comes.
  let lost = 0;
  await ayu.page.route('**/SendTransfer', async (route) => {
    await route.fetch();
    lost++;
    await route.abort('connectionreset');
  }, { times: 1 });
  await sheet(ayu, 'Transfer').getByRole('button', { name: /^Transfer Rp/ }).click();
  await enterPin(ayu);
  await sheet(ayu, 'Transfer').getByText('No answer came.').waitFor();
  assert.equal(lost, 1);
  await ayu.shot('unknown');
  assert.ok(await sheet(ayu, 'Transfer').locator('.amount-field').isDisabled(), 'what was asked for cannot be changed while nobody knows');
  await close(ayu, 'Transfer');
  await openPlus(ayu, 'Transfer');
  await sheet(ayu, 'Transfer').getByRole('button', { name: 'Try again' }).click();
  await notice(ayu, 'Your transfer is in the chat');
  assert.equal(await ayu.page.locator('.money-card.is-transfer').count(), 1);
  assert.equal(await balance(ayu), 70_000);
});

journey('a request is paid, another one declined, nothing leaves without a network', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await fund(budi, 100_000);
  await givePin(budi);
  await writeTo(ayu, 'Budi');
  await openChat(budi, 'Ayu');
  const ask = async (digits: string, note: string) => {
    await openPlus(ayu, 'Request');
    await sheet(ayu, 'Request money').locator('.amount-field').fill(digits);
    await sheet(ayu, 'Request money').getByLabel('Note').fill(note);
    await sheet(ayu, 'Request money').getByRole('button', { name: /^Ask for Rp/ }).click();
    await notice(ayu, 'Your request is in the chat');
  };
  await ask('25000', 'tiket kereta');
  await says(card(budi, 'request')).getByText('Ayu asks you').waitFor();
  await budi.shot('request');
  await budi.accessible('a request in a chat');
  await budi.context.setOffline(true);
  await card(budi, 'request').getByRole('button', { name: /^Pay 25,000/ }).click();
  await notice(budi, 'No connection to the server');
  await budi.context.setOffline(false);
  await card(budi, 'request').getByRole('button', { name: /^Pay 25,000/ }).click();
  await enterPin(budi);
  await notice(budi, 'You paid Rp 25,000');
  await says(card(budi, 'request')).getByText('Paid', { exact: true }).waitFor();
  await says(card(ayu, 'request')).getByText('Paid', { exact: true }).waitFor();
  await ayu.page.getByText('Budi paid you the Rp 25,000 that you asked for.').waitFor();
  assert.deepEqual([await balance(ayu), await balance(budi)], [25_000, 75_000]);

  await ask('90000', '');
  await card(budi, 'request').getByRole('button', { name: 'Decline' }).click();
  await budi.page.getByRole('dialog', { name: 'Decline the request of Ayu?' }).getByRole('button', { name: 'Decline' }).click();
  await says(card(ayu, 'request')).getByText('Declined', { exact: true }).waitFor();
  await card(ayu, 'request').getByRole('button').click();
  await sheet(ayu, 'Request').getByText('Declined').waitFor();
  await ayu.accessible('a declined request');
});

journey('a bill is split in a group', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  const [budi, citra] = [await signUp(stage, 'Budi'), await signUp(stage, 'Citra')];
  for (const p of [budi, citra]) {
    await befriend(ayu, p);
    await fund(p, 200_000);
    await givePin(p);
  }
  await makeGroup(ayu, 'Makan', [budi, citra]);
  await openPlus(ayu, 'Split bill');
  const make = sheet(ayu, 'Split a bill');
  await make.locator('.amount-field').fill('100000');
  await make.getByText('It cannot be divided exactly: the first one pays Rp 1 more.').waitFor();
  await make.getByText('By person', { exact: true }).click();
  await make.getByRole('button', { name: 'Budi counts as one more' }).click();
  await make.getByText('Rp 50,000', { exact: true }).waitFor();
  await make.getByLabel('Note').fill('Bakso');
  await ayu.shot('make-split');
  await ayu.accessible('splitting a bill');
  await make.getByRole('button', { name: 'Ask for Rp 75,000' }).click();
  await says(card(ayu, 'split')).getByText('1 of 3 paid').waitFor();

  for (const p of [budi, citra]) await openChat(p, 'Makan');
  await card(budi, 'split').getByRole('button', { name: 'Pay 50,000 Indonesian rupiahs' }).click();
  await enterPin(budi);
  await says(card(ayu, 'split')).getByText('2 of 3 paid').waitFor();
  await ayu.page.getByText('Budi paid their part of the bill: Rp 50,000.').waitFor();
  await card(ayu, 'split').getByRole('button').click();
  await sheet(ayu, 'Split bill').getByText('Rp 75,000 of Rp 100,000 is in').waitFor();
  await ayu.shot('split');
  await ayu.accessible('a split bill');
  await sheet(ayu, 'Split bill').getByRole('button', { name: 'Remind' }).click();
  await citra.page.getByText('Ayu reminds you of your part of the bill: Rp 25,000.').waitFor();
  await sheet(ayu, 'Split bill').getByText('You can remind again').waitFor();

  await card(citra, 'split').getByRole('button', { name: /^Split bill/ }).click();
  await sheet(citra, 'Split bill').getByRole('button', { name: 'Pay Rp 25,000' }).click();
  await enterPin(citra);
  await sheet(citra, 'Split bill').getByText('Everybody has paid').first().waitFor();
  await sheet(ayu, 'Split bill').getByText('Everybody has paid').first().waitFor();
  await close(ayu, 'Split bill');
  await says(card(ayu, 'split')).getByText('Everybody has paid').waitFor();
  assert.deepEqual([await balance(ayu), await balance(budi), await balance(citra)], [75_000, 150_000, 175_000]);

  // By amount, without somebody; and closed before everybody has paid.
  await openPlus(ayu, 'Split bill');
  await make.getByText('By amount', { exact: true }).click();
  await make.getByRole('checkbox', { name: 'Citra' }).uncheck();
  await make.getByRole('button', { name: 'Everybody who is ticked must pay something' }).waitFor();
  await make.getByLabel('Part of You (already paid)').fill('12000');
  await make.getByLabel('Part of Budi').fill('8500');
  await ayu.shot('make-split-amounts');
  await ayu.accessible('a bill by amounts');
  await make.getByRole('button', { name: 'Ask for Rp 8,500' }).click();
  await says(card(ayu, 'split')).getByText('1 of 2 paid', { exact: true }).waitFor();
  await says(card(budi, 'split')).getByText('Your part: Rp 8,500').waitFor();
  await says(card(citra, 'split')).getByText('You are not part of it').waitFor();
  await card(ayu, 'split').getByRole('button').click();
  await sheet(ayu, 'Split bill').getByRole('button', { name: 'Close the bill' }).click();
  await ayu.page.getByRole('dialog').last().getByRole('button', { name: 'Close the bill' }).click();
  await says(card(budi, 'split')).getByText('Closed', { exact: true }).waitFor();
  assert.equal(await balance(budi), 150_000);
});
