import assert from "node:assert/strict";
import { test } from "node:test";

import { enough, playedOf } from "../../static/src/player/played.js";

/** As a browser tells what was played: ranges that do not overlap. */
const ranges = (...pairs) => ({ length: pairs.length, start: (n) => pairs[n][0], end: (n) => pairs[n][1] });

test("what was jumped over does not count", () => {
  assert.equal(playedOf(ranges()), 0);
  assert.equal(playedOf(ranges([0, 4], [11.5, 15])), 7.5);
});

test("a clip is watched when four fifths of it were played", () => {
  assert.equal(enough(0, 15), false);
  assert.equal(enough(11.9, 15), false);
  assert.equal(enough(12, 15), true);
});
