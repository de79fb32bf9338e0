import assert from "node:assert/strict";
import { test } from "node:test";

import { phone } from "./support/phone.js";
import { PHOTO, withPhoto } from "./support/photo.js";
import { instead, problem } from "./support/server.js";

test("evidence follows its record, and only then is it confirmed", async () => {
  const tab = await phone();
  const { sha256 } = await withPhoto(tab);
  const seen = [];
  tab.sender.changed = () => tab.states().then((states) => seen.push(states[0]));
  await tab.sender.send();
  assert.deepEqual(tab.server.requests.map(({ method }) => method), ["POST", "PUT", "POST"]);
  assert.ok(tab.server.evidence.has(sha256));
  assert.deepEqual(await tab.states(), ["confirmed"]);
  assert.ok(seen.includes("sent"), "the screen could see it on the way");
});

test("a server that stops between record and evidence leaves it sent, and goes on later", async () => {
  const tab = await phone();
  await withPhoto(tab);
  tab.server.faults.push(undefined, instead(problem(503, "busy", { "Retry-After": "7" })));
  assert.deepEqual(await tab.sender.send(), { problem: "busy", retryAfter: 7000, busy: false });
  assert.deepEqual(await tab.states(), ["sent"]);
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

const LARGE = new Uint8Array(1_100_000).map((_, n) => n % 251).buffer;

/** A record with a photo of a little more than 1 MB. */
async function withLargePhoto(tab) {
  const sha256 = await tab.drafts.putPhoto(LARGE, "image/jpeg");
  await tab.finish({ answers: { aaaa: { value: true }, bbbb: { value: "pass" }, cccc: { value: null, photos: [sha256] } } });
  return sha256;
}

test("a large photo goes in parts, and after a broken line only the rest of it", async () => {
  const tab = await phone();
  const sha256 = await withLargePhoto(tab);
  tab.server.faults.push(undefined, undefined, undefined, undefined, async () => { throw new TypeError("reset"); });
  await tab.sender.send();
  assert.deepEqual([await tab.states(), tab.server.begun.get(sha256).length], [["sent"], 2 * 262_144]);
  tab.server.requests.length = 0;
  await tab.sender.send();
  const parts = tab.server.requests.filter(({ method }) => method === "PATCH");
  assert.equal(parts[0].headers["Upload-Offset"], String(2 * 262_144));
  assert.equal(parts.reduce((sum, { body }) => sum + body.byteLength, 0), LARGE.byteLength - 2 * 262_144);
  assert.deepEqual([await tab.states(), new Uint8Array(tab.server.evidence.get(sha256))], [["confirmed"], new Uint8Array(LARGE)]);
});

/** A line that changes a byte of what it carries. */
const damaging = async (request, answer) => {
  request.body = request.body.slice(0);
  new Uint8Array(request.body)[0] ^= 1;
  return answer();
};

test("a large photo that was damaged on the way begins anew, in the same round", async () => {
  const tab = await phone();
  const sha256 = await withLargePhoto(tab);
  tab.server.faults.push(undefined, undefined, undefined, damaging);
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed"]);
  assert.deepEqual(new Uint8Array(tab.server.evidence.get(sha256)), new Uint8Array(LARGE));
  const begun = tab.server.requests.filter(({ method, path }) => method === "POST" && path === "/api/v1/evidence");
  assert.equal(begun.length, 2);
});

test("a photo that arrives damaged a second time needs attention, until the next page", async () => {
  const tab = await phone();
  await withPhoto(tab);
  tab.server.faults.push(undefined, damaging, damaging);
  await tab.sender.send();
  assert.deepEqual((await tab.outbox.list()).map((row) => [row.state, row.detail]), [["attention", "wrong-bytes"]]);
  assert.equal(tab.server.asked("/api/v1/evidence").length, 2, "begun anew once, not for ever");
  const later = tab.otherTab();
  await later.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

for (const [name, answer, detail] of [
  ["a portal's page", async () => new Response("<h1>Hotel</h1>", { status: 201 }), "not-our-server"],
  ["an upload that stands nowhere", async () => new Response(null, { status: 201, headers: { "Tus-Resumable": "1.0.0", Location: "/api/v1/evidence/x" } }), "not-our-server"],
  ["a full server", async () => problem(507, "unnamed-evidence"), "unnamed-evidence"],
]) {
  test(`${name} in place of a large photo's upload: it stays, and is said`, async () => {
    const tab = await phone();
    await withLargePhoto(tab);
    tab.server.faults.push(undefined, answer);
    await tab.sender.send();
    assert.deepEqual((await tab.outbox.list()).map((row) => [row.state, row.detail]), [["sent", detail]]);
  });
}

test("one photo twice in a record is sent once", async () => {
  const tab = await phone();
  const sha256 = await tab.drafts.putPhoto(PHOTO, "image/jpeg");
  await tab.finish({ answers: { aaaa: { value: true }, bbbb: { value: "pass" }, cccc: { value: null, photos: [sha256, sha256] } } });
  await tab.sender.send();
  assert.deepEqual([tab.server.requests.filter(({ method }) => method === "PUT").length, await tab.states()], [1, ["confirmed"]]);
});

test("evidence the phone has lost or the server will not have needs attention, and blocks nobody", async () => {
  const tab = await phone();
  const { sha256 } = await withPhoto(tab);
  const { database } = tab.outboxStore;
  await database.use((db) => db.delete("evidence", sha256));
  await tab.sender.send();
  await withPhoto(tab);
  await tab.finish();
  tab.server.faults.push(undefined, instead(problem(422, "not-a-picture")));
  await tab.sender.send();
  assert.deepEqual((await tab.outbox.list()).map((row) => [row.state, row.detail]), [["confirmed", ""], ["attention", "not-a-picture"], ["attention", "evidence-lost"]]);
});

test("a record the server already has all evidence of is complete at once", async () => {
  const tab = await phone();
  const { sha256 } = await withPhoto(tab);
  tab.server.evidence.set(sha256, PHOTO);
  await tab.sender.send();
  assert.deepEqual(tab.server.requests.map(({ method }) => method), ["POST"]);
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

test("a photo that a proxy will not let through waits, and stops no other", async () => {
  const tab = await phone();
  const { sha256 } = await withPhoto(tab);
  await tab.finish();
  await withPhoto(tab, new TextEncoder().encode("another photo").buffer);
  const answer = tab.server.answer.bind(tab.server);
  tab.server.answer = async (request) => (request.path.endsWith(sha256) ? new Response("<h1>413</h1>", { status: 413 }) : answer(request));
  assert.equal((await tab.sender.send()).problem, "not-our-server");
  assert.deepEqual((await tab.outboxStore.records()).map((row) => [row.state, row.detail]), [["sent", "not-our-server"], ["confirmed", ""], ["confirmed", ""]]);
  tab.server.answer = answer;
  assert.equal((await tab.sender.send()).problem, "");
  assert.deepEqual(await tab.states(), ["confirmed", "confirmed", "confirmed"]);
});
