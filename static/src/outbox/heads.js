/** The server's signed heads this phone has seen: shown to it again, so that it cannot forget quietly. */

import { claims } from "./record.js";

const KEPT = 64;

export class Heads {
  /** @param {import("../storage/outbox-store.js").OutboxStore} store */
  constructor(store) {
    this.store = store;
  }

  /**
   * The one to show: of the newest epoch the one with the highest number, but first the last one of an epoch
   * that a restored server has not been shown yet: it is how the server hears what its backup lacks.
   * @returns {Promise<string | null>}
   */
  async newest() {
    const [seen, told] = await Promise.all([this.#list("heads"), this.#list("heads-shown")]);
    const best = epochsOf(seen).map((epoch) => highest(seen.filter((head) => epochOf(head) === epoch)));
    return best.slice(0, -1).find((head) => !told.includes(head)) ?? best.at(-1) ?? null;
  }

  /** The server has answered a request that showed it this head. @param {string | null} head */
  async told(head) {
    const [seen, told] = await Promise.all([this.#list("heads"), this.#list("heads-shown")]);
    if (!head || told.includes(head) || epochOf(head) === epochsOf(seen).at(-1)) return;
    await this.store.setMeta("heads-shown", [...told, head].slice(-KEPT));
  }

  /**
   * A new epoch says that the server was set back: what it had confirmed is offered again. That is written first,
   * so that a kill between the two forgets neither.
   * @param {string | undefined} head @returns {Promise<boolean>} true when the server has begun a new epoch
   */
  async keep(head) {
    const said = head && claims(head);
    if (!head || !said) return false;
    const seen = await this.#list("heads");
    const anew = seen.length > 0 && !seen.map(epochOf).includes(said.epoch);
    if (anew) await this.store.offerAgain();
    if (!seen.includes(head)) await this.store.setMeta("heads", [...seen, head].slice(-KEPT));
    return anew;
  }

  /** @param {"heads" | "heads-shown"} key @returns {Promise<string[]>} oldest first */
  async #list(key) {
    return (await this.store.meta(key)) ?? [];
  }
}

/** @param {string[]} heads at least one */
function highest(heads) {
  return heads.reduce((best, head) => (seq(best) > seq(head) ? best : head));
}

/** @param {string[]} heads @returns {string[]} in the order they began */
function epochsOf(heads) {
  return [...new Set(heads.map(epochOf))];
}

/** @param {string} head */
function epochOf(head) {
  return claims(head)?.epoch;
}

/** @param {string} head @returns {number} */
function seq(head) {
  return claims(head)?.seq;
}
