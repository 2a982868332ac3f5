import { notice, signUp, tab } from '../people';
import { journey } from '../stage';

journey('an operator suspends and restores somebody', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  const code = await stage.server.printed(/Setup code: (\S+)/);
  await tab(ayu, 'Me');
  await ayu.page.getByText('I have a setup code').click();
  await ayu.page.getByRole('dialog').getByRole('textbox').fill(code);
  await ayu.page.getByRole('dialog').getByRole('button').last().click();
  await ayu.page.getByText("Operator's desk").first().click();

  await ayu.page.getByRole('link', { name: 'Budi' }).click();
  await ayu.page.getByRole('button', { name: 'Suspend' }).click();
  await ayu.page.getByLabel('Reason, shown in the audit').fill('Sold the same bicycle twice');
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
  await notice(ayu, 'Suspended');
  await ayu.page.getByText('Reason: Sold the same bicycle twice').first().waitFor();
  await ayu.accessible('a person on the desk');
  await ayu.shot('suspended');
  await budi.page.getByText('You were signed out here').waitFor();

  await ayu.page.getByRole('button', { name: 'Restore' }).click();
  await ayu.page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
  await notice(ayu, 'Restored');

  for (const section of ['Settings', 'Health', 'Audit']) {
    await ayu.page.getByRole('navigation', { name: 'Sections of the desk' }).getByRole('link', { name: section }).click();
    await ayu.page.getByRole('heading', { name: section }).waitFor();
    await ayu.accessible(section);
    await ayu.shot(section);
  }
  await ayu.page.getByText('Reason: Sold the same bicycle twice').waitFor();
  await ayu.page.getByRole('link', { name: 'Back to Alun' }).click();
  await tab(ayu, 'Chats');
});
