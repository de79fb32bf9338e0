/** One tab at a time: Web Locks, and where they lack a lease row that runs out by itself. */

const LEASE_MS = 120_000; // longer than a request may take; a killed tab blocks the others no longer than this

/**
 * @template T @param {string} name @param {() => Promise<T>} work @param {import("./outbox-store.js").OutboxStore} store
 * @param {{locks?: LockManager, wait?: boolean, page?: Pick<Window, "addEventListener" | "removeEventListener">}} [how]
 *   `wait` false gives up when another tab has it
 * @returns {Promise<T | undefined>} undefined: another tab has it
 */
export async function exclusively(name, work, store, { locks = globalThis.navigator?.locks, wait = false, page = globalThis } = {}) {
  if (locks) {
    const given = wait ? await locks.request(name, work) : await locks.request(name, { ifAvailable: true }, (lock) => (lock ? work() : undefined));
    return /** @type {any} */ (given);
  }
  const lease = await store.lease(name, LEASE_MS);
  if (!lease) return wait ? work() : undefined; // a waiter goes on without: its transaction decides
  const end = () => store.endLease(lease);
  const goes = () => void end().catch(() => {}); // a page that is left lets the next one begin at once
  page.addEventListener?.("pagehide", goes, { once: true, capture: true }); // before the databases are let go
  try {
    return await work();
  } finally {
    page.removeEventListener?.("pagehide", goes, { capture: true });
    await end();
  }
}
