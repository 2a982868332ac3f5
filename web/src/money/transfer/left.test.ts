import assert from "node:assert/strict";
import { test } from "node:test";
import { clockOf } from "./left";

test("what is left counts down to nothing and not below", () => {
  assert.deepEqual([24 * 3_600_000, 3_600_000, 3_599_001, 61_000, 999, 1, 0, -5].map(clockOf), ["24:00:00", "1:00:00", "1:00:00", "1:01", "0:01", "0:01", "0:00", "0:00"]);
});
