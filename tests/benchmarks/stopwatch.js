/**
 * Put into every page before its own scripts. Tells by the page's own clock when something was on the screen:
 * `stopwatch.first` in ms since the navigation began, `stopwatch.arm(goal)` in ms since the next tap.
 * "On the screen" means: in the page, reachable by a finger, painted, and the main thread free again.
 */
(() => {
  if (self !== top) return;
  const one = (selector) => document.querySelector(selector);

  const reachable = (element) => {
    if (!element) return false;
    const { left, top, width, height } = element.getBoundingClientRect();
    const hit = width && height && document.elementFromPoint(left + width / 2, top + height / 2);
    return Boolean(hit) && element.contains(hit);
  };
  const bar = () => reachable(one('lineside-bar a[href="#/scan"]'));
  const saved = /^(Saved on this phone|Sent|Confirmed)$/;

  const goals = {
    floor: () => reachable(one("h1#floor")),
    home: () => reachable(one("lineside-home h1")) && one("lineside-home .card .state") && bar(),
    whole: () => goals.home() && !one("lineside-home .skeleton"),
    equipment: () => reachable(one("lineside-equipment h1")) && reachable(one('lineside-equipment a.row[href^="#/guide/"]')) && bar(),
    checklist: () => reachable(one("lineside-checklist .item h2")),
    saved: () => saved.test(one("lineside-finished h2")?.textContent.trim()),
  };

  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const afterPaint = async () => {
    await frame();
    const { port1, port2 } = new MessageChannel();
    await new Promise((done) => {
      port1.onmessage = done;
      port2.postMessage(0);
    });
    return performance.now();
  };
  const reached = async (goal) => {
    while (!goals[goal]()) await frame();
    return afterPaint();
  };
  const nextTap = () => new Promise((done) => addEventListener("click", (event) => done(event.timeStamp), { capture: true, once: true }));
  const firstFrame = () => new Promise((done) => one("video").requestVideoFrameCallback((now) => done(now)));

  const interactions = new Map();
  self.stopwatch = {
    first: {},
    arm(goal) {
      self.stopwatch.result = nextTap().then(async (start) => (goal === "frame" ? await firstFrame() : await reached(goal)) - start);
    },
    /** Longest event of each tap: its handlers, and the paint after them (Event Timing; below 16 ms it says nothing). */
    interactions: () => [...interactions.values()],
  };
  for (const goal of ["floor", "home", "whole", "equipment"]) reached(goal).then((at) => (self.stopwatch.first[goal] = at));
  new PerformanceObserver((list) => {
    for (const { interactionId: id, duration } of list.getEntries()) if (id) interactions.set(id, Math.max(duration, interactions.get(id) ?? 0));
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
})();
