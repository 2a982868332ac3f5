import assert from "node:assert/strict";
import { test } from "node:test";
import { setLang } from "../../lib/i18n";
import { factsOf } from "./facts";

test("the facts of a line are words of the reader", () => {
  setLang("en");
  assert.equal(factsOf('{"source":"demo","people":14,"messages":0,"open_sign_up":false}'), "From: demo · People: 14 · Anyone may sign up: no");
  assert.equal(factsOf('{"level":"LEVEL_FULL"}'), "Level: Full");
  assert.equal(factsOf('{"mode":"lose"}'), "Mode: loses answers");
  assert.equal(factsOf('{"reason":"lose"}'), "Reason: lose");
  assert.equal(factsOf('{"unheard_of":3}'), "unheard_of: 3");
  setLang("zh");
  assert.equal(factsOf('{"reason":"spam"}'), "原因: spam");
  for (const odd of ["", "null", "[", "7", '"x"']) assert.equal(factsOf(odd), "");
});
