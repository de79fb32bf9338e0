/**
 * Pieces of files that are still arriving, so that a killed download goes on where it was. A piece is an ArrayBuffer
 * under [hash of the file, where it begins, its length]: how much is here is known without reading it.
 */

const CHEAP = /** @type {const} */ ({ durability: "relaxed" }); // what is lost here is fetched again

export class PiecesStore {
  /** @param {import("./opener.js").Database} database */
  constructor(database) {
    this.database = database;
  }

  /** What is here of a file, from its beginning and without a gap. @param {string} sha256 @returns {Promise<ArrayBuffer[]>} */
  of(sha256) {
    return this.database.use(async (db) => {
      const store = db.transaction("pieces").store;
      const [keys, pieces] = await Promise.all([store.getAllKeys(all(sha256)), store.getAll(all(sha256))]);
      let end = 0;
      return pieces.filter((_, n) => keys[n][1] === end && (end += keys[n][2]));
    });
  }

  /** @param {string} sha256 @param {number} at @param {ArrayBuffer} bytes */
  async put(sha256, at, bytes) {
    await this.database.write(["pieces"], (tx) => tx.objectStore("pieces").put(bytes, [sha256, at, bytes.byteLength]), CHEAP);
  }

  /** @param {string} sha256 */
  async drop(sha256) {
    await this.database.write(["pieces"], (tx) => tx.objectStore("pieces").delete(all(sha256)), CHEAP);
  }

  /** @returns {Promise<Map<string, number>>} bytes that are here, by file */
  async sizes() {
    const keys = await this.database.use((db) => db.getAllKeys("pieces"));
    /** @type {Map<string, number>} */ const sizes = new Map();
    for (const [sha256, , length] of /** @type {any[]} */ (keys)) sizes.set(sha256, (sizes.get(sha256) ?? 0) + length);
    return sizes;
  }
}

/** @param {string} sha256 */
function all(sha256) {
  return IDBKeyRange.bound([sha256], [sha256, []]);
}
