/** The service worker sends with no page open, by the same code, and is as patient. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { outboxSteps } from "../../static/src/storage/migrations.js";
import { OUTBOX } from "../../static/src/storage/names.js";
import { Database } from "../../static/src/storage/opener.js";
import { OutboxStore } from "../../static/src/storage/outbox-store.js";
import { send, sendFrom } from "../../static/src/sw/send.js";
import { phone } from "./support/phone.js";
import { instead, problem } from "./support/server.js";

test("what a closed app has left is sent", async () => {
  const tab = await phone();
  await tab.finish();
  await sendFrom(tab.outboxStore, tab.api);
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

test("a wait that the server asked for is kept, whoever was asked; the browser comes again", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.faults.push(instead(problem(503, "busy", { "Retry-After": "60" })));
  await assert.rejects(sendFrom(tab.outboxStore, tab.api), { message: "busy" });
  const asked = tab.server.requests.length;
  await assert.rejects(sendFrom(tab.outboxStore, tab.api), /left alone/);
  assert.equal(tab.server.requests.length, asked);
  await tab.outboxStore.setMeta("wait", { ms: 60_000, until: Date.now() - 1 });
  await sendFrom(tab.outboxStore, tab.api);
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

test("with no network the browser comes again", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.stopped = true;
  await assert.rejects(sendFrom(tab.outboxStore, tab.api), { message: "offline" });
  assert.deepEqual(await tab.states(), ["saved"]);
});

test("an outbox that the browser has thrown away is not made by the worker: the next page says that it is lost", async () => {
  await send([]);
  assert.deepEqual((await indexedDB.databases()).filter(({ name }) => name === OUTBOX), []);
  const page = new OutboxStore(new Database(OUTBOX, outboxSteps), { read: () => "1", write() {} });
  assert.equal(await page.lost(), true);
  await send([]); // and what a page has made it opens
  assert.equal(await page.lost(), true);
  await page.setMeta("wait", { ms: 60_000, until: Date.now() + 60_000 });
  await assert.rejects(send([]), /left alone/, "what went wrong is the browser's to try again");
  await page.database.close();
});

test("an open page is told to send, in place of the worker", async () => {
  const told = [];
  await send([{ postMessage: (message) => told.push(message) }]);
  assert.deepEqual(told, [{ type: "send" }]);
});
