/** A screen does not wait long for what may never be answered, such as a service worker that is not there. */

const PATIENCE = 1500; // ms

/** @template T @param {T | Promise<T>} asked @param {T} otherwise @returns {Promise<T>} what was answered in time */
export function inTime(asked, otherwise) {
  return Promise.race([asked, new Promise((resolve) => setTimeout(resolve, PATIENCE, otherwise))]);
}
