import assert from "node:assert/strict";
import { test } from "node:test";
import { clampView } from "./cropper";

test("the square never leaves the picture", () => {
  assert.deepEqual(clampView({ x: -50, y: 9999, zoom: 1 }, 400, 300), { x: 150, y: 150, zoom: 1 });
  assert.deepEqual(clampView({ x: 0, y: 0, zoom: 2 }, 400, 300), { x: 75, y: 75, zoom: 2 });
  assert.equal(clampView({ x: 200, y: 150, zoom: 0.2 }, 400, 300).zoom, 1);
  assert.equal(clampView({ x: 200, y: 150, zoom: 99 }, 400, 300).zoom, 6);
});
