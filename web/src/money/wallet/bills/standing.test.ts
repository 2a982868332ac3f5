import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { BillSchema } from "../../../gen/alun/wallet/v1/wallet_pb";
import { standing, worthShowing } from "./standing";

const bill = (kind: string, minor: number, pending = false) => create(BillSchema, { id: kind, kind, amount: { minor: BigInt(minor), currency: "IDR" }, pending });
const hold = bill("transfer.send", -500, true);

test("a hold stands until it was taken or came back", () => {
  assert.equal(standing(hold, []), "held");
  assert.equal(standing(hold, [bill("transfer.release", 500, true)]), "back");
  assert.equal(standing(hold, [bill("transfer.send", -500)]), "done");
  assert.equal(standing(bill("bank.topup", 500), []), "done");
});

test("a bill that was held before shows no row that says it still is", () => {
  assert.deepEqual(worthShowing([hold, bill("transfer.release", 500, true)]), []);
  assert.deepEqual(worthShowing([bill("payment.refund", 200), hold]).map((b) => b.kind), ["payment.refund"]);
});
