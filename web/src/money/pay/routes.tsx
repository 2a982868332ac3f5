// The pages of paying by code, each fetched when it is first opened. Registered by the Me tab.
import { ErrorState, SkeletonList } from "../../kit";
import { lazy } from "../../lib/lazy";
import { loadSheet } from "../../lib/sheet";
import type { Params, Route } from "../../lib/router";
import { t as shell } from "../../shell/words";
import { moneySheet } from "../style";
import sheet from "./pay.css?sheet";

type Pages = typeof import("./pages");

/** One chunk holds them all: whoever scans pays, whoever has a till charges. */
function page(name: keyof Pages) {
  const load = () => Promise.all([import("./pages"), moneySheet(), loadSheet(sheet)]).then(([m]) => m[name]);
  return lazy<{ params: Params }>(load, () => <SkeletonList rows={4} />, (retry) => <ErrorState text={shell("chunk")} onRetry={retry} />);
}

export const payRoutes: readonly Route[] = [
  { pattern: "/me/scan", page: page("ScanPage") },
  { pattern: "/me/scan/pay", page: page("ConfirmPage") },
  { pattern: "/me/pay", page: page("PayCodePage") },
  { pattern: "/me/receive", page: page("ReceivePage") },
  { pattern: "/me/payments/:id", page: page("PaymentPage") },
  { pattern: "/me/stalls", page: page("StallsPage") },
  { pattern: "/me/stalls/new", page: page("OpenStallPage") },
  { pattern: "/me/stalls/:stall", page: page("TillPage") },
  { pattern: "/me/stalls/:stall/charge", page: page("ChargePage") },
  { pattern: "/me/stalls/:stall/code", page: page("ShowPage") },
  { pattern: "/me/stalls/:stall/poster", page: page("PosterPage") },
  { pattern: "/me/stalls/:stall/day", page: page("DayPage") },
  { pattern: "/me/stalls/:stall/settings", page: page("StallSettingsPage") },
];
