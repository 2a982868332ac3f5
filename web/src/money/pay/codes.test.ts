import assert from "node:assert/strict";
import { test } from "node:test";
import { alive, fewCodes, inOurTime, needsNew, nextAt, soonMs, spareMs, take, type Code } from "./codes";

const now = 1_000_000;
const day = 24 * 3_600_000;
const set = (n: number, expiresAt: number): Code[] => Array.from({ length: n }, (_, i) => ({ digits: String(131_000_000_000_000_000n + BigInt(i)), expiresAt }));

test("a code is handed out once", () => {
  const first = take(set(2, now + day), now);
  const second = take(first.rest, now);
  const third = take(second.rest, now);
  assert.notEqual(first.code!.digits, second.code!.digits);
  assert.equal(third.code, undefined);
});

test("a code that is nearly over is not handed out", () => {
  assert.equal(take(set(3, now + spareMs), now).code, undefined);
  assert.ok(take(set(3, now + spareMs + 1), now).code);
  assert.deepEqual(take([...set(1, now), ...set(1, now + day)], now).rest, [], "what is over is dropped on the way");
  assert.deepEqual(alive(set(4, now - 1), now), []);
});

test("a new set is asked for when few are left or they end soon", () => {
  assert.ok(needsNew([], now));
  assert.ok(needsNew(set(fewCodes - 1, now + day), now));
  assert.ok(!needsNew(set(fewCodes, now + day), now));
  assert.ok(needsNew(set(15, now + soonMs), now));
});

test("a wrong clock does not shorten or stretch a code's life", () => {
  const server = 1_700_000_000_000n;
  const [c] = inOurTime([{ digits: "1", expiresAtMs: server + 60_000n }], server, now);
  assert.equal(c!.expiresAt, now + 60_000);
  assert.equal(nextAt(c!), now + 60_000 - spareMs);
});
