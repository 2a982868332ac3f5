// One Chromium for the whole run: starting one takes longer than most journeys.
import { after } from 'node:test';
import { chromium, type Browser } from 'playwright-core';

let running: Promise<Browser> | undefined;

/** The browser, started when first asked for. */
export function browser(): Promise<Browser> {
  running ??= chromium.launch({
    executablePath: process.env['ALUN_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    ],
  });
  return running;
}

after(async () => {
  await (await running)?.close();
});
