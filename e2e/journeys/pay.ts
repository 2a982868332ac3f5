import assert from 'node:assert/strict';
import { cameraRuns, emptyCamera, showCamera } from '../camera';
import { balance, fund, setNoPinLimit, setPin } from '../funds';
import { befriend, notice, signUp, tab } from '../people';
import { enterPin } from '../purse';
import { journey, type Person, type Stage } from '../stage';

const dialog = (p: Person) => p.page.getByRole('dialog');
const button = (p: Person, name: string | RegExp) => p.page.getByRole('button', { name, exact: typeof name === 'string' });

/** Opens a stall and arrives at its till. */
async function openStall(p: Person, name: string): Promise<void> {
  await tab(p, 'Discover');
  await p.shot('discover');
  await p.page.getByRole('link', { name: /^Stalls/ }).click();
  await p.page.getByText('No stall yet').waitFor();
  await p.accessible('no stalls');
  await button(p, 'Open a stall').last().click();
  await p.page.getByLabel('Name', { exact: true }).fill(name);
  await p.page.getByText('Drinks', { exact: true }).click();
  await p.page.getByLabel('Town').fill('Bandung');
  await p.shot('open-stall');
  await p.accessible('opening a stall');
  await button(p, 'Open a stall').last().click();
  await p.page.getByText('Listening for payments').waitFor();
}

/** An owner at the till of an open stall, and a customer with money and a PIN. */
async function market(stage: Stage): Promise<[Person, Person]> {
  emptyCamera();
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await fund(budi, 500_000);
  await openStall(ayu, 'Kopi Ayu');
  return [ayu, budi];
}

/** Goes by the plus sign of the chats. */
async function plus(p: Person, item: string): Promise<void> {
  await tab(p, 'Chats');
  await button(p, 'New').first().click();
  await p.page.getByRole('menuitem', { name: item, exact: true }).click();
}

journey('a stall is paid by scanning its code', async (stage) => {
  const [ayu, budi] = await market(stage);
  await ayu.shot('till-empty');
  await ayu.accessible('an empty till');
  await ayu.page.getByRole('link', { name: 'Show a code' }).click();
  await ayu.page.getByLabel('Amount to be paid').fill('25000');
  await button(ayu, 'Show the code').click();
  const code = ayu.page.getByRole('img', { name: 'QR code for this amount' });
  await code.waitFor();
  await ayu.shot('show-code');
  await ayu.accessible('a code for an amount');
  await showCamera(code);

  await plus(budi, 'Scan');
  await budi.page.getByText('Kopi Ayu').waitFor();
  await budi.page.getByText('Rp 25,000').or(budi.page.getByText('Rp 25,000')).first().waitFor();
  await budi.shot('confirm');
  await budi.accessible('what a code asks for');
  await button(budi, /^Pay .*25,000/).click();
  // The first payment of one's life asks for a PIN to be chosen.
  await dialog(budi).getByText('Choose six digits').waitFor();
  await enterPin(budi);
  await dialog(budi).getByText('Once more, to be sure').waitFor();
  await enterPin(budi);
  await dialog(budi).getByText('Payment PIN', { exact: true }).waitFor();
  await budi.shot('pin');
  await enterPin(budi);
  const agreed = Date.now();
  await Promise.all([budi.page.getByText('Paid', { exact: true }).waitFor(), ayu.page.getByText('Paid by Budi').waitFor()]);
  const took = Date.now() - agreed;
  assert.ok(took < 1_000, `both knew of it after ${took} ms`);
  await budi.shot('receipt');
  await budi.accessible('a receipt');

  await ayu.shot('show-paid');
  assert.equal(await balance(budi), 475_000);

  // Back from a receipt leads away from the scanner, which would read the code again.
  if (stage.size.name === 'phone') {
    await button(budi, 'Back').last().click();
    await budi.page.waitForURL(/\/me$/);
  }
  // A code for one amount is paid once.
  await budi.page.goto('/u/0/me/scan');
  await cameraRuns(budi.page);
  await budi.page.getByText('This code was paid already.').waitFor();
  await budi.shot('paid-already');

  await button(ayu, 'Receipt').click();
  await ayu.page.getByText('Code for one amount').waitFor();
  await ayu.page.goto(ayu.page.url().replace(/payments.*/, 'stalls'));
  await ayu.page.getByRole('link', { name: /Kopi Ayu/ }).click();
  await button(ayu, 'Settle').click();
  await dialog(ayu).getByRole('button', { name: 'Settle' }).click();
  await notice(ayu, 'is in your wallet');
  assert.equal(await balance(ayu), 25_000);
});

journey('the printed code: an amount of one\'s own, a live till, the day, the poster', async (stage) => {
  const [ayu, budi] = await market(stage);
  await setPin(budi, 200_000);
  const till = ayu.page.url();
  // What the till says is written down instead of spoken.
  await ayu.context.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    speechSynthesis.speak = (words) => void said.push(words.text);
  });
  const said = () => ayu.page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  await ayu.page.getByRole('link', { name: 'Poster' }).click();
  const poster = ayu.page.getByRole('img', { name: "The poster with the stall's QR code" });
  await poster.waitFor();
  await ayu.page.waitForFunction(() => document.querySelector<HTMLImageElement>('.poster-sheet')!.naturalWidth > 0);
  await ayu.shot('poster');
  await ayu.accessible('the poster');
  const saved = ayu.page.waitForEvent('download');
  await button(ayu, 'PDF').click();
  assert.match((await saved).suggestedFilename(), /\.pdf$/);
  const picture = await poster.screenshot();
  await ayu.page.goto(till);
  await ayu.page.getByText('Listening for payments').waitFor();

  await budi.page.goto('/u/0/me/scan');
  await button(budi, 'From a picture').waitFor();
  await budi.shot('scan');
  await budi.accessible('the scanner');
  await budi.page.locator('input[type="file"]').setInputFiles({ name: 'poster.png', mimeType: 'image/png', buffer: picture });
  await budi.page.getByLabel('Amount', { exact: true }).fill('18000');
  await budi.page.getByLabel('Note (optional)').fill('Es kopi');
  await budi.accessible('an amount of my own');
  await button(budi, /^Pay .*18,000/).dblclick(); // a double tap pays once
  await dialog(budi).getByRole('button', { name: /^Pay .*18,000/ }).click();
  await budi.page.getByText('Paid', { exact: true }).waitFor();

  await ayu.page.locator('.till-last:not(.is-past)').getByText('Budi').waitFor();
  await ayu.page.locator('.till-row').getByText('Es kopi').waitFor();
  assert.deepEqual(await said(), ['Received 18,000 Indonesian rupiahs']);
  await ayu.shot('till-live');
  await ayu.accessible('a till with a payment');
  await button(ayu, 'The till speaks').click();
  await ayu.page.getByRole('menuitemcheckbox', { name: 'Say what comes in' }).or(ayu.page.getByRole('menuitem', { name: 'Say what comes in' })).click();
  await button(ayu, 'The till is silent').waitFor();
  await budi.page.goto('/u/0/me/scan');
  await budi.page.locator('input[type="file"]').setInputFiles({ name: 'poster.png', mimeType: 'image/png', buffer: picture });
  await budi.page.getByLabel('Amount', { exact: true }).fill('7000');
  await button(budi, /^Pay .*7,000/).click();
  await dialog(budi).getByRole('button', { name: /^Pay .*7,000/ }).click();
  await ayu.page.locator('.till-last:not(.is-past)').getByText('7,000').first().waitFor();
  assert.equal((await said()).length, 1, 'a silent till says nothing');
  await ayu.page.getByRole('link', { name: "Day's summary" }).click();
  await ayu.page.getByRole('heading', { name: 'Today' }).waitFor();
  await ayu.page.locator('.day-chart').waitFor();
  await ayu.shot('day');
  await ayu.accessible("a day's summary");
  assert.equal(await balance(budi), 475_000);
});

journey('a customer shows his code: at once, with an answer, declined, taken back; refunds in parts', async (stage) => {
  const [ayu, budi] = await market(stage);
  await setPin(budi, 200_000);
  const till = ayu.page.url();
  /** The till charges by the code that Budi's page shows: its camera sees the QR code or the barcode, it gets a picture, or somebody types. */
  const charge = async (amount: string, by: 'square' | 'bars' | 'picture' | 'digits' = 'digits') => {
    await plus(budi, 'Pay');
    const [square, bars] = [budi.page.getByRole('img', { name: 'QR code of your payment code' }), budi.page.getByRole('img', { name: /^Barcode of the digits/ })];
    if (by === 'square') await showCamera(square);
    else if (by === 'bars') await showCamera(bars);
    else emptyCamera();
    const digits = (await budi.page.locator('.paycode .paycode-digits').filter({ hasText: /\d{3} \d{3}/ }).innerText()).replace(/\D/g, '');
    assert.equal(digits.length, 18);
    await ayu.page.goto(`${till}/charge`);
    await ayu.page.getByLabel('Amount to be paid').fill(amount);
    await button(ayu, "Scan the customer's code").click();
    if (by === 'picture') await ayu.page.locator('input[type="file"]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: await bars.screenshot() });
    if (by !== 'digits') return;
    await ayu.page.getByLabel('Or type the 18 digits').fill(digits);
    await ayu.accessible('taking a code');
    await button(ayu, /^Take /).click();
  };

  for (const by of ['square', 'bars', 'picture'] as const) {
    await charge('4000', by);
    await ayu.page.locator('.outcome').getByText('Paid', { exact: true }).waitFor();
    await budi.page.locator('.pay-state').getByText('Paid', { exact: true }).waitFor(); // the code's page turns into the receipt
  }
  await ayu.shot('charged');
  assert.equal(await balance(budi), 488_000);

  await charge('300000'); // over what goes without a PIN
  await ayu.page.getByText('The customer is being asked').waitFor();
  await ayu.shot('asking');
  await ayu.accessible('waiting for a customer');
  await budi.page.getByText('asks you to pay', { exact: true }).waitFor();
  await budi.shot('asked');
  await budi.accessible('a till asks');
  await button(budi, /^Pay .*300,000/).click();
  await enterPin(budi);
  await budi.page.locator('.pay-state').getByText('Paid', { exact: true }).waitFor();
  await ayu.page.locator('.outcome').getByText('Paid', { exact: true }).waitFor();
  assert.equal(await balance(budi), 188_000);

  await setNoPinLimit(budi, 0);
  await charge('150000');
  await button(budi, 'Decline').click();
  await ayu.page.locator('.outcome').getByText('The payer declined.').waitFor();
  await charge('160000');
  await ayu.page.getByText('The customer is being asked').waitFor();
  await button(ayu, 'Take the charge back').click();
  await ayu.page.locator('.outcome').getByText('Taken back by the stall').waitFor();

  await ayu.page.goto(till);
  await ayu.page.locator('.till-row', { hasText: '300,000' }).first().click();
  await refund(ayu, '100000', 'Wrong amount');
  await ayu.page.getByText('Refunded in part').waitFor();
  await budi.page.goto(ayu.page.url());
  await budi.page.getByText('Refunded in part').waitFor();
  await refund(ayu, undefined, 'Brought back');
  await ayu.page.locator('.pay-state').getByText('Refunded', { exact: true }).waitFor();
  await ayu.shot('refunded');
  await ayu.accessible('a refunded payment');
  assert.equal(await button(ayu, 'Refund').count(), 0, 'nothing is left to give back');
  await budi.page.locator('.pay-state').getByText('Refunded', { exact: true }).waitFor(); // live
  await budi.shot('got-back');
});

/** Gives back part of the payment whose page is open, or the rest. */
async function refund(p: Person, amount: string | undefined, reason: string): Promise<void> {
  await button(p, 'Refund').click();
  if (amount) await dialog(p).getByLabel('Amount', { exact: true }).fill(amount);
  await dialog(p).getByRole('button', { name: reason }).click();
  await p.accessible('a refund');
  await dialog(p).getByRole('button', { name: /^Give back/ }).click();
  await notice(p, 'given back');
}

journey('a payment code works without a network, once', async (stage) => {
  const [ayu, budi] = await market(stage);
  await setPin(budi, 200_000);
  const till = ayu.page.url();
  await plus(budi, 'Pay');
  await budi.page.getByText('Changes by itself every minute').waitFor();
  await budi.shot('pay-code');
  await budi.accessible('the payment code');
  await budi.page.waitForFunction(async () => {
    const open = indexedDB.open('alun-0-pay');
    const db = await new Promise<IDBDatabase>((done) => (open.onsuccess = () => done(open.result)));
    const rows = db.objectStoreNames.contains('sealed') ? db.transaction('sealed').objectStore('sealed').count() : null;
    const n = rows && (await new Promise<number>((done) => (rows.onsuccess = () => done(rows.result))));
    db.close();
    return n === 1;
  });
  await budi.context.setOffline(true);
  await budi.page.getByText('14 more are kept').waitFor();
  await budi.shot('offline-code');
  await budi.accessible('the payment code without a network');
  const digits = (await budi.page.locator('.paycode .paycode-digits').innerText()).replace(/\D/g, '');

  const charge = async (amount: string) => {
    await ayu.page.goto(`${till}/charge`);
    await ayu.page.getByLabel('Amount to be paid').fill(amount);
    await button(ayu, "Scan the customer's code").click();
    await ayu.page.getByLabel('Or type the 18 digits').fill(digits);
    await button(ayu, /^Take /).click();
  };
  await charge('400000');
  await ayu.page.getByText('A code shown without a connection pays small amounts only.').waitFor();
  await charge('15000');
  await ayu.page.locator('.outcome').getByText('Paid', { exact: true }).waitFor();
  await charge('15000');
  await ayu.page.getByText('This code was used already.').waitFor();
  await button(budi, 'Next code').click();
  await budi.page.getByText('13 more are kept').waitFor();
  await budi.context.setOffline(false);
  await budi.page.locator('.pay-state').getByText('Paid', { exact: true }).waitFor(); // what he missed meanwhile
  assert.equal(await balance(budi), 485_000);
}, { sizes: [{ name: 'phone', width: 390, height: 844 }] });

journey('friends work at the till; a person is paid by a personal code and link', async (stage) => {
  const [ayu, budi] = await market(stage);
  await setPin(budi, 200_000);
  const till = ayu.page.url();
  await befriend(ayu, budi);
  await ayu.page.goto(`${till}/settings`);
  await ayu.page.getByText('Add a friend').click();
  await button(ayu, 'Budi').click();
  await ayu.page.getByRole('switch', { name: 'Budi may give money back' }).waitFor();
  await ayu.shot('staff');
  await ayu.accessible('the settings of a stall');
  await budi.page.goto('/u/0/me/stalls');
  await budi.page.getByText('Where I work').waitFor();
  await budi.page.getByRole('link', { name: /Kopi Ayu/ }).click();
  await budi.page.getByText('Listening for payments').waitFor();
  assert.equal(await budi.page.getByRole('button', { name: 'Stall settings' }).count(), 0, 'settings are the owner\'s');

  await plus(ayu, 'Receive');
  await ayu.page.getByText('Set an amount').click();
  await dialog(ayu).getByLabel('Amount', { exact: true }).fill('42000');
  await dialog(ayu).getByLabel('Note (optional)').fill('Makan siang');
  await button(ayu, 'Put it into the code').click();
  await ayu.page.getByText('Makan siang').waitFor();
  await ayu.shot('receive');
  await ayu.accessible('my code for being paid');
  const saved = ayu.page.waitForEvent('download');
  await button(ayu, 'Save as picture').click();
  assert.match((await saved).suggestedFilename(), /\.png$/);
  await ayu.page.evaluate(() => Object.defineProperty(navigator, 'share', { value: undefined }));
  await button(ayu, 'Share a link').click();
  await budi.page.goto(await ayu.page.evaluate(() => navigator.clipboard.readText()));
  await budi.page.getByText('Makan siang').waitFor();
  await button(budi, /^Pay .*42,000/).click();
  await dialog(budi).getByRole('button', { name: /^Pay .*42,000/ }).click();
  await budi.page.locator('.pay-state').getByText('Paid', { exact: true }).waitFor();
  assert.equal(await balance(ayu), 42_000);

  // Who was paid in person can give back too, out of the own wallet.
  await setPin(ayu, 200_000);
  await ayu.page.goto(budi.page.url());
  await ayu.page.getByText('paid you').waitFor();
  await button(ayu, 'Refund').click();
  await dialog(ayu).getByLabel('Amount', { exact: true }).fill('12000');
  await dialog(ayu).getByRole('button', { name: /^Give back/ }).click();
  await dialog(ayu).last().getByRole('button', { name: /^Pay .*12,000/ }).click();
  await ayu.page.getByText('Refunded in part').waitFor();
  assert.equal(await balance(budi), 470_000);

  await ayu.page.goto(`${till}/settings`);
  await button(ayu, 'Close the stall').click();
  await dialog(ayu).getByLabel('Type “Kopi Ayu”').fill('Kopi Ayu');
  await dialog(ayu).getByRole('button', { name: 'Close the stall' }).click();
  await notice(ayu, 'The stall is closed');
});

/** A code of another scheme, whole: EMVCo MPM with the check value of its annex. */
const qris = '00020101021126370014ID.CO.QRIS.WWW0215ID10200000000015204581253033605802ID5911Warung Lama6006BANTUL6304';

/** CRC-16/CCITT-FALSE, as ISO/IEC 13239 has it. */
function withCheck(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let i = 0; i < 8; i++) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
  }
  return text + crc.toString(16).toUpperCase().padStart(4, '0');
}

journey('a scanner without a camera says what to do, and of each code that leads nowhere why', async (stage) => {
  emptyCamera();
  const ayu = await signUp(stage, 'Ayu');
  await ayu.context.addInitScript(() => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
  });
  await ayu.page.goto('/u/0/me/scan');
  await ayu.page.getByText('Alun may not use the camera.').waitFor();
  await ayu.shot('denied');
  await ayu.page.locator('input[type="file"]').setInputFiles({ name: 'wall.png', mimeType: 'image/png', buffer: await ayu.page.locator('.scan-below').screenshot() });
  await ayu.page.getByText('No code was found in this picture.').waitFor();
  await ayu.page.getByText('Type the code instead').click();
  const open = async (text: string) => {
    await ayu.page.getByLabel('Text of the code').fill(text);
    await ayu.page.getByRole('button', { name: 'Open', exact: true }).click();
  };
  await open('hello');
  await ayu.page.getByText('Alun does not know this code').waitFor();
  await open(withCheck(qris));
  await ayu.page.getByText('Warung Lama is paid by QRIS').waitFor();
  await ayu.accessible('a code of another scheme');
  await open(`${qris}0000`);
  await ayu.page.getByText('This code is damaged').waitFor();
  // The customer's own code is for the till.
  await ayu.page.goto('/u/0/me/pay');
  const digits = await ayu.page.locator('.paycode .paycode-digits').filter({ hasText: /\d{3} \d{3}/ }).innerText();
  await ayu.page.goto('/u/0/me/scan');
  await ayu.page.getByText('Type the code instead').click();
  await open(digits);
  await ayu.page.getByText("This is a customer's payment code").waitFor();
});
