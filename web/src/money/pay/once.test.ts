import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, onceId } from "./once";

function storage(): Storage {
  const rows = new Map<string, string>();
  return { getItem: (k: string) => rows.get(k) ?? null, setItem: (k: string, v: string) => void rows.set(k, v), removeItem: (k: string) => void rows.delete(k) } as unknown as Storage;
}

test("an id stays until its call was answered", () => {
  const s = storage();
  const first = onceId("pay|S1|500", s);
  assert.equal(first.length, 16);
  assert.deepEqual(onceId("pay|S1|500", s), first, "a second tap, or a reload");
  assert.notDeepEqual(onceId("pay|S1|600", s), first, "another amount is another payment");
  answered("pay|S1|500", s);
  assert.notDeepEqual(onceId("pay|S1|500", s), first, "the same again is a new payment");
});
