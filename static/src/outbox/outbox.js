/** The outbox: a draft becomes a record here, and here the screens read how far each record is. */

import { keyOf } from "../checklist/drafts.js";
import { outcome } from "../checklist/rules.js";
import { exclusively } from "../storage/lock.js";
import { LOCK } from "../storage/names.js";
import { AlreadyFinished, CounterTaken, DraftChanged } from "../storage/outbox-store.js";
import { uuid7, wall } from "../storage/values.js";
import { BOOT, claims, corrected, payloadOf, photosIn, sign } from "./record.js";

/**
 * @typedef {import("./record.js").Begun} Begun
 * @typedef {import("../storage/outbox-store.js").RecordRow} RecordRow
 * @typedef {import("../storage/outbox-store.js").Enrolment} Enrolment
 * @typedef {{name: string, waiting: number, attention: number}} Other another person's records on this phone, counted
 */

const TRIES = 5;

/** This person has no key on this phone yet: a network is needed once. The draft stays. */
export class NotEnrolled extends Error {
  name = "NotEnrolled";
}

export class Outbox extends EventTarget {
  /** True when the browser has thrown away an outbox this phone had. */
  lost = false;

  /**
   * @param {object} parts
   * @param {import("../storage/outbox-store.js").OutboxStore} parts.outboxStore
   * @param {import("../checklist/drafts.js").Drafts} parts.drafts
   * @param {{equipment(id: string): Promise<any>, guide(id: string): Promise<any>}} parts.store
   * @param {{person?: {id: string}, refresh(): Promise<void>}} parts.identity
   * @param {import("../server/clock.js").ServerClock} parts.clock
   * @param {{send(): Promise<any>, kick(): Promise<any>}} parts.sender
   * @param {LockManager} [parts.locks]
   */
  constructor({ outboxStore, drafts, store, identity, clock, sender, locks }) {
    super();
    this.outboxStore = outboxStore;
    this.drafts = drafts;
    this.store = store;
    this.identity = identity;
    this.clock = clock;
    this.sender = sender;
    this.locks = locks;
  }

  /**
   * One strict transaction: record, evidence, draft. Finishing the same draft twice gives the same row.
   * @param {Draft} draft @returns {Promise<RecordRow>} once it is on this phone
   */
  async finish(draft) {
    const row = await this.alone(() => this.#finish(draft));
    this.sendSoon();
    return row;
  }

  /** After "saved" is drawn, and not while the server asks to be left alone; what went wrong is on the row. */
  sendSoon() {
    setTimeout(() => this.sender.kick().catch(() => {}));
  }

  /** One tab at a time signs and stores; what was stored already is given again. @param {() => Promise<RecordRow>} work @returns {Promise<RecordRow>} */
  async alone(work) {
    const row = /** @type {RecordRow} */ (await exclusively(LOCK.finish, () => work().catch(alreadyFinished), this.outboxStore, { locks: this.locks, wait: true }));
    this.changed();
    return row;
  }

  /** @returns {Promise<RecordRow[]>} of the person whose phone this is now, newest first; not the labels that were only opened */
  async list() {
    const person = this.identity.person?.id;
    return (await this.outboxStore.records()).filter((row) => row.person === person && row.scan !== "open").reverse();
  }

  /** One of this person's, with what it says and the guide it was filled on, where that is still here. @param {string} id */
  async record(id) {
    const rows = await this.list();
    const row = rows.find((one) => one.id === id);
    if (!row) return undefined;
    const said = claims(row.jws);
    const guide = row.frozen ?? (await this.store.guide(row.guide));
    const correctedBy = rows.find((one) => one.corrects === id)?.id;
    return { row, said, guide: guide?.hash === said.version_hash ? guide : undefined, correctedBy };
  }

  /** A draft with the old answers, for the same version. Undefined when there is nothing that could be corrected. @param {string} id */
  async correction(id) {
    const { row, guide, said, correctedBy } = (await this.record(id)) ?? {};
    if (!row || guide?.kind !== "checklist" || correctedBy) return undefined;
    return corrected(id, said, guide);
  }

  /** Of everybody else on this phone only who and how many. @returns {Promise<Other[]>} */
  async others() {
    const person = this.identity.person?.id;
    const [rows, enrolments] = await Promise.all([this.outboxStore.records(), this.outboxStore.enrolments()]);
    const names = new Map(enrolments.map((enrolment) => [enrolment.person.id, enrolment.person.name]));
    const authors = [...new Set(rows.map((row) => row.person))].filter((author) => author !== person);
    return authors.map((author) => countOf(/** @type {string} */ (names.get(author)), rows.filter((row) => row.person === author)));
  }

  /** @returns {Promise<{saved: number, sent: number, confirmed: number, attention: number}>} of everybody on this phone */
  counts() {
    return this.outboxStore.counts();
  }

  /** Resolves when the round has ended; never throws: what went wrong is on the rows. */
  async send() {
    await this.sender.send();
  }

  /** The person has read that the outbox was lost. */
  async acknowledgeLoss() {
    await this.outboxStore.setMeta("lost", false);
    this.lost = false;
    this.changed();
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** As it lies on the phone, with what other windows have put into it. @param {Draft} given @param {number} [tries] @returns {Promise<RecordRow>} */
  async #finish(given, tries = TRIES) {
    const draft = await this.drafts.settled(given);
    const store = (/** @type {RecordRow} */ row, /** @type {Enrolment} */ enrolment) => this.outboxStore.finish(row, keyOf(draft), enrolment, draft);
    try {
      return await this.chained(/** @type {string} */ (draft.person), (enrolment) => this.#row(draft, enrolment), store);
    } catch (error) {
      if (!(error instanceof DraftChanged) || tries === 1) throw error;
      return this.#finish(given, tries - 1);
    }
  }

  /**
   * The next record of a person's chain on this phone: `rowOf` signs it, `store` keeps it.
   * @param {string} person @param {(enrolment: Enrolment) => Promise<RecordRow>} rowOf
   * @param {(row: RecordRow, enrolment: Enrolment) => Promise<void>} store @param {number} [tries]
   * @returns {Promise<RecordRow>}
   */
  async chained(person, rowOf, store, tries = TRIES) {
    const enrolment = await this.#enrolment(person);
    const row = await rowOf(enrolment);
    try {
      await store(row, enrolment);
    } catch (error) {
      if (!(error instanceof CounterTaken) || tries === 1) throw error;
      return this.chained(person, rowOf, store, tries - 1);
    }
    return row;
  }

  /** An id, and the times of the record that gets it. */
  moment() {
    const time = { wall: wall(new Date(this.clock.now())), monotonic_ms: this.clock.ticks(), boot: BOOT, ...this.clock.offset() };
    return { id: uuid7(this.clock.now()), time };
  }

  /** @param {string} person who filled it in, whoever is signed in now @returns {Promise<Enrolment>} */
  async #enrolment(person) {
    let found = await this.outboxStore.enrolmentOf(person);
    if (!found) await this.identity.refresh();
    found ??= await this.outboxStore.enrolmentOf(person);
    if (!found) throw new NotEnrolled("Connect this phone to the network once, so that it gets a key of its own.");
    return found;
  }

  /** @param {Begun} draft @param {Enrolment} enrolment @returns {Promise<RecordRow>} */
  async #row(draft, enrolment) {
    const known = draft.equipment ? this.store.equipment(draft.equipment) : undefined;
    const [equipment, evidence] = await Promise.all([known, this.#manifest(draft)]);
    const { id, time } = this.moment();
    const site = equipment?.site ?? draft.frozen.site;
    const { jws, sha256 } = await sign(payloadOf({ id, draft, site, enrolment, evidence, time }), enrolment);
    const hashes = evidence.map((file) => file.sha256);
    return {
      ...freshRow(id, enrolment, { jws, sha256 }, hashes),
      ...{ draft: /** @type {string} */ (draft.id), finishedAt: time.wall, guide: draft.guide, title: draft.frozen.title, frozen: draft.frozen, corrects: draft.corrects ?? null },
      ...{ equipment: draft.equipment ?? null, equipmentName: equipment?.name ?? "", ...judged(draft) },
    };
  }

  /** Bytes the browser has lost are named all the same: the server then knows what is missing. @param {Begun} draft */
  async #manifest(draft) {
    const hashes = photosIn(draft);
    return Promise.all(
      hashes.map(async (sha256) => {
        const facts = await this.outboxStore.evidenceFacts(sha256);
        return { sha256, content_type: "", bytes: 0, ...facts };
      }),
    );
  }
}

/**
 * A row as it is before the server has heard of it.
 * @param {string} id @param {Enrolment} enrolment @param {{jws: string, sha256: string}} signed @param {string[]} evidence
 */
export function freshRow(id, enrolment, signed, evidence = []) {
  return {
    ...{ id, person: enrolment.person.id, enrolment: enrolment.id, ...signed, state: /** @type {const} */ ("saved") },
    ...{ detail: "", note: "", evidence, missing: evidence, receipt: null, confirmedAt: null },
  };
}

/** @param {Begun} draft @returns {{failed: number, flagged: number}} */
function judged({ frozen, answers = {} }) {
  const items = frozen.kind === "checklist" ? frozen.body.items : [];
  const outcomes = items.map((/** @type {any} */ item) => outcome(item, answers[item.id]));
  const count = (/** @type {string} */ which) => outcomes.filter((/** @type {string} */ one) => one === which).length;
  return { failed: count("fail"), flagged: count("flag") };
}

/** @param {string} name @param {RecordRow[]} rows @returns {Other} */
function countOf(name, rows) {
  const attention = rows.filter(({ state }) => state === "attention").length;
  const confirmed = rows.filter(({ state }) => state === "confirmed").length;
  return { name, attention, waiting: rows.length - attention - confirmed };
}

/** @param {unknown} error @returns {RecordRow} */
function alreadyFinished(error) {
  if (error instanceof AlreadyFinished) return error.row;
  throw error;
}
