import assert from 'node:assert/strict';
import { balance, call, fund, setPin } from '../funds';
import { notice, signUp, tab } from '../people';
import { journey, type Person } from '../stage';

const dialog = (p: Person) => p.page.getByRole('dialog');
const part = (p: Person, name: string) => p.page.getByRole('navigation', { name: 'Parts of the money desk' }).getByRole('link', { name, exact: true });

/** Becomes the operator and opens the desk. */
async function operate(p: Person): Promise<void> {
  const code = await p.stage.server.printed(/Setup code: (\S+)/);
  await tab(p, 'Me');
  await p.page.getByText('I have a setup code').click();
  await dialog(p).getByRole('textbox').fill(code);
  await dialog(p).getByRole('button').last().click();
  await p.page.getByText("Operator's desk").first().click();
}

/** A picture of the size that a cover has. */
async function coverPicture(p: Person, width: number, height: number): Promise<Buffer> {
  const data = await p.page.evaluate(([w, h]) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [w!, h!];
    const pen = canvas.getContext('2d')!;
    pen.fillStyle = '#b3261e';
    pen.fillRect(0, 0, w!, h!);
    return canvas.toDataURL('image/png').split(',')[1]!;
  }, [width, height]);
  return Buffer.from(data, 'base64');
}

journey('the money desk: books, a frozen wallet, the sandbox bank, covers, limits', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await fund(budi, 300_000);
  await setPin(budi);
  await operate(ayu);

  await ayu.page.getByRole('link', { name: 'Money', exact: true }).click();
  await ayu.page.getByText('IDR: every cent is accounted for').waitFor();
  await ayu.page.getByRole('row', { name: /Wallets/ }).getByText('300,000').waitFor();
  await ayu.page.getByRole('button', { name: 'Check the books now' }).click();
  await ayu.page.getByText('Everything is as it must be').waitFor();
  await ayu.shot('books');
  await ayu.accessible('the books');

  await part(ayu, 'Wallets').click();
  await ayu.page.getByRole('link', { name: /Budi/ }).click();
  await ayu.page.getByText('Rp 300,000').first().waitFor();
  await ayu.page.getByRole('button', { name: 'Freeze' }).click();
  await dialog(ayu).getByLabel('Reason, shown to the person').fill('The phone was stolen');
  await dialog(ayu).getByRole('button', { name: 'Freeze' }).click();
  await notice(ayu, 'Frozen');
  await ayu.page.getByText('Frozen by an operator: The phone was stolen').waitFor();
  await ayu.shot('frozen');
  await ayu.accessible('a frozen wallet on the desk');
  const { text } = await call<{ text: string }>(ayu, 'alun.pay.v1.PayService/GetReceiveCode', { amount: { minor: '5000', currency: 'IDR' } });
  await budi.page.goto(`/pay?code=${encodeURIComponent(text)}`);
  await budi.page.getByRole('button', { name: /^Pay .*5,000/ }).click();
  await dialog(budi).getByText('The phone was stolen').waitFor();
  await budi.shot('frozen');
  await budi.page.keyboard.press('Escape');
  await budi.page.goto('/u/0/me/wallet/security');
  await budi.page.getByRole('paragraph').getByText('The operator has frozen your wallet: The phone was stolen').waitFor();
  await budi.page.getByText('Please ask the operator of this server.').waitFor();
  assert.equal(await budi.page.getByRole('button', { name: 'Unfreeze' }).count(), 0, 'what the operator froze seems to be for the owner to open');
  await budi.accessible('security of a wallet that the operator froze');
  assert.equal(await balance(budi), 300_000);
  await ayu.page.getByRole('button', { name: 'Unfreeze' }).click();
  await dialog(ayu).getByRole('button', { name: 'Unfreeze' }).click();
  await notice(ayu, 'Unfrozen');
  await ayu.page.getByText('Lite', { exact: true }).click();
  await dialog(ayu).getByRole('button', { name: 'Set level' }).click();
  await notice(ayu, 'Level set');
  await ayu.page.getByText('of Rp 10,000,000').first().waitFor();
  await ayu.page.getByRole('button', { name: 'Clear PIN' }).click();
  await dialog(ayu).getByRole('button', { name: 'Clear PIN' }).click();
  await notice(ayu, 'PIN cleared');
  await ayu.page.getByRole('button', { name: 'Clear PIN' }).and(ayu.page.locator(':disabled')).waitFor();

  await part(ayu, 'Bank').click();
  await ayu.page.getByText('Asks you', { exact: true }).click();
  await ayu.page.getByText('Each movement waits below for your answer.').waitFor();
  const topUp = fund(budi, 350_000, 50_000);
  const approve = ayu.page.getByRole('button', { name: 'Approve' });
  await approve.waitFor(); // by itself
  await ayu.shot('bank');
  await ayu.accessible("the sandbox bank's queue");
  await approve.click();
  await topUp;
  assert.equal(await balance(budi), 350_000);

  await part(ayu, 'Covers').click();
  await ayu.page.locator('input[type="file"]').setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer: await coverPicture(ayu, 900, 900) });
  await ayu.page.getByText('The picture must be three wide to four high.').waitFor();
  await ayu.page.locator('input[type="file"]').setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: await coverPicture(ayu, 900, 1200) });
  await dialog(ayu).getByLabel('Name').fill('Lebaran');
  await dialog(ayu).getByRole('button', { name: 'Add a cover' }).click();
  await notice(ayu, 'Cover added');
  await ayu.page.waitForFunction(() => (document.querySelector<HTMLImageElement>('.covers img')?.naturalWidth ?? 0) > 0);
  await ayu.shot('covers');
  await ayu.accessible('covers');
  await ayu.page.getByRole('button', { name: 'Remove Lebaran' }).click();
  await dialog(ayu).getByRole('button', { name: 'Remove' }).click();
  await ayu.page.getByText('No cover of your own yet.').waitFor();

  await part(ayu, 'Limits').click();
  await ayu.page.getByLabel('Hours on hold').fill('12');
  await ayu.page.getByLabel('Full: One payment').fill('19.000.000');
  await ayu.page.getByRole('button', { name: 'Save' }).click();
  await notice(ayu, 'Saved');
  await ayu.shot('limits');
  await ayu.accessible('limits');
  assert.equal(await ayu.page.getByLabel('Full: One payment').inputValue(), '19,000,000');

  await ayu.page.getByRole('navigation', { name: 'Sections of the desk' }).getByRole('link', { name: 'Audit' }).click();
  for (const act of ['Froze the wallet', 'Unfroze the wallet', 'Level: Lite', 'Cleared the PIN', 'Decided for the sandbox bank', 'Added a cover', 'Changed the limits of money']) await ayu.page.getByText(act).first().waitFor();
});
