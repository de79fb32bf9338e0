/**
 * The two databases, one step a version, in order. A step that has shipped is never edited.
 * Steps of the outbox only add: what is in it exists nowhere else.
 * @typedef {import("idb").IDBPDatabase<any>} Handle
 * @typedef {import("idb").IDBPTransaction<any, any, "versionchange">} Upgrade
 * @typedef {(db: Handle, tx: Upgrade) => void} Step
 */

/** @type {Step[]} */
export const indexSteps = [
  (db) => {
    for (const name of ["rows_a", "rows_b"]) {
      const rows = db.createObjectStore(name, { keyPath: ["type", "id"] });
      rows.createIndex("type", "type");
      rows.createIndex("places", "places", { multiEntry: true });
    }
    db.createObjectStore("meta");
  },
  (db) => {
    db.createObjectStore("pieces"); // of files that are still arriving, see pieces-store.js
  },
];

/** @type {Step[]} */
export const outboxSteps = [
  (db) => {
    db.createObjectStore("meta");
    db.createObjectStore("enrolments", { keyPath: "id" }).createIndex("person", "person.id");
    db.createObjectStore("drafts", { keyPath: "key" });
    db.createObjectStore("evidence", { keyPath: "sha256" });
    const records = db.createObjectStore("records", { keyPath: "id" });
    records.createIndex("state", "state");
    records.createIndex("draft", "draft", { unique: true });
    records.createIndex("evidence", "evidence", { multiEntry: true });
  },
];
