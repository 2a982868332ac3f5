// What a packet shows first, from what the server says the caller may do. Pure.
import type { Packet } from "../../gen/alun/redpacket/v1/redpacket_pb";

/** What somebody sees who opens a card. sealed: an envelope to open; late, expired, forOther: an envelope that stays shut; list: who got what. */
export type Phase = "sealed" | "late" | "expired" | "forOther" | "list";

/** The first view of a packet, from what the server says the caller may do. */
export function phaseOf(p: Pick<Packet, "mine" | "mayOpen" | "mayOpenCode" | "sender">, me: string): Phase {
  if (p.mine) return "list";
  if (p.mayOpen) return "sealed";
  if (p.sender?.id === me) return "list";
  switch (p.mayOpenCode) {
    case "redpacket.gone":
      return "late";
    case "redpacket.expired":
      return "expired";
    case "redpacket.not_yours":
      return "forOther";
    default:
      return "list";
  }
}
