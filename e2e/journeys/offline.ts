import assert from 'node:assert/strict';
import { befriend, signUp } from '../people';
import { journey } from '../stage';
import { bubble, composer, openChat, say, texts, tick, writeTo } from '../talk';

journey('what is sent without a network goes out in order when it is back', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await writeTo(ayu, 'Budi');
  await say(ayu, 'still here');
  await openChat(budi, 'Ayu');

  await ayu.context.setOffline(true);
  for (const text of ['first', 'second', 'third']) await say(ayu, text);
  await tick(ayu, 'third', 'Waiting to be sent').waitFor();
  await ayu.shot('offline');
  await say(budi, 'said meanwhile');

  await ayu.context.setOffline(false);
  await bubble(budi, 'third').waitFor();
  await bubble(ayu, 'said meanwhile').waitFor();
  const seen = await texts(budi);
  assert.deepEqual(seen.filter((t) => ['first', 'second', 'third'].includes(t)), ['first', 'second', 'third']);
});

journey('the app opens without a network, with what it knows', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await writeTo(ayu, 'Budi');
  await say(ayu, 'remember this');
  await ayu.page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await ayu.page.reload(); // from now on by way of the service worker
  await bubble(ayu, 'remember this').waitFor();

  await ayu.context.setOffline(true);
  await ayu.page.reload();
  await bubble(ayu, 'remember this').waitFor();
  await ayu.shot('opened-offline');
  await say(ayu, 'written in a tunnel');
  await ayu.page.reload();
  await bubble(ayu, 'written in a tunnel').waitFor();

  await ayu.context.setOffline(false);
  await openChat(budi, 'Ayu');
  await bubble(budi, 'written in a tunnel').waitFor();
});

journey('a server that is killed loses nothing', async (stage) => {
  const [ayu, budi] = [await signUp(stage, 'Ayu'), await signUp(stage, 'Budi')];
  await befriend(ayu, budi);
  await writeTo(ayu, 'Budi');
  await openChat(budi, 'Ayu');
  await say(ayu, 'before');
  await tick(ayu, 'before', 'Read').waitFor();

  await stage.server.end('SIGKILL');
  await say(ayu, 'while it was dead');
  await stage.server.restart();
  await bubble(budi, 'while it was dead').waitFor();
  await composer(budi).fill('all there');
  await say(budi, 'all there');
  await bubble(ayu, 'all there').waitFor();
  assert.deepEqual((await texts(ayu)).slice(-3), ['before', 'while it was dead', 'all there']);
});
