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
  await ayu.page.getByRole('button', { name: 'Bank', exact: true }).click();
  await bills.getByText('Top-up').first().waitFor();
  await ayu.page.getByRole('button', { name: 'Dates' }).click();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Last month' }).click();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Show', exact: true }).click();
  await ayu.page.getByText('Nothing fits').waitFor();
  await ayu.page.getByRole('button', { name: 'Clear filters' }).click();
  await bills.getByText('Top-up').first().waitFor();
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
  await ayu.shot('offline');
  await top(ayu).getByRole('link', { name: /Top-up/ }).click();
  await top(ayu).getByText('Bill number').waitFor();
  await top(ayu).getByText('Shown as last known').waitFor();
  await openWallet(ayu);
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
  // Where the last key lay there is the button "Use it" a moment later: the rest of the tap must not press it.
  await enterPin(ayu, '753109');
  await sheet.getByText('Once more, to be sure').waitFor();
  let finished = 0;
  ayu.page.on('request', (r) => (finished += Number(r.url().includes('FinishPinReset'))));
  await enterPin(ayu, '753109');
  await sheet.getByRole('button', { name: 'Use it' }).waitFor();
  await ayu.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(finished, 0, 'a tap on a key pressed what came after it');
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

  // The receipt of what is on hold says so until it is accepted or comes back.
  const second = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const less = { minor: '15000', currency: 'IDR' };
  const agreed = await call<{ grant: string }>(ayu, 'alun.wallet.v1.WalletService/Authorize', { intent: { kind: 'transfer', clientId: second, amount: less, payeeId }, pin });
  const sent = await call<{ transfer: { id: string } }>(ayu, 'alun.transfer.v1.TransferService/SendTransfer', { clientId: second, chatId: chat.id, payeeId, amount: less, note: 'Tea', grant: agreed.grant });
  await top(ayu).getByRole('link', { name: /Tea/ }).click();
  await top(ayu).getByText('On hold, not final yet').waitFor();
  await call(budi, 'alun.transfer.v1.TransferService/ReturnTransfer', { id: sent.transfer.id });
  await top(ayu).getByText('Came back, nothing left your wallet').waitFor();
  await ayu.shot('came-back');
  await ayu.accessible('a receipt of what came back');
});

journey('limits are shown before they are hit', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await becomeOperator(ayu);
  const { settings } = await desk<{ settings: { levels: { level: string; once: string; day: string }[] } }>(ayu, 'GetMoneySettings');
  for (const l of settings.levels) if (l.level === 'LEVEL_UNVERIFIED') [l.once, l.day] = ['50000', '60000'];
  await desk(ayu, 'UpdateMoneySettings', { settings });
  await fund(ayu, 300_000);
  await setPin(ayu);
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: /^Limits/ }).click();
  await top(ayu).getByText('Not verified').waitFor();
  await top(ayu).getByText(/Up to Rp\s50,000/).waitFor();
  await top(ayu).getByRole('meter', { name: 'Per day' }).waitFor();
  await top(ayu).getByText(/^Rp\s60,000 left$/).waitFor();

  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: 'Withdraw' }).click();
  await top(ayu).getByText(/Rp\s50,000 can go out now/).waitFor();
  await enterAmount(ayu, '70000');
  await top(ayu).getByText(/At most Rp\s50,000/).waitFor();
  assert.equal(await top(ayu).getByRole('button', { name: /^Withdraw Rp/ }).isDisabled(), true, 'more than the limit can be asked for');
  await ayu.shot('over');
  await top(ayu).getByRole('button', { name: 'All', exact: true }).click();
  await top(ayu).getByRole('button', { name: /^Withdraw Rp\s50,000/ }).click();
  await ayu.page.getByRole('dialog').getByText('Per day, left after this').waitFor();
  await ayu.page.getByRole('dialog').getByText(/^Rp\s10,000$/).waitFor();
  await ayu.shot('tight');
  await enterPin(ayu);
  await top(ayu).getByText('Done', { exact: true }).waitFor();
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: /^Limits/ }).click();
  await top(ayu).getByText(/^Rp\s10,000 left$/).waitFor();
  await ayu.shot('used');
  await ayu.accessible('limits that are nearly used up');
});

journey('a PIN is changed, and small payments by code may go without it', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await setPin(ayu);
  await openWallet(ayu);
  await top(ayu).getByRole('link', { name: /Security/ }).click();
  const sheet = ayu.page.getByRole('dialog');
  const change = async (old: string, fresh: string) => {
    await top(ayu).getByRole('button', { name: 'Change PIN' }).click();
    await sheet.getByText('Your present PIN').first().waitFor();
    await enterPin(ayu, old);
    await sheet.getByText('Choose six digits').waitFor();
    await enterPin(ayu, fresh);
    await sheet.getByText('Once more, to be sure').waitFor();
    await enterPin(ayu, fresh);
  };
  await change('918273', '135792');
  await sheet.getByText('Wrong PIN. 4 tries left.').waitFor();
  await sheet.getByText('Your present PIN').first().waitFor();
  await ayu.page.keyboard.press('Escape');
  await change(pin, '135792');
  await notice(ayu, 'Your PIN is changed');

  const upTo = (name: RegExp) => top(ayu).getByRole('radio', { name });
  await upTo(/^Rp\s50,000$/).click();
  await sheet.getByText(/up to Rp\s50,000 will need no PIN/).waitFor();
  await enterPin(ayu, '135792');
  await notice(ayu, 'From now on without PIN up to Rp\u00a050,000');
  assert.equal(await upTo(/^Rp\s50,000$/).isChecked(), true);
  await upTo(/^Always ask$/).click(); // asks for nothing
  await notice(ayu, 'From now on every payment asks for your PIN');
});

journey('a bank whose answer got lost is asked again until it is known', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await becomeOperator(ayu);
  await fund(ayu, 100_000);
  await desk(ayu, 'SetSandbox', { sandbox: { mode: 'lose' } });
  const { accounts } = await call<{ accounts: { id: string }[] }>(ayu, 'alun.bank.v1.BankService/ListAccounts', {});
  let [lost, times] = ['', 1];
  for (; !lost && times < 30; times++) {
    const clientId = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
    const { move } = await call<{ move: { id: string; state: string } }>(ayu, 'alun.bank.v1.BankService/TopUp', { clientId, accountId: accounts[0]!.id, amount: { minor: '10000', currency: 'IDR' } });
    if (move.state === 'STATE_UNKNOWN') lost = move.id;
  }
  await ayu.page.goto(`/u/0/me/bank/moves/${lost}`);
  await top(ayu).getByText('Asking the bank again', { exact: true }).waitFor();
  await top(ayu).getByText(/Nothing happens twice/).waitFor();
  await top(ayu).getByText('Sandbox', { exact: true }).waitFor();
  await ayu.shot('unknown');
  await ayu.accessible('a top-up whose answer got lost');
  await desk(ayu, 'SetSandbox', { sandbox: { mode: 'approve' } });
  await top(ayu).getByText('Done', { exact: true }).waitFor();
  await openWallet(ayu);
  await top(ayu).locator('.card-figure').getByText(`${100 + 10 * (times - 1)},000`, { exact: true }).waitFor();
});
