import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, faceChroma, faceLightness, hueOf, initial, oklchToRgb } from "./avatar-color";

test("white letters are readable on every fallback colour (WCAG AA, 4.5:1)", () => {
  for (let hue = 0; hue < 360; hue++) {
    const c = contrast([1, 1, 1], oklchToRgb(faceLightness, faceChroma, hue));
    assert.ok(c >= 4.5, `hue ${hue}: ${c.toFixed(2)}`);
  }
});

test("the check can fail: the lightness of the first design does not pass", () => {
  assert.ok(contrast([1, 1, 1], oklchToRgb(0.65, faceChroma, 100)) < 4.5);
});

test("OKLCH is converted as CSS does it", () => {
  const near = (got: number[], want: number[]) => got.forEach((v, i) => assert.ok(Math.abs(v * 255 - want[i]!) < 1.5, `${got.map((x) => x * 255)}`));
  near(oklchToRgb(1, 0, 0), [255, 255, 255]);
  near(oklchToRgb(0.62796, 0.25768, 29.234), [255, 0, 0]);
  near(oklchToRgb(0.45201, 0.31321, 264.052), [0, 0, 255]);
});

test("an id keeps its hue, and ids spread over all hues", () => {
  assert.equal(hueOf("1001"), hueOf("1001"));
  const seen = new Set(Array.from({ length: 2000 }, (_, i) => hueOf(String(7_000_000_000 + i))));
  assert.equal(seen.size, 24);
});

test("the letter is the first character, whatever its script", () => {
  assert.equal(initial(" ayu"), "A");
  assert.equal(initial("陈美玲"), "陈");
  assert.equal(initial("😀 Joy"), "😀");
  assert.equal(initial(""), "");
});
