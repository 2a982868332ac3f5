import { useEffect } from "preact/hooks";
import { Banner } from "../kit";
import { bindKey } from "../lib/keys";
import { isPhone } from "../lib/media";
import { link } from "../lib/link";
import { back, match, navigate, path, tabOf } from "../lib/router";
import { server } from "../social/account/session";
import { Nav } from "./nav";
import { Nothing, Roots, Stack, usePanes } from "./panes";
import { loadEager, loadWing, wings } from "./wings";
import { t } from "./words";

/** Esc where nobody else wants it: leaves a field, then closes the top page. */
function closeTop(): void | false {
  const at = document.activeElement;
  if (at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) at.blur();
  else if (path.value.split("/").length > 2) back();
  else return false;
}

/** The search of the tab in view, else of the first tab. Wings may bind Ctrl+K themselves. */
function toSearch(): void {
  const find = () => document.querySelector<HTMLInputElement>('.roots .layer[data-top="true"] .search input');
  if (!find() || isPhone.value) navigate("/" + (find() ? tabOf(path.value) : wings[0]!.tab));
  setTimeout(() => find()?.select(), 60);
}

/** The app of somebody who is signed in. */
export function Frame() {
  useEffect(() => {
    const off = [bindKey("mod+k", toSearch), bindKey("escape", closeTop)];
    return () => off.forEach((f) => f());
  }, []);
  useEffect(() => {
    const token = match("/q/:token", path.value)?.token; // the address of a personal QR code
    if (token) navigate(`/contacts/qr/${token}`, { replace: true });
    if (path.value === "/pay") navigate(`/me/scan/pay${location.search}`, { replace: true }); // a shared code for paying
    if (path.value === "/") navigate("/" + wings[0]!.tab, { replace: true });
    loadEager();
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
