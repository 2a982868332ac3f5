import assert from "node:assert/strict";
import { test } from "node:test";
import { spoken, voiceFor } from "./speech";

test("amounts are said with the currency's name, in each language", () => {
  assert.equal(spoken({ minor: 12_500n, currency: "IDR" }, "en"), "Received 12,500 Indonesian rupiahs");
  assert.equal(spoken({ minor: 12_500n, currency: "IDR" }, "id"), "Diterima 12.500 Rupiah Indonesia");
  assert.equal(spoken({ minor: 12_500n, currency: "IDR" }, "zh"), "收到12,500印度尼西亚卢比");
  assert.equal(spoken({ minor: 1_250n, currency: "USD" }, "en"), "Received 12.50 US dollars");
  assert.equal(spoken({ minor: 1_200n, currency: "USD" }, "en"), "Received 12 US dollars");
});

test("a voice of the very region is best, one of the language will do, none stays silent", () => {
  const voices = [{ lang: "en-US" }, { lang: "en_GB" }, { lang: "zh-TW" }];
  assert.equal(voiceFor(voices, "en")!.lang, "en_GB");
  assert.equal(voiceFor(voices, "zh")!.lang, "zh-TW");
  assert.equal(voiceFor(voices, "id"), undefined);
});
