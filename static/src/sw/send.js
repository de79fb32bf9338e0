/** Background Sync: an open page sends; with none open the worker does, by the same code. */

import { Heads } from "../outbox/heads.js";
import { Sender } from "../outbox/sender.js";
import { Api } from "../server/api.js";
import { ServerClock } from "../server/clock.js";
import { outboxSteps } from "../storage/migrations.js";
import { OUTBOX } from "../storage/names.js";
import { Database } from "../storage/opener.js";
import { OutboxStore } from "../storage/outbox-store.js";

/** @param {readonly {postMessage(message: any): void}[]} pages */
export async function send(pages) {
  if (pages.length) return pages.forEach((page) => page.postMessage({ type: "send" }));
  const database = new Database(OUTBOX, outboxSteps);
  const outboxStore = new OutboxStore(database, { read: () => null, write() {} }); // a worker has no localStorage
  const api = new Api({ clock: new ServerClock() });
  try {
    const { problem } = await new Sender({ outboxStore, api, heads: new Heads(outboxStore) }).send();
    if (problem === "offline") throw new Error(problem); // the browser tries again later
  } finally {
    await database.close();
  }
}
