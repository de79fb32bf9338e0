import assert from "node:assert/strict";
import { test } from "node:test";

import { enough, joined, lengthOf } from "../../static/src/player/played.js";

/** As a browser tells what was played: ranges that do not overlap. */
const ranges = (...pairs) => ({ length: pairs.length, start: (n) => pairs[n][0], end: (n) => pairs[n][1] });

test("what was jumped over does not count", () => {
  assert.equal(lengthOf(joined([], ranges())), 0);
  assert.equal(lengthOf(joined([], ranges([0, 4], [11.5, 15]))), 7.5);
});

test("what was played twice counts once, also after the clip was opened again", () => {
  const first = joined([], ranges([0, 6]));
  assert.deepEqual(joined(first, ranges([0, 6.5])), [[0, 6.5]]);
  assert.deepEqual(joined(first, ranges([5, 7], [9, 10])), [[0, 7], [9, 10]]);
  assert.deepEqual(joined([[9, 10]], ranges([0, 6])), [[0, 6], [9, 10]]);
  assert.deepEqual(first, [[0, 6]], "the draft's own are left as they were");
});

test("a clip is watched when four fifths of it were played", () => {
  assert.equal(enough(0, 15), false);
  assert.equal(enough(11.9, 15), false);
  assert.equal(enough(12, 15), true);
});
