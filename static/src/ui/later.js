/**
 * The second script and its style: screens that the first one does not need (docs/decisions/0010-second-bundle.md).
 * Fetched when the page is idle, or when such a screen is opened before that.
 */
import { scriptUrl } from "./trusted.js";

/**
 * @typedef {(from: {app: App, route: Route, arrived: boolean}, id: string) => unknown} Screen
 * @typedef {{screens: Record<string, Screen>, wire: (app: App, parts: any) => void}} Later
 *   screens by the first part of their route; `wire` gives the app what only they need
 */

/** @type {Later | undefined} */ let here;
/** @type {Promise<Later> | undefined} */ let coming;
/** @type {(later: Later) => void} */ let greet = () => {};

/** The second script is not on this phone, and there is no network to get it. */
export class NotHere extends Error {}

/** @param {(later: Later) => void} work what to do before its first screen is shown */
export function whenHere(work) {
  greet = work;
}

/** Called by the second script when it has run. @param {Later} later */
export function arrive(later) {
  greet(later);
  here = later;
}

/** @returns {Promise<Later>} throws NotHere */
export function fetchLater() {
  coming ??= run(document.body.dataset).catch((problem) => {
    coming = undefined; // the next try may find a network
    throw problem;
  });
  return coming;
}

/** @param {DOMStringMap} page where the two files are @returns {Promise<Later>} */
async function run({ later = "", laterStyle = "" }) {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: laterStyle });
  const script = Object.assign(document.createElement("script"), { src: scriptUrl(later) });
  await Promise.all([style, script].map(arrived));
  if (!here) throw new NotHere();
  return here;
}

/** @param {HTMLLinkElement | HTMLScriptElement} part @returns {Promise<void>} */
function arrived(part) {
  return new Promise((resolve, reject) => {
    part.onload = () => resolve();
    part.onerror = () => reject(new NotHere());
    document.head.append(part);
  });
}
