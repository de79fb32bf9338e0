import assert from "node:assert/strict";
import { test } from "node:test";

import { answer, sourceOf, table } from "../../static/src/sw/routes.js";
import { Shell } from "../../static/src/sw/shell.js";
import { Updates } from "../../static/src/sw/updates.js";
import { Caches } from "./support/caches.js";

const ORIGIN = "https://phone.test";
const BUILT = ["/static/built/main.aa.js", "/static/built/main.bb.css", "/static/built/reader-cc.wasm"];
const SHA = "ab".repeat(32);

/** A site whose files can be missing; Request is Node's, which knows no relative address. */
function site(files = {}) {
  const asked = [];
  const fetch = async (request) => {
    const path = new URL(request.url).pathname;
    asked.push(path);
    if (path in files) return typeof files[path] === "function" ? files[path]() : new Response(files[path], { status: 500 });
    return new Response(`bytes of ${path}`);
  };
  return { asked, fetch };
}

globalThis.Request = class extends Request {
  constructor(input, init) {
    super(typeof input === "string" ? new URL(input, ORIGIN) : input, init);
  }
};

const request = (path, { navigates = false, ...init } = {}) => {
  const made = new Request(path, init);
  if (navigates) Object.defineProperty(made, "mode", { value: "navigate" });
  return made;
};

async function installed({ build = "b1", urls = BUILT, caches = new Caches(), files } = {}) {
  const { asked, fetch } = site(files);
  const shell = new Shell({ build, urls, caches, fetch });
  await shell.install();
  return { shell, caches, asked, routes: table(shell) };
}

test("installing stores both pages and every built file, but leaves the decoder's wasm for later", async () => {
  const { shell, caches, asked } = await installed();
  assert.deepEqual(asked.sort(), ["/", "/offline", "/static/built/main.aa.js", "/static/built/main.bb.css"]);
  assert.deepEqual(await caches.keys(), ["shell-b1"]);
  assert.equal(await shell.hasExtras(), false);
  await shell.storeExtras();
  assert.equal(await shell.hasExtras(), true);
});

test("a file that is missing fails the install and leaves no trace", async () => {
  const caches = new Caches();
  await assert.rejects(installed({ caches, files: { [BUILT[1]]: "gone" } }));
  assert.deepEqual(await caches.keys(), []);
});

test("a failed install of the build that is served leaves it alone", async () => {
  const { caches, shell } = await installed();
  await assert.rejects(installed({ caches, files: { "/": "down" } }));
  assert.equal(await (await shell.page()).text(), "bytes of /");
});

test("a page that was redirected, to a sign-in say, is not stored", async () => {
  const redirected = () => Object.defineProperty(new Response("sign in"), "redirected", { value: true });
  await assert.rejects(installed({ files: { "/": redirected } }));
});

test("the decoder is written once, however often the app starts", async () => {
  const { caches, shell } = await installed();
  await shell.storeExtras();
  const cache = await caches.open("shell-b1");
  cache.put = () => assert.fail("written again");
  await shell.storeExtras();
  assert.equal(await shell.hasExtras(), true);
});

test("a new build copies what has not changed, and the decoder with it; only the pages are asked for again", async () => {
  const { caches, shell } = await installed();
  await shell.storeExtras();
  const next = await installed({ build: "b2", urls: [...BUILT.slice(1), "/static/built/main.dd.js"], caches });
  assert.deepEqual(next.asked.sort(), ["/", "/offline", "/static/built/main.dd.js"]);
  assert.equal(await next.shell.hasExtras(), true);
});

test("the two latest builds stay, whoever is older goes; media stay", async () => {
  const caches = new Caches();
  await caches.open("media");
  for (const build of ["b1", "b2", "b3"]) await installed({ build, caches });
  await (await installed({ build: "b3", caches })).shell.prune();
  assert.deepEqual(await caches.keys(), ["media", "shell-b2", "shell-b3"]);
});

const NETWORK = undefined;
for (const [path, init, from] of [
  ["/", { navigates: true }, "the page"],
  ["/?source=home", { navigates: true }, "the page"],
  ["/q/K7M4QXZ", { navigates: true }, "the page"],
  ["/Q/K7M4QXZ", { navigates: true }, "the page"],
  ["/", {}, NETWORK],
  ["/console/", { navigates: true }, "the network first"],
  ["/sign-in?next=/", { navigates: true }, "the network first"],
  ["/sign-in", { navigates: true, method: "POST", body: "x" }, NETWORK],
  ["/console/parts", {}, NETWORK],
  ["/query", { navigates: true }, NETWORK],
  ["/api/v1/sync", {}, NETWORK],
  ["/api/v1/records", { method: "POST", body: "x" }, NETWORK],
  ["/q/K7M4QXZ", { navigates: true, method: "POST", body: "x" }, NETWORK],
  [`/media/${SHA}`, { method: "HEAD" }, NETWORK],
  ["/static/built/main.aa.js", {}, "a cache"],
  [`/media/${SHA}`, {}, "a cache"],
  ["/media/upload", {}, NETWORK],
  ["https://elsewhere.test/", { navigates: true }, NETWORK],
]) {
  test(`${init.method ?? "GET"} ${path}${init.navigates ? " as a page" : ""} is ${from ? `answered from ${from}` : "left to the browser"}`, async () => {
    const { routes } = await installed();
    const source = sourceOf(request(path, init), routes, ORIGIN);
    assert.equal(Boolean(source), Boolean(from));
    if (from === "the page") assert.equal(await (await answer(request(path), source)).text(), "bytes of /");
  });
}

test("what no cache has comes from the network, and without network is an error, never nothing", async () => {
  const { routes } = await installed();
  const wanted = request("/static/built/other.js");
  const real = globalThis.fetch;
  globalThis.fetch = async () => new Response("from the network");
  assert.equal(await (await answer(wanted, sourceOf(wanted, routes, ORIGIN))).text(), "from the network");
  assert.equal(await (await answer(wanted, async () => { throw new Error("broken cache"); })).text(), "from the network");
  globalThis.fetch = async () => { throw new TypeError("offline"); };
  assert.equal((await answer(wanted, async () => undefined)).type, "error");
  globalThis.fetch = real;
});

test("a page that only the server has is the server's, and without a network the page that says so", async () => {
  const { routes } = await installed();
  const wanted = request("/sign-in?next=/", { navigates: true });
  const source = sourceOf(wanted, routes, ORIGIN);
  const real = globalThis.fetch;
  globalThis.fetch = async () => new Response("the server's");
  assert.equal(await (await answer(wanted, source)).text(), "the server's");
  globalThis.fetch = async () => { throw new TypeError("offline"); };
  assert.equal(await (await answer(wanted, source)).text(), "bytes of /offline");
  globalThis.fetch = real;
});

test("a stored clip is served in the ranges a player asks for", async () => {
  const { routes, caches } = await installed();
  const bytes = "0123456789";
  await (await caches.open("media")).put(`/media/${SHA}`, new Response(bytes, { headers: { "Content-Type": "video/mp4", "Content-Length": "10" } }));
  globalThis.caches = caches;
  const play = async (range) => {
    const wanted = request(`/media/${SHA}`, range ? { headers: { Range: range } } : {});
    const response = await answer(wanted, sourceOf(wanted, routes, ORIGIN));
    return [response.status, response.headers.get("Content-Range"), response.headers.get("Content-Length"), await response.text()];
  };
  assert.deepEqual(await play("bytes=0-1"), [206, "bytes 0-1/10", "2", "01"]);
  assert.deepEqual(await play("bytes=7-"), [206, "bytes 7-9/10", "3", "789"]);
  assert.deepEqual(await play("bytes=-2"), [206, "bytes 8-9/10", "2", "89"]);
  assert.deepEqual(await play("bytes=0-"), [206, "bytes 0-9/10", "10", bytes]);
  assert.deepEqual(await play("bytes=5-99"), [206, "bytes 5-9/10", "5", "56789"]);
  assert.deepEqual((await play("bytes=10-")).slice(0, 2), [416, "bytes */10"]);
  assert.equal((await play("bytes=-0"))[0], 416);
  for (const whole of ["bytes=3-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-"]) assert.deepEqual((await play(whole))[0], 200);
  assert.deepEqual(await play(""), [200, null, "10", bytes]);
});

test("what is asked for as stored never comes from the network", async () => {
  const { routes, caches } = await installed();
  globalThis.caches = caches;
  const before = globalThis.fetch;
  globalThis.fetch = async () => assert.fail("the network was asked");
  try {
    const wanted = request(`/media/${SHA}?stored`);
    const ask = () => answer(wanted, sourceOf(wanted, routes, ORIGIN));
    assert.equal((await ask()).type, "error");
    await (await caches.open("media")).put(`/media/${SHA}`, new Response("film"));
    assert.equal(await (await ask()).text(), "film");
  } finally {
    globalThis.fetch = before;
  }
});

/** A page with a worker that has a new build waiting. */
function waitingPage({ resting = true, formElsewhere = false } = {}) {
  const events = new EventTarget();
  const said = [];
  const page = { resting, reloads: 0, said, moments: [] };
  const waiting = { postMessage: (message) => said.push(message.type) };
  const registration = Object.assign(new EventTarget(), { waiting, installing: null, update: async () => said.push("update") });
  page.container = Object.assign(events, { controller: {}, register: async (...args) => ((page.registered = args), registration) });
  const locks = { request: async (_name, _options, work) => work(formElsewhere ? null : {}) };
  page.updates = new Updates({ atRest: () => page.resting, reload: () => (page.reloads += 1), container: page.container, locks, later: (work) => page.moments.push(work) });
  page.pass = () => page.moments.pop()();
  page.registration = registration;
  return page;
}

test("a new build is applied at rest, and the page then loads anew", async () => {
  const page = waitingPage();
  await page.updates.register();
  assert.deepEqual(page.said, [], "not in the moment a screen is opened");
  await page.pass();
  assert.deepEqual([page.registered, page.said], [["/sw.js", { scope: "/", updateViaCache: "none" }], ["apply"]]);
  page.container.dispatchEvent(new Event("controllerchange"));
  assert.equal(page.reloads, 1);
});

test("a new build waits while a form is open, here or in another tab", async () => {
  const here = waitingPage({ resting: false });
  await here.updates.register();
  assert.deepEqual(here.said, []);
  here.resting = true;
  await here.updates.consider();
  here.resting = false;
  await here.pass();
  assert.deepEqual(here.said, [], "a form was opened meanwhile");
  here.resting = true;
  await here.updates.consider();
  await here.pass();
  assert.deepEqual(here.said, ["apply"]);
  const elsewhere = waitingPage({ formElsewhere: true });
  await elsewhere.updates.register();
  await elsewhere.pass();
  assert.deepEqual(elsewhere.said, []);
});

test("a new build that is held up is applied again until it has taken over", async () => {
  const page = waitingPage();
  await page.updates.register();
  await page.pass();
  await page.pass();
  assert.deepEqual(page.said, ["apply", "apply"]);
  page.registration.waiting = null;
  await page.pass();
  assert.deepEqual([page.said.length, page.moments.length], [2, 0]);
});

test("a page whose form is open when another tab applies a build loads anew only at rest", async () => {
  const page = waitingPage({ resting: false });
  await page.updates.register();
  page.container.dispatchEvent(new Event("controllerchange"));
  assert.equal(page.reloads, 0);
  page.resting = true;
  await page.updates.consider();
  assert.equal(page.reloads, 1);
});

test("the first worker of a phone reloads nothing", async () => {
  const page = waitingPage();
  page.container.controller = null;
  page.registration.waiting = null;
  await page.updates.register();
  page.container.dispatchEvent(new Event("controllerchange"));
  assert.equal(page.reloads, 0);
});

test("a new build is looked for at start, and not again at every glance", async () => {
  const page = waitingPage();
  page.registration.waiting = null;
  await page.updates.register();
  await page.updates.consider();
  assert.deepEqual(page.said, ["update"]);
});

test("a phone without service workers goes on", async () => {
  const updates = new Updates({ atRest: () => true, container: null, reload: () => {} });
  await updates.register();
  assert.equal(await updates.ask("extras"), false);
});

test("asking a phone whose first install failed tries the install once more, and gives up without waiting", async () => {
  const page = waitingPage();
  const installing = Object.assign(new EventTarget(), { state: "redundant" });
  Object.assign(page.registration, { waiting: null, installing, active: null });
  assert.equal(await page.updates.ask("extras"), false);
  assert.deepEqual(page.registered, ["/sw.js", { scope: "/", updateViaCache: "none" }]);
});
