import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { BillSchema } from "../../../gen/alun/wallet/v1/wallet_pb";
import { append, byMonth, nothing, renew, type Listed } from "./group";

const at = (text: string) => BigInt(new Date(text).getTime()); // the reader's own time zone
const bill = (id: string, when: string, minor: number, pending = false) => create(BillSchema, { id, atMs: at(when), amount: { minor: BigInt(minor), currency: "IDR" }, pending });
const ids = (l: Listed) => l.bills.map((b) => b.id).join("");

test("bills fall into the reader's months, with what came and went", () => {
  const list = [bill("e", "2026-11-22T10:00", 500), bill("d", "2026-11-01T00:00", -200), bill("c", "2026-10-31T23:59:59.999", -50), bill("b", "2025-10-31T12:00", 7)];
  const groups = byMonth(list, false);
  assert.deepEqual(groups.map((g) => [g.key, g.bills.length, Number(g.in), Number(g.out), g.complete]), [
    ["2026-11", 2, 500, 200, true],
    ["2026-10", 1, 0, 50, true],
    ["2025-10", 1, 7, 0, false],
  ]);
  assert.ok(byMonth(list, true).every((g) => g.complete));
  assert.deepEqual(byMonth([], true), []);
});

test("an older page goes behind, what is on hold stands apart, nothing shows twice", () => {
  const first = append(nothing, [bill("hold.1.0", "2026-11-22T12:00", -5, true), bill("d", "2026-11-22T10:00", 1), bill("c", "2026-11-21T10:00", 1)], "next");
  assert.deepEqual([first.waiting.length, ids(first), first.cursor], [1, "dc", "next"]);
  const second = append(first, [bill("c", "2026-11-21T10:00", 1), bill("b", "2026-11-20T10:00", 1)], "");
  assert.deepEqual([second.waiting.length, ids(second), second.cursor], [1, "dcb", ""]);
});

test("asked again, new bills come on top and older pages stay", () => {
  const known: Listed = { waiting: [bill("hold.1.0", "2026-11-22T12:00", -5, true)], bills: ["d", "c", "b", "a"].map((id, i) => bill(id, `2026-11-${20 - i}T10:00`, 1)), cursor: "far" };
  const next = renew(known, [bill("f", "2026-11-22T11:00", 1), bill("e", "2026-11-22T10:00", 1), bill("d", "2026-11-20T10:00", 1)], "near");
  assert.deepEqual([next.waiting.length, ids(next), next.cursor], [0, "fedcba", "far"]);
});

test("after a long time away the list begins anew", () => {
  const known: Listed = { waiting: [], bills: [bill("a", "2026-01-01T10:00", 1)], cursor: "far" };
  const next = renew(known, [bill("z", "2026-11-22T11:00", 1)], "near");
  assert.deepEqual([ids(next), next.cursor], ["z", "near"]);
  const same = renew({ ...known, cursor: "" }, [bill("b", "2026-01-02T10:00", 1), bill("a", "2026-01-01T10:00", 1)], "");
  assert.deepEqual([ids(same), same.cursor], ["ba", ""]);
});
