import "./app.css";
import { render } from "preact";
import { closeOnBack } from "./kit/overlay";
import { lastSlot, parseSlot } from "./lib/slots";
import { startRouter } from "./lib/router";
import "./lib/theme";
import { App } from "./shell/app";
import { startInstall } from "./shell/install";
import { startTitle } from "./shell/title";
import { loadEager } from "./shell/wings";
import { session, startSession } from "./social/account/session";

if (process.env.NODE_ENV !== "production" && location.pathname === "/kit") {
  // The design system on one page, in development builds only.
  void import("./kit/gallery").then((m) => render(<m.Gallery />, document.getElementById("app")!));
} else if (parseSlot(location.pathname)) {
  startRouter();
  closeOnBack();
  startTitle();
  startInstall();
  void startSession();
  // Who was here last time needs the chats at once: fetch them while the frame is being drawn.
  if (session.peek() === "in") loadEager();
  render(<App />, document.getElementById("app")!);
} else {
  // An address outside any slot, such as a personal QR code's /q/…, opens in the last one used.
  location.replace(`/u/${lastSlot()}${location.pathname}${location.search}`);
}
