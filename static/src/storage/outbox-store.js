/**
 * The outbox database: what exists nowhere but on this phone. Every write is of strict durability.
 *
 * @typedef {"saved" | "sent" | "confirmed" | "attention"} RecordState
 * @typedef {object} RecordRow
 * @property {string} id
 * @property {string} draft
 * @property {string} person
 * @property {string} enrolment
 * @property {string} jws
 * @property {string} sha256
 * @property {RecordState} state
 * @property {string} detail code of what keeps it, see docs/client.md
 * @property {string} note the server's own words about it
 * @property {string[]} evidence
 * @property {string[]} missing evidence the server does not have yet
 * @property {string | null} receipt
 * @property {string | null} confirmedAt server time
 * @property {string} finishedAt device wall time
 * @property {string} guide
 * @property {string} title
 * @property {string | null} equipment
 * @property {string} equipmentName
 * @property {number} failed
 * @property {number} flagged
 * @property {Guide} [frozen] the version that was filled; absent on rows of older builds
 * @property {string | null} [corrects] id of the record it corrects
 * @property {number} [order] of all records of this phone; given when it is kept
 * @property {"open" | "bind" | "verify" | "replace"} [scan] what it does to a label; absent on completions
 *
 * @typedef {{id: string, person: import("../server/api.js").Person, device: string, keys: CryptoKeyPair,
 *   counter: number, previous: string | null, order?: number}} Enrolment
 *   `order` of the enrolments on this phone, the newest has the highest; absent on rows of older builds
 * @typedef {{sha256: string, bytes: ArrayBuffer, contentType: string}} Evidence
 * @typedef {{read(): string | null, write(): void}} Marker outlives the database: says that there was one
 */

import { merged } from "./merged.js";

const STRICT = /** @type {const} */ ({ durability: "strict" });

/** The draft was finished already, perhaps in another window: `row` is what became of it. */
export class AlreadyFinished extends Error {
  name = "AlreadyFinished";
  /** @param {RecordRow} row */
  constructor(row) {
    super("This was finished already.");
    this.row = row;
  }
}

/** The person has a draft of their own of the same guide and equipment; both stay. */
export class AlreadyBegun extends Error {
  name = "AlreadyBegun";
}

/** The draft was removed, perhaps in another window that has begun anew on another version. */
export class DraftGone extends Error {
  name = "DraftGone";
}

/** Another window has changed the draft since it was signed; sign again. */
export class DraftChanged extends Error {
  name = "DraftChanged";
}

/** Another record of this enrolment got in between; sign again. */
export class CounterTaken extends Error {
  name = "CounterTaken";
}

export class OutboxStore {
  /** @type {Map<string, {content_type: string, bytes: number}>} by hash, of what was put since the page was opened */
  #facts = new Map();

  /** @param {import("./opener.js").Database} database @param {Marker} marker */
  constructor(database, marker) {
    this.database = database;
    this.marker = marker;
    database.born = (tx) => void (marker.read() !== null && tx.objectStore("meta").put(true, "lost")); // whichever page comes first
  }

  /** True when this phone had an outbox and the browser has thrown it away. @returns {Promise<boolean>} */
  async lost() {
    return (await this.meta("lost")) === true;
  }

  /** @param {string} key @returns {Promise<any>} */
  meta(key) {
    return this.database.use((db) => db.get("meta", key));
  }

  /** @param {string} key @param {any} value */
  async setMeta(key, value) {
    await this.#write(["meta"], (tx) => tx.objectStore("meta").put(value, key));
  }

  /** Who uses this phone, unless somebody has signed out since `leavings` was read. @param {object} person @param {number | undefined} leavings @returns {Promise<boolean>} */
  setPerson(person, leavings) {
    return this.#write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const same = (await meta.get("leavings")) === leavings;
      if (same) await meta.put(person, "person");
      return same;
    });
  }

  /** Nobody uses this phone from now on, whomever a tab has just asked the server for. */
  async leave() {
    await this.#write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const leavings = (await meta.get("leavings")) ?? 0;
      await Promise.all([meta.put(null, "person"), meta.put(true, "left"), meta.put(leavings + 1, "leavings")]);
    });
  }

  /**
   * One value, made once: two tabs asking at the same time get the same.
   * @template T @param {string} key @param {T} fresh @returns {Promise<T>}
   */
  once(key, fresh) {
    return this.#write(["meta"], async (tx) => {
      const known = await tx.objectStore("meta").get(key);
      if (known === undefined) await tx.objectStore("meta").put(fresh, key);
      return known ?? fresh;
    });
  }

  /** @param {string} name @param {number} ms @returns {Promise<string | null>} the key of its row, or null while another has it */
  lease(name, ms) {
    return this.#write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const every = IDBKeyRange.bound(`lease:${name}:`, `lease:${name}:~`);
      const left = (await meta.getAll(every)).map((until) => until - Date.now());
      if (left.some((rest) => rest > 0 && rest <= ms)) return null; // more than a whole lease ahead: the clock was set back
      await meta.delete(every);
      const key = `lease:${name}:${crypto.randomUUID()}`;
      await meta.put(Date.now() + ms, key);
      return key;
    });
  }

  /** One request, committed at once: a page that is being left hears no answer any more. @param {string} key */
  endLease(key) {
    return this.#write(["meta"], async (tx) => {
      tx.objectStore("meta").delete(key).catch(() => {}); // that it failed is told by the transaction
      tx.commit();
    });
  }

  /** @param {string} person @returns {Promise<Enrolment | undefined>} the newest of this person on this phone */
  async enrolmentOf(person) {
    const theirs = await this.database.use((db) => db.getAllFromIndex("enrolments", "person", person));
    return theirs.find((one) => orderOf(one) === newestOf(theirs));
  }

  /** @returns {Promise<Enrolment[]>} of everybody who has signed in on this phone */
  enrolments() {
    return this.database.use((db) => db.getAll("enrolments"));
  }

  /**
   * An enrolment known already keeps its counter; what a server that was set back did not know as its is offered again.
   * @param {Enrolment} enrolment
   */
  async enrol(enrolment) {
    await this.#write(["enrolments", "records"], async (tx) => {
      const enrolments = tx.objectStore("enrolments");
      const known = await enrolments.get(enrolment.id);
      const order = newestOf(await enrolments.getAll()) + 1; // what the server said last counts, whatever the clock says
      await enrolments.put({ ...enrolment, ...known, person: enrolment.person, order });
      const rows = await tx.objectStore("records").getAll();
      for (const row of rows.filter(isStrange))
        if (row.enrolment === enrolment.id) await tx.objectStore("records").put({ ...row, state: "sent", detail: "" });
    });
    this.marker.write();
  }

  /** Whether a server that was set back holds this person's records for want of their enrolment. @param {string} person */
  async isStranger(person) {
    return (await this.records()).some((row) => row.person === person && isStrange(row));
  }

  /** @param {string} key @returns {Promise<Draft | undefined>} */
  draft(key) {
    return this.database.use((db) => db.get("drafts", key));
  }

  /** @returns {Promise<(Draft & {key: string})[]>} */
  drafts() {
    return this.database.use((db) => db.getAll("drafts"));
  }

  /**
   * What other windows have written stays, but for what this one has changed itself since `base`.
   * A finished draft does not come back: throws AlreadyFinished. A draft that moves takes no other's place: AlreadyBegun.
   * @param {Draft & {key: string, id: string}} draft
   * @param {{from?: string, base?: Partial<Draft>}} [known] the key it had until now; what this window knew of it last
   * @returns {Promise<Draft & {key: string}>} as it is on the phone now
   */
  async putDraft(draft, { from = draft.key, base = {} } = {}) {
    const kept = await this.#write(["drafts", "records", "evidence"], async (tx) => {
      const drafts = tx.objectStore("drafts");
      if (from !== draft.key && (await drafts.get(draft.key))) throw new AlreadyBegun(draft.key);
      const finished = await tx.objectStore("records").index("draft").get(draft.id);
      if (finished) throw new AlreadyFinished(finished);
      const before = await drafts.get(from);
      const now = before ? { ...together(base, draft, before), key: draft.key } : draft;
      await drafts.delete(from);
      await drafts.put(now);
      await dropUnused(tx, photosOf(before));
      return now;
    });
    this.marker.write();
    return kept;
  }

  /** @param {string} key */
  async removeDraft(key) {
    await this.#write(["drafts", "records", "evidence"], async (tx) => {
      const before = await tx.objectStore("drafts").get(key);
      await tx.objectStore("drafts").delete(key);
      await dropUnused(tx, photosOf(before));
    });
  }

  /** @param {Evidence} evidence */
  async putEvidence(evidence) {
    await this.#write(["evidence"], (tx) => tx.objectStore("evidence").put(evidence));
    this.#facts.set(evidence.sha256, factsOf(evidence));
  }

  /** @param {string} sha256 @returns {Promise<Evidence | undefined>} */
  evidence(sha256) {
    return this.database.use((db) => db.get("evidence", sha256));
  }

  /** What a manifest says of it; a photo just taken is not read again for that. Undefined: it is not here. @param {string} sha256 */
  async evidenceFacts(sha256) {
    const known = this.#facts.get(sha256);
    if (known) return (await this.database.use((db) => db.getKey("evidence", sha256))) && known;
    const kept = await this.evidence(sha256);
    return kept && factsOf(kept);
  }

  /**
   * Finish: the record is kept, its draft consumed, the enrolment's chain moved on; all or nothing.
   * @param {RecordRow} row @param {string} key of the draft
   * @param {{counter: number, previous: string | null}} signedOn what the signature was made over
   * @param {Draft} signed the draft as it was then
   */
  async finish(row, key, signedOn, signed) {
    await this.#write(["records", "drafts", "enrolments", "evidence"], async (tx) => {
      await refuseTwin(tx, row);
      const draft = await tx.objectStore("drafts").get(key);
      if (draft?.id !== row.draft) throw new DraftGone(key);
      if (JSON.stringify(draft) !== JSON.stringify(signed)) throw new DraftChanged(key);
      await Promise.all([link(tx, row, signedOn), tx.objectStore("drafts").delete(key)]);
      await dropUnused(tx, photosOf(draft).filter((sha256) => !row.evidence.includes(sha256)));
    });
    this.marker.write();
  }

  /**
   * A record that was no draft. One whose `draft` is here already is not stored again: throws AlreadyFinished.
   * @param {RecordRow} row @param {{counter: number, previous: string | null}} signedOn what the signature was made over
   */
  async add(row, signedOn) {
    await this.#write(["records", "enrolments"], async (tx) => {
      await refuseTwin(tx, row);
      await link(tx, row, signedOn);
    });
    this.marker.write();
  }

  /** @returns {Promise<RecordRow[]>} oldest first */
  async records() {
    return inOrder(await this.database.use((db) => db.getAll("records")));
  }

  /** @param {RecordState[]} states @returns {Promise<RecordRow[]>} oldest first */
  async recordsIn(states) {
    const found = await this.database.use((db) => Promise.all(states.map((state) => db.getAllFromIndex("records", "state", state))));
    return inOrder(found.flat());
  }

  /** @returns {Promise<Record<RecordState, number>>} */
  counts() {
    return this.database.use(async (db) => {
      const index = db.transaction("records").store.index("state");
      const count = (/** @type {RecordState} */ state) => index.count(state);
      const [saved, sent, confirmed, attention] = await Promise.all([count("saved"), count("sent"), count("confirmed"), count("attention")]);
      return { saved, sent, confirmed, attention };
    });
  }

  /**
   * What the server said about records; the signed bytes themselves never change.
   * @param {Map<string, Partial<RecordRow>>} changes by record id
   */
  async mark(changes) {
    await this.#write(["records"], async (tx) => {
      for (const [id, change] of changes) {
        const row = await tx.objectStore("records").get(id);
        if (row && row.state !== "confirmed") await tx.objectStore("records").put({ ...row, ...change, jws: row.jws });
      }
    });
  }

  /** A server that was set back may have lost what it had, of a record that needs attention, too: offer it again. */
  async offerAgain() {
    await this.#write(["records"], async (tx) => {
      const rows = tx.objectStore("records");
      for (const row of await rows.index("state").getAll("confirmed")) await rows.put({ ...row, state: "sent" });
      for (const row of await rows.index("state").getAll("attention")) await rows.put({ ...row, state: row.receipt ? "sent" : "saved" });
    });
  }

  /**
   * The one place where a record leaves the phone: confirmed, and kept for the retention time by the
   * server's own clock.
   * @param {string} before server time, RFC 3339
   */
  async prune(before) {
    await this.#write(["records", "drafts", "evidence"], async (tx) => {
      for (const row of await tx.objectStore("records").index("state").getAll("confirmed")) {
        if (!row.confirmedAt || Date.parse(row.confirmedAt) > Date.parse(before)) continue;
        await tx.objectStore("records").delete(row.id);
        await dropUnused(tx, row.evidence);
        console.info(`Record ${row.id} left this phone: confirmed ${row.confirmedAt}, server time ${before} reached.`);
      }
    });
  }

  /**
   * @template T @param {string[]} stores
   * @param {(tx: import("idb").IDBPTransaction<any, any, "readwrite">) => Promise<T>} change @returns {Promise<T>}
   */
  #write(stores, change) {
    return this.database.write(stores, change, STRICT);
  }
}

/** @param {Evidence} evidence */
function factsOf({ bytes, contentType }) {
  return { content_type: contentType, bytes: bytes.byteLength };
}

/** @param {Enrolment} enrolment */
function orderOf({ order = 0 }) {
  return order;
}

/** @param {Enrolment[]} enrolments */
function newestOf(enrolments) {
  return Math.max(0, ...enrolments.map(orderOf));
}

/** @param {RecordRow} row */
function isStrange({ detail }) {
  return detail === "unknown-enrolment";
}

/** @param {Draft | undefined} draft @returns {string[]} */
export function photosOf(draft) {
  return Object.values(draft?.answers ?? {}).flatMap((answer) => answer.photos ?? []);
}

/** Begun in two windows it is one draft; on two versions it is not. @param {Partial<Draft>} base @param {Draft} draft @param {Draft} before */
function together(base, draft, before) {
  if (before.id !== draft.id && before.versionHash !== draft.versionHash) throw new DraftGone(before.id);
  return merged(base, draft, before);
}

/** @param {any} tx @param {RecordRow} row */
async function refuseTwin(tx, row) {
  const twin = await tx.objectStore("records").index("draft").get(row.draft);
  if (twin) throw new AlreadyFinished(twin);
}

/** Keeps the record and moves the enrolment's chain on. @param {any} tx @param {RecordRow} row @param {{counter: number, previous: string | null}} signedOn */
async function link(tx, row, signedOn) {
  const everybody = await tx.objectStore("enrolments").getAll();
  const enrolment = everybody.find((/** @type {Enrolment} */ { id }) => id === row.enrolment);
  const moved = enrolment.counter !== signedOn.counter || enrolment.previous !== signedOn.previous;
  if (moved) throw new CounterTaken(row.enrolment);
  const next = { ...enrolment, counter: signedOn.counter + 1, previous: row.sha256 };
  const order = everybody.reduce((/** @type {number} */ sum, /** @type {Enrolment} */ { counter }) => sum + counter, 1);
  await Promise.all([tx.objectStore("records").add({ ...row, order }), tx.objectStore("enrolments").put(next)]);
}

/** As they were signed, whatever the phone's clock said meanwhile. @param {RecordRow[]} rows */
function inOrder(rows) {
  return rows.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
}

/** Evidence goes only when no draft and no record names it. @param {any} tx @param {string[]} hashes */
async function dropUnused(tx, hashes) {
  if (!hashes.length) return;
  const drafts = await tx.objectStore("drafts").getAll();
  const drafted = new Set(drafts.flatMap(photosOf));
  for (const sha256 of hashes) {
    const recorded = await tx.objectStore("records").index("evidence").count(sha256);
    if (!recorded && !drafted.has(sha256)) await tx.objectStore("evidence").delete(sha256);
  }
}
