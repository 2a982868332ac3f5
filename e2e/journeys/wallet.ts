import assert from 'node:assert/strict';
import { notice, signUp } from '../people';
import { enterAmount, enterPin, openWallet, pin, setPin, top, topUp } from '../purse';
import { journey } from '../stage';

journey('a wallet is topped up and its bills can be found', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await setPin(ayu);
  await ayu.shot('empty');
  await ayu.accessible('an empty wallet');
  await topUp(ayu, '250000');
  await ayu.shot('topped-up');
  await ayu.accessible('a top-up that is done');

  await openWallet(ayu);
  await top(ayu).locator('.card-figure').getByText('250,000', { exact: true }).waitFor();
  await ayu.shot('card');
  await ayu.accessible('the wallet');
  await top(ayu).getByRole('button', { name: 'Hide the balance' }).click();
  assert.equal(await ayu.page.getByText('250,000').filter({ visible: true }).locator('visible=true').and(ayu.page.locator('.card-figure *')).count(), 0, 'the balance still shows');
  await top(ayu).getByRole('button', { name: 'Show the balance' }).click();

  await top(ayu).getByRole('link', { name: 'All bills' }).click();
  const bills = ayu.page.locator('.bills-scroll');
  await bills.getByText('Top-up').first().waitFor();
  await ayu.shot('bills');
  await ayu.accessible('the bills');
  await ayu.page.getByRole('button', { name: 'Money out', exact: true }).click();
  await ayu.page.getByText('Nothing fits').waitFor();
  await ayu.page.getByRole('button', { name: 'Clear filters' }).click();
  await ayu.page.getByPlaceholder('Name, note or amount').fill('250000');
  await bills.getByRole('link').first().click();
  await ayu.page.getByRole('heading', { name: 'Receipt' }).waitFor();
  await top(ayu).getByText('Bill number').waitFor();
  await ayu.shot('receipt');
  await ayu.accessible('a receipt');
  assert.match(await top(ayu).innerText(), /\+Rp\s250,000/);
});

journey('a withdrawal asks for the PIN, and a wrong one is told', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await setPin(ayu);
  await topUp(ayu, '300000');
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: 'Withdraw' }).click();
  await enterAmount(ayu, '120000');
  await top(ayu).getByRole('button', { name: /^Withdraw Rp/ }).click();
  const sheet = ayu.page.getByRole('dialog');
  await sheet.getByText('120,000', { exact: true }).waitFor();
  await ayu.shot('agree');
  await ayu.accessible('the sheet that asks for the PIN');
  await enterPin(ayu, '918273');
  await sheet.getByText('Wrong PIN. 4 tries left.').waitFor();
  await ayu.shot('wrong-pin');
  assert.ok(!(await sheet.innerHTML()).includes('918273'), 'the PIN stands in the page');
  await enterPin(ayu, pin);
  await top(ayu).getByText('Done', { exact: true }).waitFor();
  await top(ayu).getByText(/has gone to your bank/).waitFor();
  await ayu.shot('withdrawn');

  await openWallet(ayu);
  await top(ayu).locator('.card-figure').getByText('180,000', { exact: true }).waitFor();
});

journey('a frozen wallet pays nothing until its PIN opens it', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await setPin(ayu);
  await topUp(ayu, '100000');
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: /Security/ }).click();
  await ayu.accessible('security');
  await ayu.shot('security');
  await top(ayu).getByRole('button', { name: /Freeze my wallet/ }).click();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Freeze', exact: true }).click();
  await notice(ayu, 'Your wallet is frozen now');

  await openWallet(ayu);
  await top(ayu).getByText('Your wallet is frozen. Nothing leaves it.').waitFor();
  await ayu.shot('frozen');
  await ayu.accessible('a frozen wallet');
  await top(ayu).getByRole('link', { name: 'Withdraw' }).click();
  await top(ayu).getByText('You froze it yourself.').waitFor();
  await ayu.shot('frozen-withdraw');
  await ayu.accessible('a withdrawal that a freeze stops');
  await top(ayu).getByRole('button', { name: 'Unfreeze' }).click();
  await top(ayu).getByRole('button', { name: 'Unfreeze' }).click();
  await enterPin(ayu);
  await notice(ayu, 'Your wallet is open again');
});

journey('a forgotten PIN is replaced by a code, and money waits', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await setPin(ayu);
  await topUp(ayu, '100000');
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: /Security/ }).click();
  await top(ayu).getByRole('button', { name: /I forgot it/ }).click();
  const sheet = ayu.page.getByRole('dialog');
  await sheet.getByText(/only after 24 hours/).waitFor();
  await ayu.shot('forgot');
  await ayu.accessible('what a new PIN means');
  await sheet.getByRole('button', { name: 'Send me a code' }).click();
  await enterPin(ayu, '111111');
  await sheet.getByText('Too easy to guess.').waitFor();
  await enterPin(ayu, '975310');
  await sheet.getByText('Once more, to be sure').waitFor();
  await enterPin(ayu, '975310');
  await sheet.getByRole('button', { name: 'Use it' }).click();
  await notice(ayu, 'Your PIN is changed');

  await openWallet(ayu);
  await top(ayu).getByText('Your PIN was reset.').waitFor();
  await ayu.shot('hold');
  await top(ayu).getByRole('link', { name: 'Withdraw' }).click();
  await top(ayu).getByText(/For your safety nothing leaves your wallet until/).waitFor();
  await ayu.shot('hold-withdraw');
});
