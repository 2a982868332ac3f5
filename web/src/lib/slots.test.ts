import assert from "node:assert/strict";
import { test } from "node:test";
import { freeSlot, maxSlots, parseSlot, type SlotAccount } from "./slots";

const account = (slot: number): SlotAccount => ({ slot, id: String(slot), name: "", handle: "", avatar: "" });

test("an address names its slot and the path inside", () => {
  assert.deepEqual(parseSlot("/u/2/me/devices"), [2, "/me/devices"]);
  assert.deepEqual(parseSlot("/u/0/"), [0, "/"]);
  assert.deepEqual(parseSlot("/u/4"), [4, "/"]);
  for (const bad of ["/", "/u/", "/u/5/", "/u/12/", "/u/x/", "/admin/", "/u/-1/"]) assert.equal(parseSlot(bad), null, bad);
});

test("the lowest free slot is offered, none when all are taken", () => {
  assert.equal(freeSlot([]), 0);
  assert.equal(freeSlot([account(0), account(2)]), 1);
  assert.equal(freeSlot(Array.from({ length: maxSlots }, (_, n) => account(n))), -1);
});
