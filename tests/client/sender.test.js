import assert from "node:assert/strict";
import { test } from "node:test";

import { claims } from "../../static/src/outbox/record.js";
import { phone } from "./support/phone.js";
import { withPhoto } from "./support/photo.js";
import { HTML, instead, json, jwsOf, problem } from "./support/server.js";

/** Lets the server do its work, then changes what it says. */
const saying = (change) => async (_request, answer) => {
  const said = await (await answer()).json();
  change(said);
  return json(said);
};

/** The server does its work, and nobody hears of it. */
const lost = async (_request, answer) => {
  await answer();
  throw new TypeError("connection reset");
};

test("a record is sent and confirmed by a receipt that names it", async () => {
  const tab = await phone();
  const { sha256 } = await tab.finish();
  const round = await tab.sender.send();
  assert.equal(round.problem, "");
  const [row] = await tab.outbox.list();
  assert.deepEqual([row.state, row.detail, claims(row.receipt).records], ["confirmed", "", [sha256]]);
  const [request] = tab.server.asked("/api/v1/records");
  const body = JSON.parse(request.body);
  assert.deepEqual(Object.keys(body), ["device", "sent_at", "seen_head", "status", "records"]);
  assert.equal(body.device, await tab.outboxStore.meta("device"));
});

test("records that go together share a receipt; one that comes again gets its own", async () => {
  const tab = await phone();
  const [one, two] = [await tab.finish(), await tab.finish()];
  tab.server.faults.push(lost);
  await tab.sender.send();
  const three = await tab.finish();
  await tab.sender.send();
  const receipts = new Map((await tab.outbox.list()).map((row) => [row.id, row.receipt]));
  assert.equal(receipts.get(one.id), receipts.get(two.id));
  assert.deepEqual(claims(receipts.get(one.id)).records, [one.sha256, two.sha256]);
  assert.deepEqual(claims(receipts.get(three.id)).records, [three.sha256]);
});

test("a lost answer leaves the record here; the same bytes again make one record there", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.faults.push(lost);
  assert.equal((await tab.sender.send()).problem, "offline");
  const [saved] = await tab.outbox.list();
  assert.deepEqual([saved.state, saved.detail], ["saved", "offline"]);
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed"]);
  assert.equal(tab.server.records.size, 1);
  const [first, second] = tab.server.asked("/api/v1/records").map((request) => JSON.parse(request.body).records[0]);
  assert.equal(first, second);
});

test("a kill after the answer, before it was noted, is a lost answer", async () => {
  const tab = await phone();
  await tab.finish();
  tab.outboxStore.mark = async () => { throw new Error("killed"); };
  await assert.rejects(tab.sender.send());
  const after = tab.otherTab();
  assert.deepEqual(await after.states(), ["saved"]);
  await after.sender.send();
  assert.deepEqual([await after.states(), after.server.records.size], [["confirmed"], 1]);
});

test("413 halves the batch down to one; the one that our server will not have needs attention, the others arrive", async () => {
  const tab = await phone();
  for (let i = 0; i < 7; i += 1) await tab.finish();
  const poison = (await tab.outbox.list())[3];
  const answer = tab.server.push.bind(tab.server);
  const sizes = [];
  tab.server.push = async (body) => {
    sizes.push(body.records.length);
    if (body.records.length > 2) return new Response("<html>too large</html>", { status: 413 });
    return body.records.includes(poison.jws) ? problem(413, "too-large") : answer(body);
  };
  await tab.sender.send();
  const rows = await tab.outbox.list();
  assert.equal(rows.filter((row) => row.state === "confirmed").length, 6);
  assert.deepEqual(rows.filter((row) => row.state === "attention").map((row) => [row.id, row.detail]), [[poison.id, "too-large"]]);
  assert.deepEqual(sizes.slice(0, 3), [7, 3, 1]);
});

test("batches hold at most 50 records", async () => {
  const tab = await phone();
  for (let i = 0; i < 60; i += 1) await tab.finish();
  await tab.sender.send();
  assert.deepEqual(tab.server.asked("/api/v1/records").map(({ body }) => JSON.parse(body).records.length), [50, 10]);
  assert.ok((await tab.states()).every((state) => state === "confirmed"));
});

test("batches hold at most 500 KB", async () => {
  const tab = await phone();
  for (let i = 0; i < 4; i += 1) await tab.finish({ answers: { bbbb: { value: "fail", note: "x".repeat(150_000) } } });
  await tab.sender.send();
  assert.deepEqual(tab.server.asked("/api/v1/records").map(({ body }) => JSON.parse(body).records.length), [2, 2]);
});

for (const [name, response] of [
  ["a captive portal's 200 page", HTML],
  ["JSON that is not ours", () => json({ ok: true })],
  ["JSON cut short", () => new Response('{"results": [', { status: 200, headers: { "Content-Type": "application/json" } })],
  ["another success than 200", () => json({ receipts: [], results: [{}] }, 202)],
  ["a 401 that is not ours", () => new Response("<h1>Log in to Wi-Fi</h1>", { status: 401, headers: { "Content-Type": "text/html" } })],
  ["a 404 page", () => new Response("no", { status: 404 })],
  ["too few results", () => json({ results: [], receipts: [], head: "", server_time: "" })],
]) {
  test(`${name} is not believed`, async () => {
    const tab = await phone();
    await tab.finish();
    tab.server.faults.push(instead(response()));
    assert.equal((await tab.sender.send()).problem, "not-our-server");
    const [row] = await tab.outbox.list();
    assert.deepEqual([row.state, row.detail], ["saved", "not-our-server"]);
    assert.equal(tab.identity.signedIn, true, "and does not sign anybody out");
    await tab.sender.send();
    assert.deepEqual(await tab.states(), ["confirmed"]);
  });
}

for (const [name, change] of [
  ["another id", (result) => (result.id = "someone-else")],
  ["an unknown state", (result) => (result.state = "fine")],
  ["no receipt", (result) => delete result.receipt],
  ["a receipt that is not there", (result) => (result.receipt = 7)],
  ["a receipt for another record", (result, said) => (result.receipt = said.receipts.push(jwsOf({ seq: 1, records: ["00"] })) - 1)],
  ["no receipt but the hash", (result) => { delete result.receipt; result.sha256 = "00"; }],
  ["no list of what is missing", (result) => delete result.missing],
]) {
  test(`a result with ${name} confirms nothing, and its neighbour is confirmed`, async () => {
    const tab = await phone();
    await tab.finish();
    await tab.finish();
    tab.server.faults.push(saying((said) => change(said.results[0], said)));
    assert.equal((await tab.sender.send()).problem, "not-our-server");
    assert.deepEqual(await tab.states(), ["saved", "confirmed"]);
  });
}

test("complete with something missing is not complete", async () => {
  const tab = await phone();
  await withPhoto(tab);
  tab.server.faults.push(saying((said) => (said.results[0].complete = true)), instead(problem(503, "busy")));
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["sent"]);
});

test("conflict and refused need attention, keep their bytes, and are not sent again", async () => {
  const tab = await phone();
  const [one, two] = [await tab.finish(), await tab.finish()];
  tab.server.records.set(one.id, { sha256: "other", receipt: "" });
  tab.server.faults.push(saying((said) => (said.results[1] = { sha256: two.sha256, state: "refused", code: "not-a-record", detail: "Show it to a supervisor." })));
  await tab.sender.send();
  const rows = (await tab.outbox.list()).reverse();
  assert.deepEqual(rows.map((row) => [row.state, row.detail, row.jws]), [["attention", "conflict", one.jws], ["attention", "not-a-record", two.jws]]);
  assert.equal(rows[1].note, "Show it to a supervisor.");
  const told = tab.server.asked("/api/v1/records").map(({ body }) => JSON.parse(body));
  assert.deepEqual(told.slice(1).map(({ records, status }) => [records, status.attention]), [[[], 2]], "and the server knows at once");
  tab.server.requests.length = 0;
  await tab.sender.send();
  assert.deepEqual(tab.server.requests, []);
});

test("what needs attention is offered once more by the next page: an older server may have been brought up to date", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.faults.push(instead(problem(422, "malformed")));
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["attention"]);
  await tab.sender.send();
  assert.deepEqual([await tab.states(), tab.server.records.size], [["attention"], 0]);
  const later = tab.otherTab();
  await later.sender.send();
  assert.deepEqual([await later.states(), tab.server.records.size], [["confirmed"], 1]);
  const told = tab.server.asked("/api/v1/records").map(({ body }) => JSON.parse(body).status);
  assert.deepEqual([told.at(-2).waiting, told.at(-1)], [0, { waiting: 0, attention: 0, storage: "" }]);
});

test("held is kept by the server: confirmed, with the reason", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.held = "unknown-version";
  await tab.sender.send();
  const [row] = await tab.outbox.list();
  assert.deepEqual([row.state, row.detail], ["confirmed", "unknown-version"]);
});

test("401 asks for a sign-in and keeps everything; any courier then carries it", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.faults.push(instead(problem(401, "sign-in-needed")));
  assert.equal((await tab.sender.send()).problem, "sign-in");
  assert.equal(tab.identity.signedIn, false);
  assert.deepEqual([await tab.states(), (await tab.outboxStore.records())[0].detail], [["saved"], "sign-in"]);
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  await tab.identity.refresh();
  await tab.sender.send();
  assert.equal([...tab.server.records.values()][0].payload.person, "p-1");
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

for (const [status, code] of [[403, "foreign-origin"], [429, "too-many"], [507, "storage-full"], [500, "internal"]]) {
  test(`${status} keeps the record, with the server's code`, async () => {
    const tab = await phone();
    await tab.finish();
    tab.server.faults.push(instead(problem(status, code)));
    assert.equal((await tab.sender.send()).problem, code);
    const [row] = await tab.outbox.list();
    assert.deepEqual([row.state, row.detail, row.note], ["saved", code, `${code} it is`]);
  });
}

test("who is told of a change finds the reason on the row", async () => {
  const tab = await phone();
  await tab.finish();
  const seen = [];
  tab.sender.changed = () => seen.push(tab.outboxStore.records());
  tab.server.faults.push(instead(problem(503, "busy")));
  await tab.sender.send();
  assert.deepEqual((await seen.at(-1)).map((row) => row.detail), ["busy"]);
});

test("a server that says nothing at all is given up after the time limit", async () => {
  const tab = await phone();
  await tab.finish();
  const { fetch } = tab.api;
  tab.api.fetch = (_url, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  assert.equal((await tab.sender.send()).problem, "offline");
  tab.api.fetch = fetch;
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed"]);
});

test("two tabs sending at once send each record once", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  await tab.finish();
  const rounds = await Promise.all([tab.sender.send(), other.sender.send()]);
  assert.equal(tab.server.asked("/api/v1/records").length, 1);
  assert.deepEqual(rounds.map((round) => round.busy).sort(), [false, true]);
});

test("Web Locks are used where they are", async () => {
  const tab = await phone();
  await tab.finish();
  const names = [];
  tab.sender.locks = { request: async (name, options, work) => (names.push([name, options]), work(null)) };
  assert.equal((await tab.sender.send()).busy, true);
  assert.deepEqual(names, [["lineside-send", { ifAvailable: true }]]);
  assert.deepEqual(tab.server.requests, []);
});

test("a send asked for during a round is one more round", async () => {
  const tab = await phone();
  await tab.finish();
  const sending = tab.sender.send();
  await tab.finish();
  await Promise.all([sending, tab.sender.send()]);
  assert.deepEqual(await tab.states(), ["confirmed", "confirmed"]);
});

test("confirmed records leave after seven days of server time, whatever the device clock says; no others", async () => {
  const tab = await phone();
  const { sha256 } = await withPhoto(tab);
  await tab.sender.send();
  const waiting = await tab.finish();
  await tab.outboxStore.mark(new Map([[waiting.id, { state: "attention", detail: "conflict" }]]));
  await tab.sender.prune("2026-03-08T09:59:59.999Z");
  assert.equal((await tab.outbox.list()).length, 2);
  await tab.sender.prune("2026-03-08T10:00:00.000Z");
  assert.deepEqual((await tab.outbox.list()).map((row) => row.id), [waiting.id]);
  assert.equal(await tab.drafts.photo(sha256), undefined, "its evidence went with it");
});

test("of two epochs the newer counts, once the restored server has been shown what its backup lacks", async () => {
  const tab = await phone();
  const shown = async () => claims(await tab.heads.newest());
  await tab.heads.keep(jwsOf({ seq: 90, epoch: "1" }));
  await tab.heads.keep(jwsOf({ seq: 100, epoch: "1" }));
  assert.equal(await tab.heads.keep(jwsOf({ seq: 40, epoch: "2" })), true);
  assert.deepEqual(await shown(), { seq: 100, epoch: "1" });
  await tab.finish();
  tab.server.faults.push(async () => { throw new TypeError("no network"); });
  await tab.sender.send();
  assert.deepEqual(await shown(), { seq: 100, epoch: "1" }, "nobody has answered");
  await tab.heads.told(await tab.heads.newest());
  assert.deepEqual(await shown(), { seq: 40, epoch: "2" });
  await tab.heads.keep(jwsOf({ seq: 41, epoch: "2" }));
  assert.deepEqual(await shown(), { seq: 41, epoch: "2" });
});

test("the newest head is shown to the server, and a new epoch is offered everything again", async () => {
  const tab = await phone();
  await tab.finish();
  await tab.sender.send();
  await tab.finish();
  await tab.sender.send();
  const [, second] = tab.server.asked("/api/v1/records").map(({ body }) => JSON.parse(body));
  assert.equal(claims(second.seen_head).seq, 1);
  tab.server.records.clear(); // set back to a backup
  assert.equal(await tab.heads.keep(jwsOf({ seq: 0, hash: "00", epoch: "2" })), true);
  await tab.outboxStore.offerAgain();
  await tab.sender.send();
  assert.equal(tab.server.records.size, 2);
  const last = JSON.parse(tab.server.asked("/api/v1/records").at(-1).body);
  assert.equal(claims(last.seen_head).seq, 2, "the highest it ever saw, so that a server cannot forget quietly");
});

test("at most 64 heads are kept", async () => {
  const tab = await phone();
  for (let seq = 0; seq < 70; seq += 1) await tab.heads.keep(jwsOf({ seq, epoch: "1" }));
  assert.equal((await tab.outboxStore.meta("heads")).length, 64);
  assert.equal(claims(await tab.heads.newest()).seq, 69);
});

test("what a proxy will not let through is no fault of the record: it waits, and the others arrive", async () => {
  const tab = await phone();
  for (let i = 0; i < 3; i += 1) await tab.finish();
  const [, large] = await tab.outboxStore.records();
  const answer = tab.server.push.bind(tab.server);
  let limit = true;
  tab.server.push = async (body) => (limit && body.records.includes(large.jws) ? new Response("<h1>413</h1>", { status: 413 }) : answer(body));
  assert.equal((await tab.sender.send()).problem, "not-our-server");
  assert.deepEqual((await tab.outboxStore.records()).map((row) => [row.state, row.detail]), [["confirmed", ""], ["saved", "not-our-server"], ["confirmed", ""]]);
  limit = false;
  await tab.sender.send();
  assert.deepEqual(await tab.states(), ["confirmed", "confirmed", "confirmed"]);
});

test("a server that was set back before this phone enrolled makes it enrol again, with the key and numbers it has", async () => {
  const tab = await phone();
  await tab.finish();
  await tab.sender.send();
  const before = await tab.outboxStore.enrolmentOf("p-1");
  tab.server.held = "unknown-enrolment";
  await tab.finish();
  await tab.outboxStore.offerAgain();
  tab.server.requests.length = 0;
  const enrolled = tab.server.answer.bind(tab.server);
  tab.server.answer = (request) => {
    if (request.path === "/api/v1/enrolments") tab.server.held = null;
    return enrolled(request);
  };
  await tab.sender.send();
  assert.deepEqual((await tab.outboxStore.records()).map((row) => [row.state, row.detail]), [["confirmed", ""], ["confirmed", ""]]);
  const asked = tab.server.requests.filter(({ path }) => path === "/api/v1/enrolments");
  assert.equal(asked.length, 1);
  const after = await tab.outboxStore.enrolmentOf("p-1");
  assert.deepEqual([after.id, after.counter, after.keys], [before.id, 2, before.keys]);
});

test("a server that does not know a phone after all is asked once, and its word stands", async () => {
  const tab = await phone();
  tab.server.held = "unknown-enrolment";
  await tab.finish();
  await tab.sender.send();
  await tab.sender.send();
  assert.ok(tab.server.requests.length < 12, `${tab.server.requests.length} requests`);
  assert.deepEqual((await tab.outbox.list()).map((row) => [row.state, row.detail]), [["confirmed", "unknown-enrolment"]]);
});

test("on a shared phone each person's records follow at their own next sign-in", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  await tab.identity.refresh();
  tab.server.held = "unknown-enrolment";
  await tab.sender.send();
  tab.server.held = null;
  assert.equal((await tab.outboxStore.records())[0].detail, "unknown-enrolment");
  tab.server.person = { id: "p-1", name: "Ana", handle: "ana" };
  await tab.identity.refresh();
  await tab.sender.send();
  assert.deepEqual((await tab.outboxStore.records()).map((row) => [row.state, row.detail]), [["confirmed", ""]]);
});

test("a gateway without words is a server in trouble", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.faults.push(async () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  assert.equal((await tab.sender.send()).problem, "server-trouble");
});

test("what waits is sent in the order it was finished, whatever became of it before", async () => {
  const tab = await phone();
  const first = await tab.finish();
  await tab.sender.send();
  const second = await tab.finish();
  await tab.outboxStore.offerAgain();
  assert.deepEqual((await tab.outboxStore.recordsIn(["saved", "sent"])).map((row) => row.id), [first.id, second.id]);
});
