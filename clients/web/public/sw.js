// The shell, kept on the device: it opens at once and without a connection. Calls are never kept.
const version = "@version"; // filled in by the build
const files = ["@files"];
const store = "halle-shell-" + version;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(store)
      .then((cache) => cache.addAll(files))
      .then(() => self.skipWaiting()),
  );
});
self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        // The version before stays: a tab that is still open may ask for its scripts.
        Promise.all(
          names
            .filter((name) => name.startsWith("halle-shell-") && name !== store)
            .slice(0, -1)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") {
    // The network first, so that an old page never meets a new server; else the one that is kept.
    event.respondWith(
      fetch(event.request).catch(async (error) => {
        const kept = await caches.match("/");
        if (kept) return kept;
        throw error;
      }),
    );
  } else if (url.pathname.startsWith("/assets/") || url.pathname === "/icon.svg") {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  }
});
