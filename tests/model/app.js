/** The app as somebody uses it, for one life: what of it still runs after a kill never meets the next life. */

import { IndexPull } from "../../static/src/pack/index.js";
import { Tab } from "../client/support/phone.js";

const PHOTOS = ["a hose", "a guard", "a gauge"].map((text) => new TextEncoder().encode(`a photo of ${text}`).buffer);
const PASSING = { lock: true, guard: "yes", horn: "pass", pressure: 6 };

export class App {
  /** @param {object} phone what Tab takes */
  constructor(phone) {
    this.tab = new Tab(phone);
    this.pulls = new IndexPull(this.tab);
  }

  /** As main.js does it. */
  async start() {
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

  /** What the newest line of the list of drafts leads to. */
  async #opened() {
    const [newest] = await this.tab.drafts.list();
    return newest && this.tab.drafts.get(newest.guide, newest.equipment);
  }
}

/** Promise.all that leaves nothing running. @template T @param {Promise<T>[]} works @returns {Promise<T[]>} */
async function all(works) {
  await Promise.allSettled(works);
  return Promise.all(works);
}
