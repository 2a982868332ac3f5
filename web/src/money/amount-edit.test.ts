import assert from "node:assert/strict";
import { test } from "node:test";
import { fieldMinor, fieldText, press, retype } from "./amount-edit";

const id = { group: ".", decimal: "," };
const en = { group: ",", decimal: "." };

/** "1.2|34": text with its caret, through retype, as text with its caret. */
function after(marked: string, places: number, marks = id): string {
  const caret = marked.indexOf("|");
  const e = retype(marked.replace("|", ""), caret, places, marks);
  return `${e.text.slice(0, e.caret)}|${e.text.slice(e.caret)}`;
}

test("groups form while typing and the caret stays behind its digit", () => {
  assert.equal(after("1234|", 0), "1.234|");
  assert.equal(after("12.3456|", 0), "123.456|");
  assert.equal(after("19|2.345", 0), "19|2.345");
  assert.equal(after("129|.345", 0), "129|.345");
  assert.equal(after("1292|.345", 0), "1.292|.345");
  assert.equal(after("007|", 0), "7|");
  assert.equal(after("0|", 0), "0|");
  assert.equal(after("abc|", 0), "|");
  assert.equal(after("１２３４|", 0), "1.234|");
});

test("a separator counts only where the currency has a fraction, and may be of the other convention", () => {
  assert.equal(after("12,|", 0), "12|");
  assert.equal(after("12.|", 2), "12,|");
  assert.equal(after("12,|", 2, en), "12.|");
  assert.equal(after("1.234,56|", 2), "1.234,56|");
  assert.equal(after("1.234,567|", 2), "1.234,56|");
  assert.equal(after(",|", 2), "0,|");
  assert.equal(after("12,|34", 2), "12,|34");
  assert.equal(after("1,2,|3", 2), "12,|3"); // the newest one moves it
});

test("no more digits than an amount can have", () => {
  assert.equal(after("1234567890123456789|", 0).replaceAll(/\D/g, "").length, 15);
});

test("the own keypad types, deletes and replaces", () => {
  assert.deepEqual(press("1.234", 5, 5, "000", 0, id), { text: "1.234.000", caret: 9 });
  assert.deepEqual(press("1.234", 5, 5, "back", 0, id), { text: "123", caret: 3 });
  assert.deepEqual(press("1.234", 2, 2, "back", 0, id), { text: "234", caret: 0 });
  assert.deepEqual(press("1.234", 0, 0, "back", 0, id), { text: "1.234", caret: 0 });
  assert.deepEqual(press("1.234", 0, 5, "7", 0, id), { text: "7", caret: 1 });
  assert.deepEqual(press("", 0, 0, "000", 0, id), { text: "0", caret: 1 });
  assert.deepEqual(press("12", 2, 2, ",", 2, id), { text: "12,", caret: 3 });
});

test("field and minor units agree", () => {
  const cases: [bigint, string, typeof id, string][] = [[12500n, "IDR", id, "12.500"], [1250n, "USD", en, "12.50"], [123400n, "USD", en, "1,234"], [5n, "CNY", en, "0.05"], [0n, "IDR", id, ""]];
  for (const [minor, currency, marks, text] of cases) {
    assert.equal(fieldText({ minor, currency }, marks), text);
    assert.equal(fieldMinor(text, currency, marks), minor);
  }
  assert.equal(fieldMinor("12,", "USD", id), 1200n);
  assert.equal(fieldMinor("12,5", "USD", id), 1250n);
});
