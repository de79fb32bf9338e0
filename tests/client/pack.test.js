import assert from "node:assert/strict";
import { test } from "node:test";

import { urlOf } from "../../static/src/pack/clips.js";
import { IndexPull } from "../../static/src/pack/index.js";
import { bytesOf, here, loading } from "./support/loading.js";
import { page } from "./support/phone.js";
import { NOW, problem } from "./support/server.js";

test("loading stores the decoder and every file of every clip as a plain 200", async () => {
  const { tab, caches, pack, clips } = await loading("one", "two");
  const phases = [];
  pack.addEventListener("progress", () => phases.push(pack.state.phase));
  await pack.load();
  assert.deepEqual([...new Set(phases)], ["index", "clips", "check", "done"]);
  const { done, total, bytes, totalBytes, problem: trouble } = pack.state;
  assert.deepEqual([done, total, trouble, bytes === totalBytes && bytes > 0], [2, 2, "", true]);
  const { ready, lacks, clips: whole, of, bytes: stored } = await pack.readiness();
  assert.deepEqual({ ready, lacks, whole, of, stored }, { ready: true, lacks: [], whole: 2, of: 2, stored: totalBytes });
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
  assert.equal(await here(pack), 1);
  tab.server.requests.length = 0;
  await pack.load();
  assert.equal(tab.server.asked("/media/").length, 2);
  assert.equal(pack.state.phase, "done");
});

const cut = (text) => new Response(new ReadableStream({ start: (out) => (out.enqueue(bytesOf(text)), setTimeout(() => out.error(new TypeError("reset")))) }));

test("a line that breaks in the middle of a file is offline; going on asks for the rest of it, in another page as well", async () => {
  const { tab, pack, clips, made } = await loading("one");
  tab.server.faults.push(undefined, async () => cut("post"));
  await pack.load();
  const { poster } = clips[0].body.body;
  assert.deepEqual([pack.state.phase, pack.state.problem, pack.state.bytes], ["failed", "offline", 0]);
  assert.equal(await pack.has(poster.sha256), false);
  assert.equal((await pack.readiness()).missingBytes, clips[0].body.body.video.bytes + poster.bytes + clips[0].body.body.captions[0].bytes - 4);
  tab.server.requests.length = 0;
  const next = made();
  await next.load();
  const [asked] = tab.server.asked("/media/");
  assert.deepEqual([asked.headers.Range, asked.headers["If-Range"]], ["bytes=4-", `"${poster.sha256}"`]);
  assert.deepEqual([next.state.phase, next.state.bytes === next.state.totalBytes], ["done", true]);
  assert.equal((await next.clips.pieces.sizes()).size, 0);
});

test("a server that sends the whole again is taken at its word", async () => {
  const { tab, pack } = await loading("one");
  tab.server.faults.push(undefined, async () => cut("post"));
  await pack.load();
  tab.server.ranges = false;
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.bytes === pack.state.totalBytes], ["done", true]);
});

test("a rest that begins elsewhere is not ours, and nothing is put together from it", async () => {
  const { tab, pack, clips } = await loading("one");
  tab.server.faults.push(undefined, async () => cut("post"));
  await pack.load();
  tab.server.faults.push(undefined, async () => new Response("xxx", { status: 206, headers: { "Content-Range": "bytes 9-11/13" } }));
  await pack.load();
  assert.equal(pack.state.problem, "offline");
  assert.equal(await pack.has(clips[0].body.body.poster.sha256), false);
});

for (const [name, bytes] of [["other", "poster of xxx"], ["shorter", "poster"], ["longer", "poster of one and more"]]) {
  test(`${name} bytes than named are damaged; the other clips still come`, async () => {
    const { tab, pack, clips } = await loading("one", "two");
    tab.server.faults.push(undefined, async () => new Response(bytes));
    await pack.load();
    assert.deepEqual([pack.state.phase, pack.state.problem, pack.state.done], ["failed", "damaged", 1]);
    assert.equal(await pack.has(clips[0].body.body.poster.sha256), false);
    assert.equal(await here(pack), 1);
  });
}

test("a full phone stops, keeps what is stored, and touches no record", async () => {
  const { tab, caches, pack } = await loading("one", "two");
  await tab.finish();
  caches.room = 4;
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.problem, pack.state.done], ["failed", "full", 1]);
  assert.equal(await here(pack), 1);
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
  assert.equal(await here(pack), 1);
});

test("tidying drops what no guide names any more, and nothing else", async () => {
  const { tab, pack, clips } = await loading("one", "two");
  await pack.load();
  await pack.clips.pieces.put("of-no-clip", 0, new ArrayBuffer(3));
  await tab.index.apply(page([{ type: "guide", id: "one", rev: 10, gone: true }], { cursor: "c3" }), "c2");
  await pack.tidy();
  assert.equal(await pack.has(clips[0].body.body.video.sha256), false);
  assert.equal(await pack.has(clips[1].body.body.video.sha256), true);
  assert.equal((await pack.clips.pieces.sizes()).size, 0);
});

test("a scanner that cannot be stored is told, and does not keep the clips away", async () => {
  const { pack } = await loading("one");
  pack.extras = { stored: async () => false, store: async () => false };
  await pack.load();
  assert.deepEqual([pack.state.phase, pack.state.problem], ["failed", "no-scanner"]);
  assert.equal(await here(pack), 1);
});

const DAY = 86_400_000;
const lacks = async (pack) => (await pack.readiness()).lacks;
const film = ({ body }) => body.body.video;

test("nothing is ready before it was loaded, and each thing that lacks is named", async () => {
  const { tab, pack } = await loading("one");
  await pack.check();
  assert.deepEqual(await lacks(pack), ["scanner"], "the site of the phone has no clip yet");
  await new IndexPull(tab).pull();
  assert.equal((await pack.readiness()).known, false, "the index has changed");
  await pack.check();
  assert.deepEqual(await lacks(pack), ["clips", "scanner"]);
  await pack.load();
  assert.equal((await pack.readiness()).ready, true);
});

test("a clip that does not open is not ready; one whose bytes have rotted is dropped and loaded again", async () => {
  const { tab, caches, pack, clips } = await loading("one");
  await pack.load();
  pack.plays = () => "unproven";
  await pack.check();
  assert.deepEqual(await lacks(pack), [], "what was seen to play is not tried at every check");
  await pack.check({ anew: true });
  assert.deepEqual(await lacks(pack), ["sample"]);
  pack.plays = () => "broken";
  await (await caches.open("media")).put(urlOf(film(clips[0]).sha256), new Response("other bytes"));
  await pack.check({ anew: true });
  assert.deepEqual(await lacks(pack), ["clips"]);
  pack.plays = () => "opened";
  tab.server.requests.length = 0;
  await pack.load();
  assert.deepEqual([tab.server.asked("/media/").length, await lacks(pack)], [1, []]);
});

test("a checklist without items is missed", async () => {
  const { tab, pack } = await loading();
  await pack.load();
  await tab.index.apply(page([{ type: "guide", id: "g-9", rev: 9, body: { kind: "checklist", title: "x", attached: [], body: { items: [] } } }], { cursor: "c3" }), "c2");
  await pack.check();
  assert.deepEqual(await lacks(pack), ["checklists"]);
});

test("a day without the server makes the index old, not gone", async () => {
  const { pack } = await loading("one");
  await pack.load();
  pack.now = () => Date.parse(NOW) + DAY + 1;
  const { ready, old, clips, lacks: none } = await pack.readiness();
  assert.deepEqual({ ready, old, clips, none }, { ready: false, old: true, clips: 1, none: [] });
});

for (const [name, ahead] of [["a day ahead", 2 * DAY], ["years behind", -900 * DAY]]) {
  test(`a phone whose clock is ${name} is ready once it is loaded, and old a day later`, async () => {
    const { pack } = await loading("one");
    const now = Date.parse(NOW) + ahead;
    pack.now = () => now;
    await pack.load();
    assert.equal((await pack.readiness()).ready, true);
    pack.now = () => now + DAY + 1;
    assert.equal((await pack.readiness()).old, true);
  });
}

test("a phone whose clock was set back after it was loaded is not called fresh; a few minutes are no matter", async () => {
  const { pack } = await loading("one");
  await pack.load();
  pack.now = () => Date.parse(NOW) - 4 * 60_000;
  assert.equal((await pack.readiness()).ready, true);
  pack.now = () => Date.parse(NOW) - DAY;
  const { ready, old } = await pack.readiness();
  assert.deepEqual([ready, old], [false, true]);
  await pack.refresh();
  assert.equal((await pack.readiness()).ready, true, "the server was asked again");
});

test("a pull that brings something is followed by a check", async () => {
  const { pack } = await loading("one");
  await pack.refresh();
  await pack.check();
  const { known, clips, of } = await pack.readiness();
  assert.deepEqual({ known, clips, of }, { known: true, clips: 0, of: 1 });
});

test("the browser is asked to keep what was loaded, after it was loaded, once", async () => {
  const { pack, storage } = await loading("one");
  assert.deepEqual([storage.asked, await pack.room()], [0, { used: 5, safe: false }]);
  const early = [];
  pack.addEventListener("progress", () => ["index", "clips"].includes(pack.state.phase) && early.push(storage.asked));
  await pack.load();
  assert.deepEqual([...new Set(early)], [0]);
  await pack.load();
  assert.deepEqual([storage.asked, (await pack.room()).safe], [1, true]);
  pack.storage = undefined;
  await pack.keepSafe();
  assert.deepEqual(await pack.room(), { used: undefined, safe: undefined }, "an older browser tells nothing");
});

test("a budget holds as many clips as fit, and says what it leaves out", async () => {
  const { pack, clips } = await loading("one", "two", "three");
  const size = (clip) => film(clip).bytes + clip.body.body.poster.bytes + clip.body.body.captions[0].bytes;
  await pack.choose({ budget: size(clips[0]) + size(clips[1]) });
  await pack.load();
  const { ready, clips: whole, of, left } = await pack.readiness();
  assert.deepEqual({ ready, whole, of, left }, { ready: true, whole: 2, of: 2, left: 1 });
  assert.equal(await pack.has(film(clips[2]).sha256), false);
});

test("a phone for which no clip is chosen is not called ready", async () => {
  const { pack } = await loading("one");
  await pack.choose({ budget: 1 });
  await pack.load();
  const { ready, lacks } = await pack.readiness();
  assert.deepEqual([ready, lacks], [false, ["choice"]]);
});

test("a clip opened last takes the place of one nobody opened, never the other way round", async () => {
  const { pack, clips } = await loading("one", "two", "three");
  const size = (clip) => film(clip).bytes + clip.body.body.poster.bytes + clip.body.body.captions[0].bytes;
  await pack.choose({ budget: size(clips[0]) + size(clips[1]) });
  await pack.load();
  await pack.load();
  assert.deepEqual([await pack.has(film(clips[0]).sha256), await pack.has(film(clips[1]).sha256)], [true, true], "no churn");
  await pack.opened("three");
  await pack.opened("one");
  await pack.choose({ budget: size(clips[0]) + size(clips[2]) });
  await pack.load();
  assert.deepEqual([await pack.has(film(clips[0]).sha256), await pack.has(film(clips[1]).sha256), await pack.has(film(clips[2]).sha256)], [true, false, true]);
});

test("on a full phone a clip nobody opened goes for one that was", async () => {
  const { tab, caches, pack, clips } = await loading("one", "two");
  tab.server.faults.push(undefined, undefined, undefined, undefined, async () => { throw new TypeError("stopped"); });
  await pack.load();
  assert.equal((await pack.readiness()).clips, 1);
  const [there, missing] = (await pack.has(film(clips[0]).sha256)) ? clips : [...clips].reverse();
  await pack.opened(missing.id);
  const cache = await caches.open("media");
  caches.room = 0;
  const { delete: drop } = cache;
  cache.delete = (request) => ((caches.room += 1), drop.call(cache, request));
  await pack.load();
  assert.deepEqual([pack.state.problem, await pack.has(film(there).sha256), await pack.has(film(missing).sha256)], ["full", false, true]);
});

test("a record that finds the phone full gets the room of a clip", async () => {
  const { tab, pack } = await loading("one", "two");
  await pack.load();
  const [, outbox] = tab.databases;
  outbox.makeRoom = () => pack.makeRoom(1);
  const { use } = outbox;
  let full = 1;
  outbox.use = (work) => (full-- > 0 ? Promise.reject(new DOMException("", "QuotaExceededError")) : use.call(outbox, work));
  const { check } = pack;
  pack.check = () => new Promise(() => {}); // a record does not wait for a film to be tried
  await tab.outboxStore.setMeta("kept", true);
  assert.equal(await tab.outboxStore.meta("kept"), true);
  pack.check = check;
  await pack.check();
  assert.equal((await pack.readiness()).clips, 1);
  full = 2;
  await assert.rejects(tab.outboxStore.setMeta("kept", true), { name: "QuotaExceededError" }, "once is enough");
});

test("of chosen areas come the clips attached there, around, below, to equipment there, its type, or the site", async () => {
  const { tab, pack, clips } = await loading("site", "hall", "line", "other", "press", "type", "nowhere");
  const at = { site: "site:s-1", hall: "area:a-1", line: "area:a-2", other: "area:a-3", press: "equipment:q-1", type: "equipment_type:t-1" };
  const attached = (id) => (at[id] ? [{ target: at[id].split(":")[0], id: at[id].split(":")[1] }] : []);
  const rows = clips.map((clip) => ({ ...clip, body: { ...clip.body, attached: attached(clip.id) } }));
  const area = { type: "area", id: "a-3", rev: 9, body: { name: "Yard", site: "s-1", parent: null } };
  tab.server.pages = [page([...rows, area], { cursor: "c2" })];
  await pack.load();
  const wanted = async (areas) => {
    await pack.choose({ areas });
    return (await pack.shelf.look()).chosen.map((clip) => clip.id).sort();
  };
  assert.deepEqual(await wanted(["a-2"]), ["hall", "line", "press", "site", "type"]);
  assert.deepEqual(await wanted(["a-1"]), ["hall", "line", "press", "site", "type"]);
  assert.deepEqual(await wanted(["a-3"]), ["other", "site"]);
  assert.deepEqual(await wanted([]), []);
  assert.equal((await wanted(null)).length, 7);
  assert.deepEqual((await pack.choice()).places.map(({ path }) => path), ["Hall", "Hall · Line 1", "Yard"]);
});
