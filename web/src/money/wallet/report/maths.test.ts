import assert from "node:assert/strict";
import { test } from "node:test";
import { arcs, axisTop, change, percents, ringPath, shareOf } from "./maths";

test("shares of amounts that no float holds", () => {
  assert.equal(shareOf(1n, 4n), 0.25);
  assert.equal(shareOf(5n, 4n), 1.25);
  assert.equal(shareOf(5n, 0n), 0);
  assert.equal(shareOf(3n * 10n ** 30n, 4n * 10n ** 30n), 0.75);
});

test("percents add up to a hundred", () => {
  assert.deepEqual(percents([1n, 1n, 1n]), [34, 33, 33]);
  assert.deepEqual(percents([0n, 0n]), [0, 0]);
  assert.deepEqual(percents([999n, 1n]), [100, 0]);
  assert.deepEqual(percents([50n, 50n]), [50, 50]);
  for (let n = 1; n < 200; n++) {
    const amounts = Array.from({ length: (n % 7) + 1 }, (_, i) => BigInt((n * 7919 * (i + 3)) % 1009));
    if (amounts.some((a) => a > 0n)) assert.equal(percents(amounts).reduce((a, b) => a + b), 100, amounts.join());
  }
});

test("a change is told in whole percents and never rounded to none", () => {
  assert.equal(change(150n, 100n), 50);
  assert.equal(change(50n, 100n), -50);
  assert.equal(change(100n, 100n), 0);
  assert.equal(change(100_001n, 100_000n), 1);
  assert.equal(change(99_999n, 100_000n), -1);
  assert.equal(change(0n, 100n), -100);
  assert.equal(change(5n, 0n), null);
});

test("an axis ends at a round figure", () => {
  const tops: [bigint, bigint][] = [[0n, 1n], [1n, 1n], [2n, 2n], [3n, 5n], [6n, 10n], [99n, 100n], [100n, 100n], [101n, 200n], [12_345n, 20_000n]];
  for (const [a, top] of tops) assert.equal(axisTop(a), top, String(a));
});

test("a ring's slices meet, fill it, and the smallest can be seen", () => {
  for (const shares of [[1], [0.5, 0.5], [0.9985, 0.001, 0.0005], [0.25, 0.25, 0.25, 0.25], [0.7, 0.3, 0]]) {
    const list = arcs(shares);
    let at = 0;
    for (const [i, a] of list.entries()) {
      assert.ok(Math.abs(a.start - at) < 1e-9);
      assert.ok(shares[i] === 0 ? a.length === 0 : a.length >= 0.012 - 1e-9);
      at += a.length;
    }
    assert.ok(Math.abs(at - 1) < 1e-9, shares.join());
  }
  assert.equal(ringPath({ start: 0, length: 0 }, 10, 5), "");
  assert.match(ringPath({ start: 0, length: 0.25 }, 10, 5), /^M0\.000 -10\.000A10 10 0 0 1 10\.000 0\.000L5\.000 0\.000A5 5 0 0 0 0\.000 -5\.000Z$/);
  assert.equal(ringPath({ start: 0, length: 1 }, 10, 5).match(/A/g)?.length, 4);
});
