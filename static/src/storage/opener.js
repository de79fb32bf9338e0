/** One opener for both databases: blocked, blocking and terminated are handled here and nowhere else. */

import { openDB, unwrap } from "idb";

/** @typedef {import("./migrations.js").Handle} Handle */

const TRIES = 3;
const DEAD = ["InvalidStateError", "UnknownError"]; // what WebKit says after it dropped a connection in the background

/** Another window holds an older version of the database open and does not let go. */
export class StorageBlocked extends Error {
  name = "StorageBlocked";
}

export class Database {
  /** @type {Promise<Handle> | undefined} */
  #handle;
  /** @type {Set<IDBTransaction>} not ended */
  #begun = new Set();
  /** Told, within its transaction, that the database was made just now. @type {(tx: any) => void} */
  born = () => {};
  /** Asked once when a write finds the phone full. @type {() => Promise<boolean>} true: there is room now */
  makeRoom = async () => false;

  /** @param {string} name @param {import("./migrations.js").Step[]} steps */
  constructor(name, steps) {
    this.name = name;
    this.steps = steps;
  }

  /**
   * Runs `work` on an open handle; a dead handle is dropped and the work done again on a new one, three
   * times at most. So `work` must be one transaction that may be repeated.
   * @template T @param {(db: Handle) => Promise<T>} work @returns {Promise<T>}
   */
  async use(work) {
    for (let attempt = 1; ; attempt += 1) {
      const handle = (this.#handle ??= this.#open());
      try {
        return await work(await handle);
      } catch (error) {
        const opened = await handle.then(() => true, () => false);
        const dead = this.#handle !== handle || DEAD.includes(nameOf(error));
        if (this.#handle === handle && (dead || !opened)) this.#drop();
        if (!dead || attempt === TRIES) throw error;
      }
    }
  }

  /**
   * One transaction that holds all of `change` or nothing of it.
   * @template T @param {string[]} stores
   * @param {(tx: import("idb").IDBPTransaction<any, any, "readwrite">) => Promise<T>} change
   * @param {{durability: "strict" | "relaxed"}} how
   * @returns {Promise<T>} at its `complete` event; throws what aborted it (QuotaExceededError on a full phone)
   */
  async write(stores, change, how) {
    try {
      return await this.#write(stores, change, how);
    } catch (error) {
      if (nameOf(error) !== "QuotaExceededError" || !(await this.makeRoom().catch(() => false))) throw error;
      return this.#write(stores, change, how);
    }
  }

  /**
   * @template T @param {string[]} stores
   * @param {(tx: import("idb").IDBPTransaction<any, any, "readwrite">) => Promise<T>} change
   * @param {{durability: "strict" | "relaxed"}} how @returns {Promise<T>}
   */
  #write(stores, change, how) {
    return this.use(async (db) => {
      const tx = db.transaction(stores, "readwrite", how);
      try {
        const value = await change(tx);
        await tx.done;
        return value;
      } catch (error) {
        abort(tx);
        await tx.done.catch(() => {});
        throw tx.error ?? error; // a full disk speaks through the transaction
      }
    });
  }

  /** Is the handle still alive? Asked when the page comes back to the foreground. */
  async probe() {
    await this.use(async (db) => db.transaction("meta").store.count());
  }

  async close() {
    const handle = this.#handle;
    this.#handle = undefined;
    (await handle)?.close();
  }

  /**
   * The page goes into the browser's page cache. WebKit leaves its transactions open there, and no other page reads
   * what they write to until the app is killed: so they end now, and are done again if the page comes back.
   */
  letGo() {
    for (const tx of this.#begun) abort(tx);
    this.#drop();
  }

  /** @param {IDBDatabase} db */
  #watch(db) {
    const kind = Object.getPrototypeOf(db);
    db.transaction = (...given) => {
      const tx = kind.transaction.apply(db, given);
      this.#begun.add(tx);
      for (const end of ["complete", "abort"]) tx.addEventListener(end, () => this.#begun.delete(tx));
      return tx;
    };
  }

  #drop() {
    const old = this.#handle;
    this.#handle = undefined;
    old?.then((db) => db.close()).catch(() => {});
  }

  /** @returns {Promise<Handle>} */
  #open() {
    return new Promise((resolve, reject) => {
      let late = false;
      const opening = openDB(this.name, this.steps.length, {
        upgrade: (db, oldVersion, _newVersion, tx) => {
          for (const step of this.steps.slice(oldVersion)) step(db, tx);
          if (oldVersion === 0) this.born(tx);
        },
        blocked: () => {
          late = true;
          reject(new StorageBlocked("Close the other windows of Lineside, then open it again."));
        },
        blocking: () => this.#drop(),
        terminated: () => this.#drop(),
      });
      opening.then((db) => {
        if (late) return db.close();
        this.#watch(unwrap(db));
        resolve(db);
      }, reject);
    });
  }
}

/** @param {any} tx */
function abort(tx) {
  try {
    tx.abort();
  } catch {
    // it had ended already
  }
}

/** @param {unknown} error */
export function nameOf(error) {
  return error && typeof error === "object" && "name" in error ? String(error.name) : "";
}
