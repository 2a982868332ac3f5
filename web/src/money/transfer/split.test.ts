import assert from "node:assert/strict";
import { test } from "node:test";
import { divide, divisionOf, missing, type Head } from "./split";

const head = (id: string, heads = 1, minor = 0n): Head => ({ id, heads, minor });
const three = [head("1"), head("2"), head("3")];
const minors = (d: { parts: { minor: bigint }[] }) => d.parts.map((p) => p.minor);

test("a bill that divides is divided, what is odd goes to the first ones", () => {
  assert.deepEqual(divisionOf("equal", 90_000n, three), { parts: [{ id: "1", minor: 30_000n }, { id: "2", minor: 30_000n }, { id: "3", minor: 30_000n }], total: 90_000n, odd: 0 });
  const d = divisionOf("equal", 100n, three);
  assert.deepEqual([minors(d), d.odd], [[34n, 33n, 33n], 1]);
  assert.deepEqual(minors(divisionOf("equal", 101n, three)), [34n, 34n, 33n]);
});

test("who pays for several counts as several", () => {
  const d = divisionOf("heads", 100_000n, [head("1", 1), head("2", 3), head("3", 1)]);
  assert.deepEqual([minors(d), d.odd], [[20_000n, 60_000n, 20_000n], 0]);
  const odd = divisionOf("heads", 10n, [head("1", 2), head("2", 1)]);
  assert.deepEqual([minors(odd), odd.odd], [[7n, 3n], 1]);
});

test("written amounts are what they are", () => {
  const d = divisionOf("amounts", 5n, [head("1", 1, 700n), head("2", 1, 300n)]);
  assert.deepEqual([minors(d), d.total, d.odd], [[700n, 300n], 1000n, 0]);
});

test("the parts make exactly the total, differ by one unit at most for one weight, and nobody without weight pays", () => {
  let x = 12345;
  const rand = (n: number) => ((x = (x * 1664525 + 1013904223) >>> 0), x % n);
  for (let i = 0; i < 2_000; i++) {
    const total = BigInt(rand(2 ** 31)) * BigInt(1 + rand(1_000_000));
    const weights: number[] = Array.from({ length: 1 + rand(100) }, () => rand(21));
    if (!weights.some((w) => w > 0)) weights[0] = 1;
    const { minors: m, odd } = divide(total, weights);
    assert.equal(m.reduce((a, b) => a + b, 0n), total, `seed step ${i}`);
    assert.ok(odd < weights.length);
    weights.forEach((w, j) => {
      const whole = (total * BigInt(w)) / BigInt(weights.reduce((a, b) => a + b, 0));
      assert.ok(m[j]! === whole || m[j]! === whole + 1n, `seed step ${i}: ${m[j]} of ${whole}`);
      if (w === 0) assert.equal(m[j], 0n);
    });
  }
});

test("what is missing is said", () => {
  const of = (way: "equal" | "amounts", total: bigint, people: Head[]) => missing(divisionOf(way, total, people), "1");
  assert.equal(of("equal", 90n, [head("1")]), "people");
  assert.equal(of("equal", 90n, Array.from({ length: 101 }, (_, i) => head(String(i)))), "people");
  assert.equal(of("equal", 0n, three), "total");
  assert.equal(of("equal", 2n, three), "parts");
  assert.equal(of("amounts", 0n, [head("1", 1, 5n), head("2")]), "parts");
  assert.equal(of("equal", 90n, three), undefined);
});
