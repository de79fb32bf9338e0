/**
 * Every piece of equipment, found by words: small enough to read at once, made once for an edition of the index and
 * kept beside it, so that neither a start nor a keystroke reads ten thousand rows.
 *
 * @typedef {import("../storage/index-store.js").IndexStore} IndexStore
 * @typedef {{id: string, name: string, tag: string, picture: string, place: string}} Found
 * @typedef {[id: string, name: string, tag: string, type: number, place: number]} Entry
 * @typedef {{edition: string | null, types: {picture: string, words: string}[], places: string[], entries: Entry[]}} Directory
 *   entries stand by place, then by name
 */

const order = new Intl.Collator(undefined, { numeric: true });

/** @param {IndexStore} index @returns {Promise<Directory>} */
export async function readDirectory(index) {
  const [state, noted] = await index.read(async (rows) => [rows.state, await rows.noted("directory")]);
  if (noted?.edition === state.edition) return noted;
  const directory = await index.read(async ({ state: { edition }, all }) => {
    const [equipment, types, areas] = await Promise.all([all("equipment"), all("equipment_type"), all("area")]);
    return { edition, ...arranged(equipment.filter(({ body }) => body.status !== "retired"), types, areas) };
  });
  if (state.cursor) await index.note("directory", directory); // while the first pages come it is another one every moment
  return directory;
}

/** @param {any[]} equipment @param {any[]} types @param {any[]} areas */
function arranged(equipment, types, areas) {
  const typeAt = numbered(types);
  const names = new Map(areas.map(({ id, body }) => [id, body]));
  const places = [...new Set(equipment.map(({ body }) => pathOf(names, body.area)))].sort(order.compare);
  const placeAt = new Map(places.map((place, n) => [place, n]));
  const rows = equipment.map(({ id, body }) => [id, body.name, body.tag, typeAt.get(body.equipment_type) ?? -1, placeAt.get(pathOf(names, body.area)) ?? 0]);
  const entries = /** @type {Entry[]} */ (rows).sort((a, b) => a[4] - b[4] || order.compare(a[1], b[1]));
  return { types: types.map(({ body }) => ({ picture: body.icon ?? "", words: [body.name, body.make, body.model].join(" ") })), places, entries };
}

/** @param {{id: string}[]} rows @returns {Map<string, number>} */
function numbered(rows) {
  return new Map(rows.map(({ id }, n) => [id, n]));
}

/** @param {Map<string, any>} areas @param {string} id @returns {string} names from the top */
function pathOf(areas, id) {
  const path = [];
  for (let next = id; areas.has(next) && path.length < 20; next = areas.get(next).parent) path.unshift(areas.get(next).name);
  return path.join(" · ");
}

export class Finder {
  /** @type {{wanted: string, hits: number[]}} */
  #last = { wanted: "", hits: [] };

  /** @param {Directory} directory */
  constructor({ edition, types, places, entries }) {
    this.edition = edition;
    this.types = types;
    this.places = places;
    this.entries = entries;
    const words = types.map((type) => type.words.toLowerCase());
    this.words = entries.map(([, name, tag, type]) => `${name} ${tag} `.toLowerCase() + (words[type] ?? ""));
  }

  /** @param {string} wanted words that must all be there @param {number} most @returns {{n: number, rows: Found[]}} how many there are, and the first of them */
  find(wanted, most) {
    const { hits } = (this.#last = { wanted, hits: this.#hits(wanted) });
    return { n: hits.length, rows: hits.slice(0, most).map((n) => this.#row(this.entries[n])) };
  }

  /** One letter more is looked for only where the word was so far. @param {string} wanted */
  #hits(wanted) {
    const among = this.#last.wanted && wanted.startsWith(this.#last.wanted) ? this.#last.hits : [...this.entries.keys()];
    const each = wanted.trim().toLowerCase().split(/\s+/);
    return among.filter((n) => each.every((word) => this.words[n].includes(word)));
  }

  /** @param {Entry} entry @returns {Found} */
  #row([id, name, tag, type, place]) {
    return { id, name, tag, picture: this.types[type]?.picture ?? "", place: this.places[place] };
  }
}
