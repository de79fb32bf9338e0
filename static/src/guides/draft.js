/** A draft begins with the first tap, on the version that is on the screen then. */

/**
 * @param {Guide} guide
 * @param {{equipment: string | null, label: string | null, openedBy: OpenedBy}} from
 * @returns {Draft}
 */
export function beginDraft(guide, { equipment, label, openedBy }) {
  const now = wallTime();
  return {
    guide: guide.id, equipment, label, openedBy,
    version: guide.version, versionHash: guide.hash, frozen: guide,
    started: now, updated: now, answers: {}, watched_s: 0, position: 0,
  };
}

/** @param {Date} [date] @returns {string} RFC 3339 with the phone's own offset, as in a record */
export function wallTime(date = new Date()) {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60000).toISOString().slice(0, -1);
  const two = (/** @type {number} */ n) => String(Math.floor(n)).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}
