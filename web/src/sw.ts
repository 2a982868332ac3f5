// The service worker: the app opens without a network, and a new version waits until the person
// agrees to reload. cmd/webbuild fills in the list of files and the name of the build.

const sw = self as unknown as ServiceWorkerGlobalScope;
const shell = `alun-shell-${__BUILD__}`;
const pictures = "alun-pictures";
/** Pictures kept at most; the oldest go first. */
const maxPictures = 600;
/** A page waits this long for the network before the stored one is shown, in ms. */
const patience = 3000;

sw.addEventListener("install", (e) => {
  e.waitUntil(caches.open(shell).then((c) => c.addAll(__PRECACHE__.map((url) => new Request(url, { cache: "reload" })))));
});

sw.addEventListener("activate", (e) => {
  const old = async () => {
    for (const name of await caches.keys()) if (name.startsWith("alun-shell-") && name !== shell) await caches.delete(name);
    await sw.clients.claim();
  };
  e.waitUntil(old());
});

sw.addEventListener("message", (e) => {
  if (e.data === "take-over") void sw.skipWaiting();
  // A page that asks with the address of its script learns whether it already runs this build.
  else if (typeof e.data?.script === "string") e.ports[0]?.postMessage(__PRECACHE__.includes(e.data.script));
});

/** Pages of the client itself; the operator's desk and downloads always come from the server. */
function isPage(url: URL): boolean {
  return url.pathname === "/" || (/^\/(u\/\d|q)(\/|$)/.test(url.pathname) && !url.pathname.endsWith(".zip"));
}

async function page(request: Request): Promise<Response> {
  const stored = async () => (await caches.match("/")) ?? Response.error();
  const late = new Promise<Response>((done) => setTimeout(() => void stored().then(done), patience));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return stored();
  }
}

async function picture(request: Request): Promise<Response> {
  const cache = await caches.open(pictures);
  const hit = await cache.match(request);
  if (hit) return hit;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.put(request, answer.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - maxPictures)).map((k) => cache.delete(k)));
  }
  return answer;
}

sw.addEventListener("fetch", (e) => {
  const { request } = e;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== sw.location.origin) return;
  if (request.mode === "navigate") {
    if (isPage(url)) e.respondWith(page(request));
  } else if (url.pathname.startsWith("/avatar/")) e.respondWith(picture(request));
  else if (__PRECACHE__.includes(url.pathname)) e.respondWith(caches.match(request).then((hit) => hit ?? fetch(request)));
});
