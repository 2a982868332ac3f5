import assert from "node:assert/strict";
import { test } from "node:test";
import { ago, bytes, count, duration, listOf, span, stamp } from "./format";
import { langChoice } from "./i18n";

const at = (text: string) => new Date(text).getTime(); // local time, as the reader's

test("a row is stamped with the time today, then the day, then the date", () => {
  langChoice.value = "en";
  const now = at("2026-11-22T15:00:00");
  assert.equal(stamp(at("2026-11-22T09:05:00"), now), "09:05");
  assert.equal(stamp(at("2026-11-21T23:59:00"), now), "Yesterday");
  assert.equal(stamp(at("2026-11-17T12:00:00"), now), "Tuesday");
  assert.equal(stamp(at("2026-11-15T12:00:00"), now), "15 Nov");
  assert.equal(stamp(at("2025-11-15T12:00:00"), now), "15/11/25");
  langChoice.value = "id";
  assert.equal(stamp(at("2026-11-21T23:59:00"), now), "Kemarin");
  langChoice.value = "zh";
  assert.equal(stamp(at("2026-11-21T23:59:00"), now), "昨天");
  langChoice.value = "";
});

test("a clock that runs ahead still gives a time", () => {
  langChoice.value = "en";
  assert.equal(stamp(at("2026-11-22T15:02:00"), at("2026-11-22T15:00:00")), "15:02");
  langChoice.value = "";
});

test("how long ago, sizes, counts, waits, lists", () => {
  langChoice.value = "en";
  const now = at("2026-11-22T15:00:00");
  assert.equal(ago(now - 5 * 60_000, now), "5 minutes ago");
  assert.equal(ago(now + 30 * 86_400_000, now), "in 30 days");
  assert.equal(ago(now + 24 * 3_600_000 - 1000, now), "in 24 hours");
  assert.equal(ago(now - 24 * 3_600_000 + 1000, now), "23 hours ago");
  assert.deepEqual([span(0), span(12_400), span(59_700), span(90_000), span(23.6 * 3_600_000)], ["1 second", "12 seconds", "60 seconds", "2 minutes", "24 hours"]);
  assert.equal(bytes(0), "0 byte");
  assert.equal(bytes(1_234_567), "1.2 MB");
  assert.equal(bytes(15_300), "15 kB");
  assert.equal(count(99), "99");
  assert.equal(count(100), "99+");
  assert.equal(duration(61_001), "1:02");
  assert.equal(duration(-5), "0:00");
  assert.equal(listOf(["Ayu", "Budi", "Citra"]), "Ayu, Budi and Citra");
  langChoice.value = "";
});
