import assert from "node:assert/strict";
import { test } from "node:test";
import { countOf, problemOf, quickAmounts, totalOf, type Order } from "./order";

const rules = { minShare: 100n, maxShare: 2_000n, maxTotal: 10_000n, maxCount: 100 };
const lucky = (minor: bigint, count: number): Order => ({ kind: "lucky", minor, count });
const equal = (minor: bigint, count: number): Order => ({ kind: "equal", minor, count });

test("the total is what was typed, or that for each", () => {
  assert.deepEqual([totalOf(lucky(500n, 3)), totalOf(equal(500n, 3)), totalOf({ kind: "exclusive", minor: 500n, count: 1 })], [500n, 1500n, 500n]);
});

test("limits are those of the server", () => {
  assert.equal(problemOf(lucky(0n, 3), 5, rules), undefined, "nothing typed yet");
  assert.deepEqual(problemOf(lucky(299n, 3), 5, rules), { key: "bad.small", minor: 100n });
  assert.equal(problemOf(lucky(300n, 3), 5, rules), undefined);
  assert.deepEqual(problemOf(lucky(6_001n, 3), 5, rules), { key: "bad.large", minor: 2_000n });
  assert.equal(problemOf(lucky(6_000n, 3), 5, rules), undefined);
  assert.deepEqual(problemOf(equal(2_001n, 5), 5, rules), { key: "bad.total", minor: 10_000n });
  assert.deepEqual(problemOf(equal(2_001n, 2), 5, rules), { key: "bad.large", minor: 2_000n });
  assert.deepEqual(problemOf(lucky(3_000n, 6), 5, rules), { key: "bad.members" });
});

test("there are never more shares than people", () => {
  assert.deepEqual([countOf(lucky(1n, 9), 4, rules), countOf(lucky(1n, 0), 4, rules), countOf(lucky(1n, 3), 4, rules), countOf(lucky(1n, 3), 2, rules), countOf(lucky(1n, 3), 1, rules), countOf({ kind: "exclusive", count: 3 }, 9, rules), countOf(lucky(1n, 400), 500, rules)], [4, 1, 3, 2, 1, 1, 100]);
});

test("amounts to tap are round and allowed", () => {
  assert.deepEqual(quickAmounts({ minor: 1_000n, currency: "IDR" }, rules), [5_000n, 10_000n]);
  assert.deepEqual(quickAmounts({ minor: 100n, currency: "CNY" }, rules), [500n, 1_000n, 2_000n, 5_000n, 10_000n]);
});
