import assert from "node:assert/strict";
import { test } from "node:test";
import { countMs, countUp } from "./count-up";

test("the figure begins at nothing, never falls, and ends exactly at the amount", () => {
  for (const end of [1n, 7n, 12_345n, 2n ** 62n + 1n]) {
    let before = -1n;
    for (let ms = -5; ms <= countMs + 50; ms += 5) {
      const now = countUp(end, ms);
      assert.ok(now >= before && now <= end, `${end} at ${ms}: ${now} after ${before}`);
      before = now;
    }
    assert.deepEqual([countUp(end, 0), countUp(end, countMs)], [0n, end]);
  }
});
