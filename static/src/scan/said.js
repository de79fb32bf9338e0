/** What a hardware scanner or a tag said, as a route: the scan page finds out what it means. */

import { takesAny } from "./further.js";

const LONGEST = 300; // what is longer is no code of anybody's

/**
 * @param {string} text @param {"scanner" | "nfc"} by @param {Route} route where we are; a page that waits for a code is told
 * @returns {string} a path for the router
 */
export function saidPath(text, by, { path, query }) {
  const said = new URLSearchParams({ read: text.slice(0, LONGEST), by });
  const waits = path === "/scan" ? query.to : takesAny(path) ? path : "";
  if (waits) said.set("to", waits);
  return `/scan?${said}`;
}
