/** Background Sync: an open page sends; with none open the worker does, by the same code. */

import { Heads } from "../outbox/heads.js";
import { Patience } from "../outbox/patience.js";
import { Sender } from "../outbox/sender.js";
import { Api } from "../server/api.js";
import { ServerClock } from "../server/clock.js";
import { outboxSteps } from "../storage/migrations.js";
import { OUTBOX } from "../storage/names.js";
import { Database } from "../storage/opener.js";
import { OutboxStore } from "../storage/outbox-store.js";

/** What throws is tried again by the browser, later. @param {readonly {postMessage(message: any): void}[]} pages */
export async function send(pages) {
  if (pages.length) return pages.forEach((page) => page.postMessage({ type: "send" }));
  const database = new Database(OUTBOX, outboxSteps);
  const outboxStore = new OutboxStore(database, { read: () => null, write() {} }); // a worker has no localStorage
  let none = false;
  database.born = (tx) => {
    none = true;
    tx.done.catch(() => {});
    tx.abort(); // a page makes it: only a page can tell whether there was one before
  };
  try {
    await sendFrom(outboxStore);
  } catch (error) {
    if (!none) throw error;
  } finally {
    await database.close();
  }
}

/** @param {OutboxStore} outboxStore @param {Api} [api] */
export async function sendFrom(outboxStore, api = new Api({ clock: new ServerClock() })) {
  const patience = new Patience(outboxStore);
  if (await patience.left()) throw new Error("The server asked to be left alone.");
  const { problem, retryAfter } = await new Sender({ outboxStore, api, heads: new Heads(outboxStore) }).send();
  await patience.asked(retryAfter);
  if (problem === "offline" || retryAfter) throw new Error(problem);
}
