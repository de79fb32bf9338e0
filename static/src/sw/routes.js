/**
 * Which request is answered from where. Only GET is ever touched: a POST through a worker has arrived empty on iOS.
 *
 * | request                              | answer                                        |
 * |--------------------------------------|-----------------------------------------------|
 * | the page at `/` or `/q/<code>`       | the shell of this build, else the network     |
 * | the sign-in and the console          | the network, else the page that says so       |
 * | `/static/built/…` but not console's  | any kept build, else the network              |
 * | `/media/<sha256>`                    | the media cache, in ranges, else the network  |
 * | `/media/<sha256>?stored`             | the media cache and nothing else              |
 * | everything else                      | not ours: the browser does what it does       |
 */

import { MEDIA_CACHE } from "../storage/names.js";
import { inRange } from "./ranges.js";

/** @typedef {(request: Request) => Promise<Response | undefined>} Source */

/** @param {import("./shell.js").Shell} shell @returns {[(url: URL, request: Request) => boolean, Source][]} */
export function table(shell) {
  return [
    [(url, request) => request.mode === "navigate" && /^\/($|q\/)/i.test(url.pathname), () => shell.page()],
    [(url, request) => request.mode === "navigate" && /^\/(sign-in|console)(\/|$)/.test(url.pathname), (request) => fetch(request).catch(() => shell.offline())],
    [(url) => url.pathname.startsWith("/static/built/"), (request) => shell.asset(request)],
    [(url) => /^\/media\/[0-9a-f]{64}$/.test(url.pathname), fromMedia],
  ];
}

/**
 * @param {Request} request @param {ReturnType<typeof table>} routes @param {string} origin
 * @returns {Source | undefined} undefined: leave it to the browser
 */
export function sourceOf(request, routes, origin) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return undefined;
  return routes.find(([fits]) => fits(url, request))?.[1];
}

/** Always a response. @param {Request} request @param {Source} source @returns {Promise<Response>} */
export async function answer(request, source) {
  try {
    const kept = await source(request).catch(() => undefined); // a broken cache must not hide a good network
    return kept ?? (await fetch(request));
  } catch {
    return Response.error();
  }
}

/** @param {Request} request */
async function fromMedia(request) {
  const { pathname, search } = new URL(request.url);
  const whole = await (await caches.open(MEDIA_CACHE)).match(pathname, { ignoreVary: true });
  if (!whole && search === "?stored") return Response.error();
  return whole && inRange(request.headers.get("Range"), whole);
}
