// Pages of this room, for the Me tab: they come when they are first opened.
import { ErrorState, SkeletonList } from "../../kit";
import { lazy } from "../../lib/lazy";
import type { Params, Route } from "../../lib/router";

const YearPage = lazy<{ params: Params }>(
  async () => {
    const [{ YearPage }, { packetSheet }] = await Promise.all([import("./year"), import("./service")]);
    await packetSheet();
    return YearPage;
  },
  () => <SkeletonList />,
  (retry) => <ErrorState onRetry={retry} />,
);

export const packetRoutes: readonly Route[] = [{ pattern: "/me/packets", page: YearPage }];
