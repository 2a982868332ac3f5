// What a bill was for, opened as its card in the chat opens it. The rooms of packets and transfers come when they are needed.
import type { Bill } from "../../../gen/alun/wallet/v1/wallet_pb";
import { me } from "../../../social/account/session";
import { familyOf } from "../kind";

export type Thing = "packet" | "transfer" | "request" | "split";

/** What can be opened of a bill, besides what has a page of its own. */
export function thingOf(b: Bill): Thing | undefined {
  if (b.ref === "0") return undefined;
  const family = familyOf(b.kind);
  if (family === "redpacket") return "packet";
  return family === "transfer" || family === "request" || family === "split" ? family : undefined;
}

/** Shows the packet's shares, or how the transfer, request or split bill stands. */
export async function openThing(b: Bill, thing: Thing): Promise<void> {
  if (thing === "packet") {
    const mine = b.kind !== "redpacket.open";
    const sender = (mine ? me.peek()?.person?.id : b.person?.id) ?? "";
    // Whoever has a bill of it has sent or opened it: there is nothing left to open.
    return (await import("../../packet/show")).showPacket({ id: b.ref, sender, greeting: b.note, cover: "", state: "opened" });
  }
  const show = await import("../../transfer/show");
  if (thing === "transfer") return show.showTransfer(b.ref);
  return thing === "request" ? show.showRequest(b.ref) : show.showSplit(b.ref);
}
