import assert from "node:assert/strict";
import { test } from "node:test";
import { placeBox } from "./menu";

const point = (x: number, y: number) => ({ left: x, right: x, top: y, bottom: y });

test("a menu opens below its place, above when there is no room, and never leaves the window", () => {
  assert.deepEqual(placeBox(point(100, 100), 200, 300, 1280, 800), { x: 100, y: 106 });
  assert.deepEqual(placeBox(point(100, 700), 200, 300, 1280, 800), { x: 100, y: 394 });
  assert.deepEqual(placeBox(point(1200, 100), 200, 300, 1280, 800), { x: 1000, y: 106 });
  for (let x = 0; x <= 390; x += 13)
    for (let y = 0; y <= 844; y += 17) {
      const at = placeBox(point(x, y), 312, 140, 390, 844);
      assert.ok(at.x >= 12 && at.x + 312 <= 390 - 12 && at.y >= 12 && at.y + 140 <= 844 - 12, `${x},${y} gives ${at.x},${at.y}`);
    }
});

test("right-to-left it opens towards the left", () => {
  assert.equal(placeBox({ left: 600, right: 640, top: 10, bottom: 40 }, 200, 100, 1280, 800, true).x, 440);
});
