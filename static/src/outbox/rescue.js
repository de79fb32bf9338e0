/**
 * A rescue file: records that this phone cannot send, with their photos, as a file that any signed-in phone or the
 * console delivers. The signature inside says whose they are; who brings them is only the courier.
 *
 *   {"lineside-rescue": 1, "records": [<JWS>, …], "evidence": [{"sha256", "content_type", "base64"}, …]}
 */

import { NotOurServer, ServerRefusal } from "../server/refusals.js";
import { sha256hex, wall } from "../storage/values.js";
import { opened as openedReceipts, receiptOf } from "./receipts.js";
import { claims, utf8 } from "./record.js";
import { take } from "./sender.js";

/**
 * @typedef {{sha256: string, content_type: string, base64: string}} Photo
 * @typedef {{records: string[], evidence: Photo[]}} File
 * @typedef {{id: string, state: string, held: string, missing: number, finishedAt: string, guide: string, mine: boolean}} Outcome
 *   `state` as in the answer to a push; `missing` photos are neither there nor in the file
 */

const FORMAT = "lineside-rescue";

/** What was chosen is no rescue file; nothing was sent. */
export class NotARescueFile extends Error {
  name = "NotARescueFile";
}

export class Rescue {
  /**
   * @param {object} parts
   * @param {import("../storage/outbox-store.js").OutboxStore} parts.outboxStore
   * @param {import("../server/api.js").Api} parts.api
   * @param {import("./heads.js").Heads} parts.heads
   * @param {{person?: {id: string}}} parts.identity
   * @param {{send(): Promise<any>}} parts.sender
   */
  constructor({ outboxStore, api, heads, identity, sender }) {
    this.outboxStore = outboxStore;
    this.api = api;
    this.heads = heads;
    this.identity = identity;
    this.sender = sender;
  }

  /** What a file would hold: everything of everybody here that is not confirmed, oldest first. */
  async unsent() {
    return this.outboxStore.recordsIn(["saved", "sent", "attention"]);
  }

  /** @param {string} [id] of one record; without it all that are not confirmed @returns {Promise<{name: string, text: string, count: number}>} */
  async file(id) {
    const rows = id ? (await this.outboxStore.records()).filter((row) => row.id === id) : await this.unsent();
    const hashes = [...new Set(rows.flatMap((row) => row.evidence))];
    const kept = await Promise.all(hashes.map((sha256) => this.outboxStore.evidence(sha256)));
    const evidence = await Promise.all(kept.filter((photo) => photo !== undefined).map(photoOf));
    const text = JSON.stringify({ [FORMAT]: 1, records: rows.map((row) => row.jws), evidence });
    const name = `${FORMAT}-${wall().slice(0, 16).replace(/\D/g, "")}-${rows.length}.json`;
    return { name, text, count: rows.length };
  }

  /**
   * Delivers a file through the same door as everything else. Safe to repeat, and to break off in the middle.
   * @param {string} text @returns {Promise<Outcome[]>} one a record, in order. Throws NotARescueFile, Unreachable, ServerRefusal
   */
  async deliver(text) {
    const file = opened(text);
    const answers = await this.#push(file.records);
    if (await this.#put(file, answers)) return this.#told(file, await this.#push(file.records));
    return this.#told(file, answers);
  }

  /** @param {string[]} records @returns {Promise<import("../server/api.js").Result[]>} */
  async #push(records) {
    const device = await this.outboxStore.meta("device");
    const results = [];
    const queue = records.map((jws) => ({ jws }));
    while (queue.length) {
      const batch = queue.splice(0, take(queue).length).map(({ jws }) => jws);
      const answer = await this.api.push({ device, sent_at: wall(), seen_head: await this.heads.newest(), records: batch });
      const hashes = await Promise.all(batch.map((jws) => sha256hex(utf8(jws))));
      const receipts = openedReceipts(answer.receipts);
      if (answer.results.some((result, n) => !receiptOf(result, hashes[n], receipts) && result.sha256 !== hashes[n])) throw new NotOurServer("The answer names other records.");
      results.push(...answer.results);
    }
    return results;
  }

  /** Puts what the server lacks and the file has. @param {File} file @param {import("../server/api.js").Result[]} results */
  async #put(file, results) {
    const wanted = new Set(results.flatMap((result) => result.missing ?? []));
    let put = 0;
    for (const photo of file.evidence.filter(({ sha256 }) => wanted.has(sha256))) {
      try {
        await this.api.putEvidence(photo.sha256, bytesOf(photo), photo.content_type);
        put += 1;
      } catch (error) {
        if (!(error instanceof ServerRefusal) || error.status === 401 || error.status >= 500) throw error; // else: damaged in the file
      }
    }
    return put > 0;
  }

  /** @param {File} file @param {import("../server/api.js").Result[]} results @returns {Promise<Outcome[]>} */
  async #told(file, results) {
    const own = new Set((await this.outboxStore.records()).map((row) => row.id));
    if (results.some(({ id }) => id && own.has(id))) this.sender.send().catch(() => {}); // this phone's own: it hears of them itself
    return results.map((result, n) => {
      const said = claims(file.records[n]) ?? {};
      const about = { finishedAt: String(said.time?.wall ?? ""), guide: String(said.guide ?? ""), mine: said.person === this.identity.person?.id };
      return { id: result.id ?? "", state: result.state, held: result.held ?? "", missing: result.missing?.length ?? 0, ...about };
    });
  }
}

/** @param {string} text @returns {File} */
export function opened(text) {
  /** @type {any} */ let said;
  try {
    said = JSON.parse(text);
  } catch {
    throw new NotARescueFile("no JSON");
  }
  const { records, evidence = [] } = said ?? {};
  const whole = said?.[FORMAT] === 1 && listOf(records, (/** @type {any} */ one) => typeof one === "string") && records.length > 0;
  if (!whole || !listOf(evidence, isPhoto)) throw new NotARescueFile("another shape");
  return { records, evidence };
}

/** @param {any} list @param {(one: any) => boolean} fits */
function listOf(list, fits) {
  return Array.isArray(list) && list.every(fits);
}

/** @param {any} photo */
function isPhoto(photo) {
  return /^[0-9a-f]{64}$/.test(photo?.sha256) && typeof photo.content_type === "string" && typeof photo.base64 === "string";
}

/** @param {import("../storage/outbox-store.js").Evidence} kept @returns {Promise<Photo>} */
async function photoOf({ sha256, bytes, contentType }) {
  const part = 32_768; // as many arguments as every engine takes
  let text = "";
  for (let at = 0; at < bytes.byteLength; at += part) text += String.fromCharCode(...new Uint8Array(bytes.slice(at, at + part)));
  return { sha256, content_type: contentType, base64: btoa(text) };
}

/** Damaged base64 gives no bytes, and the server says that they do not fit. @param {Photo} photo @returns {ArrayBuffer} */
function bytesOf({ base64 }) {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer;
  } catch {
    return new ArrayBuffer(0);
  }
}
