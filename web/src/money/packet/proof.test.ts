import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { hexGroups, preimage, verify, type Proof } from "./proof";

const bytes = (n: number, from = 0) => Uint8Array.from({ length: n }, (_, i) => (i + from) % 256);
const draw = [1200n, 800n, 3000n];
const base = { salt: bytes(32), nonce: bytes(16, 100), draw, currency: "IDR" };
const published = new Uint8Array(createHash("sha256").update(base.salt).update(base.nonce).update("IDR:1200,800,3000").digest());
const proof: Proof = { ...base, commitment: published };

test("what is hashed is salt, nonce and the draw as text", () => {
  assert.equal(Buffer.from(preimage(base)).toString("latin1").slice(48), "IDR:1200,800,3000");
});

test("a proof holds when seal, shares and total fit", async () => {
  const v = await verify(proof, published, [1200n, 800n], 5000n);
  assert.deepEqual([v.sealed, v.followed, v.whole], [true, true, true]);
  assert.deepEqual(v.computed, published);
});

test("every kind of cheating shows", async () => {
  const bad = async (p: Partial<Proof>, seal = published, got = [1200n], total: bigint | undefined = 5000n) => {
    const v = await verify({ ...proof, ...p }, seal, got, total);
    return [v.sealed, v.followed, v.whole];
  };
  assert.deepEqual(await bad({ draw: [1201n, 799n, 3000n] }), [false, false, true], "another draw");
  assert.deepEqual(await bad({ salt: bytes(32, 1) }), [false, true, true], "another salt");
  assert.deepEqual(await bad({ nonce: bytes(16) }), [false, true, true], "another nonce");
  assert.deepEqual(await bad({ currency: "USD" }), [false, true, true]);
  assert.deepEqual(await bad({}, bytes(32)), [false, true, true], "the seal was another one");
  assert.deepEqual(await bad({ commitment: bytes(32) }), [false, true, true], "two seals");
  assert.deepEqual(await bad({}, published, [800n, 1200n]), [true, false, true], "handed out in another order");
  assert.deepEqual(await bad({}, published, [1200n, 800n, 3000n, 5n]), [true, false, true], "more shares than were drawn");
  assert.deepEqual(await bad({}, published, [1200n], 6000n), [true, true, false], "money is missing");
});

test("bytes are shown in groups that can be compared", () => {
  assert.equal(hexGroups(bytes(6)), "00010203 0405");
  assert.equal(hexGroups(new Uint8Array()), "");
});
