/**
 * Which clips this phone should hold: those of the chosen areas and trades, as many as the budget allows. Everything else of the
 * site (labels, equipment, checklists) is always here.
 *
 * @typedef {import("./library.js").Clip} Clip
 * @typedef {{areas: string[] | null, trades: import("./trades.js").Chosen, budget: number}} Choice `areas` null: all of them; `budget` in bytes of clips
 * @typedef {{chosen: Clip[], left: Clip[]}} Plan `left` would be too much; both in order of importance
 */

import { filesIn } from "./library.js";

export const BUDGETS = [100e6, 250e6, 500e6, 1e9, 2e9, 5e9];

/** @type {Choice} */
export const USUAL = { areas: null, trades: "own", budget: 1e9 };

/**
 * Opened last comes first, then what is here, then small ones: so a film nobody opened is the first to go, and
 * one that is here is never thrown away for another that nobody opened.
 * @param {Clip[]} clips @param {{budget: number, opened: string[], here: Set<string>}} facts ids opened, newest first; hashes stored
 * @returns {Plan}
 */
export function planned(clips, { budget, opened, here }) {
  /** @type {Plan} */ const plan = { chosen: [], left: [] };
  const taken = new Set();
  let room = budget;
  for (const clip of ranked(clips, opened, here)) {
    const more = clip.files.filter((file) => !taken.has(file.sha256));
    const bytes = more.reduce((total, file) => total + file.bytes, 0);
    const fits = bytes <= room;
    (fits ? plan.chosen : plan.left).push(clip);
    if (!fits) continue;
    room -= bytes;
    for (const file of more) taken.add(file.sha256);
  }
  return plan;
}

/** Stands for a choice, for the trades that were meant by it. @param {Choice} choice @param {string[] | null} trades @returns {string} */
export function stamped({ areas, budget }, trades) {
  return JSON.stringify([areas, trades, budget]);
}

/** @param {Clip} clip @param {Set<string>} here */
export function isHere(clip, here) {
  return clip.files.every((file) => here.has(file.sha256));
}

/** The most important first. @param {Clip[]} clips @param {string[]} opened @param {Set<string>} here */
export function ranked(clips, opened, here) {
  const times = new Map(opened.map((id, n) => [id, n]));
  const rank = (/** @type {Clip} */ clip) => [times.get(clip.id) ?? opened.length, isHere(clip, here) ? 0 : 1, clip.bytes];
  const ranks = new Map(clips.map((clip) => [clip, rank(clip)]));
  return [...clips].sort((a, b) => compare(ranks.get(a) ?? [], ranks.get(b) ?? []));
}

/** @param {number[]} a @param {number[]} b */
function compare(a, b) {
  return a.map((value, n) => value - b[n]).find((difference) => difference) ?? 0;
}

/** What goes when `victims` go: their files that no other clip shares. @param {Clip[]} victims @param {Clip[]} others */
export function freedBy(victims, others) {
  const needed = new Set(filesIn(others).map((file) => file.sha256));
  return filesIn(victims).filter((file) => !needed.has(file.sha256));
}

/**
 * The clips of some areas: attached there, around there, below there, to equipment there or its type, or to the site.
 * @param {import("../storage/index-store.js").IndexStore} index @param {Clip[]} clips @param {string[] | null} areas
 * @returns {Promise<Clip[]>}
 */
export async function wantedIn(index, clips, areas) {
  if (!areas) return clips;
  const places = await index.read((rows) => placesAround(rows, new Set(areas)));
  return clips.filter((clip) => clip.attached.some(({ target, id }) => places.has(`${target}:${id}`)));
}

/** Every area with its names from the top, and the areas it is in. @param {import("../storage/index-store.js").IndexStore} index */
export async function allAreas(index) {
  const areas = new Map((await index.all("area")).map(({ id, body }) => [id, body]));
  const found = [...areas.keys()].map((id) => {
    const path = pathUp(areas, id);
    return { id, path: path.map((one) => areas.get(one).name).reverse().join(" · "), within: path.slice(1) };
  });
  return found.sort((a, b) => a.path.localeCompare(b.path, undefined, { numeric: true }));
}

/** @param {import("../storage/index-store.js").Rows} rows @param {Set<string>} chosen @returns {Promise<Set<string>>} */
async function placesAround(rows, chosen) {
  const areas = new Map((await rows.all("area")).map(({ id, body }) => [id, body]));
  const up = (/** @type {string} */ id) => pathUp(areas, id);
  const inside = [...areas.keys()].filter((id) => up(id).some((one) => chosen.has(one)));
  const found = await Promise.all(inside.map((id) => rows.at(`in:${id}`)));
  const equipment = found.flat().filter((row) => row.type === "equipment");
  return new Set([
    ...inside.flatMap(up).map((id) => `area:${id}`),
    ...inside.map((id) => `site:${areas.get(id).site}`),
    ...equipment.flatMap(({ id, body }) => [`equipment:${id}`, `equipment_type:${body.equipment_type}`]),
  ]);
}

/** @param {Map<string, any>} areas @param {string} id @returns {string[]} the area and those around it */
function pathUp(areas, id) {
  const path = [];
  for (let next = id; areas.has(next) && path.length < 20; next = areas.get(next).parent) path.push(next);
  return path;
}
