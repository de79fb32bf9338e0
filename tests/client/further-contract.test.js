/** What a scanner reads that is no label of ours is the same code on the phone as on the server. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { furtherCode } from "../../static/src/scan/further.js";
import { page, phone } from "./support/phone.js";

const { examples } = JSON.parse(readFileSync(new URL("../contract/further.json", import.meta.url), "utf-8"));

for (const { read, code } of examples) {
  test(`${JSON.stringify(read)} is ${code}`, () => assert.equal(furtherCode(read) ?? null, code));
}

test("a further code of the site leads to its equipment, and one that went to nothing", async () => {
  const tab = await phone();
  const row = { type: "further_code", id: "s-1/INV-0042 B", rev: 8 };
  await tab.index.apply(page([{ ...row, body: { equipment: "q-1", site: "s-1" } }], { cursor: "c2" }), "c1");
  assert.deepEqual([await tab.store.equipmentOf("INV-0042 B"), await tab.store.equipmentOf("INV-0043")], [["q-1"], []]);
  await tab.index.apply(page([{ ...row, rev: 9, gone: true }], { cursor: "c3" }), "c2");
  assert.deepEqual(await tab.store.equipmentOf("INV-0042 B"), []);
});

test("a further code that two sites use means equipment at both", async () => {
  const tab = await phone();
  const row = (site, equipment, rev) => ({ type: "further_code", id: `${site}/4711`, rev, body: { equipment, site } });
  const other = { type: "site", id: "s-2", rev: 8, body: { name: "Mill" } };
  await tab.index.apply(page([other, row("s-1", "q-1", 9), row("s-2", "q-2", 10)], { cursor: "c2" }), "c1");
  assert.deepEqual(await tab.store.equipmentOf("4711"), ["q-1", "q-2"]);
  assert.deepEqual(await tab.store.equipmentOf("4711", "s-2"), ["q-2"]);
});
