import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceName } from "./device-name";
import { handlePattern } from "./limits";

test("a device is named by browser and system", () => {
  assert.equal(deviceName("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 Safari/537.36"), "Chrome, Linux");
  assert.equal(deviceName("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1"), "Safari, iOS");
  assert.equal(deviceName("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/150.0 Mobile Safari/537.36"), "Chrome, Android");
  assert.equal(deviceName("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"), "Firefox, Windows");
  assert.equal(deviceName("curl"), "Browser");
});

test("handles as the contract has them", () => {
  for (const good of ["ayu", "a_b.c", "x12", "a".repeat(32)]) assert.ok(handlePattern.test(good), good);
  for (const bad of ["ab", "1ab", "_ab", "Ayu", "a b", "a".repeat(33), "ayu!", "ayu."]) assert.ok(!handlePattern.test(bad), bad);
});
