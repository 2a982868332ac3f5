import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorSchema } from "../gen/alun/errs/v1/errs_pb";
import { Sending, type Steps } from "./sending";

const lost = new TypeError("Failed to fetch");
function refusal(code: string, kind = "conflict") {
  const e = new ConnectError("no", Code.FailedPrecondition);
  e.details = [{ desc: ErrorSchema, value: { code, kind, message: "no" } }];
  return e;
}

/** A server that answers as told, once each, and remembers what it was asked. */
function world(...answers: (string | Error)[]) {
  const w = { asked: 0, agrees: true, calls: [] as { id: string; grant: string }[], steps: null as unknown as Steps<string> };
  w.steps = {
    agree: async () => (w.agrees ? new Uint8Array([++w.asked]) : null),
    call: async (id, grant) => {
      w.calls.push({ id: id.join(), grant: grant.join() });
      const a = answers.shift()!;
      if (typeof a !== "string") throw a;
      return a;
    },
  };
  return w;
}

test("what was answered is done, and the next is another", async () => {
  const w = world("one", "two");
  const s = new Sending<string>();
  assert.deepEqual([await s.run(w.steps), await s.run(w.steps)], [{ is: "done", answer: "one" }, { is: "done", answer: "two" }]);
  assert.notEqual(w.calls[0]!.id, w.calls[1]!.id);
  assert.equal(w.asked, 2);
});

test("a second tap is the first one", async () => {
  const w = world("one");
  const s = new Sending<string>();
  const [a, b] = await Promise.all([s.run(w.steps), s.run(w.steps)]);
  assert.equal(a, b);
  assert.deepEqual([w.asked, w.calls.length], [1, 1]);
});

test("without an answer the same is asked again, with the same id and without a second PIN", async () => {
  const w = world(lost, refusal("internal", "internal"), "one");
  const s = new Sending<string>();
  assert.equal((await s.run(w.steps)).is, "unknown");
  assert.equal(s.unknown, true);
  assert.equal((await s.run(w.steps)).is, "unknown");
  assert.deepEqual(await s.run(w.steps), { is: "done", answer: "one" });
  assert.equal(s.unknown, false);
  assert.equal(new Set(w.calls.map((c) => c.id)).size, 1);
  assert.equal(w.asked, 1);
});

test("an agreement that ran out while nobody knew is asked for again, for the same id", async () => {
  const w = world(lost, refusal("wallet.grant", "denied"), "one");
  const s = new Sending<string>();
  await s.run(w.steps);
  assert.deepEqual(await s.run(w.steps), { is: "done", answer: "one" });
  assert.deepEqual(w.calls.map((c) => c.grant), ["1", "1", "2"]);
  assert.equal(new Set(w.calls.map((c) => c.id)).size, 1);
});

test("a refusal ends it: the next try is new", async () => {
  const w = world(refusal("ledger.insufficient"), refusal("wallet.grant"), "one");
  const s = new Sending<string>();
  assert.equal((await s.run(w.steps)).is, "refused");
  assert.equal((await s.run(w.steps)).is, "refused", "a grant of just now that does not fit is no matter of time");
  assert.equal((await s.run(w.steps)).is, "done");
  assert.deepEqual([new Set(w.calls.map((c) => c.id)).size, w.asked], [3, 3]);
});

test("nothing happens without agreement", async () => {
  const w = world("one");
  w.agrees = false;
  const s = new Sending<string>();
  assert.deepEqual(await s.run(w.steps), { is: "givenUp" });
  assert.equal(w.calls.length, 0);
});
