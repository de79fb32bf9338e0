/** What the screens read of the site index: rows as docs/wire.md has them, with `id`. Nothing is loaded ahead. */

import { Finder, readDirectory } from "./finder.js";

/**
 * @typedef {import("../storage/index-store.js").IndexStore} IndexStore
 * @typedef {import("../storage/index-store.js").Rows} Rows
 * @typedef {{cursor: string | null, syncedAt: string | null, equipment: number, guides: number, checklists: number,
 *   clips: number, clipBytes: number}} Summary
 */

export class Store extends EventTarget {
  /** @type {Finder | undefined} */
  #finder;

  /** @param {IndexStore} index */
  constructor(index) {
    super();
    this.index = index;
  }

  /** @param {string} code @returns {Promise<any>} {id, state, equipment, site} */
  label(code) {
    return this.#one("label", code);
  }

  /**
   * What a further code means: a GS1 asset number, or a barcode that was there already. Two sites may both use it.
   * @param {string} code @param {string} [at] only this site @returns {Promise<string[]>} ids of equipment, one a site
   */
  equipmentOf(code, at) {
    return this.index.read(async ({ all, get }) => {
      const sites = at ? [at] : (await all("site")).map(({ id }) => id);
      const found = await Promise.all(sites.map((id) => get("further_code", `${id}/${code}`)));
      return found.flatMap((row) => row?.body.equipment ?? []);
    });
  }

  /** The labels that mean this equipment. @param {string} equipment @returns {Promise<any[]>} */
  async labelsOf(equipment) {
    return (await this.index.all("label")).map(plain).filter((label) => label.state === "bound" && label.equipment === equipment);
  }

  /** With the hazards and protection of its type. @param {string} id @returns {Promise<any>} */
  async equipment(id) {
    return (await this.placed(id))?.equipment;
  }

  /**
   * Equipment with what surrounds it, read at once.
   * @param {string} id @returns {Promise<Placed | undefined>}
   */
  placed(id) {
    return this.index.read((rows) => placedIn(rows, id));
  }

  /** Those that are still known. @param {string[]} ids @returns {Promise<Placed[]>} */
  allPlaced(ids) {
    return this.index.read(async (rows) => (await Promise.all(ids.map((id) => placedIn(rows, id)))).flatMap((found) => found ?? []));
  }

  /** Equipment in the same area, without itself. @param {string} id @param {number} most @returns {Promise<Placed[]>} */
  near(id, most) {
    return this.index.read(async (rows) => {
      const here = await rows.get("equipment", id);
      const beside = here ? (await rows.at(`in:${here.body.area}`)).filter((row) => row.type === "equipment" && row.id !== id) : [];
      const found = await Promise.all(beside.map(plain).sort(by("name")).slice(0, most).map((row) => placedIn(rows, row.id)));
      return found.flatMap((placed) => placed ?? []);
    });
  }

  /** @param {string} id */
  area(id) {
    return this.#one("area", id);
  }

  /** @param {string} id */
  equipmentType(id) {
    return this.#one("equipment_type", id);
  }

  /** @param {string} id */
  site(id) {
    return this.#one("site", id);
  }

  /** @param {string} id */
  guide(id) {
    return this.#one("guide", id);
  }

  /** To find equipment by words; the same one until the index changes. @returns {Promise<Finder>} */
  async finder() {
    const { edition } = await this.index.state();
    if (this.#finder?.edition !== edition) this.#finder = new Finder(await readDirectory(this.index));
    return this.#finder;
  }

  /** Those attached nearest first: equipment, type, area up the tree, site. @param {string} id @returns {Promise<any[]>} */
  guidesFor(id) {
    return this.index.read(async (rows) => {
      const equipment = await one(rows, "equipment", id);
      if (!equipment) return [];
      const areas = (await areasUp(rows, equipment.area)).map((area) => `area:${area.id}`);
      const places = [`equipment:${id}`, `equipment_type:${equipment.equipment_type}`, ...areas, `site:${equipment.site}`];
      const found = await Promise.all(places.map((place) => rows.at(place)));
      const nearest = found.flatMap((there) => there.filter((row) => row.type === "guide").map(plain).sort(by("title")));
      const seen = new Set();
      return nearest.filter((guide) => !seen.has(guide.id) && seen.add(guide.id));
    });
  }

  /** @returns {Promise<any[]>} by name */
  async sites() {
    return (await this.index.all("site")).map(plain).sort(by("name"));
  }

  /** Those that guides here are meant for. @returns {Promise<{id: string, name: string}[]>} by name */
  async trades() {
    return (await this.index.all("trade")).map(plain).sort(by("name"));
  }

  /** Counted once after a pull, then remembered: the first screen asks for it. @returns {Promise<Summary>} */
  async summary() {
    const [state, noted] = await this.index.read(async (rows) => [rows.state, await rows.noted("summary")]);
    if (noted && noted.edition === state.edition) return { ...noted, cursor: state.cursor, syncedAt: state.syncedAt };
    const summary = { edition: state.edition, cursor: state.cursor, syncedAt: state.syncedAt, ...(await this.index.read(counted)) };
    await this.index.note("summary", summary);
    return summary;
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} type @param {string} id @returns {Promise<any>} */
  #one(type, id) {
    return this.index.read((rows) => one(rows, type, id));
  }
}

/** @param {Rows} rows @param {string} type @param {string} id @returns {Promise<any>} */
async function one(rows, type, id) {
  const row = id ? await rows.get(type, id) : undefined;
  return row && plain(row);
}

/** @param {Rows} rows @param {string} id */
async function placedIn(rows, id) {
  const equipment = await one(rows, "equipment", id);
  if (!equipment) return undefined;
  const [type, areas] = await Promise.all([one(rows, "equipment_type", equipment.equipment_type), areasUp(rows, equipment.area)]);
  return { equipment: merged(equipment, type), type, path: pathOf(areas) };
}

/** The area and those around it, innermost first. @param {Rows} rows @param {string | null} id */
async function areasUp(rows, id) {
  const areas = [];
  for (let next = id; next && areas.length < 20; next = areas[areas.length - 1].parent) {
    const area = await one(rows, "area", next);
    if (!area) break;
    areas.push(area);
  }
  return areas;
}

/** @param {{name: string}[]} areas innermost first */
function pathOf(areas) {
  return areas.map((area) => area.name).reverse();
}

/** @param {Rows} rows */
async function counted({ count, all }) {
  const [equipment, guides] = await Promise.all([count("equipment"), all("guide")]);
  const clips = guides.filter(({ body }) => body.kind === "clip");
  const checklists = guides.filter(({ body }) => body.kind === "checklist").length;
  const files = new Map(clips.flatMap(({ body }) => filesOf(body)).map((file) => [file.sha256, file.bytes]));
  const clipBytes = [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
  return { equipment, guides: guides.length, checklists, clips: clips.length, clipBytes };
}

/** Every file of a clip, small ones first. @param {any} guide @returns {{sha256: string, bytes: number, content_type: string}[]} */
export function filesOf({ kind, body }) {
  return kind === "clip" ? [body.poster, ...body.captions, body.video] : [];
}

/** @param {{id: string, body: any}} row */
function plain({ id, body }) {
  return { ...body, id };
}

/** @param {any} row @param {any} type */
function merged(row, type) {
  const both = (/** @type {string} */ key) => [...new Set([...(row[key] ?? []), ...(type?.[key] ?? [])])];
  return { ...row, hazards: both("hazards"), ppe: both("ppe") };
}

/** @param {string} key */
function by(key) {
  return (/** @type {any} */ a, /** @type {any} */ b) => a[key].localeCompare(b[key], undefined, { numeric: true });
}
