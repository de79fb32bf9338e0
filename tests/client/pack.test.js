import assert from "node:assert/strict";
import { test } from "node:test";

import { Clips, urlOf } from "../../static/src/pack/clips.js";
import { IndexPull } from "../../static/src/pack/index.js";
import { Pack } from "../../static/src/pack/pack.js";
import { sha256hex } from "../../static/src/storage/values.js";
import { Caches } from "./support/caches.js";
import { page, phone } from "./support/phone.js";
import { problem } from "./support/server.js";

const bytesOf = (text) => new TextEncoder().encode(text);

/** A phone whose site has these clips: one video, one poster and one captions file each. */
async function loading(...titles) {
  const tab = await phone();
  const file = async (text) => {
    const bytes = bytesOf(text);
    const sha256 = await sha256hex(bytes);
    tab.server.files.set(sha256, bytes);
    return { sha256, bytes: bytes.length, content_type: "video/mp4" };
  };
  const clips = [];
  for (const title of titles) {
    const body = { video: await file(`video of ${title}`), poster: await file(`poster of ${title}`), captions: [await file(`words of ${title}`)] };
    clips.push({ type: "guide", id: title, rev: 9, body: { kind: "clip", title, attached: [], body } });
  }
  tab.server.pages = [page(clips, { cursor: "c2" })];
  const caches = new Caches();
  const extras = { here: false, stored: async () => extras.here, store: async () => (extras.here = true) };
  const pack = new Pack({ index: new IndexPull(tab), clips: new Clips({ api: tab.api, caches }), store: tab.store, extras, signInNeeded: () => tab.identity.signInNeeded() });
  return { tab, caches, pack, clips };
}

test("loading stores the decoder and every file of every clip as a plain 200", async () => {
  const { tab, caches, pack, clips } = await loading("one", "two");
  const phases = [];
  pack.addEventListener("progress", () => phases.push(pack.state.phase));
  await pack.load();
  assert.deepEqual([...new Set(phases)], ["index", "clips", "done"]);
  const { done, total, bytes, totalBytes, problem: trouble } = pack.state;
  assert.deepEqual([done, total, trouble, bytes === totalBytes && bytes > 0], [2, 2, "", true]);
  assert.deepEqual(await pack.stored(), { clips: 2, of: 2, bytes: totalBytes, scanner: true });
  const { video } = clips[0].body.body;
  const kept = await (await caches.open("media")).match(urlOf(video.sha256));
  assert.deepEqual([kept.status, kept.headers.get("Content-Type"), kept.headers.get("Content-Length")], [200, "video/mp4", String(video.bytes)]);
  assert.equal(await kept.text(), "video of one");
  assert.equal(await pack.has(video.sha256), true);
  tab.server.requests.length = 0;
  await pack.load();
  assert.deepEqual(tab.server.asked("/media/"), [], "what is here is not fetched again");
});

test("a server that stops in the middle says offline; going on fetches only what is missing", async () => {
  const { tab, pack } = await loading("one", "two");
  tab.server.faults.push(undefined, undefined, undefined, undefined, undefined, async () => { throw new TypeError("stopped"); });
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.problem, pack.state.done], ["failed", "offline", 1]);
  assert.equal((await pack.stored()).clips, 1);
  tab.server.requests.length = 0;
  await pack.load();
  assert.equal(tab.server.asked("/media/").length, 2);
  assert.equal(pack.state.phase, "done");
});

test("a line that breaks in the middle of a file is offline, and keeps no piece of it", async () => {
  const { tab, pack, clips } = await loading("one");
  const broken = () => new Response(new ReadableStream({ start: (out) => (out.enqueue(bytesOf("pos")), setTimeout(() => out.error(new TypeError("reset")))) }));
  tab.server.faults.push(undefined, async () => broken());
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.problem, pack.state.bytes], ["failed", "offline", 0]);
  assert.equal(await pack.has(clips[0].body.body.poster.sha256), false);
});

for (const [name, bytes] of [["other", "poster of xxx"], ["shorter", "poster"], ["longer", "poster of one and more"]]) {
  test(`${name} bytes than named are damaged; the other clips still come`, async () => {
    const { tab, pack, clips } = await loading("one", "two");
    tab.server.faults.push(undefined, async () => new Response(bytes));
    await pack.load();
    assert.deepEqual([pack.state.phase, pack.state.problem, pack.state.done], ["failed", "damaged", 1]);
    assert.equal(await pack.has(clips[0].body.body.poster.sha256), false);
    assert.equal((await pack.stored()).clips, 1);
  });
}

test("a full phone stops, keeps what is stored, and touches no record", async () => {
  const { tab, caches, pack } = await loading("one", "two");
  await tab.finish();
  caches.room = 4;
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.problem, pack.state.done], ["failed", "full", 1]);
  assert.equal((await pack.stored()).clips, 1);
  assert.deepEqual(await tab.states(), ["saved"]);
});

test("no sign-in is told apart from no network", async () => {
  const { tab, pack } = await loading("one");
  tab.server.faults.push(async () => problem(401, "sign-in-needed"));
  await pack.load();
  assert.deepEqual([pack.state.problem, tab.identity.signedIn], ["sign-in", false]);
  tab.server.stopped = true;
  assert.equal(await pack.refresh(), "offline");
});

test("stopping keeps what came so far", async () => {
  const { tab, pack } = await loading("one", "two");
  pack.addEventListener("progress", () => pack.state.done === 1 && pack.stop());
  const { fetch } = tab.api;
  tab.api.fetch = (url, init) => (init.signal.aborted ? Promise.reject(init.signal.reason) : fetch(url, init));
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.problem], ["stopped", ""]);
  assert.equal((await pack.stored()).clips, 1);
});

test("tidying drops what no guide names any more, and nothing else", async () => {
  const { tab, pack, clips } = await loading("one", "two");
  await pack.load();
  await tab.index.apply(page([{ type: "guide", id: "one", rev: 10, gone: true }], { cursor: "c3" }), "c2");
  await pack.tidy();
  assert.equal(await pack.has(clips[0].body.body.video.sha256), false);
  assert.equal(await pack.has(clips[1].body.body.video.sha256), true);
});

test("a scanner that cannot be stored is told, and does not keep the clips away", async () => {
  const { pack } = await loading("one");
  pack.extras = { stored: async () => false, store: async () => false };
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.problem], ["failed", "no-scanner"]);
  assert.equal((await pack.stored()).clips, 1);
});
