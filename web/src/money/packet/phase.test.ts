import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { PacketSchema, type Packet } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { phaseOf } from "./phase";

const packet = (over: Partial<Packet>) => create(PacketSchema, { sender: { id: "2" }, ...over } as never);

test("an envelope is shown to who may open it, the list to who has opened it and to its sender", () => {
  assert.equal(phaseOf(packet({ mayOpen: true }), "1"), "sealed");
  assert.equal(phaseOf(packet({ mayOpen: true }), "2"), "sealed", "one's own, in a group");
  assert.equal(phaseOf(packet({ mine: { amount: { minor: 5n } } as never, mayOpenCode: "redpacket.opened" }), "1"), "list");
  assert.equal(phaseOf(packet({ mayOpenCode: "redpacket.gone" }), "2"), "list");
  assert.equal(phaseOf(packet({ mayOpenCode: "redpacket.opened" }), "1"), "list");
});

test("who cannot open it is told why", () => {
  assert.equal(phaseOf(packet({ mayOpenCode: "redpacket.gone" }), "1"), "late");
  assert.equal(phaseOf(packet({ mayOpenCode: "redpacket.expired" }), "1"), "expired");
  assert.equal(phaseOf(packet({ mayOpenCode: "redpacket.not_yours" }), "1"), "forOther");
});
