/** Files of clips: fetched whole, verified by their name, kept in the media cache as a plain 200. */

import { MEDIA_CACHE } from "../storage/names.js";
import { sha256hex } from "../storage/values.js";

/** @typedef {{sha256: string, bytes: number, content_type: string}} StoredFile */

/** The bytes that came are not the file that was named. */
export class Damaged extends Error {
  name = "Damaged";
}

export class Clips {
  /** @param {{api: import("../server/api.js").Api, caches?: CacheStorage}} parts */
  constructor({ api, caches = globalThis.caches }) {
    this.api = api;
    this.caches = caches;
  }

  /** @returns {Promise<Set<string>>} hashes that are stored */
  async stored() {
    const kept = await (await this.caches.open(MEDIA_CACHE)).keys();
    return new Set(kept.map((request) => new URL(request.url).pathname.split("/").pop() ?? ""));
  }

  /** @param {string} sha256 @returns {Promise<boolean>} */
  async has(sha256) {
    return Boolean(await (await this.caches.open(MEDIA_CACHE)).match(urlOf(sha256), { ignoreVary: true }));
  }

  /**
   * @param {StoredFile} file @param {AbortSignal} signal @param {(bytes: number) => void} progress bytes since the last call
   * @returns {Promise<void>} throws Damaged, Unreachable, ServerRefusal, or QuotaExceededError
   */
  async keep(file, signal, progress) {
    const response = await this.api.file(urlOf(file.sha256), signal);
    const bytes = await this.#read(response, file, progress);
    if ((await sha256hex(bytes)) !== file.sha256) throw new Damaged(file.sha256);
    const headers = { "Content-Type": file.content_type, "Content-Length": String(bytes.byteLength), "Accept-Ranges": "bytes" };
    const cache = await this.caches.open(MEDIA_CACHE);
    await cache.put(urlOf(file.sha256), new Response(bytes, { status: 200, headers }));
  }

  /** Removes what no clip names any more. @param {Set<string>} named hashes @returns {Promise<void>} */
  async tidy(named) {
    const cache = await this.caches.open(MEDIA_CACHE);
    for (const sha256 of await this.stored()) if (!named.has(sha256)) await cache.delete(urlOf(sha256), { ignoreVary: true });
  }

  /** @param {Response} response @param {StoredFile} file @param {(bytes: number) => void} progress */
  async #read(response, file, progress) {
    const bytes = new Uint8Array(file.bytes);
    let at = 0;
    for await (const chunk of this.api.chunks(response)) {
      if (at + chunk.byteLength > file.bytes) throw new Damaged(file.sha256);
      bytes.set(chunk, at);
      at += chunk.byteLength;
      progress(chunk.byteLength);
    }
    if (at !== file.bytes) throw new Damaged(file.sha256);
    return bytes;
  }
}

/** @param {string} sha256 */
export function urlOf(sha256) {
  return `/media/${sha256}`;
}
