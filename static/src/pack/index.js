/** Pulls the site index, page by page; a killed pull goes on where it was. */

import { exclusively } from "../storage/lock.js";
import { LOCK } from "../storage/names.js";

export class IndexPull {
  /**
   * @param {object} parts
   * @param {import("../server/api.js").Api} parts.api
   * @param {import("../storage/index-store.js").IndexStore} parts.index
   * @param {import("../storage/outbox-store.js").OutboxStore} parts.outboxStore
   * @param {{keep(head: string | undefined): Promise<boolean>}} parts.heads
   * @param {() => void} [parts.changed]
   * @param {LockManager} [parts.locks]
   * @param {() => number} [parts.now] the phone's own clock, ms
   */
  constructor({ api, index, outboxStore, heads, changed = () => {}, locks, now = Date.now }) {
    this.api = api;
    this.index = index;
    this.outboxStore = outboxStore;
    this.heads = heads;
    this.changed = changed;
    this.locks = locks;
    this.now = now;
  }

  /** Until nothing is left; throws Unreachable or ServerRefusal, and keeps what came. @returns {Promise<void>} */
  async pull() {
    await exclusively(LOCK.pull, () => this.#pull(), this.outboxStore, { locks: this.locks, wait: true });
  }

  async #pull() {
    for (let more = true; more; ) {
      const since = await this.index.cursor();
      const page = await this.api.sync(since);
      const at = new Date(this.now()).toISOString();
      if (!page) return this.index.confirmed(at);
      await this.heads.keep(page.head); // before the cursor: a page that was taken does not come again
      const news = await this.index.apply(page, since, at);
      if (news) this.changed();
      more = page.more;
    }
  }
}
