import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { GetTotalsResponse_TotalSchema } from "../../../gen/alun/admin/v1/money_pb";
import { books, coverFault } from "./rules";

const total = (currency: string, code: string, posted: bigint) => create(GetTotalsResponse_TotalSchema, { currency, code, posted });

test("each currency is a book whose sum shows what was made or lost", () => {
  const all = books([total("IDR", "bank", -500n), total("IDR", "wallet", 450n), total("USD", "bank", -7n), total("IDR", "packet", 50n), total("USD", "wallet", 8n)]);
  assert.deepEqual(all.map((b) => [b.currency, b.rows.map((r) => r.code), b.sum]), [["IDR", ["bank", "wallet", "packet"], 0n], ["USD", ["bank", "wallet"], 1n]]);
  assert.deepEqual(books([]), []);
});

test("a cover is three to four, neither small nor huge", () => {
  assert.equal(coverFault(900, 1200, 1000, "image/png"), "");
  assert.equal(coverFault(600, 800, 1 << 20, "image/jpeg"), "");
  assert.equal(coverFault(900, 1200, 1000, "image/webp"), "type");
  assert.equal(coverFault(900, 1200, (1 << 20) + 1, "image/png"), "bytes");
  assert.equal(coverFault(597, 796, 1000, "image/png"), "size");
  assert.equal(coverFault(1203, 1604, 1000, "image/png"), "size");
  assert.equal(coverFault(900, 1201, 1000, "image/png"), "shape");
});
