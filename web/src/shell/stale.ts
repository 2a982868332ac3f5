// A window that stayed open over an update asks for chunks that the server no longer has.
const mark = "alun.reloaded";

/** Loads the page anew when the server's client is another build than this one. At most once a minute. */
export async function reloadIfStale(): Promise<void> {
  if (Date.now() - Number(sessionStorage.getItem(mark) ?? 0) < 60_000) return;
  const script = document.querySelector<HTMLScriptElement>('script[type="module"]');
  if (!script) return;
  try {
    const page = await (await fetch("/", { cache: "no-store" })).text();
    if (page.includes(new URL(script.src).pathname)) return;
  } catch {
    return; // no network: nothing newer to be had
  }
  sessionStorage.setItem(mark, String(Date.now()));
  location.reload();
}
