/** The pack: what this phone holds of its site, loading it, and whether it will do. A problem is told in `state`, never thrown. */

import { ServerRefusal, Unreachable } from "../server/refusals.js";
import { nameOf } from "../storage/opener.js";
import { inTime } from "../ui/patience.js";
import { allAreas, BUDGETS, freedBy, isHere, planned } from "./choice.js";
import { Damaged } from "./clips.js";
import { filesIn, sum } from "./library.js";
import { judged, proofOf } from "./ready.js";
import { Shelf } from "./shelf.js";
import { tradesOf } from "./trades.js";

/**
 * @typedef {"idle" | "index" | "clips" | "check" | "done" | "stopped" | "failed"} Phase
 * @typedef {"" | "offline" | "full" | "damaged" | "no-scanner" | "sign-in"} Problem
 * @typedef {{phase: Phase, done: number, total: number, bytes: number, totalBytes: number, problem: Problem}} LoadState
 *   `done` of `total` clips, `bytes` of `totalBytes`
 * @typedef {{stored(): Promise<boolean>, store(): Promise<boolean>}} Extras the decoder, kept by the service worker
 * @typedef {import("./library.js").Clip} Clip
 * @typedef {import("./shelf.js").Look} Look
 */

const STEP = 250_000; // bytes

/** @type {LoadState} */
const IDLE = { phase: "idle", done: 0, total: 0, bytes: 0, totalBytes: 0, problem: "" };

export class Pack extends EventTarget {
  /** @type {LoadState} */
  state = IDLE;
  /** @type {AbortController | undefined} */
  #stopping;
  /** @type {Promise<void> | undefined} the last look, of which one follows the other */
  #checked;

  /**
   * @param {object} parts
   * @param {import("./index.js").IndexPull} parts.index
   * @param {import("./clips.js").Clips} parts.clips
   * @param {import("../places/store.js").Store} parts.store
   * @param {Extras} parts.extras
   * @param {(sha256: string) => Promise<"opened" | "broken" | "unproven">} parts.openSample plays a stored film
   * @param {() => void} [parts.signInNeeded]
   * @param {() => import("./trades.js").Own} [parts.own] the trade of whoever uses this phone
   * @param {StorageManager} [parts.storage] of the browser; older ones have none
   * @param {() => number} [parts.now] ms
   */
  constructor({ index, clips, store, extras, openSample, signInNeeded = () => {}, own = () => null, storage = globalThis.navigator?.storage, now = Date.now }) {
    super();
    this.index = index;
    this.clips = clips;
    this.store = store;
    this.extras = extras;
    this.openSample = openSample;
    this.signInNeeded = signInNeeded;
    this.storage = storage;
    this.now = now;
    this.shelf = new Shelf({ index: store.index, clips, own });
  }

  /** Pulls the index; quiet when there is no network. @returns {Promise<Problem>} */
  async refresh() {
    try {
      await this.index.pull();
      if (!(await this.readiness()).known) this.check().catch(console.error);
      return "";
    } catch (error) {
      return this.#problem(error);
    }
  }

  /** Pulls the index, then stores every chosen clip that is missing, and the scanner, and tries one. */
  async load() {
    if (this.#stopping) return;
    const stopping = (this.#stopping = new AbortController());
    this.#tell({ ...IDLE, phase: "index" });
    try {
      const whole = await this.#load(stopping.signal);
      this.#tell(whole ? { phase: "done" } : { phase: "failed", problem: "no-scanner" });
    } catch (error) {
      this.#tell(stopping.signal.aborted ? { phase: "stopped" } : { phase: "failed", problem: this.#problem(error) });
    } finally {
      this.#stopping = undefined;
    }
    if (this.state.phase !== "done") await this.check();
  }

  stop() {
    this.#stopping?.abort();
  }

  /** @param {string} sha256 @returns {Promise<boolean>} */
  has(sha256) {
    return this.clips.has(sha256);
  }

  /** What the last check found: one short read. @returns {Promise<import("./ready.js").Readiness>} */
  async readiness() {
    const [state, proof, choice] = await this.store.index.read((rows) => Promise.all([rows.state, rows.noted("ready"), rows.noted("choice")]));
    return judged(proof, { ...state, stamp: this.shelf.stamp(choice) }, this.now());
  }

  /** Looks whether this phone works without a network. @param {{anew?: boolean}} [how] `anew`: a clip is played even if one was before */
  async check(how = {}) {
    this.#checked = (this.#checked ?? Promise.resolve()).catch(() => {}).then(() => this.#check(how));
    await this.#checked;
  }

  /** The look at the start of the app, unless a screen has asked for one already. */
  async checkOnce() {
    await (this.#checked ?? this.check());
  }

  /** Which clips should be here, of which places and trades one may choose, and what each budget would mean. */
  async choice() {
    const [look, places, trades] = await Promise.all([this.shelf.look(), allAreas(this.store.index), this.store.trades()]);
    const { library, wanted, chosen, opened, here } = look;
    const budgets = BUDGETS.map((bytes) => ({ bytes, clips: planned(wanted, { budget: bytes, opened, here }).chosen.length }));
    const own = this.shelf.own();
    const more = library.clips.filter((clip) => isHere(clip, here) && !chosen.includes(clip));
    const figures = { clips: wanted.length, chosen: chosen.length, bytes: sum(filesIn(chosen)), all: library.clips.length, more: more.length, moreBytes: sum(freedBy(more, chosen)) };
    return { ...look.choice, own, places, offered: tradesOf(library.clips, trades, own), ...figures, budgets };
  }

  /** @param {Partial<import("./choice.js").Choice>} changed */
  async choose(changed) {
    await this.shelf.choose(changed);
    await this.check();
  }

  /** Whoever uses this phone may be another, or of another trade: then other clips should be here. */
  async turned() {
    if (this.#checked && !(await this.readiness()).known) await this.check();
  }

  /** Somebody opened this guide: clips opened last go last. @param {string} id */
  async opened(id) {
    await this.shelf.open(id);
  }

  /** Clips go so that a record has room. @param {number} bytes @returns {Promise<boolean>} whether any went */
  async makeRoom(bytes) {
    const made = await this.shelf.makeRoom(bytes);
    if (made) this.check().catch(console.error); // a record waits for the room, not for a film to be tried
    return made;
  }

  /** Asks the browser never to throw this site's storage away. @returns {Promise<void>} */
  async keepSafe() {
    if (!(await this.storage?.persisted?.())) await this.storage?.persist?.();
  }

  /** As far as the browser tells. @returns {Promise<{used: number | undefined, safe: boolean | undefined}>} bytes of everything here; whether it stays on a full phone */
  async room() {
    const [estimate, safe] = await Promise.all([this.storage?.estimate?.(), this.storage?.persisted?.()]);
    return { used: estimate?.usage, safe };
  }

  /** Drops the files that no guide names any more. */
  async tidy() {
    const { library } = await this.shelf.look();
    await this.clips.tidy(new Set(filesIn(library.clips).map((file) => file.sha256)));
  }

  /** @param {AbortSignal} signal @returns {Promise<boolean>} false: all but the scanner */
  async #load(signal) {
    await this.index.pull();
    await this.#clips(signal);
    const scanner = await this.extras.store();
    await this.keepSafe();
    this.#tell({ phase: "check" });
    await this.check({ anew: true });
    return scanner;
  }

  /** @param {{anew?: boolean}} how */
  async #check({ anew = false }) {
    const before = await this.readiness();
    const scanner = await inTime(this.extras.stored(), before.scanner);
    const look = await this.shelf.look();
    const sample = !anew && look.here.has(before.sample) ? before.sample : await this.#sample(look);
    await this.store.index.note("ready", proofOf(look, await this.store.index.state(), { scanner, sample }));
    this.dispatchEvent(new Event("progress"));
  }

  /** Plays one of the films that are here; one whose bytes have rotted is dropped and missing again. @param {Look} look @returns {Promise<string>} '' when none was seen to play */
  async #sample({ chosen, here }) {
    const films = chosen.filter((clip) => isHere(clip, here)).flatMap((clip) => clip.files.slice(-1));
    const film = films[Math.floor(Math.random() * films.length)];
    if (!film) return "";
    const seen = await this.openSample(film.sha256);
    if (seen === "broken" && !(await this.clips.sound(film.sha256))) {
      await this.clips.drop(film.sha256);
      here.delete(film.sha256);
    }
    return seen === "opened" ? film.sha256 : "";
  }

  /** @param {AbortSignal} signal */
  async #clips(signal) {
    await this.tidy();
    const look = await this.shelf.look();
    await this.shelf.fit(look);
    const { chosen, here } = look;
    const files = filesIn(chosen);
    const missing = chosen.filter((clip) => !isHere(clip, here));
    this.#tell({ phase: "clips", done: chosen.length - missing.length, total: chosen.length, bytes: sum(files.filter((file) => here.has(file.sha256))), totalBytes: sum(files) });
    let damaged;
    for (const clip of missing) {
      try {
        await this.#keepClip(clip, look, signal);
        this.#tell({ done: this.state.done + 1 });
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        damaged = error; // one bad clip does not keep the others away
      }
    }
    if (damaged) throw damaged;
    if (!chosen.every((clip) => isHere(clip, here))) throw new DOMException("One clip went for another.", "QuotaExceededError");
  }

  /** On a full phone less important clips make room, as long as there are any. @param {Clip} clip @param {Look} look @param {AbortSignal} signal */
  async #keepClip(clip, look, signal) {
    for (const file of clip.files.filter(({ sha256 }) => !look.here.has(sha256))) {
      for (;;) {
        try {
          await this.#keep(file, signal);
          look.here.add(file.sha256);
          break;
        } catch (error) {
          if (nameOf(error) !== "QuotaExceededError" || !(await this.shelf.makeRoomFor(clip, look))) throw error;
        }
      }
    }
  }

  /** Told in steps a bar can show. What a failed file had counted is taken back, and counted when it goes on. @param {import("./clips.js").StoredFile} file @param {AbortSignal} signal */
  async #keep(file, signal) {
    signal.throwIfAborted?.();
    const before = this.state.bytes;
    let came = 0;
    const progress = (/** @type {number} */ bytes) => {
      came += bytes;
      if (Math.abs(before + came - this.state.bytes) >= STEP) this.#tell({ bytes: before + came });
    };
    try {
      await this.clips.keep(file, signal, progress);
      this.#tell({ bytes: before + file.bytes });
    } catch (error) {
      this.#tell({ bytes: before });
      throw error;
    }
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
