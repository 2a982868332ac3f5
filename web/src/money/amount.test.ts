import assert from "node:assert/strict";
import { test } from "node:test";
import { langChoice, type Lang } from "../lib/i18n";
import { amountParts, decimal, digitsOf, formatAmount, formatSigned, maxMinor, speakAmount } from "./amount";
import { parseAmount } from "./parse";

function inLanguage(l: Lang, run: () => void) {
  langChoice.value = l;
  try {
    run();
  } finally {
    langChoice.value = "";
  }
}
const plain = (s: string) => s.replace(/[\u00a0\u202f]/g, " ");

test("amounts have the digits that practice has, in each language", () => {
  inLanguage("id", () => {
    assert.equal(plain(formatAmount({ minor: 12500n, currency: "IDR" })), "Rp 12.500");
    assert.equal(plain(formatAmount({ minor: -1250n, currency: "USD" })), "−US$12,50");
    assert.equal(plain(formatSigned({ minor: 2500n, currency: "IDR" })), "+Rp 2.500");
  });
  inLanguage("en", () => {
    assert.equal(plain(formatAmount({ minor: 12500n, currency: "IDR" })), "Rp 12,500");
    assert.equal(plain(formatAmount({ minor: 5n, currency: "CNY" })), "CN¥0.05");
    assert.equal(plain(formatAmount({ minor: 100n, currency: "JPY" })), "JP¥100");
    assert.equal(plain(formatSigned({ minor: 0n, currency: "IDR" })), "Rp 0");
  });
  inLanguage("zh", () => assert.equal(formatAmount({ minor: 123456789n, currency: "CNY" }), "¥1,234,567.89"));
  assert.deepEqual(["IDR", "JPY", "CNY", "USD", "EUR", "SGD"].map(digitsOf), [0, 0, 2, 2, 2, 2]);
});

test("amounts beyond what a float holds keep every digit", () => {
  inLanguage("en", () => {
    assert.equal(formatAmount({ minor: maxMinor, currency: "EUR" }), "€92,233,720,368,547,758.07");
    assert.equal(decimal(-7n, 2), "-0.07");
  });
});

test("a screen reader hears the currency's name, and no zeros that say nothing", () => {
  inLanguage("en", () => {
    assert.equal(speakAmount({ minor: 12500n, currency: "IDR" }), "12,500 Indonesian rupiahs");
    assert.equal(speakAmount({ minor: 1200n, currency: "USD" }), "12 US dollars");
    assert.equal(speakAmount({ minor: 1250n, currency: "USD" }), "12.50 US dollars");
  });
  inLanguage("id", () => assert.equal(speakAmount({ minor: 12500n, currency: "IDR" }), "12.500 Rupiah Indonesia"));
});

test("an amount in parts knows the side of its symbol", () => {
  inLanguage("id", () => assert.deepEqual(amountParts({ minor: -12500n, currency: "IDR" }), { sign: "−", symbol: "Rp", figure: "12.500", symbolFirst: true }));
});

const id = { group: ".", decimal: "," };
const en = { group: ",", decimal: "." };

const readings: [string, string, typeof id, bigint | null][] = [
  ["12500", "IDR", id, 12500n],
  ["Rp 12.500", "IDR", id, 12500n],
  ["Rp12.500,-", "IDR", id, 12500n],
  ["Rp. 1.250.000", "IDR", id, 1250000n],
  ["12.500,00", "IDR", id, 12500n],
  ["12,500", "IDR", id, 12500n], // three digits: nothing else than a thousand, in a currency without a fraction
  ["12.500", "IDR", en, 12500n],
  ["12,5", "IDR", id, null],
  ["50rb", "IDR", id, 50000n],
  ["1,5 jt", "IDR", id, 1500000n],
  ["2.5 juta", "IDR", en, 2500000n],
  ["12.50", "USD", en, 1250n],
  ["12,50", "USD", en, 1250n],
  ["12.50", "USD", id, 1250n],
  ["1,234.5", "USD", en, 123450n],
  ["1.234,56", "EUR", en, 123456n],
  ["1,234", "USD", en, 123400n],
  ["1.234", "USD", id, 123400n],
  ["1.234", "USD", en, null], // a thousand, or one and a bit?
  ["1,234", "USD", id, null],
  ["12.345.678", "CNY", en, 1234567800n],
  ["¥１２.５", "CNY", en, 1250n],
  ["1.5万", "CNY", en, 1500000n],
  ["88元", "CNY", en, 8800n],
  ["0.01", "CNY", en, 1n],
  ["0.001", "CNY", en, null],
  [".5", "USD", en, 50n],
  ["1 234", "IDR", id, 1234n],
  ["1.23.456", "IDR", id, null],
  ["1.234,567.89", "USD", en, null],
  ["-5", "IDR", id, null],
  ["", "IDR", id, null],
  ["Rp", "IDR", id, null],
  ["twelve", "USD", en, null],
  ["9223372036854775807", "IDR", id, null],
];

test("what people type is read in either convention, or not at all", () => {
  for (const [text, currency, own, want] of readings) assert.equal(parseAmount(text, currency, own), want, `${text} ${currency} with ${own.decimal}`);
});

test("what we write we can read again", () => {
  for (const l of ["id", "en", "zh"] as const)
    inLanguage(l, () => {
      for (const currency of ["IDR", "CNY", "USD", "EUR", "SGD", "JPY"])
        for (const minor of [1n, 99n, 100n, 12345n, 1234567n, 99999999999n]) assert.equal(parseAmount(formatAmount({ minor, currency }), currency), minor, `${l} ${currency} ${minor}`);
    });
});
