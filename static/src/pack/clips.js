/** Files of clips: fetched in pieces that outlive a kill, verified by their name, kept in the media cache as a plain 200. */

import { MEDIA_CACHE } from "../storage/names.js";
import { sha256hex } from "../storage/values.js";
import { Arriving } from "./arriving.js";

/** @typedef {{sha256: string, bytes: number, content_type: string}} StoredFile */

/** The bytes that came are not the file that was named. */
export class Damaged extends Error {
  name = "Damaged";
}

export class Clips {
  /** @param {{api: import("../server/api.js").Api, pieces: import("../storage/pieces-store.js").PiecesStore, caches?: CacheStorage}} parts */
  constructor({ api, pieces, caches = globalThis.caches }) {
    this.api = api;
    this.pieces = pieces;
    this.caches = caches;
  }

  /** @returns {Promise<Set<string>>} hashes that are stored */
  async stored() {
    const kept = await (await this.caches.open(MEDIA_CACHE)).keys();
    return new Set(kept.map((request) => new URL(request.url).pathname.split("/").pop() ?? ""));
  }

  /** @param {string} sha256 @returns {Promise<boolean>} */
  async has(sha256) {
    return Boolean(await this.#read(sha256));
  }

  /** Whether what is stored are still the bytes that were named. @param {string} sha256 @returns {Promise<boolean>} */
  async sound(sha256) {
    const kept = await this.#read(sha256);
    return Boolean(kept) && (await sha256hex(await /** @type {Response} */ (kept).arrayBuffer())) === sha256;
  }

  /**
   * A file that was begun goes on where it stopped.
   * @param {StoredFile} file @param {AbortSignal} signal @param {(bytes: number) => void} progress how much more is here than at the last call
   * @returns {Promise<void>} throws Damaged, Unreachable, ServerRefusal, or QuotaExceededError
   */
  async keep(file, signal, progress) {
    const bytes = await this.#arrive(file, signal, progress);
    if (!bytes || (await sha256hex(bytes)) !== file.sha256) {
      await this.pieces.drop(file.sha256);
      throw new Damaged(file.sha256);
    }
    const headers = { "Content-Type": file.content_type, "Content-Length": String(bytes.byteLength), "Accept-Ranges": "bytes" };
    const cache = await this.caches.open(MEDIA_CACHE);
    await cache.put(urlOf(file.sha256), new Response(bytes, { status: 200, headers }));
    await this.pieces.drop(file.sha256);
  }

  /** @param {string} sha256 */
  async drop(sha256) {
    const cache = await this.caches.open(MEDIA_CACHE);
    await Promise.all([cache.delete(urlOf(sha256), { ignoreVary: true }), this.pieces.drop(sha256)]);
  }

  /** Removes what no clip names any more. @param {Set<string>} named hashes @returns {Promise<void>} */
  async tidy(named) {
    const begun = (await this.pieces.sizes()).keys();
    for (const sha256 of [...(await this.stored()), ...begun]) if (!named.has(sha256)) await this.drop(sha256);
  }

  /** @param {string} sha256 @returns {Promise<Response | undefined>} */
  async #read(sha256) {
    return (await this.caches.open(MEDIA_CACHE)).match(urlOf(sha256), { ignoreVary: true });
  }

  /**
   * @param {StoredFile} file @param {AbortSignal} signal @param {(bytes: number) => void} progress
   * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null: more or fewer bytes than were named
   */
  async #arrive(file, signal, progress) {
    const arriving = await Arriving.goOn(file, this.pieces);
    progress(arriving.at);
    if (arriving.whole) return arriving.bytes;
    const response = await this.api.file(urlOf(file.sha256), signal, { from: arriving.at, etag: `"${file.sha256}"` });
    if (response.status === 200 && arriving.at) {
      progress(-arriving.at);
      await arriving.beginAnew();
    }
    try {
      for await (const chunk of this.api.chunks(response)) {
        if (!(await arriving.take(chunk))) return null;
        progress(chunk.byteLength);
      }
    } catch (error) {
      await arriving.save().catch(() => {}); // a full phone: the error says so
      throw error;
    }
    return arriving.whole ? arriving.bytes : null;
  }
}

/** @param {string} sha256 */
export function urlOf(sha256) {
  return `/media/${sha256}`;
}
