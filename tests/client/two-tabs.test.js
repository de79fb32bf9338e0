/** Two tabs on one draft: each writes what was tapped in it, and what the other one kept stays. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { beginDraft } from "../../static/src/guides/draft.js";
import { DraftKeeper } from "../../static/src/guides/keeper.js";
import { claims } from "../../static/src/outbox/record.js";
import { phone } from "./support/phone.js";

const bytes = (text) => new TextEncoder().encode(text).buffer;
const kept = (tab) => tab.drafts.get("g-1", "q-1");

/** A tab with the checklist open, as guide-page.js opens it. */
async function opened(tab) {
  const fresh = beginDraft(await tab.store.guide("g-1"), { equipment: "q-1", label: null, openedBy: "list" });
  const draft = tab.drafts.opened((await kept(tab)) ?? fresh);
  const keeper = new DraftKeeper(tab.drafts, draft);
  const tap = (item, answer) => keeper.change({ answers: { ...draft.answers, [item]: { ...draft.answers[item], ...answer } } });
  return { tab, draft, keeper, tap, photo: (text) => tab.drafts.putPhoto(bytes(text), "image/jpeg") };
}

/** @param {object} [answers] kept before either opened it */
async function twoTabs(answers) {
  const tab = await phone();
  const other = tab.otherTab();
  await other.identity.restore();
  if (answers) await tab.drafts.put(tab.draft({ answers }));
  return [await opened(tab), await opened(other)];
}

for (const [name, begun] of [["begun before", { aaaa: { value: true } }], ["that neither had begun", undefined]]) {
  test(`of a draft ${name} each tab keeps what was tapped in it, and takes over what came in`, async () => {
    const [a, b] = await twoTabs(begun);
    await a.tap("aaaa", { value: true });
    await a.tap("bbbb", { value: "flag", note: "bent" });
    await b.tap("dddd", { value: 7 });
    const all = { aaaa: { value: true }, bbbb: { value: "flag", note: "bent" }, dddd: { value: 7 } };
    assert.deepEqual((await kept(a.tab)).answers, all);
    assert.deepEqual([b.draft.answers, b.draft.id], [all, a.draft.id]);
    await a.tap("cccc", { value: null, photos: [] });
    assert.equal(a.draft.answers.dddd.value, 7);
    assert.equal((await a.tab.drafts.list()).length, 1);
  });
}

test("of an answer that both tabs gave the later tap stays", async () => {
  const [a, b] = await twoTabs({ bbbb: { value: "pass" } });
  await a.tap("bbbb", { value: "fail", note: "bent" });
  await b.tap("bbbb", { value: "flag" });
  assert.deepEqual([(await kept(a.tab)).answers.bbbb.value, (await kept(a.tab)).answers.bbbb.note], ["flag", undefined]);
  await a.tap("aaaa", { value: true });
  assert.equal((await kept(a.tab)).answers.bbbb.value, "flag", "a tap on another item says nothing about this one");
  await a.tap("bbbb", { value: "pass" });
  assert.equal((await kept(b.tab)).answers.bbbb.value, "pass");
});

test("the other facts stay, too, where only one tab has changed them", async () => {
  const [a, b] = await twoTabs({ aaaa: { value: true } });
  await a.keeper.change({ reason: "the gauge was read wrong" });
  await b.keeper.change({ position: 12, watched_s: 10, played: [[2, 12]] });
  const { reason, position, watched_s, played } = await kept(a.tab);
  assert.deepEqual({ reason, position, watched_s, played }, { reason: "the gauge was read wrong", position: 12, watched_s: 10, played: [[2, 12]] });
});

test("photos of one item that two tabs took both stay, with their bytes; a removed one stays away", async () => {
  const [a, b] = await twoTabs();
  const old = await a.photo("old");
  await a.tap("cccc", { value: null, photos: [old] });
  const c = await opened(b.tab);
  const [one, two] = [await a.photo("one"), await c.photo("two")];
  await a.tap("cccc", { photos: [one] });
  await c.tap("cccc", { photos: [old, two] });
  assert.deepEqual((await kept(a.tab)).answers.cccc.photos, [one, two]);
  assert.deepEqual(c.draft.answers.cccc.photos, [one, two]);
  assert.ok(await a.tab.drafts.photo(one));
  assert.ok(await a.tab.drafts.photo(two));
  assert.equal(await a.tab.drafts.photo(old), undefined);
  await a.tap("bbbb", { value: "flag", note: "bent" });
  assert.ok(await a.tab.drafts.photo(two), "what the merged draft names is kept");
});

test("a value from one tab and a photo of the same item from the other belong together", async () => {
  const [a, b] = await twoTabs();
  const [one, two] = [await a.photo("one"), await b.photo("two")];
  await a.tap("bbbb", { value: "flag", note: "bent" });
  await b.tap("bbbb", { photos: [one] });
  await b.tap("cccc", { value: null, photos: [two] });
  await a.tap("cccc", { value: "x" });
  const { bbbb, cccc } = (await kept(a.tab)).answers;
  assert.deepEqual([bbbb, cccc], [{ value: "flag", note: "bent", photos: [one] }, { value: "x", photos: [two] }]);
});

test("taps made while a write is under way stay, whatever it brings from the other tab", async () => {
  const [a, b] = await twoTabs({ aaaa: { value: true } });
  await a.tap("bbbb", { value: "pass" });
  const writing = b.tap("dddd", { value: 1 });
  b.tap("dddd", { value: 2 });
  await writing;
  b.tap("bbbb", { value: "flag" });
  await b.keeper.keep();
  assert.deepEqual((await kept(a.tab)).answers, { aaaa: { value: true }, bbbb: { value: "flag" }, dddd: { value: 2 } });
});

test("Finish signs what is on the phone then, also what the other tab has put there", async () => {
  const [a, b] = await twoTabs({ aaaa: { value: true } });
  await a.tap("bbbb", { value: "flag", note: "bent" });
  const said = claims((await b.tab.outbox.finish(b.draft)).jws).answers;
  assert.deepEqual(said.map(({ item, value }) => [item, value]), [["aaaa", true], ["bbbb", "flag"]]);
  await a.tap("aaaa", { value: true });
  assert.equal(a.keeper.problem.name, "AlreadyFinished");
});

test("a tap in the other tab while Finish signs is signed, too; one at every try is told after five", async () => {
  const [a, b] = await twoTabs({ aaaa: { value: true } });
  const { finish } = a.tab.outboxStore;
  let taps = 0;
  let most = 99;
  a.tab.outboxStore.finish = async (...given) => {
    if (taps < most) await b.tap("bbbb", { value: "flag", note: `bent ${(taps += 1)}` });
    return finish.apply(a.tab.outboxStore, given);
  };
  await assert.rejects(a.tab.outbox.finish(a.draft), { name: "DraftChanged" });
  assert.deepEqual([taps, await a.tab.states()], [5, []]);
  most = 6;
  const row = await a.tab.outbox.finish(a.draft);
  assert.equal(claims(row.jws).answers[1].note, "bent 6");
  assert.equal(await kept(a.tab), undefined);
});

test("begun anew on another version it is another draft: nothing of the two is mixed", async () => {
  const [a, b] = await twoTabs({ aaaa: { value: true } });
  await b.tab.drafts.remove(b.draft);
  const guide = await b.tab.store.guide("g-1");
  await b.tab.drafts.put(beginDraft({ ...guide, version: 3, hash: "cd".repeat(32) }, { equipment: "q-1", label: null, openedBy: "list" }));
  await a.tap("bbbb", { value: "pass" });
  assert.equal(a.keeper.problem.name, "DraftGone");
  const { version, answers } = await kept(a.tab);
  assert.deepEqual([version, answers], [3, {}]);
});

test("who claims nobody's draft keeps what was tapped into it meanwhile", async () => {
  const [a, b] = await twoTabs();
  await a.tab.drafts.put({ ...a.tab.draft({ person: "", answers: { aaaa: { value: true } } }) });
  const found = await kept(b.tab);
  const nobodys = await kept(a.tab);
  nobodys.answers.bbbb = { value: "pass" };
  await a.tab.drafts.put(nobodys);
  assert.equal(await b.tab.drafts.claim(found), true);
  const mine = await kept(b.tab);
  assert.deepEqual([mine.person, Object.keys(mine.answers)], ["p-1", ["aaaa", "bbbb"]]);
});
