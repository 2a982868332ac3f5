import assert from 'node:assert/strict';
import { befriend, notice, secondDevice, signUp, tab } from '../people';
import { journey } from '../stage';
import { bubble, openChat, row, say, writeTo } from '../talk';

journey('a second device sees the same, and can be logged out', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await writeTo(ayu, 'Budi');
  await say(ayu, 'from the first device');

  const other = await secondDevice(ayu);
  await openChat(other, 'Budi');
  await bubble(other, 'from the first device').waitFor();
  await say(other, 'from the second device');
  await bubble(ayu, 'from the second device').waitFor();

  // What one device has read, the other shows as read.
  await tab(other, 'Chats');
  if (stage.size.name === 'desktop') await tab(other, 'Me');
  await openChat(budi, 'Ayu');
  await say(budi, 'to both of you');
  await bubble(ayu, 'to both of you').waitFor();
  await tab(other, 'Chats');
  await row(other, 'Budi').getByText('to both of you').waitFor();
  await row(other, 'Budi').locator('.badge').waitFor({ state: 'detached' });

  await tab(ayu, 'Me');
  await ayu.page.getByText('Devices').first().click();
  await ayu.shot('devices');
  await ayu.accessible('devices');
  await ayu.page.getByRole('button', { name: 'Log out all other devices' }).click();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Log out' }).first().click();
  const start = Date.now();
  await other.page.getByText('You were signed out here').waitFor();
  assert.ok(Date.now() - start < 5_000, 'a device that was logged out still looked signed in after five seconds');
  await other.shot('logged-out');
});

journey('a passkey signs in without a code', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  const cdp = await ayu.context.newCDPSession(ayu.page);
  await cdp.send('WebAuthn.enable');
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await tab(ayu, 'Me');
  await ayu.page.getByText('Signing in').first().click();
  await ayu.page.getByRole('button', { name: 'Add a passkey for this device' }).click();
  await notice(ayu, 'Passkey added');
  await ayu.shot('passkeys');
  await ayu.accessible('ways to sign in');

  await tab(ayu, 'Me');
  await ayu.page.getByRole('link', { name: 'Devices' }).click();
  await ayu.page.getByRole('button', { name: 'Sign out' }).click();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await ayu.page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await ayu.page.locator('nav.nav').getByRole('link', { name: 'Me' }).click();
  await ayu.page.getByText('@ayu_alun').first().waitFor();
});
