import assert from "node:assert/strict";
import { test } from "node:test";
import { bare, grouped, isPayCode } from "./digits";

test("18 digits stand in six groups of three", () => {
  assert.equal(grouped("131234567890123456"), "131 234 567 890 123 456");
  assert.equal(grouped("1312"), "131 2", "while it is typed");
  assert.equal(grouped("131"), "131", "no space hangs at the end");
  assert.equal(grouped(""), "");
});

test("what is typed becomes bare digits, at most 18", () => {
  assert.equal(bare(" 131-234 567.890 123 456 789"), "131234567890123456");
  assert.equal(bare("abc"), "");
});

test("a payer's code is told from other texts", () => {
  assert.ok(isPayCode("131234567890123456"));
  assert.ok(isPayCode("131 234 567 890 123 456"));
  for (const other of ["13123456789012345", "1312345678901234567", "https://a.example/131234567890123456", "000201010211", ""]) assert.ok(!isPayCode(other), other);
});
