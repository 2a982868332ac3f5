// Installing Alun as an app, and moving to a new version of it.
import { signal } from "@preact/signals";
import { toast } from "../lib/toast";
import { t } from "./words";

interface InstallEvent extends Event {
  prompt: () => Promise<{ outcome: "accepted" | "dismissed" }>;
}

const offered = signal<InstallEvent | null>(null);

/** True when the browser would install the app now. */
export function canInstall(): boolean {
  return offered.value !== null;
}

/** Lets the browser ask the person. */
export async function install(): Promise<void> {
  const e = offered.value;
  offered.value = null;
  await e?.prompt();
}

/** Whether the waiting worker carries the very build that this page runs. */
function isOurs(worker: ServiceWorker): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"]')?.src;
  const channel = new MessageChannel();
  return new Promise((done) => {
    channel.port1.onmessage = (e) => done(e.data === true);
    worker.postMessage({ script: script && new URL(script).pathname }, [channel.port2]);
    setTimeout(() => done(false), 2000);
  });
}

async function offer(worker: ServiceWorker): Promise<void> {
  if (await isOurs(worker)) {
    worker.postMessage("take-over");
    return;
  }
  toast(t("update"), {
    stay: true,
    action: {
      label: t("reload"),
      run: () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        worker.postMessage("take-over");
      },
    },
  });
}

/** Registers the service worker where the browser has one (HTTPS, or loopback). */
export function startInstall(): void {
  window.addEventListener("beforeinstallprompt", (e) => {
    e.preventDefault();
    offered.value = e as InstallEvent;
  });
  window.addEventListener("appinstalled", () => (offered.value = null));
  if (!navigator.serviceWorker) return;
  void navigator.serviceWorker.register("/sw.js").then((r) => {
    if (!r) return; // blocked by the browser's settings
    if (r.waiting && navigator.serviceWorker.controller) void offer(r.waiting);
    r.addEventListener("updatefound", () => {
      const w = r.installing;
      w?.addEventListener("statechange", () => {
        if (w.state === "installed" && navigator.serviceWorker.controller) void offer(w);
      });
    });
    // A window that stays open for days still learns of new versions.
    setInterval(() => void r.update().catch(() => undefined), 3 * 3_600_000);
  }, console.warn);
}
