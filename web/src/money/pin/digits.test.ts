import assert from "node:assert/strict";
import { test } from "node:test";
import { isWeak, pinDigits } from "./digits";

test("PINs that everybody tries first are refused", () => {
  for (const weak of ["000000", "777777", "121212", "123123", "123456", "654321", "890123", "321098"]) assert.ok(isWeak(weak), weak);
  for (const fine of ["246810", "112233", "135790", "123457", "998877", "120121"]) assert.ok(!isWeak(fine), fine);
});

test("what is pasted gives its digits", () => {
  assert.equal(pinDigits("24 68-10"), "246810");
  assert.equal(pinDigits("２４６８１０"), "246810");
  assert.equal(pinDigits("12345678"), "123456");
  assert.equal(pinDigits("abc"), "");
});
