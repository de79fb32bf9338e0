/** How much of a clip was really played: what was jumped over does not count, and nothing counts twice. */

const SHARE = 0.8; // the end of a clip is often a still

/** @typedef {[number, number][]} Ranges from and to, in seconds of the film, apart and in order */

/** @param {Ranges} before @param {TimeRanges} played what this player has played @returns {Ranges} both together */
export function joined(before, played) {
  const now = Array.from({ length: played.length }, (_, range) => /** @type {[number, number]} */ ([played.start(range), played.end(range)]));
  /** @type {Ranges} */ const whole = [];
  for (const [from, to] of [...structuredClone(before), ...now].sort(([a], [b]) => a - b)) {
    const last = whole.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else whole.push([from, to]);
  }
  return whole;
}

/** @param {Ranges} ranges @returns {number} seconds */
export function lengthOf(ranges) {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** @param {number} watched seconds @param {number} duration seconds @returns {boolean} whether it may be called watched */
export function enough(watched, duration) {
  return watched >= duration * SHARE;
}
