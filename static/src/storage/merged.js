/** Two windows on one draft: each writes what it changed itself, and the rest stays as it is on the phone. */

const FACTS = /** @type {const} */ (["person", "updated", "watched_s", "played", "position", "reason"]);

/** What a window knows of a draft, to tell later what it has changed. @param {Draft} draft @returns {Draft} without the frozen guide, which never does */
export function copyOf({ frozen: _frozen, ...draft }) {
  return structuredClone(draft);
}

/** @param {Partial<Draft>} base as this window knew it last @param {Draft} mine @returns {boolean} whether this window has changed anything since */
export function changed(base, mine) {
  return factsChanged(base, mine).length + answersChanged(base, mine).length > 0;
}

/**
 * Of an answer that both windows gave the later one stays, with the photos of both.
 * @template {Draft} T @param {Partial<Draft>} base as this window knew it last @param {Draft} mine @param {T} row as it is on the phone now
 * @returns {T}
 */
export function merged(base, mine, row) {
  const facts = factsChanged(base, mine).map((fact) => [fact, mine[fact]]);
  const answers = answersChanged(base, mine).map((item) => [item, answerOf(base.answers?.[item], mine.answers[item], row.answers?.[item])]);
  return { ...row, ...Object.fromEntries(facts), answers: { ...row.answers, ...Object.fromEntries(answers) } };
}

/** @param {Partial<Draft>} base @param {Draft} mine */
function factsChanged(base, mine) {
  return FACTS.filter((fact) => mine[fact] !== undefined && differ(mine[fact], base[fact]));
}

/** @param {Partial<Draft>} base @param {Draft} mine @returns {string[]} ids of items */
function answersChanged(base, mine) {
  return Object.keys(mine.answers ?? {}).filter((item) => differ(mine.answers[item], base.answers?.[item]));
}

/** What was said goes together: a note belongs to its value. @param {Answer | undefined} base @param {Answer} mine @param {Answer | undefined} row @returns {Answer} */
function answerOf(base = {}, mine, row = mine) {
  const said = differ([mine.value, mine.note], [base.value, base.note]) ? mine : row;
  if (!mine.photos && !row.photos) return said;
  return { ...said, photos: photosOf(base.photos ?? [], mine.photos ?? [], row.photos ?? []) };
}

/** Less what this window removed, and what it took. @param {string[]} base @param {string[]} mine @param {string[]} row */
function photosOf(base, mine, row) {
  const stay = row.filter((sha256) => mine.includes(sha256) || !base.includes(sha256));
  return [...stay, ...mine.filter((sha256) => !base.includes(sha256) && !row.includes(sha256))];
}

/** @param {unknown} a @param {unknown} b */
function differ(a, b) {
  return JSON.stringify(a) !== JSON.stringify(b);
}
