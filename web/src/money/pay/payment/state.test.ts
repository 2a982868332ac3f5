import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { PaymentSchema, PaymentState as S } from "../../../gen/alun/pay/v1/pay_pb";
import { merged, moodOf, newlyPaid, restOf } from "./state";

const payment = (id: number, state = S.SUCCESS, minor = 500n, refunded = 0n) =>
  create(PaymentSchema, { id: String(id), state, amount: { minor, currency: "IDR" }, refunded: { minor: refunded, currency: "IDR" } });
const ids = (list: { id: string }[]) => list.map((p) => p.id);

test("every state has a mood", () => {
  assert.deepEqual([S.NOTPAY, S.USERPAYING, S.SUCCESS, S.REFUND, S.CLOSED, S.REVOKED, S.PAYERROR].map((state) => moodOf({ state })), ["wait", "wait", "good", "quiet", "bad", "bad", "bad"]);
});

test("what can be given back is what was paid without what went back", () => {
  assert.equal(restOf(payment(1)), 500n);
  assert.equal(restOf(payment(1, S.REFUND, 500n, 200n)), 300n);
  assert.equal(restOf(payment(1, S.REFUND, 500n, 500n)), 0n);
  assert.equal(restOf(payment(1, S.USERPAYING)), 0n, "nothing was paid yet");
});

test("a till calls out what became paid, oldest first, once", () => {
  const page = [payment(4), payment(3, S.USERPAYING), payment(2), payment(1)];
  assert.deepEqual(ids(newlyPaid(new Set(["1"]), page)), ["2", "4"]);
  assert.deepEqual(ids(newlyPaid(new Set(["1", "2", "4"]), [payment(4), payment(3), payment(2, S.REFUND)])), ["3"], "a confirmed one, and no refunded one again");
});

test("a newer page replaces what it tells anew and keeps what is older", () => {
  const known = [payment(3, S.USERPAYING), payment(2), payment(1)];
  const { list, gap } = merged(known, [payment(4), payment(3)]);
  assert.deepEqual(ids(list), ["4", "3", "2", "1"]);
  assert.equal(list[1]!.state, S.SUCCESS);
  assert.equal(gap, false);
});

test("where the newer page does not reach what is known, the older ones are fetched anew", () => {
  const { list, gap } = merged([payment(2), payment(1)], [payment(40), payment(39)]);
  assert.deepEqual(ids(list), ["40", "39"]);
  assert.equal(gap, true);
  assert.deepEqual(merged([], [payment(1)]), { list: [payment(1)], gap: false });
});
