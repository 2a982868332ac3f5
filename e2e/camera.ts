// The camera of every person: Chromium's fake one, which shows what showCamera has put into its file.
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Read by Chromium each time a camera is opened. */
export const cameraFile = join(tmpdir(), `alun-e2e-camera-${process.pid}.y4m`);

const width = 640;
const height = 480;

/** A film of two grey frames: the header of YUV4MPEG2, then a luma and two chroma planes each. */
function film(luma: Uint8Array): Buffer {
  const chroma = Buffer.alloc((width / 2) * (height / 2) * 2, 128);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, chroma]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), frame, frame]);
}

/** Before anybody's camera there is nothing but a grey wall. */
export function emptyCamera(): void {
  writeFileSync(cameraFile, film(new Uint8Array(width * height).fill(160)));
}

/** Holds what a locator shows, such as a QR code on somebody's screen, before the camera. */
export async function showCamera(what: Locator): Promise<void> {
  const picture = (await what.screenshot({ scale: 'css' })).toString('base64');
  const luma = await what.page().evaluate(drawLuma, { picture, width, height });
  writeFileSync(cameraFile, film(Buffer.from(luma, 'base64')));
}

/** Runs in a page: the picture in the middle of a grey frame, as bytes of brightness in base64. */
async function drawLuma({ picture, width, height }: { picture: string; width: number; height: number }): Promise<string> {
  const bytes = Uint8Array.from(atob(picture), (c) => c.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const pen = new OffscreenCanvas(width, height).getContext('2d')!;
  pen.fillStyle = '#a0a0a0';
  pen.fillRect(0, 0, width, height);
  const scale = Math.min((height * 0.9) / bitmap.height, (width * 0.9) / bitmap.width);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  pen.drawImage(bitmap, (width - w) / 2, (height - h) / 2, w, h);
  const { data } = pen.getImageData(0, 0, width, height);
  let out = '';
  for (let i = 0; i < data.length; i += 4) out += String.fromCharCode(Math.round(0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!));
  return btoa(out);
}

/** Waits until the scanner's camera runs. */
export async function cameraRuns(page: Page): Promise<void> {
  await page.locator('.scan.is-on').waitFor();
}
