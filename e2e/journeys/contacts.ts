import { acceptFrom, befriend, handleOf, signUp, tab } from '../people';
import { journey } from '../stage';

journey('two people become friends by handle', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  for (const [p, other] of [[ayu, 'Budi'], [budi, 'Ayu']] as const) {
    await tab(p, 'Contacts');
    await p.page.getByRole('link', { name: other }).first().waitFor();
    await p.shot('contacts');
  }
  await ayu.accessible('contacts');
});

journey('two people become friends by QR code', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await tab(budi, 'Contacts');
  await budi.page.getByRole('link', { name: 'Add contact' }).or(budi.page.getByRole('button', { name: 'Add contact' })).first().click();
  await budi.page.getByText('My QR code').first().click();
  const code = budi.page.getByRole('img', { name: 'QR code of Budi' });
  await code.waitFor();
  await budi.shot('my-qr');
  const picture = await code.screenshot({ scale: 'css' });

  await tab(ayu, 'Contacts');
  await ayu.page.getByRole('link', { name: 'Add contact' }).or(ayu.page.getByRole('button', { name: 'Add contact' })).first().click();
  await ayu.page.getByText('Scan a QR code').click();
  await ayu.page.getByRole('button', { name: 'From a picture', exact: true }).waitFor();
  await ayu.shot('scan');
  await ayu.page.locator('input[type="file"]').setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: picture });
  await ayu.page.getByText(`@${handleOf('Budi')}`).first().waitFor();
  await ayu.page.getByRole('button', { name: 'Add as friend' }).click();
  await ayu.page.getByRole('button', { name: 'Send request' }).click();

  await budi.page.keyboard.press('Escape');
  await acceptFrom(budi, 'Ayu');
});
