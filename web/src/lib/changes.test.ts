import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import { nudge, nudges } from "./changes";

test("a nudge reaches who follows its topic, a break of the line everybody", () => {
  let asked = 0;
  const stop = effect(() => void (nudges("wallet").value, asked++));
  nudge(["pay"]);
  assert.deepEqual([asked, nudges("pay").value], [1, 1]);
  nudge(["wallet", "stall:4"]);
  assert.equal(asked, 2);
  nudge("all");
  assert.deepEqual([asked, nudges("pay").value, nudges("stall:4").value], [3, 2, 2]);
  stop();
});
