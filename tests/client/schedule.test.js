import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Patience } from "../../static/src/outbox/patience.js";
import { Schedule } from "../../static/src/outbox/schedule.js";

const FINE = { problem: "", retryAfter: null, busy: false };
const DOWN = { problem: "offline", retryAfter: null, busy: false };

/** A schedule whose rounds end as told, on a clock that the test turns. */
function planned(rounds, { waiting = true, visible = false, kept = new Map() } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { sent: 0, pulled: 0, unreached: 0, now: 0, waiting };
  const sender = { send: async () => ((seen.sent += 1), rounds.length > 1 ? rounds.shift() : rounds[0]) };
  const store = { meta: async (key) => kept.get(key), setMeta: async (key, value) => kept.set(key, value) };
  const schedule = new Schedule({
    sender, patience: new Patience(store, () => seen.now), seen: () => visible, random: () => 0, waiting: async () => seen.waiting,
    after: async () => (seen.pulled += 1), unreached: () => (seen.unreached += 1),
  });
  const pass = async (ms) => {
    seen.now += ms;
    mock.timers.tick(ms);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  };
  return { schedule, seen, pass };
}

test.afterEach(() => mock.timers.reset());

test("unseen, it waits 30 s after a failure, then twice as long each time, ten minutes at most", async () => {
  const { schedule, seen, pass } = planned([DOWN]);
  await schedule.send();
  for (const [seconds, sent] of [[29, 1], [1, 2], [59, 2], [1, 3], [120, 4], [240, 5], [480, 6], [599, 6], [1, 7], [600, 8]]) {
    await pass(seconds * 1000);
    assert.equal(seen.sent, sent, `${seconds} s later`);
  }
  assert.equal(seen.pulled, 0, "push comes before pull");
});

test("while somebody looks, it waits 5 s, then twice as long each time, one minute at most", async () => {
  const { schedule, seen, pass } = planned([DOWN], { visible: true });
  await schedule.send();
  for (const [seconds, sent] of [[4, 1], [1, 2], [10, 3], [20, 4], [40, 5], [59, 5], [1, 6], [60, 7]]) {
    await pass(seconds * 1000);
    assert.equal(seen.sent, sent, `${seconds} s later`);
  }
});

test("success pulls, starts the waiting over, and sleeps when nothing is left", async () => {
  const { schedule, seen, pass } = planned([DOWN, DOWN, FINE]);
  for (let i = 0; i < 3; i += 1) await schedule.send();
  assert.deepEqual([seen.pulled, seen.unreached], [1, 1]);
  seen.waiting = false;
  await pass(30_000);
  assert.equal(seen.sent, 4);
  await pass(3_600_000);
  assert.equal(seen.sent, 4);
});

test("a browser that fires its sync at once starts no circle", async () => {
  const { schedule, seen } = planned([DOWN]);
  schedule.unreached = () => ((seen.unreached += 1), schedule.kick());
  await schedule.send();
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
  assert.deepEqual([seen.unreached, seen.sent], [1, 2]);
});

test("a server that refuses is no reason to ask the browser to send for us", async () => {
  const { schedule, seen } = planned([{ problem: "sign-in", retryAfter: null, busy: false }]);
  await schedule.send();
  assert.equal(seen.unreached, 0);
});

test("the jitter only lengthens", () => {
  const { schedule } = planned([FINE]);
  schedule.random = () => 0.99;
  assert.ok(schedule.wait(FINE) > 30_000 && schedule.wait(FINE) < 38_000);
});

test("Retry-After is obeyed by the timer and by every signal but the button", async () => {
  const { schedule, seen, pass } = planned([{ problem: "busy", retryAfter: 90_000, busy: false }]);
  await schedule.send();
  await pass(89_000);
  await schedule.kick();
  assert.equal(seen.sent, 1);
  await pass(1_000);
  assert.equal(seen.sent, 2);
  await schedule.send();
  assert.equal(seen.sent, 3);
});

test("a wait that the server asked for outlives a reload, but not a clock that was set back", async () => {
  const kept = new Map();
  const before = planned([{ problem: "busy", retryAfter: 90_000, busy: false }], { kept });
  await before.schedule.send();
  mock.timers.reset();
  const after = planned([FINE], { kept, waiting: false });
  await after.pass(30_000);
  await after.schedule.kick();
  assert.equal(after.seen.sent, 0, "asked to wait for a minute more");
  await after.pass(59_000);
  assert.equal(after.seen.sent, 0);
  await after.pass(1_000);
  assert.equal(after.seen.sent, 1, "by itself, when the wait is over");
  kept.set("wait", { until: 10_000_000, ms: 90_000 });
  mock.timers.reset();
  const setBack = planned([FINE], { kept, waiting: false });
  await setBack.schedule.kick();
  assert.equal(setBack.seen.sent, 1);
});

test("a round that fails on the phone itself, as on a full one, does not end the timer", async () => {
  const { schedule, seen, pass } = planned([FINE], { waiting: false });
  const { sender } = schedule;
  schedule.sender = { send: () => Promise.reject(new DOMException("", "QuotaExceededError")) };
  await assert.rejects(schedule.send(), { name: "QuotaExceededError" });
  schedule.sender = sender;
  await pass(30_000);
  assert.equal(seen.sent, 1);
});

test("while another tab is sending it looks again soon", async () => {
  const { schedule, seen, pass } = planned([{ problem: "", retryAfter: null, busy: true }, FINE]);
  await schedule.send();
  assert.equal(seen.pulled, 0);
  await pass(4_000);
  assert.equal(seen.sent, 2);
});

test("it sends at start, when the network is back, and when the page is shown", async () => {
  const { schedule, seen, pass } = planned([FINE], { waiting: false });
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const page = Object.assign(new EventTarget(), { document });
  schedule.start(page);
  page.dispatchEvent(new Event("online"));
  page.dispatchEvent(new Event("pageshow"));
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(0);
  assert.equal(seen.sent, 4);
  document.visibilityState = "hidden";
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(0);
  assert.equal(seen.sent, 4);
});
