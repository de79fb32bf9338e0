/** One file on its way: what came is in memory, and every megabyte of it on the phone. */

const PIECE = 1_000_000; // bytes: what a kill may cost

export class Arriving {
  #saved = 0;

  /** @param {{sha256: string, bytes: number}} file @param {import("../storage/pieces-store.js").PiecesStore} pieces */
  constructor(file, pieces) {
    this.sha256 = file.sha256;
    this.pieces = pieces;
    this.bytes = new Uint8Array(file.bytes);
    this.at = 0;
  }

  /** With what an earlier try has left. @param {{sha256: string, bytes: number}} file @param {import("../storage/pieces-store.js").PiecesStore} pieces */
  static async goOn(file, pieces) {
    const arriving = new Arriving(file, pieces);
    for (const piece of await pieces.of(file.sha256)) arriving.#put(new Uint8Array(piece));
    arriving.#saved = arriving.at;
    return arriving;
  }

  get whole() {
    return this.at === this.bytes.byteLength;
  }

  /** @param {Uint8Array} chunk @returns {Promise<boolean>} false: more bytes than the file has */
  async take(chunk) {
    if (!this.#put(chunk)) return false;
    if (this.at - this.#saved >= PIECE && !this.whole) await this.save();
    return true;
  }

  /** What came since the last time. */
  async save() {
    if (this.at === this.#saved) return;
    await this.pieces.put(this.sha256, this.#saved, this.bytes.slice(this.#saved, this.at).buffer);
    this.#saved = this.at;
  }

  async beginAnew() {
    this.at = this.#saved = 0;
    await this.pieces.drop(this.sha256);
  }

  /** @param {Uint8Array} chunk */
  #put(chunk) {
    if (this.at + chunk.byteLength > this.bytes.byteLength) return false;
    this.bytes.set(chunk, this.at);
    this.at += chunk.byteLength;
    return true;
  }
}
