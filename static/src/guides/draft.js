/** A draft begins with the first tap, on the version that is on the screen then. */

import { wall } from "../storage/values.js";

/**
 * @param {Guide} guide
 * @param {{equipment: string | null, label: string | null, openedBy: OpenedBy}} from
 * @returns {Draft}
 */
export function beginDraft(guide, { equipment, label, openedBy }) {
  const now = wall();
  return {
    guide: guide.id, equipment, label, openedBy,
    version: guide.version, versionHash: guide.hash, frozen: guide,
    started: now, updated: now, answers: {}, watched_s: 0, position: 0,
  };
}
