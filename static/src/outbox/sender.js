/**
 * Sends the outbox: records, then their evidence, then the same records again to hear that they are complete.
 * Believes only an answer that echoes our own ids and hashes; whatever else happens, the rows stay.
 */

import { NotOurServer, ServerRefusal, Unreachable } from "../server/refusals.js";
import { exclusively } from "../storage/lock.js";
import { LOCK } from "../storage/names.js";
import { sha256hex, wall } from "../storage/values.js";
import { opened, receiptOf } from "./receipts.js";
import { utf8 } from "./record.js";
import { statusOf, worthTelling } from "./status.js";

/**
 * @typedef {import("../storage/outbox-store.js").RecordRow} RecordRow
 * @typedef {import("../server/api.js").Result} Result
 * @typedef {{problem: string, retryAfter: number | null, busy: boolean}} Round `busy`: another tab is sending
 */

const MOST_RECORDS = 50;
const MOST_CHARACTERS = 500_000;
const RETENTION_MS = 7 * 86_400_000; // so that a server restored from a backup can be filled again
const TOO_MUCH = [400, 413, 422]; // of a batch: look for the one that does not fit
const NOT_THIS_FILE = [400, 413, 415, 422];

export class Sender {
  /** @type {Promise<Round> | undefined} */
  #sending;
  #again = false;
  #asked = false;
  /** Whether what needs attention was offered once more: the server may be another by now, or know more. */
  #lookedAgain = false;
  /** What a proxy would not let through: it says nothing about the record. @type {ServerRefusal | undefined} */
  #foreign;

  /**
   * @param {object} parts
   * @param {import("../storage/outbox-store.js").OutboxStore} parts.outboxStore
   * @param {import("../server/api.js").Api} parts.api
   * @param {import("./heads.js").Heads} parts.heads
   * @param {() => void} [parts.changed] rows have changed
   * @param {() => void} [parts.signInNeeded]
   * @param {() => boolean} [parts.signedOut] nobody is signed in, as far as is known
   * @param {() => Promise<void>} [parts.stranger] the server was set back and does not know this phone: enrol again
   * @param {LockManager} [parts.locks]
   */
  constructor({ outboxStore, api, heads, changed = () => {}, signInNeeded = () => {}, signedOut = () => false, stranger = async () => {}, locks }) {
    this.outboxStore = outboxStore;
    this.api = api;
    this.heads = heads;
    this.changed = changed;
    this.signInNeeded = signInNeeded;
    this.signedOut = signedOut;
    this.stranger = stranger;
    this.locks = locks;
  }

  /** One round; asked during a round, another follows. Never throws for what a server or network does. @returns {Promise<Round>} */
  send() {
    this.#again = Boolean(this.#sending);
    return (this.#sending ??= this.#rounds().finally(() => (this.#sending = undefined)));
  }

  /** Confirmed records leave when the server's own clock says so. @param {string} serverTime RFC 3339 */
  async prune(serverTime) {
    await this.outboxStore.prune(new Date(Date.parse(serverTime) - RETENTION_MS).toISOString());
  }

  /** @returns {Promise<Round>} */
  async #rounds() {
    /** @type {Round | undefined} */
    let round;
    do {
      this.#again = false;
      round = await exclusively(LOCK.send, () => this.#round(), this.outboxStore, { locks: this.locks });
    } while (this.#again);
    return round ?? { problem: "", retryAfter: null, busy: true };
  }

  /** What went wrong is told on the rows before the screens look. @returns {Promise<Round>} */
  #round() {
    return this.#sendAll().catch((error) => this.#failed(error)).finally(() => this.changed());
  }

  /** @returns {Promise<Round>} */
  async #sendAll() {
    this.#foreign = undefined;
    const waiting = await this.outboxStore.recordsIn(this.#lookedAgain ? ["saved", "sent"] : ["saved", "sent", "attention"]);
    const incomplete = await this.#push(waiting);
    this.#lookedAgain = true;
    const delivered = await this.#deliver(incomplete);
    await this.#push(delivered);
    await this.#report();
    if (this.#foreign) throw this.#foreign;
    return { problem: "", retryAfter: null, busy: false };
  }

  /** @param {RecordRow[]} rows @returns {Promise<RecordRow[]>} those the server has without all their evidence */
  async #push(rows) {
    const queue = [...rows];
    const incomplete = [];
    let most = MOST_RECORDS;
    while (queue.length) {
      const batch = take(queue, most);
      try {
        incomplete.push(...(await this.#pushBatch(batch)));
        queue.splice(0, batch.length);
      } catch (error) {
        if (!(error instanceof ServerRefusal) || !TOO_MUCH.includes(error.status)) throw error;
        most = Math.max(1, Math.floor(batch.length / 2));
        if (batch.length > 1) continue;
        if (error.code) await this.#mark(batch, { state: "attention", detail: error.code, note: error.detail });
        else this.#foreign = error;
        queue.shift(); // one record never blocks the next
      }
    }
    return incomplete;
  }

  /** @param {RecordRow[]} batch @returns {Promise<RecordRow[]>} */
  async #pushBatch(batch) {
    const device = await this.outboxStore.meta("device");
    const head = { device, sent_at: wall(), seen_head: await this.heads.newest() };
    const status = await statusOf(this.outboxStore, batch.filter((row) => row.state !== "attention").length);
    const answer = await this.api.push({ ...head, status, records: batch.map((row) => row.jws) });
    await this.outboxStore.setMeta("told", { at: Date.now(), status });
    const [sent, receipts] = [await Promise.all(batch.map(asItIs)), opened(answer.receipts)];
    const heard = sent.map((row, i) => ({ ...row, ...verdict(row, answer.results[i], receipts, answer.server_time) }));
    await this.outboxStore.mark(new Map(heard.map((row) => [row.id, row])));
    if (heard.some((row) => row.detail === "not-our-server")) throw new NotOurServer("The answer names other records.");
    this.changed();
    await this.heads.told(head.seen_head);
    await this.heads.keep(answer.head);
    if (Number.isFinite(Date.parse(answer.server_time))) await this.prune(answer.server_time);
    if (heard.some((row) => row.detail === "unknown-enrolment")) await this.#askOnce();
    return heard.filter((row) => row.state === "sent");
  }

  /** Once a page: what the server does not know after that, it will not know. */
  async #askOnce() {
    if (this.#asked) return;
    this.#asked = true;
    await this.stranger();
    this.#again = true;
  }

  /** Nothing to send: how the phone is, now and then. Whatever becomes of that, no record is concerned. */
  async #report() {
    if (this.signedOut()) return;
    const status = await statusOf(this.outboxStore, 0);
    if (!worthTelling(status, await this.outboxStore.meta("told"))) return;
    await this.#pushBatch([]).catch(problemOf);
  }

  /** Puts the evidence the server lacks. @param {RecordRow[]} rows @returns {Promise<RecordRow[]>} rows it then has all of */
  async #deliver(rows) {
    const whole = [];
    for (const row of rows) {
      const problem = await this.#deliverOne(row);
      if (problem?.detail) await this.#mark([row], { state: "attention", ...problem });
      else if (!problem) whole.push(row);
    }
    return whole;
  }

  /** @param {RecordRow} row @returns {Promise<{detail: string, note: string} | null>} what cannot be delivered; detail '': not now */
  async #deliverOne(row) {
    for (const sha256 of row.missing.filter((hash) => row.evidence.includes(hash))) {
      const kept = await this.outboxStore.evidence(sha256);
      if (!kept) return { detail: "evidence-lost", note: "" };
      try {
        await this.#put(kept).catch((error) => (isDamaged(error) ? this.#put(kept) : Promise.reject(error)));
      } catch (error) {
        if (!(error instanceof ServerRefusal) || !NOT_THIS_FILE.includes(error.status)) throw error;
        if (!error.code) this.#foreign = error;
        return { detail: error.code, note: error.detail };
      }
    }
    return null;
  }

  /** @param {import("../storage/outbox-store.js").Evidence} evidence */
  #put({ sha256, bytes, contentType }) {
    return this.api.putEvidence(sha256, bytes, contentType);
  }

  /** @param {unknown} error @returns {Promise<Round>} */
  async #failed(error) {
    const problem = problemOf(error);
    const note = error instanceof ServerRefusal ? error.detail : "";
    const waiting = await this.outboxStore.recordsIn(["saved", "sent"]);
    await this.#mark(waiting.filter((row) => row.detail !== problem), { detail: problem, note });
    if (problem === "sign-in") this.signInNeeded();
    return { problem, retryAfter: error instanceof ServerRefusal ? error.retryAfter : null, busy: false };
  }

  /** @param {RecordRow[]} rows @param {Partial<RecordRow>} change */
  async #mark(rows, change) {
    if (rows.length) await this.outboxStore.mark(new Map(rows.map((row) => [row.id, change])));
  }
}

/** What fits into one request, at least one. @template {{jws: string}} T @param {T[]} queue @param {number} [most] @returns {T[]} */
export function take(queue, most = MOST_RECORDS) {
  let characters = 0;
  const fits = queue.slice(0, most).findIndex((row) => (characters += row.jws.length + 3) > MOST_CHARACTERS);
  return queue.slice(0, fits < 0 ? most : Math.max(1, fits));
}

/** Changed on the way, perhaps in a part of an earlier try: the upload begins anew, once. @param {unknown} error */
function isDamaged(error) {
  return error instanceof ServerRefusal && error.code === "wrong-bytes";
}

/** With the hash that its bytes have now: were they changed on the phone, the server says so of them. @param {RecordRow} row */
async function asItIs(row) {
  return { ...row, sha256: await sha256hex(utf8(row.jws)) };
}

/**
 * What one result means for its row; an answer about something else means nothing.
 * @param {RecordRow} row @param {Result | undefined} result @param {import("./receipts.js").Receipt[]} receipts
 * @param {string} serverTime @returns {Partial<RecordRow>}
 */
export function verdict(row, result, receipts, serverTime) {
  const receipt = receiptOf(result, row.sha256, receipts);
  const ours = (receipt || result?.sha256 === row.sha256) && (result?.id === row.id || result?.state === "refused");
  if (!result || !ours) return { detail: "not-our-server", note: "" };
  if (result.state === "conflict") return { state: "attention", detail: "conflict", note: "" };
  if (result.state === "refused") return { state: "attention", detail: result.code ?? "refused", note: result.detail ?? "" };
  const proven = receipt && Array.isArray(result.missing);
  if (!["stored", "already", "held"].includes(result.state) || !proven) return { detail: "not-our-server", note: "" };
  const heard = { detail: result.held ?? "", note: "", receipt, missing: result.missing };
  if (!result.complete || result.missing?.length) return { ...heard, state: "sent" };
  return { ...heard, state: "confirmed", confirmedAt: serverTime };
}

/** @param {unknown} error @returns {string} code for the rows, see docs/client.md; throws what is our own mistake */
export function problemOf(error) {
  if (error instanceof NotOurServer) return "not-our-server";
  if (error instanceof Unreachable) return "offline";
  if (!(error instanceof ServerRefusal)) throw error;
  if (error.status === 401) return "sign-in";
  if (error.status === 413 && !error.code) return "not-our-server"; // a proxy's own limit
  return error.code || "server-trouble";
}
