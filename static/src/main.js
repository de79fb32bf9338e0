/** The one place that wires. Imported by nobody. */

import { Drafts } from "./checklist/drafts.js";
import { Heads } from "./outbox/heads.js";
import { Outbox } from "./outbox/outbox.js";
import { Patience } from "./outbox/patience.js";
import { Schedule } from "./outbox/schedule.js";
import { Sender } from "./outbox/sender.js";
import { showUnopened } from "./outbox/unopened.js";
import { Clips } from "./pack/clips.js";
import { IndexPull } from "./pack/index.js";
import { Pack } from "./pack/pack.js";
import { openSample } from "./pack/sample.js";
import { Identity } from "./people/identity.js";
import { Store } from "./places/store.js";
import { Api } from "./server/api.js";
import { ServerClock } from "./server/clock.js";
import { IndexStore } from "./storage/index-store.js";
import { indexSteps, outboxSteps } from "./storage/migrations.js";
import { CHANNEL, INDEX, MARKER, OUTBOX } from "./storage/names.js";
import { Database } from "./storage/opener.js";
import { OutboxStore } from "./storage/outbox-store.js";
import { PiecesStore } from "./storage/pieces-store.js";
import { troubleOf } from "./storage/trouble.js";
import { FormLock, Updates } from "./sw/updates.js";
import { fetchLater, whenHere } from "./ui/later.js";
import { inTime } from "./ui/patience.js";
import { Router } from "./ui/router.js";
import { mount, reveal } from "./views.js";

const RECORD_ROOM = 20_000_000; // bytes of clips that go when a record finds the phone full
const FORM = /^\/(guide|scan)(\/|$)/; // a draft, a clip or the camera is open here

const databases = { index: new Database(INDEX, indexSteps), outbox: new Database(OUTBOX, outboxSteps) };
const outboxStore = new OutboxStore(databases.outbox, { read: () => localStorage.getItem(MARKER), write: () => localStorage.setItem(MARKER, "1") });
const index = new IndexStore(databases.index);
const tabs = new BroadcastChannel(CHANNEL);

const clock = new ServerClock({ save: (measure) => outboxStore.setMeta("clock", measure) });
const api = new Api({ clock });
const heads = new Heads(outboxStore);
const identity = new Identity({ outboxStore, api });
const store = new Store(index);
const drafts = new Drafts({ outboxStore, store, identity });
const signInNeeded = () => identity.signInNeeded();

const signedOut = () => identity.signedIn === false;
const stranger = () => identity.refresh();
const sender = new Sender({ outboxStore, api, heads, signInNeeded, signedOut, stranger, changed: () => tell("outbox") });
/** @type {Schedule} */
const schedule = new Schedule({ sender, waiting, after: pull, unreached: askForSync, patience: new Patience(outboxStore) });
const outbox = new Outbox({ outboxStore, drafts, store, identity, clock, sender: schedule });

openLabelPage();
const router = new Router();
const updates = new Updates({ atRest });
const extras = { stored: () => updates.ask("extras"), store: () => updates.ask("store-extras") };
const pack = new Pack({
  index: new IndexPull({ api, index, outboxStore, heads, changed: () => tell("store") }),
  clips: new Clips({ api, pieces: new PiecesStore(databases.index) }),
  store,
  extras,
  openSample,
  signInNeeded,
  own: () => identity.person && (identity.person.trade ?? null),
});
databases.outbox.makeRoom = () => pack.makeRoom(RECORD_ROOM);

/** @type {Omit<App, "rescue" | "scans"> & Partial<App>} */ const app = { store, drafts, outbox, pack, identity, router, build: document.body.dataset.build ?? "" };
whenHere((later) => later.wire(/** @type {App} */ (app), { outboxStore, api, heads, identity, sender: schedule }));
const root = /** @type {HTMLElement} */ (document.getElementById("app"));
start().catch((error) => {
  console.error(error);
  const trouble = troubleOf(error);
  if (trouble) showUnopened(root, trouble, () => location.reload());
  else root.textContent = error.message;
  reveal(root);
});

async function start() {
  databases.index.probe().catch(() => {}); // opens beside the other one; the first screen tells what is wrong
  const [lost, measure] = await Promise.all([outboxStore.lost(), outboxStore.meta("clock"), identity.restore()]);
  outbox.lost = lost;
  clock.restore(measure);
  listen();
  if (!identity.person) await inTime(identity.refresh().catch(console.error), undefined); // a new phone: whose is it?
  await mount(/** @type {App} */ (app), root);
  whenIdle(() => afterFirstPaint().catch(console.error));
}

/** Safari has no requestIdleCallback. @param {() => void} work */
function whenIdle(work) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 1_500 });
  else setTimeout(work, 500);
}

/** What the first screen does not need. */
async function afterFirstPaint() {
  if (identity.signedIn === undefined) await identity.refresh();
  schedule.start(window);
  fetchLater().catch(() => {}); // it is tried again when one of its screens is opened
  await updates.register();
  await extras.store();
  await pack.checkOnce(); // what was here yesterday may have been thrown away
}

function listen() {
  const form = new FormLock();
  const moved = async () => {
    const [, guide] = /^\/guide\/([^/]+)/.exec(router.route.path) ?? [];
    if (guide) pack.opened(guide).catch(console.error);
    await form.set(FORM.test(router.route.path));
    updates.consider();
  };
  moved();
  router.addEventListener("change", moved);
  outbox.addEventListener("change", keepFirst);
  document.addEventListener("visibilitychange", cameBack);
  window.addEventListener("pagehide", ({ persisted }) => persisted && Object.values(databases).forEach((database) => database.letGo()));
  identity.addEventListener("change", () => tabs.postMessage("identity"));
  identity.addEventListener("change", () => pack.turned().catch(console.error));
  document.addEventListener("submit", signOut);
  tabs.addEventListener("message", ({ data }) => changed(data));
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data?.type === "send" && schedule.kick());
}

/** WebKit drops databases in the background: look whether they are still there. */
async function cameBack() {
  updates.consider();
  if (document.visibilityState !== "visible") return;
  await Promise.all(Object.values(databases).map((database) => database.probe()));
  await identity.notice();
  if (!identity.signedIn) await identity.refresh();
}

/** Nobody is the author of what follows a sign-out. Records, drafts and keys stay. @param {SubmitEvent} event */
async function signOut(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (new URL(form.action).pathname !== "/sign-out") return;
  event.preventDefault();
  await identity.leave();
  router.go("/");
}

/** The address of a printed label, `/q/<code>`, is the same shell. */
function openLabelPage() {
  const code = /^\/q\/([^/]+)/i.exec(location.pathname)?.[1];
  if (code && !location.hash) history.replaceState(null, "", `/#/label/${code}?by=link`);
}

function atRest() {
  const { path } = router.route;
  return path === "/" || (document.visibilityState === "hidden" && !FORM.test(path));
}

/** @param {"outbox" | "store"} what has changed, here and in the other tabs */
function tell(what) {
  changed(what);
  tabs.postMessage(what);
}

/** @param {"outbox" | "store" | "identity"} what */
function changed(what) {
  if (what === "identity") identity.notice();
  else if (what === "store") store.changed();
  else outbox.changed();
}

/** The first record on this phone is the moment to ask the browser to keep what is here. */
async function keepFirst() {
  if (!(await waiting())) return;
  outbox.removeEventListener("change", keepFirst);
  await pack.keepSafe();
}

/** @returns {Promise<boolean>} */
async function waiting() {
  const { saved, sent } = await outbox.counts();
  return saved + sent > 0;
}

/** Nothing is there for nobody. */
async function pull() {
  if (identity.signedIn !== false) await pack.refresh();
}

/** Where the browser can send for us after the page is gone. */
async function askForSync() {
  const registration = /** @type {any} */ (await navigator.serviceWorker?.getRegistration());
  await registration?.sync?.register("lineside-send").catch(() => {}); // refused: the timer remains
}
