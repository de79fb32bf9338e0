/** The second script: fetched once, asked for again after it could not come. */
import assert from "node:assert/strict";
import { test } from "node:test";

/** A page whose scripts end as told: "run" has the second script run, "empty" runs nothing, "gone" is an error. */
function page(...ends) {
  const started = [];
  const append = (part) => {
    if (part.src) started.push(part.src);
    queueMicrotask(() => (part.src ? end(part, ends.shift()) : part.onload()));
  };
  globalThis.document = {
    body: { dataset: { later: "/static/built/later.aa.js", laterStyle: "/static/built/later.aa.css" } },
    createElement: () => ({}),
    head: { append },
  };
  return started;
}

const screens = { records: () => "records" };
let later;

function end(script, how) {
  if (how === "run") later.arrive({ screens, wire() {} });
  if (how === "gone") script.onerror();
  else script.onload();
}

/** The module as a fresh page has it. */
const fresh = async (name) => (later = await import(`../../static/src/ui/later.js?${name}`));

test("the second script is started once, however often its screens are opened", async () => {
  await fresh("once");
  const started = page("run");
  const [one, other] = await Promise.all([later.fetchLater(), later.fetchLater()]);
  assert.equal(one.screens, screens);
  assert.equal(other, await later.fetchLater());
  assert.deepEqual(started, ["/static/built/later.aa.js"]);
});

test("what only its screens need is there before the first of them", async () => {
  await fresh("wired");
  page("run");
  const order = [];
  later.whenHere(() => order.push("wired"));
  await later.fetchLater().then(() => order.push("shown"));
  assert.deepEqual(order, ["wired", "shown"]);
});

test("a script that does not come is named, and the next try starts it again", async () => {
  await fresh("again");
  const started = page("gone", "empty", "run");
  await assert.rejects(later.fetchLater(), later.NotHere);
  await assert.rejects(later.fetchLater(), later.NotHere);
  assert.equal((await later.fetchLater()).screens, screens);
  assert.equal(started.length, 3);
});
