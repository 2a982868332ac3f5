// Transfers, requests and split bills over the wire, and what their sheets share.
import { useEffect } from "preact/hooks";
import { TransferService } from "../../gen/alun/transfer/v1/transfer_pb";
import { explain } from "../../lib/errors";
import { client } from "../../lib/rpc";
import { loadSheet } from "../../lib/sheet";
import { toast } from "../../lib/toast";
import { onUpdate } from "../../social/chat/state/hub";
import { moneySheet } from "../style";
import { loadWallet, wallet, walletError } from "../wallet/state";
import url from "./transfer.css?sheet";

export const transfers = client(TransferService);

/** To be waited for before anything of this room is drawn. */
export const transferSheet = () => Promise.all([moneySheet(), loadSheet(url)]);

/** To be waited for before a form is drawn. False, and said so, when the wallet, which names the currency, cannot be had. */
export async function transferForm(): Promise<boolean> {
  const [known] = await Promise.all([wallet.peek() ?? loadWallet(), transferSheet()]);
  if (!known) toast(explain(walletError.peek()), { tone: "bad" });
  return !!known;
}

/** Longest note, in characters. */
export const maxNote = 60;

/** Where a thing stands in a chat. */
export interface Place {
  chatId: string;
  seq: bigint;
}

/** Calls reload when the card's state has changed, and after a break of the line. */
export function useCardNews(at: Place | undefined, reload: () => void): void {
  const key = at && `${at.chatId}/${at.seq}`;
  useEffect(() => {
    if (!key) return;
    return onUpdate((u) => {
      if (u.nudges === "all" || u.entries?.some((e) => e.card && `${e.chat}/${e.seq}` === key)) reload();
    });
  }, [key]);
}
