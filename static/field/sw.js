/* The service worker of the field page (野外作业离线): the page, its styles and scripts from the cache, sending in the
   background. The server puts CACHE, PAGE, SHELL and PARTS in front of this text; a change of any file changes CACHE. */
/* global CACHE, PAGE, SHELL, PARTS */
"use strict";

importScripts(...PARTS);

const PATIENCE = 4000; // milliseconds that the page is waited for before the kept one is shown

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(SHELL.map((url) => new Request(url, { cache: "no-cache" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("dijie-field-") && name !== CACHE);
    const page = await kept(PAGE);
    if (page && old.length) await (await caches.open(CACHE)).put(PAGE, page);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

async function kept(url) {
  return (await (await caches.open(CACHE)).match(url, { ignoreSearch: true })) || caches.match(url, { ignoreSearch: true });
}

/* The page itself: from the network where that answers, kept for the next time; else the kept one. */
async function page(request) {
  const here = await kept(PAGE);
  const limit = new AbortController();
  const timer = here ? setTimeout(() => limit.abort(), PATIENCE) : 0;
  try {
    const answer = await fetch(request, { signal: limit.signal });
    if (answer.ok && !answer.redirected) await (await caches.open(CACHE)).put(PAGE, answer.clone());
    return answer.status >= 500 && here ? here : answer;
  } catch (error) {
    if (here) return here;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE) event.respondWith(page(event.request));
  else if (SHELL.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((found) => found || fetch(event.request)));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "field-send") return;
  event.waitUntil((async () => {
    const done = await self.field.send.now();
    for (const client of await self.clients.matchAll()) client.postMessage({ done });
    if (done.stopped === "offline" || done.stopped === "busy") throw new Error(done.words); // the browser tries again
  })());
});
