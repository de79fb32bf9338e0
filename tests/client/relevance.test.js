import assert from "node:assert/strict";
import { test } from "node:test";

import { isFor, parted } from "../../static/src/guides/relevance.js";
import { readEquipment } from "../../static/src/places/equipment-facts.js";
import { page, phone } from "./support/phone.js";

const all = { id: "all", trades: [] };
const old = { id: "old" };
const fitter = { id: "fitter", trades: ["t-f"] };
const both = { id: "both", trades: ["t-f", "t-e"] };
const electrician = { id: "electrician", trades: ["t-e"] };
const ids = (guides) => guides.map(({ id }) => id);

test("a guide is for those it names, for everybody when it names none, and for everybody on rows without trades", () => {
  const seenBy = (trades) => ids([all, old, fitter, both, electrician].filter((guide) => isFor(guide, trades)));
  assert.deepEqual(seenBy(["t-e"]), ["all", "old", "both", "electrician"]);
  assert.deepEqual(seenBy([]), ["all", "old"]);
  assert.deepEqual(seenBy(null), ["all", "old", "fitter", "both", "electrician"]);
});

test("one's own and those for everybody come first, each part in its order; nothing is left out", () => {
  const { own, others } = parted([fitter, all, electrician, old, both], "t-e");
  assert.deepEqual([ids(own), ids(others)], [["all", "electrician", "old", "both"], ["fitter"]]);
});

test("whoever has no trade gets all guides as theirs", () => {
  const { own, others } = parted([fitter, all, electrician], undefined);
  assert.deepEqual([ids(own), others], [["fitter", "all", "electrician"], []]);
});

test("equipment shows guides of other trades after one's own, with the names of those they are for", async () => {
  const tab = await phone();
  const guide = (id, place, trades) => ({ type: "guide", id, rev: 9, body: { kind: "checklist", title: id, attached: [place], trades, body: { items: [] } } });
  const [here, site] = [{ target: "equipment", id: "q-1" }, { target: "site", id: "s-1" }];
  const trades = [["t-f", "Fitter"], ["t-e", "Electrician"]].map(([id, name]) => ({ type: "trade", id, rev: 9, body: { name } }));
  await tab.index.apply(page([...trades, guide("fit", here, ["t-f", "t-unknown"]), guide("wire", site, ["t-e"])], { cursor: "c2" }), "c1");
  const pack = { has: async () => false };
  const seen = async (trade) => {
    const { guides, others } = await readEquipment({ ...tab, pack, identity: { person: { trade } } }, "q-1");
    return [guides, others].map((rows) => rows.map((row) => [row.guide.title, row.trades].join(":")));
  };
  assert.deepEqual(await seen({ id: "t-e" }), [["Before the shift:", "wire:"], ["fit:Fitter"]]);
  assert.deepEqual(await seen({ id: "t-f" }), [["fit:", "Before the shift:"], ["wire:Electrician"]]);
  assert.deepEqual(await seen(null), [["fit:", "Before the shift:", "wire:"], []]);
});
