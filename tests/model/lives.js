/**
 * IndexedDB for apps that are killed. The name `7@d0-outbox` is the database `d0-outbox` as life 7 opens it: of a
 * dead life nothing reaches a database any more, whatever code of it still runs. A living one can be struck at its
 * k-th operation, where the end of a transaction counts as one.
 */

import "fake-indexeddb/auto";

/** Thrown into code that has been killed and does not know it yet. */
export class Killed extends Error {
  name = "Killed";
}

/** @type {Map<string, Life>} */
const lives = new Map();

export class Life {
  dead = false;
  /** @type {{kind: "kill" | "full" | "broken", at: number} | null} */
  fault = null;
  struck = false;
  operations = 0;
  connections = new Set();
  transactions = new Set();

  /** @param {string} name @param {() => void} ended called once, when it dies */
  constructor(name, ended) {
    this.name = name;
    this.ended = ended;
    lives.set(name, this);
  }

  arm(fault) {
    Object.assign(this, { fault, struck: false, operations: 0 });
  }

  kill() {
    if (this.dead) return;
    this.dead = true;
    lives.delete(this.name);
    for (const tx of this.transactions) abort(tx);
    for (const connection of this.connections) connection.close();
    this.ended();
  }

  /** Is now the moment? @param {string} kind */
  meets(kind) {
    const now = this.fault?.kind === kind && this.operations >= this.fault.at && !this.struck;
    if (now) this.struck = true;
    return now;
  }

  begin(connection) {
    if (this.dead) throw new Killed();
    if (!this.meets("broken")) return;
    connection.close(); // WebKit's dead handle: every transaction on it is refused
    throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
  }

  operate() {
    if (this.dead) throw new Killed();
    this.operations += 1;
    this.#dieIfItIsTime();
    if (this.dead) throw new Killed();
  }

  /** A full disk speaks after a write was asked for, through the transaction. */
  operated(tx) {
    if (tx.mode === "readwrite" && this.meets("full")) tx._abort("QuotaExceededError");
  }

  completed() {
    if (this.dead) return;
    this.operations += 1;
    this.#dieIfItIsTime();
  }

  #dieIfItIsTime() {
    if (this.meets("kill")) this.kill();
  }
}

function abort(tx) {
  try {
    tx.abort();
  } catch {
    // it had ended
  }
}

/** @param {object} prototype @param {string[]} names @param {(real: Function) => Function} wrapped */
function patch(prototype, names, wrapped) {
  for (const name of names) prototype[name] = wrapped(prototype[name]);
}

patch(IDBFactory.prototype, ["open"], (real) => function open(name, version) {
  const [owner, database] = name.split("@");
  const life = lives.get(owner);
  if (!life) return new EventTarget(); // nobody waits for it
  const request = real.call(this, database, version);
  request.addEventListener("success", () => {
    request.result.life = life;
    life.connections.add(request.result);
    if (life.dead) request.result.close();
  });
  return request;
});

patch(IDBDatabase.prototype, ["transaction"], (real) => function transaction(...how) {
  const { life } = this;
  life?.begin(this);
  const tx = real.apply(this, how);
  life?.transactions.add(tx);
  tx.addEventListener("complete", () => (life?.transactions.delete(tx), life?.completed()));
  tx.addEventListener("abort", () => life?.transactions.delete(tx));
  return tx;
});

const operation = (real) => function operate(...about) {
  const tx = this.transaction ?? this.objectStore.transaction;
  const { life } = tx.db;
  life?.operate();
  const request = real.apply(this, about);
  life?.operated(tx);
  return request;
};
patch(IDBObjectStore.prototype, ["get", "getAll", "getAllKeys", "put", "add", "delete", "clear", "count"], operation);
patch(IDBIndex.prototype, ["get", "getAll", "count"], operation);
