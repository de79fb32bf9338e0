/**
 * One function per endpoint of /api/v1: the only fetch of the app. An answer counts only with the exact
 * status, the JSON type and the shape we asked for; everything else is an error of refusals.js.
 */

import { NotOurServer, ServerRefusal, Unreachable } from "./refusals.js";

const TIMEOUT_MS = 25_000;
const SLOWEST = 4; // bytes a millisecond, 32 kbit/s: a photo on a slow line is not silence
const RULES = /** @type {const} */ ({ cache: "no-store", credentials: "same-origin", redirect: "manual" });
const GATEWAYS = [413, 429, 502, 503, 504]; // said by proxies too, without our words
const TUS = { "Tus-Resumable": "1.0.0" };
const WORTH_PARTS = 1_000_000; // bytes of a photo
const PART = 262_144; // bytes: a slow line has 25 s for it
const WORTH_GZIP = 1_000; // characters; below it a header costs more than it saves

/**
 * @typedef {{id: string, name: string, handle: string, language?: string, roles?: Record<string, string>, trade?: Trade | null}} Person
 * @typedef {{id: string, name: string}} Trade
 * @typedef {{person: Person | null, trade: Trade | null, roles: Record<string, string>}} Me
 * @typedef {Me & {person: Person, enrolment: string, server_key: JsonWebKey, server_time: string}} Enrolled
 * @typedef {{id?: string, sha256?: string, state: string, receipt?: number, complete?: boolean, missing?: string[],
 *   held?: string | null, code?: string, detail?: string}} Result
 * @typedef {{results: Result[], receipts: string[], head: string, server_time: string}} Pushed
 */

export class Api {
  /**
   * @param {object} parts
   * @param {typeof fetch} [parts.fetch]
   * @param {import("./clock.js").ServerClock} parts.clock
   * @param {number} [parts.timeout] milliseconds
   */
  constructor({ fetch = globalThis.fetch.bind(globalThis), clock, timeout = TIMEOUT_MS }) {
    this.fetch = fetch;
    this.clock = clock;
    this.timeout = timeout;
  }

  /** @returns {Promise<Me>} */
  async me() {
    return this.#json("GET", "/api/v1/me", { expects: (a) => a.person === null || typeof a.person?.id === "string" });
  }

  /** Ends the sign-in of this browser. */
  async signOut() {
    await this.#json("DELETE", "/api/v1/me", { expects: (a) => a.person === null });
  }

  /** @param {{device: string, device_name: string, public_key: object}} wanted @returns {Promise<Enrolled>} */
  async enrol(wanted) {
    const expects = (/** @type {any} */ a) => typeof a.enrolment === "string" && typeof a.person?.id === "string";
    return this.#json("POST", "/api/v1/enrolments", { json: wanted, expects });
  }

  /** @param {string | null} since @returns {Promise<import("../storage/index-store.js").Page | null>} null: nothing new */
  async sync(since) {
    const query = since === null ? "" : `?since=${encodeURIComponent(since)}`;
    const expects = (/** @type {any} */ a) => typeof a.cursor === "string" && Array.isArray(a.changes);
    return this.#json("GET", `/api/v1/sync${query}`, { expects, empty: 304 });
  }

  /** @param {{device: string, sent_at: string, seen_head: string | null, status?: object, records: string[]}} sent @returns {Promise<Pushed>} */
  async push(sent) {
    const expects = (/** @type {any} */ a) => [a.results, a.receipts].every(Array.isArray) && a.results.length === sent.records.length;
    return this.#json("POST", "/api/v1/records", { json: sent, expects });
  }

  /** A large photo goes in parts, and on where an earlier try stopped. @param {string} sha256 @param {ArrayBuffer} bytes @param {string} contentType */
  async putEvidence(sha256, bytes, contentType) {
    if (bytes.byteLength > WORTH_PARTS) return this.#putInParts(sha256, bytes, contentType);
    const expects = (/** @type {any} */ a) => a.sha256 === sha256;
    return this.#json("PUT", `/api/v1/evidence/${sha256}`, { bytes, contentType, expects });
  }

  /**
   * The bytes of a file, past the HTTP cache (it may hold a piece of it: a 206 cannot be stored).
   * @param {string} url @param {AbortSignal} signal @param {{from?: number, etag?: string}} [part] what is here already, of which file
   * @returns {Promise<Response>} a 206 of exactly the rest, else a 200 of the whole; not redirected
   */
  async file(url, signal, { from = 0, etag = "" } = {}) {
    const rest = from ? { headers: { Range: `bytes=${from}-`, "If-Range": etag } } : {};
    const response = await this.#fetch(url, { cache: from ? "no-store" : "reload", credentials: "same-origin", signal, ...rest });
    const asked = response.status === 200 || (from > 0 && response.status === 206 && beginsAt(response, from));
    if (!asked || response.redirected) throw await refusalOf(response);
    return response;
  }

  /** The body of a file, piece by piece; a line that breaks or falls silent is Unreachable. @param {Response} response */
  async *chunks(response) {
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    try {
      for (;;) {
        const { done, value } = await withinTime(reader.read(), this.timeout);
        if (done) return;
        yield value;
      }
    } finally {
      reader.cancel().catch(() => {});
    }
  }

  /** tus 1.0: the creation says where the upload stands. @param {string} sha256 @param {ArrayBuffer} bytes @param {string} contentType */
  async #putInParts(sha256, bytes, contentType) {
    const facts = { "Upload-Length": String(bytes.byteLength), "Upload-Metadata": `sha256 ${btoa(sha256)},type ${btoa(contentType)}` };
    const begun = await this.#tus("POST", "/api/v1/evidence", 201, facts);
    const place = begun.headers.get("Location") ?? "";
    if (!place.startsWith(`/api/v1/evidence/${sha256}/`)) throw new NotOurServer(place);
    for (let at = offsetOf(begun); at < bytes.byteLength; ) {
      const from = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(at) };
      const next = offsetOf(await this.#tus("PATCH", place, 204, from, bytes.slice(at, at + PART)));
      if (!(next > at)) throw new NotOurServer(place);
      at = next;
    }
  }

  /** @param {string} method @param {string} path @param {number} status @param {Record<string, string>} headers @param {ArrayBuffer} [body] */
  async #tus(method, path, status, headers, body) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.timeout);
    try {
      const response = await this.#fetch(path, { method, body, headers: { ...headers, ...TUS }, ...RULES, signal: patience.signal });
      if (response.status >= 400 || response.type === "opaqueredirect") throw await refusalOf(response);
      if (response.status !== status || response.headers.get("Tus-Resumable") !== TUS["Tus-Resumable"]) throw new NotOurServer(path);
      return response;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * @param {string} method @param {string} path
   * @param {{json?: object, bytes?: ArrayBuffer, contentType?: string, expects: (answer: any) => boolean, empty?: number}} about
   */
  async #json(method, path, { json, bytes, contentType, expects, empty }) {
    const asked = json ? await encode(json) : bytes && { body: bytes, headers: { "Content-Type": contentType ?? "" } };
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), this.timeout + sizeOf(asked?.body) / SLOWEST);
    const sentAt = this.clock.mark();
    try {
      const response = await this.#fetch(path, { method, ...asked, ...RULES, signal: patience.signal });
      if (response.status === empty) return null;
      if (response.status !== 200) throw await refusalOf(response);
      const answer = await body(response);
      if (!answer || !expects(answer)) throw new NotOurServer(path);
      if (answer.server_time) await this.clock.heard(answer.server_time, sentAt);
      return answer;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {string} url @param {RequestInit} init @returns {Promise<Response>} */
  async #fetch(url, init) {
    try {
      return await this.fetch(url, init);
    } catch {
      throw new Unreachable(url);
    }
  }
}

/** @template T @param {Promise<T>} reading @param {number} ms @returns {Promise<T>} */
async function withinTime(reading, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const silence = new Promise((_, reject) => (timer = setTimeout(() => reject(new Unreachable("silent")), ms)));
  try {
    return await Promise.race([reading, /** @type {Promise<never>} */ (silence)]);
  } catch {
    throw new Unreachable("broken");
  } finally {
    clearTimeout(timer);
  }
}

/** @param {string | ArrayBuffer} [body] @returns {number} bytes, nearly */
function sizeOf(body = "") {
  return typeof body === "string" ? body.length : body.byteLength;
}

/** @param {object} json @returns {Promise<{body: string | ArrayBuffer, headers: Record<string, string>}>} */
async function encode(json) {
  const text = JSON.stringify(json);
  const headers = { "Content-Type": "application/json" };
  if (text.length < WORTH_GZIP || typeof CompressionStream === "undefined") return { body: text, headers };
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return { body: await new Response(packed).arrayBuffer(), headers: { ...headers, "Content-Encoding": "gzip" } };
}

/** @param {Response} response @returns {Promise<any>} the JSON of our server, or null */
async function body(response) {
  const type = (response.headers.get("Content-Type") ?? "").split(";")[0].trim();
  if (type !== "application/json" && type !== "application/problem+json") return null;
  try {
    const value = await response.json();
    return value && typeof value === "object" ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw new Unreachable(response.url); // the line broke in the middle of the answer
  }
}

/** @param {Response} response @returns {number} */
function offsetOf(response) {
  const offset = Number(response.headers.get("Upload-Offset") ?? NaN);
  if (!Number.isInteger(offset)) throw new NotOurServer(response.url);
  return offset;
}

/** @param {Response} response a 206 @param {number} from */
function beginsAt(response, from) {
  return (response.headers.get("Content-Range") ?? "").startsWith(`bytes ${from}-`);
}

/** A refusal is ours only as problem details, or a proxy's busy or too-large. @param {Response} response */
async function refusalOf(response) {
  if (response.type === "opaqueredirect" || response.redirected) return new NotOurServer(response.url);
  const problem = await body(response);
  if (!problem?.code && !GATEWAYS.includes(response.status)) return new NotOurServer(`${response.url}: ${response.status}`);
  const { status } = response;
  return new ServerRefusal({ status, code: problem?.code, detail: problem?.detail, retryAfter: waitOf(response) });
}

/** Retry-After in milliseconds: seconds or a date (RFC 9110, 10.2.3). @param {Response} response */
function waitOf(response) {
  const text = response.headers.get("Retry-After");
  if (!text) return null;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : null;
}
