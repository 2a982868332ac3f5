import assert from 'node:assert/strict';
import { befriend, choose, press, signUp } from '../people';
import { journey, type Person, type Stage } from '../stage';
import { bubble, composer, openChat, row, say, texts, tick, writeTo } from '../talk';

/** Two friends, both in their chat. */
async function twoFriends(stage: Stage): Promise<[Person, Person]> {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await writeTo(ayu, 'Budi');
  await say(ayu, 'Are you coming to the square?');
  await openChat(budi, 'Ayu');
  return [ayu, budi];
}

journey('two people talk', async (stage) => {
  const [ayu, budi] = await twoFriends(stage);
  await bubble(budi, 'Are you coming to the square?').waitFor();
  await say(budi, 'On my way 🛵 https://example.org/map');
  await bubble(ayu, 'On my way').waitFor();
  assert.equal(await bubble(ayu, 'On my way').getByRole('link').getAttribute('href'), 'https://example.org/map');
  await tick(budi, 'On my way', 'Read').waitFor();
  await ayu.shot('conversation');
  await budi.shot('conversation');
  await ayu.accessible('a conversation');

  // Forty at once arrive in order, once.
  for (let i = 1; i <= 40; i++) await say(ayu, `line ${i}.`);
  await bubble(budi, 'line 40.').waitFor();
  const last = (await texts(budi)).filter((t) => t.startsWith('line ')).slice(-8);
  assert.deepEqual(last, [33, 34, 35, 36, 37, 38, 39, 40].map((i) => `line ${i}.`));
});

journey('quote, edit, recall, react', async (stage) => {
  const [ayu, budi] = await twoFriends(stage);
  await choose(budi, bubble(budi, 'Are you coming'), 'Quote');
  await say(budi, 'Yes, at sevn');
  await bubble(ayu, 'Yes, at sevn').getByText('Are you coming to the square?').waitFor();

  await choose(budi, bubble(budi, 'Yes, at sevn'), 'Edit');
  await budi.page.getByRole('button', { name: 'Save', exact: true }).waitFor(); // the composer edits now
  await composer(budi).fill('Yes, at seven');
  await budi.page.getByRole('button', { name: 'Save', exact: true }).click();
  await bubble(ayu, 'Yes, at seven').getByText('edited').waitFor();

  await press(ayu, bubble(ayu, 'Yes, at seven'));
  await ayu.shot('message-menu');
  await ayu.accessible('the menu of a message');
  await ayu.page.getByRole('group', { name: 'React' }).getByRole('button').first().click();
  const reaction = (p: Person) => p.page.getByRole('group', { name: 'Reactions' }).getByRole('button').first();
  await reaction(budi).waitFor();
  await reaction(budi).click();
  await ayu.page.getByRole('group', { name: 'Reactions' }).getByText('2').waitFor();

  await say(budi, 'This was for my aunt');
  await bubble(ayu, 'This was for my aunt').waitFor();
  await choose(budi, bubble(budi, 'This was for my aunt'), 'Recall');
  await ayu.page.locator('.messages').getByText('Budi recalled a message.').waitFor();
  await ayu.page.getByText('This was for my aunt').waitFor({ state: 'detached' });
  await ayu.shot('after');
});

journey('read receipts and unread numbers', async (stage) => {
  const [ayu, budi] = await twoFriends(stage);
  await tick(ayu, 'Are you coming', 'Read').waitFor();
  if (stage.size.name === 'phone') await budi.page.getByRole('button', { name: 'Back' }).last().click();
  else await budi.page.goto('/u/0/contacts');
  await say(ayu, 'one');
  await say(ayu, 'two');
  await tick(ayu, 'two', 'Delivered').waitFor();
  if (stage.size.name === 'desktop') await budi.page.goto('/u/0/chats');
  await row(budi, 'Ayu').getByText('2', { exact: true }).waitFor();
  await budi.shot('unread');
  await budi.accessible('the list of chats');

  // A reaction and an edit raise nothing.
  await choose(ayu, bubble(ayu, 'two'), 'Edit');
  await ayu.page.getByRole('button', { name: 'Save', exact: true }).waitFor();
  await composer(ayu).fill('two!');
  await ayu.page.getByRole('button', { name: 'Save', exact: true }).click();
  await row(budi, 'Ayu').getByText('two!').waitFor();
  await row(budi, 'Ayu').getByText('2', { exact: true }).waitFor();

  await row(budi, 'Ayu').click();
  await tick(ayu, 'two!', 'Read').waitFor();
});
