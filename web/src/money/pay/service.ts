import { PayService } from "../../gen/alun/pay/v1/pay_pb";
import { client } from "../../lib/rpc";

export const pay = client(PayService);

/** Longest note of a payment, in characters: pay.NoteMax. */
export const noteMax = 60;
