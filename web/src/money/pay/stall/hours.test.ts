import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, hourLabels, peak } from "./hours";

const in_ = (zone: string, run: () => void) => {
  const before = process.env["TZ"];
  process.env["TZ"] = zone;
  try {
    run();
  } finally {
    if (before === undefined) delete process.env["TZ"];
    else process.env["TZ"] = before;
  }
};

test("a day begins at midnight of the reader", () =>
  in_("Asia/Jakarta", () => {
    const now = Date.UTC(2026, 10, 22, 18, 30); // 23 November, 01:30 in Jakarta
    const { from, until } = dayOf(now, 0);
    assert.equal(from, Date.UTC(2026, 10, 22, 17));
    assert.equal(until - from, 24 * 3_600_000);
    assert.equal(dayOf(now, 1).until, from, "yesterday ends where today begins");
    assert.equal(hourLabels(from, until).length, 24);
  }));

test("the days on which clocks change have 23 and 25 hours", () =>
  in_("Europe/Berlin", () => {
    const spring = dayOf(Date.UTC(2026, 2, 29, 10), 0);
    assert.equal(hourLabels(spring.from, spring.until).length, 23);
    const autumn = dayOf(Date.UTC(2026, 9, 25, 10), 0);
    assert.equal(hourLabels(autumn.from, autumn.until).length, 25);
  }));

test("the highest hour scales the chart", () => {
  assert.equal(peak([]), 0n);
  assert.equal(peak([0n, 500n, 20n]), 500n);
});
