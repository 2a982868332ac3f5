// One Chromium for the whole run: starting one takes longer than most journeys.
import { rmSync } from 'node:fs';
import { after } from 'node:test';
import { chromium, type Browser } from 'playwright-core';
import { cameraFile, emptyCamera } from './camera';

let running: Promise<Browser> | undefined;

/** The browser, started when first asked for. */
export function browser(): Promise<Browser> {
  running ??= launch();
  return running;
}

function launch(): Promise<Browser> {
  emptyCamera();
  return chromium.launch({
    executablePath: process.env['ALUN_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
      '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${cameraFile}`,
    ],
  });
}

after(async () => {
  await (await running)?.close();
  rmSync(cameraFile, { force: true });
});
