import assert from "node:assert/strict";
import { test } from "node:test";
import { packetStanding, requestStanding, splitStanding, transferStanding } from "./money-state";
import type { CardState, PacketBody, RequestBody, SplitBody, TransferBody } from "../sync/model";

const idr = (minor: bigint) => ({ minor, currency: "IDR" });
const card = (state: string, over: Partial<CardState> = {}): CardState => ({ chat: "1", seq: 1, state, done: 0, of: 0, at: 0, ...over });
const packet = (onlyFor = ""): PacketBody => ({ kind: "packet", id: "7", greeting: "", cover: "alun", onlyFor });

test("a packet is opened by who may, looked at by the others, and dim when it is over", () => {
  const group = { me: "1", sender: "2", direct: false };
  assert.deepEqual(packetStanding(packet(), undefined, group), { state: "open", dim: false });
  assert.equal(packetStanding(packet(), undefined, { ...group, sender: "1" }).state, "open", "one's own, in a group");
  assert.equal(packetStanding(packet(), undefined, { me: "1", sender: "1", direct: true }).state, "look");
  assert.equal(packetStanding(packet("1"), undefined, group).state, "open");
  assert.equal(packetStanding(packet("3"), undefined, group).state, "look");
  for (const state of ["opened", "gone", "expired"]) assert.deepEqual(packetStanding(packet(), card(state), group), { state, dim: true });
  assert.equal(packetStanding(packet(), card("something newer"), group).state, "open");
});

test("a transfer waits for its payee alone", () => {
  const b: TransferBody = { kind: "transfer", id: "7", payee: "1", amount: idr(5n), note: "", expiresAt: 0 };
  assert.equal(transferStanding(b, undefined, "1").state, "accept");
  assert.equal(transferStanding(b, undefined, "2").state, "waits");
  for (const state of ["accepted", "returned", "expired"]) assert.deepEqual(transferStanding(b, card(state), "1"), { state, dim: true });
});

test("a request is paid by who is asked", () => {
  const b: RequestBody = { kind: "request", id: "7", payer: "1", amount: idr(5n), note: "" };
  assert.equal(requestStanding(b, undefined, "1").state, "pay");
  assert.equal(requestStanding(b, undefined, "2").state, "open");
  for (const state of ["paid", "declined", "cancelled"]) assert.deepEqual(requestStanding(b, card(state), "1"), { state, dim: true });
});

test("a split bill counts who has paid, the maker from the start", () => {
  const b: SplitBody = { kind: "split", id: "7", total: idr(90n), note: "", parts: [{ account: "1", minor: 30n }, { account: "2", minor: 30n }, { account: "3", minor: 30n }] };
  const of = (me: string, c?: CardState, sender = "2") => {
    const s = splitStanding(b, c, { me, sender });
    return [s.state, s.dim, s.done, s.of, s.mine];
  };
  assert.deepEqual(of("1"), ["pay", false, 1, 3, 30n]);
  assert.deepEqual(of("2"), ["open", false, 1, 3, 30n]);
  assert.deepEqual(of("9"), ["open", false, 1, 3, undefined]);
  assert.deepEqual(of("1", undefined, "9"), ["pay", false, 0, 3, 30n], "a maker without a part");
  assert.deepEqual(of("1", card("waiting", { done: 2, of: 3 })), ["pay", false, 2, 3, 30n]);
  assert.deepEqual(of("1", card("paid", { done: 2, of: 3 })), ["paid", false, 2, 3, 30n]);
  assert.deepEqual(of("1", card("done", { done: 3, of: 3 })), ["done", true, 3, 3, 30n]);
  assert.deepEqual(of("1", card("closed", { done: 2, of: 3 })), ["closed", true, 2, 3, 30n]);
});
