import assert from "node:assert/strict";
import { test } from "node:test";

import { filesIn, sum } from "../../static/src/pack/library.js";
import { tradesIn, tradesOf, withoutAll, withTrade } from "../../static/src/pack/trades.js";
import { loading } from "./support/loading.js";
import { page } from "./support/phone.js";

const FITTER = { id: "t-f", name: "Fitter" };
const WIRER = { id: "t-e", name: "Electrician" };

test("one's own trade is meant until somebody chooses; who has none gets all, nobody what is for everybody", () => {
  assert.deepEqual([tradesIn("own", FITTER), tradesIn("own", null), tradesIn("own", undefined)], [["t-f"], null, []]);
  assert.deepEqual([tradesIn(null, FITTER), tradesIn(["t-e"], FITTER)], [null, ["t-e"]]);
});

test("a trade more or less; one's own alone again follows the person", () => {
  assert.deepEqual(withTrade("own", FITTER, "t-e", true), ["t-f", "t-e"]);
  assert.equal(withTrade(["t-f", "t-e"], FITTER, "t-e", false), "own");
  assert.deepEqual(withTrade(["t-f", "t-e"], FITTER, "t-f", false), ["t-e"]);
  assert.deepEqual(withTrade("own", FITTER, "t-f", false), []);
  assert.deepEqual(withTrade([], null, "t-e", true), ["t-e"]);
  assert.deepEqual([withoutAll(FITTER), withoutAll(null)], ["own", []]);
});

test("offered are one's own trade and those of clips, and nothing while no clip names any", () => {
  const clips = [{ trades: [] }, { trades: ["t-e", "t-f"] }];
  const known = [WIRER, FITTER, { id: "t-x", name: "Of no clip" }];
  assert.deepEqual(tradesOf(clips, known, FITTER), [FITTER, WIRER]);
  assert.deepEqual(tradesOf(clips, known, null), [WIRER, FITTER]);
  assert.deepEqual(tradesOf(clips.slice(0, 1), known, FITTER), []);
});

/** One clip for everybody, one for fitters, one for electricians; the phone is a fitter's. */
async function fitters() {
  const site = await loading("all", "fit", "wire");
  const trades = { all: [], fit: ["t-f"], wire: ["t-e"] };
  const rows = site.clips.map((clip) => ({ ...clip, body: { ...clip.body, trades: trades[clip.id] } }));
  const named = [FITTER, WIRER].map(({ id, name }) => ({ type: "trade", id, rev: 9, body: { name } }));
  site.tab.server.pages = [page([...named, ...rows], { cursor: "c2" })];
  await becomes(site.tab, FITTER);
  return site;
}

async function becomes(tab, trade) {
  tab.server.trade = trade;
  await tab.identity.refresh();
}

const film = ({ body }) => body.body.video.sha256;
const kept = async ({ pack, clips }) => (await Promise.all(clips.map((clip) => pack.has(film(clip))))).map((is, n) => is && clips[n].id).filter(Boolean);

test("a phone loads the clips of its person's trade and those for everybody, and is ready with them", async () => {
  const site = await fitters();
  await site.pack.load();
  assert.deepEqual(await kept(site), ["all", "fit"]);
  const { ready, clips, of, left, bytes } = await site.pack.readiness();
  const { chosen, all, bytes: size, offered } = await site.pack.choice();
  assert.deepEqual({ ready, clips, of, left }, { ready: true, clips: 2, of: 2, left: 0 });
  assert.deepEqual([chosen, all, size === bytes && bytes > 0, offered], [2, 3, true, [FITTER, WIRER]]);
});

test("another choice is another answer to whether the phone is ready, with what is missing in bytes", async () => {
  const site = await fitters();
  await site.pack.load();
  await site.pack.choose({ trades: null });
  const { ready, lacks, clips, of, missingBytes } = await site.pack.readiness();
  const { library } = await site.pack.shelf.look();
  assert.deepEqual({ ready, lacks, clips, of }, { ready: false, lacks: ["clips"], clips: 2, of: 3 });
  assert.equal(missingBytes, sum(filesIn(library.clips.filter(({ id }) => id === "wire"))));
  await site.pack.load();
  assert.deepEqual([await kept(site), (await site.pack.readiness()).ready], [["all", "fit", "wire"], true]);
});

test("a trade and an area choose together", async () => {
  const site = await fitters();
  const [inHall, elsewhere] = [[{ target: "area", id: "a-1" }], [{ target: "area", id: "a-9" }]];
  const rows = site.tab.server.pages[0].changes;
  for (const row of rows.filter(({ type }) => type === "guide")) row.body.attached = row.id === "all" ? elsewhere : inHall;
  await site.pack.choose({ areas: ["a-1"] });
  await site.pack.load();
  assert.deepEqual(await kept(site), ["fit"]);
});

test("the next person's trade, or a new one of the same, is looked at anew", async () => {
  const { tab, pack } = await fitters();
  await pack.load();
  await becomes(tab, WIRER);
  assert.equal((await pack.readiness()).known, false);
  await pack.turned();
  const { known, clips, of } = await pack.readiness();
  assert.deepEqual({ known, clips, of }, { known: true, clips: 1, of: 2 });
  await becomes(tab, FITTER);
  await pack.turned();
  assert.equal((await pack.readiness()).ready, true);
  await tab.identity.leave();
  await pack.turned();
  const nobody = await pack.readiness();
  assert.deepEqual([nobody.ready, nobody.clips, nobody.of], [true, 1, 1]);
});

test("a trade for which the site has no clip is ready without one", async () => {
  const site = await fitters();
  site.tab.server.pages[0].changes = site.tab.server.pages[0].changes.filter(({ id }) => id === "wire" || id === "t-e");
  await site.pack.load();
  const { ready, of } = await site.pack.readiness();
  assert.deepEqual([ready, of, await kept(site)], [true, 0, []]);
});

test("clips whose rows or whose notes know no trades are for everybody until they are told anew", async () => {
  const site = await fitters();
  for (const row of site.tab.server.pages[0].changes) delete row.body.trades;
  await site.pack.load();
  assert.deepEqual(await kept(site), ["all", "fit", "wire"]);
  const { edition, clips } = await site.tab.index.read((rows) => rows.noted("library"));
  await site.tab.index.note("library", { edition, clips: clips.map(({ trades, ...old }) => old) });
  assert.deepEqual((await site.pack.shelf.look()).library.clips.map((clip) => clip.trades), [[], [], []]);
});

test("clips of other trades go first when room is needed", async () => {
  const site = await fitters();
  await site.pack.choose({ trades: null });
  await site.pack.load();
  await site.pack.choose({ trades: "own" });
  assert.deepEqual(await kept(site), ["all", "fit", "wire"], "what is here stays as long as there is room");
  const { more, moreBytes } = await site.pack.choice();
  const { library } = await site.pack.shelf.look();
  assert.deepEqual([more, moreBytes], [1, sum(filesIn(library.clips.filter(({ id }) => id === "wire")))]);
  await site.pack.makeRoom(1);
  assert.deepEqual([await kept(site), (await site.pack.choice()).more], [["all", "fit"], 0]);
});
