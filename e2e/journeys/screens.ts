import { signUp, tab } from '../people';
import { journey } from '../stage';

journey('every main screen is accessible, light and dark', async (stage) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const p = await signUp(stage, colorScheme === 'light' ? 'Lina' : 'Dewi', { colorScheme });
    for (const name of ['Chats', 'Contacts', 'Discover', 'Me'] as const) {
      await tab(p, name);
      await p.page.locator('.skeleton').first().waitFor({ state: 'detached' });
      await p.shot(`${name.toLowerCase()}-${colorScheme}`);
      await p.accessible(`${name}, ${colorScheme}`);
    }
    for (const page of ['Profile', 'Privacy', 'Devices', 'Signing in', 'Language and look', 'My data']) {
      await tab(p, 'Me');
      await p.page.getByRole('link', { name: page }).first().click();
      await p.page.getByRole('heading', { name: page }).first().waitFor();
      await p.shot(`${page.toLowerCase().replaceAll(' ', '-')}-${colorScheme}`);
      await p.accessible(`${page}, ${colorScheme}`);
    }
  }
});
