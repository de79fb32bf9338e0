/**
 * Does this phone work without a network? Found out once, kept with the edition of the index and the choice it was
 * found for, and shown until one of them changes.
 *
 * @typedef {"index" | "checklists" | "clips" | "choice" | "sample" | "scanner"} Lack
 * @typedef {{edition: string | null, stamp: string, lacks: Lack[], clips: number, of: number, left: number, bytes: number,
 *   missingBytes: number, scanner: boolean, sample: string}} Proof
 *   `clips` of `of` chosen ones are here with all their files; `left` are too many for the budget; `sample` was played
 * @typedef {Proof & {known: boolean, ready: boolean, old: boolean, syncedAt: string | null}} Readiness
 *   `known` false: not looked at since the index or the choice changed
 */

import { isHere } from "./choice.js";
import { filesIn, sum } from "./library.js";

const FRESH_MS = 24 * 3_600_000; // a phone is loaded at the beginning of a shift
const AHEAD_MS = 5 * 60_000; // a clock is set right by so much now and then; what is later than that was before it was set back

/** @type {Proof} */
const NOTHING = { edition: null, stamp: "", lacks: ["index"], clips: 0, of: 0, left: 0, bytes: 0, missingBytes: 0, scanner: false, sample: "" };

/** What was found, as it stands now. @param {Proof | undefined} proof @param {import("../storage/index-store.js").State & {edition: string | null, stamp: string}} state @param {number} now ms, of the clock that `syncedAt` is of: the phone's own @returns {Readiness} */
export function judged(proof, { edition, stamp, cursor, syncedAt }, now) {
  const known = Boolean(cursor && proof && proof.edition === edition && proof.stamp === stamp);
  const age = syncedAt ? now - Date.parse(syncedAt) : NaN;
  const old = !(age >= -AHEAD_MS && age <= FRESH_MS);
  const found = proof ?? NOTHING;
  return { ...found, known, old, syncedAt, ready: known && !old && !found.lacks.length };
}

/**
 * @param {import("./shelf.js").Look} look @param {{cursor: string | null}} state
 * @param {{scanner: boolean, sample: string}} seen the film that was played, '' for none
 * @returns {Proof}
 */
export function proofOf({ library, stamp, ofTrade, chosen, left, here, begun }, { cursor }, { scanner, sample }) {
  const files = filesIn(chosen);
  const missing = files.filter((file) => !here.has(file.sha256));
  const clips = chosen.filter((clip) => isHere(clip, here)).length;
  /** @type {[Lack, boolean][]} */
  const lacks = [
    ["index", !cursor],
    ["checklists", library.broken > 0],
    ["clips", missing.length > 0],
    ["choice", ofTrade.length > 0 && !chosen.length],
    ["sample", clips > 0 && !sample],
    ["scanner", !scanner],
  ];
  return {
    ...{ edition: library.edition, stamp, lacks: lacks.filter(([, lacking]) => lacking).map(([lack]) => lack), clips, of: chosen.length, left: left.length },
    ...{ bytes: sum(files) - sum(missing), missingBytes: missing.reduce((total, file) => total + file.bytes - (begun.get(file.sha256) ?? 0), 0) },
    ...{ scanner, sample },
  };
}
