import assert from "node:assert/strict";
import { test } from "node:test";

import { statusOf } from "../../static/src/outbox/status.js";
import { sha256hex } from "../../static/src/storage/values.js";
import { withNavigator } from "./support/navigator.js";
import { phone } from "./support/phone.js";
import { HTML, NOW, instead, json, problem } from "./support/server.js";

test("nothing to send and nothing new to say asks nothing of the server", async () => {
  const tab = await phone();
  await tab.finish();
  await tab.sender.send();
  tab.server.requests.length = 0;
  await tab.sender.send();
  assert.deepEqual(tab.server.requests, []);
});

test("a phone with nothing to send says so once, and again after a while", async () => {
  const tab = await phone();
  const said = () => tab.server.asked("/api/v1/records").map(({ body }) => JSON.parse(body));
  await tab.sender.send();
  await tab.sender.send();
  assert.equal(said().length, 1);
  assert.deepEqual(said()[0].records, []);
  assert.deepEqual(said()[0].status, { waiting: 0, attention: 0, storage: "" });
  const { status, at } = await tab.outboxStore.meta("told");
  for (const long of [-1, 1]) {
    await tab.outboxStore.setMeta("told", { status, at: at + long * 16 * 60_000 });
    await tab.sender.send();
  }
  assert.equal(said().length, 3);
});

test("a phone on which nobody is signed in says nothing of itself", async () => {
  const tab = await phone();
  tab.identity.signedIn = false;
  await tab.sender.send();
  assert.deepEqual(tab.server.requests, []);
});

test("a status counts what stays after the request, and tells of storage that was thrown away", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.faults.push(async (request) => json({ receipts: [], results: [{ sha256: await sha256hex(new TextEncoder().encode(JSON.parse(request.body).records[0])), state: "refused", code: "not-a-record" }], server_time: NOW }));
  await tab.sender.send();
  await tab.outboxStore.setMeta("lost", true);
  await tab.finish();
  await tab.sender.send();
  const told = tab.server.asked("/api/v1/records").map(({ body }) => JSON.parse(body).status);
  const refused = { waiting: 0, attention: 1, storage: "" };
  assert.deepEqual(told, [{ ...refused, attention: 0 }, refused, { ...refused, storage: "lost" }], "the second at once: what came of the round");
});

test("a status nobody hears is no problem of the round", async () => {
  const tab = await phone();
  for (const fault of [instead(problem(500, "internal")), instead(HTML()), instead(problem(401, "sign-in-needed")), async () => { throw new TypeError("no network"); }]) {
    tab.server.faults.push(fault);
    assert.equal((await tab.sender.send()).problem, "");
  }
  assert.equal(tab.server.asked("/api/v1/records").length, 4);
});

test("storage trouble is what the browser says of its room, or that the outbox was lost", async () => {
  const { outboxStore } = await phone();
  const room = (quota, usage) => ({ estimate: async () => ({ quota, usage }) });
  const told = async (storage) => (await statusOf(outboxStore, 0, storage)).storage;
  assert.equal(await told(room(100_000_000, 60_000_000)), "low");
  assert.equal(await told(room(100_000_000)), "");
  assert.equal(await told({ estimate: async () => Promise.reject(new TypeError("private window")) }), "");
  assert.equal(await told({}), "");
  for (const [navigator, storage] of [[undefined, ""], [{ storage: room(9_000, 0) }, "low"]])
    assert.equal(await withNavigator(navigator, () => told(undefined)), storage);
});
