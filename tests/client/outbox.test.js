import assert from "node:assert/strict";
import { test } from "node:test";

import { claims } from "../../static/src/outbox/record.js";
import { phone } from "./support/phone.js";

const PHOTO = new TextEncoder().encode("a photo").buffer;

test("Finish keeps one signed record and consumes the draft", async () => {
  const tab = await phone();
  const draft = tab.draft();
  await tab.drafts.put(draft);
  const row = await tab.outbox.finish(draft);
  assert.equal(row.state, "saved");
  assert.deepEqual([row.title, row.equipmentName, row.failed, row.flagged], ["Before the shift", "Press 2", 1, 0]);
  assert.equal(await tab.drafts.get("g-1", "q-1"), undefined);
  const payload = claims(row.jws);
  assert.deepEqual([payload.person, payload.counter, payload.previous, payload.site], ["p-1", 1, null, "s-1"]);
  assert.deepEqual(await tab.outbox.counts(), { saved: 1, sent: 0, confirmed: 0, attention: 0 });
});

test("records of an enrolment form a chain", async () => {
  const tab = await phone();
  const rows = [await tab.finish(), await tab.finish(), await tab.finish()];
  const payloads = rows.map((row) => claims(row.jws));
  assert.deepEqual(payloads.map((payload) => payload.counter), [1, 2, 3]);
  assert.deepEqual(payloads.map((payload) => payload.previous), [null, rows[0].sha256, rows[1].sha256]);
});

test("records go and are listed as they were signed, though the clock was set back each time", async () => {
  const tab = await phone();
  let now = Date.UTC(2026, 2, 1);
  tab.clock.now = () => (now -= 60_000);
  const rows = [];
  for (let count = 0; count < 4; count += 1) rows.push((await tab.finish()).id);
  assert.deepEqual([...rows].sort(), [...rows].reverse(), "their ids go by the clock");
  assert.deepEqual((await tab.outboxStore.recordsIn(["saved"])).map(({ id }) => id), rows);
  await tab.sender.send();
  assert.deepEqual([...tab.server.records.keys()], rows);
  assert.deepEqual((await tab.outbox.list()).map(({ id }) => id), [...rows].reverse());
});

test("finishing one draft twice, in one tab or in two, makes one record", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  await other.identity.restore();
  const draft = tab.draft();
  await tab.drafts.put(draft);
  const seenElsewhere = await other.drafts.get("g-1", "q-1");
  const rows = await Promise.all([tab.outbox.finish(draft), tab.outbox.finish(draft), other.outbox.finish(seenElsewhere)]);
  assert.equal(new Set(rows.map((row) => row.id)).size, 1);
  assert.equal((await tab.outbox.list()).length, 1);
});

test("two tabs finishing different drafts at once keep both, with two counters", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  await other.identity.restore();
  await Promise.all([tab.finish(), other.finish({ equipment: null }), tab.finish({ equipment: "unknown" })]);
  const rows = await tab.outbox.list();
  assert.deepEqual(rows.map((row) => claims(row.jws).counter).sort(), [1, 2, 3]);
  const hashes = new Set([null, ...rows.map((row) => row.sha256)]);
  for (const row of rows) assert.ok(hashes.has(claims(row.jws).previous));
});

test("two tabs that begin the same checklist fill in one draft", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  await other.identity.restore();
  const [mine, theirs] = [tab.draft(), other.draft()];
  await tab.drafts.put(mine);
  await other.drafts.put(theirs);
  assert.equal(mine.id, theirs.id);
  await other.outbox.finish(theirs);
  await assert.rejects(tab.drafts.put(mine), { name: "AlreadyFinished" }, "a finished draft does not come back");
  assert.equal(await tab.drafts.get("g-1", "q-1"), undefined);
});

test("a Finish that dies before its transaction completes leaves the draft and no record", async () => {
  const tab = await phone();
  const draft = tab.draft();
  await tab.drafts.put(draft);
  const { database } = tab.outboxStore;
  const use = database.use.bind(database);
  database.use = (work) => use((db) => work(killing(db)));
  await assert.rejects(tab.outbox.finish(draft));
  database.use = use;
  assert.deepEqual(await tab.outbox.list(), []);
  assert.deepEqual((await tab.drafts.get("g-1", "q-1")).answers, draft.answers);
  assert.equal((await tab.outboxStore.enrolmentOf("p-1")).counter, 0);
  assert.equal((await tab.outbox.finish(draft)).state, "saved", "and it can be finished then");
});

/** A database whose transactions over records and enrolments die after their last write was asked for. */
function killing(db) {
  return new Proxy(db, {
    get(target, name) {
      if (name !== "transaction") return Reflect.get(target, name, target);
      return (stores, ...more) => {
        const tx = target.transaction(stores, ...more);
        if (!stores.includes("enrolments")) return tx;
        const objectStore = tx.objectStore.bind(tx);
        tx.objectStore = (store) => {
          const rows = objectStore(store);
          if (store === "enrolments") rows.put = () => Promise.reject(new Error("the app was killed"));
          return rows;
        };
        return tx;
      };
    },
  });
}

test("every write is asked to be of strict durability", async () => {
  const tab = await phone();
  const asked = [];
  const { database } = tab.outboxStore;
  const use = database.use.bind(database);
  database.use = (work) => use((db) => work(new Proxy(db, { get: (target, name) => (name === "transaction" ? (...args) => (asked.push(args), target.transaction(...args)) : Reflect.get(target, name, target)) })));
  await tab.finish();
  const writes = asked.filter(([, mode]) => mode === "readwrite");
  assert.ok(writes.some(([stores]) => ["records", "drafts", "enrolments", "evidence"].every((store) => stores.includes(store))), "one transaction holds all");
  for (const [, , options] of writes) assert.equal(options.durability, "strict");
});

test("a photo is named in the record, once, and stays; one that was taken out goes", async () => {
  const tab = await phone();
  const kept = await tab.drafts.putPhoto(PHOTO, "image/jpeg");
  const dropped = await tab.drafts.putPhoto(new ArrayBuffer(3), "image/jpeg");
  const draft = tab.draft();
  draft.answers.cccc = { value: null, photos: [kept, dropped] };
  await tab.drafts.put(draft);
  draft.answers.cccc = { value: null, photos: [kept] };
  draft.answers.bbbb.photos = [kept];
  const row = await tab.outbox.finish(draft);
  assert.deepEqual(claims(row.jws).evidence, [{ sha256: kept, content_type: "image/jpeg", bytes: 7 }]);
  assert.equal((await tab.drafts.photo(kept)).bytes.byteLength, 7);
  assert.equal(await tab.drafts.photo(dropped), undefined);
});

test("a photo just taken is not read again for the manifest; in a window opened later it is, and says the same", async () => {
  const tab = await phone();
  const sha256 = await tab.drafts.putPhoto(PHOTO.slice(0), "image/jpeg");
  const facts = { content_type: "image/jpeg", bytes: PHOTO.byteLength };
  assert.deepEqual(await tab.otherTab().outboxStore.evidenceFacts(sha256), facts);
  tab.outboxStore.evidence = () => assert.fail("read again");
  assert.deepEqual(await tab.outboxStore.evidenceFacts(sha256), facts);
  await tab.databases[1].use((db) => db.clear("evidence"));
  assert.equal(await tab.outboxStore.evidenceFacts(sha256), undefined);
});

test("a photo that two drafts name stays when one of them is removed", async () => {
  const tab = await phone();
  const sha256 = await tab.drafts.putPhoto(PHOTO, "image/jpeg");
  const answers = { cccc: { value: null, photos: [sha256] } };
  const [one, two] = [tab.draft({ answers }), tab.draft({ answers, equipment: null })];
  await tab.drafts.put(one);
  await tab.drafts.put(two);
  await tab.drafts.remove(one);
  assert.ok(await tab.drafts.photo(sha256));
  await tab.drafts.remove(two);
  assert.equal(await tab.drafts.photo(sha256), undefined);
});

test("the author is who began the draft, whoever is signed in at Finish", async () => {
  const tab = await phone();
  const draft = tab.draft();
  await tab.drafts.put(draft);
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  await tab.identity.refresh();
  assert.equal(tab.identity.person.id, "p-2");
  assert.equal(await tab.drafts.get("g-1", "q-1"), undefined, "another person's draft is not shown");
  assert.equal(claims((await tab.outbox.finish(draft)).jws).person, "p-1");
  assert.equal(claims((await tab.finish()).jws).person, "p-2");
});

test("a person without a key gets one when the server answers, else the draft stays", async () => {
  const tab = await phone();
  await tab.outboxStore.setMeta("person", { id: "p-9", name: "Cy", handle: "cy" });
  await tab.identity.restore();
  tab.server.stopped = true;
  await assert.rejects(tab.finish(), { name: "NotEnrolled" });
  assert.equal((await tab.drafts.list()).length, 1);
  tab.server.stopped = false;
  tab.server.person = { id: "p-9", name: "Cy", handle: "cy" };
  assert.equal(claims((await tab.finish()).jws).person, "p-9");
});

test("a guide that changed meanwhile is finished in the version it was begun on", async () => {
  const tab = await phone();
  const draft = tab.draft();
  await tab.drafts.put(draft);
  const guide = await tab.index.get("guide", "g-1");
  await tab.index.apply({ cursor: "c2", reset: false, more: false, server_time: "", changes: [{ ...guide, body: { ...guide.body, version: 3, title: "New" } }] }, "c1");
  const again = await tab.drafts.get("g-1", "q-1");
  const row = await tab.outbox.finish(again);
  assert.deepEqual([claims(row.jws).version, row.title], [2, "Before the shift"]);
});

test("a phone whose outbox the browser threw away says so until it was read", async () => {
  const tab = await phone();
  await tab.finish();
  await tab.databases[1].close();
  await new Promise((resolve) => (indexedDB.deleteDatabase(`${tab.name}-outbox`).onsuccess = resolve));
  const after = tab.otherTab();
  assert.equal(await after.outboxStore.lost(), true);
  assert.equal(await after.otherTab().outboxStore.lost(), true, "the next start still says it");
  await after.outbox.acknowledgeLoss();
  assert.equal(await after.outboxStore.lost(), false);
  assert.equal(await (await phone()).outboxStore.lost(), false, "a new phone has lost nothing");
});

test("what was begun while nobody was signed in is nobody's until somebody says that it is theirs", async () => {
  const tab = await phone();
  await tab.identity.leave();
  tab.server.person = null;
  await tab.drafts.put(tab.draft());
  await assert.rejects(tab.outbox.finish(await tab.drafts.get("g-1", "q-1")), { name: "NotEnrolled" });
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  await tab.identity.refresh();
  const [found] = await tab.drafts.list();
  assert.ok(tab.drafts.unclaimed(found));
  await assert.rejects(tab.outbox.finish(structuredClone(found)), { name: "NotEnrolled" });
  await tab.drafts.claim(found);
  assert.equal((await tab.drafts.list()).length, 1);
  const row = await tab.outbox.finish(await tab.drafts.get("g-1", "q-1"));
  assert.equal(claims(row.jws).person, "p-2");
  assert.deepEqual(await tab.drafts.list(), []);
});

test("of another person's records only their number is shown", async () => {
  const tab = await phone();
  await tab.finish();
  tab.server.person = { id: "p-2", name: "Bo", handle: "bo" };
  await tab.identity.refresh();
  await tab.finish({ label: null });
  assert.deepEqual((await tab.outbox.list()).map((row) => row.person), ["p-2"]);
  assert.deepEqual(await tab.outbox.others(), [{ name: "Ana", waiting: 1, attention: 0 }]);
  assert.equal((await tab.outbox.counts()).saved, 2);
});

test("who says that nobody's draft is theirs, and has begun one meanwhile, keeps both", async () => {
  const tab = await phone();
  const nobodys = { ...tab.draft({ person: "", answers: { aaaa: { value: true } } }) };
  await tab.drafts.put(nobodys);
  const [found] = await tab.drafts.list();
  await tab.otherTab().outboxStore.putDraft({ ...structuredClone(found), id: "own", person: "p-1", key: "p-1|g-1|q-1" });
  assert.equal(await tab.drafts.claim(found), false);
  assert.equal(found.person, "", "it is still nobody's");
  const kept = await tab.outboxStore.drafts();
  assert.deepEqual(kept.map((draft) => [draft.person, draft.id === "own"]).sort(), [["", false], ["p-1", true]]);
  await tab.outboxStore.removeDraft("p-1|g-1|q-1");
  assert.equal(await tab.drafts.claim(found), true);
  assert.deepEqual((await tab.drafts.list()).map((draft) => draft.person), ["p-1"]);
});

test("a draft that another window removed is not finished", async () => {
  const tab = await phone();
  const draft = await tab.drafts.put(tab.draft());
  const { finish } = tab.outboxStore;
  tab.outboxStore.finish = async (...given) => {
    await tab.outboxStore.removeDraft(given[1]);
    return finish.apply(tab.outboxStore, given);
  };
  await assert.rejects(tab.outbox.finish(draft), { name: "DraftGone" });
  assert.deepEqual(await tab.states(), []);
});

test("a claim that the phone has no room for is told", async () => {
  const tab = await phone();
  const draft = { ...tab.draft({ person: "" }) };
  await tab.drafts.put(draft);
  tab.outboxStore.putDraft = async () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  await assert.rejects(tab.drafts.claim(draft), { name: "QuotaExceededError" });
  assert.equal(draft.person, "");
});

test("a record signed while another one got in between is signed again", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  await other.identity.restore();
  const { finish } = tab.outboxStore;
  let between = 1;
  tab.outboxStore.finish = async (...given) => {
    if (between-- > 0) await other.finish({ equipment: null });
    return finish.apply(tab.outboxStore, given);
  };
  await tab.finish();
  assert.deepEqual((await tab.outboxStore.records()).map((row) => claims(row.jws).counter).sort(), [1, 2]);
});

test("a record that gets in between every time is told after five tries", async () => {
  const tab = await phone();
  const other = tab.otherTab();
  await other.identity.restore();
  const { finish } = tab.outboxStore;
  let tries = 0;
  tab.outboxStore.finish = async (...given) => {
    tries += 1;
    await other.finish({ equipment: null });
    return finish.apply(tab.outboxStore, given);
  };
  await assert.rejects(tab.finish(), { name: "CounterTaken" });
  assert.equal(tries, 5);
  assert.ok(await tab.drafts.get("g-1", "q-1"), "the draft stays");
});

test("a photo that the browser has lost before Finish is named all the same", async () => {
  const tab = await phone();
  const sha256 = await tab.drafts.putPhoto(new TextEncoder().encode("lost").buffer, "image/jpeg");
  const draft = await tab.drafts.put(tab.draft({ answers: { cccc: { value: null, photos: [sha256] } } }));
  await tab.outboxStore.database.use((db) => db.delete("evidence", sha256));
  const row = await tab.outbox.finish(draft);
  assert.deepEqual(claims(row.jws).evidence, [{ sha256, content_type: "", bytes: 0 }]);
});

test("a checklist that nobody answered is a record without answers, opened from the list", async () => {
  const tab = await phone();
  const row = await tab.finish({ answers: undefined, openedBy: undefined });
  assert.deepEqual([claims(row.jws).answers, claims(row.jws).opened_by], [[], "list"]);
});

test("the button sends now", async () => {
  const tab = await phone();
  let asked = 0;
  tab.outbox.sender = { send: async () => void (asked += 1), kick: async () => {} };
  await tab.outbox.send();
  assert.equal(asked, 1);
});

test("Finish is a good time to send, but never while the server asks to be left alone", async () => {
  const tab = await phone();
  const asked = [];
  tab.outbox.sender = { send: async () => asked.push("send"), kick: async () => asked.push("kick") };
  await tab.finish();
  while (!asked.length) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.deepEqual(asked, ["kick"]);
});
