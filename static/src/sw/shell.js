/**
 * The shell, one cache a build: its two pages and every built file they need. A failed install leaves no trace.
 * What an earlier build already holds under the same hashed name is copied, not fetched again.
 */

import { SHELL_CACHE } from "../storage/names.js";

const PAGE = "/";
const OFFLINE = "/offline";

export class Shell {
  /** @param {{build: string, urls: string[], caches?: CacheStorage, fetch?: typeof fetch}} parts `urls` of everything built */
  constructor({ build, urls, caches = globalThis.caches, fetch = globalThis.fetch.bind(globalThis) }) {
    this.name = SHELL_CACHE + build;
    this.first = urls.filter((url) => !url.endsWith(".wasm"));
    this.extras = urls.filter((url) => url.endsWith(".wasm"));
    this.caches = caches;
    this.fetch = fetch;
  }

  /** All or nothing; the extras only when they need no network. */
  async install() {
    const existed = await this.caches.has(this.name);
    try {
      const cache = await this.caches.open(this.name);
      await Promise.all([this.#page(cache, PAGE), this.#page(cache, OFFLINE), ...this.first.map((url) => this.#keep(cache, url))]);
      await Promise.all(this.extras.map((url) => this.#copy(cache, url)));
    } catch (error) {
      if (!existed) await this.caches.delete(this.name);
      throw error;
    }
  }

  /** Keeps this build and the newest other one: a page of it may still be open. */
  async prune() {
    const others = (await this.caches.keys()).filter((name) => name.startsWith(SHELL_CACHE) && name !== this.name);
    await Promise.all(others.slice(0, -1).map((name) => this.caches.delete(name)));
  }

  /** @returns {Promise<boolean>} whether every extra is here */
  async hasExtras() {
    const cache = await this.caches.open(this.name);
    const found = await Promise.all(this.extras.map((url) => cache.match(url, { ignoreVary: true })));
    return found.every(Boolean);
  }

  async storeExtras() {
    const cache = await this.caches.open(this.name);
    await Promise.all(this.extras.map((url) => this.#keep(cache, url)));
  }

  /** The page of this build, for `/` and `/q/…`. */
  async page() {
    return (await this.caches.open(this.name)).match(PAGE, { ignoreVary: true });
  }

  /** Instead of a page that only the server has. */
  async offline() {
    return (await this.caches.open(this.name)).match(OFFLINE, { ignoreVary: true });
  }

  /** A built file of any build that is kept. @param {Request} request */
  asset(request) {
    return this.caches.match(request, { ignoreVary: true });
  }

  /** Never a redirected answer: Safari refuses to show it. @param {Cache} cache @param {string} url */
  async #page(cache, url) {
    await cache.put(url, await this.#get(url));
  }

  /** @param {Cache} cache @param {string} url */
  async #keep(cache, url) {
    if (!(await this.#copy(cache, url))) await cache.put(url, await this.#get(url));
  }

  /** @param {Cache} cache @param {string} url @returns {Promise<boolean>} */
  async #copy(cache, url) {
    if (await cache.match(url, { ignoreVary: true })) return true; // the decoder is asked for at every start: 1 MB
    const known = await this.caches.match(url, { ignoreVary: true });
    if (known) await cache.put(url, known);
    return Boolean(known);
  }

  /** @param {string} url */
  async #get(url) {
    const response = await this.fetch(new Request(url, { cache: "reload", credentials: "same-origin" }));
    if (response.status !== 200 || response.redirected) throw new Error(`${url}: ${response.status}`);
    return response;
  }
}
