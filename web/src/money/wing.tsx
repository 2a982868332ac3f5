// What money adds to the Me tab: the wallet in its root and the pages of wallet, bank and payments. All of it is lazy.
import { lazy } from "../lib/lazy";
import type { Route } from "../lib/router";
import { loadSheet } from "../lib/sheet";
import { onMe } from "../social/account/parts";
import bankSheet from "./bank/bank.css?sheet";
import { lazyPage } from "./lazy-page";
import { packetRoutes } from "./packet/routes";
import { payRoutes } from "./pay/routes";
import { moneySheet } from "./style";
import walletSheet from "./wallet/wallet.css?sheet";
import "./words"; // why money may forbid what the Me tab offers, such as deleting the account

const wallet = (load: Parameters<typeof lazyPage>[0]) => lazyPage(load, walletSheet);
const bank = (load: Parameters<typeof lazyPage>[0]) => lazyPage(load, walletSheet, bankSheet);

/** Pages of wallet, bank and payments. Patterns with names come after those of words. */
export const routes: readonly Route[] = [
  { pattern: "/me/wallet", page: wallet(() => import("./wallet/page").then((m) => m.WalletPage)) },
  { pattern: "/me/wallet/limits", page: wallet(() => import("./wallet/limits").then((m) => m.LimitsPage)) },
  { pattern: "/me/wallet/security", page: wallet(() => import("./wallet/security").then((m) => m.SecurityPage)) },
  { pattern: "/me/bills", page: wallet(() => import("./wallet/bills/page").then((m) => m.BillsPage)) },
  { pattern: "/me/bills/:bill", pane: "details", page: wallet(() => import("./wallet/bills/receipt").then((m) => m.ReceiptPage)) },
  { pattern: "/me/report", page: wallet(() => import("./wallet/report/page").then((m) => m.ReportPage)) },
  { pattern: "/me/statement", page: wallet(() => import("./wallet/statement/page").then((m) => m.StatementPage)) },
  { pattern: "/me/statement/print", page: wallet(() => import("./wallet/statement/print").then((m) => m.PrintPage)) },
  { pattern: "/me/bank", page: bank(() => import("./bank/page").then((m) => m.BankPage)) },
  { pattern: "/me/bank/top-up", page: bank(() => import("./bank/move").then((m) => m.TopUpPage)) },
  { pattern: "/me/bank/withdraw", page: bank(() => import("./bank/move").then((m) => m.WithdrawPage)) },
  { pattern: "/me/bank/out/:currency", page: bank(() => import("./bank/move").then((m) => m.WithdrawPage)) },
  { pattern: "/me/bank/moves/:move", page: bank(() => import("./bank/progress").then((m) => m.MovePage)) },
  ...packetRoutes,
  ...payRoutes,
];

const Strip = lazy<object>(
  () => Promise.all([import("./wallet/strip"), moneySheet(), loadSheet(walletSheet)]).then(([m]) => m.Strip),
  () => <div class="strip-wait" />,
  () => <div class="strip-wait" />,
);

/** Runs once when the tab's code has arrived. */
export function start(): void {
  onMe.value = [Strip, ...onMe.value];
}
