import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { openDB } from "idb";
import { dbName, wipeSlot } from "../../lib/db";
import { keepCodes, keptCodes, takeCode } from "./code-store";

const now = 1_000_000;
const set = Array.from({ length: 15 }, (_, i) => ({ digits: String(131_000_000_000_000_000n + BigInt(i)), expiresAt: now + 60_000 }));

test("codes are kept sealed, each is taken once, and leaving wipes them", async () => {
  await keepCodes(set);
  assert.equal((await keptCodes(now)).length, 15);

  const d = await openDB(dbName("pay"));
  const sealed = (await d.get("sealed", "codes")) as { bytes: ArrayBuffer };
  const secret = (await d.get("keys", "codes")) as CryptoKey;
  d.close();
  assert.ok(!Buffer.from(sealed.bytes).includes("131000000000000000"), "no code lies in the database as it is");
  assert.equal(secret.extractable, false);

  const taken = new Set<string>();
  for (let i = 0; i < 15; i++) {
    const { code, left } = await takeCode(now);
    taken.add(code!.digits);
    assert.equal(left, 14 - i);
  }
  assert.equal(taken.size, 15);
  assert.deepEqual(await takeCode(now), { code: undefined, left: 0 });

  await keepCodes(set);
  assert.deepEqual(await keptCodes(now + 60_000), [], "what has expired is not there any more");
  await wipeSlot();
  const after = await indexedDB.databases();
  assert.ok(!after.some((a) => a.name === dbName("pay")));
});
