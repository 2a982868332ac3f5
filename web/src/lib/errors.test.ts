import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorSchema } from "../gen/alun/errs/v1/errs_pb";
import { explain, failureOf } from "./errors";
import { langChoice } from "./i18n";
import "../social/account/words";

function failure(connect: Code, code: string, kind: string, more: { retryAfterMs?: bigint; reference?: string } = {}) {
  const e = new ConnectError("A sentence in English.", connect);
  e.details = [{ desc: ErrorSchema, value: { code, kind, message: "A sentence in English.", ...more } }];
  return e;
}

test("a failure is told by its code, else by its kind, never in the server's words", () => {
  langChoice.value = "id";
  assert.equal(explain(failure(Code.InvalidArgument, "account.code_wrong", "invalid")), "Ini bukan kode yang kami kirim.");
  assert.equal(explain(failure(Code.NotFound, "future.unheard", "not_found")), "Itu tidak ada, atau sudah tidak ada.");
  assert.equal(explain(failure(Code.Internal, "internal", "odd")), "Terjadi kesalahan di server.");
  langChoice.value = "en";
  assert.equal(explain(failure(Code.Internal, "internal", "internal", { reference: "ab12cd" })), "Something went wrong on the server. Reference: ab12cd");
  langChoice.value = "";
});

test("what may be repeated later says when", () => {
  langChoice.value = "en";
  const text = explain(failure(Code.ResourceExhausted, "account.too_many_codes", "exhausted", { retryAfterMs: 3_000_000n }));
  assert.match(text, /^Too many codes were asked for\. Try again in (49|50) minutes\.$/);
  langChoice.value = "";
});

test("no answer at all is a matter of the network", () => {
  for (const e of [new TypeError("Failed to fetch"), new ConnectError("x", Code.Unavailable), new ConnectError("x", Code.DeadlineExceeded)]) assert.equal(failureOf(e).code, "offline");
  assert.equal(failureOf(new Error("a bug")).code, "internal");
});
