/** One phone: what stays through a kill (databases, marker, ticket, clock), and the life of the app on it. */

import { claims } from "../../static/src/outbox/record.js";
import { photosOf } from "../../static/src/storage/outbox-store.js";
import { App } from "./app.js";
import { Life } from "./lives.js";
import { Locks } from "./locks.js";

let lives = 0;

export class Handset {
  ticket = "";
  marker = null;
  /** @type {Map<string, string>} what was reported last, by record id */
  #reported = new Map();

  /** @param {{name: string, locks: boolean, fetch: typeof fetch}} parts */
  constructor({ name, locks, fetch }) {
    Object.assign(this, { name, locks, fetch });
  }

  /** The app starts, as main.js does it. @param {() => void} ended */
  async start(ended) {
    lives += 1;
    const life = (this.life = new Life(String(lives), ended));
    const marker = { read: () => this.marker, write: () => void (life.dead || (this.marker = "1")) };
    const ticket = { read: () => this.ticket, drop: () => void (life.dead || (this.ticket = "")) };
    const server = { fetch: (url, init) => (life.dead ? new Promise(() => {}) : this.fetch(url, init)) };
    const locks = this.locks ? new Locks() : null;
    this.app = new App({ name: `${life.name}@${this.name}`, server, marker, ticket, locks });
    await this.app.start();
  }

  /** What is on the phone: all of it, but rows only when they changed since the last report. */
  async report() {
    const { database } = this.app.tab.outboxStore;
    const stores = ["records", "drafts", "evidence", "meta"];
    const [rows, drafts, evidence, heads] = await database.use(async (db) => {
      const tx = db.transaction(stores);
      const [records, drafted, files, meta] = stores.map((store) => tx.objectStore(store));
      return Promise.all([records.getAll(), drafted.getAll(), files.getAllKeys(), meta.get("heads")]);
    });
    const begun = drafts.map((draft) => ({ id: draft.id, person: draft.person, photos: photosOf(draft) }));
    return { ...this.#changes(rows), drafts: begun, evidence, heads: heads ?? [], ticket: this.ticket };
  }

  #changes(rows) {
    const now = new Map(rows.map((row) => [row.id, JSON.stringify({ ...row, said: claims(row.jws) })]));
    const gone = [...this.#reported.keys()].filter((id) => !now.has(id));
    const changed = [...now].filter(([id, text]) => this.#reported.get(id) !== text).map(([, text]) => JSON.parse(text));
    this.#reported = now;
    return { changed, gone };
  }
}
