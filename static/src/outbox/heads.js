/** The server's signed heads this phone has seen: shown to it again, so that it cannot forget quietly. */

import { claims } from "./record.js";

const KEPT = 64;

export class Heads {
  /** @param {import("../storage/outbox-store.js").OutboxStore} store */
  constructor(store) {
    this.store = store;
  }

  /** @returns {Promise<string | null>} the one with the highest number */
  async newest() {
    /** @type {string[]} */
    const seen = (await this.store.meta("heads")) ?? [];
    return seen.reduce((/** @type {string | null} */ best, head) => (best && seq(best) > seq(head) ? best : head), null);
  }

  /** @param {string | undefined} head @returns {Promise<boolean>} true when the server has begun a new epoch */
  async keep(head) {
    const said = head && claims(head);
    if (!head || !said) return false;
    /** @type {string[]} */
    const seen = (await this.store.meta("heads")) ?? [];
    const epochs = seen.map((old) => claims(old)?.epoch);
    if (!seen.includes(head)) await this.store.setMeta("heads", [...seen, head].slice(-KEPT));
    return epochs.length > 0 && !epochs.includes(said.epoch);
  }
}

/** @param {string} head @returns {number} */
function seq(head) {
  return claims(head)?.seq ?? -1;
}
