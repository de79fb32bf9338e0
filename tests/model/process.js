/**
 * Three phones behind stdin and stdout, a JSON line a message. A request {device, act, about, fault, now, ticket} is
 * answered by {done: {value | error | killed, struck, report}}; before that every fetch of the app goes out as
 * {fetch, device, method, path, headers, body} and comes back as {fetch, status, headers, body} or with a `fate`.
 */

import "./clock.js";

import { createInterface } from "node:readline";

import { phoneClock } from "./clock.js";
import { Handset } from "./handset.js";
import { Killed } from "./lives.js";

console.info = () => {}; // "record … left this phone" is no message
/** @type {Handset[]} */
let handsets = [];
const waiting = new Map();
let fetches = 0;

process.on("unhandledRejection", (error) => {
  if (!(error instanceof Killed) && error?.name !== "AbortError") throw error; // killed code may end as it likes
});

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const fetchOf = (device) => async (path, init) => {
  const fetch = (fetches += 1);
  const body = init.body === undefined ? "" : Buffer.from(init.body).toString("base64");
  const answered = new Promise((resolve, reject) => waiting.set(fetch, { resolve, reject, handset: handsets[device], life: handsets[device].life }));
  say({ fetch, device, method: init.method ?? "GET", path, headers: init.headers ?? {}, body });
  return answered;
};

/** What the network brought. */
function arrived({ fetch, fate, status, headers, body, ticket }) {
  const { resolve, reject, handset, life } = waiting.get(fetch);
  waiting.delete(fetch);
  if (life.dead) return undefined;
  if (fate === "kill") return life.kill();
  if (fate === "lost") return reject(new TypeError("Failed to fetch"));
  if (fate === "redirect") return resolve({ status: 0, type: "opaqueredirect", url: "", headers: new Headers() });
  handset.ticket = ticket;
  const bytes = Buffer.from(body, "base64");
  return resolve(new Response(status === 304 ? null : fate === "cut" ? broken(bytes) : bytes, { status, headers }));
}

/** An answer whose line breaks in the middle. @param {Buffer} bytes */
function broken(bytes) {
  return new ReadableStream({
    start: (stream) => stream.enqueue(bytes.subarray(0, bytes.length / 2)),
    pull: (stream) => stream.error(new TypeError("network error")),
  });
}

async function perform({ device, act, about, fault, now, ticket }) {
  const handset = handsets[device];
  Object.assign(phoneClock, { now });
  handset.ticket = ticket ?? handset.ticket;
  const result = await attempt(handset, act, about, fault);
  const { struck } = handset.life;
  handset.life.arm(null);
  if (handset.life.dead) await handset.start(() => {});
  return { ...result, struck, report: await handset.report(), now: phoneClock.now };
}

async function attempt(handset, act, about, fault) {
  const killed = new Promise((resolve) => (handset.life.ended = () => resolve({ killed: true })));
  handset.life.arm(fault ?? null);
  if (act === "kill") handset.life.kill();
  const work = handset.life.dead ? killed : Promise.resolve(handset.app[act](about));
  return Promise.race([work.then((value) => ({ value }), (error) => (handset.life.dead ? killed : failed(error))), killed]);
}

function failed(error) {
  return { error: error?.name ?? "", message: String(error?.stack ?? error) };
}

/** New phones, nothing on them. The last has no Web Locks. */
async function anew({ phones }) {
  waiting.clear();
  globalThis.indexedDB = new IDBFactory();
  handsets = Array.from({ length: phones }, (_, device) => new Handset({ name: `d${device}`, locks: device < phones - 1, fetch: fetchOf(device) }));
  for (const handset of handsets) await handset.start(() => {});
  return {};
}

createInterface({ input: process.stdin }).on("line", async (line) => {
  const message = JSON.parse(line);
  if (message.fetch) return waiting.has(message.fetch) && arrived(message);
  say({ done: await (message.phones ? anew(message) : perform(message)) });
});
