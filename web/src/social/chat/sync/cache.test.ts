import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { openDB } from "idb";
import { Cache, cacheVersion, upgradeCache, type ChatDb } from "./cache";
import type { CardState, Entry } from "./model";

let n = 0;
async function cache() {
  return new Cache(await openDB<ChatDb>(`cache-${++n}`, cacheVersion, { upgrade: (db, from, _, tx) => upgradeCache(db, from, tx) }), () => "9");
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

const packet = (seq: number) => entry(seq, { body: { kind: "packet", id: "7", greeting: "", cover: "alun", onlyFor: "" } });
const stands = (seq: number, state: string, at = 1): CardState => ({ chat: "1", seq, state, amount: { minor: 500n, currency: "IDR" }, done: 0, of: 0, at });

test("how a card stands is kept with its row, whichever comes first, and the newest counts", async () => {
  const c = await cache();
  assert.deepEqual(await c.putCards([stands(2, "opened")]), []);
  const rows = await c.putStretch("1", { entries: [entry(1), packet(2), packet(3)], from: 1, to: 3 });
  assert.deepEqual(rows.map((r) => r.card?.state), [undefined, "opened", undefined]);
  assert.deepEqual((await c.putCards([stands(3, "gone")])).map((r) => [r.seq, r.card?.state]), [[3, "gone"]]);
  await c.putCards([stands(3, "expired", 2)]);
  assert.deepEqual((await c.page("1", 10, 10)).rows.map((r) => r.card?.state), [undefined, "opened", "expired"]);
  assert.deepEqual((await c.pageAfter("1", 2, 10)).rows.map((r) => r.card?.state), ["expired"]);
  assert.deepEqual((await c.entry("1", 2))?.card?.amount, { minor: 500n, currency: "IDR" });
  const later = await c.append("1", [entry(4, { body: { kind: "react", seq: 2, emoji: "x", remove: false }, target: 2 })]);
  assert.deepEqual(later.rows.map((r) => [r.seq, r.card?.state]), [[2, "opened"], [4, undefined]]);
  await c.reset(true);
  assert.deepEqual((await c.putStretch("1", { entries: [packet(2)], from: 2, to: 2 })).map((r) => r.card), [undefined]);
});

test("a client that learns of money fetches again what the one before could not read, and keeps what is to be sent", async () => {
  const name = `cache-${++n}`;
  const old = await openDB(name, 1, {
    upgrade(db) {
      for (const [store, keyPath] of [["meta"], ["chats", "id"], ["ranges", "chat"], ["outbox", "id"], ["patches", "chat"], ["people", "id"], ["lines", ["chat", "key"]]] as [string, string?][]) db.createObjectStore(store, keyPath ? { keyPath } : {});
      db.createObjectStore("entries", { keyPath: ["chat", "seq"] }).createIndex("target", ["chat", "target"]);
    },
  });
  await old.put("entries", entry(1, { body: { kind: "unknown" } }));
  await old.put("ranges", { chat: "1", list: [[1, 1]] });
  await old.put("meta", { account: "9", epoch: 7, changeSeq: 5 }, "cursor");
  await old.put("outbox", { id: "aa", order: 1 });
  old.close();
  const c = new Cache(await openDB<ChatDb>(name, cacheVersion, { upgrade: (db, from, _, tx) => upgradeCache(db, from, tx) }), () => "9");
  const now = await c.load();
  assert.deepEqual([now.cursor, now.outbox.length, (await c.page("1", 9, 9)).rows], [{ account: "9", epoch: 0, changeSeq: 0 }, 1, []]);
  await c.putCards([stands(1, "opened")]);
});
