import assert from "node:assert/strict";
import { test } from "node:test";

import { IndexPull } from "../../static/src/pack/index.js";
import { newPhone, page, phone, ROWS } from "./support/phone.js";
import { problem } from "./support/server.js";

const site = (id, name) => ({ type: "site", id, rev: 1, body: { name } });
const machine = (id, more = {}) => ({ type: "equipment", id, rev: 9, body: { ...ROWS.find((row) => row.type === "equipment").body, name: id, ...more } });
const names = async (tab) => (await tab.index.all("site")).map((row) => row.body.name).sort();
const found = async (tab, wanted = "") => (await tab.store.finder()).find(wanted, 99).rows.map((row) => row.name);
const pullOf = (tab, changed) => new IndexPull({ ...tab, changed });

test("a change is put in place, and what the server lists as gone goes", async () => {
  const tab = await phone();
  assert.equal(await tab.index.apply(page([site("s-2", "Depot"), { type: "label", id: "K7M4QXZ", rev: 9, gone: true }], { cursor: "c2" }), "c1"), true);
  assert.deepEqual(await names(tab), ["Depot", "Plant"]);
  assert.equal(await tab.store.label("K7M4QXZ"), undefined);
  assert.equal((await tab.index.state()).cursor, "c2");
});

test("a reset is built beside what is shown, and swapped in when whole", async () => {
  const tab = await phone();
  assert.equal(await tab.index.apply(page([site("n-1", "New 1")], { cursor: "r1", reset: true, more: true }), "c1"), false);
  assert.deepEqual(await names(tab), ["Plant"], "the old index is still shown");
  assert.equal(await tab.index.cursor(), "r1");
  assert.equal((await tab.index.state()).cursor, "c1");
  assert.equal(await tab.index.apply(page([site("n-2", "New 2")], { cursor: "r2" }), "r1"), true);
  assert.deepEqual(await names(tab), ["New 1", "New 2"]);
  assert.deepEqual(await found(tab), [], "nothing of the old one is left");
});

test("a phone killed in the middle of a reset goes on where it was", async () => {
  const tab = await phone();
  tab.server.pages = [page([site("n-1", "New 1")], { cursor: "r1", reset: true, more: true })];
  tab.server.faults.push(undefined, async () => { throw new TypeError("killed"); });
  await assert.rejects(pullOf(tab).pull(), { name: "Unreachable" });
  const after = tab.otherTab();
  assert.deepEqual(await names(after), ["Plant"]);
  tab.server.pages = [page([site("n-2", "New 2")], { cursor: "r2" })];
  tab.server.requests.length = 0;
  await pullOf(after).pull();
  assert.equal(tab.server.requests[0].search, "?since=r1");
  assert.deepEqual(await names(after), ["New 1", "New 2"]);
});

test("a phone that has nothing yet shows page by page what came, is not called loaded before the last, and goes on after a kill", async () => {
  const tab = await newPhone();
  tab.server.pages = [page(ROWS, { cursor: "r1", reset: true, more: true })];
  tab.server.faults.push(undefined, async () => { throw new TypeError("killed"); });
  let told = 0;
  await assert.rejects(pullOf(tab, () => (told += 1)).pull(), { name: "Unreachable" });
  const after = tab.otherTab();
  assert.deepEqual([told, await names(after), await found(after), (await after.store.label("K7M4QXZ")).equipment], [1, ["Plant"], ["Press 2"], "q-1"]);
  const { cursor, syncedAt, equipment } = await after.store.summary();
  assert.deepEqual({ cursor, syncedAt, equipment }, { cursor: null, syncedAt: null, equipment: 1 });
  tab.server.pages = [page([machine("Press 10")], { cursor: "r2" })];
  tab.server.requests.length = 0;
  await pullOf(after).pull();
  assert.equal(tab.server.requests[0].search, "?since=r1");
  assert.deepEqual([await found(after), (await after.store.summary()).equipment, (await after.index.state()).cursor], [["Press 2", "Press 10"], 2, "r2"]);
});

test("a first load that begins anew keeps nothing of the one before", async () => {
  const tab = await newPhone();
  await tab.index.apply(page([site("n-1", "Old")], { cursor: "r1", reset: true, more: true }), null);
  await tab.index.apply(page([site("n-2", "New")], { cursor: "r2", reset: true }), "r1");
  assert.deepEqual([await names(tab), (await tab.index.state()).cursor], [["New"], "r2"]);
});

test("equipment is found by words of its name, tag and type, among ten thousand in a few milliseconds", async () => {
  const tab = await phone();
  const many = Array.from({ length: 10_000 }, (_, n) => machine(`Pump ${n}`, { tag: `P-${n}`, area: n % 2 ? "a-1" : "a-2" }));
  await tab.index.apply(page(many, { cursor: "c2" }), "c1");
  const finder = await tab.store.finder();
  assert.deepEqual(finder.find("p-77 press", 9).rows.map((row) => [row.name, row.place]).slice(0, 2), [["Pump 77", "Hall"], ["Pump 771", "Hall"]]);
  assert.deepEqual([finder.find("", 9).n, finder.find("p", 9).n, finder.find("pu", 9).n, finder.find("pump 9999", 9).n, finder.find("q", 9).n], [10_001, 10_001, 10_000, 1, 0]);
  const began = performance.now();
  for (const wanted of ["p", "pu", "pum", "pump", "pump 1", "pump 12", "pump", "pump 8"]) finder.find(wanted, 60);
  assert.ok((performance.now() - began) / 8 < 25, "ms a keystroke, on a busy machine");
  const other = tab.otherTab();
  other.index.note = () => assert.fail("made anew");
  assert.equal(await tab.store.finder(), finder);
  assert.deepEqual((await other.store.finder()).find("pump 9999", 9).rows.map((row) => row.id), ["Pump 9999"]);
});

test("a reset in the middle of a reset begins anew", async () => {
  const tab = await phone();
  await tab.index.apply(page([site("n-1", "New 1")], { cursor: "r1", reset: true, more: true }), "c1");
  await tab.index.apply(page([site("m-1", "Newer")], { cursor: "r9", reset: true }), "r1");
  assert.deepEqual(await names(tab), ["Newer"]);
});

test("a second reset uses the other side again", async () => {
  const tab = await phone();
  for (const [since, cursor] of [["c1", "c2"], ["c2", "c3"], ["c3", "c4"]]) await tab.index.apply(page([site(cursor, cursor)], { cursor, reset: true }), since);
  assert.deepEqual(await names(tab), ["c4"]);
});

test("a page another tab was faster to take changes nothing", async () => {
  const tab = await phone();
  await tab.index.apply(page([site("s-2", "Depot")], { cursor: "c2" }), "c1");
  assert.equal(await tab.index.apply(page([{ type: "site", id: "s-2", rev: 1, gone: true }], { cursor: "c2" }), "c1"), false);
  assert.deepEqual(await names(tab), ["Depot", "Plant"]);
});

test("a page and its cursor are kept together or not at all", async () => {
  const tab = await phone();
  const broken = { type: "guide", id: "g-9", rev: 9, body: { attached: null } };
  await assert.rejects(tab.index.apply(page([site("s-2", "Depot"), broken], { cursor: "c2" }), "c1"));
  assert.deepEqual([await names(tab), await tab.index.cursor()], [["Plant"], "c1"]);
});

test("a pull asks page after page, tells once what came, and touches no record or draft", async () => {
  const tab = await phone();
  await tab.drafts.put(tab.draft());
  await tab.finish({ equipment: null });
  let told = 0;
  tab.server.pages = [page([site("s-2", "A")], { cursor: "c2", more: true }), page([site("s-3", "B")], { cursor: "c3" })];
  await pullOf(tab, () => (told += 1)).pull();
  assert.deepEqual(tab.server.requests.map((request) => request.search), ["?since=c1", "?since=c2"]);
  assert.equal(told, 2);
  assert.equal((await tab.drafts.list()).length + (await tab.outbox.list()).length, 2);
  await pullOf(tab, () => (told += 1)).pull();
  assert.equal(told, 2, "304 is no news");
});

test("a refused pull keeps what is here", async () => {
  const tab = await phone();
  tab.server.faults.push(async () => problem(401, "sign-in-needed"));
  await assert.rejects(pullOf(tab).pull(), { status: 401 });
  assert.deepEqual(await found(tab), ["Press 2"]);
});

test("equipment carries the hazards and protection of its type", async () => {
  const { store } = await phone();
  const press = await store.equipment("q-1");
  assert.deepEqual([press.id, press.name, press.hazards, press.ppe], ["q-1", "Press 2", ["hot", "crush"], ["gloves"]]);
  assert.deepEqual((await store.placed("q-1")).path, ["Hall", "Line 1"]);
  assert.equal((await store.label("K7M4QXZ")).equipment, "q-1");
  assert.deepEqual([await store.equipment("none"), await store.guide(""), await store.guidesFor("none")], [undefined, undefined, []]);
});

test("guides of equipment come nearest first, each once", async () => {
  const tab = await phone();
  const guide = (id, ...attached) => ({ type: "guide", id, rev: 9, body: { kind: "clip", title: id, attached: attached.map((place) => ({ target: place.split(":")[0], id: place.split(":")[1] })) } });
  const more = [guide("site", "site:s-1"), guide("hall", "area:a-1"), guide("line", "area:a-2"), guide("own", "equipment:q-1", "site:s-1"), guide("else", "area:a-3"), guide("A type", "equipment_type:t-1")];
  await tab.index.apply(page(more, { cursor: "c2" }), "c1");
  assert.deepEqual((await tab.store.guidesFor("q-1")).map((row) => row.title), ["own", "A type", "Before the shift", "line", "hall", "site"]);
});

test("equipment is sorted as people count", async () => {
  const tab = await phone();
  await tab.index.apply(page(["Press 10", "Aisle lift", "Press 1"].map((name) => machine(name)), { cursor: "c2" }), "c1");
  assert.deepEqual(await found(tab), ["Aisle lift", "Press 1", "Press 2", "Press 10"]);
});

test("retired equipment opens by its label and is found no more", async () => {
  const tab = await phone();
  await tab.index.apply(page([machine("q-1", { name: "Press 2", status: "retired" }), machine("Press 3", { status: "active" })], { cursor: "c2" }), "c1");
  assert.deepEqual(await found(tab), ["Press 3"]);
  assert.equal((await tab.store.placed("q-1")).equipment.status, "retired");
});

test("what moved between two sites of one person is gone at the first and stays at the second", async () => {
  const tab = await phone();
  await tab.index.apply(page([{ type: "equipment", id: "q-1", rev: 9, gone: true }, machine("q-1", { name: "Press 2", site: "s-2" })], { cursor: "c2" }), "c1");
  assert.equal((await tab.store.equipment("q-1")).site, "s-2");
});

test("the summary counts what is here", async () => {
  const tab = await phone();
  const file = (sha256, bytes) => ({ sha256, bytes, content_type: "" });
  const clip = { kind: "clip", title: "Clip", attached: [], body: { video: file("v", 900), poster: file("p", 90), captions: [file("c", 9)] } };
  await tab.index.apply(page([{ type: "guide", id: "g-2", rev: 9, body: clip }, { type: "guide", id: "g-3", rev: 9, body: clip }], { cursor: "c2" }), "c1");
  const { equipment, guides, checklists, clips, clipBytes, cursor } = await tab.store.summary();
  assert.deepEqual({ equipment, guides, checklists, clips, clipBytes, cursor }, { equipment: 1, guides: 3, checklists: 1, clips: 2, clipBytes: 999, cursor: "c2" });
});

test("a tab that has not heard of a swap still finds what is there, and loses what is gone", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  assert.equal((await other.store.site("s-1")).name, "Plant");
  await tab.index.apply(page([site("s-1", "Plant, renamed")], { cursor: "c2", reset: true }), "c1");
  assert.equal((await other.store.site("s-1")).name, "Plant, renamed");
  assert.deepEqual(await found(other), []);
});

test("a summary is counted once and follows the next pull, here and in another tab", async () => {
  const tab = await phone();
  await tab.store.summary();
  const other = tab.otherTab();
  other.index.note = async () => assert.fail("counted again");
  assert.equal((await other.store.summary()).guides, 1);
  await tab.index.confirmed("2026-03-02T00:00:00.000Z");
  assert.equal((await other.store.summary()).syncedAt, "2026-03-02T00:00:00.000Z");
  await tab.index.apply(page([{ type: "guide", id: "g-1", rev: 9, gone: true }], { cursor: "c2" }), "c1");
  assert.equal((await tab.store.summary()).guides, 0);
});

test("an index that was thrown away while the server said that nothing is new is not fresh", async () => {
  const tab = await newPhone();
  await tab.index.confirmed("2026-03-02T00:00:00.000Z");
  assert.equal((await tab.store.summary()).syncedAt, null);
});
