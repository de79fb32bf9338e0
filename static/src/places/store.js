/** What the screens read of the site index: rows as docs/wire.md has them, with `id`. Nothing is loaded ahead. */

/**
 * @typedef {import("../storage/index-store.js").IndexStore} IndexStore
 * @typedef {{cursor: string | null, syncedAt: string | null, equipment: number, guides: number, checklists: number,
 *   clips: number, clipBytes: number}} Summary
 */

export class Store extends EventTarget {
  /** @param {IndexStore} index */
  constructor(index) {
    super();
    this.index = index;
  }

  /** @param {string} code @returns {Promise<any>} {id, state, equipment, site} */
  label(code) {
    return this.#one("label", code);
  }

  /** With the hazards and protection of its type. @param {string} id @returns {Promise<any>} */
  async equipment(id) {
    const row = await this.#one("equipment", id);
    return row && merged(row, await this.equipmentType(row.equipment_type));
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

  /** @returns {Promise<any[]>} by name */
  async allEquipment() {
    const [rows, types] = await Promise.all([this.index.all("equipment"), this.index.all("equipment_type")]);
    const byId = new Map(types.map((row) => [row.id, plain(row)]));
    return rows.map((row) => merged(plain(row), byId.get(row.body.equipment_type))).sort(by("name"));
  }

  /** @param {string} id of an area @returns {Promise<string[]>} names from the top */
  async areaPath(id) {
    return (await this.#areasUp(id)).map((area) => area.name).reverse();
  }

  /** Those attached nearest first: equipment, type, area up the tree, site. @param {string} id @returns {Promise<any[]>} */
  async guidesFor(id) {
    const equipment = await this.#one("equipment", id);
    if (!equipment) return [];
    const areas = (await this.#areasUp(equipment.area)).map((area) => `area:${area.id}`);
    const places = [`equipment:${id}`, `equipment_type:${equipment.equipment_type}`, ...areas, `site:${equipment.site}`];
    const found = await Promise.all(places.map((place) => this.index.at(place)));
    const nearest = found.flatMap((rows) => rows.filter((row) => row.type === "guide").map(plain).sort(by("title")));
    const seen = new Set();
    return nearest.filter((guide) => !seen.has(guide.id) && seen.add(guide.id));
  }

  /** @returns {Promise<any[]>} every guide */
  async allGuides() {
    return (await this.index.all("guide")).map(plain);
  }

  /** @returns {Promise<any[]>} by name */
  async sites() {
    return (await this.index.all("site")).map(plain).sort(by("name"));
  }

  /** Counted once after a pull, then remembered: the first screen asks for it. @returns {Promise<Summary>} */
  async summary() {
    const [state, noted] = await Promise.all([this.index.state(), this.index.noted("summary")]);
    if (noted?.cursor === state.cursor) return { ...noted, syncedAt: state.syncedAt };
    const summary = { cursor: state.cursor, syncedAt: state.syncedAt, ...(await this.#counted()) };
    await this.index.note("summary", summary);
    return summary;
  }

  /** @param {{moved?: boolean}} [how] `moved`: by another tab */
  changed({ moved = false } = {}) {
    if (moved) this.index.forget();
    this.dispatchEvent(new Event("change"));
  }

  async #counted() {
    const [equipment, guides] = await Promise.all([this.index.count("equipment"), this.allGuides()]);
    const clips = guides.filter((guide) => guide.kind === "clip");
    const checklists = guides.filter((guide) => guide.kind === "checklist").length;
    const files = new Map(clips.flatMap(filesOf).map((file) => [file.sha256, file.bytes]));
    const clipBytes = [...files.values()].reduce((sum, bytes) => sum + bytes, 0);
    return { equipment, guides: guides.length, checklists, clips: clips.length, clipBytes };
  }

  /** @param {string} type @param {string} id @returns {Promise<any>} */
  async #one(type, id) {
    const row = id ? await this.index.get(type, id) : undefined;
    return row && plain(row);
  }

  /** The area and those around it, innermost first. @param {string | null} id */
  async #areasUp(id) {
    const areas = [];
    for (let next = id; next && areas.length < 20; next = areas[areas.length - 1].parent) {
      const area = await this.area(next);
      if (!area) break;
      areas.push(area);
    }
    return areas;
  }
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
