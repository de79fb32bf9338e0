/**
 * The service worker: events only. sw/routes.js says what is answered from where, sw/shell.js what is kept.
 * Update policy: a new build installs whole and waits; a page with no form open says "apply"
 * (sw/updates.js). Kill switch: docs/decisions/0004-service-worker.md.
 */

import { answer, sourceOf, table } from "./sw/routes.js";
import { send } from "./sw/send.js";
import { Shell } from "./sw/shell.js";

const worker = /** @type {any} */ (self);
const shell = new Shell({ build: __BUILD__, urls: __PRECACHE__ });
const routes = table(shell);

/** @type {Record<string, () => Promise<any>>} what a page may ask; the answer goes back through its port */
const REQUESTS = {
  apply: () => worker.skipWaiting(),
  extras: () => shell.hasExtras(),
  "store-extras": () => shell.storeExtras().then(() => true, () => false),
};

worker.addEventListener("install", (/** @type {any} */ event) => event.waitUntil(shell.install()));

worker.addEventListener("activate", (/** @type {any} */ event) => {
  event.waitUntil(shell.prune().then(() => worker.clients.claim())); // so that the first visit is served, too
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const source = sourceOf(event.request, routes, worker.location.origin);
  if (source) event.respondWith(answer(event.request, source));
});

worker.addEventListener("message", (/** @type {any} */ event) => {
  const work = REQUESTS[event.data?.type];
  if (work) event.waitUntil(work().then((value) => event.ports[0]?.postMessage(value)));
});

worker.addEventListener("sync", (/** @type {any} */ event) => {
  if (event.tag !== "lineside-send") return;
  event.waitUntil(worker.clients.matchAll({ type: "window" }).then(send));
});
