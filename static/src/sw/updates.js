/**
 * The page's side of the service worker. A new build is applied only when no tab has a form open and this
 * one is at rest; then the page loads anew. A tab with a form open keeps its build until it is at rest.
 */

import { LOCK } from "../storage/names.js";
import { scriptUrl } from "../ui/trusted.js";

const LOOK_MS = 3 * 3_600_000;
const ANSWER_MS = 60_000; // the decoder is 0.4 MB, on a poor line
const SWITCH_MS = 3_000;
const QUIET_MS = 1_500;

export class Updates {
  #stale = false;
  /** @type {Promise<unknown>} ends when a build just applied should have taken over */
  #applied = Promise.resolve();
  /** @type {Set<Promise<boolean>>} */
  #asked = new Set();
  #looked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #next;

  /**
   * @param {object} parts
   * @param {() => boolean} parts.atRest no form, camera or clip is open here
   * @param {() => void} [parts.reload]
   * @param {ServiceWorkerContainer} [parts.container]
   * @param {LockManager} [parts.locks]
   * @param {(work: () => any, ms: number) => any} [parts.later]
   */
  constructor({ atRest, reload = () => location.reload(), container = navigator.serviceWorker, locks = globalThis.navigator?.locks, later = (work, ms) => setTimeout(work, ms) }) {
    this.atRest = atRest;
    this.reload = reload;
    this.container = container;
    this.locks = locks;
    this.later = later;
  }

  async register() {
    if (!this.container) return;
    let controlled = Boolean(this.container.controller);
    this.container.addEventListener("controllerchange", () => {
      this.#stale ||= controlled; // the first worker changes nothing for its page
      controlled = true;
      this.consider();
    });
    this.registration = await this.#begin();
    this.registration.addEventListener("updatefound", () => this.#watch(this.registration?.installing));
    this.#watch(this.registration.installing);
    await this.consider();
  }

  /** Is there something new, and is this the moment for it? Called at rest, and when the page is looked at. */
  async consider() {
    if (!this.atRest()) return;
    if (this.#stale) return this.reload();
    if (!this.registration?.waiting) return this.#look();
    this.#applyIn(QUIET_MS);
  }

  /** @param {string} type @returns {Promise<boolean>} what the active worker answers; false without one */
  async ask(type) {
    await this.#applied;
    const worker = this.container && (await this.#active());
    if (!worker) return false;
    const answer = answerOf(worker, type);
    this.#asked.add(answer);
    return answer.finally(() => this.#asked.delete(answer));
  }

  #begin() {
    return this.container.register(scriptUrl("/sw.js"), { scope: "/", updateViaCache: "none" });
  }

  /** The active worker; where the first install failed (a full phone), it is tried once more. @returns {Promise<ServiceWorker | null>} */
  async #active() {
    if (this.registration?.active) return this.registration.active;
    const registration = await this.#begin().catch(() => undefined);
    const coming = registration?.installing ?? registration?.waiting;
    if (!registration?.active && coming) await settled(coming);
    return registration?.active ?? null;
  }

  /** @param {ServiceWorker | null | undefined} installing */
  #watch(installing) {
    installing?.addEventListener("statechange", () => installing.state === "installed" && this.consider());
  }

  /**
   * Chromium hands over only in a moment without requests, and one that comes as it does wakes the old worker
   * again for minutes: so not at once after a screen was opened, and again until it has worked.
   * @param {number} ms
   */
  #applyIn(ms) {
    clearTimeout(this.#next);
    this.#next = this.later(async () => {
      if (!this.registration?.waiting || !this.atRest()) return;
      await this.#whenNoForm(() => this.#apply());
      this.#applyIn(SWITCH_MS);
    }, ms);
  }

  /** A question to the old worker, before or after, would wake it up again and keep the new one waiting. */
  async #apply() {
    this.#applied = new Promise((resolve) => setTimeout(resolve, SWITCH_MS));
    await Promise.all(this.#asked);
    this.registration?.waiting?.postMessage({ type: "apply" });
  }

  async #look() {
    if (!this.registration || Date.now() - this.#looked < LOOK_MS) return;
    this.#looked = Date.now();
    await this.registration.update().catch(() => {}); // no network: another time
  }

  /** A form holds the lock shared (see holdWhileOpen); nobody may while a build is applied. @param {() => void} apply */
  async #whenNoForm(apply) {
    if (!this.locks) return apply();
    await this.locks.request(LOCK.form, { ifAvailable: true }, async (lock) => lock && apply());
  }
}

/** Holds the form lock while one is open here. */
export class FormLock {
  /** @type {(() => void) | undefined} */
  #release;
  /** @type {Promise<unknown> | undefined} ends when the lock is really free again */
  #held;

  /** @param {boolean} open @returns {Promise<void>} when closed: the lock is free */
  async set(open) {
    if (open) return this.#hold();
    this.#release?.();
    this.#release = undefined;
    await this.#held;
  }

  #hold() {
    if (this.#release) return;
    const closed = new Promise((resolve) => (this.#release = () => resolve(undefined)));
    this.#held = navigator.locks?.request(LOCK.form, { mode: "shared" }, () => closed).catch(() => {});
  }
}

/** @param {ServiceWorker} worker @param {string} type @returns {Promise<boolean>} */
function answerOf(worker, type) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    const end = (/** @type {boolean} */ value) => {
      clearTimeout(late);
      port1.close();
      resolve(value);
    };
    const late = setTimeout(() => end(false), ANSWER_MS);
    port1.onmessage = ({ data }) => end(data === true);
    worker.postMessage({ type }, [port2]);
  });
}

/** Until a worker is active or has failed to install. @param {ServiceWorker} worker */
async function settled(worker) {
  await new Promise((resolve) => {
    const late = setTimeout(resolve, ANSWER_MS);
    const look = () => ["activated", "redundant"].includes(worker.state) && resolve(clearTimeout(late));
    worker.addEventListener("statechange", look);
    look();
  });
}
