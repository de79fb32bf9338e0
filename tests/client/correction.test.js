import assert from "node:assert/strict";
import { test } from "node:test";

import { claims } from "../../static/src/outbox/record.js";
import { CHECKLIST, page, phone } from "./support/phone.js";

/** Corrects a record: the bent guard was fine after all. */
async function corrected(tab, id, more = {}) {
  const draft = await tab.outbox.correction(id);
  return tab.outbox.finish({ ...draft, answers: { ...draft.answers, bbbb: { value: "pass" } }, reason: " Looked again. ", ...more });
}

test("a correction is a signed record of its own that names the old one and says why", async () => {
  const tab = await phone();
  const old = await tab.finish();
  const row = await corrected(tab, old.id);
  const [before, after] = [claims(old.jws), claims(row.jws)];
  assert.deepEqual([after.kind, after.corrects, after.reason], ["correction", old.id, "Looked again."]);
  assert.deepEqual([after.counter, after.previous], [2, old.sha256]);
  assert.deepEqual([after.version, after.version_hash, after.equipment, after.label, after.opened_by], [before.version, before.version_hash, before.equipment, before.label, before.opened_by]);
  assert.deepEqual(after.answers.map(({ value }) => value), [true, "pass"]);
  assert.equal((await tab.outboxStore.records())[0].jws, old.jws);
});

test("it begins with the old answers, and its draft stands beside the next ordinary one", async () => {
  const tab = await phone();
  const old = await tab.finish();
  const draft = await tab.outbox.correction(old.id);
  assert.deepEqual(draft.answers.bbbb, { value: "fail", note: "bent", photos: [] });
  await tab.drafts.put(draft);
  await tab.drafts.put(tab.draft({ answers: {} }));
  assert.equal((await tab.drafts.list()).length, 2);
  assert.equal((await tab.drafts.get("g-1", "q-1")).corrects, undefined);
  assert.equal((await tab.drafts.get("g-1", "q-1", old.id)).corrects, old.id);
});

test("the version that was filled is corrected, whatever was published since", async () => {
  const tab = await phone();
  const old = await tab.finish();
  await tab.index.apply(page([{ type: "guide", id: "g-1", rev: 9, body: { ...CHECKLIST, version: 3, hash: "cd".repeat(32) } }], { cursor: "c2" }), "c1");
  const row = await corrected(tab, old.id);
  assert.equal(claims(row.jws).version, 2);
});

test("a row of an older build is corrected while its version is still the published one", async () => {
  const tab = await phone();
  const { id } = await tab.finish();
  await tab.outboxStore.mark(new Map([[id, { frozen: undefined }]]));
  assert.equal((await tab.outbox.correction(id)).frozen.version, 2);
  await tab.index.apply(page([{ type: "guide", id: "g-1", rev: 9, body: { ...CHECKLIST, version: 3, hash: "cd".repeat(32) } }], { cursor: "c2" }), "c1");
  assert.equal(await tab.outbox.correction(id), undefined);
});

test("a record is corrected once; what is corrected next is the correction", async () => {
  const tab = await phone();
  const old = await tab.finish();
  const second = await corrected(tab, old.id);
  assert.equal(await tab.outbox.correction(old.id), undefined);
  assert.equal((await tab.outbox.record(old.id)).correctedBy, second.id);
  const third = await corrected(tab, second.id);
  assert.equal(claims(third.jws).corrects, second.id);
});

test("clips, other people's records and unknown ones cannot be corrected", async () => {
  const tab = await phone();
  await tab.index.apply(page([{ type: "guide", id: "g-2", rev: 8, body: { ...CHECKLIST, kind: "clip", body: { duration_s: 9 } } }], { cursor: "c2" }), "c1");
  const clip = await tab.finish({ guide: "g-2", watched_s: 9 });
  const mine = await tab.finish();
  assert.equal(await tab.outbox.correction(clip.id), undefined);
  assert.equal(await tab.outbox.correction("nobody's"), undefined);
  tab.identity.person = { id: "p-2", name: "Ben", handle: "ben" };
  assert.equal(await tab.outbox.correction(mine.id), undefined);
});
