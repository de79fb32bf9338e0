import assert from "node:assert/strict";
import { test } from "node:test";

import { claims } from "../../static/src/outbox/record.js";
import { NotARescueFile, Rescue, opened } from "../../static/src/outbox/rescue.js";
import { Unreachable } from "../../static/src/server/refusals.js";
import { phone } from "./support/phone.js";
import { withPhoto } from "./support/photo.js";
import { HTML, instead, json, jwsOf, problem } from "./support/server.js";

/** A phone with its rescue; another one has the same server and another person. */
async function withRescue(server) {
  const tab = await phone();
  if (server) {
    tab.server = server;
    tab.api.fetch = server.fetch;
  }
  tab.rescue = new Rescue(tab);
  return tab;
}

test("a file holds every record that is not confirmed, with its photos, and takes nothing away", async () => {
  const tab = await withRescue();
  const sent = await tab.finish();
  await tab.sender.send();
  const { row, sha256 } = await withPhoto(tab);
  const other = await tab.finish();
  const { name, text, count } = await tab.rescue.file();
  const file = opened(text);
  assert.deepEqual(file.records, [row.jws, other.jws]);
  assert.ok(!file.records.includes(sent.jws));
  assert.deepEqual(file.evidence, [{ sha256, content_type: "image/jpeg", base64: btoa("a photo") }]);
  assert.equal(count, 2);
  assert.match(name, /^lineside-rescue-\d{12}-2\.json$/);
  assert.equal((await tab.outboxStore.records()).length, 3);
});

test("one record is saved alone", async () => {
  const tab = await withRescue();
  await tab.finish();
  const { row } = await withPhoto(tab);
  const file = opened((await tab.rescue.file(row.id)).text);
  assert.deepEqual([file.records, file.evidence.length], [[row.jws], 1]);
});

test("another phone delivers it with its photos; the author stays the author", async () => {
  const broken = await withRescue();
  const { row, sha256 } = await withPhoto(broken);
  const { text } = await broken.rescue.file();
  const courier = await withRescue(broken.server);
  courier.identity.person = { id: "p-2", name: "Ben", handle: "ben" };
  const outcomes = await courier.rescue.deliver(text);
  assert.deepEqual(outcomes.map(({ id, state, missing, mine }) => [id, state, missing, mine]), [[row.id, "already", 0, false]]);
  assert.equal(broken.server.records.get(row.id).jws, row.jws);
  assert.equal(broken.server.records.get(row.id).payload.person, "p-1");
  assert.equal(Buffer.from(broken.server.evidence.get(sha256)).toString(), "a photo");
  assert.deepEqual(await courier.outboxStore.records(), []);
  await broken.sender.send();
  assert.deepEqual(await broken.states(), ["confirmed"]);
});

test("this phone's own records hear of it themselves", async () => {
  const tab = await withRescue();
  await tab.finish();
  const [{ state, mine }] = await tab.rescue.deliver((await tab.rescue.file()).text);
  assert.deepEqual([state, mine], ["stored", true]);
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

test("a photo the file lacks, or has damaged, is counted and stops nothing", async () => {
  const tab = await withRescue();
  const { sha256 } = await withPhoto(tab);
  const { text } = await tab.rescue.file();
  const courier = await withRescue(tab.server); // the phone itself would send the photo meanwhile
  for (const evidence of [[], [{ sha256, content_type: "image/jpeg", base64: "%%%" }], [{ sha256, content_type: "image/jpeg", base64: "AAAA" }]]) {
    const [{ missing }] = await courier.rescue.deliver(JSON.stringify({ ...JSON.parse(text), evidence }));
    assert.equal(missing, 1);
  }
});

test("many records go in loads of fifty, each with its own outcome in order", async () => {
  const tab = await withRescue();
  const rows = [];
  for (let n = 0; n < 60; n += 1) rows.push(await tab.finish());
  tab.server.records.set(rows[3].id, { sha256: "other", receipt: "" });
  const file = JSON.parse((await tab.rescue.file()).text);
  file.records[5] = "no record";
  const outcomes = await tab.rescue.deliver(JSON.stringify(file));
  assert.deepEqual(tab.server.asked("/api/v1/records").slice(0, 2).map(({ body }) => JSON.parse(body).records.length), [50, 10]);
  assert.deepEqual(outcomes.map(({ state }) => state).filter((state) => state !== "stored"), ["conflict", "refused"]);
  assert.deepEqual(outcomes.map(({ id }) => id), rows.map((row, n) => (n === 5 ? "" : row.id)));
});

test("what is no rescue file is named so, and nothing is sent", async () => {
  const tab = await withRescue();
  const photo = { sha256: "../x", content_type: "", base64: "" };
  const wrong = ["", "null", "[]", "{}", '{"lineside-rescue": 2, "records": ["x"]}', '{"lineside-rescue": 1, "records": []}', '{"lineside-rescue": 1, "records": [7]}'];
  for (const text of [...wrong, JSON.stringify({ "lineside-rescue": 1, records: ["x"], evidence: [photo] })]) await assert.rejects(tab.rescue.deliver(text), NotARescueFile, text);
  assert.deepEqual(tab.server.requests, []);
});

test("a portal, a dead line or another server's answer is not taken for delivery", async () => {
  const tab = await withRescue();
  await tab.finish();
  const { text } = await tab.rescue.file();
  const liar = async (_request, answer) => {
    const said = await (await answer()).json();
    said.receipts[0] = jwsOf({ seq: 1, records: ["00".repeat(32)] });
    return json(said);
  };
  for (const fault of [instead(HTML()), async () => { throw new TypeError("no network"); }, liar]) {
    tab.server.faults.push(fault);
    await assert.rejects(tab.rescue.deliver(text), Unreachable);
  }
  tab.server.faults.push(instead(problem(401, "sign-in-needed")));
  await assert.rejects(tab.rescue.deliver(text), { status: 401 });
  assert.equal(claims(JSON.parse(text).records[0]).person, "p-1");
});

test("a sign-in that ends between records and photos is told, and the photo is brought the next time", async () => {
  const broken = await withRescue();
  const { sha256 } = await withPhoto(broken);
  const { text } = await broken.rescue.file();
  const courier = await withRescue(broken.server);
  broken.server.faults.push(undefined, instead(problem(401, "sign-in-needed")));
  await assert.rejects(courier.rescue.deliver(text), { name: "ServerRefusal", status: 401 });
  const [outcome] = await courier.rescue.deliver(text);
  assert.equal(outcome.missing, 0);
  assert.ok(broken.server.evidence.has(sha256));
});
