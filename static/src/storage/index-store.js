/**
 * The site index: everything the server can send again. Two row stores; one is read, the other is where a
 * reset is built page by page, so a killed reset goes on where it was and a half one is never seen.
 *
 * @typedef {{type: string, id: string, rev: number, body?: any, gone?: true}} Change
 * @typedef {{cursor: string, reset: boolean, more: boolean, server_time: string, head?: string, changes: Change[]}} Page
 * @typedef {{type: string, id: string, rev: number, body: any, places: string[]}} Row
 * @typedef {"rows_a" | "rows_b"} Side
 * @typedef {{active: Side, cursor: string | null, syncedAt: string | null, building: string | null}} State
 *   `cursor` belongs to the active side; `building` is the cursor of a reset under way on the other side.
 */

/** @type {State} */
const EMPTY = { active: "rows_a", cursor: null, syncedAt: null, building: null };

const STORES = ["meta", "rows_a", "rows_b"];
const CHEAP = /** @type {const} */ ({ durability: "relaxed" }); // what is lost here is pulled again

export class IndexStore {
  /** @type {Side | undefined} the side being read, as far as this tab knows */
  #side;

  /** @param {import("./opener.js").Database} database */
  constructor(database) {
    this.database = database;
  }

  /** @returns {Promise<State>} */
  state() {
    return this.database.use(async (db) => (await db.get("meta", "state")) ?? EMPTY);
  }

  /** @param {string} type @param {string} id @returns {Promise<Row | undefined>} */
  async get(type, id) {
    return this.#read((rows) => rows.get([type, id]));
  }

  /** @param {string} type @returns {Promise<Row[]>} */
  async all(type) {
    return this.#read((rows) => rows.index("type").getAll(type));
  }

  /** @param {string} type @returns {Promise<number>} */
  async count(type) {
    return this.#read((rows) => rows.index("type").count(type));
  }

  /** Guides attached to `<target>:<id>`. @param {string} place @returns {Promise<Row[]>} */
  async at(place) {
    return this.#read((rows) => rows.index("places").getAll(place));
  }

  /** The cursor to ask with: of the reset under way, else of what is shown. @returns {Promise<string | null>} */
  async cursor() {
    const state = await this.state();
    return state.building ?? state.cursor;
  }

  /** Nothing was new. @param {string} at */
  async confirmed(at) {
    await this.database.write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      await meta.put({ ...((await meta.get("state")) ?? EMPTY), syncedAt: at }, "state");
    }, CHEAP);
  }

  /**
   * Takes one page and its cursor in one transaction. A page asked for with a cursor that is no longer ours
   * (another tab was faster) changes nothing.
   * @param {Page} page @param {string | null} since
   * @returns {Promise<boolean>} true when what is read has changed
   */
  async apply(page, since) {
    const { news, old } = await this.database.write(STORES, async (tx) => {
      /** @type {State} */
      const state = (await tx.objectStore("meta").get("state")) ?? EMPTY;
      if ((state.building ?? state.cursor) !== since) return { news: false, old: "" };
      const builds = page.reset || state.building !== null;
      const rows = tx.objectStore(builds ? other(state.active) : state.active);
      if (page.reset) await rows.clear();
      await Promise.all(page.changes.map((change) => write(rows, change)));
      await tx.objectStore("meta").put(after(state, page, builds), "state");
      return { news: !builds || !page.more, old: builds && !page.more ? state.active : "" };
    }, CHEAP);
    this.forget();
    if (old) await this.database.use((db) => db.clear(old));
    return news;
  }

  /** Another tab may have swapped the sides. */
  forget() {
    this.#side = undefined;
  }

  /** A small value about the index, such as a summary, kept with it. @param {string} key @param {any} value */
  async note(key, value) {
    await this.database.write(["meta"], (tx) => tx.objectStore("meta").put(value, key), CHEAP);
  }

  /** @param {string} key @returns {Promise<any>} */
  noted(key) {
    return this.database.use((db) => db.get("meta", key));
  }

  /** Nothing found may mean that the sides were swapped: then it looks once more. @template T @param {(rows: any) => Promise<T>} ask @returns {Promise<T>} */
  async #read(ask) {
    const side = (this.#side ??= (await this.state()).active);
    const found = await this.#ask(side, ask);
    if (Array.isArray(found) ? found.length : found) return found;
    this.#side = (await this.state()).active;
    return this.#side === side ? found : this.#ask(this.#side, ask);
  }

  /** @template T @param {Side} side @param {(rows: any) => Promise<T>} ask @returns {Promise<T>} */
  #ask(side, ask) {
    return this.database.use((db) => ask(db.transaction(side).store));
  }
}

/** @param {State} state @param {Page} page @param {boolean} builds @returns {State} */
function after(state, page, builds) {
  if (builds && page.more) return { ...state, building: page.cursor };
  const active = builds ? other(state.active) : state.active;
  return { active, cursor: page.cursor, syncedAt: page.more ? state.syncedAt : page.server_time, building: null };
}

/** @param {any} rows @param {Change} change */
async function write(rows, { type, id, rev, body, gone }) {
  return gone ? rows.delete([type, id]) : rows.put({ type, id, rev, body, places: placesOf(type, body) });
}

/** @param {string} type @param {any} body @returns {string[]} */
function placesOf(type, body) {
  if (type === "guide") return body.attached.map((/** @type {any} */ a) => `${a.target}:${a.id}`);
  return type === "equipment" ? [`in:${body.area}`] : [];
}

/** @param {Side} side @returns {Side} */
function other(side) {
  return side === "rows_a" ? "rows_b" : "rows_a";
}
