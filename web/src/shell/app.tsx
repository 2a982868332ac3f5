import { ErrorState } from "../kit";
import { loadIcons } from "../kit/icon";
import { Mark } from "../kit/mark";
import { Toasts } from "../kit/toasts";
import { lazy } from "../lib/lazy";
import { path, tabOf } from "../lib/router";
import { session } from "../social/account/session";
import { Boundary } from "./boundary";
import { Frame } from "./frame";
import { reloadIfStale } from "./stale";
import { t } from "./words";

const Splash = () => (
  <div class="splash">
    <Mark size={72} />
  </div>
);
const failed = (retry: () => void) => <ErrorState text={t("chunk")} onRetry={retry} />;

const Desk = lazy(() => Promise.all([import("../platform/admin/desk"), loadIcons()]).then(([m]) => m.Desk), Splash, failed);
const Door = lazy(() => Promise.all([import("../social/account/door"), loadIcons()]).then(
    ([m]) => m.Door,
    (e: unknown) => {
      void reloadIfStale();
      throw e;
    },
  ), Splash, failed);

export function App() {
  return (
    <>
      <Boundary>{session.value === "loading" ? <Splash /> : session.value === "in" ? tabOf(path.value) === "admin" ? <Desk /> : <Frame /> : <Door />}</Boundary>
      <Toasts />
    </>
  );
}
