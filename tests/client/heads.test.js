import assert from "node:assert/strict";
import { test } from "node:test";

import { IndexPull } from "../../static/src/pack/index.js";
import { page, phone } from "./support/phone.js";
import { withPhoto } from "./support/photo.js";
import { instead, json, jwsOf, problem } from "./support/server.js";

const killed = () => Promise.reject(new Error("killed"));

/** A phone whose record is confirmed, by a server that is then set back and has forgotten it. */
async function setBack() {
  const tab = await phone();
  await tab.finish();
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed"]);
  tab.server.records.clear();
  return tab;
}

for (const at of ["setMeta", "offerAgain"])
  test(`a kill at ${at}, while a phone hears that its server was set back, forgets no record`, async () => {
    const tab = await setBack();
    const head = jwsOf({ seq: 0, hash: "00", epoch: "2" });
    tab.outboxStore[at] = killed;
    await assert.rejects(tab.heads.keep(head));
    const after = tab.otherTab();
    await after.heads.keep(head);
    assert.deepEqual(await after.states(), ["sent"]);
    await after.sender.send();
    assert.deepEqual([await after.states(), after.server.records.size], [["confirmed"], 1]);
  });

test("a server that was set back is offered what needs attention, too: it had that, all but a photo", async () => {
  const tab = await phone();
  const { sha256 } = await withPhoto(tab);
  await tab.outboxStore.database.use((db) => db.delete("evidence", sha256));
  await tab.sender.send();
  const refused = await tab.finish();
  tab.server.faults.push(instead(problem(422, "malformed")));
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["attention", "attention"]);
  tab.server.records.clear();
  await tab.heads.keep(jwsOf({ seq: 0, hash: "00", epoch: "2" }));
  assert.deepEqual(await tab.states(), ["sent", "saved"], "of the second the server has never heard");
  await tab.sender.send();
  assert.deepEqual([await tab.states(), tab.server.records.size], [["attention", "confirmed"], 2]);
  assert.ok(tab.server.records.has(refused.id));
});

test("a pull that is killed before it has heard of the new epoch hears of it again", async () => {
  const tab = await setBack();
  const said = page([], { reset: true, cursor: "c2", head: jwsOf({ seq: 0, hash: "00", epoch: "2" }) });
  tab.server.faults.push(async () => json(said));
  tab.heads.keep = killed;
  await assert.rejects(new IndexPull(tab).pull());
  assert.notEqual(await tab.index.cursor(), "c2", "else it would not be told a second time");
});

test("of heads that arrive out of order the highest is shown", async () => {
  const tab = await phone();
  const heads = [3, 9, 4].map((seq) => jwsOf({ seq, hash: "00", epoch: "1" }));
  for (const head of heads) await tab.heads.keep(head);
  assert.equal(await tab.heads.newest(), heads[1]);
});
