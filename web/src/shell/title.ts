// The window's title and icon say how much is unread.
import { effect } from "@preact/signals";
import { count } from "../lib/format";
import { server } from "../social/account/session";
import { badges } from "./wings";

export function startTitle(): void {
  effect(() => {
    const n = badges.chats.value.n;
    const name = server.value?.name || "Alun";
    document.title = n > 0 ? `(${count(n)}) ${name}` : name;
    document.getElementById("favicon")?.setAttribute("href", n > 0 ? "/favicon-badge.svg" : "/favicon.svg");
    if (n > 0) void navigator.setAppBadge?.(n).catch(() => undefined);
    else void navigator.clearAppBadge?.().catch(() => undefined);
  });
}
