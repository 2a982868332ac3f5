import assert from "node:assert/strict";
import { test } from "node:test";
import { barPath, code128, valuesOf } from "./code128";

/** Modules as ones (bar) and zeros (space). */
function bits(digits: string): string {
  return code128(digits).map((w, i) => (i % 2 ? "0" : "1").repeat(w)).join("");
}

test("the check value is the weighted sum modulo 103", () => {
  // 105 + 1·12 + 2·34 = 185; 185 mod 103 = 82.
  assert.deepEqual(valuesOf("1234"), [12, 34, 82]);
  // Worked by hand: 105 + 42·1 + 18·2 + 40·3 + 20·4 + 50·5 + 1·6 = 639; 639 mod 103 = 21.
  assert.deepEqual(valuesOf("421840205001"), [42, 18, 40, 20, 50, 1, 21]);
});

test("known symbols", () => {
  // Start C, 00, check (105 + 0) mod 103 = 2, stop: the table of ISO/IEC 15417 read off by hand.
  assert.equal(bits("00"), "11010011100" + "11011001100" + "11001100110" + "1100011101011");
  // Start C, 12, 34, check 82, stop.
  assert.equal(bits("1234"), "11010011100" + "10110011100" + "10001011000" + "10010011110" + "1100011101011");
});

test("every value has eleven modules and an even number of bar modules, and no two are alike", () => {
  const seen = new Set<string>();
  for (let v = 0; v < 100; v++) {
    const symbol = bits(String(v).padStart(2, "0")).slice(11, 22);
    assert.equal(symbol.length, 11);
    assert.equal([...symbol].filter((b) => b === "1").length % 2, 0, `parity of ${v}`);
    seen.add(symbol);
  }
  assert.equal(seen.size, 100);
});

test("18 digits take 134 modules", () => {
  // Start, nine pairs, check: 11 each; the stop 13.
  const { d, width } = barPath("131234567890123456");
  assert.equal(width, 11 * 11 + 13);
  assert.ok(d.startsWith("M0 0h2v1h-2z"), "begins with a bar of two");
});

test("an odd number of digits, or none, is refused", () => {
  for (const bad of ["", "1", "123", "12a4"]) assert.throws(() => code128(bad), RangeError);
});
