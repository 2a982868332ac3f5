import assert from "node:assert/strict";
import { test } from "node:test";
import { groupMs, pauseMs, rowsOf, sameRow, type Around } from "./layout";
import { emptyState, type Chat, type Entry, type Line, type Outgoing } from "../sync/model";

const noon = new Date(2026, 10, 22, 12).getTime();
const chat = (over: Partial<Chat["state"]> = {}): Chat => ({
  id: "1", kind: "group", name: "", faces: [], memberCount: 3, role: "member", newcomersSeeHistory: false, membersMayInvite: false, dissolved: false,
  maySend: true, maySendCode: "", lastSeq: 9, n: 9, fromSeq: 1, state: { ...emptyState, ...over }, peerDelivered: 0, peerRead: 0, createdAt: 0, request: false,
});
const say = (seq: number, sender: string, at: number, over: Partial<Entry> = {}): Entry => ({
  chat: "1", seq, n: seq, sender, client: "", at: noon + at, body: { kind: "text", text: `m${seq}` }, mentions: [], mentionAll: false,
  forwarded: false, rev: seq, editedAt: 0, recalled: false, reactions: [], ...over,
});
const item = (id: string, over: Partial<Outgoing> = {}): Outgoing => ({
  id, chat: "1", order: 1, baseSeq: 0, at: noon + 5_000, body: { kind: "text", text: id }, mentions: [], mentionAll: false, state: "waiting", code: "", tries: 0, ...over,
});
const around: Around = { me: "9", unreadAfter: 0, from: 1, to: Infinity, pending: [] };

test("times stand above the first row, after a pause and on a new day", () => {
  const rows = rowsOf(chat(), [say(1, "2", 0), say(2, "2", pauseMs), say(3, "2", pauseMs * 2 + 1), say(4, "2", 13 * 3_600_000)], [], [], around);
  assert.deepEqual(rows.map((r) => r.divider), [true, false, true, true]);
});

test("messages of one person stand together while they follow each other closely", () => {
  const rows = rowsOf(chat(), [say(1, "2", 0), say(2, "2", 1_000), say(3, "3", 2_000), say(4, "3", 2_000 + groupMs), say(5, "9", 200_000)], [], [], around);
  assert.deepEqual(rows.map((r) => [r.first, r.last]), [[true, false], [false, true], [true, true], [true, true], [true, true]]);
  assert.deepEqual(rows.map((r) => r.mine), [false, false, false, false, true]);
});

test("the unread line stands above the first unread message of somebody else, and parts a run", () => {
  const rows = rowsOf(chat(), [say(1, "2", 0), say(2, "9", 500), say(3, "2", 1_000), say(4, "2", 1_500)], [], [], { ...around, unreadAfter: 1 });
  assert.deepEqual(rows.map((r) => r.unread), [false, false, true, false]);
});

test("changes, holes, and what was cleared or deleted are no rows", () => {
  const list = [say(1, "2", 0), say(2, "2", 1), say(3, "2", 2, { body: { kind: "react", seq: 1, emoji: "x", remove: false }, target: 1 }), say(4, "2", 3, { body: { kind: "hole" } }), say(5, "2", 4), say(6, "2", 5)];
  assert.deepEqual(rowsOf(chat({ clearedSeq: 1, deleted: [5] }), list, [], [], around).map((r) => r.key), ["s:2", "s:6"]);
});

test("a message keeps its row when the server has written it", () => {
  const one = say(1, "2", 0);
  const before = rowsOf(chat(), [one], [item("ab")], [], around);
  assert.deepEqual(before.map((r) => r.key), ["s:1", "c:ab"]);
  const after = rowsOf(chat(), [one, say(2, "9", 5_000, { client: "ab" })], [item("ab")], [], around);
  assert.deepEqual(after.map((r) => r.key), ["s:1", "c:ab"]);
  assert.equal(after[1]!.item, undefined);
  assert.equal(sameRow(before[0]!, after[0]!), true);
  assert.equal(sameRow(before[1]!, after[1]!), false);
});

test("own changes on their way show on the row they speak of, and are no rows", () => {
  const edit = item("e", { body: { kind: "edit", seq: 1, text: "new", mentions: [] } });
  const rows = rowsOf(chat(), [say(1, "9", 0)], [edit], [], { ...around, pending: [edit] });
  assert.deepEqual(rows.map((r) => r.entry?.body), [{ kind: "text", text: "new" }]);
});

test("lines of one's own stand after their anchor", () => {
  const line: Line = { chat: "1", key: "k", anchor: 1, at: noon + 10, body: { kind: "system", what: "friends", actor: "2", accounts: [], value: "", about: 0 } };
  const rows = rowsOf(chat(), [say(1, "2", 0), say(2, "2", 20)], [], [line], around);
  assert.deepEqual(rows.map((r) => r.key), ["s:1", "l:k", "s:2"]);
  assert.deepEqual(rows.map((r) => r.first), [true, true, true]);
});
