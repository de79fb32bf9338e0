/**
 * What time the server has, as far as this phone knows. Nothing is ordered, expired or deleted by it;
 * it travels on records so that the server can judge the phone's own clock.
 *
 * @typedef {{offset: number, rtt: number, at: number}} Measure milliseconds; `at` is the device's own time
 */

const STALE_MS = 600_000; // after ten minutes a worse measurement is better than an old one

export class ServerClock {
  /** @type {Measure | null} */
  #best = null;

  /**
   * @param {object} [parts]
   * @param {() => number} [parts.now] the device's wall clock, ms
   * @param {() => number} [parts.ticks] monotonic, ms since the page load
   * @param {(measure: Measure) => Promise<void>} [parts.save]
   */
  constructor({ now = Date.now, ticks = () => performance.now(), save = async () => {} } = {}) {
    this.now = now;
    this.ticks = ticks;
    this.save = save;
  }

  /** What an earlier page load measured. @param {Measure | undefined} measure */
  restore(measure) {
    this.#best ??= measure ?? null;
  }

  mark() {
    return this.ticks();
  }

  /** @param {string} serverTime RFC 3339 @param {number} sentAt from mark() */
  async heard(serverTime, sentAt) {
    const server = Date.parse(serverTime);
    if (!Number.isFinite(server)) return;
    const rtt = this.ticks() - sentAt;
    const at = this.now();
    const age = this.#best ? at - this.#best.at : Infinity;
    if (this.#best && rtt > this.#best.rtt && age >= 0 && age < STALE_MS) return;
    this.#best = { offset: Math.round(server - (at - rtt / 2)), rtt, at };
    await this.save(this.#best);
  }

  /** @returns {{offset_ms: number | null, offset_age_ms: number | null}} */
  offset() {
    if (!this.#best) return { offset_ms: null, offset_age_ms: null };
    return { offset_ms: this.#best.offset, offset_age_ms: Math.max(0, Math.round(this.now() - this.#best.at)) };
  }
}
