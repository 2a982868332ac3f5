import { befriend, signUp, tab } from '../people';
import { journey } from '../stage';
import { bubble, composer, openChat, row, say } from '../talk';

journey('a group of three', async (stage) => {
  const [ayu, budi, citra] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi'), await signUp(stage, 'Citra')];
  await befriend(ayu, budi);
  await befriend(ayu, citra);

  await tab(ayu, 'Chats');
  await ayu.page.getByRole('button', { name: 'New', exact: true }).click();
  await ayu.page.getByRole('menuitem', { name: 'New group' }).click();
  for (const name of ['Budi', 'Citra']) await ayu.page.getByRole('dialog').getByText(name, { exact: true }).click();
  await ayu.shot('pick-people');
  await ayu.page.getByRole('button', { name: 'Next (2)' }).or(ayu.page.getByRole('button', { name: 'Next' })).first().click();
  await ayu.page.getByLabel('Group name').fill('Futsal');
  await ayu.page.getByRole('button', { name: 'Create group' }).click();
  await composer(ayu).waitFor();

  await say(ayu, 'Thursday at eight?');
  for (const p of [budi, citra]) {
    await tab(p, 'Chats');
    await row(p, 'Futsal').getByText('Thursday at eight?').waitFor();
  }
  await openChat(budi, 'Futsal');
  await openChat(citra, 'Futsal');
  await composer(citra).pressSequentially('Yes @Ayu');
  await citra.page.getByRole('option', { name: 'Ayu' }).click();
  await citra.shot('mention');
  await composer(citra).pressSequentially('!');
  if (stage.size.name === 'desktop') await composer(citra).press('Enter');
  else await citra.page.getByRole('button', { name: 'Send', exact: true }).click();
  await bubble(ayu, 'Yes @Ayu').waitFor();
  await bubble(budi, 'Yes @Ayu').waitFor();
  await ayu.shot('group');
  await ayu.accessible('a group');
});
