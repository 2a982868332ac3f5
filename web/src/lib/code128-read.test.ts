import assert from "node:assert/strict";
import { test } from "node:test";
import { code128 } from "./code128";
import { readCode128, type Pixels } from "./code128-read";

/** A picture in the making: bright where light says so, 0 to 1, for each of its pixels. */
function picture(width: number, height: number, light: (x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.fill(Math.round(255 * light(x, y)), 4 * (y * width + x), 4 * (y * width + x) + 3);
  return { data, width, height };
}

/** How much of the pixel from x to x+1 is white, for a barcode that begins at left with so many pixels a module. */
function bars(digits: string, left: number, module: number): (x: number) => number {
  let at = left;
  const dark = code128(digits).flatMap((w, i) => {
    const from = at;
    at += w * module;
    return i % 2 ? [] : [[from, at] as const];
  });
  return (x) => 1 - dark.reduce((sum, [a, b]) => sum + Math.max(0, Math.min(b, x + 1) - Math.max(a, x)), 0);
}

/** Numbers from 0 to 1, the same in each run. */
function dice(seed: number): () => number {
  let s = seed;
  return () => ((s = (s * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648);
}

const digits = "131234567890123456";

test("a clear barcode is read, whatever its size", () => {
  for (const module of [1.4, 2, 2.7, 3.3, 5]) {
    const bar = bars(digits, 40, module);
    assert.equal(readCode128(picture(Math.ceil(134 * module) + 80, 120, (x, y) => (y > 20 && y < 100 ? bar(x) : 1))), digits, `${module} px a module`);
  }
});

test("sideways and upside down, too", () => {
  const bar = bars(digits, 40, 3);
  assert.equal(readCode128(picture(482, 120, (x) => bar(481 - x))), digits, "upside down");
  assert.equal(readCode128(picture(120, 482, (_, y) => bar(y))), digits, "sideways");
});

test("a camera's picture: tilted, blurred, in a shadow, with noise", () => {
  const noise = dice(7);
  for (const tilt of [-0.06, 0, 0.06]) {
    const bar = bars(digits, 60, 3.1);
    const blurred = (x: number) => (bar(x - 1) + 2 * bar(x) + bar(x + 1)) / 4;
    const seen = picture(560, 300, (x, y) => (0.25 + 0.55 * (x / 560)) * (y > 90 && y < 210 ? 0.12 + 0.88 * blurred(Math.round(x + tilt * (y - 150))) : 1) + 0.04 * noise());
    assert.equal(readCode128(seen), digits, `tilt ${tilt}`);
  }
});

test("what is no barcode, or a broken one, is not read", () => {
  const noise = dice(3);
  assert.equal(readCode128(picture(640, 480, () => 0.6)), "", "a grey wall");
  for (let i = 0; i < 20; i++) assert.equal(readCode128(picture(640, 100, () => noise())), "", "noise");
  const stripes = picture(640, 100, (x) => ((x >> 2) % 2 ? 1 : 0));
  assert.equal(readCode128(stripes), "", "a fence");
  const bar = bars(digits, 40, 3);
  assert.equal(readCode128(picture(482, 60, (x) => (x > 300 ? 1 : bar(x)))), "", "half of it");
  const other = bars("871234567890123456", 40, 3);
  assert.equal(readCode128(picture(482, 60, (x) => (x < 240 ? bar(x) : other(x)))), "", "two halves that do not belong together");
});
