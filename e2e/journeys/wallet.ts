import assert from 'node:assert/strict';
import { call, fund } from '../funds';
import { befriend, notice, signUp, tab } from '../people';
import { becomeOperator, enterAmount, enterPin, openWallet, pin, setPin, top, topUp } from '../purse';
import { desktop, journey, type Person } from '../stage';

/** Calls the money desk as the operator's page does. */
const desk = <T = object>(p: Person, method: string, request: object = {}) => call<T>(p, `alun.admin.v1.MoneyDeskService/${method}`, request);

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
  await top(ayu).getByRole('button', { name: 'Download a proof' }).click();
  await ayu.page.getByRole('dialog').getByText(/alun verify-proof FILE/).waitFor();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Download', exact: true }).click();
  await notice(ayu, 'The proof is ready when the books of that day are closed.');

  // Without a network what was known last stays, and says so.
  await tab(ayu, 'Me');
  await ayu.context.setOffline(true);
  await openWallet(ayu);
  await top(ayu).getByText('Shown as last known').waitFor();
  await top(ayu).locator('.card-figure').getByText('250,000', { exact: true }).waitFor();
  await top(ayu).getByRole('link', { name: /Top-up/ }).waitFor();
  await ayu.shot('offline');
  await ayu.context.setOffline(false);
  await top(ayu).getByText('Shown as last known').waitFor({ state: 'detached' });
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
  await sheet.getByText(/24 hours/).waitFor();
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

journey('the bank decides later, and the page tells at once', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await becomeOperator(ayu);
  await setPin(ayu);
  await topUp(ayu, '300000');
  const operator = await stage.person('Operator');
  await operator.context.addCookies(await ayu.context.cookies());
  await operator.page.goto('/');
  const withdraw = async (digits: string) => {
    await openWallet(ayu);
    await top(ayu).getByRole('link', { name: 'Withdraw' }).click();
    await enterAmount(ayu, digits);
    await top(ayu).getByRole('button', { name: /^Withdraw Rp/ }).click();
    await enterPin(ayu);
  };
  const decide = async (approve: boolean) => {
    const { moves } = await desk<{ moves: { move: { id: string } }[] }>(operator, 'ListBankMoves', { state: 'STATE_WAITING' });
    assert.equal(moves.length, 1, 'one movement waits for the bank');
    await desk(operator, 'DecideBankMove', { id: moves[0]!.move.id, approve });
  };

  await desk(operator, 'SetSandbox', { sandbox: { mode: 'ask' } });
  await withdraw('50000');
  await top(ayu).getByText('On its way', { exact: true }).waitFor();
  await ayu.shot('waiting');
  await ayu.accessible('a withdrawal on its way');
  const start = Date.now();
  await decide(false);
  await top(ayu).getByText('The bank refused it. The amount is back in your wallet.').waitFor();
  assert.ok(Date.now() - start < 10_000, 'the page learned of the refusal only by asking again');
  await ayu.shot('refused');
  await ayu.accessible('a withdrawal that was refused');

  await withdraw('70000');
  await top(ayu).getByText('On its way', { exact: true }).waitFor();
  await openWallet(ayu);
  await top(ayu).getByText(/70,000 on hold/).waitFor();
  await top(ayu).locator('.card-figure').getByText('230,000', { exact: true }).waitFor();
  await ayu.shot('held');
  await decide(true);
  await notice(ayu, 'Withdrawal of Rp\u00a070,000: Done');
  await top(ayu).getByText(/70,000 on hold/).waitFor({ state: 'detached' });

  // A bank that says no at once.
  await desk(operator, 'SetSandbox', { sandbox: { mode: 'refuse' } });
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: 'Top up' }).click();
  await enterAmount(ayu, '20000');
  await top(ayu).getByRole('button', { name: /^Top up Rp/ }).click();
  await top(ayu).getByText('The bank refused it. Nothing was taken and nothing has come in.').waitFor();
});

journey('a passkey agrees instead of the PIN', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await becomeOperator(ayu);
  // A passkey agrees to payments when it is as old as the safety hold is long: here at once.
  const { settings } = await desk<{ settings: object }>(ayu, 'GetMoneySettings');
  await desk(ayu, 'UpdateMoneySettings', { settings: { ...settings, holdHours: 0 } });
  const cdp = await ayu.context.newCDPSession(ayu.page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await tab(ayu, 'Me');
  await ayu.page.getByText('Signing in').first().click();
  await ayu.page.getByRole('button', { name: 'Add a passkey for this device' }).click();
  await notice(ayu, 'Passkey added');
  await setPin(ayu);
  await topUp(ayu, '100000');
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: 'Withdraw' }).click();
  await enterAmount(ayu, '40000');
  await top(ayu).getByRole('button', { name: /^Withdraw Rp/ }).click();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Use passkey' }).click();
  await top(ayu).getByText(/has gone to your bank/).waitFor();
}, { sizes: [desktop] });

journey('every page of the wallet is accessible, light and dark, with money in it', async (stage) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const p = await signUp(stage, colorScheme === 'light' ? 'Lina' : 'Dewi', { colorScheme });
    await setPin(p);
    await topUp(p, '400000');
    await openWallet(p);
    await top(p).getByRole('link', { name: 'Withdraw' }).click();
    await enterAmount(p, '90000');
    await top(p).getByRole('button', { name: /^Withdraw Rp/ }).click();
    await enterPin(p);
    await top(p).getByText('Done', { exact: true }).waitFor();
    for (const link of ['Monthly report', 'Statement', 'Bank accounts', 'Limits', 'Security']) {
      await openWallet(p);
      await top(p).getByRole('link', { name: new RegExp(`^${link}`) }).click();
      await p.page.getByRole('heading', { name: link }).last().waitFor();
      await p.page.locator('.content .skeleton').first().waitFor({ state: 'detached' });
      await p.shot(`${link.toLowerCase().replaceAll(' ', '-')}-${colorScheme}`);
      await p.accessible(`${link}, ${colorScheme}`);
    }
    await openWallet(p);
    await top(p).getByRole('link', { name: /^Monthly report/ }).click();
    await top(p).getByRole('img', { name: /in 1 kinds/ }).waitFor();
    await top(p).getByRole('button', { name: 'Show as a table' }).click();
    await top(p).getByRole('rowheader', { name: 'Bank' }).waitFor();
    await p.accessible(`the report as tables, ${colorScheme}`);
  }
});

journey('a statement is downloaded and printed, and a bill is found in it', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await setPin(ayu);
  await topUp(ayu, '123000');
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: /^Statement/ }).click();
  const download = ayu.page.waitForEvent('download');
  await top(ayu).getByRole('button', { name: /Download as a table/ }).click();
  const file = await (await download).createReadStream();
  let csv = '';
  for await (const chunk of file) csv += chunk;
  assert.match(csv, /123000/);
  await top(ayu).getByRole('button', { name: /Page to print/ }).click();
  const paper = ayu.page.locator('.paper');
  await paper.getByText('Statement of Ayu').waitFor();
  await paper.getByText('+Rp\u00a0123,000').waitFor();
  await ayu.accessible('the page to print');
  await ayu.page.emulateMedia({ media: 'print' });
  await ayu.shot('print');
  assert.equal(await ayu.page.locator('nav.nav').isVisible(), false, 'the tabs would be printed');
  assert.equal(await paper.isVisible(), true);
}, { sizes: [desktop] });

journey('an amount can be pasted as it was written, and five wrong PINs lock', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await setPin(ayu);
  await topUp(ayu, '300000');
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: 'Withdraw' }).click();
  const field = top(ayu).locator('.amount-field');
  await field.fill('9');
  await top(ayu).getByText(/At least Rp/).waitFor();
  await ayu.page.evaluate(() => navigator.clipboard.writeText('Rp 125.000,-'));
  await field.press('ControlOrMeta+a');
  await field.press('ControlOrMeta+v');
  await top(ayu).getByRole('button', { name: /^Withdraw Rp\s125,000/ }).click();
  const sheet = ayu.page.getByRole('dialog');
  for (let left = 4; left > 0; left--) {
    await enterPin(ayu, '918273');
    await sheet.getByText(left === 1 ? 'Wrong PIN. 1 try left.' : `Wrong PIN. ${left} tries left.`).waitFor();
  }
  await enterPin(ayu, '918273');
  await sheet.getByText('Too many wrong PINs').waitFor();
  await sheet.getByRole('timer').getByText(/^1[45]:\d\d$/).waitFor();
  await ayu.shot('locked');
  await ayu.accessible('a PIN that is locked');
  await ayu.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await top(ayu).getByRole('button', { name: /^Withdraw Rp\s125,000/ }).waitFor();
}, { sizes: [desktop] });

journey('money from a friend shows at once, and its receipt leads back to the transfer', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await fund(ayu, 200_000);
  await setPin(ayu);
  const { contacts } = await call<{ contacts: { person: { id: string } }[] }>(ayu, 'alun.contact.v1.ContactService/ListContacts', {});
  const payeeId = contacts[0]!.person.id;
  const { chat } = await call<{ chat: { id: string } }>(ayu, 'alun.chat.v1.ChatService/OpenDirect', { accountId: payeeId });
  const clientId = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const amount = { minor: '45000', currency: 'IDR' };
  const { grant } = await call<{ grant: string }>(ayu, 'alun.wallet.v1.WalletService/Authorize', { intent: { kind: 'transfer', clientId, amount, payeeId }, pin });
  const { transfer } = await call<{ transfer: { id: string } }>(ayu, 'alun.transfer.v1.TransferService/SendTransfer', { clientId, chatId: chat.id, payeeId, amount, note: 'Noodles', grant });

  await openWallet(ayu);
  await top(ayu).getByText(/45,000 on hold/).waitFor();
  await openWallet(budi);
  await call(budi, 'alun.transfer.v1.TransferService/AcceptTransfer', { id: transfer.id });
  await top(budi).locator('.card-figure').getByText('45,000', { exact: true }).waitFor();
  await top(ayu).getByText(/45,000 on hold/).waitFor({ state: 'detached' });
  await top(budi).getByRole('link', { name: /Ayu/ }).click();
  await top(budi).getByText('Noodles').waitFor();
  await top(budi).getByRole('button', { name: 'See the transfer' }).click();
  await budi.page.getByRole('dialog').getByText('You accepted it').waitFor();
  await budi.accessible('a transfer opened from its receipt');
});
