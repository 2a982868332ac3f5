import type { ComponentType } from "preact";
import { ErrorState, SkeletonList } from "../kit";
import { lazy } from "../lib/lazy";
import type { Params } from "../lib/router";
import { loadSheet } from "../lib/sheet";
import { moneySheet } from "./style";

export type PageOf = ComponentType<{ params: Params }>;

/** A page of money: its code and the sheets that it needs besides the shared one are fetched when it is first opened. */
export function lazyPage(load: () => Promise<PageOf>, ...sheets: string[]): PageOf {
  return lazy<{ params: Params }>(
    () => Promise.all([load(), moneySheet(), ...sheets.map(loadSheet)]).then(([page]) => page),
    () => <SkeletonList />,
    (retry) => <ErrorState onRetry={retry} />,
  );
}
