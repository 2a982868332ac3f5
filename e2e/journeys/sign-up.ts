import assert from 'node:assert/strict';
import { addressOf, signUp, tab } from '../people';
import { journey } from '../stage';

journey('a newcomer signs up with a code', async (stage) => {
  const ayu = await signUp(stage, 'Ayu');
  await ayu.shot('chats-empty');
  await ayu.accessible('empty chats');
  await tab(ayu, 'Me');
  await ayu.page.getByText('@ayu_alun').first().waitFor();
  await ayu.shot('me');

  // The session outlives the page, and another address is another person.
  await ayu.page.reload();
  await ayu.page.getByText('@ayu_alun').first().waitFor();
});

journey('a wrong code is refused and a right one still works', async (stage) => {
  const ayu = await stage.person('Ayu');
  await ayu.page.getByLabel('E-mail address or phone number').fill(addressOf('Ayu'));
  await ayu.page.getByRole('button', { name: 'Send me a code' }).click();
  const shown = await ayu.page.locator('.dev-code').innerText();
  const code = /\d{6}/.exec(shown)?.[0];
  assert.ok(code, `no code in: ${shown}`);

  const boxes = ayu.page.locator('.code-input input').or(ayu.page.locator('input[autocomplete="one-time-code"]')).first();
  await boxes.pressSequentially(code === '111111' ? '222222' : '111111');
  await ayu.page.getByRole('alert').or(ayu.page.locator('.is-bad')).first().waitFor();
  await ayu.shot('wrong-code');
  await boxes.pressSequentially(code);
  await ayu.page.getByText('Welcome to the square').waitFor();
});

journey('the first page in three languages', async (stage) => {
  for (const [locale, send] of [['id-ID', 'Kirim kode'], ['zh-CN', '验证码'], ['en-GB', 'Send me a code']] as const) {
    const someone = await stage.person(locale, { locale });
    await someone.page.getByRole('button', { name: send }).waitFor();
    assert.equal((await someone.page.locator('html').getAttribute('lang'))?.slice(0, 2), locale.slice(0, 2));
    await someone.shot('first-page');
    await someone.accessible(`the first page in ${locale}`);
  }
});
