import assert from 'node:assert/strict';
import { journey } from '../stage';

journey('first page', async (stage) => {
  const someone = await stage.person('someone');
  await someone.page.getByRole('textbox').first().waitFor();
  assert.equal(await someone.page.title() !== '', true);
  await someone.shot('signed-out');
  await someone.accessible('the first page');
});
