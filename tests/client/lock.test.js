import assert from "node:assert/strict";
import { test } from "node:test";

import { exclusively } from "../../static/src/storage/lock.js";
import { withNavigator } from "./support/navigator.js";
import { phone } from "./support/phone.js";

/** Work that goes on until it is told to end. */
function begun() {
  let end;
  return { work: () => new Promise((resolve) => (end = () => resolve("done"))), end: () => end() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

test("without Web Locks one tab works at a time, and the next may begin when it has ended", async () => {
  const { outboxStore } = await phone();
  const { work, end } = begun();
  const first = exclusively("send", work, outboxStore);
  await settled();
  assert.equal(await exclusively("send", async () => "too", outboxStore), undefined);
  assert.equal(await exclusively("send", async () => "waited", outboxStore, { wait: true }), "waited", "its transaction decides");
  end();
  assert.equal(await first, "done");
  assert.equal(await exclusively("send", async () => "next", outboxStore), "next");
});

test("a page that is left lets the next one begin at once, not after two minutes", async () => {
  const { outboxStore } = await phone();
  const page = new EventTarget();
  const { work, end } = begun();
  const left = exclusively("send", work, outboxStore, { page });
  await settled();
  page.dispatchEvent(new Event("pagehide"));
  await settled();
  const { work: more, end: ended } = begun();
  const next = exclusively("send", more, outboxStore, { page });
  await settled();
  end();
  assert.equal(await left, "done");
  assert.equal(await exclusively("send", async () => "third", outboxStore), undefined, "what was left does not end another's lease");
  ended();
  await next;
});

test("a page that cannot write any more when it is left leaves the lease to run out", async () => {
  const { outboxStore } = await phone();
  const page = new EventTarget();
  const { work, end } = begun();
  const left = exclusively("send", work, outboxStore, { page });
  await settled();
  const { endLease } = outboxStore;
  outboxStore.endLease = async () => Promise.reject(new DOMException("closing", "InvalidStateError"));
  page.dispatchEvent(new Event("pagehide"));
  await settled();
  outboxStore.endLease = endLease;
  end();
  assert.equal(await left, "done");
});

test("with Web Locks a Finish waits for its turn and a send gives way", async () => {
  const { outboxStore } = await phone();
  const asked = [];
  const locks = { request: async (name, how, work = how) => (asked.push([name, how.ifAvailable === true]), work(name === "free" ? {} : null)) };
  assert.equal(await exclusively("free", async () => 1, outboxStore, { locks }), 1);
  assert.equal(await exclusively("taken", async () => 2, outboxStore, { locks }), undefined);
  assert.equal(await exclusively("taken", async () => 3, outboxStore, { locks, wait: true }), 3);
  assert.deepEqual(asked, [["free", true], ["taken", true], ["taken", false]]);
  for (const [navigator, times] of [[undefined, 3], [{ locks }, 4]]) {
    await withNavigator(navigator, () => exclusively("free", async () => 4, outboxStore));
    assert.equal(asked.length, times, "the browser's own, where it has them");
  }
});
