/** Web Locks of one phone: granted in order, freed when the page that has them dies. The two forms that the app uses. */
export class Locks {
  /** @type {Map<string, Promise<unknown>>} */
  #held = new Map();

  async request(name, how, work = how) {
    if (how.ifAvailable && this.#held.has(name)) return work(null);
    const before = this.#held.get(name);
    const mine = (async () => (await before?.catch(() => {}), work({ name })))();
    this.#held.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.#held.get(name) === mine) this.#held.delete(name);
    }
  }
}
