/** The scanner, and where it goes on with the code it has read. */
import { parseCode } from "../scan/code.js";
import { measured } from "./openings.js";

/** @param {string} to a path of ours; the code comes back in its query @returns {string} for href */
export function scanFor(to) {
  return `#/scan?to=${encodeURIComponent(to)}`;
}

/** What the scanner brought. @param {Route} route @returns {{code: string, by: string, ms?: number} | undefined} */
export function brought({ query: { code, by = "typed", ms } }) {
  try {
    return code ? { code: parseCode(code), by, ms: measured(ms) } : undefined;
  } catch {
    return undefined; // a hand-written address
  }
}
