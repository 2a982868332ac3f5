import assert from "node:assert/strict";
import { test } from "node:test";
import { applyChange, cover, joinPatch, mergeState, newerRow, noteEntry, tailOf, unreadOf, withPatch, withPending } from "./rules";
import { emptyState, type Chat, type Entry, type Outgoing } from "./model";

const entry = (seq: number, over: Partial<Entry> = {}): Entry => ({
  chat: "1", seq, n: seq, sender: "2", client: "", at: seq, body: { kind: "text", text: `m${seq}` }, mentions: [], mentionAll: false,
  forwarded: false, rev: seq, editedAt: 0, recalled: false, reactions: [], ...over,
});
const chat = (over: Partial<Chat> = {}): Chat => ({
  id: "1", kind: "group", name: "", faces: [], memberCount: 3, role: "member", newcomersSeeHistory: false, membersMayInvite: false, dissolved: false,
  maySend: true, maySendCode: "", lastSeq: 4, n: 4, fromSeq: 1, state: { ...emptyState, readSeq: 4, readN: 4 }, peerDelivered: 0, peerRead: 0, createdAt: 0, request: false, ...over,
});
const react = (seq: number, emoji: string, remove = false, sender = "2") => entry(seq, { sender, body: { kind: "react", seq: 1, emoji, remove }, target: 1 });

test("stretches join when they touch", () => {
  const cases: [[number, number][], [number, number], [number, number][]][] = [
    [[], [3, 5], [[3, 5]]],
    [[[3, 5]], [6, 6], [[3, 6]]],
    [[[3, 5]], [7, 9], [[3, 5], [7, 9]]],
    [[[3, 5], [7, 9]], [6, 6], [[3, 9]]],
    [[[3, 5], [7, 9]], [1, 20], [[1, 20]]],
    [[[7, 9]], [1, 2], [[1, 2], [7, 9]]],
    [[[3, 5]], [6, 5], [[3, 5]]],
  ];
  for (const [before, [a, b], after] of cases) assert.deepEqual(cover(before, a, b), after);
  assert.equal(tailOf([[1, 2], [7, 9]]), 9);
});

test("any order of covering gives the same stretches", () => {
  let x = 42;
  const rand = (n: number) => (x = (x * 1103515245 + 12345) % 2147483648) % n;
  for (let round = 0; round < 200; round++) {
    const seqs = new Set<number>();
    let ranges: ReturnType<typeof cover> = [];
    for (let i = 0; i < 20; i++) {
      const a = 1 + rand(60);
      const b = a + rand(4);
      for (let s = a; s <= b; s++) seqs.add(s);
      ranges = cover(ranges, a, b);
    }
    const held = new Set(ranges.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i)));
    assert.deepEqual([...held].sort((p, q) => p - q), [...seqs].sort((p, q) => p - q));
    for (let i = 1; i < ranges.length; i++) assert.ok(ranges[i]![0] > ranges[i - 1]![1] + 1);
  }
});

test("a change applies once, and only to its row", () => {
  const row = entry(1);
  const once = applyChange(row, react(5, "👍"), "9");
  assert.deepEqual([once.rev, once.reactions], [5, [{ emoji: "👍", count: 1, mine: false }]]);
  assert.equal(applyChange(once, react(5, "👍"), "9"), once);
  assert.equal(applyChange(entry(2), react(5, "👍"), "9").rev, 2);
  const two = applyChange(once, react(6, "👍", false, "9"), "9");
  assert.deepEqual(two.reactions, [{ emoji: "👍", count: 2, mine: true }]);
  assert.deepEqual(applyChange(two, react(7, "👍", true, "9"), "9").reactions, [{ emoji: "👍", count: 1, mine: false }]);
});

test("a recall leaves one's own words on one's own device", () => {
  const recall = entry(5, { body: { kind: "recall", seq: 1 }, target: 1 });
  assert.equal(applyChange(entry(1, { sender: "9" }), recall, "9").was, "m1");
  assert.equal(applyChange(entry(1), recall, "9").was, undefined);
  const mine = applyChange(entry(1, { sender: "9" }), recall, "9");
  assert.equal(newerRow(mine, entry(1, { sender: "9", rev: 5, recalled: true, body: { kind: "text", text: "" } })).was, "m1");
});

test("an older copy never replaces a newer one", () => {
  const newer = entry(1, { rev: 9 });
  assert.equal(newerRow(newer, entry(1, { rev: 3 })), newer);
});

test("only messages of others count as unread", () => {
  let c = noteEntry(chat(), entry(5, { n: 5 }), "9");
  assert.equal(unreadOf(c), 1);
  c = noteEntry(c, { ...react(6, "👍"), n: 5 }, "9");
  c = noteEntry(c, entry(7, { n: 5, body: { kind: "system", what: "renamed", actor: "2", accounts: [], value: "Pasar", about: 0 } }), "9");
  assert.deepEqual([unreadOf(c), c.name, c.last?.seq], [1, "Pasar", 7]);
  c = noteEntry(c, entry(8, { n: 6, sender: "9" }), "9");
  assert.equal(unreadOf(c), 0);
});

test("a mention is remembered until it is read", () => {
  let c = noteEntry(chat(), entry(5, { mentions: ["9"] }), "9");
  c = noteEntry(c, entry(6), "9");
  assert.equal(c.state.mentionSeq, 5);
  assert.equal(withPatch(c, { chat: "1", version: 1, readSeq: 6, readN: 6 }).state.mentionSeq, 0);
  assert.equal(unreadOf(withPatch(c, { chat: "1", version: 1, readSeq: 6, readN: 6 })), 0);
});

test("what was read never becomes unread again", () => {
  const s = mergeState({ ...emptyState, readSeq: 9, readN: 9 }, { ...emptyState, readSeq: 4, readN: 4, pinned: true, mentionSeq: 6 });
  assert.deepEqual([s.readSeq, s.readN, s.pinned, s.mentionSeq], [9, 9, true, 0]);
  const p = joinPatch({ chat: "1", version: 1, readSeq: 9, readN: 9 }, { chat: "1", readSeq: 5, readN: 5, muted: true });
  assert.deepEqual([p.version, p.readSeq, p.readN, p.muted], [2, 9, 9, true]);
});

test("one's own changes show before the server has answered, and once only", () => {
  const item = (emoji: string, remove = false): Outgoing => ({
    id: emoji, chat: "1", order: 1, baseSeq: 0, at: 1, body: { kind: "react", seq: 1, emoji, remove }, mentions: [], mentionAll: false, state: "waiting", code: "", tries: 0,
  });
  const shown = withPending(entry(1), [item("👍")], "9");
  assert.deepEqual([shown.rev, shown.reactions], [1, [{ emoji: "👍", count: 1, mine: true }]]);
  const confirmed = entry(1, { rev: 4, reactions: [{ emoji: "👍", count: 1, mine: true }] });
  assert.deepEqual(withPending(confirmed, [item("👍")], "9").reactions, confirmed.reactions);
  assert.deepEqual(withPending(confirmed, [item("👍", true)], "9").reactions, []);
});
