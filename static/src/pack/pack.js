/** The pack: what this phone holds of its site, and loading it. A problem is told in `state`, never thrown. */

import { filesOf } from "../places/store.js";
import { ServerRefusal, Unreachable } from "../server/refusals.js";
import { nameOf } from "../storage/opener.js";
import { Damaged } from "./clips.js";

/**
 * @typedef {"idle" | "index" | "clips" | "done" | "stopped" | "failed"} Phase
 * @typedef {"" | "offline" | "full" | "damaged" | "no-scanner" | "sign-in"} Problem
 * @typedef {{phase: Phase, done: number, total: number, bytes: number, totalBytes: number, problem: Problem}} LoadState
 *   `done` of `total` clips, `bytes` of `totalBytes`
 * @typedef {{stored(): Promise<boolean>, store(): Promise<boolean>}} Extras the decoder, kept by the service worker
 */

const STEP = 250_000; // bytes

/** @type {LoadState} */
const IDLE = { phase: "idle", done: 0, total: 0, bytes: 0, totalBytes: 0, problem: "" };

export class Pack extends EventTarget {
  /** @type {LoadState} */
  state = IDLE;
  /** @type {AbortController | undefined} */
  #stopping;

  /**
   * @param {object} parts
   * @param {import("./index.js").IndexPull} parts.index
   * @param {import("./clips.js").Clips} parts.clips
   * @param {import("../places/store.js").Store} parts.store
   * @param {Extras} parts.extras
   * @param {() => void} [parts.signInNeeded]
   * @param {() => Promise<unknown>} [parts.persist] asks the browser not to throw this away
   */
  constructor({ index, clips, store, extras, signInNeeded = () => {}, persist = async () => false }) {
    super();
    this.index = index;
    this.clips = clips;
    this.store = store;
    this.extras = extras;
    this.signInNeeded = signInNeeded;
    this.persist = persist;
  }

  /** Pulls the index; quiet when there is no network. @returns {Promise<Problem>} */
  async refresh() {
    try {
      await this.index.pull();
      return "";
    } catch (error) {
      return this.#problem(error);
    }
  }

  /** Pulls the index, then stores every clip that is missing, and the scanner. */
  async load() {
    if (this.#stopping) return;
    const stopping = (this.#stopping = new AbortController());
    this.#tell({ ...IDLE, phase: "index" });
    try {
      await this.persist();
      await this.index.pull();
      await this.#clips(stopping.signal);
      this.#tell(await this.extras.store() ? { phase: "done" } : { phase: "failed", problem: "no-scanner" });
    } catch (error) {
      this.#tell(stopping.signal.aborted ? { phase: "stopped" } : { phase: "failed", problem: this.#problem(error) });
    } finally {
      this.#stopping = undefined;
    }
  }

  stop() {
    this.#stopping?.abort();
  }

  /** @param {string} sha256 @returns {Promise<boolean>} */
  has(sha256) {
    return this.clips.has(sha256);
  }

  /** @returns {Promise<{clips: number, of: number, bytes: number, scanner: boolean}>} clips with all their files here */
  async stored() {
    const [guides, here, scanner] = await Promise.all([this.#clipGuides(), this.clips.stored(), this.extras.stored()]);
    const files = distinct(guides.flatMap(filesOf)).filter((file) => here.has(file.sha256));
    const whole = guides.filter((guide) => filesOf(guide).every((file) => here.has(file.sha256)));
    return { clips: whole.length, of: guides.length, bytes: sum(files), scanner };
  }

  /** Drops the files that no guide names any more. */
  async tidy() {
    const named = distinct((await this.#clipGuides()).flatMap(filesOf));
    await this.clips.tidy(new Set(named.map((file) => file.sha256)));
  }

  /** @param {AbortSignal} signal */
  async #clips(signal) {
    const [guides, here] = await Promise.all([this.#clipGuides(), this.clips.stored()]);
    const lacking = (/** @type {any} */ guide) => filesOf(guide).filter((file) => !here.has(file.sha256));
    const files = distinct(guides.flatMap(filesOf));
    const done = guides.filter((guide) => !lacking(guide).length).length;
    const bytes = sum(files.filter((file) => here.has(file.sha256)));
    this.#tell({ phase: "clips", done, total: guides.length, bytes, totalBytes: sum(files) });
    let damaged;
    for (const guide of guides.filter((one) => lacking(one).length)) {
      try {
        for (const file of lacking(guide)) {
          await this.#keep(file, signal);
          here.add(file.sha256);
        }
        this.#tell({ done: this.state.done + 1 });
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        damaged = error; // one bad clip does not keep the others away
      }
    }
    if (damaged) throw damaged;
  }

  /** Told in steps a bar can show. What a failed file had counted is taken back. @param {any} file @param {AbortSignal} signal */
  async #keep(file, signal) {
    signal.throwIfAborted?.();
    const before = this.state.bytes;
    let came = 0;
    const progress = (/** @type {number} */ bytes) => {
      came += bytes;
      if (before + came - this.state.bytes >= STEP) this.#tell({ bytes: before + came });
    };
    try {
      await this.clips.keep(file, signal, progress);
      this.#tell({ bytes: before + file.bytes });
    } catch (error) {
      this.#tell({ bytes: before });
      throw error;
    }
  }

  /** @returns {Promise<any[]>} */
  async #clipGuides() {
    return (await this.store.allGuides()).filter((guide) => guide.kind === "clip");
  }

  /** @param {unknown} error @returns {Problem} */
  #problem(error) {
    if (nameOf(error) === "QuotaExceededError") return "full";
    if (error instanceof Damaged) return "damaged";
    if (error instanceof ServerRefusal && error.status === 401) {
      this.signInNeeded();
      return "sign-in";
    }
    if (error instanceof ServerRefusal && error.status === 404) return "damaged";
    if (!(error instanceof Unreachable || error instanceof ServerRefusal)) console.error(error);
    return "offline";
  }

  /** @param {Partial<LoadState>} facts */
  #tell(facts) {
    this.state = { ...this.state, ...facts };
    this.dispatchEvent(new Event("progress"));
  }
}

/** @template {{sha256: string}} T @param {T[]} files @returns {T[]} */
function distinct(files) {
  return [...new Map(files.map((file) => [file.sha256, file])).values()];
}

/** @param {{bytes: number}[]} files */
function sum(files) {
  return files.reduce((total, file) => total + file.bytes, 0);
}
