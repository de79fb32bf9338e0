/** Keeps one draft on the phone: every change is written, in order, one write at a time. */
import { wall } from "../storage/values.js";

export class DraftKeeper extends EventTarget {
  /** @param {Drafts} drafts @param {Draft} draft */
  constructor(drafts, draft) {
    super();
    this.drafts = drafts;
    this.draft = draft;
    /** @type {unknown} why the last write failed */ this.problem = undefined;
    /** @type {Promise<void> | undefined} */ this.writing = undefined;
    this.waiting = false;
    /** everything changed so far is on the phone */ this.kept = true;
    this.closed = false;
  }

  /** Fires "change" when written, or refused. @param {Partial<Draft>} facts @returns {Promise<void>} */
  change(facts) {
    Object.assign(this.draft, facts, { updated: wall() });
    return this.keep();
  }

  /** @returns {Promise<void>} resolves when everything up to now was written or refused */
  keep() {
    if (this.closed) return Promise.resolve();
    this.waiting = true;
    this.kept = false;
    this.writing ??= this.#write().finally(() => (this.writing = undefined));
    return this.writing;
  }

  /** After this nothing is written any more: a late tap must not bring a finished draft back. */
  async close() {
    this.closed = true;
    await this.writing;
  }

  reopen() {
    this.closed = false;
  }

  async #write() {
    while (this.waiting) {
      this.waiting = false;
      try {
        await this.drafts.put(this.draft);
        this.problem = undefined;
        this.kept = !this.waiting;
      } catch (problem) {
        this.problem = problem;
      }
      this.dispatchEvent(new Event("change"));
    }
  }
}

/** @type {Record<string, "full" | "enrol">} */
const REASONS = { QuotaExceededError: "full", NotEnrolled: "enrol" };

/** @param {unknown} problem @returns {"full" | "enrol" | "failed"} */
export function whyNotKept(problem) {
  return REASONS[/** @type {any} */ (problem)?.name] ?? "failed";
}

/** What became of a draft that was finished in another window. @param {unknown} problem @returns {RecordRow | undefined} */
export function finishedElsewhere(problem) {
  return /** @type {any} */ (problem)?.name === "AlreadyFinished" ? /** @type {any} */ (problem).row : undefined;
}
