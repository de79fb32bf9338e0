/**
 * Scan records (docs/wire.md): what a scan does to a label is signed and kept like a completion, shown at once on
 * this phone, and acts for everybody when the server has it. docs/decisions/0009-scan-records.md says which are told.
 */

import { freshRow } from "../outbox/outbox.js";
import { begun, sign } from "../outbox/record.js";
import { labelIn } from "../scan/found.js";
import { spelled } from "../scan/spelled.js";
import { putLocally } from "../storage/local-rows.js";
import { t } from "../text/index.js";

/**
 * @typedef {import("../outbox/outbox.js").Outbox} Outbox
 * @typedef {import("../places/store.js").Store} Store
 * @typedef {{label: string, equipment: Equipment, by: string, ms?: number, movedFrom?: string}} Scanned `label`: the
 *   code of a label, or a further code; `ms`: how long the camera looked; `movedFrom`: the equipment it meant until now
 */

export class Scans {
  /** @param {{outbox: Outbox, store: Store}} parts */
  constructor({ outbox, store }) {
    this.outbox = outbox;
    this.store = store;
  }

  /**
   * From now on the label means this equipment; `shown` at once on this phone, or asked of a supervisor.
   * @param {Scanned} scanned @param {{shown: boolean}} how @returns {Promise<RecordRow>} once it is on this phone
   */
  async bind(scanned, { shown }) {
    const row = await this.#keep("bind", scanned);
    if (shown) await this.#show([bound(scanned)]);
    return row;
  }

  /** The label takes the place of another on the same equipment. @param {Scanned & {replaces: string}} scanned @param {{shown: boolean}} how @returns {Promise<RecordRow>} */
  async replace(scanned, { shown }) {
    const { label, equipment, replaces } = scanned;
    const row = await this.#keep("replace", scanned);
    const old = { state: "retired", equipment: equipment.id, site: equipment.site, replaced_by: label };
    if (shown) await this.#show([bound(scanned), { type: "label", id: replaces, body: old }]);
    return row;
  }

  /** The label was seen on this equipment; `right`: the one it belongs to. @param {Scanned} scanned @param {{right: boolean}} how @returns {Promise<RecordRow>} */
  verify(scanned, { right }) {
    return this.#keep("verify", scanned, { failed: right ? 0 : 1 });
  }

  /** The label was opened: told once a day, and not a reason to send. @param {Scanned} scanned @param {string} day such as 2026-01-31 */
  async open(scanned, day) {
    if (this.outbox.identity.person) await this.#write("open", scanned, { draft: `open:${scanned.label}:${day}` });
  }

  /** Labels that were opened and of which the server has not heard. @returns {Promise<number>} */
  async unheard() {
    const rows = await this.outbox.outboxStore.recordsIn(["saved", "sent"]);
    return rows.filter((row) => row.scan === "open").length;
  }

  /** What was verified here on a day, newest first. @param {string} day @returns {Promise<RecordRow[]>} */
  async verified(day) {
    return (await this.outbox.list()).filter((row) => row.scan === "verify" && row.finishedAt.startsWith(day));
  }

  /** @param {"bind" | "replace" | "verify"} does @param {Scanned & {replaces?: string}} scanned @param {object} [about] */
  async #keep(does, scanned, about) {
    const row = await this.#write(does, scanned, about);
    this.outbox.sendSoon();
    return row;
  }

  /** @param {NonNullable<RecordRow["scan"]>} does @param {Scanned & {replaces?: string}} scanned @param {object} [about] more of the row; no second one has the same `draft` */
  #write(does, scanned, about) {
    const person = this.outbox.identity.person?.id ?? "";
    const store = (/** @type {any} */ row, /** @type {any} */ enrolment) => this.outbox.outboxStore.add(row, enrolment);
    return this.outbox.alone(() => this.outbox.chained(person, (enrolment) => this.#row(does, scanned, enrolment, about), store));
  }

  /**
   * @param {NonNullable<RecordRow["scan"]>} does @param {Scanned & {replaces?: string}} scanned
   * @param {import("../storage/outbox-store.js").Enrolment} enrolment @param {object} [about]
   * @returns {Promise<import("../storage/outbox-store.js").RecordRow>}
   */
  async #row(does, scanned, enrolment, about) {
    const { id, time } = this.outbox.moment();
    const { label, equipment } = scanned;
    const signed = await sign(scanOf({ id, time, enrolment, does, scanned }), enrolment);
    return {
      ...freshRow(id, enrolment, signed),
      ...{ draft: `scan:${id}`, scan: does, finishedAt: time.wall, guide: "", title: t(`scanned.${does}`, { code: spelled(label) }) },
      ...{ equipment: equipment.id, equipmentName: equipment.name, failed: 0, flagged: 0, ...about },
    };
  }

  /** @param {{type: string, id: string, body: any}[]} rows */
  async #show(rows) {
    await putLocally(this.store.index, rows);
    this.store.changed();
  }
}

/**
 * @param {object} facts
 * @param {string} facts.id @param {object} facts.time @param {import("../storage/outbox-store.js").Enrolment} facts.enrolment
 * @param {string} facts.does @param {Scanned & {replaces?: string}} facts.scanned
 * @returns {object} the payload; its key order is what gets signed
 */
export function scanOf({ id, time, enrolment, does, scanned: { label, equipment, by, ms, replaces, movedFrom } }) {
  return {
    ...begun(id, { kind: "scan" }, enrolment, time),
    ...{ does, label, equipment: equipment.id, replaces: replaces ?? null },
    ...{ opened_by: by, decode_ms: ms ?? null, site: equipment.site },
    ...(movedFrom ? { moved_from: movedFrom } : {}),
  };
}

/** What the code means here from now on. @param {Scanned} scanned */
function bound({ label, equipment }) {
  if (!labelIn(label)) return { type: "further_code", id: `${equipment.site}/${label}`, body: { equipment: equipment.id, site: equipment.site } };
  return { type: "label", id: label, body: { state: "bound", equipment: equipment.id, site: equipment.site } };
}
