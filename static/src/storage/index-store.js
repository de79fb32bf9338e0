/**
 * The site index: everything the server can send again. Two row stores; one is read, the other is where a
 * reset is built page by page, so a killed reset goes on where it was and a half one is never seen in place of a
 * whole one. Only where there was nothing yet does a reset show what came so far: `cursor` stays null until it is whole.
 *
 * @typedef {{type: string, id: string, rev: number, body?: any, gone?: true}} Change
 * @typedef {{cursor: string, reset: boolean, more: boolean, server_time: string, head?: string, changes: Change[]}} Page
 * @typedef {{type: string, id: string, rev: number, body: any, places: string[]}} Row
 * @typedef {"rows_a" | "rows_b"} Side
 * @typedef {{active: Side, cursor: string | null, syncedAt: string | null, building: string | null}} State
 *   `syncedAt` is of the phone's own clock; `cursor` belongs to the active side; `building` is the cursor of a reset under way, on the other side if there is one.
 * @typedef {State & {edition: string | null}} Shown `edition` changes whenever what is shown does
 * @typedef {object} Rows the side that is shown
 * @property {Shown} state
 * @property {(key: string) => Promise<any>} noted
 * @property {(type: string, id: string) => Promise<Row | undefined>} get
 * @property {(type: string) => Promise<Row[]>} all
 * @property {(place: string) => Promise<Row[]>} at attached to `<target>:<id>`, or equipment `in:<area>`
 * @property {(type: string) => Promise<number>} count
 */

/** @type {State} */
const EMPTY = { active: "rows_a", cursor: null, syncedAt: null, building: null };

const STORES = ["meta", "rows_a", "rows_b"];
const CHEAP = /** @type {const} */ ({ durability: "relaxed" }); // what is lost here is pulled again

export class IndexStore {
  /** @param {import("./opener.js").Database} database */
  constructor(database) {
    this.database = database;
  }

  /** @returns {Promise<Shown>} */
  state() {
    return this.database.use(async (db) => shown(await db.get("meta", "state")));
  }

  /**
   * Several reads as one: one transaction sees one state of the index, whatever another tab swaps meanwhile,
   * and a slow phone waits once. `ask` awaits nothing but these rows.
   * @template T @param {(rows: Rows) => Promise<T>} ask @returns {Promise<T>}
   */
  read(ask) {
    return this.database.use(async (db) => {
      const tx = db.transaction(STORES);
      const meta = tx.objectStore("meta");
      const state = shown(await meta.get("state"));
      const rows = tx.objectStore(state.active);
      return ask({
        state,
        noted: (key) => meta.get(key),
        get: (type, id) => rows.get([type, id]),
        all: (type) => rows.index("type").getAll(type),
        at: (place) => rows.index("places").getAll(place),
        count: (type) => rows.index("type").count(type),
      });
    });
  }

  /** @param {string} type @param {string} id @returns {Promise<Row | undefined>} */
  get(type, id) {
    return this.read((rows) => rows.get(type, id));
  }

  /** @param {string} type @returns {Promise<Row[]>} */
  all(type) {
    return this.read((rows) => rows.all(type));
  }

  /** The cursor to ask with: of the reset under way, else of what is shown. @returns {Promise<string | null>} */
  async cursor() {
    const state = await this.state();
    return state.building ?? state.cursor;
  }

  /** Nothing was new. An index that was thrown away meanwhile is not fresh for that. @param {string} at */
  async confirmed(at) {
    await this.database.write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const state = await meta.get("state");
      if (state) await meta.put({ ...state, syncedAt: at }, "state");
    }, CHEAP);
  }

  /**
   * Takes one page and its cursor in one transaction. A page asked for with a cursor that is no longer ours
   * (another tab was faster) changes nothing.
   * @param {Page} page @param {string | null} since @param {string} [at] when, by the phone's own clock
   * @returns {Promise<boolean>} true when what is read has changed
   */
  async apply(page, since, at = new Date().toISOString()) {
    const { news, old } = await this.database.write(STORES, async (tx) => {
      /** @type {State} */
      const state = (await tx.objectStore("meta").get("state")) ?? EMPTY;
      if ((state.building ?? state.cursor) !== since) return { news: false, old: "" };
      const beside = state.cursor !== null && (page.reset || state.building !== null);
      const rows = tx.objectStore(beside ? other(state.active) : state.active);
      if (page.reset) await rows.clear();
      await Promise.all(page.changes.map((change) => write(rows, change)));
      await tx.objectStore("meta").put(after(state, page, beside, at), "state");
      return { news: !beside || !page.more, old: beside && !page.more ? state.active : "" };
    }, CHEAP);
    if (old) await this.database.use((db) => db.clear(old));
    return news;
  }

  /** A small value about the index, such as a summary, kept with it. @param {string} key @param {any} value */
  async note(key, value) {
    await this.database.write(["meta"], (tx) => tx.objectStore("meta").put(value, key), CHEAP);
  }
}

/** @param {State | undefined} state @returns {Shown} */
function shown(state = EMPTY) {
  return { ...state, edition: state.cursor ?? state.building };
}

/** @param {State} state @param {Page} page @param {boolean} beside @param {string} at @returns {State} */
function after(state, page, beside, at) {
  const builds = page.reset || state.building !== null;
  if (builds && page.more) return { ...state, building: page.cursor };
  const active = beside ? other(state.active) : state.active;
  return { active, cursor: page.cursor, syncedAt: page.more ? state.syncedAt : at, building: null };
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
