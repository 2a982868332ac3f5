import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionAt, mentionsIn, oneLine, onlyEmoji, partsOf } from "./text";

const hrefs = (s: string) => partsOf(s).flatMap((p) => (p.kind === "link" ? [[p.text, p.href]] : []));

test("links are found, with the punctuation around them left out", () => {
  const cases: [string, string[][]][] = [
    ["lihat https://alun.example/a?b=1#c.", [["https://alun.example/a?b=1#c", "https://alun.example/a?b=1#c"]]],
    ["(www.pasar.id)", [["www.pasar.id", "https://www.pasar.id/"]]],
    ["https://en.wikipedia.org/wiki/Alun_(square)", [["https://en.wikipedia.org/wiki/Alun_(square)", "https://en.wikipedia.org/wiki/Alun_(square)"]]],
    ["看 https://a.cn/x，好", [["https://a.cn/x", "https://a.cn/x"]]],
    ["tulis ke ayu@warung.id ya", [["ayu@warung.id", "mailto:ayu@warung.id"]]],
    ["javascript:alert(1) data:text/html,x", []],
    ["JAVASCRIPT://www.x.y", [["www.x.y", "https://www.x.y/"]]],
    ["http://", []],
  ];
  for (const [text, want] of cases) assert.deepEqual(hrefs(text), want, text);
});

test("the parts together are the text", () => {
  for (const s of ["", "a", "a https://b.c d e@f.gh https://b.c/?q=x@y.zz.", "https://a.b https://a.b"]) {
    assert.equal(partsOf(s).map((p) => p.text).join(""), s);
  }
});

test("big emoji", () => {
  const cases: [string, number][] = [["👍", 1], ["👩‍👩‍👧 ❤️", 2], ["🇮🇩", 1], ["👍🏽👍🏽👍🏽", 3], ["👍👍👍👍", 0], ["ok 👍", 0], ["1", 0], ["", 0], ["#", 0]];
  for (const [s, n] of cases) assert.equal(onlyEmoji(s), n, s);
});

test("mentions", () => {
  assert.deepEqual(mentionAt("halo @ay", 8), { from: 5, word: "ay" });
  assert.deepEqual(mentionAt("@", 1), { from: 0, word: "" });
  assert.equal(mentionAt("ayu@warung", 10), null);
  assert.equal(mentionAt("halo @ayu apa", 13), null);
  assert.deepEqual(mentionsIn("@Ayu dan @Budi", [{ name: "Ayu" }, { name: "Citra" }]), [{ name: "Ayu" }]);
});

test("one line", () => {
  assert.equal(oneLine("a\n  b\tc"), "a b c");
  assert.equal(oneLine("abcdef", 3), "abc…");
});
