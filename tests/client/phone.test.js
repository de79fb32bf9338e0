import assert from "node:assert/strict";
import { test } from "node:test";

import { Api } from "../../static/src/server/api.js";
import { ServerClock } from "../../static/src/server/clock.js";
import { outboxSteps } from "../../static/src/storage/migrations.js";
import { Database } from "../../static/src/storage/opener.js";
import { troubleOf } from "../../static/src/storage/trouble.js";
import { parse, Router } from "../../static/src/ui/router.js";
import { scriptUrl } from "../../static/src/ui/trusted.js";
import { phone } from "./support/phone.js";
import { json } from "./support/server.js";

test("a connection the browser dropped is opened again, three times at most", async () => {
  const tab = await phone();
  const { database } = tab.outboxStore;
  let handles = new Set();
  const dying = (times) => (db) => {
    handles.add(db);
    if (handles.size <= times) throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
    return db.get("meta", "device");
  };
  assert.equal(await database.use(async (db) => dying(2)(db)), await tab.outboxStore.meta("device"));
  assert.equal(handles.size, 3);
  handles = new Set();
  await assert.rejects(database.use(async (db) => dying(9)(db)), { name: "UnknownError" });
  assert.equal(handles.size, 3);
});

test("what is no dead connection is not tried again", async () => {
  const tab = await phone();
  let tries = 0;
  await assert.rejects(tab.outboxStore.database.use(async () => { tries += 1; throw new DOMException("", "QuotaExceededError"); }));
  assert.equal(tries, 1);
});

test("a full phone refuses a Finish by name and keeps the draft", async () => {
  const tab = await phone();
  const draft = tab.draft();
  await tab.drafts.put(draft);
  const real = tab.outboxStore.database.write.bind(tab.outboxStore.database);
  tab.outboxStore.database.write = (stores, change, how) =>
    real(stores, async (tx) => (await change(tx), stores.includes("enrolments") && Promise.reject(new DOMException("", "QuotaExceededError"))), how);
  await assert.rejects(tab.outbox.finish(draft), { name: "QuotaExceededError" });
  assert.deepEqual([(await tab.drafts.list()).length, (await tab.outbox.list()).length], [1, 0]);
});

test("an open database gives way to a newer version of the app", async () => {
  const tab = await phone();
  await tab.finish();
  const newer = new Database(`${tab.name}-outbox`, [...outboxSteps, (db) => db.createObjectStore("more")]);
  assert.equal(await newer.use((db) => db.count("records")), 1, "and the step only adds");
  await assert.rejects(tab.outbox.list(), { name: "VersionError" });
});

test("a window that holds an old version is named as the reason", async () => {
  const name = "held-open";
  const old = await new Promise((resolve) => (indexedDB.open(name, 1).onsuccess = ({ target }) => resolve(target.result))); // deaf to versionchange
  const database = new Database(name, [() => {}, (db) => db.createObjectStore("meta")]);
  await assert.rejects(database.probe(), { name: "StorageBlocked" });
  old.close();
  await database.probe(); // and opens once it is gone
});

test("an enrolment whose answer was lost is asked for again with the same key", async () => {
  const tab = await phone();
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  tab.server.faults.push(undefined, async (_request, answer) => { await answer(); throw new TypeError("reset"); });
  await tab.identity.refresh();
  assert.equal(tab.identity.enrolment.person, "p-1");
  await tab.identity.refresh();
  assert.deepEqual([tab.identity.person.id, tab.identity.enrolment.id], ["p-2", "e-p-2"]);
  const [first, second] = tab.server.asked("/api/v1/enrolments").map(({ body }) => JSON.parse(body));
  assert.deepEqual(first, second);
  assert.deepEqual(Object.keys(first.public_key), ["kty", "crv", "x", "y"]);
});

test("each person has a key of their own that cannot be taken out, and gets it back", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  await tab.identity.refresh();
  tab.server.person = { id: "p-1", name: "Ana", handle: "ana" };
  await tab.identity.refresh();
  const [ana, bo] = [await tab.outboxStore.enrolmentOf("p-1"), await tab.outboxStore.enrolmentOf("p-2")];
  assert.equal(ana.keys.privateKey.extractable, false);
  assert.notEqual(ana.keys.publicKey, bo.keys.publicKey);
  assert.equal(ana.counter, 1, "the chain goes on where it was");
});

test("of two enrolments of one person the one that the server named last signs, in whatever order their ids are", async () => {
  const tab = await phone();
  const old = await tab.outboxStore.enrolmentOf("p-1");
  for (const id of ["e-a", "e-z", "e-b"]) {
    await tab.outboxStore.enrol({ ...old, id, counter: 0, previous: null });
    assert.equal((await tab.outboxStore.enrolmentOf("p-1")).id, id);
  }
  await tab.finish();
  await tab.outboxStore.enrol({ ...old, id: "e-z", counter: 0, previous: null }); // set back, the server knows an older one again
  await tab.outboxStore.enrol({ ...old, id: "e-b", counter: 0, previous: null });
  assert.deepEqual([(await tab.outboxStore.enrolmentOf("p-1")).id, (await tab.outboxStore.enrolmentOf("p-1")).counter], ["e-b", 1]);
});

test("an enrolment of an older build, which has no order, is found", async () => {
  const tab = await phone();
  await tab.outboxStore.database.use(async (db) => {
    const { order: _order, ...row } = await db.get("enrolments", "e-p-1");
    await db.put("enrolments", row);
  });
  assert.equal((await tab.outboxStore.enrolmentOf("p-1")).id, "e-p-1");
});

test("offline the phone is who it was last; signed out, it is nobody and keeps everything", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.stopped = true;
  const later = tab.otherTab();
  await later.identity.restore();
  await later.identity.refresh();
  assert.deepEqual([later.identity.person.name, later.identity.signedIn], ["Ana", undefined]);
  await later.identity.leave();
  assert.deepEqual([later.identity.person, later.identity.enrolment, later.identity.signedIn], [undefined, undefined, false]);
  assert.deepEqual(await later.states(), ["saved"]);
  assert.ok(await later.outboxStore.enrolmentOf("p-1"));
});

test("an expired sign-in keeps the person: what they fill in is still theirs", async () => {
  const tab = await phone();
  tab.server.person = null;
  await tab.identity.refresh();
  assert.deepEqual([tab.identity.signedIn, tab.identity.person.id], [false, "p-1"]);
});

test("the server's time is measured by the quickest answer, and ages", async () => {
  let [now, ticks] = [1_000_000, 0];
  const saved = [];
  const clock = new ServerClock({ now: () => now, ticks: () => ticks, save: async (measure) => saved.push(measure) });
  assert.deepEqual(clock.offset(), { offset_ms: null, offset_age_ms: null });
  const hear = async (ahead, rtt) => {
    const sentAt = clock.mark();
    const said = new Date(now + rtt / 2 + ahead).toISOString();
    [now, ticks] = [now + rtt, ticks + rtt];
    await clock.heard(said, sentAt);
  };
  await hear(5_000, 200);
  await hear(5_400, 900); // slower: less exact
  assert.deepEqual(clock.offset(), { offset_ms: 5_000, offset_age_ms: 900 });
  now += 600_000;
  await hear(6_000, 900); // but better than one that is too old
  assert.deepEqual(clock.offset(), { offset_ms: 6_000, offset_age_ms: 0 });
  const later = new ServerClock({ now: () => now + 60_000, ticks: () => 0 });
  later.restore(saved.at(-1));
  assert.deepEqual(later.offset(), { offset_ms: 6_000, offset_age_ms: 60_000 });
  await clock.heard("tomorrow", 0);
  assert.equal(clock.offset().offset_ms, 6_000);
});

test("a push goes out compressed and arrives as it was", async () => {
  const sent = [];
  const api = new Api({ clock: new ServerClock(), fetch: async (_url, init) => (sent.push(init), new Response(null, { status: 500 })) });
  const body = { device: "d", sent_at: "", seen_head: null, records: ["x".repeat(5_000)] };
  await assert.rejects(api.push(body));
  assert.equal(sent[0].headers["Content-Encoding"], "gzip");
  assert.ok(sent[0].body.byteLength < 500);
  assert.deepEqual(await new Response(new Blob([sent[0].body]).stream().pipeThrough(new DecompressionStream("gzip"))).json(), body);
  const plain = globalThis.CompressionStream;
  globalThis.CompressionStream = undefined;
  await assert.rejects(api.push(body));
  globalThis.CompressionStream = plain;
  assert.deepEqual([sent[1].headers["Content-Encoding"], JSON.parse(sent[1].body)], [undefined, body]);
});

test("bytes on a slow line are given their time; silence is not", async () => {
  const late = (_url, { signal }) => new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    setTimeout(() => resolve(json({ sha256: "ab", person: null })), 200);
  });
  const api = new Api({ clock: new ServerClock(), fetch: late, timeout: 50 });
  assert.equal((await api.putEvidence("ab", new ArrayBuffer(300_000), "image/jpeg")).sha256, "ab");
  await assert.rejects(api.me(), { name: "Unreachable" });
});

test("a hash is read as a route", () => {
  assert.deepEqual(parse("#/equipment/q-1?by=camera&label=K7M4QXZ"), { path: "/equipment/q-1", params: { id: "q-1" }, query: { by: "camera", label: "K7M4QXZ" } });
  for (const home of ["", "#", "#/"]) assert.deepEqual(parse(home), { path: "/", params: {}, query: {} });
  assert.deepEqual(parse("#/label/100%"), { path: "/label/100%", params: { id: "100%" }, query: {} });
});

test("going and replacing tell the screens, once each; back without a past is home", async () => {
  const history = [];
  const page = Object.assign(new EventTarget(), {
    setTimeout: (work) => work(),
    history: { length: 1, back() {}, replaceState: (_state, _title, url) => (history.push(url), (page.location.hash = url.slice(1), page.location.href = url)) },
    location: { hash: "#/load", href: "/#/load" },
  });
  const router = new Router(page);
  const seen = [];
  router.addEventListener("change", () => seen.push(router.route.path));
  page.location.hash = "#/scan";
  page.dispatchEvent(new Event("popstate"));
  page.dispatchEvent(new Event("hashchange"));
  router.replace("/equipment/q-1?by=link");
  router.back();
  assert.deepEqual(seen, ["/scan", "/equipment/q-1", "/"]);
  assert.deepEqual(history, ["/#/equipment/q-1?by=link", "/#/"]);
});

test("only scripts of ours are started by address", () => {
  assert.equal(scriptUrl("/sw.js"), "/sw.js");
  assert.equal(scriptUrl("/static/built/decoder.1a2b3c4d.js"), "/static/built/decoder.1a2b3c4d.js");
  for (const foreign of ["", "https://elsewhere.test/sw.js", "//elsewhere.test/sw.js", "/media/x.js", "/static/built/../../media/x.js", "data:text/javascript,1"])
    assert.throws(() => scriptUrl(foreign), TypeError);
});

test("a sign-out holds although the server was just being asked who is here", async () => {
  const tab = await phone();
  let answer;
  const me = tab.api.me.bind(tab.api);
  tab.api.me = async () => {
    const said = await me();
    await new Promise((resolve) => (answer = resolve));
    return said;
  };
  const asking = tab.identity.refresh();
  while (!answer) await new Promise((resolve) => setTimeout(resolve, 1));
  const leaving = tab.identity.leave();
  tab.api.me = me;
  answer();
  await Promise.all([asking, leaving]);
  assert.equal(tab.identity.person, undefined);
  assert.equal(await tab.outboxStore.meta("person"), null);
  assert.equal(tab.server.person, null, "the server has heard of it");
});

for (const [moment, step] of [["asks who is here", "me"], ["enrols the person", "enrol"]])
  test(`a sign-out holds although another tab just ${moment}`, async () => {
    const tab = await phone();
    if (step === "enrol") tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
    const other = tab.otherTab();
    await other.identity.restore();
    let answer;
    const real = other.api[step].bind(other.api);
    other.api[step] = async (...given) => {
      const said = await real(...given);
      other.api[step] = real;
      await new Promise((resolve) => (answer = resolve));
      return said;
    };
    const asking = other.identity.refresh();
    while (!answer) await new Promise((resolve) => setTimeout(resolve, 1));
    await tab.identity.leave();
    const noticed = other.identity.notice();
    answer();
    await Promise.all([asking, noticed]);
    assert.equal(other.identity.person, undefined);
    assert.equal(await tab.outboxStore.meta("person"), null);
    await tab.identity.notice();
    assert.equal(tab.identity.person, undefined);
  });

test("another tab hears of a sign-out and of who came next", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  await other.identity.restore();
  await tab.identity.leave();
  await other.identity.notice();
  assert.equal(other.identity.person, undefined);
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  await tab.identity.refresh();
  await other.identity.notice();
  assert.equal(other.identity.person.name, "Bo");
});

test("what fails after its transaction has ended is told by its own name, whatever it is", async () => {
  const { database } = (await phone()).outboxStore;
  const late = async (tx) => {
    await tx.done;
    throw new RangeError("late");
  };
  await assert.rejects(database.write(["meta"], late, { durability: "strict" }), { name: "RangeError" });
  const words = await database.use(() => Promise.reject("no error at all")).catch((said) => said);
  assert.equal(words, "no error at all");
});

test("a database that does not open is told from a window that holds it and from a mistake of ours", async () => {
  const database = new Database("damaged", outboxSteps);
  const open = indexedDB.open;
  indexedDB.open = () => {
    throw new DOMException("Unable to open database file on disk", "UnknownError");
  };
  const problem = await database.probe().catch((error) => error);
  indexedDB.open = open;
  assert.deepEqual([problem, new DOMException("", "VersionError"), new TypeError("null")].map(troubleOf), ["closed", "held", ""]);
  await database.probe(); // and it opens again
});

test("a page that goes into the page cache leaves no transaction open, and its work is done again", async () => {
  const database = new Database("page-cache", outboxSteps);
  await database.probe();
  const tries = [];
  const put = async (tx) => {
    tries.push(tx);
    await tx.objectStore("meta").put("here", "said");
    if (tries.length === 1) database.letGo();
  };
  await database.write(["meta"], put, { durability: "strict" });
  assert.equal(tries.length, 2);
  await assert.rejects(tries[0].done, { name: "AbortError" });
  assert.equal(await database.use((db) => db.get("meta", "said")), "here");
});
