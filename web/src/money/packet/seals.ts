// The seals (commitments) of packets that this browser saw while they were still open. A proof that fits a seal noted before the end
// cannot have been made up afterwards. They lie with the chats, so that they go when somebody signs out.
import { cache } from "../../social/chat/state/hub";

/** As many as are remembered; the oldest go first. */
const limit = 200;
const key = "seals";

export interface Seal {
  packet: string;
  hex: string;
  /** When it was noted, Unix ms. */
  at: number;
}

export const hex = (b: Uint8Array): string => [...b].map((x) => x.toString(16).padStart(2, "0")).join("");

const all = async () => (await (await cache()).meta<Seal[]>(key)) ?? [];

/** Notes the seal of an open packet; what was noted first stays. Without storage the page only cannot say when it saw the seal. */
export async function noteSeal(packet: string, commitment: Uint8Array, now = Date.now()): Promise<void> {
  const list = await all();
  if (commitment.length === 0 || list.some((s) => s.packet === packet)) return;
  await (await cache()).setMeta(key, [...list, { packet, hex: hex(commitment), at: now }].slice(-limit));
}

export async function sealOf(packet: string): Promise<Seal | undefined> {
  return (await all()).find((s) => s.packet === packet);
}
