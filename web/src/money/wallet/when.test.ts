import assert from "node:assert/strict";
import { test } from "node:test";
import { langChoice } from "../../lib/i18n";
import { addMonths, dayField, dayStart, monthKey, monthName, monthOf, monthRange, parseMonth } from "./when";

test("months follow each other over the turn of the year", () => {
  assert.deepEqual(addMonths({ year: 2026, month: 0 }, -1), { year: 2025, month: 11 });
  assert.deepEqual(addMonths({ year: 2026, month: 11 }, 1), { year: 2027, month: 0 });
  const { from, until } = monthRange({ year: 2026, month: 1 });
  assert.deepEqual([monthOf(from), monthOf(until - 1), monthOf(until)].map(monthKey), ["2026-02", "2026-02", "2026-03"]);
});

test("a month in an address is read back, anything else is none", () => {
  assert.deepEqual(parseMonth("2026-11"), { year: 2026, month: 10 });
  for (const bad of ["2026-13", "2026-00", "2026-1", "", null, "november"]) assert.equal(parseMonth(bad), undefined, String(bad));
});

test("days of date fields begin at midnight of the reader", () => {
  assert.equal(dayField(dayStart("2026-11-22")), "2026-11-22");
  assert.equal(dayField(dayStart("2026-11-30", 1)), "2026-12-01");
  assert.equal(new Date(dayStart("2026-11-22")).getHours(), 0);
  assert.ok(Number.isNaN(dayStart("22.11.2026")));
});

test("months have names in each language", () => {
  langChoice.value = "id";
  assert.equal(monthName({ year: 2026, month: 4 }), "Mei 2026");
  langChoice.value = "zh";
  assert.equal(monthName({ year: 2026, month: 4 }), "2026年5月");
  langChoice.value = "";
});
