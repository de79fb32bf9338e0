/**
 * How long the server asked to be left alone (Retry-After). Kept beside the records, so that neither a reload nor
 * the service worker forgets it.
 */

const KEY = "wait";

/** @typedef {{until: number, ms: number}} Wait until when, by the device's clock, and how long it was */

export class Patience {
  /**
   * @param {{meta(key: string): Promise<any>, setMeta(key: string, value: any): Promise<any>}} store
   * @param {() => number} [now] the device's wall clock, ms
   */
  constructor(store, now = Date.now) {
    this.store = store;
    this.now = now;
  }

  /** @param {number | null} ms null: nothing was asked, and what was asked before is over */
  async asked(ms) {
    await this.store.setMeta(KEY, ms ? { ms, until: this.now() + ms } : null);
  }

  /** What is left of it, ms; more than was asked for is a clock that was set back. */
  async left() {
    /** @type {Wait} */
    const { until, ms } = (await this.store.meta(KEY)) ?? { until: 0, ms: 0 };
    const left = until - this.now();
    return left > 0 && left <= ms ? left : 0;
  }
}
