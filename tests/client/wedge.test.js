/** A hand scanner types fast and ends with Enter; people do neither. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { saidPath } from "../../static/src/scan/said.js";
import { Wedge } from "../../static/src/scan/wedge.js";

const URL = "HTTPS://OLD.EXAMPLE/Q/K7M4QXZ";

/** Keys at a pace of `every` ms; what was heard, and which keys the page still got. */
function typed(text, { every = 8, end = "Enter", target = null, more = {} } = {}) {
  const heard = [];
  const wedge = new Wedge((said) => heard.push(said));
  const kept = [];
  [...text, end].forEach((key, n) => {
    const event = { key, timeStamp: 1_000 + n * every, target, preventDefault: () => (event.taken = true), stopPropagation() {}, ...more };
    wedge.key(event);
    if (!event.taken) kept.push(key);
  });
  return { heard, kept };
}

test("a burst that ends with Enter is what the scanner read, and Enter presses no button", () => {
  const { heard, kept } = typed(URL);
  assert.deepEqual(heard, [URL]);
  assert.ok(!kept.includes("Enter") && kept.length <= 2);
});

test("Tab may end it, too", () => assert.deepEqual(typed("K7M4QXZ", { end: "Tab" }).heard, ["K7M4QXZ"]));

test("Shift between the letters does not stop it", () => {
  const heard = [];
  const wedge = new Wedge((said) => heard.push(said));
  ["K", "Shift", "7", "M", "4", "Shift", "Q", "X", "Z", "Enter"].forEach((key, n) => wedge.key({ key, timeStamp: n * 10, target: null, preventDefault() {}, stopPropagation() {} }));
  assert.deepEqual(heard, ["K7M4QXZ"]);
});

test("a person who types is not a scanner", () => {
  const { heard, kept } = typed("K7M4QXZ", { every: 90 });
  assert.deepEqual(heard, []);
  assert.ok(kept.includes("Enter"));
});

test("two keys and Enter stay with the page", () => assert.deepEqual(typed("ok").kept, ["o", "k", "Enter"]));

test("what is typed into a field belongs to the field", () => {
  const field = { closest: (selector) => (selector.includes("textarea") ? {} : null) };
  const { heard, kept } = typed(URL, { target: field });
  assert.deepEqual([heard, kept.length], [[], URL.length + 1]);
});

test("shortcuts and words that are being composed are left alone", () => {
  assert.deepEqual(typed(URL, { more: { ctrlKey: true } }).heard, []);
  assert.deepEqual(typed(URL, { more: { isComposing: true } }).heard, []);
});

test("the scan page is told what was said, and who waits for it", () => {
  const home = { path: "/", params: {}, query: { to: "/elsewhere" } };
  assert.equal(saidPath("A&B", "scanner", home), "/scan?read=A%26B&by=scanner");
  const waits = { path: "/scan", params: {}, query: { to: "/verify" } };
  assert.equal(saidPath("K7M4QXZ", "nfc", waits), "/scan?read=K7M4QXZ&by=nfc&to=%2Fverify");
  assert.equal(saidPath("INV-0042", "scanner", { ...home, path: "/code/q-1" }), "/scan?read=INV-0042&by=scanner&to=%2Fcode%2Fq-1");
  assert.ok(saidPath("x".repeat(5_000), "scanner", home).length < 400);
});
