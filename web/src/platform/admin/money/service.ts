import { MoneyDeskService } from "../../../gen/alun/admin/v1/money_pb";
import { client } from "../../../lib/rpc";

export const money = client(MoneyDeskService);
