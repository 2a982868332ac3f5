// Red packets over the wire, and the look of their pages.
import { RedPacketService } from "../../gen/alun/redpacket/v1/redpacket_pb";
import { client } from "../../lib/rpc";
import { loadSheet } from "../../lib/sheet";
import { moneySheet } from "../style";
import url from "./packet.css?sheet";

export const packets = client(RedPacketService);

/** To be waited for before anything of this room is drawn. */
export const packetSheet = () => Promise.all([moneySheet(), loadSheet(url)]);
