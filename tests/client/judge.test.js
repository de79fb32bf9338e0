import assert from "node:assert/strict";
import { test } from "node:test";

import { normalise } from "../../static/src/scan/code.js";
import { judge } from "../../static/src/scan/judge.js";

test("a good code is given at the last character, not before", () => {
  assert.equal(judge("K7M4QX").code, undefined);
  assert.equal(judge("K7M4QXZ").code, "K7M4QXZ");
});

test("it counts what is still to type", () => {
  assert.equal(judge("").words, "7 more characters");
  assert.equal(judge("K7M4QX").words, "1 more character");
});

test("a character that is on no label is named while typing", () => {
  const { wrong, words } = judge(normalise("k7u"));
  assert.equal(wrong, 3);
  assert.match(words, /^Character 3, U,/);
});

test("a wrong check character is named, with the one the others call for", () => {
  const { code, wrong, words } = judge("K7M4QXP");
  assert.equal(code, undefined);
  assert.equal(wrong, 7);
  assert.match(words, /Character 7, P, .* Z\./);
});

test("one character too many is said", () => assert.equal(judge("K7M4QXZ7").words, "The code has 7 characters. Take the last one away."));
