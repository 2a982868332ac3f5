import { useEffect } from "preact/hooks";
import { Banner } from "../kit";
import { isPhone } from "../lib/media";
import { link } from "../lib/link";
import { match, navigate, path } from "../lib/router";
import { server } from "../social/account/session";
import { Nav } from "./nav";
import { Nothing, Roots, Stack, usePanes } from "./panes";
import { loadWing, wings } from "./wings";
import { t } from "./words";

/** The app of somebody who is signed in. */
export function Frame() {
  useEffect(() => {
    const token = match("/q/:token", path.value)?.token; // the address of a personal QR code
    if (token) navigate(`/contacts/qr/${token}`, { replace: true });
    if (path.value === "/") navigate("/" + wings[0]!.tab, { replace: true });
    for (const w of wings) if (w.eager) loadWing(w).catch(() => undefined);
    // The rest arrives while nothing else is going on, so that a first tap finds it there.
    const idle = window.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 1500));
    idle(() => wings.forEach((w) => loadWing(w).catch(() => undefined)));
  }, []);
  const { content, details } = usePanes();
  const covered = isPhone.value && content.length > 0;
  return (
    <div class={`frame${covered ? " is-covered" : ""}${details.length ? " has-details" : ""}`}>
      <Banners />
      <Nav covered={covered} />
      <main class="stage">
        <Roots covered={covered} />
        {content.length > 0 ? <Stack layers={content} class="content" /> : !isPhone.value && <Nothing />}
        {details.length > 0 && <Stack layers={details} class="details" />}
      </main>
    </div>
  );
}

function Banners() {
  return (
    <div class="banners">
      {link.value === "offline" && <Banner icon="offline">{t("offline")}</Banner>}
      {link.value === "connecting" && <Banner icon="refresh">{t("connecting")}</Banner>}
      {server.value?.demo && <Banner tone="demo" icon="info">{t("demo")}</Banner>}
    </div>
  );
}
