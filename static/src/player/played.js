/** How much of a clip was really played: what was jumped over does not count. */

const SHARE = 0.8; // the end of a clip is often a still

/** @param {TimeRanges} played @returns {number} seconds, each second of the film once */
export function playedOf(played) {
  let seconds = 0;
  for (let range = 0; range < played.length; range += 1) seconds += played.end(range) - played.start(range);
  return seconds;
}

/** @param {number} watched seconds @param {number} duration seconds @returns {boolean} whether it may be called watched */
export function enough(watched, duration) {
  return watched >= duration * SHARE;
}
