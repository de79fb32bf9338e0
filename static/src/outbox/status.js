/** What this phone says of itself with each push: what stays on it, and whether its storage is in trouble. */

/** @typedef {{waiting: number, attention: number, storage: "" | "low" | "lost"}} Status */

const LOW_BYTES = 50_000_000; // some hundred photos
const AGAIN_MS = 15 * 60_000; // a phone with nothing to send is still heard of

/**
 * @param {import("../storage/outbox-store.js").OutboxStore} outboxStore @param {number} leaving records in this request
 * @param {StorageManager} [storage] absent where the browser has none
 * @returns {Promise<Status>} as it is once the request has been answered
 */
export async function statusOf(outboxStore, leaving, storage = globalThis.navigator?.storage) {
  const { saved, sent, attention } = await outboxStore.counts();
  return { waiting: Math.max(0, saved + sent - leaving), attention, storage: await trouble(outboxStore, storage) };
}

/** Whether the server has not heard this yet, or not for a while. @param {Status} status @param {any} told from meta("told") */
export function worthTelling(status, told, now = Date.now()) {
  if (!told || Math.abs(now - told.at) > AGAIN_MS) return true; // a clock that was set back counts as a while
  return JSON.stringify(status) !== JSON.stringify(told.status);
}

/** @param {import("../storage/outbox-store.js").OutboxStore} outboxStore @param {StorageManager | undefined} storage */
async function trouble(outboxStore, storage) {
  if (await outboxStore.meta("lost")) return "lost";
  const { quota, usage = 0 } = (await storage?.estimate?.().catch(() => undefined)) ?? {};
  return quota !== undefined && quota - usage < LOW_BYTES ? "low" : "";
}
