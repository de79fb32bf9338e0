import assert from "node:assert/strict";
import { test } from "node:test";

import { beginDraft } from "../../static/src/guides/draft.js";
import { DraftKeeper, finishedElsewhere, whyNotKept } from "../../static/src/guides/keeper.js";
import { wall } from "../../static/src/storage/values.js";

const guide = { id: "lockout", kind: "checklist", version: 3, hash: "ab", title: "Lockout", site: "north", attached: [], body: { summary: "", items: [] } };
const begun = () => beginDraft(guide, { equipment: "press", label: null, openedBy: "list" });

/** Drafts on a slow phone: what was written, in order; a full one refuses. */
function drafts() {
  const written = [];
  const phone = {
    written,
    full: false,
    put: async (draft) => {
      const copy = structuredClone(draft);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (phone.full) throw new DOMException("", "QuotaExceededError");
      written.push(copy);
    },
  };
  return phone;
}

test("the last tap is what stays, however fast the taps came", async () => {
  const phone = drafts();
  const keeper = new DraftKeeper(phone, begun());
  keeper.change({ answers: { a: { value: 1 } } });
  keeper.change({ answers: { a: { value: 2 } } });
  await keeper.change({ answers: { a: { value: 3 } } });
  assert.deepEqual(phone.written.at(-1).answers, { a: { value: 3 } });
});

test("answers count as kept only while every one of them is written", async () => {
  const phone = drafts();
  const keeper = new DraftKeeper(phone, begun());
  const said = [];
  keeper.addEventListener("change", () => said.push(keeper.kept));
  keeper.change({ position: 1 });
  const last = keeper.change({ position: 2 });
  assert.equal(keeper.kept, false);
  await last;
  assert.deepEqual(said, [false, true]);
  phone.full = true;
  await keeper.change({ position: 3 });
  assert.equal(keeper.kept, false);
});

test("a refused write is told, and kept at the next try", async () => {
  const phone = drafts();
  const keeper = new DraftKeeper(phone, begun());
  phone.full = true;
  await keeper.change({ position: 4 });
  assert.equal(whyNotKept(keeper.problem), "full");
  phone.full = false;
  await keeper.keep();
  assert.equal(keeper.problem, undefined);
  assert.equal(phone.written.at(-1).position, 4);
});

test("after Finish a late tap writes nothing", async () => {
  const phone = drafts();
  const keeper = new DraftKeeper(phone, begun());
  keeper.change({ position: 1 });
  await keeper.close();
  await keeper.change({ position: 2 });
  assert.deepEqual(phone.written.map(({ position }) => position), [1]);
});

test("a draft finished in another window leads to its record", () => {
  const row = { id: "r1" };
  assert.equal(finishedElsewhere(Object.assign(new Error(), { name: "AlreadyFinished", row })), row);
  assert.equal(finishedElsewhere(new Error()), undefined);
});

test("the time of a tap carries the phone's own offset", () => {
  const date = new Date("2026-01-31T06:12:03.120Z");
  assert.match(wall(date), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d$/);
  assert.equal(new Date(wall(date)).getTime(), date.getTime());
});
