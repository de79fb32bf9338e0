/** What it means that the app's storage did not open. */

import { nameOf, StorageBlocked } from "./opener.js";

/** @param {unknown} problem @returns {"" | "held" | "closed"} held by another window; closed: damaged, or no room; '': something else */
export function troubleOf(problem) {
  if (problem instanceof StorageBlocked || nameOf(problem) === "VersionError") return "held";
  return problem instanceof DOMException ? "closed" : "";
}
