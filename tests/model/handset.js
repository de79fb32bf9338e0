/** One phone: what stays through a kill (databases, marker, ticket, clock), and the app's own parts that do not. */

import { claims } from "../../static/src/outbox/record.js";
import { IndexPull } from "../../static/src/pack/index.js";
import { photosOf } from "../../static/src/storage/outbox-store.js";
import { Tab } from "../client/support/phone.js";
import { Life } from "./lives.js";
import { Locks } from "./locks.js";

const PHOTOS = ["a hose", "a guard", "a gauge"].map((text) => new TextEncoder().encode(`a photo of ${text}`).buffer);
const PASSING = { lock: true, guard: "yes", horn: "pass", pressure: 6 };
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
    this.tab = new Tab({ name: `${life.name}@${this.name}`, server, marker, ticket, locks });
    this.pulls = new IndexPull(this.tab);
    await this.tab.outboxStore.lost();
    this.tab.clock.restore(await this.tab.outboxStore.meta("clock"));
    await this.tab.identity.restore();
  }

  async signIn() {
    await this.tab.identity.notice();
    await this.tab.identity.refresh();
  }

  leave() {
    return this.tab.identity.leave();
  }

  /** The first taps on a guide. */
  async begin({ guide, equipment, photos, label = null }) {
    const hashes = await Promise.all(photos.map((n) => this.tab.drafts.putPhoto(PHOTOS[n].slice(0), "image/jpeg")));
    const known = await this.tab.drafts.get(guide, equipment);
    const draft = known ?? { guide, equipment, label, openedBy: "camera", watched_s: 9, position: 0, answers: {} };
    for (const [item, value] of Object.entries(PASSING)) draft.answers[item] = { value };
    draft.answers.photo = { value: null, photos: hashes };
    return this.tab.drafts.put(draft);
  }

  /** Another photo takes the place of those there. */
  async tap({ photo }) {
    const draft = await this.#opened();
    if (!draft) return null;
    const sha256 = await this.tab.drafts.putPhoto(PHOTOS[photo].slice(0), "image/jpeg");
    draft.answers.photo = { value: null, photos: [sha256] };
    return this.tab.drafts.put(draft);
  }

  /** The newest draft, nobody's claimed before; tapped once or twice at the same moment. */
  async finish({ taps, ...about }) {
    const draft = (await this.#opened()) ?? (await this.begin(about));
    if (!draft.person && this.tab.identity.person) await this.tab.drafts.claim(draft);
    const rows = await all(Array.from({ length: taps }, () => this.tab.outbox.finish({ ...draft })));
    return [...new Set(rows.map((row) => row.id))];
  }

  async finishWhileSending(about) {
    const [saved] = await all([this.finish(about), this.send()]);
    return saved;
  }

  send() {
    return this.tab.sender.send();
  }

  async pull() {
    await this.pulls.pull();
  }

  /** What the index holds: [type, id, rev], sorted. */
  async index() {
    const { active } = await this.tab.index.state();
    const rows = await this.tab.index.database.use((db) => db.getAll(active));
    return rows.map(({ type, id, rev }) => [type, id, rev]).sort();
  }

  /** What is on the phone: all of it, but rows only when they changed since the last report. */
  async report() {
    const { database } = this.tab.outboxStore;
    const stores = ["records", "drafts", "evidence", "meta"];
    const [rows, drafts, evidence, heads] = await database.use(async (db) => {
      const tx = db.transaction(stores);
      const [records, drafted, files, meta] = stores.map((store) => tx.objectStore(store));
      return Promise.all([records.getAll(), drafted.getAll(), files.getAllKeys(), meta.get("heads")]);
    });
    const begun = drafts.map((draft) => ({ id: draft.id, person: draft.person, photos: photosOf(draft) }));
    return { ...this.#changes(rows), drafts: begun, evidence, heads: heads ?? [], ticket: this.ticket };
  }

  /** What the newest line of the list of drafts leads to. */
  async #opened() {
    const [newest] = await this.tab.drafts.list();
    return newest && this.tab.drafts.get(newest.guide, newest.equipment);
  }

  #changes(rows) {
    const now = new Map(rows.map((row) => [row.id, JSON.stringify({ ...row, said: claims(row.jws) })]));
    const gone = [...this.#reported.keys()].filter((id) => !now.has(id));
    const changed = [...now].filter(([id, text]) => this.#reported.get(id) !== text).map(([, text]) => JSON.parse(text));
    this.#reported = now;
    return { changed, gone };
  }
}

/** Promise.all that leaves nothing running. @template T @param {Promise<T>[]} works @returns {Promise<T[]>} */
async function all(works) {
  await Promise.allSettled(works);
  return Promise.all(works);
}
