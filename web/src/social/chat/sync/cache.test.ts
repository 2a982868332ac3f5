import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { openDB } from "idb";
import { Cache, cacheVersion, upgradeCache, type ChatDb } from "./cache";
import type { Entry } from "./model";

let n = 0;
async function cache() {
  return new Cache(await openDB<ChatDb>(`cache-${++n}`, cacheVersion, { upgrade: (db) => upgradeCache(db) }), () => "9");
}
const entry = (seq: number, over: Partial<Entry> = {}): Entry => ({
  chat: "1", seq, n: seq, sender: "2", client: "", at: seq, body: { kind: "text", text: `m${seq}` }, mentions: [], mentionAll: false,
  forwarded: false, rev: seq, editedAt: 0, recalled: false, reactions: [], ...over,
});
const edit = (seq: number, target: number, text: string) => entry(seq, { body: { kind: "edit", seq: target, text, mentions: [] }, target });

test("a change that was known before its row is applied when an older copy of the row comes", async () => {
  const c = await cache();
  await c.putStretch("1", { entries: [edit(30, 1, "new")], from: 30, to: 30 });
  const rows = await c.putStretch("1", { entries: [entry(1), entry(2)], from: 1, to: 2 });
  assert.deepEqual(rows.map((r) => [r.seq, r.rev, r.body]), [[1, 30, { kind: "text", text: "new" }], [2, 2, { kind: "text", text: "m2" }]]);
  assert.deepEqual((await c.entry("1", 1))?.body, { kind: "text", text: "new" });
});

test("a recall leaves no earlier wording behind", async () => {
  const c = await cache();
  await c.append("1", [entry(1), edit(2, 1, "second wording"), entry(3, { body: { kind: "recall", seq: 1 }, target: 1 })]);
  assert.equal((await c.entry("1", 1))?.recalled, true);
  assert.deepEqual((await c.entry("1", 2))?.body, { kind: "edit", seq: 1, text: "", mentions: [] });
});

test("a page ends where the log is not known", async () => {
  const c = await cache();
  await c.putStretch("1", { entries: [entry(1), entry(2)], from: 1, to: 2 });
  await c.putStretch("1", { entries: [entry(10), entry(11), entry(12)], from: 9, to: 12 });
  const newest = await c.page("1", Number.MAX_SAFE_INTEGER, 50);
  assert.deepEqual([newest.from, newest.rows.map((r) => r.seq)], [9, [10, 11, 12]]);
  assert.deepEqual(await c.page("1", 9, 50), { rows: [], from: 9 });
  assert.deepEqual((await c.pageAfter("1", 0, 50)).to, 2);
  assert.deepEqual((await c.pageAfter("1", 2, 50)).to, 2);
});

test("an answer removes only what it answered", async () => {
  const c = await cache();
  const first = await c.patch({ chat: "1", draft: "a" });
  await c.patch({ chat: "1", draft: "b" });
  assert.equal(await c.removePatch("1", first.version), false);
  assert.equal((await c.patches())[0]?.draft, "b");
});
